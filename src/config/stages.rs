//! [`Config`] -> what each stage's results depend on, as a [`BuildId`]. Every key of the settings stands here once, with the
//! stages that read it: a new field does not compile before somebody has decided.

use super::{Build, Config, Html};
use crate::store::BuildId;

impl Config {
    /// Of parsed documents: a title or a rule of `check` changes none of them.
    #[must_use]
    pub(crate) fn parse_id(&self) -> BuildId {
        let Self { file, html, postmortem, lexicon, audience, privacy, .. } = self;
        let Html {
            site_url,
            git_repository_url: _,
            edit_url_template: _,
            history_url_template: _,
            default_theme: _,
            additional_css: _,
            theme: _,
            image_origins,
        } = html;
        BuildId::of("documents", &(file, site_url, image_origins, postmortem, lexicon, audience, privacy))
    }

    /// Of everything that is made of a whole site on any day. What depends on the day has no key, or the view itself for one.
    #[must_use]
    pub(crate) fn site_id(&self) -> BuildId {
        let Self {
            file: _,
            book,
            build,
            html,
            postmortem: _,
            lexicon: _,
            search,
            audience: _,
            actions,
            insights,
            deny_warnings: _,
            privacy: _,
            rules: _,
            today: _,
        } = self;
        let Build { build_dir: _, drafts } = build;
        BuildId::of("site", &(self.parse_id(), book, drafts, html, search, actions, insights))
    }
}
