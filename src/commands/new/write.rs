//! What is known of an incident and a form -> the text of its document.

use super::incident::{Incident, LESSONS, When};
use crate::model::Moment;
use crate::text::fields::detection;
use crate::text::front_matter::scalar;
use crate::theme::{self, forms};

/// The document: front matter from the facts, then what is left of the form's own, then the form's text.
///
/// # Errors
/// A form that is no template.
pub(super) fn document(incident: &Incident, name: &str, form: &str) -> Result<String, theme::Error> {
    let (own, body) = parted(form);
    let mut lines = front(incident);
    let known: Vec<String> = lines.iter().filter_map(|line| key(line).map(str::to_owned)).collect();
    let mut is_known = false;
    for line in own.lines() {
        is_known = key(line).map_or(is_known, |key| known.iter().any(|own| own == key));
        if !is_known {
            lines.push(line.to_owned());
        }
    }
    let body = forms::fill(name, body, &context(incident))?;
    Ok(format!("---\n{}\n---\n\n{}", lines.join("\n"), body.trim_start()))
}

/// The lines of a form's front matter, and the rest.
fn parted(form: &str) -> (&str, &str) {
    let inner = form.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    inner.unwrap_or(("", form))
}

/// What kind of incident the form says that it is of.
pub(super) fn kind(form: &str) -> Option<&str> {
    let mut values = parted(form).0.lines().filter(|line| key(line) == Some("kind"));
    values.next()?.split_once(':').map(|(_, value)| value.trim())
}

/// The key that a line of front matter begins with; `None` inside of a value.
fn key(line: &str) -> Option<&str> {
    line.split_once(':').map(|(key, _)| key).filter(|key| !key.starts_with([' ', '#', '-']))
}

fn front(incident: &Incident) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = |key: &str, value: String| lines.push(format!("{key}: {value}"));
    if let Some(title) = &incident.title {
        line("title", scalar(title));
    }
    if let Some(day) = incident.day() {
        line("date", day.to_string());
    }
    for when in When::ALL {
        // A day alone tells no more of the beginning than `date`.
        let told = incident.time(when).filter(|moment| when != When::Started || moment.local().is_some());
        if let Some(moment) = told {
            line(when.field(), moment.to_string());
        }
    }
    for (key, value) in [("status", &incident.status), ("severity", &incident.severity)] {
        if let Some(value) = value {
            line(key, scalar(value));
        }
    }
    // As `fix` would write it.
    let noticed = incident.detection.as_deref().and_then(detection::told);
    if let Some(Ok(serde_json::Value::String(noticed))) = noticed.map(serde_json::to_value) {
        line("detection", noticed);
    }
    let lists = [("services", &incident.services), ("root_causes", &incident.causes), ("authors", &incident.authors)];
    for (key, values) in lists.into_iter().chain(incident.others.iter().map(|(key, values)| (*key, values))) {
        match &**values {
            [] => {}
            [one]
                if !matches!(
                    key,
                    "services" | "root_causes" | "authors" | "teams" | "tags" | "related" | "reviewers"
                ) =>
            {
                line(key, scalar(one));
            }
            values => {
                let values: Vec<String> = values.iter().map(|value| scalar(value)).collect();
                line(key, format!("[{}]", values.join(", ")));
            }
        }
    }
    lines
}

fn context(incident: &Incident) -> tera::Context {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut context = tera::Context::new();
    context.insert("title", &text(&incident.title));
    context.insert("date", &incident.day().map(|day| day.to_string()).unwrap_or_default());
    for when in When::ALL {
        context.insert(when.field(), &incident.time(when).map(Moment::human).unwrap_or_default());
    }
    context.insert("status", &text(&incident.status));
    context.insert("severity", &text(&incident.severity));
    context.insert("services", &incident.services);
    context.insert("root_causes", &incident.causes);
    context.insert("authors", &incident.authors);
    context.insert("summary", &text(&incident.summary));
    context.insert("root_cause", &text(&incident.root_cause));
    context.insert("trigger", &text(&incident.trigger));
    context.insert("detection", &text(&incident.detection));
    context.insert("fix", &text(&incident.fix));
    for (name, lesson) in LESSONS.into_iter().zip(&incident.lessons) {
        context.insert(name, &text(lesson));
    }
    let mut incident = incident.clone();
    for impact in &mut incident.impact {
        impact.text = cell(&impact.text);
    }
    for event in &mut incident.timeline {
        (event.time, event.text) = (cell(&event.time), cell(&event.text));
    }
    for action in &mut incident.actions {
        for part in [
            &mut action.text,
            &mut action.kind,
            &mut action.owner,
            &mut action.ticket,
            &mut action.due,
            &mut action.status,
        ] {
            *part = cell(part);
        }
    }
    context.insert("impact", &incident.impact);
    context.insert("timeline", &incident.timeline);
    context.insert("actions", &incident.actions);
    context
}

/// One line that ends no cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
