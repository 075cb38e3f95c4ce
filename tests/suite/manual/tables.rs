//! The tables of the manual, as the program's own data makes them.

use super::read;
use clap::{Arg, Command, CommandFactory};
use pmsite::internals::cli::Cli;
use pmsite::internals::diagnostics::codes::codes;
use pmsite::manual::TOPICS;
use regex::Regex;
use std::collections::BTreeSet;
use toml::{Table, Value};
use walkdir::WalkDir;

/// What a page can ask for, each between `<!-- table: NAME -->` and `<!-- end -->`.
pub const NAMES: [&str; 7] = ["codes", "commands", "fields", "keys", "options", "templates", "topics"];

/// One of them, as Markdown.
pub fn table(name: &str) -> String {
    match name {
        "codes" => markdown(&["code", "level", "meaning", "what to do"], of_codes()),
        "commands" => markdown(&["command", "does"], of_commands()),
        "fields" => markdown(&["field", "type", "example", "accepted names", "notes"], of_fields()),
        "keys" => markdown(&["key", "default", "meaning"], of_keys()),
        "options" => markdown(&["option", "for", "meaning"], of_options()),
        "templates" => markdown(&["template", "blocks"], of_templates()),
        "topics" => markdown(&["page", "what it holds"], of_topics()),
        other => panic!("no table is called {other}"),
    }
}

fn markdown(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(head.iter().map(|&cell| cell.to_owned()).collect());
    text.push_str(&format!("{}|\n", "|---".repeat(head.len())));
    for row in rows {
        assert_eq!(row.len(), head.len());
        text.push_str(&line(row.into_iter().map(|cell| cell.replace('|', "\\|")).collect()));
    }
    text
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn listed(names: impl IntoIterator<Item = String>) -> String {
    names.into_iter().map(|name| code(&name)).collect::<Vec<_>>().join(", ")
}

fn of_codes() -> Vec<Vec<String>> {
    let mut rows: Vec<_> = codes()
        .map(|(name, told)| vec![code(name), told.level.clone(), told.meaning.clone(), told.remedy.clone()])
        .collect();
    rows.sort();
    rows
}

fn of_topics() -> Vec<Vec<String>> {
    let link = |name| format!("[{name}](src/manual/{name}.md)");
    TOPICS.iter().map(|topic| vec![link(topic.name), topic.about().to_owned()]).collect()
}

fn of_keys() -> Vec<Vec<String>> {
    let about: Table = toml::from_str(&read("src/config/about.toml")).unwrap();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let mut rows: Vec<_> =
        about.iter().map(|(key, row)| vec![code(key), text(row, "default"), text(row, "about")]).collect();
    // In the order of the file, which the table does not keep.
    let file = read("src/config/about.toml");
    rows.sort_by_key(|row| file.find(&row[0].replace('`', "\"")));
    rows
}

/// Words of the shapes of `fields.toml`.
const SHAPES: [(&str, &str); 10] = [
    ("text", "text"),
    ("text-or-number", "text or number"),
    ("flag", "true/false"),
    ("time", "time"),
    ("time-or-flag", "time or true/false"),
    ("duration", "duration"),
    ("names", "names"),
    ("impact", "text, list or map"),
    ("actions", "list"),
    ("links", "URLs"),
];

fn of_fields() -> Vec<Vec<String>> {
    let fields: Table = toml::from_str(&read("src/text/fields.toml")).unwrap();
    let labels = ["labels", "labels_front"].map(|name| read(&format!("src/text/lexicon/{name}.toml")));
    let labels = labels.map(|text| toml::from_str::<Table>(&text).unwrap());
    let row = |(name, row): (&String, &Value)| {
        let also = row.get("also").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let meanings: Vec<&str> = [name.as_str()].into_iter().chain(also).collect();
        let mut seen = BTreeSet::from([name.replace('_', "")]);
        let words = meanings
            .iter()
            .flat_map(|meaning| labels.iter().filter_map(|table| table.get(*meaning)?.get("en")?.as_array()));
        let names = words.flatten().filter_map(Value::as_str).map(|word| word.to_lowercase().replace([' ', '-'], "_"));
        let is_plain = |name: &String| name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
        let names: Vec<String> = names.filter(is_plain).filter(|name| seen.insert(name.replace('_', ""))).collect();
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
        let (_, shape) = SHAPES.iter().find(|(shape, _)| *shape == text("shape")).unwrap();
        let example = if text("example").is_empty() { "see below".to_owned() } else { code(text("example")) };
        vec![code(name), (*shape).to_owned(), example, listed(names), text("about").to_owned()]
    };
    let mut rows: Vec<_> = fields.iter().map(row).collect();
    let file = read("src/text/fields.toml");
    rows.sort_by_key(|row| file.find(&format!("[{}]\n", row[0].trim_matches('`'))));
    rows
}

fn of_templates() -> Vec<Vec<String>> {
    let block = Regex::new(r"\{%-? block ([a-z_]+)").unwrap();
    let extends = Regex::new(r#"extends "(?:default/)?([a-z-]+\.html)""#).unwrap();
    let files = WalkDir::new("themes/default/templates").max_depth(1).sort_by_file_name().into_iter();
    files
        .map(Result::unwrap)
        .filter(|file| file.file_type().is_file())
        .map(|file| {
            let (name, text) = (file.file_name().to_string_lossy(), std::fs::read_to_string(file.path()).unwrap());
            let mut blocks = listed(block.captures_iter(&text).map(|found| found[1].to_owned()));
            if let Some(base) = extends.captures(&text).filter(|base| &base[1] != "base.html") {
                blocks = format!("{blocks}{}those of `{}`", if blocks.is_empty() { "" } else { ", and " }, &base[1]);
            }
            vec![code(&name), blocks]
        })
        .filter(|row| !row[1].is_empty())
        .collect()
}

fn commands() -> Command {
    let mut program = Cli::command();
    program.build();
    program
}

/// What comes behind a command's or an option's name.
fn values(option: &Arg) -> String {
    let options = option.get_possible_values();
    let plain: Vec<&str> =
        options.iter().filter(|value| !value.is_hide_set()).map(clap::builder::PossibleValue::get_name).collect();
    match option.get_value_names() {
        _ if !option.get_action().takes_values() => String::new(),
        _ if !plain.is_empty() => plain.join("|"),
        names => names.unwrap_or_default().iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" "),
    }
}

fn of_commands() -> Vec<Vec<String>> {
    let row = |command: &Command| {
        let arguments = command.get_positionals().map(|argument| match argument.is_required_set() {
            true => format!(" {}", values(argument)),
            false => format!(" [{}]", values(argument)),
        });
        let typed: String = arguments.collect();
        vec![code(&format!("pmsite {}{typed}", command.get_name())), command.get_about().unwrap().to_string()]
    };
    commands().get_subcommands().map(row).collect()
}

/// Options that every command has.
const COMMON: [&str; 2] = ["help", "version"];

fn of_options() -> Vec<Vec<String>> {
    let program = commands();
    let mut rows: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for command in program.get_subcommands() {
        for option in
            command.get_arguments().filter(|option| option.get_long().is_some_and(|long| !COMMON.contains(&long)))
        {
            let short = option.get_short().map(|short| format!("`-{short}`, ")).unwrap_or_default();
            let typed = format!("--{} {}", option.get_long().unwrap(), values(option));
            let told = option.get_help().map(ToString::to_string).unwrap_or_default();
            let of_values = option
                .get_possible_values()
                .into_iter()
                .filter_map(|value| Some((value.get_name().to_owned(), value.get_help()?.to_string())));
            let of_values: String = of_values.map(|(name, told)| format!("; {}: {told}", code(&name))).collect();
            let default: Vec<_> = option.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
            let has_default = !default.is_empty() && option.get_action().takes_values();
            let default = if has_default { format!("; default `{}`", default.join(" ")) } else { String::new() };
            let row = vec![format!("{short}{}", code(typed.trim())), format!("{told}{of_values}{default}")];
            match rows.iter_mut().find(|(known, _)| *known == row) {
                Some((_, of)) => of.push(command.get_name().to_owned()),
                None => rows.push((row, vec![command.get_name().to_owned()])),
            }
        }
    }
    // Those that read documents.
    let has_content = |command: &&Command| command.get_arguments().any(|option| option.get_id() == "content");
    let most = program.get_subcommands().filter(has_content).count();
    let told = |of: Vec<String>| if of.len() >= most { "all".to_owned() } else { of.join(", ") };
    rows.into_iter().map(|(row, of)| vec![row[0].clone(), told(of), row[1].clone()]).collect()
}
