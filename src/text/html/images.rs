//! Images to slots, to themselves, or to links, by where they come from.

use super::writer::{Writer, clean};
use super::{escape, links};
use crate::model::Segment;

impl Writer<'_> {
    /// An image: a slot where it is local, itself where its origin is allowed, else a link.
    pub fn image(&mut self, target: &str, alt: &str, title: &str, offset: usize) {
        let alt = clean(alt.trim());
        self.text.push_str(&alt);
        if links::data_image(target).is_some() {
            return self.print_image(target.trim(), &alt, title);
        }
        match links::classify(target) {
            links::Target::Relative => {
                let title = (!title.is_empty()).then(|| clean(title));
                self.slot(Segment::Image { target: target.trim().to_owned(), alt, title, offset });
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
                escape::push_text(&mut self.sink.html, name);
                self.end_link(close);
            }
            links::Target::Refused | links::Target::Empty => {
                escape::push_text(&mut self.sink.html, &alt);
                if !target.trim().is_empty() {
                    let message =
                        "this image is left out: pages show local files, and small PNG, JPEG, GIF, WebP or AVIF data";
                    self.warn("refused-image", offset, message.to_owned(), "save the image beside the document");
                }
            }
        }
    }

    fn print_image(&mut self, source: &str, alt: &str, title: &str) {
        self.html("<img");
        self.attribute("src", source);
        self.html(" alt=\"");
        escape::push_attribute(&mut self.sink.html, alt);
        self.html("\"");
        self.attribute("title", title);
        self.html(" loading=\"lazy\">");
    }
}
