//! What is planned at an address x `Theme` -> `Output`: pure, in parallel.

use super::Progress;
use super::emit::Sink;
use super::plan::{Address, Keys, Plan, Planned};
use crate::model::Output;
use crate::store::Key;
use crate::theme::{Error, Theme};
use rayon::prelude::*;

/// Every file of the plan that the sink has not got yet; each address is a step of `progress`.
///
/// # Errors
/// As [`render`], and what the sink says.
pub(super) fn all(
    plan: &Plan,
    keys: &Keys,
    theme: &Theme,
    sink: &dyn Sink,
    progress: &dyn Progress,
) -> Result<(), super::Error> {
    plan.addresses().par_iter().try_for_each(|address| {
        progress.step();
        let has = |key: &Key| sink.has(&address.path, key);
        match unless(has, plan, keys, address, theme)? {
            Some((output, key)) => Ok(sink.put(&output, key)?),
            None => Ok(()),
        }
    })
}

/// The file at `address`, unless `has` says of the hash of everything that it is made from that it is there already; the hash
/// where there is one. Most can be told by their address; of the other pages the view is made, and the template not run.
///
/// # Errors
/// As [`render`].
fn unless(
    has: impl Fn(&Key) -> bool,
    plan: &Plan,
    keys: &Keys,
    address: &Address,
    theme: &Theme,
) -> Result<Option<(Output, Option<Key>)>, Error> {
    let with_theme = |key: &Key| *blake3::keyed_hash(&theme.fingerprint.0, key).as_bytes();
    let early = plan.key(keys, address).as_ref().map(with_theme);
    if early.as_ref().is_some_and(&has) {
        return Ok(None);
    }
    let planned = plan.at(address);
    let key = match (&planned, early) {
        (Planned::Page(page), None) => Some(with_theme(&page.key()?)),
        (_, early) => early,
    };
    if early.is_none() && key.as_ref().is_some_and(&has) {
        return Ok(None);
    }
    Ok(Some((render(planned, theme)?, key)))
}

/// Renders what is planned.
///
/// # Errors
/// What the template asks for and the view does not hold.
pub fn render(planned: Planned, theme: &Theme) -> Result<Output, Error> {
    match planned {
        Planned::Page(page) => Ok(Output::made(page.path, &theme.render(page.template, &page.view.context()?)?)),
        Planned::File(file) => Ok(file),
    }
}
