//! The manual: a module a topic. `pmsite help TOPIC` prints the same pages, which lie in `src/manual/`.
//!
//! Each begins with its title and one line that says what it holds.

use regex::Regex;
use std::borrow::Cow;
use std::sync::OnceLock;

/// A page.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    pub name: &'static str,
    /// Markdown.
    pub text: &'static str,
}

impl Topic {
    /// The line that says what the page holds.
    #[must_use]
    pub fn about(&self) -> &'static str {
        self.text.lines().skip(1).find(|line| !line.is_empty()).unwrap_or_default()
    }
}

/// For readers of the library `build.rs` writes the links between pages as links between modules.
macro_rules! topics {
    ($($name:ident)*) => {
        $(
            #[doc = include_str!(concat!(env!("OUT_DIR"), "/manual/", stringify!($name), ".md"))]
            pub mod $name {}
        )*

        /// The pages, in the order of reading.
        #[doc(hidden)]
        pub const TOPICS: &[Topic] = &[
            $(Topic { name: stringify!($name), text: include_str!(concat!("manual/", stringify!($name), ".md")) }),*
        ];
    };
}

topics! {
    start site commands content fields reading writing editor search actions recurrence check diagnostics
    configuration theming hosting safety limits library
}

/// The page of that name.
#[doc(hidden)]
#[must_use]
pub fn topic(name: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.name == name)
}

/// A text of the manual where nobody can follow a link: of each its words.
#[doc(hidden)]
#[must_use]
pub fn unlinked(text: &str) -> Cow<'_, str> {
    static LINK: OnceLock<Option<Regex>> = OnceLock::new();
    match LINK.get_or_init(|| Regex::new(r"\[([^\[\]]*)\]\([^()]*\)").ok()) {
        Some(link) => link.replace_all(text, "$1"),
        None => Cow::Borrowed(text),
    }
}
