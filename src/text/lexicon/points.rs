//! What the signs of a document are worth.

use serde::Deserialize;

/// Points for an incident's report, or against it; what each sign is stands beside its number in `kind_points.toml`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KindPoints {
    pub enough: i32,
    pub whole: i32,
    pub incident_folder: i32,
    pub other_folder: i32,
    pub other_folder_above: i32,
    pub incident_title: i32,
    pub report_title: i32,
    pub other_title: i32,
    pub guide_title: i32,
    pub news_title: i32,
    pub other_name: i32,
    pub dated_name: i32,
    pub trouble_lead: i32,
    pub guide_lead: i32,
    pub section: i32,
    pub label: i32,
    pub field: i32,
    pub declared: i32,
    pub collected: i32,
    pub collected_trouble: i32,
    pub day_lead: i32,
    pub clocks: i32,
    pub ending: i32,
    pub trouble_later: i32,
}

/// Points for work that was announced; what each sign is stands beside its number in `planned_points.toml`.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlannedPoints {
    pub enough: i32,
    pub stated: i32,
    pub folder: i32,
    pub title: i32,
    pub work_title: i32,
    pub label: i32,
    pub announced_lead: i32,
    pub trouble_title: i32,
    pub aftermath_title: i32,
    pub cause_section: i32,
    pub detection_section: i32,
    pub severity: i32,
}

/// Reads a table of points.
///
/// # Errors
/// What is wrong with it: bad TOML, a sign that nobody looks for, or one without points.
pub(super) fn read<T: for<'t> Deserialize<'t>>(text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_has_its_points() {
        assert_eq!(read::<KindPoints>(include_str!("kind_points.toml")).err(), None);
        assert_eq!(read::<PlannedPoints>(include_str!("planned_points.toml")).err(), None);
    }

    #[test]
    fn a_sign_that_nobody_looks_for_is_named() {
        let text = format!("{}\nlucky_number = 7\n", include_str!("planned_points.toml"));
        assert!(read::<PlannedPoints>(&text).is_err_and(|error| error.contains("lucky_number")));
    }
}
