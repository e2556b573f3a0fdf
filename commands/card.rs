//! A brief laid out as the pages of a card: pure text in Discord's markdown, every page within Discord's limits.
//!
//! Speakers stand in the order in which the page first has them, as in the terminal: it is the outlet's own
//! weighing, it never changes from one page of the card to the next, and no kind of speaker is put first.

use jiff::Timestamp;
use sayso_newsroom::{Brief, Counts, Entry, Reading, Section, Shown};
use url::Url;

use crate::excerpt::{Excerpt, excerpt};
use crate::plain::{escaped_within, plain, utf16_len, visible};

/// Most characters of an embed's author line, title and description, in UTF-16 units
/// (<https://discord.com/developers/docs/resources/message#embed-object-embed-limits>). Their sum stays under
/// the 6000 that all embeds of a message may have together.
pub(crate) const AUTHOR_MAX: usize = 256;
/// See [`AUTHOR_MAX`].
pub(crate) const TITLE_MAX: usize = 256;
/// See [`AUTHOR_MAX`].
pub(crate) const DESCRIPTION_MAX: usize = 4096;

/// Most statements on one page: more is no longer read, and no answer should carry more of one article.
const ENTRIES_MAX: usize = 8;
/// Most characters of a name, of a role and of a chain; articles hold none as long, hostile pages do.
const NAME_MAX: usize = 200;
/// Longest address of a link in the text; a longer one would eat the page's budget.
const LINK_MAX: usize = 600;

/// One page of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    /// Outlet, real host and date, without markdown.
    pub(crate) author: String,
    /// The headline, with markdown escaped.
    pub(crate) title: String,
    /// The address of the article.
    pub(crate) url: Option<Url>,
    /// Speakers and what they said, then the counts, in markdown.
    pub(crate) description: String,
    /// Which page this is, from 0.
    pub(crate) index: usize,
    /// How many pages there are; at least one.
    pub(crate) of: usize,
}

/// The page `index` of the card of `reading`; the last one where there are fewer.
pub(crate) fn page(reading: &Reading, index: usize) -> Page {
    let pages = paginate(&reading.brief);
    let of = pages.len();
    let index = index.min(of - 1);
    let article = reading.brief.article();
    let title = match visible(&article.title).is_empty() {
        true => "Article without a title".to_owned(),
        false => escaped_within(&article.title, TITLE_MAX),
    };
    let text = &pages[index];
    let foot = foot(reading, &pages, index);
    let description = if text.markdown.is_empty() { foot } else { format!("{}\n\n{foot}", text.markdown) };
    Page { author: author(&reading.brief), title, url: article.url.clone(), description, index, of }
}

/// The text of one page, and how many statements stand on it.
#[derive(Default)]
struct Text {
    markdown: String,
    entries: usize,
}

/// Room for the counts at the foot of a page, in UTF-16 units: every part of it at its longest, with counts of
/// five digits.
const FOOT_MAX: usize = 320;

/// Fills pages with whole entries. There is at least one page, and no page is over its limits.
fn paginate(brief: &Brief) -> Vec<Text> {
    let mut pages = vec![Text::default()];
    for section in brief.sections() {
        let note = common_note(&section);
        let mut continued = false;
        for entry in &section.entries {
            let words = words(entry, note.is_none());
            let head = heading(&section, note.as_deref(), continued);
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
fn heading(section: &Section<'_>, note: Option<&str>, continued: bool) -> String {
    let name = section.name.map(|name| escaped_within(name, NAME_MAX)).filter(|name| !name.is_empty());
    let mut line = format!("**{}**", name.as_deref().unwrap_or("Speaker unclear"));
    let unnamed = section.unnamed.then_some("unnamed");
    for part in [section.role, unnamed, Some(section.relay.as_str())].into_iter().flatten() {
        let part = escaped_within(part, NAME_MAX);
        if !part.is_empty() {
            line = format!("{line}, {part}");
        }
    }
    if let Some(note) = note.filter(|note| !note.is_empty()) {
        line += &format!(" — _{note}_");
    }
    if continued {
        line += " (continued)";
    }
    line
}

/// The note that all entries of a section share: said once, beside the speaker. None where they differ.
fn common_note(section: &Section<'_>) -> Option<String> {
    let mut notes = section.entries.iter().map(note);
    let first = notes.next()?;
    notes.all(|note| note == first).then_some(first)
}

fn note(entry: &Entry<'_>) -> String {
    entry.note().map(|note| escaped_within(&note, NAME_MAX)).unwrap_or_default()
}

/// One statement: its words, the link to their place, and what holds for it alone.
fn words(entry: &Entry<'_>, with_note: bool) -> String {
    let (quoted, text) = match &entry.shown {
        Shown::Quotation(text) => (true, visible(text)),
        Shown::Paraphrase(text) => (false, visible(text)),
    };
    let mut line = if quoted { "> ".to_owned() } else { String::new() };
    let excerpt = excerpt(&text);
    match excerpt {
        Excerpt::Whole(words) | Excerpt::First(words) => {
            let words = escaped_within(words, usize::MAX);
            let cut = if matches!(excerpt, Excerpt::First(_)) { " …" } else { "" };
            line += &if quoted { format!("“{words}{cut}”") } else { format!("{words}{cut}") };
        }
        Excerpt::Nothing { words } => {
            line += &format!(
                "_{words} words in one sentence, too long to show whole, and a cut could change the sense_"
            );
        }
    }
    if let Some(link) = entry.link.as_deref().and_then(link_target) {
        line += &format!(" [↗](<{link}>)");
    }
    let partial = matches!(excerpt, Excerpt::First(_)).then(|| "partial".to_owned());
    let own = with_note.then(|| note(entry)).filter(|note| !note.is_empty());
    let day = entry.statement.said_on.map(|day| day.strftime("%-d %B %Y").to_string());
    let beside: Vec<String> = [partial, own, day].into_iter().flatten().collect();
    if !beside.is_empty() {
        line += &format!(" — _{}_", beside.join(" · "));
    }
    line
}

/// An address as it may stand in `[↗](<…>)`; none where it is too long or no web address.
fn link_target(link: &str) -> Option<String> {
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
fn author(brief: &Brief) -> String {
    let article = brief.article();
    let host =
        article.url.as_ref().and_then(Url::host_str).map(|host| host.strip_prefix("www.").unwrap_or(host));
    let outlet =
        article.outlet.as_deref().map(|outlet| plain(outlet, 80)).filter(|outlet| !outlet.is_empty());
    let named = match (outlet, host.map(|host| plain(host, 100))) {
        (Some(outlet), Some(host)) if !outlet.eq_ignore_ascii_case(&host) => format!("{outlet} ({host})"),
        (_, Some(host)) => host,
        (Some(outlet), None) => outlet,
        (None, None) => "Text without an address".to_owned(),
    };
    let carrying = match (article.origin.as_deref(), relayed(brief)) {
        (Some(origin), _) => format!(", carrying {}", plain(origin, 40)),
        (None, Some(outlet)) => format!(", relaying {}", plain(outlet, 40)),
        (None, None) => String::new(),
    };
    let published = article.published.map(|at| format!(" · published {}", at.day().strftime("%-d %B %Y")));
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
fn foot(reading: &Reading, pages: &[Text], index: usize) -> String {
    let Counts { statements, speakers, unnamed, direct } = reading.brief.counts();
    let withheld = reading.brief.withheld();
    let mut parts = Vec::new();
    if statements == 0 {
        parts.push("No statements found, nobody is reported to have said anything here".to_owned());
    } else {
        parts.push(shown_of(pages, index, statements));
        parts.push(format!("{}, {unnamed} unnamed", counted(speakers, "speaker")));
        parts.push(counted(direct, "direct quotation"));
    }
    if withheld > 0 {
        parts.push(format!(
            "{} withheld because the words do not stand on the page",
            counted(withheld, "statement")
        ));
    }
    if reading.from_record {
        parts.push(format!("from the record, read {}", relative(reading.read_at)));
    }
    format!("_{}_", parts.join(" · "))
}

/// “14 statements”, or on a card of several pages “Statements 1–8 of 14”.
fn shown_of(pages: &[Text], index: usize, statements: usize) -> String {
    if pages.len() == 1 {
        return counted(statements, "statement");
    }
    let before: usize = pages[..index].iter().map(|page| page.entries).sum();
    match pages[index].entries {
        1 => format!("Statement {} of {statements}", before + 1),
        here => format!("Statements {}–{} of {statements}", before + 1, before + here),
    }
}

/// A time that each reader's Discord shows as “3 hours ago”.
fn relative(at: Timestamp) -> String {
    format!("<t:{}:R>", at.as_second())
}

fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

#[cfg(test)]
mod tests;
