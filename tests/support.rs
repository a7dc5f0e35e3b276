//! A hermetic place to run the program: its own folder, no environment, a fixed day.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

/// The day most tests happen on.
pub(crate) const TODAY: &str = "2026-11-23";

/// A folder of its own.
pub(crate) struct Env {
    folder: tempfile::TempDir,
}

/// What a run said and how it ended.
#[must_use]
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Env {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, with its folders.
    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
        self
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Runs the program here, on [`TODAY`] unless the arguments say otherwise.
    pub(crate) fn run<I: IntoIterator<Item = S>, S: AsRef<str>>(&self, arguments: I) -> Run {
        let mut command = Command::cargo_bin("inwriting").expect("the program");
        command.current_dir(self.folder.path()).env_clear().env("COLUMNS", "100");
        let arguments: Vec<String> = arguments.into_iter().map(|argument| argument.as_ref().to_owned()).collect();
        if !arguments.iter().any(|argument| argument == "--date") {
            command.args(["--date", TODAY]);
        }
        let Output { status, stdout, stderr } = command.args(&arguments).output().expect("a run");
        Run {
            status: status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&stdout).into_owned(),
            err: String::from_utf8_lossy(&stderr).into_owned(),
        }
    }

    /// Runs the program here with typed lines and variables of the environment, on [`TODAY`].
    pub(crate) fn talk<const N: usize>(&self, arguments: [&str; N], typed: &str, environment: &[(&str, &str)]) -> Run {
        let mut command = Command::cargo_bin("inwriting").expect("the program");
        command.current_dir(self.folder.path()).env_clear().envs(environment.iter().copied()).args(arguments).args(["--date", TODAY]);
        let Output { status, stdout, stderr } = command.write_stdin(typed).output().expect("a run");
        Run {
            status: status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&stdout).into_owned(),
            err: String::from_utf8_lossy(&stderr).into_owned(),
        }
    }

    /// Every file below a folder, by its path inside, with its bytes.
    pub(crate) fn tree(&self, name: &str) -> std::collections::BTreeMap<String, Vec<u8>> {
        fn walk(root: &Path, folder: &Path, files: &mut std::collections::BTreeMap<String, Vec<u8>>) {
            for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
                if entry.is_dir() {
                    walk(root, &entry, files);
                } else {
                    let inside = entry.strip_prefix(root).expect("inside").to_string_lossy().into_owned();
                    files.insert(inside, std::fs::read(&entry).expect("a file"));
                }
            }
        }
        let mut files = std::collections::BTreeMap::new();
        walk(&self.path(name), &self.path(name), &mut files);
        files
    }
}

/// The project's own folder.
pub(crate) fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The example cases, sorted.
pub(crate) fn examples() -> Vec<PathBuf> {
    files_in("examples/cases", "toml")
}

/// The files with an ending in one of the project's folders, sorted.
pub(crate) fn files_in(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(project().join(folder)).expect("the folder");
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.extension().is_some_and(|found| found == ending)).collect();
    files.sort();
    files
}

/// A small case that every kind of test can start from.
pub(crate) const CASE: &str = r#"schema = 1

[child]
name = "Ana Sofía Ramos Díaz"
short_name = "Sofía"
pronouns = "she/her"

[[signers]]
name = "Lupe Ramos Vega"
relation = "mother"
authority = "parent"

[school]
name = "Clearbrook Middle School"

[situation]
presentations = ["pr-door"]

[[letters]]
kind = "eval-initial"
areas = ["ev-sensory"]
"#;
