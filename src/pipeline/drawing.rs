//! `SourceFile`s -> how much each may spend on drawing its diagrams. A site has so much for all, and the first documents get it:
//! what a document shows then depends on those before it that its readers may see, and on nothing else.

use crate::config::Config;
use crate::diagnostics::Report;
use crate::model::SourceFile;
use crate::pipeline::link;
use crate::text::codes::Codes;
use crate::text::{fields, foreign, front_matter, html, markdown, mdx};
use rayon::prelude::*;

/// What a site spends, in units of two milliseconds at most: those of 1,200 diagrams of ten edges.
const MOST: u32 = 120_000;

/// In the order of `sources`: all that a document needs, or nothing.
#[must_use]
pub(crate) fn allowances(sources: &[SourceFile], config: &Config) -> Vec<u32> {
    let costs: Vec<(u32, bool)> = sources.par_iter().map(|source| cost(source, config)).collect();
    share(&costs, MOST)
}

/// What each gets of `all`; those that the audience sees and those that it does not have as much, apart from each other.
fn share(costs: &[(u32, bool)], all: u32) -> Vec<u32> {
    let (mut seen, mut hidden) = (all, all);
    let give = |(cost, is_seen): &(u32, bool)| {
        let left = if *is_seen { &mut seen } else { &mut hidden };
        let Some(rest) = left.checked_sub(*cost) else { return 0 };
        *left = rest;
        *cost
    };
    costs.iter().map(give).collect()
}

/// What the document's diagrams cost, and whether the audience may see it.
fn cost(source: &SourceFile, config: &Config) -> (u32, bool) {
    let cost = html::drawing_cost(&source.text);
    if cost == 0 {
        return (0, true);
    }
    let mut unheard = Report::default();
    let front = front_matter::split(&source.path, &source.text, &mut unheard);
    let body = foreign::rewrite(&source.text, front.body, mdx::is_mdx(source));
    let codes = Codes::of(&source.text, &markdown::read(&body).events);
    let declared = fields::read(source, &front, &codes, config, &mut unheard);
    let is_sure = !front.broken && declared.doubts.is_empty();
    (cost, is_sure && link::is_visible(declared.visibility, declared.draft, config))
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn the_first_documents_get_it_and_hidden_ones_take_nothing_from_others() {
        let shown: Vec<(u32, bool)> = [4, 4, 4, 2, 0, 1].into_iter().map(|cost| (cost, true)).collect();
        assert_eq!(share(&shown, 10), [4, 4, 0, 2, 0, 0]);
        let mixed: Vec<(u32, bool)> = shown.iter().flat_map(|one| [(7, false), *one]).collect();
        let of_shown: Vec<u32> = share(&mixed, 10).into_iter().skip(1).step_by(2).collect();
        assert_eq!(of_shown, share(&shown, 10));
    }
}
