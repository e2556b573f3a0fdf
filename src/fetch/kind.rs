//! What came: told from the first bytes where they are plain, else from the header.

use crate::{FetchError, Kind, Want};

/// Bytes at the beginning that decide.
pub(crate) const MAGIC_BYTES: usize = 1024;

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    Html,
    Text,
    /// XML or JSON that may be a feed or site map.
    Feed,
    Not(Kind),
}

impl Content {
    /// Whether it is HTML, where it is wanted at all.
    pub(crate) fn accept(self, want: Want) -> Result<bool, FetchError> {
        match (self, want) {
            (Self::Html, _) => Ok(true),
            (Self::Text, _) | (Self::Feed, Want::Feed) | (Self::Not(Kind::Data), Want::Feed) => Ok(false),
            (Self::Feed, Want::Page) => Err(FetchError::NotAPage { kind: Kind::Feed }),
            (Self::Not(kind), _) => Err(FetchError::NotAPage { kind }),
        }
    }
}

/// The kinds whose header is believed before the body has come, so that no film is begun.
pub(crate) fn by_header(content_type: &str) -> Option<Kind> {
    let essence = essence(content_type);
    let (top, sub) = essence.split_once('/')?;
    match (top, sub) {
        ("image", _) => Some(Kind::Picture),
        ("audio", _) => Some(Kind::Audio),
        ("video", _) => Some(Kind::Video),
        ("font", _) => Some(Kind::Other),
        ("application", "pdf" | "x-pdf") => Some(Kind::Pdf),
        ("application", "zip" | "gzip" | "x-gzip" | "x-tar" | "x-7z-compressed" | "vnd.rar" | "msword") => {
            Some(Kind::Archive)
        }
        ("application", sub)
            if sub.starts_with("vnd.openxml")
                || sub.starts_with("vnd.ms-")
                || sub.starts_with("vnd.oasis") =>
        {
            Some(Kind::Archive)
        }
        ("application" | "text", "javascript" | "x-javascript" | "ecmascript" | "css" | "wasm") => {
            Some(Kind::Code)
        }
        _ => None,
    }
}

/// What the first bytes are plainly, whatever the header says.
pub(crate) fn by_magic(start: &[u8]) -> Option<Kind> {
    const PLAIN: [(&[u8], Kind); 19] = [
        (b"\x89PNG\r\n\x1a\n", Kind::Picture),
        (b"\xff\xd8\xff", Kind::Picture),
        (b"GIF8", Kind::Picture),
        (b"II*\0", Kind::Picture),
        (b"MM\0*", Kind::Picture),
        (b"\0\0\x01\0", Kind::Picture),
        (b"ID3", Kind::Audio),
        (b"OggS", Kind::Audio),
        (b"fLaC", Kind::Audio),
        (b"\x1a\x45\xdf\xa3", Kind::Video),
        (b"PK\x03\x04", Kind::Archive),
        (b"\x1f\x8b\x08", Kind::Archive),
        (b"BZh", Kind::Archive),
        (b"\xfd7zXZ\0", Kind::Archive),
        (b"7z\xbc\xaf\x27\x1c", Kind::Archive),
        (b"Rar!\x1a\x07", Kind::Archive),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind::Archive),
        (b"\x28\xb5\x2f\xfd", Kind::Archive),
        (b"\x7fELF", Kind::Other),
    ];
    let start = &start[..start.len().min(MAGIC_BYTES)];
    let bare = start.trim_ascii_start();
    if bare.starts_with(b"%PDF-") {
        return Some(Kind::Pdf);
    }
    if let Some((_, kind)) = PLAIN.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Some(*kind);
    }
    match (start.get(..4), start.get(4..8), start.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WEBP")) => return Some(Kind::Picture),
        (Some(b"RIFF"), _, Some(b"WAVE")) => return Some(Kind::Audio),
        (Some(b"RIFF"), _, Some(_)) => return Some(Kind::Video),
        (_, Some(b"ftyp"), Some(b"avif" | b"heic" | b"heix" | b"mif1")) => return Some(Kind::Picture),
        (_, Some(b"ftyp"), Some(b"M4A ")) => return Some(Kind::Audio),
        (_, Some(b"ftyp"), Some(_)) => return Some(Kind::Video),
        _ => {}
    }
    // UTF-16 has zeros, and says so by its mark; other text has none. One stray zero is a fault, many are data.
    let marked = start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff");
    let zeros = start.iter().filter(|byte| **byte == 0).count();
    (!marked && zeros > 4).then_some(Kind::Other)
}

/// What a body is, by its header and its text.
pub(crate) fn of_text(content_type: Option<&str>, text: &str) -> Content {
    let said_to_be_text = content_type.is_some_and(|name| essence(name).starts_with("text/"));
    if !said_to_be_text && is_noise(text) {
        return Content::Not(Kind::Other);
    }
    let root = Root::of(text);
    match (essence(content_type.unwrap_or_default()).as_str(), root) {
        (_, Root::Svg) => Content::Not(Kind::Picture),
        (_, Root::Feed) => Content::Feed,
        ("text/html" | "application/xhtml+xml", _) | (_, Root::Html) => Content::Html,
        (_, Root::Xml) => Content::Not(Kind::Data),
        (name, root) if root == Root::Json || name.ends_with("json") => {
            if text.contains("jsonfeed.org/version") { Content::Feed } else { Content::Not(Kind::Data) }
        }
        ("text/csv" | "text/xml" | "application/xml", _) => Content::Not(Kind::Data),
        ("text/calendar" | "text/vcard", _) => Content::Not(Kind::Data),
        (name, _) if name.is_empty() || name.starts_with("text/") || name == "application/octet-stream" => {
            if name.is_empty() && text.trim_start().starts_with('<') {
                Content::Html
            } else {
                Content::Text
            }
        }
        _ => Content::Not(Kind::Other),
    }
}

/// Whether a text began as something else: one character in ten could not be decoded, or steers rather than writes.
/// A page in a wrongly named charset stays below that; encrypted and compressed data do not.
fn is_noise(text: &str) -> bool {
    let start = || text.chars().take(MAGIC_BYTES);
    let odd = start().filter(|c| *c == '\u{fffd}' || (c.is_control() && !c.is_whitespace())).count();
    odd * 10 > start().count()
}

/// The first element of a text, as far as it matters here.
#[derive(Clone, Copy, PartialEq)]
enum Root {
    Html,
    Feed,
    Svg,
    Xml,
    Json,
    None,
}

impl Root {
    fn of(text: &str) -> Self {
        let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
        let declared = text.starts_with("<?xml");
        let Some(name) = first_element(text) else {
            let json =
                text.starts_with("{\"") || text.starts_with("[{") || text.starts_with("{\n") || text == "{}";
            return if declared {
                Self::Xml
            } else if json {
                Self::Json
            } else {
                Self::None
            };
        };
        match name.to_ascii_lowercase().as_str() {
            "html" | "!doctype html" | "head" | "body" => Self::Html,
            "rss" | "feed" | "rdf:rdf" | "urlset" | "sitemapindex" | "opml" => Self::Feed,
            "svg" | "!doctype svg" => Self::Svg,
            _ if declared => Self::Xml,
            _ => Self::None,
        }
    }
}

/// The name of the first element after declarations and comments; a doctype counts with its name.
fn first_element(mut text: &str) -> Option<&str> {
    // A prologue of more than this is not one.
    for _ in 0..32 {
        text = text.trim_start();
        let after = if let Some(rest) = text.strip_prefix("<!--") {
            rest.split_once("-->")?.1
        } else if let Some(rest) = text.strip_prefix("<?") {
            rest.split_once("?>")?.1
        } else {
            let rest = text.strip_prefix('<')?;
            let doctype = rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("!doctype "));
            let name_from = if doctype { 9 } else { 0 };
            let name_len = rest.get(name_from..)?.find(|c: char| c.is_whitespace() || "/>[".contains(c))?;
            return rest.get(..name_from + name_len);
        };
        text = after;
    }
    None
}

/// `Text/HTML; charset=x` to `text/html`.
pub(crate) fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_header_and_text() {
        let cases = [
            (Some("text/html"), "<p>x", Content::Html),
            (Some("Text/HTML; charset=utf-8"), "just words", Content::Html),
            (Some("application/xhtml+xml"), "<?xml version='1.0'?><html>", Content::Html),
            (Some("text/plain"), "Just words.", Content::Text),
            (Some("text/plain"), "<!DOCTYPE html><html>", Content::Html),
            (Some("text/plain"), "< 5 people", Content::Text),
            (None, "<!-- hello --><!doctype HTML>", Content::Html),
            (None, "<div>words</div>", Content::Html),
            (None, "words", Content::Text),
            (Some("application/octet-stream"), "<html><body>x", Content::Html),
            (Some("text/xml"), "<?xml version=\"1.0\"?>\n<!-- x -->\n<rss version=\"2.0\">", Content::Feed),
            (
                Some("text/html"),
                "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\">",
                Content::Feed,
            ),
            (Some("application/xml"), "<urlset>", Content::Feed),
            (Some("application/json"), "{\"version\": \"https://jsonfeed.org/version/1.1\"}", Content::Feed),
            (Some("application/json"), "{\"a\": 1}", Content::Not(Kind::Data)),
            (Some("text/html"), "<svg xmlns=\"x\">", Content::Not(Kind::Picture)),
            (Some("application/xml"), "<?xml version='1.0'?><catalog>", Content::Not(Kind::Data)),
            (Some("text/csv"), "a,b", Content::Not(Kind::Data)),
            (Some("application/x-thing"), "words", Content::Not(Kind::Other)),
        ];
        for (header, text, content) in cases {
            assert_eq!(of_text(header, text), content, "{header:?} {text:?}");
        }
    }

    #[test]
    fn by_first_bytes() {
        let cases: [(&[u8], Option<Kind>); 13] = [
            (b"%PDF-1.7\n", Some(Kind::Pdf)),
            (b"\r\n  %PDF-1.4", Some(Kind::Pdf)),
            (b"\x89PNG\r\n\x1a\n", Some(Kind::Picture)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(Kind::Picture)),
            (b"\0\0\0\x20ftypavif", Some(Kind::Picture)),
            (b"\0\0\0\x20ftypisom", Some(Kind::Video)),
            (b"PK\x03\x04\x14", Some(Kind::Archive)),
            (b"\x01\0\0\0\0\0\0\x07", Some(Kind::Other)),
            (b"\xff\xfe<\0h\0t\0m\0l\0>\0", None),
            (b"<!doctype html>", None),
            (b"a stray \0 zero", None),
            (b"The PDF-file", None),
            (b"", None),
        ];
        for (start, kind) in cases {
            assert_eq!(by_magic(start), kind, "{start:?}");
        }
    }

    #[test]
    fn what_need_not_be_read_is_known_by_its_header() {
        let cases = [
            ("application/pdf", Some(Kind::Pdf)),
            ("IMAGE/png", Some(Kind::Picture)),
            ("video/mp4; x", Some(Kind::Video)),
            ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", Some(Kind::Archive)),
            ("text/css", Some(Kind::Code)),
            ("text/html", None),
            ("application/json", None),
            ("nonsense", None),
        ];
        for (header, kind) in cases {
            assert_eq!(by_header(header), kind, "{header}");
        }
    }
}
