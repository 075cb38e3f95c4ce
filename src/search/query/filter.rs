//! `service:checkout`, `sev<=2`, `after:2025-03`: what narrows the results.

use crate::diagnostics::nearest;
use jiff::civil::Date;

/// What a filter looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Service,
    Cause,
    Severity,
    Team,
    Tag,
    Year,
    Status,
    /// On this day or later.
    After,
    /// Before this day.
    Before,
}

/// How the value is compared; all but `Is` are for severities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Is,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub field: Field,
    pub operator: Operator,
    /// As typed.
    pub value: String,
    /// What it must not be.
    pub negated: bool,
    /// All of it, as typed.
    pub text: String,
}

/// What looks like a condition and is text, since nothing is called so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// As typed.
    pub text: String,
    /// The name of a condition that may have been meant.
    pub meant: Option<&'static str>,
}

/// Letters of a name that can be misspelt.
const SHORTEST: usize = 3;

impl Unknown {
    /// `None` where `text` does not look like a name, `:` or `=`, and a value: ports, times and paths are none.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (name, value) = text.split_once([':', '='])?;
        let is_name = name.len() >= SHORTEST && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
        let is_value = value.starts_with(|first: char| first.is_alphanumeric())
            && value.contains(|letter: char| !letter.is_ascii_digit());
        if !is_name || !is_value || field(name).is_some() {
            return None;
        }
        let meant = nearest(name, super::sources().fields.keys().map(String::as_str));
        Some(Self { text: text.to_owned(), meant })
    }
}

/// Longest first.
const OPERATORS: [(&str, Operator); 6] = [
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("<", Operator::Less),
    (">", Operator::Greater),
    (":", Operator::Is),
    ("=", Operator::Is),
];

/// Name, operator and value of a text such as `sev<=2`; `None` for every other text.
pub(super) fn split(text: &str) -> Option<(&str, &str, &str)> {
    let at = text.find([':', '<', '>', '='])?;
    let (name, rest) = text.split_at(at);
    field(name)?;
    let (operator, _) = OPERATORS.into_iter().find(|(operator, _)| rest.starts_with(operator))?;
    Some((name, operator, &rest[operator.len()..]))
}

fn field(name: &str) -> Option<Field> {
    let meant = super::sources().fields.get(&name.to_ascii_lowercase())?;
    Field::ALL.into_iter().find(|field| field.name() == meant)
}

impl Field {
    /// Every one, in the order of print.
    pub const ALL: [Self; 9] = [
        Self::Service,
        Self::Cause,
        Self::Severity,
        Self::Team,
        Self::Tag,
        Self::Year,
        Self::Status,
        Self::After,
        Self::Before,
    ];

    /// As it is typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Cause => "cause",
            Self::Severity => "severity",
            Self::Team => "team",
            Self::Tag => "tag",
            Self::Year => "year",
            Self::Status => "status",
            Self::After => "after",
            Self::Before => "before",
        }
    }
}

impl Filter {
    /// `None` where the value means nothing for the field: then it is text.
    pub(super) fn read((name, operator): (&str, &str), value: &str, negated: bool, raw: &str) -> Option<Self> {
        let field = field(name)?;
        let (_, operator) = OPERATORS.into_iter().find(|(own, _)| *own == operator)?;
        let filter = Self { field, operator, value: value.trim().to_owned(), negated, text: raw.to_owned() };
        let means = match field {
            _ if filter.value.is_empty() => true,
            // What begins like a day and is none narrows nothing, and that is told.
            Field::After | Field::Before => {
                operator == Operator::Is && filter.value.starts_with(|first: char| first.is_ascii_digit())
            }
            Field::Severity => operator == Operator::Is || filter.level().is_some(),
            _ => operator == Operator::Is,
        };
        means.then_some(filter)
    }

    /// The value as a day, in days since 1970-01-01: `2025`, `2025-03`, `2025-03-07` (the first day of what is named).
    #[must_use]
    pub fn day(&self) -> Option<i32> {
        let mut numbers = [1_i16; 3];
        let parts: Vec<&str> = self.value.split('-').collect();
        let lengths = [4, 2, 2];
        if parts.len() > numbers.len() {
            return None;
        }
        for ((number, part), length) in numbers.iter_mut().zip(&parts).zip(lengths) {
            if part.len() > length || part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            *number = part.parse().ok()?;
        }
        let [year, month, day] = numbers;
        // A day beyond the month's end runs into the next.
        let first = Date::new(year, i8::try_from(month).ok()?, 1).ok()?;
        (year >= 1000 && (1..=31).contains(&day)).then(|| days(first) + i32::from(day) - 1)
    }

    /// The value as a level, 1 (worst) to 5: `2`, `sev2`, `P2`, `SEV-2`.
    #[must_use]
    pub fn level(&self) -> Option<u8> {
        let digits = self.value.trim_start_matches(|character: char| !character.is_ascii_digit());
        digits.parse().ok().filter(|level| *level <= 5)
    }
}

/// Days since 1970-01-01.
#[must_use]
pub(crate) fn days(date: Date) -> i32 {
    (date - Date::constant(1970, 1, 1)).get_days()
}
