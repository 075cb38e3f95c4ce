//! The files that documents link -> their secrets and personal data. One that looks as it did is not read again.

use super::{level, look, look_at_name, look_for_secrets, remember, tells_personal};
use crate::config::Config;
use crate::diagnostics::{Diagnostic, Report};
use crate::fs::Stamp;
use crate::model::catalog::{Attachment, Catalog};
use crate::model::{Fingerprint, SourceFile, Zone, media};
use crate::pipeline::attachment;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Bytes of a linked file that are looked through.
const LARGEST: u64 = 64 << 20;

/// What was found in each linked file when it looked so, by source path; with one configuration.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Linked {
    seen: FxHashMap<Arc<str>, (Stamp, Looked)>,
}

/// The text of a file, empty where nothing is to be told, and what is.
type Looked = Arc<(Arc<str>, Report)>;

impl Linked {
    /// Looks through the text files that documents link. Those with something to tell come back, so that it can be shown.
    pub(in crate::pipeline) fn look_through(
        &mut self,
        catalog: &Catalog,
        config: &Config,
        report: &mut Report,
    ) -> Vec<SourceFile> {
        if level(config).is_none() && !tells_personal(config) {
            return Vec::new();
        }
        let one = |file: &Attachment| {
            let stamp = Stamp::of(&file.location.whole()).ok();
            let known = self.seen.get(&file.source).filter(|(known, _)| Some(*known) == stamp);
            (stamp, known.map_or_else(|| Arc::new(look_into(file, config)), |(_, known)| Arc::clone(known)))
        };
        let all: Vec<(Option<Stamp>, Looked)> = catalog.attachments.par_iter().map(one).collect();
        self.seen.clear();
        let mut files = Vec::new();
        for (file, (stamp, looked)) in catalog.attachments.iter().zip(all) {
            if let Some(stamp) = stamp.filter(Stamp::is_settled) {
                self.seen.insert(Arc::clone(&file.source), (stamp, Arc::clone(&looked)));
            }
            let (text, found) = &*looked;
            if found.diagnostics.is_empty() {
                continue;
            }
            remember(&file.source, text, found, &mut report.mask);
            files.push(SourceFile {
                path: Arc::clone(&file.source),
                above: "".into(),
                zone: Zone::Foreign,
                text: Arc::clone(text),
                fingerprint: Fingerprint::of(text.as_bytes()),
                damaged: false,
            });
            report.extend(found.clone());
        }
        files
    }

    /// What was found is forgotten.
    pub(in crate::pipeline) fn forget(&mut self) {
        self.seen.clear();
    }
}

/// The text of a linked file, and what is to be told of it. Of one that is no text, its name alone.
fn look_into(file: &Attachment, config: &Config) -> (Arc<str>, Report) {
    let mut report = Report::default();
    match text_of(file, &mut report) {
        Some(text) => {
            // Between the texts of other types stands what only looks like a name.
            match is_named_text(&file.source) {
                true => look(&file.source, &text, config, &mut report),
                false => look_for_secrets(&file.source, &text, config, &mut report),
            }
            let text = if report.diagnostics.is_empty() { "".into() } else { text.into() };
            (text, report)
        }
        None => {
            if let Some(level) = level(config) {
                look_at_name(&file.source, level, &mut report);
            }
            ("".into(), report)
        }
    }
}

/// Whether the file at `path` is text by its name.
fn is_named_text(path: &str) -> bool {
    match attachment::offer(path) {
        media::Offer::AsItIs => media::is_text(path),
        media::Offer::Rewritten | media::Offer::AsText => true,
    }
}

/// The file as text, whatever its name says; `None` where its beginning is none. What no text has becomes a blank.
fn text_of(file: &Attachment, report: &mut Report) -> Option<String> {
    let head = file.location.open().and_then(|opened| opened.head()).unwrap_or_default();
    if !is_text(&head) {
        return None;
    }
    let Ok(mut bytes) = file.location.read(LARGEST) else {
        let message = "was not looked through for secrets: it has more than 64 MB, or cannot be read";
        report.push(Diagnostic::warning("unsearched-file", &file.source, message).hint("link a shorter part of it"));
        return Some(String::new());
    };
    if let Some(rest) = bytes.strip_prefix(UTF_16) {
        let units = rest.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit));
        return Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect());
    }
    if is_wide(&head) {
        bytes.retain(|byte| *byte != 0);
    }
    bytes.iter_mut().filter(|byte| **byte == 0).for_each(|byte| *byte = b' ');
    Some(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

/// How UTF-16 begins, the lower byte first.
const UTF_16: &[u8] = &[0xff, 0xfe];

/// Whether a file that begins with `head` reads as text. Compressed and compiled data has more bytes that no text has than one in
/// ten, and a few of them make no text anything else.
fn is_text(head: &[u8]) -> bool {
    let is_odd = |byte: &&u8| byte.is_ascii_control() && !matches!(**byte, b'\t'..=b'\r' | 0x1b);
    let odd = head.iter().filter(is_odd).count();
    odd * 20 <= head.len() || is_wide(head) || head.starts_with(UTF_16)
}

/// Whether every second byte is nothing, as of western text in UTF-16.
fn is_wide(head: &[u8]) -> bool {
    let nothing = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (nothing(0), nothing(1));
    even.max(odd) * 10 >= head.len() * 4 && even.min(odd) * 20 <= head.len()
}
