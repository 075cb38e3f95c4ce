//! Arguments as they were typed -> as they are parsed: the words of a query may begin with a dash (`timeout -dns`), and its options may
//! stand among them.

use super::Cli;
use clap::{Arg, Command, CommandFactory};
use std::ffi::OsString;

/// The command whose words are a query.
const SEARCH: &str = "search";
/// Before what is no option any more.
const END: &str = "--";
/// Most letters that a misspelt option differs in.
const NEAR: usize = 2;

/// The arguments of a `search` with its options first and its query behind `--`; all others as they are.
#[must_use]
pub fn arranged(typed: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = typed.collect();
    if arguments.get(1).is_none_or(|command| command != SEARCH) {
        return arguments;
    }
    let mut program = Cli::command();
    program.build();
    let Some(search) = program.find_subcommand(SEARCH) else { return arguments };
    let mut rest = arguments.split_off(2).into_iter();
    let mut words: Vec<OsString> = Vec::new();
    while let Some(argument) = rest.next() {
        match read(search, argument.to_str().unwrap_or_default()) {
            Role::Word if argument == END => words.extend(rest.by_ref()),
            Role::Word => words.push(argument),
            Role::Option => arguments.push(argument),
            Role::OptionBeforeValue => {
                arguments.push(argument);
                arguments.extend(rest.next());
            }
        }
    }
    if !words.is_empty() {
        arguments.push(END.into());
        arguments.extend(words);
    }
    arguments
}

/// What an argument is.
enum Role {
    Word,
    Option,
    OptionBeforeValue,
}

fn read(search: &Command, argument: &str) -> Role {
    if let Some(long) = argument.strip_prefix(END).filter(|long| !long.is_empty()) {
        let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
        let longs = || search.get_arguments().filter_map(|known| Some((known, known.get_long()?)));
        return match longs().find(|(_, known)| *known == name) {
            Some((option, _)) if takes_value(option) && value.is_none() => Role::OptionBeforeValue,
            Some(_) => Role::Option,
            // The parser says what was meant.
            None if longs().any(|(_, known)| strsim::damerau_levenshtein(known, name) <= NEAR) => Role::Option,
            None => Role::Word,
        };
    }
    let Some(shorts) = argument.strip_prefix('-').filter(|shorts| !shorts.is_empty()) else { return Role::Word };
    let is_flag =
        |letter: char| search.get_arguments().any(|known| known.get_short() == Some(letter) && !takes_value(known));
    if shorts.chars().all(is_flag) { Role::Option } else { Role::Word }
}

fn takes_value(option: &Arg) -> bool {
    option.get_action().takes_values()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_query_may_begin_with_a_dash_and_options_may_stand_anywhere() {
        for (typed, read) in [
            ("search timeout -dns", "search -- timeout -dns"),
            ("search -dns", "search -- -dns"),
            ("search timeout -service:api --limit 3 -q", "search --limit 3 -q -- timeout -service:api"),
            ("search --format=json -- timeout --limit 3", "search --format=json -- timeout --limit 3"),
            ("search -qv down", "search -qv -- down"),
            ("search -vault down", "search -- -vault down"),
            ("search kubectl get --all-namespaces -", "search -- kubectl get --all-namespaces -"),
            ("search timeout --limti 3", "search --limti -- timeout 3"),
            ("search --help", "search --help"),
            ("search", "search"),
            ("build -x search", "build -x search"),
            ("", ""),
        ] {
            let typed = ["pmsite"].into_iter().chain(typed.split_whitespace()).map(OsString::from);
            let arranged: Vec<String> =
                arranged(typed).into_iter().map(|argument| argument.into_string().unwrap()).collect();
            assert_eq!(arranged[1..].join(" "), read);
        }
    }
}
