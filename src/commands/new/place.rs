//! How a folder names its incidents, and so where a new one lies.

use jiff::civil::Date;
use std::collections::BTreeMap;

/// Where a folder with the layout has its incidents.
pub(super) const LAYOUT: &str = "postmortems";

/// What stands in a shape for parts of the day and for the title.
const DAY: &str = "{day}";
const DIGITS: &str = "{digits}";
const YEAR: &str = "{year}";
const MONTH: &str = "{month}";
const SLUG: &str = "{slug}";

/// The path of a new incident, relative to the content folder: as most of `paths` are named, the last of those that are as many.
/// Of a folder without any it lies in the layout's place, or, where there is other content, at the top.
pub(super) fn place(paths: &[&str], has_layout: bool, slug: &str, day: Date) -> String {
    let mut shapes: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (at, path) in paths.iter().enumerate() {
        if let Some(shape) = shape(path) {
            let (count, last) = shapes.entry(shape).or_default();
            (*count, *last) = (*count + 1, at);
        }
    }
    let most = shapes.into_iter().max_by_key(|(_, counted)| *counted).map(|(shape, _)| shape);
    let usual = || if has_layout { format!("{LAYOUT}/{DAY}-{SLUG}.md") } else { format!("{DAY}-{SLUG}.md") };
    let digits = day.to_string().replace('-', "");
    most.unwrap_or_else(usual)
        .replace(DAY, &day.to_string())
        .replace(DIGITS, &digits)
        .replace(YEAR, &format!("{:04}", day.year()))
        .replace(MONTH, &format!("{:02}", day.month()))
        .replace(SLUG, slug)
}

/// A path with its day and title taken out; `None` where it cannot be told how it was made.
fn shape(path: &str) -> Option<String> {
    if path.contains('{') {
        return None;
    }
    let mut parts: Vec<&str> = path.split('/').collect();
    let file = parts.pop()?;
    let (stem, suffix) = file.rsplit_once('.')?;
    let is_landing = crate::model::source::is_landing(&stem.to_ascii_lowercase());
    let (named, end) = match is_landing {
        true => (parts.pop()?, format!("/{file}")),
        // The comments of a form would be no comments in MDX.
        false => (stem, if suffix == "mdx" { ".md".to_owned() } else { format!(".{suffix}") }),
    };
    let mut shape = String::new();
    for part in parts {
        shape.push_str(match part {
            year if is_digits(year, 4) => YEAR,
            month if is_digits(month, 2) && shape.ends_with("{year}/") => MONTH,
            month if month.len() == 7 && begins(month, "0000-00") => "{year}-{month}",
            other => other,
        });
        shape.push('/');
    }
    let by = |pattern: &str| named[pattern.len()..].chars().next().filter(|by| matches!(by, '-' | '_'));
    let beginning = BEGINNINGS.iter().filter(|(pattern, _)| begins(named, pattern));
    let beginning = beginning.filter_map(|(pattern, part)| Some(format!("{part}{}", by(pattern)?))).next();
    Some(shape + &beginning.unwrap_or_default() + SLUG + &end)
}

fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// How the day may stand before the title, a `0` for any digit; the longest first.
const BEGINNINGS: [(&str, &str); 3] = [("0000-00-00", DAY), ("00000000", DIGITS), ("0000-00", "{year}-{month}")];

fn begins(text: &str, pattern: &str) -> bool {
    let is_so = |(byte, of): (u8, u8)| if of == b'0' { byte.is_ascii_digit() } else { byte == of };
    text.len() >= pattern.len() && text.bytes().zip(pattern.bytes()).all(is_so)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(paths: &[&str]) -> String {
        place(paths, true, "queue-stall", Date::constant(2026, 3, 7))
    }

    #[test]
    fn a_new_incident_is_named_as_its_folder_names_them() {
        for (path, expected) in [
            ("postmortems/2025-01-02-disk.md", "postmortems/2026-03-07-queue-stall.md"),
            ("postmortems/2025/disk-full.md", "postmortems/2026/queue-stall.md"),
            ("2025/01/disk/README.md", "2026/03/queue-stall/README.md"),
            ("incidents/2025-01/2025-01-02_disk/index.md", "incidents/2026-03/2026-03-07_queue-stall/index.md"),
            ("_posts/20250102-disk.markdown", "_posts/20260307-queue-stall.markdown"),
            ("2025-01-disk.mdx", "2026-03-queue-stall.md"),
            ("99/disk.md", "99/queue-stall.md"),
        ] {
            assert_eq!(placed(&[path]), expected, "{path}");
        }
    }

    #[test]
    fn most_decide_and_of_as_many_the_last() {
        let flat = "postmortems/2025-01-02-disk.md";
        assert_eq!(placed(&[flat, "a/b.md", flat]), "postmortems/2026-03-07-queue-stall.md");
        assert_eq!(placed(&[flat, "a/b.md"]), "a/queue-stall.md");
    }

    #[test]
    fn an_empty_folder_gets_the_layout_and_one_of_other_things_does_not() {
        assert_eq!(placed(&[]), "postmortems/2026-03-07-queue-stall.md");
        assert_eq!(place(&[], false, "x", Date::constant(2026, 3, 7)), "2026-03-07-x.md");
    }
}
