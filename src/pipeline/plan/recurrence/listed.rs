//! Lists of which the page of what came back shows the beginning -> pages of their own with all of each, a line an entry.

use super::{CAUSES, CHAINS, LINES, URL, causes, ledger, steps};
use crate::config::Config;
use crate::model::catalog::Catalog;
use crate::model::page::{AgainLine, All, CameBackView};
use crate::pipeline::link::recurrence::Recurrence;
use crate::pipeline::plan::actions::pages_near;
use crate::pipeline::plan::chains::Chains;
use crate::pipeline::plan::insights::say::Pen;
use crate::pipeline::plan::shared::Shared;
use crate::pipeline::plan::{Address, Subject};

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline::plan) enum List {
    /// Causes seen more than once.
    Causes,
    /// Incidents that repeat one another.
    Chains,
    /// Actions that were open when it came back.
    Claims,
}

impl List {
    const ALL: [Self; 3] = [Self::Causes, Self::Chains, Self::Claims];

    /// Its folder, and its name among the interface strings.
    fn key(self) -> &'static str {
        match self {
            Self::Causes => "causes",
            Self::Chains => "chains",
            Self::Claims => "claims",
        }
    }

    /// Entries that the page itself shows: some with all that is known, the others in a line each.
    fn shown(self) -> usize {
        LINES
            + match self {
                Self::Causes => CAUSES,
                Self::Chains => CHAINS,
                Self::Claims => ledger::CLAIMS,
            }
    }

    /// The page of the part `number` (from 0).
    fn url(self, number: usize) -> String {
        let first = format!("{URL}{}/", self.key());
        if number == 0 { first } else { format!("{first}{}/", number + 1) }
    }

    /// Where all of it stands, if the page shows not all of `count`.
    pub(super) fn all(self, count: usize) -> Option<All> {
        (count > self.shown()).then(|| All { count, url: self.url(0) })
    }
}

/// All lines of all lists, made once for all parts.
#[derive(Debug)]
pub(in crate::pipeline::plan) struct Lines {
    pub(super) causes: Vec<AgainLine>,
    pub(super) chains: Vec<AgainLine>,
    pub(super) claims: Vec<AgainLine>,
}

impl Lines {
    /// Of all incidents that figures count.
    pub(in crate::pipeline::plan) fn of(shared: &Shared) -> Self {
        let pen = Pen::new(shared, URL, super::super::listing::POSTMORTEMS);
        let counted = shared.catalog.counted(&shared.catalog.incidents);
        let chains = steps::all(shared.repeats(), &counted);
        Self {
            causes: causes::all(&pen, &counted).iter().map(|cause| causes::line(&pen, cause)).collect(),
            chains: chains.into_iter().map(|chain| steps::line(&pen, chain)).collect(),
            claims: ledger::claims(&pen, &counted).iter().map(|claim| ledger::line(&pen, claim)).collect(),
        }
    }

    pub(super) fn list(&self, list: List) -> &[AgainLine] {
        match list {
            List::Causes => &self.causes,
            List::Chains => &self.chains,
            List::Claims => &self.claims,
        }
    }
}

/// The pages of the lists that are too long for one.
pub(in crate::pipeline::plan) fn addresses(catalog: &Catalog, config: &Config) -> Vec<Address> {
    let counted = catalog.counted(&catalog.incidents);
    let recurrence = Recurrence::of(catalog);
    let count = |list: List| match list {
        List::Causes => causes::count(catalog, &counted),
        List::Chains => steps::all(&Chains::repeats(catalog, &recurrence), &counted).len(),
        List::Claims => ledger::count(catalog, config, &recurrence, &counted),
    };
    let parts = |list: List| {
        let parts = list.all(count(list)).map_or(0, |all| all.count.div_ceil(LINES));
        (0..parts).map(move |part| Address::page(&list.url(part), Subject::Again(list, part)))
    };
    List::ALL.into_iter().flat_map(parts).collect()
}

/// A part of a list, from 0.
#[must_use]
pub(in crate::pipeline::plan) fn page(shared: &Shared, list: List, part: usize) -> CameBackView {
    let all = shared.came_back().list(list);
    CameBackView {
        frame: shared.frame(&list.url(part), "", ""),
        key: list.key(),
        verdicts: list == List::Causes && shared.config.shows_actions(),
        total: all.len(),
        page: part + 1,
        pages: pages_near(part, all.len().div_ceil(LINES), |number| list.url(number)),
        rows: all.chunks(LINES).nth(part).unwrap_or_default().to_vec(),
    }
}
