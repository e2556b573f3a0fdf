//! The people of the byline.

use super::{Sources, origin, text_of};
use crate::page::{Mark, Sort};
use crate::words::fold;

/// Authors at most.
const AUTHORS_MAX: usize = 20;

/// A place where authors are looked for.
type Witness = fn(&Sources<'_>, Option<(usize, usize)>) -> Vec<String>;

/// The authors in order: of structured data, items and the byline the first that names a person, else the
/// first that names a desk or an agency.
pub(super) fn of(sources: &Sources<'_>, outlet: Option<&str>, span: Option<(usize, usize)>) -> Vec<String> {
    let mut fallback = Vec::new();
    let kinds: [Witness; 5] = [
        |sources, _| from_linked(sources),
        |sources, _| from_metas(sources),
        from_items,
        from_byline,
        from_signature,
    ];
    for kind in kinds {
        let found = tidy(kind(sources, span), outlet);
        if found.iter().any(|name| is_person(name, outlet)) {
            return found;
        }
        if fallback.is_empty() {
            fallback = found;
        }
    }
    fallback
}

fn from_linked(sources: &Sources<'_>) -> Vec<String> {
    let authors = sources.linked.authors.iter();
    authors
        .flat_map(|author| {
            let split = author.is_person && author.name.contains(',')
                || author.name.contains(" and ")
                || author.name.contains(" und ");
            let parts =
                if split || opening_of(&author.name).is_some() { people(&author.name) } else { Vec::new() };
            if parts.is_empty() && !author.name.contains("://") { vec![author.name.clone()] } else { parts }
        })
        .collect()
}

/// Whether a name is a person's as far as one can see: no agency, not the outlet or one of its desks.
fn is_person(name: &str, outlet: Option<&str>) -> bool {
    const DESKS: [&str; 24] = [
        "redaktion",
        "staff",
        "newsroom",
        "desk",
        "team",
        "news",
        "nachrichten",
        "online",
        "digital",
        "agencies",
        "agentur",
        "agency",
        "reporter",
        "editors",
        "editorial",
        "redacción",
        "редакція",
        "редакция",
        "rédaction",
        "correspondent",
        "press",
        "tv",
        "magazin",
        "haber",
    ];
    let lower = name.to_lowercase();
    let own = outlet.map(str::to_lowercase).unwrap_or_default();
    let desk = lower.split([' ', '-', '/']).any(|word| DESKS.contains(&word))
        || lower.contains(".de")
        || lower.contains(".com");
    let outlets = !own.is_empty() && (own.contains(&lower) || lower.contains(&own));
    !desk && !outlets && !origin::is_agency(name) && (name.contains(' ') || is_wide(name))
}

fn is_wide(name: &str) -> bool {
    name.chars()
        .any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'))
}

fn from_metas(sources: &Sources<'_>) -> Vec<String> {
    const NAMES: [&str; 15] = [
        "author",
        "article:author",
        "og:article:author",
        "article:author_name",
        "parsely-author",
        "sailthru.author",
        "dcterms.creator",
        "dc.creator",
        "dc.creator.name",
        "byl",
        "cXenseParse:author",
        "citation_author",
        "twitter:misc:Written by",
        "DCSext.author",
        "articleAuthor",
    ];
    for name in NAMES {
        let names: Vec<String> = sources.metas(name).flat_map(|value| people(&value)).collect();
        if !names.is_empty() {
            return names;
        }
    }
    // `twitter:label1` says what `twitter:data1` is.
    let labels =
        ["written by", "verfasst von", "écrit par", "escrito por", "автор", "geschrieben von", "scritto da"];
    [("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2")]
        .iter()
        .find(|(label, _)| sources.metas(label).any(|label| labels.contains(&label.to_lowercase().as_str())))
        .map(|(_, data)| sources.metas(data).flat_map(|value| people(&value)).collect())
        .unwrap_or_default()
}

/// `itemprop=author` above the story or beside its beginning; those below belong to other stories.
fn from_items(sources: &Sources<'_>, span: Option<(usize, usize)>) -> Vec<String> {
    let first = span.map_or(usize::MAX, |(first, _)| first.saturating_add(5));
    let mut names = Vec::new();
    let marked = |mark: &&Mark<'_>| mark.element.attr("itemprop") == Some("author");
    let above = sources.page.marks.iter().filter(marked).filter(|mark| mark.block as usize <= first);
    for mark in above {
        let name = mark.node.descendants().skip(1).find_map(|node| {
            let element = node.value().as_element()?;
            (element.attr("itemprop") == Some("name")).then_some(())?;
            Some(element.attr("content").map_or_else(|| text_of(node), str::to_owned))
        });
        let text = name
            .or_else(|| mark.element.attr("content").map(str::to_owned))
            .unwrap_or_else(|| text_of(mark.node));
        names.extend(people(&text));
    }
    names
}

/// Author links, then elements whose class says byline, then lines that begin with “By”; near the story's start.
fn from_byline(sources: &Sources<'_>, span: Option<(usize, usize)>) -> Vec<String> {
    let (first, last) = span.unwrap_or((0, 60));
    let near = |block: u32| block as usize <= first + 3 && block as usize + 30 >= first;
    let marks = || sources.page.marks.iter().filter(|mark| near(mark.block));
    let mut names = author_links(sources, first);
    if names.is_empty() {
        for mark in marks().filter(|mark| mark.sort == Sort::Byline) {
            let classes = mark.element.attr("class").unwrap_or_default().to_lowercase();
            let of_author = ["author", "autor", "byline", "vcard", "writer", "fn", "auteur", "by"]
                .iter()
                .any(|part| classes.contains(part));
            let text = text_of(mark.node);
            if text.len() < 200 && (of_author || begins_byline(&text)) {
                names = people(&text);
                if !names.is_empty() {
                    break;
                }
            }
        }
    }
    if names.is_empty() {
        let blocks = &sources.page.blocks;
        let before = blocks.get(first.saturating_sub(12)..(first + 2).min(blocks.len())).unwrap_or_default();
        let after = blocks.get(last..(last + 3).min(blocks.len())).unwrap_or_default();
        names = before
            .iter()
            .chain(after)
            .filter(|block| block.chars < 160 && begins_byline(&block.text))
            .map(|block| people(&block.text))
            .find(|names| !names.is_empty())
            .unwrap_or_default();
    }
    names
}

/// A name that stands alone, bold or slanted, below the story.
fn from_signature(sources: &Sources<'_>, span: Option<(usize, usize)>) -> Vec<String> {
    let Some((_, last)) = span else { return Vec::new() };
    let blocks = &sources.page.blocks;
    let below = blocks.get(last.saturating_sub(1)..(last + 1).min(blocks.len())).unwrap_or_default();
    let signed = below.iter().find(|block| {
        let styled = block.bold_chars.max(block.italic_chars) == block.chars;
        let capitals = block.text.split(' ').all(|word| word.starts_with(char::is_uppercase));
        styled
            && capitals
            && block.link_chars == 0
            && block.chars <= 40
            && !block.text.ends_with(['.', '!', '?', ':'])
    });
    signed.map(|block| people(&block.text)).unwrap_or_default()
}

/// The links to authors' pages nearest before the story's start, as far as they stand together.
fn author_links(sources: &Sources<'_>, first: usize) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut at = None;
    for mark in sources.page.marks.iter().rev().filter(|mark| mark.sort == Sort::Author) {
        let block = mark.block as usize;
        if block > first + 3 || block + 15 < first || at.is_some_and(|at: usize| at > block + 2) {
            continue;
        }
        let found = people(&text_of(mark.node));
        if !found.is_empty() {
            at = Some(block);
            names.splice(0..0, found);
        }
    }
    names
}

const OPENINGS: [&str; 26] = [
    "by ",
    "von ",
    "par ",
    "por ",
    "words by ",
    "story by ",
    "text by ",
    "written by ",
    "by: ",
    "von: ",
    "par: ",
    "por: ",
    "submitted by ",
    "posted by ",
    "reported by ",
    "text: ",
    "text von ",
    "ein beitrag von ",
    "eine analyse von ",
    "автор: ",
    "автор ",
    "di ",
    "door ",
    "av ",
    "autor: ",
    "author: ",
];

/// Whether a line opens like a byline and names someone.
pub(crate) fn is_byline(text: &str) -> bool {
    begins_byline(text) && !people(text).is_empty()
}

fn begins_byline(text: &str) -> bool {
    let lower = text.to_lowercase();
    OPENINGS.iter().take(20).any(|opening| lower.starts_with(opening))
}

/// Takes a byline apart into names: opening words, roles, places and dates go.
pub(super) fn people(text: &str) -> Vec<String> {
    let text = crate::entities::clean(text);
    if text.contains("://") || text.len() > 300 {
        return Vec::new();
    }
    let mut rest = text.as_str();
    // “Analysis by”, “By”: at most two openings stand one after the other.
    for _ in 0..2 {
        rest = opening_of(rest).unwrap_or(rest);
    }
    let mut names = Vec::new();
    let cut = rest.split([',', ';', '|', '·', '•', '\n', '&', '+']);
    let words = ["and", "und", "et", "y", "e", "og", "och", "та", "і", "и", "with", "mit", "en", "ve", "for"];
    for part in cut {
        let mut name: Vec<&str> = Vec::new();
        for word in part.split(' ').filter(|word| !word.is_empty()) {
            if word.contains(|c: char| c.is_ascii_digit()) {
                break;
            }
            let joins = words.contains(&word.to_lowercase().as_str()) && !name.is_empty();
            if joins || matches!(word, "-" | "–" | "—" | "/" | "in" | "In") {
                push_name(&mut names, &name);
                name.clear();
                if matches!(word, "-" | "–" | "—" | "in" | "In" | "for") {
                    break;
                }
            } else {
                name.push(word);
            }
        }
        push_name(&mut names, &name);
    }
    // `Anna Sleegers, Frankfurt`: after a full name a single word is a place.
    if names.first().is_some_and(|name: &String| name.contains(' ')) {
        names.retain(|name| name.contains(' ') || is_wide(name) || origin::is_agency(name));
    }
    names
}

/// What follows “By” and its like, where a text begins so.
fn opening_of(text: &str) -> Option<&str> {
    let lower = text.to_lowercase();
    let opening = OPENINGS.iter().find(|opening| lower.starts_with(**opening))?;
    Some(text.get(opening.len()..)?.trim_start_matches(':').trim_start())
}

fn push_name(names: &mut Vec<String>, words: &[&str]) {
    // Korean and Japanese print the trade after the name.
    let words = match words {
        [name @ .., "기자" | "특파원" | "논설위원" | "記者"] if !name.is_empty() => name,
        words => words,
    };
    let name = words.join(" ");
    let name = name
        .trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | ')' | '’' | '"' | '”'))
        .to_owned();
    if is_name(&name) {
        names.push(name);
    }
}

/// Whether a piece of a byline can be a name: few words, no digits, begins with a capital, names no role.
fn is_name(name: &str) -> bool {
    const ROLES: [&str; 55] = [
        "writer",
        "editor",
        "reporter",
        "correspondent",
        "staff",
        "published",
        "updated",
        "posted",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "read",
        "uhr",
        "redakteur",
        "redakteurin",
        "korrespondent",
        "korrespondentin",
        "columnist",
        "producer",
        "contributor",
        "min",
        "minutes",
        "stand",
        "chief",
        "bureau",
        "veröffentlicht",
        "aktualisiert",
        "erstellt",
        "publiziert",
        "publié",
        "publicado",
        "publicada",
        "actualizado",
        "pubblicato",
        "опубліковано",
        "оновлено",
        "опубликовано",
        "обновлено",
        "yayınlanma",
        "güncelleme",
    ];
    let count = name.split(' ').count();
    if name.chars().count() < 2 || count > 6 || name.chars().count() > 60 {
        return false;
    }
    if name.chars().any(|c| c.is_ascii_digit() || matches!(c, '@' | '©' | ':' | '?')) {
        return false;
    }
    let lower = name.to_lowercase();
    if count > 1 && lower.split(' ').any(|word| ROLES.contains(&word)) {
        return false;
    }
    if matches!(
        lower.as_str(),
        "author" | "autor" | "staff" | "admin" | "editor" | "news" | "by" | "von" | "editors"
    ) {
        return false;
    }
    is_wide(name) || name.chars().next().is_some_and(char::is_uppercase) || count == 1
}

/// Drops repeats, and the outlet and agencies where a person is named.
fn tidy(names: Vec<String>, outlet: Option<&str>) -> Vec<String> {
    let own = outlet.map(fold).unwrap_or_default();
    let mut tidied: Vec<String> = Vec::new();
    for name in names {
        let words = fold(&name);
        if !words.is_empty() && !tidied.iter().any(|known| fold(known) == words) {
            tidied.push(name);
        }
    }
    if tidied.iter().any(|name| is_person(name, outlet)) {
        tidied.retain(|name| fold(name) != own);
    }
    tidied.truncate(AUTHORS_MAX);
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_become_names() {
        for (byline, names) in [
            ("By Gus Pellow, Post Staff Writer", vec!["Gus Pellow"]),
            ("By Ada Quill and Tom O’Dell", vec!["Ada Quill", "Tom O’Dell"]),
            ("Von Friederike Anhalt und Jörg Müller, Berlin", vec!["Friederike Anhalt", "Jörg Müller"]),
            ("Par Anne-Marie du Pont et Luc Petit", vec!["Anne-Marie du Pont", "Luc Petit"]),
            ("Por María José y Juan de la Cruz", vec!["María José", "Juan de la Cruz"]),
            ("Words by Wilhelmina Roke", vec!["Wilhelmina Roke"]),
            ("Von: Jörg Müller", vec!["Jörg Müller"]),
            ("김하늘 기자", vec!["김하늘"]),
            ("Veröffentlicht am 5. März", vec![]),
            ("https://example.org/me", vec![]),
            ("5 March 2024", vec![]),
        ] {
            assert_eq!(people(byline), names, "{byline}");
        }
    }
}
