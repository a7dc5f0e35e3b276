//! Reads the data files once, when the program is built: a letter at midnight should not wait for half a megabyte of TOML.
//!
//! Input: `seeds/` and the manifests, house and style of `letter-templates/`. Output: a Rust list of their paths and contents as JSON, for
//! `src/sources.rs`. The TOML itself is built in too: people copy it out and change it.

#![expect(clippy::disallowed_methods, reason = "a build script reads its own files and talks to cargo")]

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let mut files = Vec::new();
    for folder in ["seeds", "letter-templates"] {
        println!("cargo::rerun-if-changed={folder}");
        toml_files(&root.join(folder), &mut files)?;
    }
    let mut data = Vec::new();
    for path in files {
        let inside = path.strip_prefix(&root)?.to_str().ok_or("a path that is no text")?.replace('\\', "/");
        let inside = inside.strip_prefix("letter-templates/").unwrap_or(&inside).to_owned();
        let table: toml::Table = toml::from_str(&fs::read_to_string(&path)?).map_err(|error| format!("{inside}: {error}"))?;
        data.push((inside, serde_json::to_string(&table)?));
    }
    data.sort();
    let mut list = String::from("&[\n");
    for (inside, json) in data {
        writeln!(list, "({inside:?}, {json:?}),")?;
    }
    list.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("data.rs"), list)?;
    Ok(())
}

/// The data files below a folder. Samples are cases: they are read as a person's own file would be.
fn toml_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            toml_files(&path, files)?;
        } else if name.ends_with(".toml") && !name.starts_with("sample") {
            files.push(path);
        }
    }
    Ok(())
}
