//! `Figures` -> `metrics.prom`: counts and durations in the text format of Prometheus (version 0.0.4), for its textfile collector.
//!
//! An incident that hit several services counts for each, so families by service stand apart from those that can be summed.

use super::shared::Shared;
use crate::model::Postmortem;
use crate::model::catalog::{DocId, Entry, TopicKind};
use crate::pipeline::actions::{Followed, Lane, of};
use crate::pipeline::figures::{detect_minutes, level, resolve_minutes};
use std::fmt::Write as _;

/// Where it stands.
pub(super) const PATH: &str = "metrics.prom";

/// Upper bounds of the buckets of durations, minutes: 5 min to 30 days.
const BOUNDS: [i64; 10] = [5, 15, 60, 240, 720, 1440, 4320, 10_080, 20_160, 43_200];

/// The file's text.
#[must_use]
pub(super) fn metrics(shared: &Shared) -> String {
    let (words, ids) = (&*shared.words, &shared.figures().all.ids);
    let mut out = Text::default();
    let incidents = |ids: &[DocId]| by_level(ids.iter().map(|id| shared.catalog.entry(*id)));
    out.family("pmsite_incidents", "gauge", &words.metric_incidents);
    out.levels("pmsite_incidents", None, &incidents(ids));
    out.family("pmsite_service_incidents", "gauge", &words.metric_service_incidents);
    services(shared, |slug, ids| out.levels("pmsite_service_incidents", Some(slug), &incidents(ids)));
    out.histogram("pmsite_time_to_resolve_seconds", &words.metric_resolve, &told(shared, ids, resolve_minutes));
    out.histogram("pmsite_time_to_detect_seconds", &words.metric_detect, &told(shared, ids, detect_minutes));
    if shared.config.shows_actions() {
        let today = shared.config.today;
        out.actions(shared, ids, ("open", [&words.metric_open, &words.metric_service_open]), |_| true);
        let late = |followed: &Followed<'_>| followed.lane(today) == Lane::Overdue;
        out.actions(shared, ids, ("overdue", [&words.metric_overdue, &words.metric_service_overdue]), late);
    }
    out.0
}

/// How many of `entries` have each severity: 1 to 5, and at 0 those where none is told.
fn by_level<'a>(entries: impl Iterator<Item = &'a Entry>) -> [usize; 6] {
    let mut sums = [0; 6];
    entries.for_each(|entry| sums[level(entry).min(5)] += 1);
    sums
}

/// Calls `each` with the slug of every service and its incidents, planned work left out.
fn services(shared: &Shared, mut each: impl FnMut(&str, &[DocId])) {
    let catalog = &shared.catalog;
    let topics = catalog.topics.of(TopicKind::Service);
    topics.iter().for_each(|topic| each(&topic.slug, &catalog.counted(&topic.incidents)));
}

fn told(shared: &Shared, ids: &[DocId], read: fn(&Postmortem) -> Option<i64>) -> Vec<i64> {
    let postmortems = ids.iter().filter_map(|id| shared.catalog.entry(*id).document.postmortem());
    postmortems.filter_map(read).collect()
}

/// The text of the file so far.
#[derive(Default)]
struct Text(String);

impl Text {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let help = help.replace('\\', "\\\\").replace('\n', "\\n");
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// A sample a severity; those of a service only where there is anything.
    fn levels(&mut self, name: &str, service: Option<&str>, sums: &[usize; 6]) {
        for (level, sum) in sums.iter().enumerate() {
            match service {
                None => _ = writeln!(self.0, "{name}{{severity=\"{level}\"}} {sum}"),
                Some(_) if *sum == 0 => {}
                Some(service) => {
                    let service = service.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
                    let _ = writeln!(self.0, "{name}{{service=\"{service}\",severity=\"{level}\"}} {sum}");
                }
            }
        }
    }

    fn histogram(&mut self, name: &str, help: &str, minutes: &[i64]) {
        self.family(name, "histogram", help);
        for bound in BOUNDS {
            let within = minutes.iter().filter(|minutes| **minutes <= bound).count();
            let _ = writeln!(self.0, "{name}_bucket{{le=\"{}\"}} {within}", bound * 60);
        }
        let sum: i128 = minutes.iter().map(|minutes| i128::from(*minutes) * 60).sum();
        let count = minutes.len();
        let _ = writeln!(self.0, "{name}_bucket{{le=\"+Inf\"}} {count}\n{name}_sum {sum}\n{name}_count {count}");
    }

    /// Open actions that `wanted` holds for, by severity, and by service and severity.
    fn actions(
        &mut self,
        shared: &Shared,
        ids: &[DocId],
        (name, help): (&str, [&String; 2]),
        wanted: impl Fn(&Followed<'_>) -> bool,
    ) {
        let count = |ids: &[DocId]| {
            let actions = of(&shared.catalog, &shared.config, ids);
            let open = actions.iter().filter(|followed| followed.item.is_open() && wanted(followed));
            by_level(open.map(|followed| followed.entry))
        };
        let (all, by_service) = (format!("pmsite_{name}_actions"), format!("pmsite_service_{name}_actions"));
        self.family(&all, "gauge", help[0]);
        self.levels(&all, None, &count(ids));
        self.family(&by_service, "gauge", help[1]);
        services(shared, |slug, ids| self.levels(&by_service, Some(slug), &count(ids)));
    }
}
