//! Pages made to do harm, and pages cut and stirred at random: each gives an article or a reason, none a panic,
//! and what they may cost is bounded by counts, not by a clock.

use proptest::prelude::*;
use sayso_article::{Unreadable, read, read_text};

fn story(paragraphs: usize) -> String {
    let paragraph =
        "<p>The tide turned at noon, the harbour office said, and “nobody was told”, said Ada Quill.</p>";
    format!(
        "<html><body><article><h1>Tide turns</h1>{}</article></body></html>",
        paragraph.repeat(paragraphs)
    )
}

#[test]
fn absurd_pages_are_refused_with_the_limit_they_pass() {
    let attributes: String = (0..300_000).map(|n| format!(" a{n}=1")).collect();
    for page in [
        "<div>".repeat(100_000),
        "<span>".repeat(100_000),
        "<font><b>".repeat(20_000),
        "<table><tr><td>".repeat(3_000),
        "<ul><li>".repeat(16_000),
        format!("<div{attributes}>"),
        "<p>a paragraph like others</p>".repeat(700_000),
        "<div>a</div>".repeat(230_000),
        "<p>one more paragraph</p>".repeat(40_000),
        "<svg><g>".repeat(30_000),
        format!("{}{}", "<b>".repeat(400), "</i>".repeat(1_000_000)),
    ] {
        assert!(matches!(read(&page, None), Err(Unreadable::BeyondLimits(_))), "{}", &page[..40]);
    }
}

#[test]
fn pages_that_a_parser_flattens_are_read_through() {
    for page in ["<a href=x>".repeat(30_000), "<p>".repeat(80_000), "<select><title><b".repeat(5_000)] {
        assert!(matches!(read(&page, None), Err(Unreadable::Not(_))), "{}", &page[..40]);
    }
}

#[test]
fn hostile_values_do_no_harm_to_a_story() {
    let deep = format!("<script type=\"application/ld+json\">{}</script>", "{\"@graph\":[".repeat(50_000));
    let wide = format!(
        "<script type=\"application/ld+json\">[{}{{}}]</script>",
        "{\"@type\":\"NewsArticle\",\"author\":[[[\"x\"]]]},".repeat(20_000)
    );
    let loops = "<script type=\"application/ld+json\">{\"@id\":\"#a\",\"@type\":\"Person\",\"author\":{\"@id\":\"#a\"}}</script>";
    let metas = "<meta name=author content='By By By By, and and &#xffffffff; &#0;'>".repeat(5_000);
    let strings = format!("<script>{}</script>", "\"\\u003cp\\ud800\\\"".repeat(50_000));
    for evil in [deep.as_str(), &wide, loops, &metas, &strings] {
        let article = read(&format!("{evil}{}", story(6)), None).unwrap();
        assert_eq!(article.title, "Tide turns", "{}", &evil[..40]);
        assert!(!article.paragraphs.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,400}") {
        let _ = read(&text, None);
        let _ = read_text(&text, None);
    }

    #[test]
    fn any_markup_is_read_or_refused(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "<p>", "</p>", "<div class='story-body related'>", "</div>", "<br>", "<br><br>", "<table><tr><td>", "</table>",
                "<b>", "</b>", "<a href='/author/x'>", "</a>", "<h1>", "</h1>", "<blockquote>", "<li>", "<time datetime='2024-13-99'>",
                "<script type='application/ld+json'>", "</script>", "{\"@type\":\"NewsArticle\",", "\"headline\":\"", "<template>",
                "<svg>", "<select>", "By Ada Quill, ", "— Ні, — відповів він. ", "“We were not told,” she said. ", "\u{ad}\u{200b}",
                "12.03.2024 ", "March 5, 2024 ", "&#x0;", "&quot", "<meta property='og:title' content='Tide'>", "</html>", "<!--", "-->",
                "The tide turned at noon, the harbour office said on Monday, and nobody had been told of it at all. ",
            ]),
            0..60,
        ),
    ) {
        let page = parts.concat();
        if let Ok(article) = read(&page, None) {
            prop_assert!(!article.paragraphs.is_empty());
            for paragraph in &article.paragraphs {
                prop_assert!(!paragraph.text.is_empty());
                prop_assert!(!paragraph.text.starts_with(' ') && !paragraph.text.ends_with(' '));
                prop_assert!(!paragraph.text.contains("  ") && !paragraph.text.contains('\n'));
            }
        }
    }

    #[test]
    fn a_cut_and_stirred_page_is_read_or_refused(at in 0usize..2_000, to in 0usize..2_000, with in "[<>\"'=/&;a-z ]{0,8}") {
        let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/plain.html")).unwrap();
        let chars: Vec<char> = page.chars().collect();
        let (from, to) = (at.min(to).min(chars.len()), at.max(to).min(chars.len()));
        let cut: String = chars[..from].iter().chain(with.chars().collect::<Vec<_>>().iter()).chain(&chars[to..]).collect();
        let _ = read(&cut, None);
    }
}
