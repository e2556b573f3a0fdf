//! Parsing under a budget counted in work, not by the clock, so that a page gives the same answer everywhere.
//!
//! html5ever is quadratic in the number of attributes of a tag and in the depth of open elements
//! (servo/html5ever#290, #788). The page is therefore fed in small pieces; each token is charged what it
//! can cost at worst, and the parse is dropped when the charge, the depth or the number of nodes passes
//! what any real page needs.

use std::cell::Cell;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Token, TokenSink, TokenSinkResult, Tokenizer};
use html5ever::tree_builder::{TreeBuilder, TreeSink};
use scraper::{Html, HtmlTreeSink};

use crate::Unreadable;
use crate::raw;

/// Bytes of a page at most. The largest page of the measured corpora has 2.3 MB.
pub(crate) const PAGE_BYTES_MAX: usize = 5 * 1024 * 1024;
/// Depth of the tree at most; browsers stop at 512 as well.
pub(crate) const DEPTH_MAX: usize = 512;
/// Nodes of the tree at most. The largest page of the measured corpora has about 12,000.
const NODES_MAX: usize = 100_000;
/// Blocks of text at most.
pub(crate) const BLOCKS_MAX: usize = 20_000;
/// Attributes of one tag at most.
const ATTRIBUTES_MAX: usize = 256;
/// Comparisons that the parser may make at worst; about 100 ms.
const WORK_MAX: u64 = 20_000_000;
/// What any token costs, in comparisons.
const TOKEN_WORK: u64 = 64;
/// Bytes fed between two looks at the tree.
const PIECE_BYTES: usize = 4096;

type Builder = TreeBuilder<<HtmlTreeSink as TreeSink>::Handle, HtmlTreeSink>;

/// The tree builder with a meter before it.
struct Metered {
    builder: Builder,
    /// Depth of the tree when the piece began: what a tag may have to walk.
    depth: Cell<u64>,
    tokens: Cell<u64>,
    work: Cell<u64>,
    attributes_max: Cell<usize>,
}

impl TokenSink for Metered {
    type Handle = <Builder as TokenSink>::Handle;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<Self::Handle> {
        match &token {
            Token::ParseError(_) => {}
            Token::TagToken(tag) => {
                let attributes = tag.attrs.len();
                self.tokens.set(self.tokens.get() + 1);
                self.attributes_max.set(self.attributes_max.get().max(attributes));
                let pairs = (attributes as u64).pow(2);
                self.work.set(self.work.get() + pairs + self.depth.get() + TOKEN_WORK);
            }
            _ => {
                self.tokens.set(self.tokens.get() + 1);
                self.work.set(self.work.get() + TOKEN_WORK);
            }
        }
        self.builder.process_token(token, line_number)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// A parsed page, and what its scripts hold: they are no part of the tree.
#[derive(Debug)]
pub(crate) struct Parsed<'a> {
    pub(crate) html: Html,
    /// Texts of `script type="application/ld+json"`.
    pub(crate) linked_data: Vec<&'a str>,
    /// Texts of other scripts that are long enough to hold a story.
    pub(crate) scripts: Vec<&'a str>,
}

/// Parses a page, or says which limit it is beyond.
pub(crate) fn parse(html: &str) -> Result<Parsed<'_>, Unreadable> {
    if html.len() > PAGE_BYTES_MAX {
        return Err(Unreadable::BeyondLimits("larger than 5 MB"));
    }
    let builder = TreeBuilder::new(HtmlTreeSink::new(Html::new_document()), Default::default());
    let meter = Metered {
        builder,
        depth: Cell::new(0),
        tokens: Cell::new(0),
        work: Cell::new(0),
        attributes_max: Cell::new(0),
    };
    let tokenizer = Tokenizer::new(meter, Default::default());
    let input = BufferQueue::default();
    let mut silence = Silence::default();
    let cut = raw::cut(html);
    for piece in cut.markup.iter().flat_map(|markup| pieces(markup)) {
        let tokens = tokenizer.sink.tokens.get();
        input.push_back(StrTendril::from_slice(piece));
        // A script's end tag hands control back; there are no scripts here to run.
        while !matches!(tokenizer.feed(&input), html5ever::TokenizerResult::Done) {}
        if tokenizer.sink.tokens.get() == tokens {
            silence.charge(piece, &tokenizer.sink.work);
        } else {
            silence.words.clear();
        }
        check(&tokenizer.sink)?;
    }
    tokenizer.end();
    check(&tokenizer.sink)?;
    let html = tokenizer.sink.builder.sink.finish();
    Ok(Parsed { html, linked_data: cut.linked_data, scripts: cut.scripts })
}

/// A text in pieces: no character is cut.
fn pieces(mut rest: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let end = (PIECE_BYTES..rest.len()).find(|end| rest.is_char_boundary(*end)).unwrap_or(rest.len());
        let (piece, later) = rest.split_at(end);
        rest = later;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Looks at the tree between two pieces.
fn check(meter: &Metered) -> Result<(), Unreadable> {
    let tree = &meter.builder.sink.0.borrow().tree;
    if tree.nodes().len() > NODES_MAX {
        return Err(Unreadable::BeyondLimits("more than 100,000 elements and texts"));
    }
    // The newest node hangs where the parser is at work.
    let depth = tree.nodes().next_back().map_or(0, |node| node.ancestors().take(DEPTH_MAX + 1).count());
    if depth > DEPTH_MAX {
        return Err(Unreadable::BeyondLimits("tags nested deeper than 512"));
    }
    meter.depth.set(depth as u64);
    if meter.attributes_max.get() > ATTRIBUTES_MAX {
        return Err(Unreadable::BeyondLimits("more than 256 attributes on one tag"));
    }
    if meter.work.get() > WORK_MAX {
        return Err(Unreadable::BeyondLimits("more parsing work than any real page needs"));
    }
    Ok(())
}

/// Pieces that brought no token: the parser stands inside one long tag or comment. If it is a tag, each word
/// may be an attribute, which is compared with all the different ones before it.
#[derive(Default)]
struct Silence {
    words: HashSet<u64>,
}

impl Silence {
    fn charge(&mut self, piece: &str, work: &Cell<u64>) {
        let mut cost = 0;
        let parts = piece.split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '"' | '\''));
        for word in parts.filter(|word| !word.is_empty()) {
            let mut hasher = DefaultHasher::new();
            word.split('=').next().unwrap_or_default().hash(&mut hasher);
            self.words.insert(hasher.finish());
            cost += self.words.len() as u64;
        }
        // Comparing two short names is cheaper than a step of the tree builder.
        work.set(work.get() + cost / 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(html: &str) -> &'static str {
        match parse(html) {
            Err(Unreadable::BeyondLimits(why)) => why,
            other => panic!("read: {:?}", other.map(|_| ())),
        }
    }

    #[test]
    fn a_page_beyond_the_limits_is_refused_with_the_limit() {
        let nested = |open: &str, count: usize| open.repeat(count);
        assert_eq!(refused(&nested("<div>", 10_000)), "tags nested deeper than 512");
        assert_eq!(refused(&nested("<b>", 100_000)), "tags nested deeper than 512");
        assert_eq!(refused(&nested("<font size=1>", 20_000)), "tags nested deeper than 512");
        assert_eq!(refused(&nested("<ul><li>", 16_000)), "tags nested deeper than 512");
        assert_eq!(refused(&nested("<table><tr><td>", 3_000)), "tags nested deeper than 512");
        assert_eq!(refused(&nested("<p>a</p>", 150_000)), "more than 100,000 elements and texts");
        assert_eq!(refused(&" ".repeat(PAGE_BYTES_MAX + 1)), "larger than 5 MB");
    }

    #[test]
    fn attributes_are_charged_wherever_a_tag_can_hide() {
        let attributes: String = (0..300_000).map(|n| format!(" a{n}")).collect();
        for page in [
            format!("<p{attributes}>text"),
            format!("<p{attributes}"),
            format!("</p{attributes}>"),
            format!("<svg><style><b{attributes}>"),
            format!("<style>a<b=\"</style><b{attributes}>"),
        ] {
            assert!(parse(&page).is_err(), "{}", &page[..60]);
        }
        let many: String = (0..200).map(|n| format!(" a{n}")).collect();
        assert!(parse(&format!("<p{many}>text")).is_ok());
    }

    #[test]
    fn long_values_and_comments_are_no_attributes() {
        let words: String = (0..9_000).map(|n| format!("word{} ", n % 1500)).collect();
        assert!(parse(&format!("<p data-state=\"{words}\">text</p><!-- {words} -->")).is_ok());
    }

    #[test]
    fn pieces_do_not_cut_characters() {
        let text = "ї".repeat(10_000);
        let page = format!("<p>a{text}</p>");
        let html = parse(&page).unwrap().html;
        assert_eq!(html.root_element().text().collect::<String>(), format!("a{text}"));
    }
}
