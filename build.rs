//! Hash of the program's sources: caches of another program are not read.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

#[allow(clippy::disallowed_methods, reason = "a build script reads what it hashes")]
fn hash(path: &Path, hasher: &mut DefaultHasher) {
    if path.is_dir() {
        let Ok(entries) = std::fs::read_dir(path) else { return };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        paths.iter().for_each(|path| hash(path, hasher));
    } else {
        path.to_string_lossy().hash(hasher);
        std::fs::read(path).unwrap_or_default().hash(hasher);
    }
}

fn main() {
    let mut hasher = DefaultHasher::new();
    for path in ["src", "themes", "Cargo.lock", "build.rs"] {
        println!("cargo::rerun-if-changed={path}");
        hash(Path::new(path), &mut hasher);
    }
    println!("cargo::rustc-env=PMSITE_SOURCES={:016x}", hasher.finish());
}
