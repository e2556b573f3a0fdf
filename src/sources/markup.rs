//! A scanner of tags for what the web calls XML and HTML: never fails, and reads each byte about once.
//!
//! A parser of XML refuses a whole list for one bare ampersand. Here a document is a run of tags and texts; what is
//! no tag is text, and an unfinished end is the end.

/// The longest tag that is looked into, in bytes; longer ones are passed over.
const TAG_BYTES_MAX: usize = 64 * 1024;

/// A piece of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// `<name attributes>`.
    Open(Tag<'a>),
    /// `</name>`.
    Close(&'a str),
    /// Text with its entities.
    Text(&'a str),
    /// The text of a CDATA section, as it stands.
    Raw(&'a str),
}

/// An opening tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag<'a> {
    /// With its prefix, as written.
    pub(crate) name: &'a str,
    attributes: &'a str,
    /// Whether it closes itself.
    pub(crate) closed: bool,
}

impl<'a> Tag<'a> {
    /// The value of an attribute, with its entities; names are compared without case.
    pub(crate) fn value(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        // Each round takes an attribute off.
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "/=\"'".contains(c));
            if rest.is_empty() {
                return None;
            }
            let name_end =
                rest.find(|c: char| c.is_whitespace() || "=/\"'".contains(c)).unwrap_or(rest.len());
            let (found, after) = rest.split_at(name_end);
            let (value, after) = match after.trim_start().strip_prefix('=') {
                Some(value) => split_value(value.trim_start()),
                None => ("", after),
            };
            if found.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = after;
        }
    }
}

/// A value, quoted or not, and what follows it.
fn split_value(text: &str) -> (&str, &str) {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        None => text.split_at(text.find(char::is_whitespace).unwrap_or(text.len())),
    }
}

/// The tokens of a document. Comments, declarations and processing instructions are left out.
pub(crate) struct Tokens<'a> {
    rest: &'a str,
    html: bool,
}

impl<'a> Tokens<'a> {
    /// Of XML.
    pub(crate) fn of(text: &'a str) -> Self {
        Self { rest: text, html: false }
    }

    /// Of HTML: scripts and styles are left out.
    pub(crate) fn of_html(text: &'a str) -> Self {
        Self { rest: text, html: true }
    }

    /// The text up to the end of the element that was just opened, its entities decoded; its children's text too.
    pub(crate) fn text(&mut self, opened: Tag<'_>) -> String {
        let mut text = String::new();
        let mut depth = 1;
        if opened.closed {
            return text;
        }
        for token in self.by_ref() {
            match token {
                Token::Text(piece) => text.push_str(&crate::plain::decode(piece)),
                Token::Raw(piece) => text.push_str(piece),
                Token::Open(tag) if tag.name == opened.name && !tag.closed => depth += 1,
                Token::Close(name) if name == opened.name => depth -= 1,
                Token::Open(_) | Token::Close(_) => {}
            }
            if depth == 0 {
                break;
            }
        }
        text
    }

    /// Takes what is up to and including `end`; without an end, all.
    fn skip_past(&mut self, end: &str) {
        self.rest = self.rest.split_once(end).map_or("", |(_, after)| after);
    }

    fn tag(&mut self) -> Option<Token<'a>> {
        let body = &self.rest[1..];
        let close = body.starts_with('/');
        let body = if close { &body[1..] } else { body };
        let end = tag_end(body)?;
        let inside = &body[..end];
        self.rest = body.get(end + 1..).unwrap_or_default();
        let name_end = inside.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(name_end);
        if close {
            return Some(Token::Close(name));
        }
        let closed = attributes.ends_with('/');
        if self.html && ["script", "style"].iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            self.skip_element(name);
        }
        Some(Token::Open(Tag { name, attributes, closed }))
    }

    /// Takes what is before `</name`, in any case.
    fn skip_element(&mut self, name: &str) {
        let mut from = 0;
        while let Some(at) = self.rest[from..].find("</") {
            let start = from + at;
            let found = self.rest.get(start + 2..start + 2 + name.len());
            if found.is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                self.rest = &self.rest[start..];
                return;
            }
            from = start + 2;
        }
        self.rest = "";
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        while !self.rest.is_empty() {
            if let Some(after) = self.rest.strip_prefix("<!--") {
                self.rest = after;
                self.skip_past("-->");
            } else if let Some(after) = self.rest.strip_prefix("<![CDATA[") {
                let (text, after) = after.split_once("]]>").unwrap_or((after, ""));
                self.rest = after;
                return Some(Token::Raw(text));
            } else if self.rest.starts_with("<?") || self.rest.starts_with("<!") {
                self.skip_past(">");
            } else if opens_tag(self.rest) {
                match self.tag() {
                    Some(token) => return Some(token),
                    // Too long, or the document ends in it: what follows is looked at from where the look ended.
                    None => self.rest = skip(self.rest, TAG_BYTES_MAX),
                }
            } else {
                // A `<` at the beginning opens no tag and is text.
                let mut ends = self.rest.match_indices('<').map(|(at, _)| at);
                let end = ends.find(|at| *at > 0).unwrap_or(self.rest.len());
                let (text, after) = self.rest.split_at(end);
                self.rest = after;
                return Some(Token::Text(text));
            }
        }
        None
    }
}

/// The name of the first element, without its prefix.
pub(crate) fn root(text: &str) -> Option<&str> {
    let first = Tokens::of(text).take(16).find_map(|token| match token {
        Token::Open(tag) => Some(local(tag.name)),
        _ => None,
    });
    // `<!doctype html>` without an `<html>` is a page all the same.
    let doctype = text.get(..14).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype html"));
    if doctype { Some("html") } else { first }
}

/// `media:title` to `title`.
pub(crate) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn opens_tag(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next() == Some('<')
        && match chars.next() {
            Some('/') => chars.next().is_some_and(char::is_alphabetic),
            c => c.is_some_and(|c| c.is_alphabetic() || c == '_'),
        }
}

/// Where the tag ends, quotation marks heeded.
fn tag_end(body: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in body.bytes().enumerate().take(TAG_BYTES_MAX) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            // A quotation mark opens a value only; elsewhere it is a slip of the pen.
            (None, b'"' | b'\'') if body[..at].trim_end().ends_with('=') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn skip(text: &str, bytes: usize) -> &str {
    &text[at_boundary(text, bytes)..]
}

/// The next place at or after `at` where a text may be cut.
fn at_boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str, html: bool) -> String {
        let tokens = if html { Tokens::of_html(text) } else { Tokens::of(text) };
        let show = |token| match token {
            Token::Open(tag) => format!("+{}{}", tag.name, if tag.closed { "/" } else { "" }),
            Token::Close(name) => format!("-{name}"),
            Token::Text(text) => format!("'{text}'"),
            Token::Raw(text) => format!("[{text}]"),
        };
        tokens.map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tags_and_texts() {
        let cases = [
            ("<a>b</a>", "+a 'b' -a"),
            ("<?xml version='1.0'?><!DOCTYPE x><!-- <c> --><a/>", "+a/"),
            ("<a><![CDATA[<b> & c]]></a>", "+a [<b> & c] -a"),
            ("<a x='>'>b", "+a 'b'"),
            ("<a x=don't>b", "+a 'b'"),
            ("1 < 2 & 3 <b>", "'1 ' '< 2 & 3 ' +b"),
            ("<a <b>", "+a"),
            ("<", "'<'"),
            ("<a", ""),
            ("<a x='", ""),
            ("<!-- <a>", ""),
            ("</a></", "-a '</'"),
            ("<\u{456}>", "+\u{456}"),
        ];
        for (text, tokens) in cases {
            assert_eq!(shown(text, false), tokens, "{text:?}");
        }
        assert_eq!(
            shown("<SCRIPT>if (a<b) '</p>'</Script><style><i></style >x", true),
            "+SCRIPT -Script +style -style 'x'"
        );
        assert_eq!(shown("<script><a>", true), "+script");
    }

    #[test]
    fn values_of_attributes() {
        let cases = [
            ("<a href='x y' rel=\"z\">", "href", Some("x y")),
            ("<a href='x y' REL = \"z\">", "rel", Some("z")),
            ("<a data-href=1 href=2>", "href", Some("2")),
            ("<a href=/x/y/>", "href", Some("/x/y/")),
            ("<a hidden href='x'>", "hidden", Some("")),
            ("<a title='href=no' href=yes>", "href", Some("yes")),
            ("<a x=''>", "href", None),
            ("<a =\"\" ' href='x'>", "href", Some("x")),
        ];
        for (text, name, value) in cases {
            let Some(Token::Open(tag)) = Tokens::of(text).next() else { panic!("{text}") };
            assert_eq!(tag.value(name), value, "{text}");
        }
    }

    #[test]
    fn the_root_after_the_prologue() {
        assert_eq!(root("<?xml version='1.0'?>\n<!-- x --><rdf:RDF>"), Some("RDF"));
        assert_eq!(root("<!DOCTYPE HTML><title>"), Some("html"));
        assert_eq!(root("words"), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_ends(text in "[<>/='\"a \u{456}!\\[\\]?-]{0,80}", html: bool) {
            let tokens = if html { Tokens::of_html(&text) } else { Tokens::of(&text) };
            let mut bytes = 0;
            for token in tokens {
                if let Token::Open(tag) = token {
                    let _ = tag.value("a");
                }
                bytes += 1;
                prop_assert!(bytes <= text.len());
            }
        }
    }

    /// Each of these would be quadratic if the look for an end were not bounded.
    #[test]
    fn large_and_hostile_documents_are_read_once() {
        for piece in
            ["<", "<a ", "<a x='", "</", "<!--", "<![CDATA[", "<script>", "<a x=\"'", "&", "<a =", "<a x= "]
        {
            for html in [false, true] {
                let text = piece.repeat(300_000 / piece.len());
                let tokens = if html { Tokens::of_html(&text) } else { Tokens::of(&text) };
                assert!(tokens.count() <= text.len(), "{piece}");
            }
        }
    }
}
