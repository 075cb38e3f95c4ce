use super::*;
use jiff::civil::date;

fn load(text: &str) -> Result<Config, Vec<String>> {
    Config::from_text(FILE_NAME, text, date(2024, 1, 1), crate::text::lexicon::check).map_err(|errors| {
        let said = errors.report.diagnostics.iter().map(|found| {
            let (line, column) = crate::diagnostics::line_column(text, found.span.map_or(0, |span| span.start));
            let hint = found.hints.first().map(|hint| format!(" | {hint}")).unwrap_or_default();
            format!("{line}:{column} {}: {}{hint}", found.code, found.message)
        });
        said.collect()
    })
}

#[track_caller]
fn refuses(text: &str, said: &[&str]) {
    assert_eq!(load(text).err().unwrap_or_default(), said, "{text}");
}

#[test]
fn an_empty_file_is_the_defaults() {
    let config = load("").unwrap();
    assert_eq!(
        (config.book.src.as_str(), config.build.build_dir.as_str(), config.html.default_theme.as_str()),
        ("content", "_site", "auto")
    );
    assert_eq!(config.book.title, "");
}

#[test]
fn every_key_has_its_effect() {
    let text = r#"
        [book]
        title = " Our  postmortems "
        description = "What we learnt"
        authors = ["SRE"]
        language = "pt-BR"
        src = "docs/"
        include = ["**/*.md"]
        exclude = ["archetypes/**"]
        [build]
        build-dir = "public"
        drafts = true
        [output.html]
        site-url = "https://example.org/pm"
        git-repository-url = "https://git.example.org/a/b"
        edit-url-template = "https://git.example.org/a/b/edit/main/{path}"
        history-url-template = "https://git.example.org/a/b/commits/main/{path}"
        default-theme = "dark"
        additional-css = ["assets/x.css"]
        theme = "ours"
        image-origins = ["https://img.example.org/"]
        [postmortem]
        id-pattern = "INC-[0-9]+"
        [postmortem.field-names]
        blast-radius = "services"
        [postmortem.section-names]
        "What happened" = "root-cause"
        [insights]
        minimum = 5
        [severity.levels]
        "Code Red" = 1
        [lexicon.states-action]
        done = ["rolled"]
        [search]
        synonyms = ["till|pos"]
        [audience]
        audience = "public"
        default-visibility = "public"
        public-actions = true
        [actions]
        due-within = {sev2 = 30}
        [check]
        deny-warnings = true
        secrets = "error"
        personal-data = false
        internal-hosts = [".corp.example.com"]
        draft-days = 21
        [check.rules]
        no-kind = "off"
        [[policy]]
        published-within = 10
    "#;
    let config = load(text).unwrap();
    let html = &config.html;
    assert_eq!(
        (config.book.title.as_str(), config.book.language.as_str(), config.book.src.as_str()),
        ("Our postmortems", "pt-BR", "docs")
    );
    assert_eq!((config.book.authors.len(), config.book.include.len(), config.book.exclude.len()), (1, 1, 1));
    assert_eq!((config.build.build_dir.as_str(), config.build.drafts, config.deny_warnings), ("public", true, true));
    assert_eq!((html.site_url.as_deref(), html.theme.as_deref()), (Some("https://example.org/pm/"), Some("ours")));
    assert!(
        html.git_repository_url.is_some() && html.edit_url_template.is_some() && html.history_url_template.is_some()
    );
    assert_eq!(
        (html.default_theme.as_str(), html.additional_css.len(), html.image_origins[0].as_str()),
        ("dark", 1, "https://img.example.org")
    );
    let words = config.lexicon.iter().map(|word| (&*word.table, &*word.meaning, &*word.word, word.overrules));
    let mut words: Vec<_> = words.collect();
    words.sort_unstable();
    assert_eq!(
        words,
        [
            ("labels_front", "services", "blast-radius", true),
            ("sections", "root_cause", "What happened", true),
            ("severities", "level_1", "Code Red", true),
            ("states_action", "done", "rolled", false),
        ]
    );
    assert_eq!(config.search.synonyms, ["till|pos"]);
    assert_eq!(config.postmortem.id_pattern.map(|pattern| pattern.regex().to_string()).as_deref(), Some("INC-[0-9]+"));
    assert_eq!(
        (config.audience.audience, config.audience.default_visibility),
        (Visibility::Public, Visibility::Public)
    );
    assert_eq!(
        (config.audience.public_actions, config.actions.due_within, config.insights.minimum),
        (true, [None, Some(30), None, None, None], 5)
    );
    let privacy = &config.privacy;
    assert_eq!((privacy.secrets, privacy.personal_data), (Strictness::Error, Some(false)));
    assert_eq!(privacy.internal_hosts, [".corp.example.com"]);
    let rules = &config.rules;
    assert_eq!((rules.levels.as_slice(), rules.draft_days), (&[("no-kind", None)][..], 21));
    let policy = Policy { published_within: Some(10), ..Policy::default() };
    assert_eq!(rules.policies, [policy]);
    let set = text.lines().filter(|line| line.contains(" = ")).count();
    assert_eq!(set, keys::KEYS.len(), "a key is not tested");
}

#[test]
fn all_problems_are_reported_together_with_their_places() {
    refuses(
        "[book]\ntittle = \"x\"\nauthors = \"me\"\n[check]\ndeny_warnings = true\n[bulid]\nx = 1\n",
        &[
            "2:1 config-unknown-key: `book.tittle` is no known setting | did you mean `book.title`?",
            "3:11 config-type: `book.authors` is a string, not an array of strings | write `[\"me\"]`",
            "5:1 config-unknown-key: `check.deny_warnings` is no known setting | did you mean `check.deny-warnings`?",
            "6:2 config-unknown-key: `bulid` is no known setting | did you mean `build`?",
        ],
    );
    refuses("title = \"x\"", &["1:1 config-unknown-key: `title` is no known setting | did you mean `book.title`?"]);
    refuses(
        "[book]\nsite-url = \"x\"",
        &["2:1 config-unknown-key: `book.site-url` is no known setting | did you mean `output.html.site-url`?"],
    );
    refuses("book = 1", &["1:8 config-type: `book` is a number, not a table | write `[book]` on a line of its own"]);
    refuses("[zzz]\n", &["1:2 config-unknown-key: `zzz` is no known setting"]);
}

#[test]
fn syntax_errors_name_their_place() {
    let said = load("[book]\ntitle = \n[build]\ndrafts = maybe\n").unwrap_err();
    assert!(said.len() >= 2 && said[0].starts_with("2:") && said.iter().any(|line| line.starts_with("4:")), "{said:?}");
}

#[test]
fn settings_of_mdbook_are_explained() {
    refuses(
        "[preprocessor.mermaid]\ncommand = \"x\"\n[output.epub]\n[output.html]\nsmart-punctuation = true\n[output.html.search]\nenable = true\n",
        &[
            "1:2 config-no-effect: `preprocessor` is a setting of mdBook that has no effect here | preprocessors do not run: documents are read as they are",
            "3:9 config-no-effect: `output.epub` is a setting of mdBook that has no effect here | the one renderer is `html`",
            "5:1 config-no-effect: `output.html.smart-punctuation` is a setting of mdBook that has no effect here | punctuation stays as written: `--flag` must not become a dash",
            "6:14 config-no-effect: `output.html.search` is a setting of mdBook that has no effect here | search is always built and needs no settings",
        ],
    );
}

#[test]
fn bad_values_say_what_is_wanted() {
    for (text, said) in [
        (
            "[output.html]\nsite-url = \"/pm/\"",
            "2:12 config-value: `output.html.site-url`: \"/pm/\" is no absolute web address | write it as `https://example.org/postmortems/`",
        ),
        (
            "[output.html]\ndefault-theme = \"navy\"",
            "2:17 config-value: `output.html.default-theme`: \"navy\" is a theme of mdBook | write `dark`, `light` or `auto`",
        ),
        (
            "[output.html]\nedit-url-template = \"https://x.org/\"",
            "2:21 config-value: `output.html.edit-url-template`: \"https://x.org/\" does not say where the file's path goes | put `{path}` there",
        ),
        (
            "[output.html]\nimage-origins = [\"https://x.org; script-src *\"]",
            "2:18 config-value: `output.html.image-origins`: \"https://x.org; script-src *\" is no origin | write scheme and host alone, as in `https://img.example.org`",
        ),
        (
            "[output.html]\nadditional-css = [\"../x.css\"]",
            "2:19 config-value: `output.html.additional-css`: \"../x.css\" is no style sheet of this folder | write a path such as `assets/team.css`, relative to this file",
        ),
        (
            "[audience]\naudience = \"everyone\"",
            "2:12 config-value: `audience.audience`: \"everyone\" is no audience | write `public` or `internal`",
        ),
        ("[severity.levels]\nred = 9", "2:7 config-type: `severity.levels.red` is 9, not a number from 1 (worst) to 5"),
        (
            "[postmortem.field-names]\nx = \"sevices\"",
            "2:5 config-value: `postmortem.field-names.x`: `sevices` is no field | did you mean `services`?",
        ),
        (
            "[book]\nlanguage = \"English (US)\"",
            "2:12 config-value: `book.language`: \"English (US)\" is no language tag | write it as `en`, `ja` or `pt-BR`",
        ),
        (
            "[book]\ninclude = [\"a[\"]",
            "2:12 config-value: `book.include`: \"a[\" is no path pattern | unclosed character class; missing ']'",
        ),
        (
            "[postmortem]\nid-pattern = \"[0-9]*\"",
            "2:14 config-value: `postmortem.id-pattern`: \"[0-9]*\" matches the empty text | write a pattern such as `INC-[0-9]+`",
        ),
        (
            "[build]\ndrafts = \"yes\"",
            "2:10 config-type: `build.drafts` is a string, not true or false | write true or false without quotes",
        ),
    ] {
        refuses(text, &[said]);
    }
}

#[test]
fn a_word_that_cannot_be_added_names_its_place() {
    for (text, said) in [
        (
            "[lexicon.section]\ntimeline = [\"x\"]",
            "1:10 config-unknown-key: `lexicon.section` is no table of words | did you mean `sections`?",
        ),
        (
            "[lexicon.sections]\ntimline = [\"x\"]",
            "2:1 config-unknown-key: `lexicon.sections.timline` is no meaning in this table | did you mean `timeline`?",
        ),
        (
            "[lexicon.states-action]\ndone = [\"rolled\",\n  \"In Progress\"]",
            "3:3 config-value: `lexicon.states-action.done`: \"In Progress\" means `in-progress` already | take it out, or write more of the words (`all clear` for `clear`)",
        ),
        (
            "[lexicon.severities]\nlevel_2 = [\"critical\"]",
            "2:12 config-value: `lexicon.severities.level_2`: \"critical\" means `level_1` already | take it out; `[severity.levels]` overrules what a severity means",
        ),
        (
            "[lexicon.labels]\nservices = [\"Kit\"]\nteams = [\"kit:\"]",
            "3:10 config-value: `lexicon.labels.teams`: \"kit:\" stands under `services` too | take it out here or there",
        ),
        (
            "[lexicon.turns]\nends = [\"*\"]",
            "2:9 config-value: `lexicon.turns.ends`: \"*\" has no letter to look for | write a word, or take it out",
        ),
        (
            "[lexicon.labels]\nservices = \"Kit\"",
            "2:12 config-type: `lexicon.labels.services` is a string, not an array of strings | write `[lexicon.sections]` and below it `timeline = [\"What we saw\"]`",
        ),
        (
            "[lexicon]\nlabels = [\"Kit\"]",
            "2:10 config-type: `lexicon.labels` is an array, not a table of meanings | write `[lexicon.sections]` and below it `timeline = [\"What we saw\"]`",
        ),
    ] {
        refuses(text, &[said]);
    }
}

#[test]
fn a_word_that_is_known_already_does_no_harm() {
    assert!(load("[lexicon.sections]\ntimeline = [\"Timeline\", \"Our day …\"]").is_ok());
}

#[test]
fn a_missing_file_is_the_defaults_and_a_folder_gives_a_title() {
    assert!(Config::load(Path::new("/nonexistent"), date(2024, 1, 1), |_| Vec::new()).is_ok());
    for (folder, title) in [
        ("docs/post-mortems", "Post mortems"),
        ("../shop/docs/content", "Postmortems"),
        (".", "Postmortems"),
        ("content", "Postmortems"),
    ] {
        assert_eq!(title_of_folder(Path::new(folder)), title);
    }
}

#[test]
fn the_path_of_a_site_starts_and_ends_with_a_slash() {
    let base = |url: Option<&str>| Html { site_url: url.map(str::to_owned), ..Html::default() }.base().to_owned();
    assert_eq!(base(Some("https://example.org/a/b/")), "/a/b/");
    assert_eq!(base(Some("https://example.org")), "/");
    assert_eq!(base(None), "/");
}
