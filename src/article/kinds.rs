//! Pages that are no article: what they are instead.

use std::fmt;

use url::Url;

use crate::Story;
use crate::metadata::Sources;
use crate::page::Page;

/// What a page is that is no article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageKind {
    /// The opening of a story and a bar before the rest.
    Paywall,
    /// A question about cookies in place of the story.
    ConsentWall,
    /// A check that the reader is no robot.
    BotCheck,
    /// An error of the site: not found, gone, forbidden.
    ErrorPage,
    /// A form to sign in.
    LoginWall,
    /// A video or audio with a few words beside it.
    Video,
    /// A home or section page: many headlines, no story.
    Section,
    /// A shell that a program of the page would have to fill.
    Shell,
    /// No text at all.
    Empty,
}

impl fmt::Display for PageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PageKind::Paywall => "a paywall; only the opening of the story is there, give an address that anyone can read",
            PageKind::ConsentWall => "a consent page for cookies; the site does not show the story without an answer, try another source",
            PageKind::BotCheck => "a check against robots; the site does not let programs read it, try another source",
            PageKind::ErrorPage => "an error page of the site; check the address",
            PageKind::LoginWall => "a page to sign in; the story is for members only, try another source",
            PageKind::Video => "a page about a video or a recording; it has no text to read, give a written article",
            PageKind::Section => "a home or section page with many headlines; give the address of a single article",
            PageKind::Shell => "an empty frame that a script would fill; the story is not in the page itself, try another source",
            PageKind::Empty => "empty; check the address",
        })
    }
}

/// Phrases in titles and lines that tell a kind; lower case.
const SIGNS: [(PageKind, &[&str]); 5] = [
    (
        PageKind::BotCheck,
        &[
            "just a moment...",
            "are you a robot",
            "verify you are human",
            "verifying you are human",
            "captcha",
            "access to this page has been denied",
            "checking your browser",
            "attention required! | cloudflare",
            "pardon our interruption",
            "unusual traffic",
            "please enable js and disable any ad blocker",
            "confirm you are human",
            "ddos protection",
            "bot verification",
            "prove you are human",
            "bist du ein mensch",
            "sind sie ein roboter",
            "я не робот",
            "перевірка браузера",
        ],
    ),
    (
        PageKind::ConsentWall,
        &[
            "before you continue",
            "we value your privacy",
            "we use cookies",
            "accept all cookies",
            "accept cookies",
            "cookies zustimmen",
            "mit werbung weiterlesen",
            "einwilligung",
            "ihre privatsphäre",
            "cookie consent",
            "consent to",
            "accept and continue",
            "alle akzeptieren",
            "zustimmung",
            "akzeptieren und weiter",
            "nous utilisons des cookies",
            "tout accepter",
            "utilizamos cookies",
            "aceptar y continuar",
            "прийняти всі",
            "використовуємо файли cookie",
            "your privacy choices",
            "pur-abo",
        ],
    ),
    (
        PageKind::ErrorPage,
        &[
            "404",
            "page not found",
            "not found",
            "page can't be found",
            "page can’t be found",
            "seite nicht gefunden",
            "nicht gefunden",
            "page introuvable",
            "página no encontrada",
            "сторінку не знайдено",
            "страница не найдена",
            "403 forbidden",
            "access denied",
            "500 internal server error",
            "502 bad gateway",
            "503 service",
            "service unavailable",
            "410 gone",
            "no longer available",
            "something went wrong",
            "nicht mehr verfügbar",
            "this page doesn't exist",
            "this page does not exist",
            "error 404",
            "pagina non trovata",
            "nie znaleziono",
        ],
    ),
    (
        PageKind::LoginWall,
        &[
            "log in to continue",
            "sign in to continue",
            "please log in",
            "please sign in",
            "log in to read",
            "sign in to read",
            "members only",
            "bitte melden sie sich an",
            "anmelden, um",
            "connectez-vous pour",
            "inicia sesión para",
            "create a free account",
            "register to continue",
            "увійдіть, щоб",
            "войдите, чтобы",
            "register to read",
            "forgot password",
            "forgot your password",
            "passwort vergessen",
        ],
    ),
    (
        PageKind::Paywall,
        &[
            "subscribe to read",
            "subscribe to continue",
            "to continue reading",
            "continue reading with",
            "this article is for subscribers",
            "for subscribers only",
            "subscriber-only",
            "subscribers only",
            "already a subscriber",
            "subscribe now to",
            "unlock this article",
            "unlock the full",
            "start your free trial",
            "nur für abonnenten",
            "jetzt weiterlesen",
            "weiterlesen mit",
            "diesen artikel lesen sie mit",
            "dieser artikel ist exklusiv",
            "exklusiv für abonnenten",
            "testen sie",
            "bereits abonnent",
            "réservé aux abonnés",
            "il vous reste",
            "solo para suscriptores",
            "contenido exclusivo para suscriptores",
            "suscríbete para",
            "лише для передплатників",
            "только для подписчиков",
            "передплатіть, щоб",
            "read the full story",
            "free articles left",
            "want to read more?",
            "become a subscriber",
            "plus-artikel",
        ],
    ),
];

/// What a page is of which a story was read, or seemed to be, that is none; nothing where it is one.
pub(crate) fn misread(page: &Page<'_>, sources: &Sources<'_>, story: &Story) -> Option<PageKind> {
    let chars: usize = story.article.paragraphs.iter().map(|paragraph| paragraph.text.chars().count()).sum();
    if chars == 0 {
        return Some(of(page, sources.url));
    }
    if is_front(sources.url) {
        return Some(PageKind::Section);
    }
    let barred = || page.blocks.iter().filter(|block| block.chars < 400).any(|block| is_bar(&block.text));
    if chars < STUB_CHARS_MAX && (sources.linked.is_paid || barred()) {
        return Some(PageKind::Paywall);
    }
    if sources.is_article() || chars > 1_500 {
        return None;
    }
    // No article by its data, and few words: what do they say?
    let title = page.title.unwrap_or_default().to_lowercase();
    let headings = page.blocks.iter().filter(|block| page.is_heading(block));
    let told = sign(&title).or_else(|| headings.filter_map(|block| sign(&block.text.to_lowercase())).next());
    let spoken =
        || story.article.paragraphs.iter().find_map(|paragraph| sign(&paragraph.text.to_lowercase()));
    told.or_else(|| if chars < 700 { spoken() } else { None })
}

/// A paywalled story with fewer characters than this is a stub.
const STUB_CHARS_MAX: usize = 300;

/// What a page without a story is.
fn of(page: &Page<'_>, url: Option<&Url>) -> PageKind {
    let title = page.title.unwrap_or_default().to_lowercase();
    let chars: u32 = page.blocks.iter().map(|block| block.chars).sum();
    let links: u32 = page.blocks.iter().map(|block| block.link_chars).sum();
    if let Some(kind) = sign(&title) {
        return kind;
    }
    if chars == 0 {
        return if page.scripts.is_empty() { PageKind::Empty } else { PageKind::Shell };
    }
    // On a page of few words each line can say what it is.
    let short = chars < 3_000;
    let mut told = None;
    for block in page.blocks.iter().filter(|block| block.chars < 400) {
        if short || page.is_heading(block) {
            told = told.or_else(|| sign(&block.text.to_lowercase()));
        }
    }
    if let Some(kind) = told {
        return kind;
    }
    if page.counts.passwords > 0 && chars < 3_000 {
        return PageKind::LoginWall;
    }
    if is_front(url) || (links * 2 > chars && page.blocks.len() > 40) || page.counts.articles > 5 {
        return PageKind::Section;
    }
    if page.counts.videos > 0 && chars < 3_000 {
        return PageKind::Video;
    }
    if chars < 400 && !page.scripts.is_empty() {
        return PageKind::Shell;
    }
    if chars < 40 { PageKind::Empty } else { PageKind::Section }
}

fn sign(text: &str) -> Option<PageKind> {
    SIGNS
        .iter()
        .find(|(_, phrases)| phrases.iter().any(|phrase| text.contains(phrase)))
        .map(|(kind, _)| *kind)
}

/// Whether a line is an offer to subscribe that bars the rest of the story.
fn is_bar(text: &str) -> bool {
    let lower = text.to_lowercase();
    SIGNS
        .iter()
        .filter(|(kind, _)| matches!(kind, PageKind::Paywall | PageKind::LoginWall))
        .any(|(_, phrases)| phrases.iter().any(|phrase| lower.contains(phrase)))
}

/// The address of a site's front page.
fn is_front(url: Option<&Url>) -> bool {
    url.is_some_and(|url| url.path().trim_matches('/').is_empty() && url.query().is_none())
}
