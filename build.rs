//! Hash of the program's sources, since caches of another program are not read; and the pages of the manual for readers of the library.

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

fn main() -> std::io::Result<()> {
    let mut hasher = DefaultHasher::new();
    for path in ["src", "themes", "Cargo.lock", "build.rs"] {
        println!("cargo::rerun-if-changed={path}");
        hash(Path::new(path), &mut hasher);
    }
    println!("cargo::rustc-env=PMSITE_SOURCES={:016x}", hasher.finish());
    manual()
}

/// `src/manual/NAME.md` -> `OUT_DIR/manual/NAME.md`, in which a link to a page leads to its module.
#[allow(clippy::disallowed_methods, reason = "a build script writes what the compiler reads")]
fn manual() -> std::io::Result<()> {
    let out = Path::new(&std::env::var_os("OUT_DIR").unwrap_or_default()).join("manual");
    std::fs::create_dir_all(&out)?;
    for entry in std::fs::read_dir("src/manual")? {
        let entry = entry?;
        let text = std::fs::read_to_string(entry.path())?;
        let mut pieces = text.split("](");
        let mut linked = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            linked.push_str("](");
            let page = piece.split_once(".md").filter(|(name, _)| name.bytes().all(|byte| byte.is_ascii_lowercase()));
            match page {
                Some((name, rest)) => linked.push_str(&format!("../{name}/index.html{rest}")),
                None => linked.push_str(piece),
            }
        }
        std::fs::write(out.join(entry.file_name()), linked)?;
    }
    Ok(())
}
