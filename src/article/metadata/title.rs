//! The headline, without the site's name.

use super::{Sources, text_of};
use crate::page::Sort;
use crate::words::{fold, holds};

/// The headline that structured data claims, to find it on the page.
pub(super) fn claimed(sources: &Sources<'_>) -> Option<String> {
    sources
        .meta(&["og:title", "twitter:title", "dcterms.title", "dc.title"])
        .or_else(|| sources.linked.headline.clone())
        .or_else(|| sources.page.title.map(crate::entities::clean))
}

/// The headline. OpenGraph's is preferred (of the open news pages it is the publisher's own title most often),
/// cut back to what linked data or the page's heading repeat of it.
pub(super) fn of(sources: &Sources<'_>, outlet: Option<&str>, span: Option<(usize, usize)>) -> String {
    let clean = |title: String| without_site(&title, outlet);
    let meta = |names: &[&str]| sources.meta(names).map(clean);
    let linked = sources.linked.headline.clone().filter(|_| sources.linked.is_article).map(clean);
    let open_graph = meta(&["og:title"]);
    let twitter = meta(&["twitter:title"]);
    let other = meta(&["dcterms.title", "dc.title", "parsely-title", "sailthru.title", "title"]);
    let named = meta(&["headline"]);
    let element = sources.page.title.map(crate::entities::clean).map(clean);
    let item = item_headline(sources).map(clean);
    let claims = [&open_graph, &linked, &named, &item, &other, &twitter, &element];
    let claims: Vec<&String> = claims.into_iter().flatten().filter(|title| !title.is_empty()).collect();
    let printed = printed(sources, &claims, span).map(clean);
    let Some(first) = claims.first() else { return printed.unwrap_or_default() };
    if open_graph.is_none()
        && linked.is_none()
        && let Some(printed) = printed
    {
        return printed;
    }
    if let Some(bare) = open_graph.as_ref().and_then(|title| without_kicker(sources, title, span)) {
        return bare;
    }
    let words = fold(first);
    // What two kinds of structured data say alike needs no cutting back.
    let agreed = open_graph
        .as_ref()
        .is_some_and(|title| linked.as_ref().map(|linked| fold(linked)) == Some(fold(title)));
    let shorter = [&printed, &linked, &named].into_iter().flatten().filter(|_| !agreed).find(|title| {
        let inner = fold(title);
        inner.len() > 2
            && inner.len() < words.len()
            && inner.len() * 3 >= words.len()
            && holds(&words, &inner)
            || crate::entities::squeeze(first).starts_with(title.as_str()) && title.chars().count() >= 12
    });
    shorter.unwrap_or(first).clone()
}

fn item_headline(sources: &Sources<'_>) -> Option<String> {
    let item = sources.page.marks.iter().find(|mark| mark.element.attr("itemprop") == Some("headline"))?;
    let title = item.element.attr("content").map_or_else(|| text_of(item.node), crate::entities::clean);
    (title.split(' ').count() > 1).then_some(title)
}

/// The headings above the story or beside its beginning, in order: their text, and whether they are great ones.
fn headings<'a>(
    sources: &'a Sources<'_>,
    span: Option<(usize, usize)>,
) -> impl Iterator<Item = (String, bool)> + use<'a> {
    let last = span.map_or(usize::MAX, |(first, _)| first.saturating_add(3));
    let marks = sources.page.marks.iter().filter(|mark| matches!(mark.sort, Sort::Heading | Sort::Item));
    marks
        .map(|mark| (mark, mark.element.name() == "h1"))
        .filter(|(mark, is_h1)| *is_h1 || mark.sort == Sort::Heading)
        .take_while(move |(mark, _)| mark.block as usize <= last)
        .map(|(mark, is_h1)| (text_of(mark.node), is_h1))
}

/// `Talks fail: “We were not told”` where the heading says `Harbour - “We were not told”`: what both say after
/// different kickers.
fn without_kicker(sources: &Sources<'_>, title: &str, span: Option<(usize, usize)>) -> Option<String> {
    let (kicker, bare) = title.split_once(": ")?;
    let (kicker, words) = (fold(kicker), fold(bare));
    let said = |heading: &str| {
        let parts = [": ", " - ", " – ", " — "].iter().filter_map(|separator| heading.split_once(separator));
        parts
            .map(|(other, rest)| (fold(other), fold(rest)))
            .any(|(other, rest)| rest == words && !other.iter().any(|word| kicker.contains(word)))
    };
    let alike = words.len() > 3 && headings(sources, span).any(|(heading, is_h1)| is_h1 && said(&heading));
    alike.then(|| bare.to_owned())
}

/// Whether a text is a heading and something set off from it: the section's or the site's name.
fn sets_off(text: &str, heading: &str) -> bool {
    let rest = text.strip_prefix(heading).map(str::trim_start);
    rest.is_some_and(|rest| rest.starts_with(['|', '-', '–', '—', '·', '•', '»', '*', '｜', 'ㅣ']))
}

/// The heading on the page that some claim agrees with; where there is no claim, the first great heading.
fn printed(sources: &Sources<'_>, claims: &[&String], span: Option<(usize, usize)>) -> Option<String> {
    let folded: Vec<Vec<u64>> = claims.iter().map(|claim| fold(claim)).collect();
    let mut alone = None;
    for (text, is_h1) in headings(sources, span) {
        let words = fold(&text);
        if words.len() < 2 || text.len() > 350 {
            continue;
        }
        let same = folded.contains(&words);
        let near = folded.iter().any(|claim| overlap(claim, &words) > 0.8)
            || claims.iter().any(|claim| sets_off(claim, &text));
        if same || (near && is_h1) {
            return Some(text);
        }
        if is_h1 && alone.is_none() {
            alone = Some(text);
        }
    }
    if claims.is_empty() { alone } else { None }
}

fn overlap(one: &[u64], other: &[u64]) -> f32 {
    let met = one.iter().filter(|word| other.contains(word)).count();
    2.0 * met as f32 / (one.len() + other.len()).max(1) as f32
}

/// What stands between a headline and the site's name.
const SEPARATORS: [&str; 11] =
    [" | ", " – ", " — ", " - ", " -- ", " :: ", " · ", " • ", " » ", " « ", " / "];

/// Cuts ` | The Gull`, ` - The Gull`, `The Gull: ` off a title.
pub(super) fn without_site(title: &str, outlet: Option<&str>) -> String {
    let title = crate::entities::squeeze(title);
    let site = outlet.map(fold).unwrap_or_default();
    // The last separator first: `Tide turns – at last - The Gull`.
    let mut cuts: Vec<(usize, &str)> =
        SEPARATORS.iter().filter_map(|separator| Some((title.rfind(separator)?, *separator))).collect();
    cuts.sort_by(|one, other| other.cmp(one));
    for (at, separator) in cuts {
        let (head, tail) = (&title[..at], &title[at + separator.len()..]);
        let tail_words = fold(tail);
        let is_site = !site.is_empty() && (holds(&tail_words, &site) || holds(&site, &tail_words));
        let bar = separator == " | " || separator == " :: ";
        if !tail_words.is_empty() && fold(head).len() > 1 && (is_site || (bar && tail_words.len() <= 4)) {
            return without_site(head, outlet);
        }
    }
    for separator in SEPARATORS {
        if let Some((head, tail)) = title.split_once(separator)
            && !site.is_empty()
            && fold(head) == site
            && fold(tail).len() > 1
        {
            return tail.trim().to_owned();
        }
    }
    for bar in ['|', '｜', 'ㅣ', '：'] {
        if let Some((head, tail)) = title.rsplit_once(bar)
            && !site.is_empty()
            && fold(tail) == site
            && !fold(head).is_empty()
        {
            return head.trim().to_owned();
        }
    }
    if let Some((head, tail)) = title.split_once(": ")
        && !site.is_empty()
        && fold(head) == site
        && fold(tail).len() > 1
    {
        return tail.trim().to_owned();
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sites_name_goes() {
        for (title, expected) in [
            ("Tide turns | The Gull", "Tide turns"),
            ("Tide turns – at last - The Gull", "Tide turns – at last"),
            ("The Gull -- Tide turns", "Tide turns"),
            ("Tide turns | News | The Gull", "Tide turns"),
            ("Tide - no time", "Tide - no time"),
            ("The Gull", "The Gull"),
            ("Tide turns｜The Gull", "Tide turns"),
        ] {
            assert_eq!(without_site(title, Some("The Gull")), expected);
        }
    }
}
