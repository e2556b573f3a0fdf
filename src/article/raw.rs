//! Scripts, styles and drawings, cut out before the parse: of news pages they are more than half of the bytes, and
//! none of it is text for a reader.
//!
//! The scan knows tags with their quoted values, comments, and the elements whose content is no markup. Where it is
//! not sure of an end it cuts nothing there, and the parser sees what it would have seen.

use memchr::{memchr, memchr3, memmem};

/// A page without the contents of its scripts, styles and drawings.
#[derive(Debug, Default)]
pub(crate) struct Cut<'a> {
    /// What is left, in order.
    pub(crate) markup: Vec<&'a str>,
    /// Texts of `script type="application/ld+json"`.
    pub(crate) linked_data: Vec<&'a str>,
    /// Texts of other scripts that are long enough to hold a story.
    pub(crate) scripts: Vec<&'a str>,
}

/// Elements whose content is text up to their end tag, whatever stands there; the first two are cut.
const RAW: [&str; 10] =
    ["script", "style", "title", "textarea", "noscript", "iframe", "xmp", "noembed", "noframes", "plaintext"];
/// Contents shorter than this, in bytes, stay, so that a page cannot be cut into countless pieces.
const CUT_MIN: usize = 256;
/// A script shorter than this, in bytes, holds no story.
const SCRIPT_MIN: usize = 1500;

/// Cuts a page.
pub(crate) fn cut(html: &str) -> Cut<'_> {
    let bytes = html.as_bytes();
    let mut cut = Cut::default();
    // Elements that no end tag follows any more need no second search.
    let mut endless = [false; RAW.len()];
    let (mut from, mut at) = (0, 0);
    while let Some(found) = memchr(b'<', &bytes[at..]) {
        let open = at + found;
        at = open + 1;
        match bytes.get(at) {
            Some(b'!') if bytes[at..].starts_with(b"!--") => match comment_end(bytes, at + 3) {
                Some(end) => at = end,
                None => break,
            },
            Some(b'/' | b'a'..=b'z' | b'A'..=b'Z') => {
                let Some(end) = tag_end(bytes, at) else { break };
                let tag = &html[open..end];
                at = end;
                if let Some(close) = drawing_end(html, tag, end) {
                    at = close;
                    if close - end >= CUT_MIN {
                        cut.markup.push(&html[from..end]);
                        from = close;
                    }
                    continue;
                }
                let Some(element) = raw_element(tag).filter(|element| !endless[*element]) else { continue };
                let Some(close) = end_tag(html, end, RAW[element]) else {
                    endless[element] = true;
                    continue;
                };
                at = close;
                let content = &html[end..close];
                if element > 1 || nests(content) {
                    continue;
                }
                if element == 0 {
                    cut.take(tag, content);
                }
                if content.len() >= CUT_MIN {
                    cut.markup.push(&html[from..end]);
                    from = close;
                }
            }
            _ => {}
        }
    }
    cut.markup.push(&html[from..]);
    cut
}

impl<'a> Cut<'a> {
    fn take(&mut self, tag: &str, script: &'a str) {
        if tag.contains("ld+json") {
            self.linked_data.push(script);
        } else if script.len() > SCRIPT_MIN {
            self.scripts.push(script);
        }
    }
}

/// Which of the raw elements a start tag opens. One that closes itself has no content in drawings, where it may stand.
fn raw_element(tag: &str) -> Option<usize> {
    let name = &tag.as_bytes()[1..];
    let end = name.iter().position(|byte| !byte.is_ascii_alphabetic())?;
    let element = RAW.iter().position(|raw| raw.as_bytes().eq_ignore_ascii_case(&name[..end]))?;
    (!tag.ends_with("/>")).then_some(element)
}

/// Bytes of a drawing at most that is cut out; of a longer one the parser sees all.
const DRAWING_MAX: usize = 64 * 1024;

/// Where the drawing ends that a start tag opens, if it holds nothing but the elements of drawings: any other may end it
/// before its end tag.
fn drawing_end(html: &str, tag: &str, at: usize) -> Option<usize> {
    let name = tag.as_bytes().get(1..5)?;
    let is_drawing =
        name[..3].eq_ignore_ascii_case(b"svg") && !name[3].is_ascii_alphanumeric() && name[3] != b'-';
    if !is_drawing || tag.ends_with("/>") {
        return None;
    }
    let bytes = &html.as_bytes()[at..html.len().min(at + DRAWING_MAX)];
    let mut from = 0;
    loop {
        let open = from + memchr(b'<', &bytes[from..])?;
        let name = &bytes[open + 1..];
        let (closes, name) = name.strip_prefix(b"/").map_or((false, name), |name| (true, name));
        let name = &name[..name.iter().position(|byte| !byte.is_ascii_alphanumeric())?];
        if closes && name.eq_ignore_ascii_case(b"svg") {
            return Some(at + open);
        }
        if !DRAWN.iter().any(|drawn| drawn.as_bytes().eq_ignore_ascii_case(name)) {
            return None;
        }
        from = tag_end(bytes, open + 1)?;
    }
}

/// The elements that drawings are made of and that hold no text.
const DRAWN: [&str; 17] = [
    "path",
    "g",
    "circle",
    "rect",
    "use",
    "defs",
    "polygon",
    "polyline",
    "line",
    "ellipse",
    "stop",
    "symbol",
    "mask",
    "clippath",
    "lineargradient",
    "radialgradient",
    "filter",
];

/// A script that opens a comment and another script in it may go on after its first end tag.
fn nests(content: &str) -> bool {
    memmem::find(content.as_bytes(), b"<!--").is_some_and(|at| {
        content.as_bytes()[at..].windows(7).any(|part| part.eq_ignore_ascii_case(b"<script"))
    })
}

/// Where a comment ends whose text begins at `at`.
fn comment_end(bytes: &[u8], at: usize) -> Option<usize> {
    let text = &bytes[at..];
    if text.starts_with(b">") || text.starts_with(b"->") {
        return Some(at);
    }
    let mut from = 0;
    loop {
        let dashes = from + memmem::find(&text[from..], b"--")?;
        let after = &text[dashes + 2..];
        if after.starts_with(b">") || after.starts_with(b"!>") {
            return Some(at + dashes + 3);
        }
        from = dashes + 1;
    }
}

/// Where a tag ends: behind its `>` outside of quoted values.
fn tag_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut from = at;
    loop {
        let next = from + memchr3(b'>', b'"', b'\'', &bytes[from..])?;
        let quote = bytes[next];
        from = next + 1;
        if quote == b'>' {
            return Some(from);
        }
        // A quote opens a value only after `=`.
        let before = bytes[at..next].iter().rev().find(|byte| !byte.is_ascii_whitespace());
        if before == Some(&b'=') {
            from += memchr(quote, &bytes[from..])? + 1;
        }
    }
}

/// Where the end tag of a raw element begins.
fn end_tag(html: &str, at: usize, name: &str) -> Option<usize> {
    let bytes = html.as_bytes();
    let mut ends = memmem::find_iter(&bytes[at..], b"</").map(|found| at + found);
    ends.find(|open| {
        let rest = &bytes[open + 2..];
        rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && rest
                .get(name.len())
                .is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_and_styles_go_and_all_else_stays() {
        let long = "x".repeat(CUT_MIN);
        for (page, left) in [
            (format!("<p>a<script>{long}</script>b"), vec!["<p>a<script>", "</script>b"]),
            (format!("<STYLE a='>'>{long}</Style >b"), vec!["<STYLE a='>'>", "</Style >b"]),
            (format!("<a b=\"<script>\">{long}</script>b"), vec![]),
            (format!("<!-- <script> -->{long}</script>b"), vec![]),
            (format!("<!--><script>{long}</script>b"), vec!["<!--><script>", "</script>b"]),
            (format!("<textarea><script></textarea>{long}</script>b"), vec![]),
            (format!("<script>{long}<!-- <script> </script> --> </script>b"), vec![]),
            (format!("<svg><style/></svg>{long}<style></style>"), vec![]),
            (format!("<script>{long}</scripted>"), vec![]),
            (format!("<svg a><path d='{long}'/></svg>b"), vec!["<svg a>", "</svg>b"]),
            (format!("<svg><path d='{long}'/><p>a</svg>b"), vec![]),
            (format!("<svg><g a='</svg>{long}'></g>"), vec![]),
            (format!("<svg-x><path d='{long}'/></svg>b"), vec![]),
            (format!("<p a=it's><script>{long}</script>b"), vec!["<p a=it's><script>", "</script>b"]),
        ] {
            let left = if left.is_empty() { vec![page.as_str()] } else { left };
            assert_eq!(cut(&page).markup, left, "{page}");
        }
    }

    #[test]
    fn what_scripts_hold_is_handed_on() {
        let story = "s".repeat(SCRIPT_MIN + 1);
        let page = format!(
            "<script type=\"application/ld+json\">{{}}</script><script>{story}</script><script>a</script>"
        );
        let cut = cut(&page);
        assert_eq!((cut.linked_data, cut.scripts), (vec!["{}"], vec![story.as_str()]));
    }

    #[test]
    fn pages_that_end_in_the_middle_stay_as_they_are() {
        for page in [
            "<",
            "<a",
            "<!--",
            "<!--a--",
            "<script",
            "<script>",
            "<script></",
            "<a b=\"",
            "</",
            "<ї>",
            "<plaintext><b>",
        ] {
            assert_eq!(cut(page).markup.concat(), page);
        }
    }
}
