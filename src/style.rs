//! How letters look, as data read from `style.toml`.
//!
//! It exists so that a new look needs no Rust. Input: the text of a style file. Output: [`Style`], read by
//! [`crate::layout`]. All lengths are in points.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// The style that is part of the program.
const BUILT_IN: &str = include_str!("../letter-templates/_house/style.toml");

/// No paper is wider than this, so a larger number is a slip of the pen.
const LONGEST: f64 = 2000.0;

/// A length in points, between 0 and 2000.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Points(f64);

impl Points {
    /// The number of points.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        within(deserializer, 0.0, LONGEST).map(Points)
    }
}

/// A shade from 0 (black) to 1 (white).
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub struct Grey(f64);

impl Grey {
    /// Black.
    pub const BLACK: Grey = Grey(0.0);

    /// 0 is black, 1 is white.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Grey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        within(deserializer, 0.0, 1.0).map(Grey)
    }
}

/// The size of letters, in points, between 4 and 400: a size of nothing would make lines endless.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Size(f64);

impl Size {
    /// The number of points.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Size {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        within(deserializer, 4.0, 400.0).map(Size)
    }
}

fn within<'de, D: Deserializer<'de>>(deserializer: D, least: f64, most: f64) -> Result<f64, D::Error> {
    let number = f64::deserialize(deserializer)?;
    if number.is_finite() && (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err(serde::de::Error::custom(format!("expected a number from {least} to {most}, found {number}")))
    }
}

/// A whole style file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Style {
    /// The sheet.
    pub paper: Paper,
    /// What stays white around the text.
    pub margins: Margins,
    /// Ordinary text.
    pub body: Body,
    /// Headings by level, 1 to 3.
    pub heading: BTreeMap<String, Heading>,
    /// Numbered and bulleted lists.
    pub list: List,
    /// Quoted words.
    pub quote: Quote,
    /// Tables.
    pub table: Table,
    /// The line at the foot of page 2 and later.
    pub foot: Foot,
    /// Pages of exhibits.
    pub exhibit: Exhibit,
    /// The mark on every page of a draft.
    pub draft: Draft,
    /// Words that the layout itself adds, by language (`en`, `es`).
    pub words: BTreeMap<String, Words>,
    /// Groups of blocks by name.
    #[serde(default)]
    pub group: BTreeMap<String, Group>,
}

/// The sheet.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// Across.
    pub width: Points,
    /// Down.
    pub height: Points,
}

/// What stays white around the text.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Margins {
    /// Above.
    pub top: Points,
    /// Below; the foot stands in it.
    pub bottom: Points,
    /// At the left.
    pub left: Points,
    /// At the right.
    pub right: Points,
}

/// Ordinary text.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Size of the letters.
    pub size: Size,
    /// From baseline to baseline.
    pub leading: Size,
    /// Between paragraphs.
    pub paragraph_gap: Points,
}

/// A level of headings.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Size of the letters.
    pub size: Size,
    /// From baseline to baseline.
    pub leading: Size,
    /// Above.
    pub space_before: Points,
    /// Below.
    pub space_after: Points,
}

/// Numbered and bulleted lists.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// From the surrounding text to the text of an item.
    pub indent: Points,
    /// Between number or bullet and text.
    pub label_gap: Points,
    /// Between items.
    pub item_gap: Points,
    /// Bullets by depth; the last serves all deeper lists.
    pub bullets: Vec<String>,
}

/// Quoted words.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// From both sides.
    pub indent: Points,
}

/// Tables.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Size of the letters.
    pub size: Size,
    /// From baseline to baseline.
    pub leading: Size,
    /// Between the text of neighbouring columns.
    pub column_gap: Points,
    /// Above and below the text of a row.
    pub row_gap: Points,
    /// Thickness of the lines between rows.
    pub rule: Points,
    /// Thickness of the lines above, under the head and at the end.
    pub head_rule: Points,
    /// Shade of the lines between rows.
    pub rule_grey: Grey,
}

/// The line at the foot.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Foot {
    /// Size of the letters.
    pub size: Size,
    /// Its height above the lower edge of the paper.
    pub baseline: Points,
    /// Its shade.
    pub grey: Grey,
}

/// Pages of exhibits.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exhibit {
    /// Height of the strip at the lower edge that is kept for our marks.
    pub strip: Points,
    /// White around a photo.
    pub photo_margin: Points,
    /// Size of the letters of the marks.
    pub size: Size,
    /// Their baseline above the lower edge.
    pub baseline: Points,
    /// From the left and right edges to the marks.
    pub margin: Points,
}

/// The mark of a draft.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Size of the letters, made smaller if the word would not fit the page.
    pub size: Size,
    /// Its shade.
    pub grey: Grey,
}

/// Words that the layout itself adds.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// `{x}` is the page's number, `{y}` the number of pages.
    pub page: String,
    /// What every page of a draft says.
    pub draft: String,
    /// Added to the page's number when the document is sent in several files: `{x}` is the file's number, `{y}` how many there are.
    pub file: String,
}

/// How a named group of blocks is set. What is left out is as in the body.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Group {
    /// Room above the group, not kept at the top of a page.
    pub space_before: Points,
    /// Room above the group that is kept wherever it stands.
    pub drop: Points,
    /// Room below the group, not kept at the end of a page.
    pub space_after: Points,
    /// Between the group's own blocks.
    pub paragraph_gap: Option<Points>,
    /// Room above each paragraph that is kept wherever it stands.
    pub room_before: Points,
    /// From the left margin.
    pub indent: Points,
    /// Further indent of a paragraph's second and later lines.
    pub hanging: Points,
    /// Size of the letters, headings included.
    pub size: Option<Size>,
    /// From baseline to baseline.
    pub leading: Option<Size>,
    /// Headings in the size of the group's text, bold, without room of their own.
    pub plain_headings: bool,
    /// Everything bold.
    pub bold: bool,
    /// Everything italic.
    pub italic: bool,
    /// Never broken over two pages unless longer than one.
    pub keep_together: bool,
    /// On the same page as the first lines of what follows.
    pub keep_with_next: bool,
    /// At least so many lines of what precedes stand on the same page.
    pub keep_with_previous_lines: usize,
}

/// A style file that cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum StyleError {
    /// A key or value is wrong.
    #[error("style file, line {line}, column {column}: {message}")]
    Wrong {
        /// Counted from 1.
        line: usize,
        /// Counted from 1, in characters.
        column: usize,
        /// What is wrong there.
        message: String,
    },
    /// The values are each right but do not go together.
    #[error("style file: {0}")]
    Conflict(&'static str),
}

impl Style {
    /// Reads a style file.
    ///
    /// # Errors
    /// Names line and column of the first unknown key, missing key or wrong value.
    pub fn parse(text: &str) -> Result<Style, StyleError> {
        let style: Style = toml::from_str(text).map_err(|error| wrong(text, &error))?;
        style.check()?;
        Ok(style)
    }

    /// The style that is part of the program.
    ///
    /// # Errors
    /// Fails only if the program was built with a wrong style file.
    pub fn built_in() -> Result<Style, StyleError> {
        Style::parse(BUILT_IN)
    }

    fn check(&self) -> Result<(), StyleError> {
        if self.measure() < 144.0 {
            return Err(StyleError::Conflict("the margins leave less than two inches for the text"));
        }
        if self.text_height() < 144.0 {
            return Err(StyleError::Conflict("the margins leave less than two inches of height for the text"));
        }
        if self.list.bullets.is_empty() {
            return Err(StyleError::Conflict("[list] bullets needs at least one bullet"));
        }
        if !self.words.contains_key("en") {
            return Err(StyleError::Conflict("[words.en] is missing"));
        }
        if ["1", "2", "3"].iter().any(|level| !self.heading.contains_key(*level)) {
            return Err(StyleError::Conflict("[heading.1], [heading.2] and [heading.3] are all needed"));
        }
        Ok(())
    }

    /// Width of the text, in points.
    pub fn measure(&self) -> f64 {
        self.paper.width.get() - self.margins.left.get() - self.margins.right.get()
    }

    /// Height of the text on a page, in points.
    pub fn text_height(&self) -> f64 {
        self.paper.height.get() - self.margins.top.get() - self.margins.bottom.get()
    }

    /// The words for a BCP 47 language tag; English if the style has none for it.
    pub fn words(&self, language: &str) -> Option<&Words> {
        let primary = language.split('-').next().unwrap_or_default();
        self.words.get(primary).or_else(|| self.words.get("en"))
    }
}

fn wrong(text: &str, error: &toml::de::Error) -> StyleError {
    let offset = error.span().map_or(0, |span| span.start);
    let before = text.get(..offset).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    StyleError::Wrong {
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
        message: error.message().to_owned(),
    }
}

#[cfg(test)]
mod tests;
