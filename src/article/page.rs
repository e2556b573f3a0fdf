//! One walk over the tree: the blocks of text in order, the containers they stand in, and what the head says.
//!
//! The walk is a loop, never a recursion: a deep page cannot overflow the stack.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use crate::budget::Parsed;
use crate::hints::{self, Hints};
use crate::tags::{self, Kind};
use crate::words::HashesMap;

/// A page, taken apart.
pub(crate) struct Page<'a> {
    /// Block-level elements in document order; the first is the root.
    pub(crate) containers: Vec<Container>,
    /// Blocks of text in document order.
    pub(crate) blocks: Vec<Block>,
    /// `meta` elements: name, property or itemprop, and content.
    pub(crate) metas: Vec<(&'a str, &'a str)>,
    /// Elements that may hold metadata, with the number of blocks before them.
    pub(crate) marks: Vec<Mark<'a>>,
    /// Texts of `script type="application/ld+json"`.
    pub(crate) linked_data: Vec<&'a str>,
    /// Texts of other scripts that are long enough to hold a story.
    pub(crate) scripts: Vec<&'a str>,
    /// Text of the `title` element.
    pub(crate) title: Option<&'a str>,
    /// The `lang` attribute of the root.
    pub(crate) language: Option<&'a str>,
    /// `link rel=canonical`.
    pub(crate) canonical: Option<&'a str>,
    /// Counts of elements that tell page kinds apart.
    pub(crate) counts: Counts,
}

/// Counts of elements that tell page kinds apart.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) passwords: u32,
    pub(crate) videos: u32,
    pub(crate) articles: u32,
    pub(crate) refreshes: u32,
}

/// A block-level element.
pub(crate) struct Container {
    pub(crate) parent: u32,
    pub(crate) kind: Kind,
    pub(crate) hints: Hints,
    /// Its blocks: from here …
    pub(crate) first: u32,
    /// … to before here.
    pub(crate) last: u32,
    /// Hashes of the tag and class of itself, of itself and its parent, and of three generations, to find its like.
    pub(crate) likeness: [u64; 3],
    pub(crate) depth: u16,
}

/// An element that may hold metadata.
pub(crate) struct Mark<'a> {
    pub(crate) node: NodeRef<'a, Node>,
    pub(crate) element: &'a Element,
    pub(crate) sort: Sort,
    /// Blocks before it.
    pub(crate) block: u32,
}

/// Why an element is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Time,
    Item,
    Author,
    Byline,
    Heading,
}

/// A run of text between two block boundaries.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    pub(crate) text: String,
    /// The container it stands in.
    pub(crate) container: u32,
    /// Characters that are not white space.
    pub(crate) chars: u32,
    pub(crate) link_chars: u32,
    pub(crate) links: u32,
    pub(crate) bold_chars: u32,
    pub(crate) italic_chars: u32,
    /// Bold characters before any other.
    pub(crate) bold_start: u32,
    /// Single line breaks inside.
    pub(crate) breaks: u32,
    /// Hints of inline elements that hold most of it.
    pub(crate) hints: Hints,
}

/// What an open element asks of the walk when it closes.
enum Frame {
    Container(u32),
    Inline { style: Style, hints: Hints, chars_before: u32, text_before: usize },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    None,
    Link,
    Bold,
    Italic,
}

struct Walk<'a> {
    page: Page<'a>,
    frames: Vec<Frame>,
    container: u32,
    block: Block,
    inline_hints: Vec<(Hints, u32)>,
    links: u32,
    bolds: u32,
    italics: u32,
    breaks: u32,
    /// Whether the block begins behind a line break: lines are paragraphs here.
    behind_break: bool,
    space: bool,
    names: HashesMap<Hints>,
}

/// Takes a parsed page apart.
pub(crate) fn take_apart<'a>(parsed: &'a Parsed<'_>) -> Page<'a> {
    let root = parsed.html.tree.root();
    let container = Container {
        parent: 0,
        kind: Kind::Root,
        hints: Hints::NONE,
        first: 0,
        last: 0,
        likeness: [0; 3],
        depth: 0,
    };
    let page = Page {
        containers: vec![container],
        blocks: Vec::new(),
        metas: Vec::new(),
        marks: Vec::new(),
        linked_data: parsed.linked_data.clone(),
        scripts: parsed.scripts.clone(),
        title: None,
        language: None,
        canonical: None,
        counts: Counts::default(),
    };
    let mut walk = Walk {
        page,
        frames: Vec::new(),
        container: 0,
        block: Block::default(),
        inline_hints: Vec::new(),
        links: 0,
        bolds: 0,
        italics: 0,
        breaks: 0,
        behind_break: false,
        space: false,
        names: HashesMap::default(),
    };
    let mut next = root.first_child();
    while let Some(node) = next {
        if walk.enter(node) && node.has_children() {
            next = node.first_child();
            continue;
        }
        let mut node = node;
        next = loop {
            if let Some(sibling) = node.next_sibling() {
                break Some(sibling);
            }
            match node.parent() {
                Some(parent) if parent.id() != root.id() => {
                    walk.leave();
                    node = parent;
                }
                _ => break None,
            }
        };
    }
    walk.flush();
    let blocks = walk.page.blocks.len() as u32;
    walk.page.containers[0].last = blocks;
    walk.page
}

impl<'a> Walk<'a> {
    /// Whether to go into the node. A node that is entered and has children is left again by `leave`.
    fn enter(&mut self, node: NodeRef<'a, Node>) -> bool {
        match node.value() {
            Node::Text(text) => {
                self.text(text);
                false
            }
            Node::Element(element) => self.element(node, element),
            _ => false,
        }
    }

    fn element(&mut self, node: NodeRef<'a, Node>, element: &'a Element) -> bool {
        let name = element.name();
        match tags::role(name) {
            tags::Role::Skip => {
                self.aside(node, element, name);
                return false;
            }
            tags::Role::Break => {
                self.breaks += 1;
                self.space = true;
                return false;
            }
            tags::Role::Rule => {
                self.flush();
                return false;
            }
            tags::Role::Void => return false,
            tags::Role::Inline if !node.has_children() => {
                // `<span class="br">`: a line break by style.
                if element.attr("class").is_some_and(|class| class.split(' ').any(|word| word == "br")) {
                    self.breaks += 1;
                    self.space = true;
                }
                return false;
            }
            // Spoken to who cannot see: “opens in a new tab”.
            tags::Role::Inline if name == "span" && element.attr("style").is_some_and(is_clipped) => {
                return false;
            }
            tags::Role::Inline if name == "span" && repeats_link(node) => return false,
            tags::Role::Inline => self.inline(node, element, name),
            tags::Role::Block(kind) => self.block_element(node, element, kind),
        }
        if !node.has_children() {
            self.leave();
            return false;
        }
        true
    }

    /// Elements whose text is none of the page's, but which say something about it.
    fn aside(&mut self, node: NodeRef<'a, Node>, element: &'a Element, name: &str) {
        let text = || node.first_child().and_then(|child| child.value().as_text().map(|text| &**text));
        match name {
            "meta" => {
                let (mut key, mut content) = (None, None);
                for (attribute, value) in element.attrs() {
                    match attribute {
                        "name" | "property" | "itemprop" => key = Some(value.trim()),
                        "content" => content = Some(value.trim()),
                        "http-equiv" if value.eq_ignore_ascii_case("refresh") => {
                            self.page.counts.refreshes += 1;
                        }
                        _ => {}
                    }
                }
                if let (Some(key), Some(content)) = (key, content) {
                    self.page.metas.push((key, content));
                }
                if element.attr("itemprop").is_some() {
                    self.mark(node, element, Sort::Item);
                }
            }
            "link" => {
                if element.attr("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) {
                    self.page.canonical = element.attr("href");
                }
                if element.attr("itemprop").is_some() {
                    self.mark(node, element, Sort::Item);
                }
            }
            "title" if self.page.title.is_none() => self.page.title = text(),
            "input" if element.attr("type").is_some_and(|kind| kind.eq_ignore_ascii_case("password")) => {
                self.page.counts.passwords += 1;
            }
            "video" | "iframe" => self.page.counts.videos += 1,
            _ => {}
        }
    }

    fn inline(&mut self, node: NodeRef<'a, Node>, element: &'a Element, name: &str) {
        let style = match name {
            "a" if element.attr("href").is_some() => Style::Link,
            "b" | "strong" => Style::Bold,
            "i" | "em" | "cite" => Style::Italic,
            _ => Style::None,
        };
        match style {
            Style::Link => self.links += 1,
            Style::Bold => self.bolds += 1,
            Style::Italic => self.italics += 1,
            Style::None => {}
        }
        let (hints, _) = self.read_attributes(node, element, name);
        self.frames.push(Frame::Inline {
            style,
            hints,
            chars_before: self.block.chars,
            text_before: self.page.blocks.len(),
        });
    }

    /// Cells of a row that hold a few words each are one line: a row of figures.
    fn join_row(&mut self, first: usize) {
        let cells = &self.page.blocks[first..];
        let short = cells.len() > 1 && cells.len() <= 30 && cells.iter().all(|cell| cell.chars < 40);
        let row = self.container;
        let own = |cell: &Block| {
            let container = &self.page.containers[cell.container as usize];
            container.kind == Kind::Cell && container.parent == row
        };
        // Two blocks of one cell are lines, not figures.
        let apart = cells.windows(2).all(|pair| pair[0].container != pair[1].container);
        if !short || !apart || !cells.iter().all(own) {
            return;
        }
        let cells = self.page.blocks.split_off(first);
        let mut joined = Block { container: row, ..Block::default() };
        for cell in cells {
            if !joined.text.is_empty() {
                joined.text.push(' ');
            }
            joined.text.push_str(&cell.text);
            joined.chars += cell.chars;
            joined.link_chars += cell.link_chars;
            joined.links += cell.links;
            joined.bold_chars += cell.bold_chars;
            joined.italic_chars += cell.italic_chars;
        }
        self.page.blocks.push(joined);
    }

    fn block_element(&mut self, node: NodeRef<'a, Node>, element: &'a Element, kind: Kind) {
        self.flush();
        let (mut hints, likeness) = self.read_attributes(node, element, element.name());
        if kind == Kind::Root {
            // Their classes speak of the whole site: `has-cookie-layer with-sidebar`.
            hints = Hints::NONE;
            self.page.language = self.page.language.or(element.attr("lang"));
        }
        if kind == Kind::Article {
            self.page.counts.articles += 1;
        }
        let index = self.page.containers.len() as u32;
        let own = likeness.wrapping_mul(31).wrapping_add(kind as u64);
        let parent = self.page.containers[self.container as usize].likeness;
        let mix = |own: u64, outer: u64| (own ^ outer.rotate_left(21)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let depth = self.page.containers[self.container as usize].depth.saturating_add(1);
        self.page.containers.push(Container {
            parent: self.container,
            kind,
            hints,
            first: self.page.blocks.len() as u32,
            last: 0,
            likeness: [own, mix(own, parent[0]), mix(own, parent[1])],
            depth,
        });
        self.frames.push(Frame::Container(self.container));
        self.container = index;
    }

    /// Hints of the class, id, role and the like; marks what may hold metadata.
    fn read_attributes(&mut self, node: NodeRef<'a, Node>, element: &'a Element, name: &str) -> (Hints, u64) {
        let mut hints = Hints::NONE;
        let mut likeness = 0;
        let mut sort = (name == "time").then_some(Sort::Time);
        for (attribute, value) in element.attrs() {
            match attribute {
                "class" => {
                    let (of_class, hash) = self.of_name(value);
                    hints |= of_class;
                    likeness = hash;
                }
                "id"
                | "role"
                | "data-testid"
                | "data-component"
                | "data-qa"
                | "data-test"
                | "data-type"
                | "aria-label"
                | "data-block"
                | "data-module"
                | "data-component-name" => {
                    hints |= self.of_name(value).0;
                }
                "itemprop" => {
                    sort = Some(Sort::Item);
                    match value {
                        "articleBody" => hints |= Hints::BODY,
                        "author" | "datePublished" | "dateModified" => hints |= Hints::BYLINE,
                        "headline" | "name" => hints |= Hints::TITLE,
                        "description" | "abstract" => hints |= Hints::LEAD,
                        "comment" => hints |= Hints::COMMENT,
                        "caption" => hints |= Hints::CAPTION,
                        _ => {}
                    }
                }
                "itemtype" | "typeof" if value.contains("LiveBlog") => hints |= Hints::LIVE,
                "itemtype" | "typeof" if value.contains("Person") => sort = sort.or(Some(Sort::Byline)),
                "rel" if value == "author" => sort = Some(Sort::Author),
                "hidden" => hints |= Hints::HIDDEN,
                // Said of a paragraph it hides nothing from who sees.
                "aria-hidden" if value == "true" && name != "p" => hints |= Hints::HIDDEN,
                "style" if hides(value) => hints |= Hints::HIDDEN,
                "href" if name == "a" && is_author_page(value) => sort = sort.or(Some(Sort::Author)),
                _ => {}
            }
        }
        if sort.is_none() && hints.has(Hints::BYLINE) {
            sort = Some(Sort::Byline);
        }
        if matches!(name, "h1" | "h2") || (sort.is_none() && hints.has(Hints::TITLE)) {
            sort = sort.or(Some(Sort::Heading));
        }
        if let Some(sort) = sort {
            self.mark(node, element, sort);
        }
        (hints, likeness)
    }

    /// Hints and hash of a name; most names of a page come many times.
    fn of_name(&mut self, value: &str) -> (Hints, u64) {
        let hash = value.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        (*self.names.entry(hash).or_insert_with(|| hints::of_name(value)), hash)
    }

    fn mark(&mut self, node: NodeRef<'a, Node>, element: &'a Element, sort: Sort) {
        let block = self.page.blocks.len() as u32;
        self.page.marks.push(Mark { node, element, sort, block });
    }

    fn leave(&mut self) {
        match self.frames.pop() {
            None => {}
            Some(Frame::Container(outer)) => {
                self.flush();
                if self.page.containers[self.container as usize].kind == Kind::Row {
                    self.join_row(self.page.containers[self.container as usize].first as usize);
                }
                self.page.containers[self.container as usize].last = self.page.blocks.len() as u32;
                self.container = outer;
            }
            Some(Frame::Inline { style, hints, chars_before, text_before }) => {
                match style {
                    Style::Link => {
                        self.links -= 1;
                        self.block.links += 1;
                    }
                    Style::Bold => self.bolds -= 1,
                    Style::Italic => self.italics -= 1,
                    Style::None => {}
                }
                if !hints.is_empty() && text_before == self.page.blocks.len() {
                    self.inline_hints.push((hints, self.block.chars.saturating_sub(chars_before)));
                }
            }
        }
    }

    fn text(&mut self, text: &'a str) {
        if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.space = true;
            return;
        }
        let mut added = 0;
        for (index, part) in text.split(char::is_whitespace).enumerate() {
            if index > 0 {
                self.space = true;
            }
            if part.is_empty() {
                continue;
            }
            if self.breaks > 1 || (self.breaks == 1 && self.line_ends(part)) {
                self.flush();
                self.behind_break = true;
            } else if self.breaks == 1 && self.block.chars == 0 {
                self.behind_break = true;
            }
            self.block.breaks += self.breaks;
            self.breaks = 0;
            if self.space && !self.block.text.is_empty() {
                self.block.text.push(' ');
            }
            self.space = false;
            self.block.text.push_str(part);
            added += if part.is_ascii() { part.len() } else { part.chars().count() } as u32;
            self.count(&mut added);
        }
    }

    /// Whether a single line break parts paragraphs: the next line is dialogue, the line before it ends a
    /// sentence, or it is a bold or slanted line of its own outside any paragraph.
    fn line_ends(&self, next: &str) -> bool {
        let block = &self.block;
        let bold_line = self.bolds == 0 && block.bold_chars == block.chars;
        let slanted_line = self.italics == 0 && block.italic_chars == block.chars;
        let loose = self.page.containers[self.container as usize].kind != Kind::Paragraph;
        (loose && block.chars > 0 && (bold_line || slanted_line))
            || begins_line(next)
            || (block.chars > if self.behind_break { 30 } else { 60 }
                && crate::body::ends_sentence(&block.text))
    }

    /// Books new characters on the block under the styles that are open.
    fn count(&mut self, added: &mut u32) {
        if self.bolds > 0 {
            if self.block.bold_start == self.block.chars {
                self.block.bold_start += *added;
            }
            self.block.bold_chars += *added;
        }
        self.block.chars += *added;
        if self.links > 0 {
            self.block.link_chars += *added;
        }
        if self.italics > 0 {
            self.block.italic_chars += *added;
        }
        *added = 0;
    }

    /// Ends the block.
    fn flush(&mut self) {
        self.breaks = 0;
        self.behind_break = false;
        self.space = false;
        let mut block = std::mem::take(&mut self.block);
        for (hints, chars) in self.inline_hints.drain(..) {
            if chars * 2 > block.chars {
                block.hints |= hints;
            }
        }
        if block.chars == 0 {
            return;
        }
        block.container = self.container;
        self.page.blocks.push(block);
    }
}

/// A dash at the start of a line is dialogue: the line is a paragraph of its own.
fn begins_line(part: &str) -> bool {
    matches!(part, "—" | "–" | "―")
}

fn hides(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).take(300).collect();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// A box of no size: what screen readers read and nobody sees.
fn is_clipped(style: &str) -> bool {
    style.contains("clip:rect(0") || style.contains("clip: rect(0") || style.contains("clip-path:inset(50%)")
}

/// A card that shows while the pointer rests on a link: it stands right behind the link and begins with its text again.
fn repeats_link(node: NodeRef<'_, Node>) -> bool {
    let link = node.prev_sibling().filter(|before| {
        before
            .value()
            .as_element()
            .is_some_and(|element| element.name() == "a" && element.attr("href").is_some())
    });
    let (Some(of_link), Some(own)) = (link.and_then(first_text), first_text(node)) else { return false };
    of_link.len() > 3 && of_link == own
}

/// The first text in an element, among its first few descendants.
fn first_text(node: NodeRef<'_, Node>) -> Option<&str> {
    let texts = node.descendants().take(FIRST_NODES).filter_map(|node| node.value().as_text());
    texts.map(|text| text.trim()).find(|text| !text.is_empty())
}

/// Descendants among which an element's first text is looked for.
const FIRST_NODES: usize = 12;

fn is_author_page(href: &str) -> bool {
    ["/author/", "/authors/", "/autor/", "/autoren/", "/profile/", "/journalist/", "/by/", "/auteur/"]
        .iter()
        .any(|part| href.contains(part))
}

impl Page<'_> {
    /// Whether a block stands in a heading element.
    pub(crate) fn is_heading(&self, block: &Block) -> bool {
        self.containers[block.container as usize].kind.is_heading()
    }

    /// The container that a block stands in and those around it, innermost first.
    pub(crate) fn around(&self, block: usize) -> impl Iterator<Item = (u32, &Container)> {
        let mut next = Some(self.blocks[block].container);
        std::iter::from_fn(move || {
            let index = next?;
            next = (index != 0).then(|| self.containers[index as usize].parent);
            Some((index, &self.containers[index as usize]))
        })
    }
}
