//! A page of a newspaper's make, read: the parse alone, this crate, dom_smoothie.
//! `cargo bench -p sayso-article`; for pages of a corpus see `examples/compare_speed.rs`.

use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

/// The plain fixture in the surroundings that real pages have: navigation, cards, scripts, comments.
fn page() -> String {
    let story = include_str!("../fixtures/plain.html");
    let card = "<article class=\"card teaser\"><a href=\"/s/1\"><img src=\"i.jpg\" alt=\"\"><h3 class=\"card__title\">Ferry crews count \
                the hours until the tide</h3></a><p class=\"card__text\">They say that the timetable was written inland.</p></article>";
    let item = "<li class=\"nav__item\"><a class=\"nav__link\" href=\"/news/harbour\">Harbour</a></li>";
    let script = format!("<script>window.state = {{\"ids\": \"{}\"}};</script>", "a1b2c3d4 ".repeat(4_000));
    let paragraph = "<p class=\"story__text\">The council said that the work would take a month, and “not a day longer”, \
                     though the engineer, Wanda Pell, would not put her name to the date.</p>";
    let body = story.replace(
        "<div class=\"story-body\">",
        &format!("<div class=\"story-body\">{}", paragraph.repeat(30)),
    );
    body.replace("<main>", &format!("<ul class=\"nav\">{}</ul>{script}<main>", item.repeat(120)))
        .replace("</main>", &format!("<div class=\"related-cards\">{}</div></main>", card.repeat(60)))
}

#[divan::bench]
fn scraper_parse_alone(bencher: Bencher<'_, '_>) {
    let page = page();
    bencher.bench_local(|| scraper::Html::parse_document(black_box(&page)));
}

#[divan::bench]
fn sayso_article(bencher: Bencher<'_, '_>) {
    let page = page();
    bencher.bench_local(|| sayso_article::read_story(black_box(&page), None));
}

#[divan::bench]
fn dom_smoothie(bencher: Bencher<'_, '_>) {
    let page = page();
    bencher.bench_local(|| {
        dom_smoothie::Readability::new(black_box(page.as_str()), None, None)
            .and_then(|mut reader| reader.parse())
    });
}
