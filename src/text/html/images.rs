//! Images to slots, to themselves, or to links, by where they come from.

use super::links;
use super::writer::{Writer, clean};
use crate::model::Segment;
use crate::text::foreign::BY_NAME;

/// Obsidian writes the width behind the words: `Error rate|300`, `|300x200`.
fn sized(alt: &str) -> (&str, Option<u32>) {
    let size = alt.rsplit_once('|').and_then(|(alt, size)| {
        let (width, height) = size.split_once('x').unwrap_or((size, "1"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let width = width.parse().ok().filter(|width| (1..=4_000).contains(width))?;
        (is_number(height) && !alt.ends_with(' ')).then_some((alt, Some(width)))
    });
    size.unwrap_or((alt, None))
}

impl Writer<'_> {
    /// An image: a slot where it is local, itself where its origin is allowed, else a link.
    pub(super) fn image(&mut self, target: &str, alt: &str, title: &str, offset: usize) {
        let (alt, width) = sized(alt.trim());
        let alt = clean(alt);
        self.plain.push(&alt);
        if target.starts_with(BY_NAME) {
            let target = target.trim().to_owned();
            return self.out.slot(Segment::Image { target, alt, title: None, width, offset });
        }
        if links::data_image(target).is_some() {
            return self.print_image(target.trim(), &alt, title);
        }
        match links::classify(target) {
            links::Target::Relative => {
                let title = (!title.is_empty()).then(|| clean(title));
                self.out.slot(Segment::Image { target: target.trim().to_owned(), alt, title, width, offset });
            }
            links::Target::External(url) if links::image_allowed(&url, &self.config.html.image_origins) => {
                self.print_image(&url, &alt, title);
            }
            links::Target::External(url) => {
                let name = if alt.is_empty() {
                    url.rsplit('/').find(|part| !part.is_empty()).unwrap_or("image")
                } else {
                    &alt
                };
                let close = self.start_link(&url, title, offset);
                self.out.text(name);
                self.end_link(close);
            }
            links::Target::Refused | links::Target::Empty => {
                self.out.text(&alt);
                if !target.trim().is_empty() {
                    let message =
                        "this image is left out: pages show local files, and small PNG, JPEG, GIF, WebP or AVIF data";
                    self.notices.warn(
                        "refused-image",
                        offset,
                        message.to_owned(),
                        "save the image beside the document",
                    );
                }
            }
        }
    }

    fn print_image(&mut self, source: &str, alt: &str, title: &str) {
        self.html("<img");
        self.attribute("src", source);
        self.html(" alt=\"");
        self.out.value(alt);
        self.html("\"");
        self.attribute("title", title);
        self.html(" loading=\"lazy\">");
    }
}
