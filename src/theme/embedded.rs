//! The one table of embedded files: the built-in theme, path in `themes/default/` and bytes.

/// One row of the table.
macro_rules! file {
    ($path:literal) => {
        ($path, include_bytes!(concat!("../../themes/default/", $path)))
    };
}

/// Every file of the built-in theme, by path.
pub(super) const FILES: &[(&str, &[u8])] = &[
    file!("static/style.css"),
    file!("templates/base.html"),
    file!("templates/list.html"),
    file!("templates/page.html"),
    file!("templates/redirect.html"),
];
