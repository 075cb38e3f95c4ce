//! `SiteTest`: a folder of its own, filled, built by the binary, edited and built again.

use super::site::Site;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The day of every build, unless a test names another.
pub const TODAY: &str = "2026-03-07";

/// A site's root folder in a temporary place.
pub struct SiteTest {
    temp: TempDir,
    args: Vec<String>,
    env: Vec<(String, String)>,
}

/// How a command ended.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl SiteTest {
    /// An empty folder.
    pub fn new() -> Self {
        // A command prints the folder's name, where tests look for words of their own, all of which begin so.
        let temp = std::iter::repeat_with(|| tempfile::Builder::new().prefix("pmsite-suite-").tempdir().unwrap())
            .find(|temp| !temp.path().to_string_lossy().to_lowercase().contains("zq"))
            .unwrap();
        fs::create_dir(temp.path().join("site")).unwrap();
        Self { temp, args: Vec::new(), env: Vec::new() }
    }

    /// A copy of `tests/suite/fixtures/<name>`.
    pub fn fixture(name: &str) -> Self {
        let test = Self::new();
        copy_tree(&suite_folder().join("fixtures").join(name), &test.root());
        test
    }

    /// Adds a file.
    pub fn file(self, path: &str, text: &str) -> Self {
        self.bytes(path, text.as_bytes())
    }

    /// Adds a file that need not be text.
    pub fn bytes(self, path: &str, bytes: &[u8]) -> Self {
        self.write_bytes(path, bytes);
        self
    }

    /// Adds a small postmortem in the layout's folder, with `fields` as YAML front matter.
    pub fn postmortem(self, name: &str, fields: &str, body: &str) -> Self {
        let text = format!("---\n{}\n---\n\n{body}\n", fields.trim());
        self.file(&format!("content/postmortems/{name}.md"), &text)
    }

    /// An argument for every command that follows.
    pub fn arg(mut self, arg: &str) -> Self {
        self.args.push(arg.to_owned());
        self
    }

    /// An environment variable for every command that follows.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The folder with `book.toml`, `content/` and `_site/`.
    pub fn root(&self) -> PathBuf {
        self.temp.path().join("site")
    }

    /// A path below the root; `../x` stays in the temporary folder.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file now.
    pub fn write(&self, path: &str, text: &str) {
        self.write_bytes(path, text.as_bytes());
    }

    fn write_bytes(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
    }

    /// Replaces `from`, which must be there, in a file.
    pub fn edit(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "{path} does not hold {from:?}");
        self.write(path, &text.replace(from, to));
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).unwrap();
    }

    /// The binary with these arguments, in the root folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pmsite"));
        command.current_dir(self.root()).args(args).stdin(Stdio::null());
        for name in ["SOURCE_DATE_EPOCH", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RAYON_NUM_THREADS"] {
            command.env_remove(name);
        }
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the binary to its end.
    pub fn run(&self, args: &[&str]) -> Run {
        let output = self.command(args).output().unwrap();
        let run = Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        assert!(!run.stderr.contains("panicked at"), "a panic:\n{}", run.stderr);
        assert_ne!(run.code, -1, "ended by a signal:\n{}", run.stderr);
        run
    }

    /// `pmsite build` with the common arguments and `more`.
    pub fn build_with(&self, more: &[&str]) -> Run {
        let mut args = vec!["build", "--today", TODAY];
        args.extend(self.args.iter().map(String::as_str));
        args.extend(more);
        self.run(&args)
    }

    /// `pmsite build`, whatever comes of it.
    pub fn build(&self) -> Run {
        self.build_with(&[])
    }

    /// `pmsite build`, which must exit with 0; the site that it wrote.
    pub fn site(&self) -> Site {
        let run = self.build();
        assert_eq!(run.code, 0, "the build failed:\n{}", run.stderr);
        self.read()
    }

    /// The site that is on disk.
    pub fn read(&self) -> Site {
        Site::read(&self.path("_site"))
    }

    /// What `pmsite check --format short` reports of what a build would, a line a problem, and its exit code.
    pub fn check(&self) -> Run {
        let mut args = vec!["check", "--no-rules", "--today", TODAY, "--format", "short"];
        args.extend(self.args.iter().map(String::as_str));
        self.run(&args)
    }

    /// The records of `pmsite export --format ndjson`, by source path.
    pub fn export(&self) -> Vec<Value> {
        let mut args = vec!["export", "--today", TODAY, "--format", "ndjson"];
        args.extend(self.args.iter().map(String::as_str));
        let run = self.run(&args);
        assert_eq!(run.code, 0, "export failed:\n{}", run.stderr);
        let record =
            |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in the record {line:?}"));
        run.stdout.lines().map(record).collect()
    }

    /// The record of one source file.
    pub fn record(&self, source: &str) -> Value {
        let records = self.export();
        let found = records.iter().find(|record| record["source"] == source);
        found.unwrap_or_else(|| panic!("no record for {source} in {records:#?}")).clone()
    }
}

/// `tests/suite`.
pub fn suite_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite")
}

/// Copies a folder with all in it.
pub fn copy_tree(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(&target).unwrap();
        } else {
            fs::copy(entry.path(), &target).unwrap();
        }
    }
}
