use super::*;
use crate::text::lexicon::Wording;

fn verdicts(text: &str) -> Vec<Verdict> {
    judge(&Folded::of(text), Place::Elsewhere).into_iter().map(|found| found.verdict).collect()
}

#[test]
fn somebody_stands_within_three_words_and_is_no_thing() {
    for text in
        ["The engineer forgot it.", "@ann forgot it.", "Ann had forgotten it.", "The engineer really just forgot it."]
    {
        assert_eq!(verdicts(text), [Verdict::BlamePerson], "{text}");
    }
    for text in [
        "Auto Scaling forgot it.",
        "The engineer's script forgot it.",
        "We forgot it.",
        "The engineer, said the log, forgot it.",
        "It is not that the engineer forgot it.",
        "If the engineer forgot it, an alert fires.",
    ] {
        assert_eq!(verdicts(text), [], "{text}");
    }
}

/// Of each known word it is asked how it stands to the others: of a sentence without end that would take minutes.
#[test]
fn a_sentence_without_end_is_judged_by_its_beginning() {
    let beginning = "the engineer forgot to ask the admin ";
    assert_eq!(verdicts(&beginning.repeat(30_000)), verdicts(beginning));
    assert_eq!(verdicts(beginning), [Verdict::BlamePerson]);
}

#[test]
fn should_have_wants_somebody_and_a_verb_in_the_past() {
    assert_eq!(verdicts("The engineer should have known it."), [Verdict::ShouldHave]);
    assert_eq!(verdicts("The engineer should not have merged it."), [Verdict::ShouldHave]);
    assert_eq!(verdicts("The engineer should have access."), []);
    assert_eq!(verdicts("The cache should have expired."), []);
}

#[test]
fn places_count_in_the_source_whatever_letters_stand_before() {
    let text = "Ｗeil’s “ß” İ: The engineer forgot it.";
    let said = Folded::of(text);
    let found = judge(&said, Place::Elsewhere);
    assert_eq!(found.len(), 1);
    let part = said.source(found[0].part.start)..said.source(found[0].part.end);
    assert_eq!((&text[part], found[0].by), ("forgot", Wording::Failed));
}

#[test]
fn a_fault_is_laid_on_a_name_a_team_or_what_would_have_been() {
    use Verdict::{BlamePerson, Careless, ShouldHave};
    for (text, verdict) in [
        ("This was Dave's fault.", BlamePerson),
        ("This was the engineer’s mistake.", BlamePerson),
        ("It was the fault of the network team.", BlamePerson),
        ("The on-call ignored the page.", BlamePerson),
        ("He was too lazy to test.", Careless),
        ("If the DBA had paid attention, nothing had burnt.", ShouldHave),
    ] {
        assert_eq!(verdicts(text), [verdict], "{text}");
    }
    for text in [
        "It was the disk's fault.",
        "It was not Dave's fault.",
        "It was FirstEnergy's mistake.",
        "If we had paid attention to the graph, we had seen it.",
    ] {
        assert_eq!(verdicts(text), [], "{text}");
    }
}

#[test]
fn an_action_that_only_thinks_of_something_or_names_whom_to_train_is_vague() {
    for text in ["Consider adding tests", "Train Bob", "Double-check before deploying"] {
        assert!(judge_action(&Folded::of(text)).is_some(), "{text}");
    }
    for text in ["Train the on-call on the new runbook by June", "Double-check in CI that the certificate lasts a week"]
    {
        assert_eq!(judge_action(&Folded::of(text)), None, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_panics_and_every_place_is_in_it(text in "\\PC{0,60}(engineer forgot to|human error|should have|“|@|\\. ){0,4}\\PC{0,60}") {
        let said = Folded::of(&text);
        for found in judge(&said, Place::Cause).into_iter().chain(judge_action(&said)) {
            let (start, end) = (said.source(found.part.start), said.source(found.part.end));
            proptest::prop_assert!(start <= end && end <= text.len());
        }
        let _ = (ends_at_person(&said), is_unwritten(&said.text), names_figure(&said.text));
    }
}
