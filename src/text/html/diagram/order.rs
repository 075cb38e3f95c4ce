//! An SVG whose neighbouring, like-looking shapes come in no fixed order -> the same SVG with them sorted.

/// Sorts each run of adjacent empty elements that differ in their geometry alone. They are painted alike, so the picture
/// stays what it is.
pub(super) fn settled(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len());
    let mut run: Vec<&str> = Vec::new();
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        let (text, tail) = rest.split_at(start);
        let end = tail.find('>').map_or(tail.len(), |at| at + 1);
        let (tag, after) = tail.split_at(end);
        let joins = text.trim().is_empty() && run.last().is_some_and(|last| is_alike(last, tag));
        if !joins {
            flush(&mut run, &mut out);
            out.push_str(text);
        }
        if tag.ends_with("/>") {
            run.push(tag);
        } else {
            out.push_str(tag);
        }
        rest = after;
    }
    flush(&mut run, &mut out);
    out.push_str(rest);
    out
}

fn flush(run: &mut Vec<&str>, out: &mut String) {
    run.sort_unstable();
    run.drain(..).for_each(|tag| out.push_str(tag));
}

fn is_alike(a: &str, b: &str) -> bool {
    b.ends_with("/>") && paint(a) == paint(b)
}

/// The tag without the values of its geometry: numbers in quotes.
fn paint(tag: &str) -> Vec<&str> {
    let is_geometry =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b' ' | b','));
    tag.split('"').map(|part| if is_geometry(part) { "#" } else { part }).collect()
}

#[cfg(test)]
mod tests {
    use super::settled;

    #[test]
    fn shapes_painted_alike_are_sorted_and_others_stay() {
        let (a, b) = (r##"<rect x="2" fill="#EEE"/>"##, r##"<rect x="10" fill="#EEE"/>"##);
        let other = r##"<rect x="1" fill="#000"/>"##;
        assert_eq!(settled(&format!("<svg>{a}{b}{other}</svg>")), settled(&format!("<svg>{b}{a}{other}</svg>")));
        assert_eq!(settled(&format!("<svg>{a}{other}{b}</svg>")), format!("<svg>{a}{other}{b}</svg>"));
    }
}
