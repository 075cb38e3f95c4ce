//! The folder of real documents outside the repository, where there is one.

use std::io::Write;
use std::path::{Path, PathBuf};

/// `<shared>/<part>`; `None`, said plainly, where it is absent and nobody requires it.
#[allow(clippy::explicit_write, reason = "what eprintln! says of a test that passes is swallowed")]
pub fn shared(part: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("PMSITE_SHARED").map_or_else(beside, PathBuf::from).join(part);
    if folder.exists() {
        return Some(folder.canonicalize().unwrap());
    }
    let required = std::env::var_os("PMSITE_REQUIRE_SHARED").is_some_and(|value| value == "1");
    assert!(!required, "PMSITE_REQUIRE_SHARED=1, and there is no {}", folder.display());
    writeln!(std::io::stderr(), "SKIPPED: no shared corpus ({part})").unwrap();
    None
}
