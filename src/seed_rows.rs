//! Seed entries as their files have them: any keys, each with words or a list of words.
//!
//! It exists because reading them as TOML values first would take a tenth of a single letter's time. Input: TOML, or the JSON that the build
//! made of it. Output: for [`crate::seeds`].

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The entries of a category; what is no list has none.
pub(crate) struct Rows(pub(crate) Vec<BTreeMap<String, Words>>);

/// What an entry says under a key.
pub(crate) enum Words {
    /// Words; a number, a day, yes or no as words.
    One(String),
    /// A list of words.
    List(Vec<String>),
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Rows;
            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("entries, each with its id")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Rows, A::Error> {
                let mut rows = Vec::new();
                while let Some(row) = items.next_element()? {
                    rows.push(row);
                }
                Ok(Rows(rows))
            }
            fn visit_str<E>(self, _: &str) -> Result<Rows, E> {
                Ok(Rows(Vec::new()))
            }
            fn visit_i64<E>(self, _: i64) -> Result<Rows, E> {
                Ok(Rows(Vec::new()))
            }
            fn visit_u64<E>(self, _: u64) -> Result<Rows, E> {
                Ok(Rows(Vec::new()))
            }
            fn visit_bool<E>(self, _: bool) -> Result<Rows, E> {
                Ok(Rows(Vec::new()))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rows, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Rows(Vec::new()))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Words;
            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("words, a list of words, a number, a day, yes or no")
            }
            fn visit_str<E>(self, words: &str) -> Result<Words, E> {
                Ok(Words::One(words.to_owned()))
            }
            fn visit_bool<E>(self, answer: bool) -> Result<Words, E> {
                Ok(Words::One(answer.to_string()))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Words, E> {
                Ok(Words::One(number.to_string()))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Words, E> {
                Ok(Words::One(number.to_string()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Words, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    if let Words::One(words) = item {
                        list.push(words);
                    }
                }
                Ok(Words::List(list))
            }
            // TOML's days come as a map of their own.
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Words, A::Error> {
                toml::Value::deserialize(de::value::MapAccessDeserializer::new(map)).map(|value| Words::One(value.to_string()))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
