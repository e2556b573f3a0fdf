//! Which blocks are the story, and what kind each is.

use crate::features::{self, Claims, fold};
use crate::hints::Hints;
use crate::page::Page;
use crate::tags::Kind;
use crate::{BlockKind, junk};

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
    let likely = (0..scores.len()).filter(|at| scores[*at] >= LIKELY).collect();
    let kept = junk::sift(page, &claims.title, likely);
    roles(page, claims, &kept)
}

/// All text of a page that is nothing but a story: paragraphs, list items and headings, no captions.
pub(crate) fn pick_all(page: &Page<'_>) -> Vec<Line> {
    let picked: Vec<usize> = (0..page.blocks.len())
        .filter(|at| !junk::never(page, *at, false))
        .filter(|at| !page.around(*at).any(|(_, container)| container.hints.has(Hints::CAPTION)))
        .collect();
    roles(page, &Claims::default(), &picked)
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
