//! Addresses, files and standard input become pages.

use std::io::Read;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use sayso_newsroom::{Fetch, parse_address};
use url::Url;

use crate::cli::Targets;

/// Largest file or standard input read, in MiB: beyond any article, under what a small machine bears.
const INPUT_MIB_MAX: u64 = 64;

/// A page as it came, from the web or not.
#[derive(Debug)]
pub(crate) struct Target {
    /// The page's text.
    pub(crate) body: String,
    /// Whether it is HTML; else plain text.
    pub(crate) html: bool,
    /// Where it came from, where that is known.
    pub(crate) url: Option<Url>,
}

/// Reads one target: an address through `fetch`, `-` from standard input, else a file.
///
/// # Errors
/// In one line: what could not be read, why, and what next.
pub(crate) async fn read(target: &str, how: &Targets, fetch: &dyn Fetch) -> Result<Target> {
    if is_address(target) {
        let page = fetch.page(&parse_address(target)?).await?;
        let html = how.html || (page.html && !how.text);
        return Ok(Target { body: page.body, html, url: Some(page.url) });
    }
    let bytes = input(target)?;
    let (body, is_html) = sayso_newsroom::text_of_bytes(&bytes)?;
    let html = how.html || (is_html && !how.text);
    Ok(Target { body, html, url: how.url.clone() })
}

/// The host of a target that is an address.
pub(crate) fn host(target: &str) -> Option<String> {
    let url = parse_address(target).ok().filter(|_| is_address(target))?;
    url.host_str().map(str::to_owned)
}

/// Whether a target is meant as an address, of whatever scheme: `ftp://…` is a bad address, not a missing file.
fn is_address(target: &str) -> bool {
    target.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

/// The bytes of a file or of standard input (`-`).
fn input(target: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = match target {
        "-" => std::io::stdin().lock().take((INPUT_MIB_MAX << 20) + 1).read_to_end(&mut bytes),
        path => std::fs::File::open(Path::new(path))
            .and_then(|file| file.take((INPUT_MIB_MAX << 20) + 1).read_to_end(&mut bytes)),
    };
    read.with_context(|| format!("{target} cannot be read; check the path and its rights"))?;
    ensure!(
        bytes.len() as u64 <= INPUT_MIB_MAX << 20,
        "{target} holds over {INPUT_MIB_MAX} MiB, which no article does; give a single page"
    );
    Ok(bytes)
}

/// A plain text to find attributions in: a file that must be UTF-8, for its spans count its scalars.
///
/// # Errors
/// In one line: what could not be read, why, and what next.
pub(crate) fn plain_text(path: &Path) -> Result<String> {
    String::from_utf8(input(&path.to_string_lossy())?).with_context(|| {
        format!("{} is not UTF-8 text; convert it (iconv -t UTF-8) and try again", path.display())
    })
}
