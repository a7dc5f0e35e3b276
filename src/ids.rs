//! Names that become part of paths and reports: checked once, so that nothing later has to ask again.

/// Why a name cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing there.
    #[error("an id cannot be empty")]
    Empty,
    /// Over 64 characters.
    #[error("an id may have at most 64 characters")]
    TooLong,
    /// Something that could lead out of the folder or break a file name.
    #[error("an id may hold only letters a-z, digits, '-' and '_'")]
    Character,
    /// A name that Windows keeps for devices.
    #[error("this name is reserved on Windows")]
    Reserved,
}

fn checked(name: &str) -> Result<String, IdError> {
    const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];
    if name.is_empty() {
        return Err(IdError::Empty);
    }
    if name.chars().count() > 64 {
        return Err(IdError::TooLong);
    }
    if !name.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '-' | '_')) {
        return Err(IdError::Character);
    }
    let lower = name.to_ascii_lowercase();
    let stem = lower.trim_end_matches(|character: char| character.is_ascii_digit());
    if RESERVED.contains(&lower.as_str()) || (matches!(stem, "com" | "lpt") && lower.len() == 4) {
        return Err(IdError::Reserved);
    }
    Ok(name.to_owned())
}

macro_rules! id {
    ($(#[$documentation:meta])* $name:ident) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<&str> for $name {
            type Error = IdError;

            fn try_from(name: &str) -> Result<Self, IdError> {
                checked(name).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A case's short name; also the name of its output folder.
    CaseId
}
id! {
    /// A letter kind's id, such as `eval-initial`; also its template folder.
    KindId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for bad in ["", "../up", "a/b", "C:", "a b", "nul", "COM1", "a\u{7}", "é"] {
            assert!(CaseId::try_from(bad).is_err(), "{bad:?}");
        }
        for good in ["rivera-mateo", "case_12", "community", "A1"] {
            assert!(CaseId::try_from(good).is_ok(), "{good:?}");
        }
    }
}
