//! `[postmortem] id-pattern`, compiled once: what ids of incidents look like in running text.

use super::values::{Problem, problem};
use borsh::BorshSerialize;
use regex::Regex;
use std::io::{Result as Written, Write};

/// A pattern that never matches the empty text. Two are equal where they are written so.
#[derive(Clone, Debug)]
pub struct IdPattern(Regex);

impl IdPattern {
    pub(super) fn read(text: &str) -> Result<Self, Problem> {
        match Regex::new(text) {
            Ok(pattern) if pattern.is_match("") => {
                problem("matches the empty text", "write a pattern such as `INC-[0-9]+`")
            }
            Ok(pattern) => Ok(Self(pattern)),
            Err(error) => {
                let reason = error.to_string();
                let last = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
                problem("is no regular expression", format!("{last}; a pattern such as `INC-[0-9]+` is wanted"))
            }
        }
    }

    /// What matches it.
    #[must_use]
    pub fn regex(&self) -> &Regex {
        &self.0
    }
}

impl PartialEq for IdPattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for IdPattern {}

impl BorshSerialize for IdPattern {
    fn serialize<W: Write>(&self, out: &mut W) -> Written<()> {
        self.0.as_str().serialize(out)
    }
}
