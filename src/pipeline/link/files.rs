//! The path of a linked file, as its author wrote it -> the one file that is meant, or what to write.

use super::finder::{below, nfc, plain, resolve_path, tails};
use super::names::key;
use crate::model::AssetFile;
use crate::model::addresses::folded;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// Files that may be linked.
pub(super) struct Files<'a> {
    all: &'a [AssetFile],
    /// Names of the folders above all documents.
    above: Arc<str>,
    exact: FxHashMap<Cow<'a, str>, &'a AssetFile>,
    /// By folded file name. Gathered when a path first leads to nothing.
    names: OnceLock<FxHashMap<String, Vec<&'a AssetFile>>>,
}

impl<'a> Files<'a> {
    pub(super) fn new(all: &'a [AssetFile], above: Arc<str>) -> Self {
        // Under its own name a file is found before another whose name only looks the same.
        let own = all.iter().filter(|asset| !asset.path.is_ascii()).map(|asset| (Cow::Borrowed(&*asset.path), asset));
        Self {
            all,
            above,
            exact: all.iter().map(|asset| (nfc(&asset.path), asset)).chain(own).collect(),
            names: OnceLock::new(),
        }
    }

    /// The file at `path` as seen from `source`, or the only one that differs in case, or lies in another root.
    pub(super) fn at(&self, source: &str, path: &str) -> Option<&'a AssetFile> {
        self.written(source, path).or_else(|| {
            let path = plain(path);
            self.written(source, &path).or_else(|| self.near(source, &path, false))
        })
    }

    /// The only file of this name, wherever it lies; one in the folder of `source` before others.
    pub(super) fn named(&self, source: &str, name: &str) -> Option<&'a AssetFile> {
        let name = plain(name);
        self.written(source, &name).or_else(|| self.near(source, &name, true))
    }

    fn written(&self, source: &str, path: &str) -> Option<&'a AssetFile> {
        let direct = resolve_path(source, path).and_then(|resolved| self.exactly(&resolved));
        let within = || self.exactly(&below(&self.above, source, path)?);
        // What lies beside the content folder has the path that it has from the root.
        let beside = || self.exactly(&resolve_path(&format!("{}/{source}", self.above), path)?);
        direct.or_else(|| tails(path).find_map(|tail| self.exactly(tail))).or_else(within).or_else(beside)
    }

    fn exactly(&self, path: &str) -> Option<&'a AssetFile> {
        self.exact.get(path).or_else(|| self.exact.get(&*nfc(path))).copied()
    }

    fn called(&self, path: &str) -> &[&'a AssetFile] {
        let names = self.names.get_or_init(|| {
            let mut names: FxHashMap<String, Vec<&'a AssetFile>> = FxHashMap::default();
            for asset in self.all {
                names.entry(folded(name_of(&asset.path)).into_owned()).or_default().push(asset);
            }
            names
        });
        names.get(&*folded(name_of(path))).map_or(&[], Vec::as_slice)
    }

    /// The only file whose path is `path` but for case, or ends like it.
    fn near(&self, source: &str, path: &str, by_name: bool) -> Option<&'a AssetFile> {
        let all = self.called(path);
        let one = |is_meant: &dyn Fn(&str) -> bool| {
            let mut found = all.iter().filter(|asset| is_meant(&folded(&asset.path)));
            found.next().filter(|_| found.next().is_none()).copied()
        };
        let direct = resolve_path(source, path).map(|resolved| folded(&resolved).into_owned());
        let end = format!("/{}", folded(path.trim_start_matches(['.', '/'])));
        let has_folder = path.contains('/') || by_name;
        direct
            .and_then(|direct| one(&|known| known == direct))
            .or_else(|| one(&|known| has_folder && (known.ends_with(&end) || known == &end[1..])))
    }

    /// What its author may have meant by a path that leads to nothing, as seen from `source`: no file of a folder that belongs to
    /// another document.
    pub(super) fn suggestion(&self, source: &str, path: &str, is_of_another: &dyn Fn(&str) -> bool) -> Option<String> {
        const MOST: usize = 5_000;
        let path = plain(path);
        let is_free = |asset: &&AssetFile| !is_of_another(asset.path.rsplit_once('/').map_or("", |(folder, _)| folder));
        let same_name = self.called(&path).iter().copied().find(|asset| is_free(asset));
        // Another type, or other joins.
        let stem =
            |path: &str| key(name_of(path).rsplit_once('.').map_or(name_of(path), |(stem, _)| stem)).into_owned();
        let wanted = stem(&path);
        let same_stem = || {
            let mut all = self.all.iter().take(MOST);
            all.find(|asset| !wanted.is_empty() && stem(&asset.path) == wanted && is_free(asset))
        };
        let found = same_name.or_else(same_stem)?;
        Some(format!("did you mean `{}`?", seen_from(source, &found.path)))
    }
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `path` as written in `source`, both relative to the content folder.
fn seen_from(source: &str, path: &str) -> String {
    let folder: Vec<&str> = source.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect();
    let parts: Vec<&str> = path.split('/').collect();
    let shared = folder.iter().zip(&parts).take_while(|(a, b)| a == b).count();
    format!("{}{}", "../".repeat(folder.len() - shared), parts[shared..].join("/"))
}
