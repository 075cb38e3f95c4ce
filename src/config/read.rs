//! The text of a settings file to settings, every problem with its place; nothing is skipped in silence.

use super::IdPattern;
use super::keys::{self, FIELD_NAMES, SECTION_NAMES, Type};
use super::values::{
    Problem, default_theme, folder, glob, host_suffix, language, level, line, names, origin, site_url, strictness,
    style_sheet, theme, url_template, visibility, web_address,
};
use super::words::{self, Check, Word};
use super::{Config, FILE_NAME, Strictness};
use crate::diagnostics::{self, Diagnostic, Report, Span};
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// The code of what mdBook alone knows.
pub(super) const NO_EFFECT: &str = "config-no-effect";

/// Fills `config` from `text`, that of `config.file`. The report is empty where all is well.
pub(super) fn read(text: &str, config: &mut Config, check: Check) -> Report {
    let path = Arc::from(config.file);
    let mut reader = Reader { config, path, report: Report::default(), check, words: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        reader.error("config-syntax", &span, error.message().to_owned(), None);
    }
    reader.table("", table.get_ref());
    reader.config.lexicon = std::mem::take(&mut reader.words).into();
    reader.report.sort();
    reader.report
}

/// Tables that have a short form outside `[lexicon]`, in which a word may mean something else than in the table.
const FIELDS: &str = "labels_front";
const SECTIONS: &str = "sections";
const SEVERITIES: &str = "severities";

pub(super) struct Reader<'a> {
    pub(super) config: &'a mut Config,
    path: Arc<str>,
    report: Report,
    check: Check,
    /// Of `[lexicon]` and its short forms.
    words: Vec<Word>,
}

/// A value that was checked to be of its type.
enum Checked<'v> {
    Text(&'v str),
    Texts(Vec<(&'v str, Range<usize>)>),
    Flag(bool),
    Count(usize),
    TextTable(Vec<(&'v str, &'v str, Range<usize>)>),
    LevelTable(Vec<(&'v str, u8)>),
    Lexicon(&'v DeTable<'v>),
    /// Days, and where the level is written.
    DayTable(Vec<(&'v str, u16, Range<usize>)>),
    Policies(&'v DeArray<'v>),
}

impl Reader<'_> {
    pub(super) fn error(&mut self, code: &'static str, span: &Range<usize>, message: String, hint: Option<String>) {
        let error = Diagnostic::error(code, &self.path, message).at(Span::new(span.start, span.end));
        self.report.push(match hint {
            Some(hint) => error.hint(hint),
            None => error,
        });
    }

    fn table(&mut self, prefix: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let path =
                if prefix.is_empty() { key.get_ref().to_string() } else { format!("{prefix}.{}", key.get_ref()) };
            if let Some(kind) = keys::type_of(&path) {
                if let Some(checked) = self.check(&path, kind, value) {
                    self.set(&path, checked, &value.span());
                }
            } else if keys::is_table(&path) {
                match value.get_ref() {
                    DeValue::Table(inner) => self.table(&path, inner),
                    other => {
                        let message = format!("`{path}` is {}, not a table", kind_of(other));
                        self.error(
                            "config-type",
                            &value.span(),
                            message,
                            Some(format!("write `[{path}]` on a line of its own")),
                        );
                    }
                }
            } else {
                self.unknown(&path, &key.span());
            }
        }
    }

    fn unknown(&mut self, path: &str, span: &Range<usize>) {
        if let Some(why) = keys::foreign(path) {
            let message = format!("`{path}` is a setting of mdBook that has no effect here");
            // In a file of mdBook it has its effect there.
            let hint = if self.config.file == FILE_NAME { why.to_owned() } else { format!("delete it: {why}") };
            return self.error(NO_EFFECT, span, message, Some(hint));
        }
        let hint = keys::nearest(path).map(|near| format!("did you mean `{near}`?"));
        self.error("config-unknown-key", span, format!("`{path}` is no known setting"), hint);
    }

    fn check<'v>(&mut self, path: &str, kind: Type, value: &'v Spanned<DeValue<'v>>) -> Option<Checked<'v>> {
        if let (Type::Count, Some(count)) = (kind, count(value.get_ref())) {
            return Some(Checked::Count(count));
        }
        match (kind, value.get_ref()) {
            (Type::Text, DeValue::String(text)) => return Some(Checked::Text(text)),
            (Type::FlagOrText, DeValue::String(text)) => return Some(Checked::Text(text)),
            (Type::Flag | Type::FlagOrText, DeValue::Boolean(flag)) => return Some(Checked::Flag(*flag)),
            (Type::Texts, DeValue::Array(items)) => {
                let texts = items.iter().filter_map(|item| match item.get_ref() {
                    DeValue::String(text) => Some((&**text, item.span())),
                    _ => None,
                });
                let texts: Vec<_> = texts.collect();
                for item in items.iter().filter(|item| !matches!(item.get_ref(), DeValue::String(_))) {
                    let message = format!("an item of `{path}` is {}, not a string", kind_of(item.get_ref()));
                    self.error("config-type", &item.span(), message, None);
                }
                return Some(Checked::Texts(texts));
            }
            (Type::Policies, DeValue::Array(tables)) => return Some(Checked::Policies(tables)),
            (Type::TextTable | Type::RuleTable, DeValue::Table(table)) => {
                let mut entries = Vec::new();
                for (key, value) in table {
                    match value.get_ref() {
                        DeValue::String(text) => entries.push((&**key.get_ref(), &**text, value.span())),
                        other => self.wrong_entry(path, key.get_ref(), other, "a string", &value.span()),
                    }
                }
                return Some(Checked::TextTable(entries));
            }
            (Type::LevelTable, DeValue::Table(table)) => {
                let level = |(key, number, _)| u8::try_from(number).ok().map(|level| (key, level));
                let numbers = self.numbers(path, table, 5, "a number from 1 (worst) to 5");
                return Some(Checked::LevelTable(numbers.into_iter().filter_map(level).collect()));
            }
            (Type::DayTable, DeValue::Table(table)) => {
                return Some(Checked::DayTable(self.numbers(path, table, 3650, "a number of days from 1 to 3650")));
            }
            (Type::Lexicon, DeValue::Table(tables)) => return Some(Checked::Lexicon(tables)),
            _ => {}
        }
        let hint = match (kind, value.get_ref()) {
            (Type::Texts, DeValue::String(text)) => Some(format!("write `[\"{text}\"]`")),
            (Type::Flag, DeValue::String(_)) => Some("write true or false without quotes".to_owned()),
            _ => None,
        };
        let message = format!("`{path}` is {}, not {}", kind_of(value.get_ref()), kind.name());
        self.error("config-type", &value.span(), message, hint);
        None
    }

    /// The entries that are whole numbers from 1 to `most`, and where their keys stand.
    fn numbers<'v>(
        &mut self,
        path: &str,
        table: &'v DeTable<'v>,
        most: u16,
        wanted: &str,
    ) -> Vec<(&'v str, u16, Range<usize>)> {
        let mut entries = Vec::new();
        for (key, value) in table {
            let number = value.get_ref().as_integer();
            let number = number.and_then(|number| u16::from_str_radix(number.as_str(), number.radix()).ok());
            match number.filter(|number| (1..=most).contains(number)) {
                Some(number) => entries.push((&**key.get_ref(), number, key.span())),
                None => self.wrong_entry(path, key.get_ref(), value.get_ref(), wanted, &value.span()),
            }
        }
        entries
    }

    fn wrong_entry(&mut self, path: &str, key: &str, value: &DeValue<'_>, wanted: &str, span: &Range<usize>) {
        let written = match value.as_integer() {
            Some(number) => number.as_str().to_owned(),
            None => kind_of(value).to_owned(),
        };
        self.error("config-type", span, format!("`{path}.{key}` is {written}, not {wanted}"), None);
    }

    fn set(&mut self, path: &str, value: Checked<'_>, span: &Range<usize>) {
        match value {
            Checked::Text(text) => self.set_text(path, text, span),
            Checked::Texts(texts) => self.set_texts(path, &texts),
            Checked::Flag(flag) if path == "build.drafts" => self.config.build.drafts = flag,
            Checked::Flag(flag) if path == "check.secrets" => {
                self.config.privacy.secrets = if flag { Strictness::Public } else { Strictness::Off };
            }
            Checked::Flag(flag) if path == "check.personal-data" => self.config.privacy.personal_data = Some(flag),
            Checked::Flag(flag) if path == "audience.public-actions" => self.config.audience.public_actions = flag,
            Checked::Flag(flag) => self.config.deny_warnings = flag,
            Checked::Count(count) if path == "check.draft-days" => self.config.rules.draft_days = count,
            Checked::Count(count) => self.config.insights.minimum = count,
            Checked::TextTable(entries) if path == "check.rules" => self.rules(&entries),
            Checked::Policies(tables) => self.policies(tables),
            Checked::TextTable(entries) if path == "postmortem.field-names" => {
                self.names(path, entries, FIELD_NAMES, ("field", FIELDS));
            }
            Checked::TextTable(entries) => self.names(path, entries, SECTION_NAMES, ("section", SECTIONS)),
            Checked::LevelTable(entries) => {
                let level = |(word, level): (&str, u8)| Word::overruling(SEVERITIES, &format!("level_{level}"), word);
                self.words.extend(entries.into_iter().map(level));
            }
            Checked::Lexicon(tables) => self.lexicon(tables),
            Checked::DayTable(entries) => {
                for (key, days, span) in entries {
                    match level(key) {
                        Ok(level) => self.config.actions.due_within[level - 1] = Some(days),
                        Err(problem) => self.bad(path, key, &span, &problem),
                    }
                }
            }
        }
    }

    fn lexicon(&mut self, tables: &DeTable<'_>) {
        let (placed, mistyped) = words::entries(tables);
        for wrong in mistyped {
            let message =
                format!("`lexicon.{}` is {}, not {}", wrong.path, kind_of(wrong.value.get_ref()), wrong.wanted);
            let hint = "write `[lexicon.sections]` and below it `timeline = [\"What we saw\"]`".to_owned();
            self.error("config-type", &wrong.value.span(), message, Some(hint));
        }
        let entries: Vec<words::LexiconEntry<'_>> = placed.iter().map(|(entry, _)| *entry).collect();
        for (at, wrong) in (self.check)(&entries) {
            let Some((entry, span)) = placed.get(at) else { continue };
            let (code, mark) = if entry.word.is_some() { ("config-value", ":") } else { ("config-unknown-key", "") };
            self.error(code, span, format!("`{}`{mark} {}", entry.path(), wrong.what), Some(wrong.hint));
        }
        self.words.extend(entries.iter().filter_map(words::LexiconEntry::word));
    }

    fn names(
        &mut self,
        path: &str,
        entries: Vec<(&str, &str, Range<usize>)>,
        known: &[&'static str],
        (what, table): (&str, &str),
    ) {
        for (own, meant, span) in entries {
            let normal = words::plain(meant);
            if known.contains(&normal.as_str()) {
                self.words.push(Word::overruling(table, &normal, own));
                continue;
            }
            let hint = match diagnostics::nearest(meant, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known are {}", known.join(", ")),
            };
            self.error("config-value", &span, format!("`{path}.{own}`: `{meant}` is no {what}"), Some(hint));
        }
    }

    fn set_text(&mut self, path: &str, text: &str, span: &Range<usize>) {
        let config = &mut *self.config;
        let checked = match path {
            "book.title" => put(&mut config.book.title, line(text)),
            "book.description" => put(&mut config.book.description, line(text)),
            "book.language" => put(&mut config.book.language, language(text)),
            "book.src" => put(&mut config.book.src, folder(text)),
            "build.build-dir" => put(&mut config.build.build_dir, folder(text)),
            "output.html.site-url" => put_some(&mut config.html.site_url, site_url(text)),
            "output.html.git-repository-url" => put_some(&mut config.html.git_repository_url, web_address(text)),
            "output.html.edit-url-template" => put_some(&mut config.html.edit_url_template, url_template(text)),
            "output.html.history-url-template" => put_some(&mut config.html.history_url_template, url_template(text)),
            "output.html.default-theme" => put(&mut config.html.default_theme, default_theme(text)),
            "output.html.theme" => put_some(&mut config.html.theme, theme(text)),
            "postmortem.id-pattern" => put_some(&mut config.postmortem.id_pattern, IdPattern::read(text)),
            "check.secrets" => put(&mut config.privacy.secrets, strictness(text)),
            "audience.audience" => put(&mut config.audience.audience, visibility(text)),
            "audience.default-visibility" => put(&mut config.audience.default_visibility, visibility(text)),
            _ => Ok(()),
        };
        if let Err(problem) = checked {
            self.bad(path, text, span, &problem);
        }
    }

    fn set_texts(&mut self, path: &str, texts: &[(&str, Range<usize>)]) {
        let check: fn(&str) -> Result<String, Problem> = match path {
            "book.include" | "book.exclude" => glob,
            "output.html.additional-css" => style_sheet,
            "output.html.image-origins" => origin,
            "search.synonyms" => names,
            "check.internal-hosts" => host_suffix,
            _ => line,
        };
        let mut good = Vec::with_capacity(texts.len());
        for (text, span) in texts {
            match check(text) {
                Ok(value) => good.push(value),
                Err(problem) => self.bad(path, text, span, &problem),
            }
        }
        match path {
            "book.authors" => self.config.book.authors = good,
            "book.include" => self.config.book.include = good,
            "book.exclude" => self.config.book.exclude = good,
            "output.html.additional-css" => self.config.html.additional_css = good,
            "search.synonyms" => self.config.search.synonyms = good,
            "check.internal-hosts" => self.config.privacy.internal_hosts = good,
            _ => self.config.html.image_origins = good,
        }
    }

    pub(super) fn bad(&mut self, path: &str, text: &str, span: &Range<usize>, problem: &Problem) {
        self.error("config-value", span, problem.told(path, text), Some(problem.hint.clone()));
    }
}

fn put<T>(slot: &mut T, value: Result<T, Problem>) -> Result<(), Problem> {
    *slot = value?;
    Ok(())
}

fn put_some<T>(slot: &mut Option<T>, value: Result<T, Problem>) -> Result<(), Problem> {
    *slot = Some(value?);
    Ok(())
}

/// A whole number from 1.
fn count(value: &DeValue<'_>) -> Option<usize> {
    let number = value.as_integer()?;
    usize::from_str_radix(number.as_str(), number.radix()).ok().filter(|number| *number > 0)
}

pub(super) fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}
