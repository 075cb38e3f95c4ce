//! Addresses outside that documents link -> what their hosts answer: the only part of a run that asks the network, where somebody says so.
//!
//! 1. [`links`]: documents -> addresses, each with its places
//! 2. [`kept`]: what was answered within some days is not asked again
//! 3. [`ask`]: an address -> a verdict, over a connection to an [`address`] that everybody may reach

mod address;
mod ask;
mod connect;
mod kept;
mod links;

use crate::config::Config;
use crate::diagnostics::allow::{allows, is_silenced};
use crate::diagnostics::{Diagnostic, Report};
use crate::model::Catalog;
use crate::store::Store;
use ask::{Asked, Verdict, Web};
use kept::Kept;
use links::{Link, Links};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Codes of what is told here alone.
pub(super) const CODES: [&str; 2] = [DEAD, MOVED];
const DEAD: &str = "dead-link";
const MOVED: &str = "moved-link";
/// Requests under way at once.
const AT_ONCE: usize = 8;

/// How to ask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asking {
    /// Ask hosts in private networks, and this machine, too.
    pub private: bool,
    /// Most addresses that are asked in one run.
    pub limit: usize,
    /// Seconds since 1970.
    pub now: i64,
}

/// What was found out.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// Warnings: links that are dead, or lead on for good.
    pub report: Report,
    pub asked: usize,
    /// Known from an earlier run.
    pub known: usize,
    /// For another run.
    pub left: usize,
    /// Addresses that gave no answer that says anything, by why; never called dead.
    pub silent: BTreeMap<&'static str, Vec<String>>,
}

/// Asks for the addresses that documents of `catalog` link, of those that `is_wanted` names by their source. `text_of`
/// gives the text of one, and is asked only of those of which there is something to tell.
///
/// # Errors
/// What the system says of a runtime for it.
pub(crate) fn ask(
    catalog: &Catalog,
    config: &Config,
    asking: Asking,
    store: Option<&Store>,
    is_wanted: impl Fn(&str) -> bool,
    mut text_of: impl FnMut(&str) -> Option<Arc<str>>,
) -> Result<Answers, std::io::Error> {
    let Links { asked: links, mut silent } = links::of(catalog, config, asking.private, is_wanted);
    let mut kept = Kept::read(store, asking.now);
    let mut open: Vec<&str> = links.keys().map(String::as_str).filter(|url| kept.get(url).is_none()).collect();
    open.sort_by_key(|url| kept.was_silent(url));
    let left = open.len().saturating_sub(asking.limit);
    open.truncate(asking.limit);
    let mut answers = Answers { asked: open.len(), known: links.len() - open.len() - left, left, ..Answers::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    for (url, asked) in runtime.block_on(all(&open, Web::new(asking.private, AT_ONCE))) {
        answers.asked -= usize::from(!asked.was_sent);
        if let Verdict::Silent(silence) = asked.verdict {
            silent.push((silence, url.clone()));
        }
        kept.put(url, asked.verdict);
    }
    runtime.shutdown_background();
    silent.sort();
    for (silence, url) in silent {
        answers.silent.entry(silence.why()).or_default().push(url);
    }
    for (url, places) in &links {
        let Some((verdict, age)) = kept.get(url).filter(|(verdict, _)| verdict.is_told()) else { continue };
        for link in places {
            let text = text_of(&link.path);
            if let Some(found) = told(url, verdict, age, link, text.as_deref())
                && !text.is_some_and(|text| is_silenced(&found, &allows(&text)))
            {
                answers.report.push(found);
            }
        }
    }
    answers.report.sort();
    kept.write(store);
    Ok(answers)
}

async fn all(urls: &[&str], web: Web) -> Vec<(String, Asked)> {
    let web = Arc::new(web);
    let mut tasks = tokio::task::JoinSet::new();
    for url in urls.iter().map(|url| (*url).to_owned()) {
        let web = Arc::clone(&web);
        tasks.spawn(async move {
            let asked = web.ask(&url).await;
            (url, asked)
        });
    }
    let mut verdicts = Vec::with_capacity(urls.len());
    while let Some(done) = tasks.join_next().await {
        verdicts.extend(done);
    }
    verdicts
}

/// What is said of a link whose address has an answer.
fn told(url: &str, verdict: &Verdict, age: i64, link: &Link, text: Option<&str>) -> Option<Diagnostic> {
    let asked = match age / 86_400 {
        0 => String::new(),
        1 => ", asked a day ago".to_owned(),
        days => format!(", asked {days} days ago"),
    };
    let span = text.and_then(|text| link.span(text));
    let warning = |code, message: String| Diagnostic::warning(code, &link.path, message).at(span);
    match verdict {
        Verdict::Gone(status) => {
            let hint = "link where it is now, or a copy in an archive, or say in words what stood there";
            Some(warning(DEAD, format!("`{url}` is gone ({status}{asked})")).hint(hint))
        }
        Verdict::Moved(to) => {
            Some(warning(MOVED, format!("`{url}` has moved for good{asked}")).hint(format!("write `{to}`")))
        }
        Verdict::Fine | Verdict::Refused(_) | Verdict::Silent(_) => None,
    }
}
