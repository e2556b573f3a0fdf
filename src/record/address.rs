//! Which addresses mean the same article.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use crate::keys::{hex, unhex};

/// An article's identity: the first 16 bytes of the SHA-256 of its normalised canonical address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ArticleId([u8; 16]);

impl ArticleId {
    /// The identity of the article at `url`.
    pub fn of(url: &Url) -> Self {
        let hash = Sha256::digest(normalised(url).as_str());
        let mut id = [0; 16];
        id.iter_mut().zip(hash).for_each(|(place, byte)| *place = byte);
        Self(id)
    }

    pub(crate) const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// A text that is not 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an article's number; it has 32 hexadecimal digits")]
pub struct NotAnArticleId(String);

impl FromStr for ArticleId {
    type Err = NotAnArticleId;

    fn from_str(text: &str) -> Result<Self, NotAnArticleId> {
        unhex(text)
            .and_then(|bytes| bytes.try_into().ok())
            .map(Self)
            .ok_or_else(|| NotAnArticleId(text.chars().take(40).collect()))
    }
}

impl From<ArticleId> for String {
    fn from(id: ArticleId) -> String {
        id.to_string()
    }
}

impl TryFrom<String> for ArticleId {
    type Error = NotAnArticleId;

    fn try_from(text: String) -> Result<Self, NotAnArticleId> {
        text.parse()
    }
}

/// Query parameters that tell where a reader came from and never what the page shows.
const TRACKING: &[&str] = &[
    "_ga", "_gl", "_hsenc", "_hsmi", "dclid", "fbclid", "gbraid", "gclid", "gclsrc", "igsh", "igshid",
    "mc_cid", "mc_eid", "mkt_tok", "msclkid", "ref_src", "ref_url", "srsltid", "ttclid", "twclid", "wbraid",
    "yclid", "ysclid",
];

/// Beginnings of such parameters' names.
const TRACKING_PREFIXES: &[&str] = &["utm_", "at_campaign", "at_medium", "at_custom", "pk_", "mtm_"];

/// The address without what does not change the page: fragment, tracking parameters, default port, user
/// and password, the dot after the host. The host is in lower case. The rest stays as it is.
pub fn normalised(url: &Url) -> Url {
    let mut url = url.clone();
    url.set_fragment(None);
    // Each of these fails only for addresses that have no host, and these have none of it.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if let Some(host) = url.host_str().and_then(|host| host.strip_suffix('.')).map(str::to_owned) {
        let _ = url.set_host(Some(&host));
    }
    if let Some(query) = url.query() {
        let kept: Vec<&str> =
            query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
        let kept = kept.join("&");
        url.set_query(if kept.is_empty() { None } else { Some(&kept) });
    }
    url
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    TRACKING.contains(&name.as_str()) || TRACKING_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// The address that a page read from `read_from` is kept under, where it calls itself `canonical`.
///
/// A page is believed about its own site only. If any page could name any other, one link would
/// replace what is kept of somebody else's article.
pub(crate) fn identity<'a>(read_from: &'a Url, canonical: Option<&'a Url>) -> &'a Url {
    canonical.filter(|canonical| speaks_for(read_from, canonical)).unwrap_or(read_from)
}

/// Whether the host of `page` is the host of `other`, or one that `other`'s belongs to.
fn speaks_for(page: &Url, other: &Url) -> bool {
    let (Some(page), Some(other)) = (site(page), site(other)) else { return false };
    // A subdomain does not speak for its parent: anybody can have one at a blog host.
    page == other
        || (page.contains('.') && other.strip_suffix(page.as_str()).is_some_and(|sub| sub.ends_with('.')))
}

/// The host without the labels that stand for another view of the same site.
fn site(url: &Url) -> Option<String> {
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?.trim_end_matches('.').to_ascii_lowercase();
    let bare = ["www.", "m.", "amp.", "mobile."].iter().find_map(|label| host.strip_prefix(label));
    Some(bare.filter(|bare| bare.contains('.')).unwrap_or(&host).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn what_does_not_change_the_page_does_not_change_the_article() {
        let plain = "https://news.example/a/b?id=7&page=2";
        for same in [
            "https://NEWS.example/a/b?id=7&page=2",
            "https://news.example:443/a/b?id=7&page=2",
            "https://news.example./a/b?id=7&page=2",
            "https://news.example/a/b?id=7&page=2#comments",
            "https://news.example/a/b?utm_source=x&id=7&fbclid=abc&page=2&UTM_Medium=y",
            "https://news.example/a/b?id=7&&page=2&gclid=",
            "https://somebody:secret@news.example/a/b?id=7&page=2",
        ] {
            assert_eq!(normalised(&url(same)).as_str(), plain, "{same}");
            assert_eq!(ArticleId::of(&url(same)), ArticleId::of(&url(plain)));
        }
        for other in [
            "https://news.example/a/B?id=7&page=2",
            "https://news.example/a/b?page=2&id=7",
            "https://news.example:8443/a/b?id=7&page=2",
            "https://news.example/a/b?id=8&page=2",
            "https://www.news.example/a/b?id=7&page=2",
        ] {
            assert_ne!(ArticleId::of(&url(other)), ArticleId::of(&url(plain)), "{other}");
        }
        assert_eq!(normalised(&url("https://news.example/?utm_source=x")).as_str(), "https://news.example/");
        assert_eq!(normalised(&url("mailto:a@b.example?x#y")).as_str(), "mailto:a@b.example?x");
    }

    #[test]
    fn a_page_speaks_for_its_own_site_only() {
        for (page, canonical, believed) in [
            ("https://news.example/a?x", "https://news.example/a", true),
            ("https://m.news.example/a", "https://www.news.example/a", true),
            ("https://news.example/a", "https://world.news.example/a", true),
            ("https://blog.host.example/a", "https://host.example/a", false),
            ("https://evil.example/a", "https://news.example/a", false),
            ("https://notnews.example/a", "https://news.example/a", false),
            ("https://example/a", "https://news.example/a", false),
            ("https://news.example/a", "data:text/html,x", false),
        ] {
            let (page, canonical) = (url(page), url(canonical));
            assert_eq!(identity(&page, Some(&canonical)) == &canonical, believed, "{page} → {canonical}");
        }
        assert_eq!(identity(&url("https://a.example/"), None), &url("https://a.example/"));
    }

    #[test]
    fn the_number_goes_both_ways() {
        let id = ArticleId::of(&url("https://news.example/"));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().len(), 32);
        for bad in ["", "12", "zz", &"a".repeat(31), &"a".repeat(34), &"é".repeat(16)] {
            assert!(bad.parse::<ArticleId>().is_err(), "{bad}");
        }
        assert_eq!(serde_json::from_str::<ArticleId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
    }
}
