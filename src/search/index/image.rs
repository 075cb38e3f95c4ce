//! An index in memory <-> its copy in the store.
//!
//! The copy is read whole and checked before anything is made of it, and is never read again. Its parts have the names of their
//! contents and never change; one section, replaced at once, says which of them are the index. So a reader needs no lock and
//! waits for nobody; of many writers one writes, and the others do without. What is not as it was written is no copy.

use super::Error;
use crate::search::facets::Facets;
use crate::store::{Key, Section, Store};
use borsh::{BorshDeserialize, BorshSerialize};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use tantivy::directory::{RamDirectory, TerminatingWrite};
use tantivy::schema::Schema;
use tantivy::{Directory, IndexSettings};

/// What the copy consists of.
const CONTENTS: Section<Contents> = Section::new("index.state");
/// Held by whoever writes.
const LOCK: &str = "index.lock";
/// End of the names of parts, and of the names of files that others keep beside them.
const PART: &str = "part";
const BESIDE: &str = ".kept";
/// Where tantivy keeps its list of segments.
pub(super) const META: &str = "meta.json";

/// Which documents an index holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct State {
    /// Of everything that the index was made from; an equal one needs no look at the documents.
    pub inputs: Key,
    /// Source path and hash, by path.
    pub documents: Vec<(String, String)>,
    pub facets: Facets,
}

/// What the copy consists of, and what it is a copy of.
#[derive(Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct Contents {
    state: State,
    /// Tantivy's list of segments, as it wrote it.
    meta: Vec<u8>,
    parts: Vec<IndexFile>,
}

/// A file of tantivy's.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct IndexFile {
    /// As tantivy calls it.
    name: String,
    /// Hash of its bytes.
    key: Key,
}

impl IndexFile {
    fn of(name: String, bytes: &[u8]) -> Self {
        Self { name, key: *blake3::hash(bytes).as_bytes() }
    }

    /// The name in the store.
    fn file(&self) -> String {
        format!("{}.{PART}", &blake3::Hash::from_bytes(self.key).to_hex()[..32])
    }
}

/// An index with what its copy said when it was read.
pub(super) struct Image {
    pub index: tantivy::Index,
    /// What the index lies in.
    memory: RamDirectory,
    /// Of the copy; `None` for an index that was not read from one.
    kept: Option<Contents>,
}

impl Image {
    /// An index of nothing.
    pub(super) fn empty(schema: Schema) -> Result<Self, Error> {
        let memory = RamDirectory::create();
        let index = tantivy::Index::create(memory.clone(), schema, IndexSettings::default())?;
        Ok(Self { index, memory, kept: None })
    }

    /// The copy in `store`, if it is whole and its state `is_wanted`.
    pub(super) fn read(store: &Store, schema: &Schema, is_wanted: impl Fn(&State) -> bool) -> Option<Self> {
        let mut last = None;
        loop {
            let contents = store.read(&CONTENTS).filter(|contents| is_wanted(&contents.state))?;
            if last.as_ref() == Some(&contents) {
                return None;
            }
            match Self::of(store, schema, &contents) {
                Some((index, memory)) => return Some(Self { index, memory, kept: Some(contents) }),
                // A writer may have put another in its place, and thrown the parts of this one away.
                None => last = Some(contents),
            }
        }
    }

    fn of(store: &Store, schema: &Schema, contents: &Contents) -> Option<(tantivy::Index, RamDirectory)> {
        let memory = RamDirectory::create();
        let take = |part: &IndexFile| {
            let mut out = memory.open_write(Path::new(&part.name)).ok()?;
            out.write_all(&store.pack(&part.file())?.get(&part.key)?).ok()?;
            out.terminate().ok()
        };
        contents.parts.par_iter().map(take).collect::<Option<()>>()?;
        memory.atomic_write(Path::new(META), &contents.meta).ok()?;
        let index = tantivy::Index::open(memory.clone()).ok()?;
        (index.schema() == *schema).then_some((index, memory))
    }

    /// What the copy said that this was read from.
    pub(super) fn state(&self) -> Option<&State> {
        self.kept.as_ref().map(|contents| &contents.state)
    }

    /// Makes the index, which now holds what `state` says, the copy in `store`. Where that cannot be written, or somebody else
    /// is writing, the next run takes longer, and nothing else.
    pub(super) fn write(&self, state: State, store: &Store) {
        if let Some(_lock) = store.try_lock(LOCK) {
            let contents = self.write_alone(state, store).or_else(|| store.read(&CONTENTS));
            sweep(store, &contents.map(|contents| contents.parts).unwrap_or_default());
        }
    }

    fn write_alone(&self, state: State, store: &Store) -> Option<Contents> {
        let put = |name: String| {
            let bytes = self.memory.open_read(Path::new(&name)).ok()?.read_bytes().ok()?;
            let known = self.kept.iter().flat_map(|kept| &kept.parts).find(|part| part.name == name);
            let part = known.cloned().unwrap_or_else(|| IndexFile::of(name, &bytes));
            let file = part.file();
            if known.is_none() || !store.pack(&file).is_some_and(|there| there.has(&part.key)) {
                store.write_pack(&file, std::iter::once((part.key, bytes.as_slice()))).ok()?;
            }
            Some(part)
        };
        let parts = self.names()?.into_par_iter().map(put).collect::<Option<_>>()?;
        let meta = self.memory.atomic_read(Path::new(META)).ok()?;
        let contents = Contents { state, meta, parts };
        store.write(&CONTENTS, &contents).ok()?;
        Some(contents)
    }

    /// Tantivy's files that the index consists of.
    fn names(&self) -> Option<Vec<String>> {
        let mut files: Vec<PathBuf> = self.index.load_metas().ok()?.list_segment_files().into_iter().collect();
        files.retain(|file| self.memory.exists(file).unwrap_or_default());
        files.sort();
        files.into_iter().map(|file| file.into_os_string().into_string().ok()).collect()
    }
}

/// Removes everything but the copy, and what is kept beside it.
fn sweep(store: &Store, parts: &[IndexFile]) {
    let mut ours: BTreeSet<String> = parts.iter().map(IndexFile::file).collect();
    ours.extend([CONTENTS.name(), LOCK].map(str::to_owned));
    store.sweep(|name| ours.contains(name) || name.ends_with(BESIDE));
}
