//! Which blocks are the story, and what kind each is.

use std::collections::HashSet;

use crate::features::{self, Claims, fold};
use crate::hints::Hints;
use crate::page::Page;
use crate::tags::Kind;
use crate::{BlockKind, phrases};

/// A line of the story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The block that it is.
    pub(crate) block: usize,
    pub(crate) role: Role,
}

/// What a line of the story is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Standfirst,
    Heading,
    Paragraph(BlockKind),
}

/// A block is the story's where the scorer gives it at least this.
const LIKELY: f32 = 0.5;

/// Picks the story's lines by the scores, less what is surely none of it.
pub(crate) fn pick(page: &Page<'_>, claims: &Claims, scores: &[f32]) -> Vec<Line> {
    let mut picked: Vec<usize> = (0..scores.len()).filter(|at| scores[*at] >= LIKELY).collect();
    let hidden = hidden_share(page, &picked);
    picked.retain(|at| !never(page, *at, hidden > 0.5));
    let folded: Vec<Vec<u64>> = picked.iter().map(|at| fold(&page.blocks[*at].text)).collect();
    let title = fold(&claims.title);
    let mut keep: Vec<bool> = vec![true; picked.len()];
    let mut seen: HashSet<&[u64]> = HashSet::new();
    for (at, words) in folded.iter().enumerate() {
        let repeats = words.len() > 3 && !seen.insert(words);
        keep[at] = !repeats && (words != &title || words.len() < 2);
    }
    drop_pull_quotes(page, &picked, &folded, &mut keep);
    let kept: Vec<usize> = picked.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(at, _)| *at).collect();
    roles(page, claims, &kept)
}

/// What no scorer may take: captions, hidden text.
fn never(page: &Page<'_>, block: usize, hidden_is_shown: bool) -> bool {
    let mut hints = page.blocks[block].hints;
    for (_, container) in page.around(block) {
        if matches!(container.kind, Kind::Caption | Kind::Nav) {
            return true;
        }
        hints |= container.hints;
    }
    !hidden_is_shown && hints.has(Hints::HIDDEN)
}

/// The share of the picked text that stands in hidden elements: where it is most of it, hiding is done by a
/// script that never ran here, and means nothing.
fn hidden_share(page: &Page<'_>, picked: &[usize]) -> f32 {
    let (mut hidden, mut all) = (0.0, 1.0);
    for at in picked {
        let chars = page.blocks[*at].chars as f32;
        all += chars;
        if page.around(*at).any(|(_, container)| container.hints.has(Hints::HIDDEN)) {
            hidden += chars;
        }
    }
    hidden / all
}

/// A quotation set apart that repeats what another paragraph says is a pull quote.
fn drop_pull_quotes(page: &Page<'_>, picked: &[usize], folded: &[Vec<u64>], keep: &mut [bool]) {
    for at in 0..picked.len() {
        let words = &folded[at];
        if !keep[at] || words.len() < 4 || words.len() > 80 {
            continue;
        }
        let near = at.saturating_sub(40)..(at + 41).min(picked.len());
        let repeated = near.clone().any(|other| {
            other != at
                && keep[other]
                && folded[other].len() > words.len()
                && folded[other].windows(words.len()).any(|window| window == words)
        });
        let paragraph = page.containers[page.blocks[picked[at]].container as usize].kind == Kind::Paragraph;
        let apart = page.around(picked[at]).take(4).any(|(_, container)| {
            container.kind == Kind::Quote || container.kind == Kind::Aside || container.hints.has(Hints::PULL)
        });
        if repeated && (apart || !paragraph || words.len() > 6) {
            keep[at] = false;
        }
    }
}

/// Says what each kept block is.
fn roles(page: &Page<'_>, claims: &Claims, kept: &[usize]) -> Vec<Line> {
    let description = fold(&claims.description);
    let interview = is_interview(page, kept);
    let first_text = kept.iter().position(|at| is_body_text(page, *at)).unwrap_or(0);
    let body = common_container(page, &kept[first_text.min(kept.len())..]);
    kept.iter()
        .enumerate()
        .map(|(order, at)| {
            let role = if is_heading(page, *at) {
                Role::Heading
            } else if order <= first_text.max(2) && is_standfirst(page, *at, &description, body) {
                Role::Standfirst
            } else {
                Role::Paragraph(kind(page, *at, interview))
            };
            Line { block: *at, role }
        })
        .collect()
}

fn is_heading(page: &Page<'_>, block: usize) -> bool {
    let text = &page.blocks[block].text;
    page.around(block).take(3).any(|(_, container)| container.kind.is_heading())
        || page.containers[page.blocks[block].container as usize].kind == Kind::Term
        || (page.blocks[block].hints.has(Hints::TITLE) && !ends_sentence(text))
        || is_bold_heading(page, block)
}

/// A short line, all bold, without a sentence's end, that is no speaker's name.
fn is_bold_heading(page: &Page<'_>, block: usize) -> bool {
    let block = &page.blocks[block];
    block.bold_chars * 10 >= block.chars * 9
        && block.chars < 70
        && !ends_sentence(&block.text)
        && !block.text.ends_with(':')
        && block.text.split(' ').count() < 12
}

pub(crate) fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end_matches(['"', '”', '“', '»', '\'', '’', '‘', ')', ']', '*']);
    bare.ends_with(['.', '!', '?', '…', '。', '؟', '।', '？', '！'])
}

/// Running text in a paragraph's element, not a standfirst by its class.
fn is_body_text(page: &Page<'_>, block: usize) -> bool {
    features::is_long(&page.blocks[block]) && !named_lead(page, block) && !is_heading(page, block)
}

fn named_lead(page: &Page<'_>, block: usize) -> bool {
    let own = page.blocks[block].hints;
    let near = page.around(block).take(2).fold(own, |hints, (_, container)| hints | container.hints);
    near.has(Hints::LEAD) && !near.has(Hints::BODY)
}

/// The innermost container that holds most of the blocks.
fn common_container(page: &Page<'_>, blocks: &[usize]) -> Option<(usize, usize)> {
    let middle = *blocks.get(blocks.len() / 2)?;
    page.around(middle).find_map(|(_, container)| {
        let (first, last) = (container.first as usize, container.last as usize);
        let inside = blocks.iter().filter(|at| (first..last).contains(*at)).count();
        (inside * 10 >= blocks.len() * 7).then_some((first, last))
    })
}

/// A summary before the text: named so, or the page's description standing outside the body's container.
fn is_standfirst(page: &Page<'_>, block: usize, description: &[u64], body: Option<(usize, usize)>) -> bool {
    let outside = body.is_some_and(|(first, last)| !(first..last).contains(&block));
    let words = fold(&page.blocks[block].text);
    let described = words.len() > 4 && {
        let met = words.iter().filter(|word| description.contains(word)).count();
        met * 10 >= words.len() * 8 && met * 10 >= description.len() * 6
    };
    let in_header = page.around(block).any(|(_, container)| container.kind == Kind::Header);
    named_lead(page, block)
        || in_header
        || (described && outside)
        || outside && !is_dateline(&page.blocks[block].text)
}

/// `NORTHBANK -- The leader …`: a story's first paragraph.
fn is_dateline(text: &str) -> bool {
    let head: String = text.chars().take(60).collect();
    head.split_once(['—', '–']).is_some_and(|(place, _)| place.chars().take(3).all(char::is_uppercase))
}

fn kind(page: &Page<'_>, block: usize, interview: bool) -> BlockKind {
    let mut live = false;
    let mut found = None;
    for (_, container) in page.around(block) {
        match container.kind {
            Kind::Quote => found = found.or(Some(BlockKind::QuoteBlock)),
            Kind::Item => found = found.or(Some(BlockKind::ListItem)),
            _ => {}
        }
        live |= container.hints.has(Hints::LIVE);
    }
    if live {
        return BlockKind::LiveEntry;
    }
    if interview && is_turn(page, block) {
        return BlockKind::InterviewLine;
    }
    found.unwrap_or(BlockKind::Paragraph)
}

/// A speaker's name or initials before a colon, in bold or in capitals; or a question all in bold.
fn is_turn(page: &Page<'_>, block: usize) -> bool {
    let block = &page.blocks[block];
    let label = block.text.split_once(':').map(|(label, _)| label);
    let names = label.is_some_and(|label| {
        let chars = label.chars().count();
        let capitals = label.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        chars <= 40
            && label.split(' ').count() <= 5
            && (capitals || block.bold_start as usize >= chars.saturating_sub(3))
    });
    let question = block.bold_chars * 10 >= block.chars * 9 && block.text.ends_with('?');
    names || question
}

fn is_interview(page: &Page<'_>, kept: &[usize]) -> bool {
    let turns = kept.iter().filter(|at| is_turn(page, **at)).count();
    turns >= 3 && turns * 5 >= kept.len()
}

/// Lines at the end or between that a phrase list knows as none of the story: calls to support, credits.
pub(crate) fn is_notice(page: &Page<'_>, block: usize) -> bool {
    let block = &page.blocks[block];
    if block.chars > 260 {
        return false;
    }
    let topics = phrases::topics(&block.text.to_lowercase());
    let whole = |chars: u32| chars * 10 >= block.chars * 9;
    let styled = whole(block.bold_chars) || whole(block.italic_chars) || whole(block.link_chars);
    (topics[phrases::Topic::Offer as usize] > 0 && styled)
        || (topics[phrases::Topic::Read as usize] > 0 && block.links > 0 && styled)
}
