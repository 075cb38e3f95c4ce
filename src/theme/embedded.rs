//! The one table of embedded files: the built-in theme, path in `themes/default/` and bytes.

/// One row of the table.
macro_rules! file {
    ($path:literal) => {
        ($path, include_bytes!(concat!("../../themes/default/", $path)))
    };
}

/// Every file of the built-in theme, by path.
pub(super) const FILES: &[(&str, &[u8])] = &[
    file!("static/favicon.svg"),
    file!("static/search/client.js"),
    file!("static/site.js"),
    file!("static/style.css"),
    file!("static/theme.js"),
    file!("strings.toml"),
    file!("templates/404.html"),
    file!("templates/base.html"),
    file!("templates/home.html"),
    file!("templates/page.html"),
    file!("templates/pages.html"),
    file!("templates/partials/actions.html"),
    file!("templates/partials/all.html"),
    file!("templates/partials/chart.html"),
    file!("templates/partials/chip.html"),
    file!("templates/partials/cited.html"),
    file!("templates/partials/documents.html"),
    file!("templates/partials/empty.html"),
    file!("templates/partials/facts.html"),
    file!("templates/partials/foot.html"),
    file!("templates/partials/groups.html"),
    file!("templates/partials/head-extra.html"),
    file!("templates/partials/head.html"),
    file!("templates/partials/heat.html"),
    file!("templates/partials/nav.html"),
    file!("templates/partials/near.html"),
    file!("templates/partials/other.html"),
    file!("templates/partials/row.html"),
    file!("templates/partials/rows.html"),
    file!("templates/partials/runs.html"),
    file!("templates/partials/search-box.html"),
    file!("templates/partials/search-icon.html"),
    file!("templates/partials/source.html"),
    file!("templates/partials/strip.html"),
    file!("templates/partials/terms.html"),
    file!("templates/partials/toc-postmortem.html"),
    file!("templates/partials/toc.html"),
    file!("templates/partials/tools.html"),
    file!("templates/partials/top.html"),
    file!("templates/postmortem.html"),
    file!("templates/postmortems.html"),
    file!("templates/redirect.html"),
    file!("templates/root-cause.html"),
    file!("templates/search.html"),
    file!("templates/service.html"),
    file!("templates/terms.html"),
    file!("templates/whole.html"),
    file!("templates/open-actions.html"),
    file!("templates/topic.html"),
    file!("theme.toml"),
];
