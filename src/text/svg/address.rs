//! An address in a drawing -> the same address, if it stays inside.

use rustc_hash::FxHashSet;

/// `#name`, if `address` is one.
pub(super) fn fragment(address: &str) -> Option<String> {
    let name = address.trim().strip_prefix('#')?;
    // Nor a percent sign: browsers take `#%61` for `#a`.
    let is_plain = |c: char| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '\'' | '(' | ')' | '\\' | '<' | '>' | '%')
    };
    (!name.is_empty() && name.chars().all(is_plain)).then(|| format!("#{name}"))
}

/// `data:KIND;base64,...`, if `address` is one of a kind in `kinds`. Blanks among the digits go.
pub(super) fn data(address: &str, kinds: &FxHashSet<String>) -> Option<String> {
    let (head, digits) = address.trim().split_once(',')?;
    let head = head.to_ascii_lowercase();
    let mut words = head.strip_prefix("data:")?.strip_suffix(";base64")?.split(';');
    let kind = words.next().filter(|kind| kinds.contains(*kind))?;
    // Such as `charset=utf-8`: nothing that a picture or a font needs.
    let mut out = format!("data:{kind};base64,");
    out.reserve(digits.len());
    for c in digits.chars().filter(|c| !c.is_ascii_whitespace()) {
        if !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/' | '=') {
            return None;
        }
        out.push(c);
    }
    Some(out)
}

/// Whether `address` is not looked up in the web or a folder, but holds or does something itself.
pub(super) fn is_data(address: &str) -> bool {
    scheme(address) == "data"
}

/// Whether `address` is a program.
pub(super) fn is_program(address: &str) -> bool {
    scheme(address).ends_with("script")
}

/// The word before the colon, as browsers read it: without blanks and control characters.
fn scheme(address: &str) -> String {
    let word = address.split(':').next().unwrap_or_default().chars();
    word.filter(|c| !c.is_whitespace() && !c.is_control()).take(20).collect::<String>().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_inside_is_kept() {
        let kinds: FxHashSet<String> = ["image/png".to_owned()].into_iter().collect();
        assert_eq!(fragment(" #a ").as_deref(), Some("#a"));
        for bad in ["", "#", "a#b", "#a b", "#a)", "//x", "#a\\", "#%61"] {
            assert_eq!(fragment(bad), None, "{bad}");
        }
        let png = "data:image/png;base64,AA+/=";
        assert_eq!(data(png, &kinds).as_deref(), Some(png));
        assert_eq!(data("DATA:Image/PNG;charset=utf-8;base64,A\n A+/=", &kinds).as_deref(), Some(png));
        for bad in ["data:image/svg+xml;base64,AA", "data:image/png,<svg>", "data:image/png;base64,<", "data:,"] {
            assert_eq!(data(bad, &kinds), None, "{bad}");
        }
        assert!(is_program(" java\tscript:x") && is_program("VBScript:x") && !is_program("https://x"));
    }
}
