//! By what an item is known again: not by its id or its date alone, which publishers change without a word.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use crate::Headline;

/// A title shorter than this, in characters, says too little to be known by: "Live", "Weather".
const TITLE_CHARS_MIN: usize = 25;

/// Parameters of an address that tell where a reader came from and not where he goes.
const TRACKING: [&str; 16] = [
    "fbclid",
    "gclid",
    "dclid",
    "msclkid",
    "yclid",
    "mc_cid",
    "mc_eid",
    "igshid",
    "cmpid",
    "ocid",
    "ito",
    "xtor",
    "sh",
    "smid",
    "partner",
    "traffic_source",
];

/// Beginnings of such parameters.
const TRACKING_STARTS: [&str; 5] = ["utm_", "at_", "ns_", "pk_", "wt_"];

/// One property of an item, as a fingerprint (128 bits of SHA-256). An item has several; it is known if one is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark([u8; 16]);

impl Mark {
    /// The bytes, for keeping.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// A mark that was kept.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    fn of(kind: &str, parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        hash.update(kind);
        for part in parts {
            // The length keeps "ab", "c" and "a", "bc" apart.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let digest: [u8; 32] = hash.finalize().into();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        Self(bytes)
    }
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mark({:032x})", u128::from_be_bytes(self.0))
    }
}

/// The marks of an item.
pub(crate) struct Marks {
    /// What it says: title and address together. Always there.
    pub(crate) says: Mark,
    /// Where it leads, unless that is a front page.
    pub(crate) link: Option<Mark>,
    /// What the source calls it.
    pub(crate) guid: Option<Mark>,
    /// Its title and day, where the title says enough: for items whose id *and* address have changed.
    pub(crate) title: Option<Mark>,
}

impl Marks {
    pub(crate) fn of(headline: &Headline) -> Self {
        let address = bare_address(&headline.url);
        let title = headline.title.as_deref().map(bare_title).unwrap_or_default();
        let day = headline.published.map(|at| at.as_second().div_euclid(24 * 60 * 60).to_string());
        let telling = title.chars().count() >= TITLE_CHARS_MIN;
        let front = headline.url.path() == "/" && headline.url.query().is_none();
        Self {
            says: Mark::of("says", &[&title, &address]),
            link: (!front).then(|| Mark::of("link", &[&address])),
            guid: headline.guid.as_deref().map(|guid| Mark::of("guid", &[guid.trim()])),
            title: day.filter(|_| telling).map(|day| Mark::of("title", &[&title, &day])),
        }
    }

    /// All but what it says.
    pub(crate) fn others(&self) -> impl Iterator<Item = Mark> {
        [self.link, self.guid, self.title].into_iter().flatten()
    }
}

/// An address without scheme, `www.`, fragment, closing slash and the parameters of trackers.
fn bare_address(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host).trim_end_matches('.');
    let is_tracking = |name: &str| {
        let name = name.to_ascii_lowercase();
        TRACKING.contains(&name.as_str()) || TRACKING_STARTS.iter().any(|start| name.starts_with(start))
    };
    let query = url.query().unwrap_or_default().split('&');
    let kept =
        query.filter(|pair| !pair.is_empty() && !is_tracking(pair.split('=').next().unwrap_or_default()));
    let query = kept.collect::<Vec<_>>().join("&");
    format!("{host}{}?{query}", url.path().trim_end_matches('/'))
}

/// A title by its letters and digits alone, in lower case: marks and spaces are what an editor changes first.
fn bare_title(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_one_when_they_lead_to_one_page() {
        let cases = [
            ("https://www.example.org/a/?utm_source=rss&id=3#top", "http://example.org/a?id=3", true),
            ("https://example.org/a?AT_medium=RSS", "https://example.org/a", true),
            ("https://example.org/a?id=3", "https://example.org/a?id=4", false),
            ("https://example.org/a", "https://example.org/A", false),
            ("https://example.org/a", "https://example.net/a", false),
        ];
        for (a, b, same) in cases {
            let bare = |text: &str| bare_address(&Url::parse(text).expect(text));
            assert_eq!(bare(a) == bare(b), same, "{a} {b}");
        }
    }

    #[test]
    fn titles_are_one_when_they_say_one_thing() {
        assert_eq!(bare_title("  \u{201c}Ferry\u{201d} to stop!"), bare_title("FERRY to stop"));
        assert_ne!(bare_title("Ferry to stop"), bare_title("Ferries to stop"));
        assert_eq!(Mark::of("a", &["b", "c"]), Mark::of("a", &["b", "c"]));
        assert_ne!(Mark::of("a", &["bc", ""]), Mark::of("a", &["b", "c"]));
        assert_eq!(Mark::from_bytes(*Mark::of("a", &[]).as_bytes()), Mark::of("a", &[]));
    }
}
