//! The elements of a drawing and what each draws again by reference -> how many a browser has to draw.

use rustc_hash::FxHashMap;

/// What a drawing may draw by reference, besides some times what it holds: nine levels of ten references each would be a thousand
/// million.
const MOST: u64 = 500_000;
const TIMES: u64 = 4;

/// An element that has an id, with what belongs to no such element inside it; the first is the drawing.
#[derive(Default)]
struct Part {
    elements: u64,
    /// Parts in it.
    inside: Vec<usize>,
    /// Ids of what it draws again.
    refers: Vec<String>,
}

#[derive(Default)]
pub(super) struct References {
    parts: Vec<Part>,
    by_id: FxHashMap<String, usize>,
    elements: u64,
}

impl References {
    /// Takes an element of the part `within`, which refers to `refers`; the part that its children belong to.
    pub(super) fn element(&mut self, within: usize, id: Option<String>, refers: impl Iterator<Item = String>) -> usize {
        self.elements += 1;
        let is_new = self.parts.is_empty() || id.as_ref().is_some_and(|id| !self.by_id.contains_key(id));
        let part = if is_new { self.parts.len() } else { within };
        if is_new {
            self.parts.push(Part::default());
            if part > 0 {
                self.parts[within].inside.push(part);
            }
        }
        if let Some(id) = id {
            self.by_id.entry(id).or_insert(part);
        }
        self.parts[part].elements += 1;
        self.parts[part].refers.extend(refers);
        part
    }

    /// Whether a browser draws it in a time that its size lets one expect: nothing draws itself again, and all together not too much.
    pub(super) fn are_bounded(&self) -> bool {
        // `None`: not begun.
        let mut costs: Vec<Option<u64>> = vec![None; self.parts.len()];
        let mut is_open = vec![false; self.parts.len()];
        let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut next = (!self.parts.is_empty()).then_some(0);
        loop {
            if let Some(part) = next.take() {
                is_open[part] = true;
                costs[part] = Some(self.parts[part].elements);
                open.push((part, self.drawn_by(part)));
            }
            let Some((part, rest)) = open.last_mut() else { break };
            let part = *part;
            match rest.last().copied() {
                None => {
                    is_open[part] = false;
                    open.pop();
                }
                Some(other) if is_open[other] => return false,
                Some(other) => match costs[other] {
                    Some(cost) => {
                        rest.pop();
                        costs[part] = costs[part].map(|own| own.saturating_add(cost));
                    }
                    None => next = Some(other),
                },
            }
        }
        costs.first().copied().flatten().unwrap_or(0) <= MOST + TIMES * self.elements
    }

    fn drawn_by(&self, part: usize) -> Vec<usize> {
        let Part { inside, refers, .. } = &self.parts[part];
        inside.iter().copied().chain(refers.iter().filter_map(|id| self.by_id.get(id).copied())).collect()
    }
}

/// The ids that `value`, as it was written anew, refers to as `url(#id)`.
pub(super) fn in_value(value: &str) -> impl Iterator<Item = String> + '_ {
    value.split("url(#").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0.to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::text::svg::safe;

    fn is_safe(body: &str) -> bool {
        safe(format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{body}</svg>").as_bytes()).is_ok()
    }

    #[test]
    fn what_multiplies_is_refused_and_what_is_used_often_is_not() {
        let level = |at: usize, how: &str| {
            format!("<g id=\"l{at}\">{}</g>", how.replace('@', &(at + 1).to_string()).repeat(10))
        };
        for how in ["<use href=\"#l@\"/>", "<rect mask=\"url(#l@)\"/>", "<g style=\"fill:url( '#l@' )\"/>"] {
            let bomb: String = (0..9).map(|at| level(at, how)).collect();
            assert!(!is_safe(&bomb), "{how}");
            let small: String = (0..4).map(|at| level(at, how)).collect();
            assert!(is_safe(&small), "{how}");
        }
        assert!(is_safe(&format!(
            "<marker id=\"m\"><path/></marker>{}",
            "<path marker-end=\"url(#m)\"/>".repeat(50_000)
        )));
    }

    #[test]
    fn what_draws_itself_is_refused_and_what_moves_itself_is_not() {
        assert!(!is_safe("<g id=\"a\"><use href=\"#a\"/></g>"));
        assert!(!is_safe("<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g>"));
        assert!(is_safe("<g id=\"a\"><animate href=\"#a\" attributeName=\"x\" to=\"1\"/></g><use href=\"#nothing\"/>"));
    }
}
