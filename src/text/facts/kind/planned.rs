//! Is it work that was announced? What went wrong during or after such work is an incident like any other.

use super::{Evidence, signs};
use crate::model::{Fact, Provenance, SectionName};
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{DocumentWord, FOLDERS, Folder, KINDS, PLANNED_POINTS};
use crate::text::registry::Field;

/// What the author says, else what the signs of `lexicon/planned_points.toml` say; `None` for an incident like any other.
pub(super) fn planned(evidence: &Evidence<'_>) -> Option<Fact<bool>> {
    if let Some(stated) = &evidence.declared.postmortem.planned {
        return Some(stated.clone());
    }
    let worth = &*PLANNED_POINTS;
    let title = without_hosts(&signs::title(evidence));
    let file = fold(&evidence.source.name().replace(['-', '_', '.'], " ")).into_owned();
    let holds = |text: &str, word: DocumentWord| KINDS.holds(text, word);
    let label = evidence.labels.iter().find(|found| {
        let words = if found.label == Field::Kind { &found.value } else { &found.key };
        found.central && holds(&fold(words), DocumentWord::Planned)
    });
    let is_titled = holds(&title, DocumentWord::Planned) || holds(&file, DocumentWord::Planned);
    let is_work = holds(&title, DocumentWord::Work);
    let has = |section: SectionName| evidence.outline.of(section).next().is_some();
    let mut signs = vec![
        (worth.stated, evidence.declared.says_planned || label.is_some_and(|found| found.label == Field::Kind)),
        (worth.folder, evidence.source.folders().any(|folder| FOLDERS.get(folder) == Some(Folder::Planned))),
        (worth.title, is_titled),
        (worth.work_title, is_work),
        (worth.label, label.is_some_and(|found| found.label != Field::Kind)),
        (worth.trouble_title, speaks_of_trouble(&title)),
        (worth.aftermath_title, holds(&title, DocumentWord::Aftermath)),
    ];
    if signs.iter().any(|(worth, there)| *there && *worth > 0) {
        signs.push((worth.announced_lead, holds(&signs::lead(evidence), DocumentWord::Announced)));
        signs.push((worth.cause_section, has(SectionName::RootCause)));
        signs.push((worth.detection_section, has(SectionName::Detection)));
        signs.push((
            worth.severity,
            evidence.labels.iter().any(|found| found.central && found.label == Field::Severity),
        ));
    }
    let points: i32 = signs.iter().filter(|(_, there)| *there).map(|(worth, _)| worth).sum();
    let provenance = || match label {
        Some(found) => found.provenance.clone(),
        None if is_titled || is_work => evidence.title.provenance.clone(),
        None => Provenance::Path,
    };
    (points >= worth.enough).then(|| Fact::new(true, provenance()))
}

/// `Maintenance on issues.example.org`: what a host is called tells nothing of what was done there.
fn without_hosts(title: &str) -> String {
    let is_host = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.split('.').count() > 1 && word.split('.').all(|part| part.starts_with(char::is_alphanumeric))
    };
    title.split(' ').map(|word| if is_host(&word) { "" } else { word }).collect::<Vec<_>>().join(" ")
}

/// `Outage during maintenance`; not `scheduled downtime`, whose words are planned work's own.
fn speaks_of_trouble(title: &str) -> bool {
    let planned: Vec<std::ops::Range<usize>> =
        KINDS.find(title).filter(|(word, _)| *word == DocumentWord::Planned).map(|(_, place)| place).collect();
    let is_own = |place: &std::ops::Range<usize>| {
        planned.iter().any(|whole| whole.start <= place.start && place.end <= whole.end)
    };
    KINDS.find(title).any(|(word, place)| word == DocumentWord::Incident && !is_own(&place))
}
