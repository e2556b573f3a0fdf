//! What strangers send, given to what reads it. Each function is total, or panics where a promise is broken.

use std::sync::LazyLock;

use sayso_attribution::Engine;
use sayso_briefing::Brief;
use sayso_sources::Found;
use serenity::all::Interaction;
use url::Url;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().expect("the model is built in"));

/// A target: its name, and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 4] =
    [("page", page), ("feed", feed), ("text", text), ("interaction", interaction)];

/// A page of the web: bytes become text, text an article. Anybody may make such a page and post its link.
pub fn page(bytes: &[u8]) {
    let Ok((body, _)) = sayso_fetch::text_of_bytes(bytes) else { return };
    let from = Url::parse("https://argus.example/news/story").ok();
    if let Ok(story) = sayso_article::read_story(&body, from.as_ref()) {
        let paragraphs = story.article.paragraphs.iter().map(|paragraph| &paragraph.text);
        for line in paragraphs.chain(&story.standfirst) {
            assert!(!line.trim().is_empty() && !line.contains('\n'), "a paragraph is one line: {line:?}");
        }
    }
    // Whether it is text or not: reading it as text has to end too.
    drop(sayso_article::read_text(&body, from.as_ref()));
}

/// A feed, a site map, an OPML list or the page that leads to one. Admins give their addresses; servers fill them.
pub fn feed(bytes: &[u8]) {
    let Ok((body, _)) = sayso_fetch::text_of_bytes(bytes) else { return };
    let Ok(base) = Url::parse("https://argus.example/feed.xml") else { return };
    if let Ok(Found::Feed(feed)) = sayso_sources::read(&body, &base) {
        for headline in &feed.headlines {
            assert!(matches!(headline.url.scheme(), "http" | "https"), "{headline:?}");
            assert!(headline.title.as_ref().is_none_or(|title| title.chars().count() <= 300), "{headline:?}");
        }
    }
    drop(sayso_sources::opml::read(&body));
    drop(sayso_sources::discover(&body, &base));
    drop(sayso_sources::site_maps_in_robots(&body, &base));
}

/// The text of an article: statements are found in it, and each stands word for word on its page.
pub fn text(bytes: &[u8]) {
    let Ok((body, _)) = sayso_fetch::text_of_bytes(bytes) else { return };
    let length = body.chars().count();
    for attribution in ENGINE.attributions(&body) {
        for span in attribution.source.iter().chain(&attribution.cue).chain(&attribution.content) {
            assert!(span.start < span.end && span.end <= length, "{span:?} in {length} scalars");
        }
    }
    if let Ok(article) = sayso_article::read_text(&body, None) {
        let statements = sayso_statements::find(&article, &ENGINE);
        let brief = Brief::new(article, statements);
        assert_eq!(brief.withheld(), 0, "a statement that does not stand on its page was found");
        drop(brief.sections());
    }
}

/// What Discord hands on of what people type and press: the event itself, and the texts in it.
pub fn interaction(bytes: &[u8]) {
    if let Ok(interaction) = serde_json::from_slice::<Interaction>(bytes) {
        drop(serde_json::to_string(&interaction));
    }
    let text = String::from_utf8_lossy(bytes);
    if let Ok(url) = sayso_fetch::parse_address(&text) {
        assert!(matches!(url.scheme(), "http" | "https"), "{url}");
    }
    sayso_commands::fuzzed::text(&text);
}
