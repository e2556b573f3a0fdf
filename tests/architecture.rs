//! The edges drawn in ARCHITECTURE.md are the edges in the manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Edges = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The block marked `layers`: a line a crate (or several, with commas), the crates that it knows after the arrow.
fn drawn() -> Edges {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let block = page.split("```layers\n").nth(1).expect("ARCHITECTURE.md has a block marked `layers`");
    let block = block.split("```").next().unwrap_or_default();
    let mut edges = Edges::new();
    for line in block.lines().filter(|line| !line.trim().is_empty()) {
        let (who, whom) = line.split_once("->").unwrap_or_else(|| panic!("no arrow in `{line}`"));
        let whom: BTreeSet<String> =
            whom.split_whitespace().filter(|name| *name != "nobody").map(str::to_owned).collect();
        for who in who.split([',', ' ']).filter(|name| !name.is_empty()) {
            assert!(edges.insert(who.to_owned(), whom.clone()).is_none(), "`{who}` is drawn twice");
        }
    }
    edges
}

/// What the manifests say: the crates of the workspace under `[dependencies]`, by the names of their folders.
fn declared() -> Edges {
    let folders = fs::read_dir(root().join("src")).unwrap().map(|entry| entry.unwrap().path());
    let mut edges = Edges::new();
    for folder in
        folders.chain([root().join("commands"), root()]).filter(|path| path.join("Cargo.toml").exists())
    {
        let name = if folder == root() { "sayso".to_owned() } else { name_of(&folder) };
        edges.insert(name, dependencies(&folder.join("Cargo.toml")));
    }
    edges
}

fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap().to_str().unwrap().to_owned()
}

fn dependencies(manifest: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(manifest).unwrap();
    let mut inside = false;
    let mut found = BTreeSet::new();
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line.trim() == "[dependencies]";
        } else if let Some(rest) = line.strip_prefix("sayso-").filter(|_| inside) {
            found.insert(rest.split(['.', ' ', '=']).next().unwrap().to_owned());
        }
    }
    found
}

#[test]
fn the_drawn_layers_are_the_declared_ones() {
    assert_eq!(drawn(), declared());
}

#[test]
fn nothing_under_src_knows_discord() {
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let manifest = entry.unwrap().path().join("Cargo.toml");
        let Ok(text) = fs::read_to_string(&manifest) else { continue };
        for discord in ["serenity", "poise", "sayso-commands"] {
            assert!(!text.contains(discord), "{} knows {discord}", manifest.display());
        }
    }
}

/// Whether a path is left out of the image's build; the last rule that fits counts, as Docker has it.
fn is_left_out(path: &str, rules: &str) -> bool {
    let rules = rules.lines().map(str::trim).filter(|rule| !rule.is_empty() && !rule.starts_with('#'));
    rules.fold(false, |left_out, rule| {
        let (keeps, folder) = rule.strip_prefix('!').map_or((false, rule), |kept| (true, kept));
        let folder = folder.trim_end_matches("/*");
        let fits = path == folder || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        if fits { !keeps } else { left_out }
    })
}

#[test]
fn what_the_program_is_built_of_is_in_the_images_build() {
    let rules = fs::read_to_string(root().join(".dockerignore")).unwrap();
    assert!(is_left_out("docs/trust.md", &rules) && is_left_out(".env", &rules));
    let mut built_in = 0;
    for file in fs::read_dir(root().join("src")).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(code) = fs::read_to_string(&file) else { continue };
        for part in code.split("include_str!(\"../").skip(1) {
            let path = part.split('"').next().unwrap();
            assert!(root().join(path).exists(), "{path} of {}", file.display());
            assert!(!is_left_out(path, &rules), "{path} is built in and left out by .dockerignore");
            built_in += 1;
        }
    }
    assert!(built_in >= 6, "{built_in}");
}
