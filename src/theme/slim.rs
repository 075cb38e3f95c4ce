//! A script as we write it -> the script that readers load: no comments on lines of their own, no types, no indentation.
//!
//! It knows no JavaScript. Our sources keep what it relies on: a comment stands on lines of its own or, as a type
//! (`/** @type {..} */`), inside one line, and no text between backticks goes over several lines.

/// Marks a type within a line.
const TYPE: &str = "/** @";

/// The script without what only its authors need.
pub(super) fn slim(script: &str) -> String {
    let mut slim = String::with_capacity(script.len() / 2);
    let mut in_comment = false;
    for line in script.lines() {
        let mut rest = line.trim();
        if in_comment {
            let Some((_, after)) = rest.split_once("*/") else { continue };
            in_comment = false;
            rest = after.trim_start();
        }
        while let Some(comment) = rest.strip_prefix("/*") {
            let Some((_, after)) = comment.split_once("*/") else {
                in_comment = true;
                break;
            };
            rest = after.trim_start();
        }
        if in_comment || rest.is_empty() || rest.starts_with("//") {
            continue;
        }
        without_types(rest, &mut slim);
        slim.push('\n');
    }
    slim
}

fn without_types(line: &str, into: &mut String) {
    let mut rest = line;
    while let Some((before, comment)) = rest.split_once(TYPE) {
        let Some((_, after)) = comment.split_once("*/") else { break };
        into.push_str(before);
        rest = after.trim_start();
    }
    into.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::super::embedded::FILES;
    use super::slim;

    #[test]
    fn comments_indentation_and_types_go() {
        let script = "// What it is.\n(function () {\n  /** @param {string} a */\n  function f(a) {\n    // why\n\n    return /** @type {any} */ (a) + 1; // kept\n  }\n  /*\n   * long\n   */ f('x');\n})();\n";
        assert_eq!(slim(script), "(function () {\nfunction f(a) {\nreturn (a) + 1; // kept\n}\nf('x');\n})();\n");
    }

    #[test]
    fn what_looks_like_a_comment_inside_a_line_stays() {
        let script = "const a = 'https://x.y/*z*/';\nconst b = /[/*]/;\n";
        assert_eq!(slim(script), script);
        assert_eq!(slim("/* one */ /* two */ a();"), "a();\n");
        assert_eq!(slim("a('/** @');"), "a('/** @');\n");
    }

    /// A text over several lines would lose its indentation.
    #[test]
    fn our_scripts_keep_what_this_relies_on() {
        let scripts = FILES.iter().filter(|(path, _)| path.ends_with(".js"));
        for (path, bytes) in scripts {
            let text = slim(&String::from_utf8_lossy(bytes));
            let open = text.lines().find(|line| line.matches('`').count() % 2 == 1);
            assert_eq!(open, None, "{path}");
            assert_eq!(slim(&text), text, "{path}");
            assert!(!text.is_empty() && text.len() <= bytes.len(), "{path}");
        }
    }
}
