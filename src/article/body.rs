//! Which blocks are the story, and what kind each is.

use crate::features::{self, Claims};
use crate::hints::Hints;
use crate::page::{Block, Page};
use crate::tags::Kind;
use crate::words::{HashesMap, Words, fold};
use crate::{BlockKind, junk, phrases};

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
/// Sentences with quotation marks are what the reader of a story is here for, and seldom stand in what is none of it.
const LIKELY_QUOTING: f32 = 0.1;
/// A paragraph is sure from here, and one beside it may be doubted down to there.
const SURE: f32 = 0.5;
const DOUBTED: f32 = 0.1;
/// Where no running text is likely, what is at least this likely is taken.
const POSSIBLE: f32 = 0.12;

/// Picks the story's lines by the scores, less what is surely none of it.
pub(crate) fn pick(page: &Page<'_>, claims: &Claims, words: &Words, scores: &[f32]) -> Vec<Line> {
    let quotes = |at: usize| {
        let text = &page.blocks[at].text;
        ends_sentence(text)
            && !is_others(page, at)
            && (junk::is_quoting(text) || is_quotation_block(page, at))
    };
    let taken = |at: &usize| scores[*at] >= LIKELY || (scores[*at] >= LIKELY_QUOTING && quotes(*at));
    let long = |at: &usize| features::is_long(&page.blocks[*at]) && scores[*at] >= POSSIBLE;
    let all = 0..scores.len();
    // Below the headline where anything there may be the story.
    let headline = features::headline(page, words, &fold(&claims.title));
    let below = headline.map_or(all.clone(), |headline| headline..scores.len());
    let span = if below.clone().any(|at| long(&at)) { below } else { all };
    let mut likely: Vec<usize> = span.clone().filter(taken).collect();
    if !likely.iter().any(|at| features::is_long(&page.blocks[*at])) {
        likely = span.filter(long).collect();
    }
    adopt(page, scores, &mut likely);
    adopt_rows(page, scores, &mut likely);
    adopt_announced(page, scores, &mut likely);
    let kept = junk::sift(page, &claims.title, words, likely);
    roles(page, claims, &kept)
}

/// A sentence that the scorer doubts, beside a paragraph that it is sure of, in the same container and of the
/// same make, is the story's too: so no paragraph is lost out of the middle.
fn adopt(page: &Page<'_>, scores: &[f32], likely: &mut Vec<usize>) {
    // Blocks in wrappers of their own are siblings where the wrappers are.
    let family = |at: usize| {
        let own = &page.containers[page.blocks[at].container as usize];
        let outer = page.around(at).find(|(_, container)| container.last - container.first > 1);
        (outer.map_or(own.parent, |(outer, _)| outer), own.likeness[1])
    };
    let sure: Vec<usize> =
        likely.iter().copied().filter(|at| scores[*at] >= SURE && !is_heading(page, *at)).collect();
    let doubted = (0..scores.len()).filter(|at| (DOUBTED..LIKELY).contains(&scores[*at]));
    let adopted: Vec<usize> = doubted
        .filter(|at| {
            let block = &page.blocks[*at];
            let near = sure.partition_point(|other| other < at);
            let (before, after) = (near.checked_sub(1).and_then(|near| sure.get(near)), sure.get(near));
            let styled = block.italic_chars.max(block.bold_chars) * 10 >= block.chars * 9;
            // Text without an element of its own, right in what holds the paragraphs, is one of them.
            let loose = |other: usize| family(other).0 == block.container && block.chars >= 80;
            let beside = |other: Option<&usize>| {
                other.is_some_and(|other| {
                    other.abs_diff(*at) <= 2 && (family(*other) == family(*at) || loose(*other))
                })
            };
            let sentence = block.chars >= 25 && ends_sentence(&block.text) && !styled;
            let outer = &page.containers[page.containers[block.container as usize].parent as usize];
            let over = |after: &usize| (outer.first as usize..outer.last as usize).contains(after);
            let heading = page.is_heading(block)
                && after.is_some_and(|after| after - at <= 2)
                && (before.is_some_and(|before| at - before <= 3) || after.is_some_and(over))
                && !is_beside_story(page, *at);
            let lead = before.is_none()
                && block.chars >= 25
                && named_lead(page, *at)
                && after.is_some_and(|after| after - at <= 12);
            says_no_more(block) && ((sentence && (beside(before) || beside(after))) || heading || lead)
        })
        .collect();
    put_in(likely, adopted);
}

/// Whether a block is text of its own: no list of links, none of the phrases of a page's surroundings.
fn says_no_more(block: &Block) -> bool {
    block.link_chars * 4 < block.chars && phrases::topics(&block.text) == [0; phrases::TOPICS]
}

/// Puts more blocks among those that are likely the story's, in the order of the page and each once.
fn put_in(likely: &mut Vec<usize>, more: Vec<usize>) {
    likely.extend(more);
    likely.sort_unstable();
    likely.dedup();
}

/// A row or an item that the scorer doubts, in a table or a list of which it is sure elsewhere, is the story's too.
fn adopt_rows(page: &Page<'_>, scores: &[f32], likely: &mut Vec<usize>) {
    let holder = |at: usize| {
        let holder = page.around(at).take(4).find(|(_, container)| {
            matches!(container.kind, Kind::List | Kind::Table)
                && (container.last - container.first) as usize >= ROWS_MIN
        });
        holder.filter(|_| !is_beside_story(page, at)).map(|(index, _)| index)
    };
    let mut sure: HashesMap<u32> = HashesMap::default();
    for at in likely.iter().filter(|at| scores[**at] >= SURE) {
        if let Some(holder) = holder(*at) {
            *sure.entry(u64::from(holder)).or_default() += 1;
        }
    }
    let doubted = (0..scores.len()).filter(|at| (DOUBTED..LIKELY).contains(&scores[*at]));
    let rows = doubted.filter(|at| {
        says_no_more(&page.blocks[*at])
            && holder(*at).is_some_and(|holder| sure.contains_key(&u64::from(holder)))
    });
    let rows = rows.collect();
    put_in(likely, rows);
}

/// A list that the scorer doubts, announced by a line that ends in a colon and with a sure line behind it, is the
/// story's too, and so is the line that announces it.
fn adopt_announced(page: &Page<'_>, scores: &[f32], likely: &mut Vec<usize>) {
    let list = |at: usize| {
        page.around(at).take(3).find(|(_, container)| container.kind == Kind::List).map(|(index, _)| index)
    };
    let sure = |at: usize| likely.binary_search(&at).is_ok() && scores[at] >= SURE;
    let mut announced = Vec::new();
    for at in (1..scores.len().saturating_sub(1)).filter(|at| scores[*at] >= DOUBTED) {
        let (Some(items), true) = (list(at + 1), page.blocks[at].text.ends_with(':')) else { continue };
        let container = &page.containers[items as usize];
        let (first, last) = (container.first as usize, container.last as usize);
        let doubted = |item: usize| scores[item] >= DOUBTED && says_no_more(&page.blocks[item]);
        let framed = (at.saturating_sub(2)..=at).any(sure);
        if first == at + 1
            && framed
            && last < scores.len()
            && sure(last)
            && (first..last).all(doubted)
            && !is_beside_story(page, first)
        {
            announced.extend(at..last);
        }
    }
    put_in(likely, announced);
}

/// Rows or items that a table or a list has at least.
const ROWS_MIN: usize = 3;

/// Whether a block stands in a quotation block that is no embedded post.
fn is_quotation_block(page: &Page<'_>, block: usize) -> bool {
    let quote = page.around(block).take(4).find(|(_, container)| container.kind == Kind::Quote);
    quote.is_some() && !page.around(block).take(5).any(|(_, container)| container.hints.has(Hints::EMBED))
}

/// Whether a block stands among what others wrote: teasers of other stories, comments, advertisements.
fn is_others(page: &Page<'_>, block: usize) -> bool {
    let others = Hints::RELATED | Hints::COMMENT | Hints::AD | Hints::OFFER | Hints::CAPTION;
    page.around(block).take(4).any(|(_, container)| {
        matches!(container.kind, Kind::Aside | Kind::Footer) || container.hints.has(others)
    })
}

/// Whether a block stands in a box beside the story.
fn is_beside_story(page: &Page<'_>, block: usize) -> bool {
    let beside = Hints::RELATED | Hints::OFFER | Hints::AD | Hints::NAV | Hints::COMMENT | Hints::BOX;
    page.around(block)
        .take(3)
        .any(|(_, container)| container.kind == Kind::Aside || container.hints.has(beside))
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
