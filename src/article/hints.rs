//! What the names of classes, ids and roles hint at, in the words that sites use for them.

use std::ops::{BitOr, BitOrAssign};

/// A set of hints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Hints(pub(crate) u32);

impl Hints {
    pub(crate) const NONE: Hints = Hints(0);
    /// The story's own container.
    pub(crate) const BODY: Hints = Hints(1);
    /// Words of the trade that stories' containers often carry, alone too weak for `BODY`.
    pub(crate) const STORY: Hints = Hints(1 << 1);
    /// Cards and links to other stories.
    pub(crate) const RELATED: Hints = Hints(1 << 2);
    /// Readers' comments.
    pub(crate) const COMMENT: Hints = Hints(1 << 3);
    /// Captions and credits of pictures.
    pub(crate) const CAPTION: Hints = Hints(1 << 4);
    /// Share rows and social links.
    pub(crate) const SHARE: Hints = Hints(1 << 5);
    /// Advertisements.
    pub(crate) const AD: Hints = Hints(1 << 6);
    /// Newsletter, subscription, paywall and donation boxes.
    pub(crate) const OFFER: Hints = Hints(1 << 7);
    /// Bylines, datelines and author boxes.
    pub(crate) const BYLINE: Hints = Hints(1 << 8);
    /// Tags, topics, breadcrumbs.
    pub(crate) const TAGS: Hints = Hints(1 << 9);
    /// Navigation, page header and footer, side columns.
    pub(crate) const NAV: Hints = Hints(1 << 10);
    /// Consent layers and pop-ups.
    pub(crate) const LAYER: Hints = Hints(1 << 11);
    /// Pull quotes.
    pub(crate) const PULL: Hints = Hints(1 << 12);
    /// Boxes beside the story.
    pub(crate) const BOX: Hints = Hints(1 << 13);
    /// Correction notes, editors' notes, disclaimers.
    pub(crate) const NOTE: Hints = Hints(1 << 14);
    /// Headlines and kickers.
    pub(crate) const TITLE: Hints = Hints(1 << 15);
    /// Standfirsts.
    pub(crate) const LEAD: Hints = Hints(1 << 16);
    /// Live blogs and their entries.
    pub(crate) const LIVE: Hints = Hints(1 << 17);
    /// Players, galleries, pictures.
    pub(crate) const MEDIA: Hints = Hints(1 << 18);
    /// Hidden from the reader.
    pub(crate) const HIDDEN: Hints = Hints(1 << 19);
    /// Embedded posts of social networks.
    pub(crate) const EMBED: Hints = Hints(1 << 20);
    /// Paragraphs by class where there is no `p`.
    pub(crate) const TEXT: Hints = Hints(1 << 21);
    /// Visually hidden labels for screen readers.
    pub(crate) const READER: Hints = Hints(1 << 22);
    /// Questions and answers of an interview.
    pub(crate) const INTERVIEW: Hints = Hints(1 << 23);
    /// Boxes that are surely none of the story: facts in a frame, the author's life. The scorer does not see it.
    pub(crate) const FOREIGN: Hints = Hints(1 << 24);
    /// How many kinds the scorer sees.
    pub(crate) const COUNT: usize = 24;
    /// All that the scorer sees.
    pub(crate) const SEEN: u32 = (1 << Hints::COUNT) - 1;

    pub(crate) fn has(self, other: Hints) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl BitOr for Hints {
    type Output = Hints;
    fn bitor(self, other: Hints) -> Hints {
        Hints(self.0 | other.0)
    }
}

impl BitOrAssign for Hints {
    fn bitor_assign(&mut self, other: Hints) {
        self.0 |= other.0;
    }
}

/// Reads the hints out of a class, id, role or test-id value.
pub(crate) fn of_name(value: &str) -> Hints {
    let mut hints = Hints::NONE;
    let mut word = [0_u8; 24];
    let mut length = 0;
    let mut words = 0;
    let mut lower_before = false;
    let mut before = Part::Other;
    for byte in value.bytes().take(400) {
        // A capital after a small letter begins a word: `articleBody`.
        let begins = byte.is_ascii_uppercase() && lower_before;
        if (!byte.is_ascii_alphabetic() || begins) && length > 0 {
            hints |= of_word(&word[..length]) | of_pair(&mut before, &word[..length]);
            length = 0;
            words += 1;
        }
        lower_before = byte.is_ascii_lowercase();
        if byte.is_ascii_alphabetic() && length < word.len() {
            word[length] = byte.to_ascii_lowercase();
            length += 1;
        }
    }
    if length > 0 {
        hints |= of_word(&word[..length]) | of_pair(&mut before, &word[..length]);
        words += 1;
    }
    // `story-body`, `entry__content`: two weak words make a strong one.
    if words > 1 && hints.has(Hints::STORY) && hints.has(Hints::TEXT) {
        hints |= Hints::BODY;
    }
    hints
}

/// Words that say more in pairs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Fact,
    Author,
    About,
    Other,
}

/// `fact-box`, `author__bio`, `about-author`: boxes that are none of the story.
fn of_pair(before: &mut Part, word: &[u8]) -> Hints {
    let part = match word {
        b"fact" | b"facts" | b"info" | b"fakta" | b"fakten" => Part::Fact,
        b"author" | b"authors" | b"autor" | b"autoren" | b"writer" | b"bio" => Part::Author,
        b"about" => Part::About,
        _ => Part::Other,
    };
    let foreign = match *before {
        Part::Fact => matches!(word, b"box" | b"boks" | b"kasten"),
        Part::Author => matches!(word, b"box" | b"bio" | b"biography" | b"kasten"),
        Part::About => part == Part::Author,
        Part::Other => matches!(
            word,
            b"factbox"
                | b"infobox"
                | b"infokasten"
                | b"faktenbox"
                | b"faktaboks"
                | b"faktabox"
                | b"faktaruta"
                | b"authorbox"
                | b"authorbio"
                | b"autorenbox"
                | b"biobox"
        ),
    };
    *before = part;
    if foreign { Hints::FOREIGN } else { Hints::NONE }
}

fn of_word(word: &[u8]) -> Hints {
    let Ok(word) = std::str::from_utf8(word) else { return Hints::NONE };
    match word {
        "articlebody" | "storybody" | "bodytext" | "articletext" | "newstext" | "articlecontent"
        | "postcontent" | "entrycontent" | "storytext" | "fulltext" | "prose" | "fliesstext" | "brodtext" => {
            Hints::BODY
        }
        "article" | "story" | "post" | "entry" | "news" | "artikel" | "articulo" | "noticia" | "nota"
        | "beitrag" | "statya" | "haber" | "hentry" | "detail" | "single" | "main" | "page" => Hints::STORY,
        "body" | "content" | "text" | "texto" | "contenido" | "cuerpo" | "inhalt" | "paragraph" | "para"
        | "copy" | "richtext" | "rte" | "wysiwyg" | "absatz" | "p" => Hints::TEXT,
        "related" | "recirc" | "recirculation" | "recommended" | "recommendation" | "recommendations"
        | "recommend" | "readmore" | "more" | "also" | "teaser" | "teasers" | "promo" | "promos"
        | "outbrain" | "taboola" | "trending" | "popular" | "mostread" | "similar" | "suggested"
        | "suggestions" | "next" | "latest" | "carousel" | "linklist" | "links" | "rel" | "relacionadas"
        | "relacionados" | "relacionada" | "card" | "cards" | "river" | "mehr" | "zumthema" | "weitere"
        | "empfehlung" | "empfehlungen" | "ilgili" | "topstories" | "headlines" | "moreon" | "seealso"
        | "trc" | "slider" | "swiper" | "listing" | "thumb" | "feed" | "archive" => Hints::RELATED,
        "comment" | "comments" | "kommentar" | "kommentare" | "discussion" | "disqus" | "respond"
        | "replies" | "reply" | "comentarios" | "commentaires" | "leserkommentare" | "forum" | "cm" => {
            Hints::COMMENT
        }
        "caption" | "captions" | "credit" | "credits" | "figcaption" | "bildunterschrift"
        | "imagecaption" | "legend" | "legende" | "bu" | "quelle" | "photocredit" | "pie" | "leyenda" => {
            Hints::CAPTION
        }
        "share" | "sharing" | "social" | "sns" | "follow" | "teilen" | "addthis" | "sharebar"
        | "whatsapp" | "sharetools" | "compartir" | "paylas" => Hints::SHARE,
        "ad" | "ads" | "adv" | "advert" | "advertisement" | "advertising" | "advertorial" | "sponsor"
        | "sponsored" | "anzeige" | "werbung" | "banner" | "dfp" | "gpt" | "adslot" | "adunit" | "adbox"
        | "publicidad" | "reklam" | "reklama" | "affiliate" | "commercial" | "adsense" | "billboard" => {
            Hints::AD
        }
        "newsletter" | "subscribe" | "subscription" | "signup" | "paywall" | "abo" | "login" | "register"
        | "regwall" | "donate" | "donation" | "support" | "membership" | "piano" | "offer" | "cta"
        | "signin" | "registration" | "contribute" | "promobox" | "marketing" | "suscripcion" | "app" => {
            Hints::OFFER
        }
        "byline" | "author" | "authors" | "autor" | "autoren" | "meta" | "dateline" | "timestamp"
        | "published" | "date" | "datum" | "bio" | "contributor" | "contributors" | "writer" | "reporter"
        | "vcard" | "time" | "autorzeile" | "signature" | "firma" | "auteur" | "datetime" | "pubdate"
        | "metadata" | "info" | "profile" => Hints::BYLINE,
        "tags" | "tag" | "taglist" | "topics" | "topic" | "keywords" | "breadcrumb" | "breadcrumbs"
        | "label" | "labels" | "category" | "categories" | "etiquetas" | "schlagworte" | "themen"
        | "eyebrow" => Hints::TAGS,
        "nav" | "navbar" | "navigation" | "menu" | "footer" | "sidebar" | "masthead" | "topbar"
        | "toolbar" | "skip" | "sidenav" | "pagination" | "pager" | "rail" | "siteheader" | "sitefooter"
        | "sitemap" | "subnav" | "search" | "foot" | "toc" | "tabs" | "tab" | "widget" | "widgets" => {
            Hints::NAV
        }
        "cookie" | "cookies" | "consent" | "gdpr" | "modal" | "popup" | "overlay" | "lightbox" | "dialog"
        | "tooltip" | "toast" | "cmp" | "onetrust" | "flyout" | "alert" | "popover" => Hints::LAYER,
        "pull" | "pullquote" | "zitat" | "zitatbox" | "callout" | "quotebox" | "blockzitat" | "pullout"
        | "highlight" | "cita" | "destacado" | "quote" => Hints::PULL,
        "infobox" | "factbox" | "aside" | "box" | "module" | "infokasten" | "kasten" | "inset"
        | "sidebox" | "panel" | "accordion" | "faq" | "ticker" | "poll" | "umfrage" | "quiz" | "table"
        | "chart" => Hints::BOX,
        "correction" | "corrections" | "korrektur" | "hinweis" | "note" | "notes" | "disclaimer"
        | "editorsnote" | "clarification" | "footnote" | "footnotes" | "copyright" | "tagline"
        | "endnote" | "impressum" | "legal" | "transparency" | "attribution" => Hints::NOTE,
        "title" | "headline" | "heading" | "kicker" | "overline" | "titel" | "titre" | "titulo" | "hed"
        | "ttl" | "baslik" | "dachzeile" | "spitzmarke" => Hints::TITLE,
        "lead" | "standfirst" | "summary" | "subtitle" | "dek" | "deck" | "intro" | "description"
        | "excerpt" | "abstract" | "vorspann" | "perex" | "chapo" | "chapeau" | "bajada" | "entradilla"
        | "sapo" | "lede" | "subheadline" | "subhead" | "subheading" | "spot" | "anleser" | "einleitung"
        | "ingress" | "summaries" | "strapline" | "subtitulo" | "copete" | "sommario" | "subtitles"
        | "teasertext" => Hints::LEAD,
        "live" | "liveblog" | "liveticker" | "livepost" | "liveupdate" | "timeline" | "minuto" => Hints::LIVE,
        "video" | "player" | "audio" | "podcast" | "gallery" | "image" | "photo" | "picture" | "figure"
        | "media" | "slideshow" | "galerie" | "bild" | "img" | "videoplayer" | "playlist" => Hints::MEDIA,
        "hidden" | "hide" | "invisible" | "displaynone" => Hints::HIDDEN,
        "embed" | "embedded" | "tweet" | "twitter" | "instagram" | "facebook" | "oembed" | "tiktok"
        | "telegram" => Hints::EMBED,
        "sr" | "screenreader" | "visuallyhidden" | "visually" | "srt" | "offscreen" | "assistive" => {
            Hints::READER
        }
        "interview" | "question" | "answer" | "frage" | "antwort" | "interviewer" => Hints::INTERVIEW,
        _ if ["author", "autor", "byline"].iter().any(|start| word.starts_with(start)) => Hints::BYLINE,
        _ => Hints::NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        assert!(of_name("story-body").has(Hints::BODY));
        assert!(of_name("articleBody").has(Hints::BODY));
        assert!(of_name("o-teaser__card").has(Hints::RELATED));
        assert!(of_name("css-ad0").has(Hints::AD));
        assert!(!of_name("download upload shadow").has(Hints::AD));
        assert_eq!(of_name("кнопка 123"), Hints::NONE);
        for foreign in ["metro-factbox", "c-fact-box", "author__bio", "AboutAuthor", "infobox"] {
            assert!(of_name(foreign).has(Hints::FOREIGN), "{foreign}");
        }
        assert!(!of_name("author info article-box").has(Hints::FOREIGN));
    }
}
