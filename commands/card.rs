//! A brief laid out as the pages of a card: pure text in Discord's markdown, every page within Discord's limits.
//!
//! Speakers stand in the order in which the page first has them, as in the terminal: it is the outlet's own
//! weighing, it never changes from one page of the card to the next, and no kind of speaker is put first.

use jiff::Timestamp;
use sayso_newsroom::{Act, Brief, Counts, Entry, Passed, Reading, Section, Shown, Statement};
use url::Url;

use crate::excerpt::{Excerpt, excerpt};
use crate::plain::{escaped_within, plain, utf16_len, visible};
use crate::sheet::{DESCRIPTION_MAX, Sheet};
use crate::tongue::Tongue;

/// Most characters of an embed's author line, title and description, in UTF-16 units
/// (<https://discord.com/developers/docs/resources/message#embed-object-embed-limits>). Their sum stays under
/// the 6000 that all embeds of a message may have together.
pub(crate) const AUTHOR_MAX: usize = 256;
/// See [`AUTHOR_MAX`].
pub(crate) const TITLE_MAX: usize = 256;

/// Most statements on one page: more is no longer read, and no answer should carry more of one article.
const ENTRIES_MAX: usize = 8;
/// Most characters of a name, of a role and of a chain; articles hold none as long, hostile pages do.
const NAME_MAX: usize = 200;
/// Longest address of a link in the text; a longer one would eat the page's budget.
const LINK_MAX: usize = 600;

/// The page `index` of the card of `reading`; the last one where there are fewer.
pub(crate) fn sheet(reading: &Reading, index: usize, tongue: Tongue) -> Sheet {
    let pages = paginate(&reading.brief, tongue);
    let of = pages.len();
    let index = index.min(of - 1);
    let article = reading.brief.article();
    let title = match visible(&article.title).is_empty() {
        true => tongue.say("article-untitled"),
        false => escaped_within(&article.title, TITLE_MAX),
    };
    let text = &pages[index];
    let foot = foot(reading, &pages, index, tongue);
    let text = if text.markdown.is_empty() { foot } else { format!("{}\n\n{foot}", text.markdown) };
    let url = article.url.clone();
    Sheet { author: author(&reading.brief, tongue), title, url, text, index, of, ..Sheet::default() }
}

/// The statements that stand on a page of the card, in the order in which they stand there.
pub(crate) fn statements_on(brief: &Brief, index: usize, tongue: Tongue) -> Vec<Statement> {
    let pages = paginate(brief, tongue);
    let index = index.min(pages.len().saturating_sub(1));
    let before: usize = pages.iter().take(index).map(|page| page.entries).sum();
    let here = pages.get(index).map_or(0, |page| page.entries);
    let sections = brief.sections();
    let all = sections.iter().flat_map(|section| &section.entries);
    all.skip(before).take(here).map(|entry| entry.statement.clone()).collect()
}

/// The text of one page, and how many statements stand on it.
#[derive(Default)]
struct Text {
    markdown: String,
    entries: usize,
}

/// Room for the counts at the foot of a page, in UTF-16 units: every part of it at its longest, with counts of
/// five digits.
const FOOT_MAX: usize = 400;

/// Fills pages with whole entries. There is at least one page, and no page is over its limits.
fn paginate(brief: &Brief, tongue: Tongue) -> Vec<Text> {
    let mut pages = vec![Text::default()];
    for section in brief.sections() {
        let note = common_note(&section, tongue);
        let mut continued = false;
        for entry in &section.entries {
            let words = words(entry, note.is_none(), tongue);
            let head = heading(&section, note.as_deref(), continued, tongue);
            let page = pages.last_mut().expect("there is at least one page");
            let with = if page.entries == 0 {
                format!("{head}\n{words}")
            } else if continued {
                format!("\n{words}")
            } else {
                format!("\n\n{head}\n{words}")
            };
            if page.entries < ENTRIES_MAX
                && utf16_len(&page.markdown) + utf16_len(&with) + FOOT_MAX <= DESCRIPTION_MAX
            {
                page.markdown += &with;
                page.entries += 1;
            } else {
                pages.push(Text { markdown: format!("{head}\n{words}"), entries: 1 });
            }
            continued = true;
        }
    }
    pages
}

/// The speaker's line: name, role, whether unnamed, by way of whom; and what holds for all that follows.
pub(crate) fn heading(section: &Section<'_>, note: Option<&str>, continued: bool, tongue: Tongue) -> String {
    let name = section.name.map(|name| escaped_within(name, NAME_MAX)).filter(|name| !name.is_empty());
    let mut line = format!("**{}**", name.unwrap_or_else(|| tongue.say("speaker-unclear")));
    let role = section.role.map(str::to_owned);
    let unnamed = section.unnamed.then(|| tongue.say("speaker-unnamed"));
    for part in [role, unnamed, Some(relay(section, tongue))].into_iter().flatten() {
        let part = escaped_within(&part, NAME_MAX);
        if !part.is_empty() {
            line = format!("{line}, {part}");
        }
    }
    if let Some(note) = note.filter(|note| !note.is_empty()) {
        line += &format!(" — _{note}_");
    }
    if continued {
        line += &format!(" ({})", tongue.say("continued"));
    }
    line
}

/// The chain: by way of whom, and to whom.
fn relay(section: &Section<'_>, tongue: Tongue) -> String {
    let step = |passed: &Passed<'_>| match passed {
        Passed::By(name) => tongue.say_with("by-way-of", [("name", (*name).into())]),
        Passed::To(name) => tongue.say_with("told-to", [("name", (*name).into())]),
    };
    section.chain.iter().map(step).collect::<Vec<_>>().join(", ")
}

/// The note that all entries of a section share: said once, beside the speaker. None where they differ.
fn common_note(section: &Section<'_>, tongue: Tongue) -> Option<String> {
    let mut notes = section.entries.iter().map(|entry| note(entry, tongue));
    let first = notes.next()?;
    notes.all(|note| note == first).then_some(first)
}

/// That the words are a paraphrase, the act where it is not plain saying, and the outlet's verb where that carries a
/// judgment of its own.
fn note(entry: &Entry<'_>, tongue: Tongue) -> String {
    let act = entry.act().and_then(|act| match act {
        Act::Say => None,
        Act::Deny => Some(tongue.say("act-deny")),
        Act::Confirm => Some(tongue.say("act-confirm")),
        Act::Ask => Some(tongue.say("act-ask")),
        Act::Decline => Some(tongue.say("act-decline")),
        Act::Warn => Some(tongue.say("act-warn")),
        Act::Demand => Some(tongue.say("act-demand")),
        Act::Promise => Some(tongue.say("act-promise")),
        Act::Accuse => Some(tongue.say("act-accuse")),
    });
    let paraphrase = matches!(entry.shown, Shown::Paraphrase(_)).then(|| tongue.say("paraphrase"));
    let verb = entry.loaded_verb().map(|verb| tongue.say_with("outlets-verb", [("verb", verb.into())]));
    let parts: Vec<String> = [act, paraphrase, verb].into_iter().flatten().collect();
    escaped_within(&parts.join(" · "), NAME_MAX)
}

/// One statement: its words, the link to their place, and what holds for it alone.
pub(crate) fn words(entry: &Entry<'_>, with_note: bool, tongue: Tongue) -> String {
    let (quoted, text) = match &entry.shown {
        Shown::Quotation(text) => (true, visible(text)),
        Shown::Paraphrase(text) => (false, visible(text)),
    };
    let mut line = if quoted { "> ".to_owned() } else { String::new() };
    let excerpt = excerpt(&text, tongue.excerpt_words());
    let is_partial = !matches!(excerpt, Excerpt::Whole(_) | Excerpt::Nothing { .. });
    let shown = match excerpt {
        Excerpt::Whole(words) => Ok(escaped_within(words, usize::MAX)),
        Excerpt::First(words) => Ok(format!("{} …", escaped_within(words, usize::MAX))),
        Excerpt::Parts(parts, more) => {
            let parts: Vec<String> = parts.into_iter().map(|part| escaped_within(part, usize::MAX)).collect();
            Ok(format!("{}{}", parts.join(" … "), if more { " …" } else { "" }))
        }
        Excerpt::Nothing { words } => Err(words),
    };
    match shown {
        Ok(words) => line += &if quoted { format!("“{words}”") } else { words },
        Err(words) => {
            line += &format!("_{}_", tongue.say_with("too-long-to-cut", [("words", words.into())]));
        }
    }
    if let Some(link) = entry.link.as_deref().and_then(link_target) {
        line += &format!(" [↗](<{link}>)");
    }
    let partial = is_partial.then(|| tongue.say("partial"));
    let own = with_note.then(|| note(entry, tongue)).filter(|note| !note.is_empty());
    let day = entry.statement.said_on.map(|day| tongue.day(day));
    let beside: Vec<String> = [partial, own, day].into_iter().flatten().collect();
    if !beside.is_empty() {
        line += &format!(" — _{}_", beside.join(" · "));
    }
    line
}

/// An address as it may stand in `[↗](<…>)`; none where it is too long or no web address.
pub(crate) fn link_target(link: &str) -> Option<String> {
    if !(link.starts_with("https://") || link.starts_with("http://")) {
        return None;
    }
    let mut target = String::with_capacity(link.len());
    for c in link.chars() {
        match c {
            '(' => target += "%28",
            ')' => target += "%29",
            '<' => target += "%3C",
            '>' => target += "%3E",
            '\\' => target += "%5C",
            '|' => target += "%7C",
            '`' => target += "%60",
            c if c.is_whitespace() || c.is_control() => return None,
            c => target.push(c),
        }
    }
    (utf16_len(&target) <= LINK_MAX).then_some(target)
}

/// “Outlet (host), relaying Politico · published 10 April 2023”. The host is the real one: an outlet's name is
/// what the page claims.
fn author(brief: &Brief, tongue: Tongue) -> String {
    let article = brief.article();
    let host =
        article.url.as_ref().and_then(Url::host_str).map(|host| host.strip_prefix("www.").unwrap_or(host));
    let outlet =
        article.outlet.as_deref().map(|outlet| plain(outlet, 80)).filter(|outlet| !outlet.is_empty());
    let named = match (outlet, host.map(|host| plain(host, 100))) {
        (Some(outlet), Some(host)) if !outlet.eq_ignore_ascii_case(&host) => format!("{outlet} ({host})"),
        (_, Some(host)) => host,
        (Some(outlet), None) => outlet,
        (None, None) => tongue.say("text-without-address"),
    };
    let carrying = match (article.origin.as_deref(), relayed(brief)) {
        (Some(origin), _) => {
            format!(", {}", tongue.say_with("carrying", [("outlet", plain(origin, 40).into())]))
        }
        (None, Some(outlet)) => {
            format!(", {}", tongue.say_with("relaying", [("outlet", plain(outlet, 40).into())]))
        }
        (None, None) => String::new(),
    };
    let published = article
        .published
        .map(|at| format!(" · {}", tongue.say_with("published", [("day", tongue.day(at.day()).into())])));
    plain(&format!("{named}{carrying}{}", published.unwrap_or_default()), AUTHOR_MAX)
}

/// The outlet that at least half of the statements were made to: such an article is that outlet's news. A relayer that
/// ends in a common noun (“European officials”) is no outlet.
fn relayed(brief: &Brief) -> Option<&str> {
    let statements = brief.statements();
    let outlet = statements.iter().find_map(|statement| statement.via.last())?;
    let relayed = statements.iter().filter(|statement| statement.via.last() == Some(outlet)).count();
    let is_name = outlet.split_whitespace().next_back()?.starts_with(char::is_uppercase);
    (is_name && relayed >= 2 && relayed * 2 >= statements.len()).then_some(outlet)
}

/// The counts, and where the answer comes from.
fn foot(reading: &Reading, pages: &[Text], index: usize, tongue: Tongue) -> String {
    let Counts { statements, speakers, unnamed, direct } = reading.brief.counts();
    let withheld = reading.brief.withheld();
    let mut parts = Vec::new();
    if statements == 0 {
        parts.push(tongue.say("no-statements"));
    } else {
        parts.push(shown_of(pages, index, statements, tongue));
        parts.push(
            tongue.say_with("count-speakers", [("count", speakers.into()), ("unnamed", unnamed.into())]),
        );
        parts.push(tongue.say_with("count-direct", [("count", direct.into())]));
    }
    if withheld > 0 {
        parts.push(tongue.say_with("count-withheld", [("count", withheld.into())]));
    }
    if reading.corrected > 0 {
        parts.push(tongue.say_with("count-corrected", [("count", reading.corrected.into())]));
    }
    if reading.from_record {
        parts.push(tongue.say_with("from-record", [("when", relative(reading.read_at).into())]));
    }
    format!("_{}_", parts.join(" · "))
}

/// “14 statements”, or on a card of several pages “Statements 1–8 of 14”.
fn shown_of(pages: &[Text], index: usize, statements: usize, tongue: Tongue) -> String {
    if pages.len() == 1 {
        return tongue.say_with("count-statements", [("count", statements.into())]);
    }
    let before: usize = pages[..index].iter().map(|page| page.entries).sum();
    let (first, last) = (before + 1, before + pages[index].entries);
    let numbers = if first == last { first.to_string() } else { format!("{first}–{last}") };
    let values = [("numbers", numbers.into()), ("of", statements.into()), ("here", (last - before).into())];
    tongue.say_with("statements-of", values)
}

/// A time that each reader's Discord shows as “3 hours ago”.
pub(crate) fn relative(at: Timestamp) -> String {
    format!("<t:{}:R>", at.as_second())
}

#[cfg(test)]
mod tests;
