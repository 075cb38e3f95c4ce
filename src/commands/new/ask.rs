//! What is not known yet, asked on a terminal: `questions.toml` in its order.

use super::super::Failure;
use super::incident::{Incident, When};
use super::{NOT_OVER, Shelf, is_over, listed, one_line, status};
use inquire::autocompletion::Replacement;
use inquire::validator::Validation;
use inquire::{Autocomplete, CustomUserError, InquireError, Select, Text};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A row of `questions.toml`.
#[derive(Debug, Deserialize)]
struct Question {
    ask: String,
    help: String,
    #[serde(default)]
    choices: Vec<String>,
    #[serde(default, rename = "not-of")]
    not_of: Vec<String>,
}

/// Asks for all that `incident`, of the kind `kind`, does not have. `look` is called as soon as title and day are known, so that nobody answers in vain.
pub(super) fn ask(
    incident: &mut Incident,
    kind: &str,
    shelf: &Shelf,
    today: Date,
    look: &dyn Fn(&Incident) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let asker = Asker::of(kind)?;
    if incident.title.is_none() {
        incident.title = Some(one_line(&asker.text("title", None, Vec::new(), true)?));
    }
    if incident.day().is_none() {
        asker.time(incident, When::Started, "start", today)?;
    }
    look(incident)?;
    if asker.asks("end") && incident.time(When::Resolved).is_none() && !incident.goes_on {
        asker.time(incident, When::Resolved, "end", today)?;
    }
    if incident.authors.is_empty() {
        incident.authors = listed(&asker.text("authors", None, Vec::new(), true)?);
    }
    if asker.asks("status") && incident.status.is_none() {
        incident.status = Some(asker.status(incident.goes_on)?);
    }
    if incident.summary.is_none() {
        incident.summary = Some(asker.text("summary", None, Vec::new(), true)?);
    }
    if asker.asks("severity") && incident.severity.is_none() {
        let severity = asker.text("severity", None, shelf.severities.clone(), false)?;
        incident.severity = Some(severity).filter(|severity| !severity.is_empty());
    }
    if incident.services.is_empty() {
        incident.services = listed(&asker.text("services", None, shelf.services.clone(), false)?);
    }
    if incident.causes.is_empty() {
        incident.causes = listed(&asker.text("causes", None, shelf.causes.clone(), false)?);
    }
    for when in When::ALL {
        let is_known = incident.time(when).is_some_and(|moment| moment.local().is_some());
        if asker.asks(when.field()) && !(is_known || when == When::Resolved && incident.goes_on) {
            asker.time(incident, when, when.field(), today)?;
        }
    }
    Ok(())
}

struct Asker {
    questions: BTreeMap<String, Question>,
    /// Of the incident.
    kind: String,
}

impl Asker {
    fn of(kind: &str) -> Result<Self, Failure> {
        let questions = toml::from_str(include_str!("questions.toml"));
        let questions = questions.map_err(|error| Failure::Message(error.to_string()))?;
        Ok(Self { questions, kind: kind.to_owned() })
    }

    /// Whether the question is one for this kind of incident.
    fn asks(&self, name: &str) -> bool {
        self.questions.get(name).is_none_or(|question| !question.not_of.contains(&self.kind))
    }

    fn question(&self, name: &str) -> Result<&Question, Failure> {
        self.questions.get(name).ok_or_else(|| Failure::Message(format!("questions.toml has no `{name}`")))
    }

    /// One line; `names` complete its parts.
    fn text(
        &self,
        name: &str,
        default: Option<&str>,
        names: Vec<String>,
        is_required: bool,
    ) -> Result<String, Failure> {
        let question = self.question(name)?;
        let mut text = Text::new(&question.ask).with_help_message(&question.help);
        if let Some(default) = default {
            text = text.with_default(default);
        }
        if !names.is_empty() {
            text = text.with_autocomplete(Names(names));
        }
        if is_required {
            text = text.with_validator(inquire::validator::ValueRequiredValidator::default());
        }
        Ok(text.prompt().map_err(broken_off)?.trim().to_owned())
    }

    /// Of an incident that goes on nobody says that it is over.
    fn status(&self, goes_on: bool) -> Result<String, Failure> {
        let question = self.question("status")?;
        let may_be = |word: &&String| !(goes_on && is_over(status(word)));
        let choices = question.choices.iter().filter(may_be).cloned().collect();
        let chosen = Select::new(&question.ask, choices).with_help_message(&question.help).prompt();
        Ok(status(&chosen.map_err(broken_off)?).to_owned())
    }

    /// A moment, asked as question `name`; an empty answer is nothing, or today where the question is not that of a field.
    fn time(&self, incident: &mut Incident, when: When, name: &str, today: Date) -> Result<(), Failure> {
        let question = self.question(name)?;
        let is_first = name != when.field();
        let default = is_first.then(|| incident.day().unwrap_or(today).max(today).to_string());
        let may_go_on = when == When::Resolved && is_first;
        let known = incident.clone();
        let check = move |text: &str| -> Result<Validation, CustomUserError> {
            let text = text.trim();
            if text.is_empty() || may_go_on && text == NOT_OVER {
                return Ok(Validation::Valid);
            }
            Ok(match known.clone().set(when, text, today) {
                Ok(()) => Validation::Valid,
                Err(why) => Validation::Invalid(why.into()),
            })
        };
        let mut text = Text::new(&question.ask).with_help_message(&question.help).with_validator(check);
        if let Some(default) = &default {
            text = text.with_default(default);
        }
        let answer = text.prompt().map_err(broken_off)?;
        match answer.trim() {
            "" => {}
            NOT_OVER if may_go_on => incident.goes_on = true,
            text => incident.set(when, text, today).map_err(Failure::Message)?,
        }
        Ok(())
    }
}

/// Escape, Ctrl-C, or a terminal that went away.
fn broken_off(error: InquireError) -> Failure {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => {
            Failure::Message("broken off: nothing was written".to_owned())
        }
        other => Failure::Message(format!(
            "the terminal cannot be asked: {other}\n  = help: nothing was written; say with options what is known, and --yes"
        )),
    }
}

/// Completes the last of several names with commas between them.
#[derive(Clone, Debug)]
struct Names(Vec<String>);

impl Names {
    /// What stands before the last name, and the last name as far as it is typed.
    fn parted(input: &str) -> (&str, &str) {
        let at = input.rfind(',').map_or(0, |comma| comma + 1);
        let blanks = input[at..].len() - input[at..].trim_start().len();
        input.split_at(at + blanks)
    }

    fn fitting(&self, input: &str) -> Vec<String> {
        let typed = Self::parted(input).1.to_lowercase();
        let fits = |name: &&String| !typed.is_empty() && name.to_lowercase().contains(&typed);
        self.0.iter().filter(fits).cloned().collect()
    }
}

impl Autocomplete for Names {
    fn get_suggestions(&mut self, input: &str) -> Result<Vec<String>, CustomUserError> {
        Ok(self.fitting(input))
    }

    fn get_completion(&mut self, input: &str, highlighted: Option<String>) -> Result<Replacement, CustomUserError> {
        let chosen = highlighted.or_else(|| self.fitting(input).into_iter().next());
        Ok(chosen.map(|name| format!("{}{name}", Self::parted(input).0)))
    }
}
