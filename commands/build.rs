//! Lists the languages of `locales/`, so that another language is one more file and nothing else.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

#[expect(
    clippy::disallowed_methods,
    reason = "Cargo tells a build script where to write through the environment"
)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("locales");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> =
        fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "ftl"));
    files.sort();
    let mut list = "const FILES: &[(&str, &str)] = &[\n".to_owned();
    for path in files {
        let code = path.file_stem().and_then(|stem| stem.to_str()).ok_or("a language has a name")?;
        writeln!(list, "    ({code:?}, include_str!({:?})),", path.to_string_lossy())?;
    }
    list += "];\n";
    fs::write(PathBuf::from(std::env::var("OUT_DIR")?).join("languages.rs"), list)?;
    Ok(())
}
