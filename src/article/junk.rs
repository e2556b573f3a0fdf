//! What is surely none of the story, whatever the scorer thinks: captions, hidden text, repeats, pull quotes,
//! bylines, labelled advertisements, notices.

use std::collections::HashSet;

use crate::features;
use crate::hints::Hints;
use crate::metadata;
use crate::page::{Container, Page};
use crate::phrases::{self, Topic};
use crate::tags::Kind;
use crate::words::{self, HashesMap, HashesSet, Words, fold, holds};

/// Lines at the end among which credits stand.
const LAST_LINES: usize = 5;
/// Blocks of a labelled advertisement at most, with its label.
const AD_BLOCKS_MAX: usize = 6;
/// Of the likely text boxes may hold this share at most and still be no part of the story: a speech in full may be
/// longer than the report of it.
const FOREIGN_SHARE_MAX: f32 = 0.8;
/// Blocks before and after in which a pull quote's source is looked for.
const NEAR: usize = 25;

/// Drops from the likely blocks what is surely junk.
pub(crate) fn sift(page: &Page<'_>, title: &str, words: &Words, mut likely: Vec<usize>) -> Vec<usize> {
    let hidden = share(page, &likely, Hints::HIDDEN);
    let advertised = advertised(page, &likely);
    likely.retain(|at| !never(page, *at, hidden > 0.5) && !advertised[*at]);
    // Where hardly anything stands outside of the boxes, their name means nothing.
    if share(page, &likely, Hints::FOREIGN) < FOREIGN_SHARE_MAX {
        likely.retain(|at| !page.around(*at).any(|(_, container)| container.hints.has(Hints::FOREIGN)));
    }
    drop_comments(page, &mut likely);
    let folded: Vec<&[u64]> = likely.iter().map(|at| words.get(*at)).collect();
    let title = fold(title);
    let is_form = is_form(&folded);
    let mut keep: Vec<bool> = vec![true; likely.len()];
    let mut seen = HashesSet::default();
    for (at, words) in folded.iter().enumerate() {
        let repeats = words.len() > 3
            && !seen.insert(words::whole(words))
            && !(is_form && words.len() <= FORM_WORDS_MAX);
        let says = says_something(&page.blocks[likely[at]].text);
        keep[at] = says && !repeats && (*words != title || words.len() < 2);
    }
    drop_pull_quotes(page, &likely, &folded, &mut keep);
    let first_text = likely.iter().position(|at| features::is_long(&page.blocks[*at])).unwrap_or(0);
    let headline = headline(words, &title, likely.get(first_text).copied().unwrap_or(0));
    let last_lines = likely.len().saturating_sub(LAST_LINES).max(first_text + 1);
    let kept = likely.iter().enumerate().filter(|(order, at)| {
        let before_text = *order <= first_text + 1;
        keep[*order]
            && !(*order >= last_lines && is_credit(page, **at))
            && headline.is_none_or(|headline| **at > headline)
            && !is_notice(page, **at)
            && !(before_text && is_byline(&page.blocks[**at].text))
    });
    kept.map(|(_, at)| *at).collect()
}

/// Readers' comments come after what they comment on: a container of comments with the story before it goes. One that
/// holds the story from its start is only named so.
fn drop_comments(page: &Page<'_>, likely: &mut Vec<usize>) {
    let Some(first) = likely.iter().copied().find(|at| features::is_long(&page.blocks[*at])) else { return };
    likely.retain(|at| {
        !page.around(*at).any(|(_, container)| {
            container.hints.has(Hints::COMMENT)
                && container.kind != Kind::Paragraph
                && container.first as usize > first
        })
    });
}

/// Whether lines come again and again: the questions to each of many people, the courses of each day. Of a page that
/// says all twice each line comes but twice.
fn is_form(lines: &[&[u64]]) -> bool {
    let mut counts: HashesMap<u32> = HashesMap::default();
    for words in lines.iter().filter(|words| words.len() > 3) {
        *counts.entry(words::whole(words)).or_default() += 1;
    }
    counts.values().filter(|count| **count > 2).count() >= FORM_LINES_MIN
}

/// Lines that come more than twice, in a text that is a form, at least.
const FORM_LINES_MIN: usize = 3;
/// A longer line that comes again, in words, is a copy.
const FORM_WORDS_MAX: usize = 40;

/// `* * *` and `09:15 Ada Quill` say nothing.
fn says_something(text: &str) -> bool {
    let bytes = text.as_bytes();
    let clock =
        bytes.len() >= 5 && bytes[0].is_ascii_digit() && bytes[1].is_ascii_digit() && bytes[2] == b':';
    let stamp = clock && text.split(' ').count() <= 5 && !crate::body::ends_sentence(text);
    text.chars().any(char::is_alphabetic) && !stamp
}

/// The last block before the text that is the headline: nothing above it is the story's.
fn headline(words: &Words, title: &[u64], first_text: usize) -> Option<usize> {
    (first_text.saturating_sub(20)..first_text).rev().find(|at| {
        let words = words.get(*at);
        words.len() >= 3 && words.len() * 2 >= title.len() && holds(title, words)
    })
}

/// What no scorer may take: captions, navigation, hidden text.
pub(crate) fn never(page: &Page<'_>, block: usize, hidden_is_shown: bool) -> bool {
    let mut hints = page.blocks[block].hints;
    for (_, container) in page.around(block) {
        if matches!(container.kind, Kind::Caption | Kind::Nav) {
            return true;
        }
        hints |= container.hints;
    }
    !hidden_is_shown && hints.has(Hints::HIDDEN)
}

/// The share of the likely text that stands in elements with a hint. Where most of it is hidden, hiding is done by
/// a script that never ran here, and means nothing.
fn share(page: &Page<'_>, likely: &[usize], hint: Hints) -> f32 {
    let (mut hinted, mut all) = (0.0, 1.0);
    for at in likely {
        let chars = page.blocks[*at].chars as f32;
        all += chars;
        if page.around(*at).any(|(_, container)| container.hints.has(hint)) {
            hinted += chars;
        }
    }
    hinted / all
}

/// Blocks of small containers that begin with the label of an advertisement, in and round the likely story.
fn advertised(page: &Page<'_>, likely: &[usize]) -> Vec<bool> {
    let mut advertised = vec![false; page.blocks.len()];
    let (Some(first), Some(last)) = (likely.first(), likely.last()) else { return advertised };
    for at in first.saturating_sub(AD_BLOCKS_MAX)..=*last {
        let block = &page.blocks[at];
        if block.chars > 20 || !is_ad_label(&block.text) {
            continue;
        }
        // The innermost container with more than the label, where the label comes first and little follows.
        let around = page.around(at).find(|(_, container)| container.last - container.first > 1);
        if let Some((_, container)) = around
            && container.first as usize == at
            && (container.last - container.first) as usize <= AD_BLOCKS_MAX
        {
            advertised[at..container.last as usize].fill(true);
        }
    }
    advertised
}

fn is_ad_label(text: &str) -> bool {
    let label = text.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    const LABELS: [&str; 14] = [
        "advertisement",
        "advertising",
        "ad",
        "anzeige",
        "werbung",
        "реклама",
        "publicidad",
        "publicité",
        "pubblicità",
        "reklama",
        "reklam",
        "advertentie",
        "annonse",
        "sponsored",
    ];
    LABELS.contains(&label.as_str())
}

/// A quotation set apart that repeats what another paragraph says is a pull quote; it goes with the name below it.
fn drop_pull_quotes(page: &Page<'_>, likely: &[usize], folded: &[&[u64]], keep: &mut [bool]) {
    let reach = if likely.len() < 2_000 { NEAR } else { NEAR / 5 };
    // A line made of several others is their summary: they are not pulled out of it. Asked once of each line.
    let mut summaries: Vec<Option<bool>> = vec![None; likely.len()];
    let mut is_summary = |line: usize| {
        *summaries[line].get_or_insert_with(|| {
            let near = line.saturating_sub(reach)..(line + reach + 1).min(likely.len());
            let held = near.filter(|other| {
                *other != line && folded[*other].len() > 6 && holds(folded[line], folded[*other])
            });
            held.take(2).count() > 1
        })
    };
    for at in 0..likely.len() {
        let words = folded[at];
        if !keep[at] || words.len() < 4 || words.len() > 80 {
            continue;
        }
        let paragraph = page.containers[page.blocks[likely[at]].container as usize].kind == Kind::Paragraph;
        let apart = page.around(likely[at]).take(4).find(|(_, container)| is_set_apart(container));
        if apart.is_none() && paragraph && words.len() <= 6 {
            continue;
        }
        let near = at.saturating_sub(reach)..(at + reach + 1).min(likely.len());
        let repeated = near.clone().any(|other| {
            let longer = other != at && keep[other] && folded[other].len() > words.len();
            longer
                && ((holds(folded[other], words) && (apart.is_some() || !is_summary(other)))
                    || (apart.is_some() && overlap(folded[other], words) > 0.75))
        });
        if repeated {
            keep[at] = false;
            let container = apart.map_or(page.blocks[likely[at]].container, |(index, _)| index);
            for other in near.filter(|other| folded[*other].len() <= 12) {
                if page.around(likely[other]).any(|(index, _)| index == container) {
                    keep[other] = false;
                }
            }
        }
    }
}

/// Quotation blocks, asides and pull quotes by name; cells and figures only where they hold little else.
fn is_set_apart(container: &Container) -> bool {
    let small = container.last - container.first <= 4;
    matches!(container.kind, Kind::Quote | Kind::Aside)
        || container.hints.has(Hints::PULL)
        || (small && matches!(container.kind, Kind::Cell | Kind::Figure))
}

/// The share of the pairs of neighbouring words that are met in another text.
fn overlap(words: &[u64], part: &[u64]) -> f32 {
    let known: HashSet<(u64, u64)> = words.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let met = part.windows(2).filter(|pair| known.contains(&(pair[0], pair[1]))).count();
    met as f32 / (part.len() - 1).max(1) as f32
}

/// How lines at a story's end begin or what they hold that credit, correct or ask; lower case.
const CREDITS: [&str; 44] = [
    "contributed to this",
    "contributed reporting",
    "contributed from",
    " contributed.",
    "reporting by ",
    "editing by ",
    "additional reporting",
    "with reporting from",
    "writing by ",
    "edited for length",
    "edited and condensed",
    "has been edited",
    "do you have a story",
    "got a tip",
    "get in touch",
    "email us",
    "e-mail us",
    "correction:",
    "clarification:",
    "an earlier version",
    "a previous version",
    "was first published",
    "originally published",
    "originally appeared",
    "affiliate links",
    "hinweis der redaktion",
    "anmerkung der redaktion",
    "in einer früheren",
    "korrektur:",
    "mit material von",
    "mit informationen der",
    "übersetzung:",
    "quellen:",
    "quelle:",
    "sendung:",
    "hat ihnen dieser artikel",
    "unterstützen sie uns",
    "unterstützen sie unsere",
    "виправлення:",
    "исправление:",
    "en una versión anterior",
    "dans une version précédente",
    "follow us on",
    "join our",
];

/// A credit, a correction or an appeal at the story's end; a line that quotes someone is none.
fn is_credit(page: &Page<'_>, block: usize) -> bool {
    let block = &page.blocks[block];
    if block.chars > 400 || is_quoting(&block.text) {
        return false;
    }
    let lower = block.text.to_lowercase();
    CREDITS.iter().any(|credit| lower.contains(credit))
}

/// “By Ada Quill, Staff Writer”, above the text.
fn is_byline(text: &str) -> bool {
    text.chars().count() < 160 && metadata::is_byline(text)
}

/// Rights, calls to subscribe or to read something else that are all link, all bold or all italic.
fn is_notice(page: &Page<'_>, block: usize) -> bool {
    let block = &page.blocks[block];
    if block.chars > 260 {
        return false;
    }
    let lower = block.text.to_lowercase();
    if ["copyright ", "©", "(c) 20", "all rights reserved"].iter().any(|opening| lower.starts_with(opening))
    {
        return true;
    }
    let topics = phrases::topics(&block.text);
    let has = |topic: Topic| topics[topic as usize] > 0;
    let whole = |chars: u32| chars * 10 >= block.chars * 9;
    let linked = whole(block.link_chars);
    // A quotation all in italics is no call to do anything.
    let styled = (whole(block.bold_chars) || whole(block.italic_chars)) && !is_quoting(&block.text);
    // A line that is nothing but a link leads away from the story; so does “Read more: …” with a link after it.
    let leads_away =
        linked && block.chars > 20 && !crate::body::ends_sentence(&block.text) && !page.is_heading(block);
    let read_more = has(Topic::Read) && block.links > 0 && (styled || block.link_chars * 2 >= block.chars);
    leads_away || read_more || ((styled || linked) && has(Topic::Offer))
}

/// Whether a text holds quotation marks.
pub(crate) fn is_quoting(text: &str) -> bool {
    text.contains(['“', '”', '„', '«', '»', '"', '「', '『'])
}
