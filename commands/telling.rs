//! Quotes of many articles as lines of an answer: who, which words, where they stand, who printed them when.

use std::collections::{BTreeMap, BTreeSet};

use sayso_newsroom::{Answer, Heading, Quote, Statement, Utterance};

use crate::card;
use crate::plain::{escaped_within, utf16_len, visible};
use crate::tongue::Tongue;

/// Longest name of an outlet and of a title that is shown, in UTF-16 units.
const OUTLET_MAX: usize = 80;
const TITLE_MAX: usize = 140;
/// Longest entry, in UTF-16 units: a page has room for it and the foot.
pub(crate) const ENTRY_MAX: usize = 3_400;

/// The speaker's line, in bold, with role and chain.
pub(crate) fn speaker(quote: &Quote, tongue: Tongue) -> String {
    card::heading(&quote.section(), None, false, tongue)
}

/// The words of a quote with the link to their place, and under them who printed them when.
pub(crate) fn words(quote: &Quote, tongue: Tongue) -> String {
    let section = quote.section();
    let words = section.entries.first().map(|entry| card::words(entry, true, tongue)).unwrap_or_default();
    let corrected = quote.as_read().map(|read| format!(" · {}", corrected(read, quote.statement(), tongue)));
    format!("{words}\n-# {}{}", printed(quote.heading(), tongue), corrected.unwrap_or_default())
}

/// That editors of the server corrected a statement, and whom the article was read to name, where it is another.
fn corrected(read: &Statement, now: &Statement, tongue: Tongue) -> String {
    if read.speaker.name == now.speaker.name {
        return tongue.say("corrected-here");
    }
    let name = read.speaker.name.as_deref().map(|name| escaped_within(name, OUTLET_MAX));
    let name = name.unwrap_or_else(|| tongue.say("speaker-unclear"));
    tongue.say_with("corrected-speaker", [("name", name.into())])
}

/// Speaker and words.
pub(crate) fn whole(quote: &Quote, tongue: Tongue) -> String {
    format!("{}\n{}", speaker(quote, tongue), words(quote, tongue))
}

/// “Outlet, 16 October 2025”, with the article behind it.
pub(crate) fn printed(heading: &Heading, tongue: Tongue) -> String {
    let host = heading.url.as_ref().and_then(url::Url::host_str).unwrap_or_default();
    let outlet = heading.outlet.as_deref().filter(|outlet| !visible(outlet).is_empty()).unwrap_or(host);
    let outlet = escaped_within(outlet, OUTLET_MAX);
    let linked = match heading.url.as_ref().and_then(|url| card::link_target(url.as_str())) {
        Some(target) if !outlet.is_empty() => format!("[{outlet}](<{target}>)"),
        _ => outlet,
    };
    match heading.published {
        Some(day) => format!("{linked}, {}", tongue.day(day.day())),
        None => linked,
    }
}

/// The article's title with the article behind it.
pub(crate) fn titled(heading: &Heading, tongue: Tongue) -> String {
    let title = match visible(&heading.title).is_empty() {
        true => tongue.say("article-untitled"),
        false => escaped_within(&heading.title, TITLE_MAX),
    };
    match heading.url.as_ref().and_then(|url| card::link_target(url.as_str())) {
        Some(target) => format!("[{title}](<{target}>)"),
        None => title,
    }
}

/// An utterance as it stands in a list of quotes: its longest form, who printed it first, and how many others did.
pub(crate) fn utterance(utterance: &Utterance, quotes: &[Quote], tongue: Tongue) -> String {
    let Some(longest) = quotes.get(utterance.longest) else { return String::new() };
    let lines = words(longest, tongue);
    match others(utterance.prints.iter().filter_map(|at| quotes.get(*at))) {
        0 => lines,
        others => format!("{lines} · {}", also(others, utterance.origins.len(), tongue)),
    }
}

/// The outlets of some quotes, those with most of them first.
pub(crate) fn outlets(quotes: &[Quote]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for outlet in quotes.iter().filter_map(|quote| quote.heading().outlet.as_deref()) {
        *counts.entry(outlet).or_default() += 1;
    }
    let mut outlets: Vec<(&str, usize)> = counts.into_iter().collect();
    outlets.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    outlets.into_iter().map(|(name, _)| name.to_owned()).collect()
}

/// In how many further articles some prints stand.
pub(crate) fn others<'a>(prints: impl Iterator<Item = &'a Quote>) -> usize {
    let articles: BTreeSet<String> = prints.map(|quote| quote.id().article.to_string()).collect();
    articles.len().saturating_sub(1)
}

/// “also in 4 articles, 2 independent origins”.
pub(crate) fn also(others: usize, origins: usize, tongue: Tongue) -> String {
    tongue.say_with("also-in", [("count", others.into()), ("origins", origins.into())])
}

/// Entries of an answer in its order: one a speaker, with at most `each` utterances, quotations before paraphrases.
pub(crate) fn by_speaker(answer: &Answer, each: usize, tongue: Tongue) -> Vec<String> {
    let mut order: Vec<String> = Vec::new();
    let mut groups: BTreeMap<String, Vec<&Utterance>> = BTreeMap::new();
    for utterance in &answer.utterances {
        let Some(quote) = answer.quotes.get(utterance.longest) else { continue };
        let speaker = speaker(quote, tongue);
        if !groups.contains_key(&speaker) {
            order.push(speaker.clone());
        }
        groups.entry(speaker).or_default().push(utterance);
    }
    order.into_iter().map(|speaker| group(&speaker, &groups[&speaker], answer, each, tongue)).collect()
}

fn group(speaker: &str, utterances: &[&Utterance], answer: &Answer, each: usize, tongue: Tongue) -> String {
    let mut ordered = utterances.to_vec();
    ordered.sort_by_key(|it| answer.quotes.get(it.longest).map(|quote| quote.statement().quotation as u8));
    let (mut entry, mut shown) = (speaker.to_owned(), 0);
    for it in ordered.into_iter().take(each) {
        let words = utterance(it, &answer.quotes, tongue);
        if shown > 0 && utf16_len(&entry) + utf16_len(&words) > ENTRY_MAX {
            break;
        }
        entry = format!("{entry}\n{words}");
        shown += 1;
    }
    if utterances.len() > shown {
        let more = tongue.say_with("more-of-speaker", [("count", (utterances.len() - shown).into())]);
        entry = format!("{entry}\n-# {more}");
    }
    entry
}

/// “12 statements in 5 articles of 4 outlets”.
pub(crate) fn counted(statements: usize, articles: usize, outlets: usize, tongue: Tongue) -> String {
    let values =
        [("statements", statements.into()), ("articles", articles.into()), ("outlets", outlets.into())];
    format!("_{}_", tongue.say_with("found-in", values))
}
