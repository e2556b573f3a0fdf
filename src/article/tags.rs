//! What each HTML element is to the walk.

/// What to do at an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Nothing in it is text for a reader.
    Skip,
    /// A line break.
    Break,
    /// A thematic break: it ends a block.
    Rule,
    /// Neither text nor boundary.
    Void,
    /// Part of the running text.
    Inline,
    /// A block of its own.
    Block(Kind),
}

/// Kinds of block-level element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Kind {
    Root,
    Paragraph,
    Div,
    Section,
    Article,
    Main,
    Aside,
    Nav,
    Header,
    Footer,
    List,
    Item,
    Term,
    Heading1,
    Heading2,
    Heading3,
    Heading4,
    Quote,
    Figure,
    Caption,
    Table,
    Cell,
    Form,
    Details,
    Address,
    Preformatted,
    Row,
    Custom,
}

impl Kind {
    pub(crate) fn is_heading(self) -> bool {
        matches!(self, Kind::Heading1 | Kind::Heading2 | Kind::Heading3 | Kind::Heading4)
    }
}

/// The role of an element by its name.
pub(crate) fn role(name: &str) -> Role {
    use Kind::*;
    match name {
        "p" => Role::Block(Paragraph),
        "div" | "center" => Role::Block(Div),
        "a" | "abbr" | "acronym" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "data" | "del" | "dfn"
        | "em" | "font" | "i" | "ins" | "kbd" | "label" | "mark" | "nobr" | "picture" | "q" | "ruby"
        | "s" | "samp" | "small" | "span" | "strike" | "strong" | "sub" | "sup" | "time" | "tt" | "u"
        | "var" | "map" | "slot" | "output" | "rb" => Role::Inline,
        "br" => Role::Break,
        "hr" => Role::Rule,
        "img" | "wbr" | "source" | "track" | "area" | "base" | "col" | "param" => Role::Void,
        "script" | "style" | "noscript" | "template" | "svg" | "math" | "iframe" | "object" | "embed"
        | "canvas" | "audio" | "video" | "select" | "option" | "datalist" | "textarea" | "input"
        | "button" | "meta" | "link" | "title" | "frame" | "frameset" | "noembed" | "noframes" | "applet"
        | "rt" | "rp" | "progress" | "meter" => Role::Skip,
        "section" => Role::Block(Section),
        "article" => Role::Block(Article),
        "main" => Role::Block(Main),
        "aside" => Role::Block(Aside),
        "nav" => Role::Block(Nav),
        "header" | "hgroup" => Role::Block(Header),
        "footer" => Role::Block(Footer),
        "ul" | "ol" | "menu" | "dl" => Role::Block(List),
        "li" | "dd" => Role::Block(Item),
        "dt" => Role::Block(Term),
        "h1" => Role::Block(Heading1),
        "h2" => Role::Block(Heading2),
        "h3" => Role::Block(Heading3),
        "h4" | "h5" | "h6" => Role::Block(Heading4),
        "blockquote" => Role::Block(Quote),
        "figure" => Role::Block(Figure),
        "figcaption" | "caption" => Role::Block(Caption),
        "tr" => Role::Block(Row),
        "table" | "tbody" | "thead" | "tfoot" => Role::Block(Table),
        "td" | "th" => Role::Block(Cell),
        "form" | "fieldset" => Role::Block(Form),
        "details" | "summary" => Role::Block(Details),
        "address" => Role::Block(Address),
        "pre" => Role::Block(Preformatted),
        "html" | "body" | "head" => Role::Block(Root),
        _ => Role::Block(Custom),
    }
}
