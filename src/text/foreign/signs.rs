//! Whether a text may hold anything of another tool: of most texts that is all that is asked.

use memchr::memmem;

/// A look at the bytes that all foreign markup has.
pub(super) fn may_be_foreign(text: &str) -> bool {
    let bytes = text.as_bytes();
    let starts = ["import ", "export ", ":"];
    memchr::memchr(b'{', bytes).is_some()
        || starts.iter().any(|start| text.starts_with(start))
        || [
            ":::",
            "![[",
            "](",
            "[!",
            "%%",
            "==",
            "!!! ",
            "??? ",
            "???+ ",
            "\n:",
            "****",
            "--8<--",
            "<Tab",
            "\nimport ",
            "#cmnt",
            "<time",
            "<ac:",
            "<ri:",
            "<![CDATA[",
            "\n[ ] ",
            "\n[x] ",
            "☐ ",
            "☑ ",
            " [/] ",
            " [-] ",
            " [>] ",
            " [<] ",
            " [!] ",
            " [?] ",
            ":: ",
            " ^",
            "TOC",
            "toc]",
            "```dataview",
            "```tasks",
            "```query",
            ":material-",
            ":octicons-",
            ":fontawesome-",
            ":simple-",
        ]
        .iter()
        .any(|needle| memmem::find(bytes, needle.as_bytes()).is_some())
        || components_in(bytes)
        || rows_before_comments(bytes)
}

/// A line with a bar, and a comment that begins the next.
fn rows_before_comments(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"<!--").any(|at| {
        let above = bytes[..at].trim_ascii_end();
        let row = || above.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        bytes[above.len()..at].contains(&b'\n') && row().contains(&b'|')
    })
}

/// `</Name>`.
fn components_in(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"</").any(|at| bytes.get(at + 2).is_some_and(u8::is_ascii_uppercase))
}
