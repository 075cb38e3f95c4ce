//! How postmortems answer the questions of a review, for who wrote them: a block each where there are few, else a table, lowest first.

use crate::cli::CheckArgs;
use crate::diagnostics::asked::{Answer, Score};
use crate::diagnostics::escaped;
use crate::pipeline::Places;
use std::io::{self, Write};

/// So many are told one by one.
const FEW: usize = 3;

pub(super) fn print(
    scores: &[Score],
    places: &Places,
    args: &CheckArgs,
    is_chosen: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut order: Vec<&Score> = scores.iter().filter(|score| score.asked() > 0).collect();
    // Shares, compared without rounding.
    order.sort_by(|a, b| (a.held() * b.asked(), &a.path).cmp(&(b.held() * a.asked(), &b.path)));
    let name = |score: &Score| escaped(&places.named_here(&score.path));
    let is_table = args.scores || args.common.verbose;
    match *order {
        [] => Ok(()),
        [.., _] if order.len() == 1 || is_chosen && order.len() <= FEW => {
            order.iter().try_for_each(|score| block(score, &name(score), out))
        }
        _ if is_table => table(&order, name, out),
        [first, ..] => {
            let (held, asked, name) = (first.held(), first.asked(), name(first));
            let all = order.len();
            writeln!(out, "review: of {all} postmortems the weakest is {name}, {held} of {asked}; --scores lists all")
        }
    }
}

fn block(score: &Score, name: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "review of {name}: {} of {}", score.held(), score.asked())?;
    for answer in score.answers.iter().filter(|answer| answer.asked > 0) {
        let Answer { question, held, asked, lacks } = answer;
        writeln!(out, "  {:<6} {held} of {asked}  {}", word(answer), question.ask)?;
        let lacks: Vec<&str> = lacks.iter().map(|part| &*part.label).collect();
        if !lacks.is_empty() {
            writeln!(out, "                 missing: {}", lacks.join("; "))?;
        }
    }
    Ok(())
}

/// The answer in one word.
fn word(answer: &Answer) -> &'static str {
    match (answer.held, answer.asked) {
        (0, _) => "no",
        (held, asked) if held == asked => "yes",
        _ => "partly",
    }
}

/// A row each, a column a question.
fn table(order: &[&Score], name: impl Fn(&Score) -> String, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = order.first() else { return Ok(()) };
    let heads: Vec<String> = first.answers.iter().map(|answer| format!("{:>8}", answer.question.name)).collect();
    writeln!(out, "review     {}", heads.concat())?;
    for score in order {
        let cell = |answer: &Answer| match answer.asked {
            0 => format!("{:>8}", "-"),
            asked => format!("{:>8}", format!("{}/{asked}", answer.held)),
        };
        let cells: Vec<String> = score.answers.iter().map(cell).collect();
        writeln!(out, "  {:>2} of {:>2} {}  {}", score.held(), score.asked(), cells.concat(), name(score))?;
    }
    writeln!(out, "           each as parts that are there of those asked; `pmsite check FILE` names what is missing")
}
