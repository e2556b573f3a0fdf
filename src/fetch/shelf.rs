//! Pages without a web: for tests and demonstrations.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use url::Url;

use crate::{Fetch, FetchError, Kind, Page, kind};

/// Files taken from a folder, and the size of each in bytes; a shelf is small.
const FILES_MAX: usize = 10_000;
const FILE_BYTES_MAX: u64 = 5 * 1024 * 1024;

/// Brings pages from a table. What is not in it is "not found".
#[derive(Debug, Default)]
pub struct Shelf {
    pages: HashMap<String, Result<Page, FetchError>>,
    asked: Mutex<Vec<Url>>,
}

impl Shelf {
    /// An empty shelf.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a page on the shelf; whether it is HTML shows from its text.
    #[must_use]
    pub fn with(mut self, url: &Url, body: &str) -> Self {
        let html = kind::of_text(None, body) == kind::Content::Html;
        let page = Page { url: bare(url), body: body.to_owned(), html };
        self.pages.insert(key(url), Ok(page));
        self
    }

    /// Puts a failure on the shelf.
    #[must_use]
    pub fn with_failure(mut self, url: &Url, failure: FetchError) -> Self {
        self.pages.insert(key(url), Err(failure));
        self
    }

    /// Takes the pages of a folder: `example.org/news/story.html` is `https://example.org/news/story`, with any ending
    /// of the file (`html`, `txt`, `xml`) or none in the address, and `index` for the folder itself.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let mut shelf = Self::new();
        let mut folders = vec![(folder.to_owned(), String::new())];
        while let Some((folder, address)) = folders.pop() {
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let address =
                    if address.is_empty() { format!("https://{name}") } else { format!("{address}/{name}") };
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    folders.push((entry.path(), address));
                } else if kind.is_file()
                    && entry.metadata()?.len() <= FILE_BYTES_MAX
                    && shelf.pages.len() < FILES_MAX
                {
                    let body = String::from_utf8_lossy(&fs::read(entry.path())?).into_owned();
                    if let Ok(url) = Url::parse(&address) {
                        shelf = shelf.with(&url, &body);
                    }
                }
            }
        }
        Ok(shelf)
    }

    /// The addresses that were asked for, in order: for tests that something was not fetched again.
    #[must_use]
    pub fn asked(&self) -> Vec<Url> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[async_trait]
impl Fetch for Shelf {
    async fn page(&self, url: &Url) -> Result<Page, FetchError> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(url.clone());
        let missing = Err(FetchError::NotFound { status: 404 });
        let page = self.pages.get(&key(url)).cloned().unwrap_or(missing)?;
        if page.body.trim().is_empty() {
            return Err(FetchError::Empty);
        }
        match kind::by_magic(page.body.as_bytes()) {
            Some(kind @ Kind::Pdf) => Err(FetchError::NotAPage { kind }),
            _ => Ok(Page { url: bare(url), ..page }),
        }
    }
}

fn bare(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    url
}

/// Host and path, without the ending of a file: what a folder can tell apart, and a query where there is one.
fn key(url: &Url) -> String {
    let path = url.path().trim_end_matches('/');
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    let path = if matches!(ending, "html" | "htm" | "txt" | "xml" | "json") { stem } else { path };
    let path = path.strip_suffix("/index").unwrap_or(path);
    format!("{}{path}?{}", url.host_str().unwrap_or_default(), url.query().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect(text)
    }

    #[tokio::test]
    async fn a_shelf_has_what_was_put_there() {
        let story = url("https://example.org/story.html");
        let shelf = Shelf::new()
            .with(&story, "<html><p>Words.")
            .with(&url("https://example.org/plain"), "Words.")
            .with_failure(&url("https://example.org/closed"), FetchError::Forbidden);
        let page = shelf.page(&url("https://example.org/story#part")).await.expect("the page");
        assert_eq!((page.url.as_str(), page.html), ("https://example.org/story", true));
        assert!(!shelf.page(&url("https://example.org/plain")).await.expect("the page").html);
        assert_eq!(shelf.page(&url("https://example.org/closed")).await, Err(FetchError::Forbidden));
        let missing = shelf.page(&url("https://example.org/")).await;
        assert_eq!(missing, Err(FetchError::NotFound { status: 404 }));
        assert_eq!(shelf.asked().len(), 4);
    }

    #[tokio::test]
    async fn a_folder_is_a_shelf() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/shelf");
        let shelf = Shelf::open(&folder).expect("the folder");
        let page = shelf.page(&url("https://news.example.org/2026/harbour")).await.expect("the page");
        assert!(page.html && page.body.contains("harbour"));
        assert!(shelf.page(&url("https://news.example.org/")).await.is_ok());
        assert!(shelf.page(&url("https://news.example.org/../../../etc/passwd")).await.is_err());
    }
}
