//! What is measured of each block, for the scorer: its text, its element, its containers, its neighbours.

use crate::hints::Hints;
use crate::page::{Block, Page};
use crate::phrases;
use crate::tags::Kind;
use crate::words::{self, HashesMap, Words};

/// Numbers that describe blocks.
type Row = Vec<f32>;

/// Distance where nothing is found.
pub(crate) const FAR: f32 = 20.0;

/// Where in a row the distances to hints stand: after the text's features and those of the elements.
pub(crate) const HINTS: std::ops::Range<usize> = TEXT_FEATURES + 18..TEXT_FEATURES + 18 + Hints::COUNT;

/// What the page says of itself, to compare blocks with.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    pub(crate) title: String,
    pub(crate) description: String,
    /// The story as linked data gives it, where it does.
    pub(crate) body: String,
}

/// Sums over the blocks before each, so that any container's sums cost nothing.
struct Sums {
    chars: Vec<u32>,
    link_chars: Vec<u32>,
    long: Vec<u32>,
    long_chars: Vec<u32>,
}

impl Sums {
    fn of(page: &Page<'_>) -> Sums {
        let mut sums = Sums { chars: vec![0], link_chars: vec![0], long: vec![0], long_chars: vec![0] };
        for block in &page.blocks {
            let long = is_long(block);
            push(&mut sums.chars, block.chars);
            push(&mut sums.link_chars, block.link_chars);
            push(&mut sums.long, u32::from(long));
            push(&mut sums.long_chars, if long { block.chars } else { 0 });
        }
        sums
    }
}

fn push(sums: &mut Vec<u32>, value: u32) {
    sums.push(sums.last().copied().unwrap_or(0) + value);
}

fn between(sums: &[u32], first: u32, last: u32) -> f32 {
    (sums[last as usize] - sums[first as usize]) as f32
}

/// Running text by its looks: long and mostly not a link.
pub(crate) fn is_long(block: &Block) -> bool {
    let long_enough = if block.text.is_ascii() { 80 } else { 45 };
    block.chars >= long_enough && block.link_chars * 3 < block.chars
}

/// The headline that the page prints: its only great heading, no link, that says what the title says, where running
/// text follows. What stands above it is none of the story, whatever it looks like.
pub(crate) fn headline(page: &Page<'_>, words: &Words, title: &[u64]) -> Option<usize> {
    if title.len() < 3 {
        return None;
    }
    let says_title = |at: &usize| {
        let heading = words.get(*at);
        heading.len() > 2
            && page.blocks[*at].link_chars == 0
            && heading.len() * 2 >= title.len()
            && (words::holds(title, heading) || words::holds(heading, title))
            && page
                .around(*at)
                .take(3)
                .any(|(_, container)| matches!(container.kind, Kind::Heading1 | Kind::Heading2))
    };
    let mut great = (0..page.blocks.len()).filter(says_title);
    let only = great.next().filter(|_| great.next().is_none())?;
    (page.blocks[only..].iter().filter(|block| is_long(block)).count() >= LONG_AFTER_MIN).then_some(only)
}

/// Long blocks that stand at least below a headline that a story follows.
const LONG_AFTER_MIN: usize = 3;

/// The container that the long blocks vote for.
fn best_container(page: &Page<'_>) -> u32 {
    let mut votes: Vec<f32> = vec![0.0; page.containers.len()];
    for (index, block) in page.blocks.iter().enumerate() {
        if !is_long(block) {
            continue;
        }
        let weight = (block.chars as f32).min(400.0);
        let mut share = 1.0;
        let mut hints = block.hints;
        let mut chain: Vec<u32> = Vec::with_capacity(4);
        for (at, container) in page.around(index) {
            hints |= container.hints;
            if chain.len() < 4 && (!chain.is_empty() || container.kind != Kind::Paragraph) {
                chain.push(at);
            }
            if matches!(container.kind, Kind::Nav | Kind::Footer | Kind::Aside | Kind::Caption) {
                share *= 0.1;
            }
        }
        if hints.has(Hints::COMMENT | Hints::LAYER | Hints::AD) {
            share *= 0.2;
        }
        if hints.has(Hints::BODY) {
            share *= 1.5;
        }
        for at in chain {
            votes[at as usize] += weight * share;
            share *= 0.6;
        }
    }
    let best = votes.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
    best.map_or(0, |(index, _)| index as u32)
}

/// The measured blocks of a page: a row of features for each that can be the story's at all.
pub(crate) struct Measured {
    /// The blocks that have rows, in order.
    pub(crate) candidates: Vec<u32>,
    /// All rows, one after the other.
    rows: Vec<f32>,
    width: usize,
}

impl Measured {
    /// The rows in the order of the candidates.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.rows.chunks_exact(self.width.max(1))
    }
}

/// Whether a block can be the story's by itself: not a bare link of a few words.
fn is_candidate(page: &Page<'_>, block: &Block) -> bool {
    block.link_chars != block.chars || (block.chars >= 16 && (block.chars >= 40 || page.is_heading(block)))
}

/// Measures the candidates among the blocks. `words` are the blocks' words; `keep` says, by its number and its
/// features, whether a block's row is wanted any longer, so that a page of links takes no memory.
pub(crate) fn measure(
    page: &Page<'_>,
    claims: &Claims,
    words: &Words,
    mut keep: impl FnMut(usize, &[f32]) -> bool,
) -> Measured {
    let sums = Sums::of(page);
    let mut seen: HashesMap<(u32, u32)> = HashesMap::default();
    let mut like: HashesMap<(f32, f32, f32)> = HashesMap::default();
    let wholes: Vec<u64> = (0..page.blocks.len()).map(|index| words::whole(words.get(index))).collect();
    for (block, whole) in page.blocks.iter().zip(&wholes) {
        seen.entry(*whole).or_default().0 += 1;
        for likeness in page.containers[block.container as usize].likeness {
            let entry = like.entry(likeness).or_default();
            entry.0 += 1.0;
            entry.1 += block.chars as f32;
            entry.2 += block.link_chars as f32;
        }
    }
    let title = words::known(&claims.title);
    let description = words::known(&claims.description);
    let body = words::known(&claims.body);
    let has_body = body.len() > 20;
    let title_at = (0..page.blocks.len())
        .position(|index| words.get(index).len() > 2 && words::share_in(words.get(index), &title) > 0.7)
        .unwrap_or(0);
    let total_long = between(&sums.long_chars, 0, page.blocks.len() as u32).max(1.0);
    let texts: Vec<[f32; LOOKS]> = page.blocks.iter().map(of_text).collect();
    let nearest = Nearest::of(page);
    let context = Context {
        page,
        sums: &sums,
        best: best_container(page),
        total_long,
        texts: &texts,
        nearest: &nearest,
    };

    let mut measured = Measured { candidates: Vec::new(), rows: Vec::new(), width: 0 };
    for (index, block) in page.blocks.iter().enumerate() {
        let (all, before) = seen.get_mut(&wholes[index]).map_or((1, 0), |(all, met)| {
            *met += 1;
            (*all, *met - 1)
        });
        if nearest[block.container as usize].barred || !is_candidate(page, block) {
            continue;
        }
        let row = &mut measured.rows;
        let start = row.len();
        row.extend(texts[index]);
        let short = block.text.len() < 320;
        let topics = if short { phrases::topics(&block.text) } else { [0; phrases::TOPICS] };
        row.extend(topics.map(f32::from));
        context.of_elements(index, row);
        debug_assert_eq!(row.len() - start, HINTS.end, "the range of the hints is where they stand");
        context.of_containers(index, row);
        row.push(index as f32 / page.blocks.len() as f32);
        row.push((index as f32 - title_at as f32).clamp(-20.0, 60.0));
        row.push(words::share_in(words.get(index), &title));
        row.push(words::share_in(words.get(index), &description));
        row.push(if has_body { words::share_in(words.get(index), &body) } else { -1.0 });
        row.push(before as f32);
        row.push(all as f32);
        for likeness in page.containers[block.container as usize].likeness {
            let (count, chars, links) = like.get(&likeness).copied().unwrap_or((1.0, 0.0, 0.0));
            row.extend([count, chars / count, links / chars.max(1.0)]);
        }
        for offset in [-2_isize, -1, 1, 2] {
            context.of_neighbour(index, offset, row);
        }
        measured.width = row.len() - start;
        if keep(index, &row[start..]) {
            measured.candidates.push(index as u32);
        } else {
            row.truncate(start);
        }
    }
    measured
}

/// Numbers that a text's looks give.
const LOOKS: usize = 20;
/// All numbers of a text: its looks, and what it speaks of.
const TEXT_FEATURES: usize = LOOKS + phrases::TOPICS;

fn of_text(block: &Block) -> [f32; LOOKS] {
    let text = block.text.as_str();
    let chars = block.chars.max(1) as f32;
    let (mut commas, mut digits, mut uppers, mut quotes, mut stops, mut bars) =
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
    let mut words: f32 = 1.0;
    for c in text.chars() {
        match c {
            'a'..='z' => {}
            ' ' => words += 1.0,
            ',' | '،' | '、' => commas += 1.0,
            '0'..='9' => digits += 1.0,
            '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' => quotes += 1.0,
            '.' | '!' | '?' | '…' | '。' | '؟' => stops += 1.0,
            '|' | '›' | '•' | '/' | '©' | '→' | '@' => bars += 1.0,
            _ if c.is_uppercase() => uppers += 1.0,
            _ => {}
        }
    }
    let first = text.chars().next().unwrap_or(' ');
    let last =
        text.trim_end_matches(['"', '”', '“', '»', '\'', '’', ')', ']']).chars().next_back().unwrap_or(' ');
    [
        chars.ln(),
        words.ln(),
        block.link_chars as f32 / chars,
        block.links as f32,
        block.bold_chars as f32 / chars,
        block.italic_chars as f32 / chars,
        block.bold_start as f32,
        f32::from(u8::from(matches!(last, '.' | '!' | '?' | '…' | '。' | '؟' | '।'))),
        f32::from(u8::from(last == ':')),
        f32::from(u8::from(last == '?')),
        commas / words,
        digits / chars,
        uppers / chars,
        quotes,
        stops,
        bars,
        f32::from(u8::from(first.is_lowercase())),
        f32::from(u8::from(first.is_alphanumeric())),
        chars / words,
        block.breaks as f32,
    ]
}

struct Context<'a> {
    page: &'a Page<'a>,
    sums: &'a Sums,
    best: u32,
    total_long: f32,
    texts: &'a [[f32; LOOKS]],
    nearest: &'a [Nearest],
}

impl Context<'_> {
    /// Distances to the nearest element of each kind and to the nearest hint of each sort.
    fn of_elements(&self, index: usize, row: &mut Row) {
        let block = &self.page.blocks[index];
        let near = &self.nearest[block.container as usize];
        let mut hints = near.hints.map(f32::from);
        note(&mut hints, block.hints);
        let own = self.page.containers[block.container as usize].kind;
        row.push(own as u8 as f32);
        row.push(f32::from(u8::from(own == Kind::Paragraph)));
        row.push(f32::from(near.heading));
        row.push(f32::from(near.articles));
        row.extend(near.kinds.map(f32::from));
        row.extend(hints);
    }

    /// What the containers round a block hold, and where it stands in the best one.
    fn of_containers(&self, index: usize, row: &mut Row) {
        let own = self.page.blocks[index].container;
        let mut depth_in_best = -1.0;
        for (step, (at, _)) in self.page.around(index).enumerate() {
            if at == self.best {
                depth_in_best = step as f32;
            }
        }
        let mut at = own;
        for _ in 0..4 {
            let container = &self.page.containers[at as usize];
            let (first, last) = (container.first, container.last);
            let chars = between(&self.sums.chars, first, last).max(1.0);
            row.push(chars.ln());
            row.push(between(&self.sums.link_chars, first, last) / chars);
            row.push(between(&self.sums.long, first, last));
            row.push(between(&self.sums.long_chars, first, last) / self.total_long);
            row.push((last - first) as f32);
            row.push(index as f32 - first as f32);
            at = container.parent;
        }
        let best = &self.page.containers[self.best as usize];
        row.push(depth_in_best);
        row.push(between(&self.sums.long_chars, best.first, best.last) / self.total_long);
        row.push((index as f32 - best.first as f32).clamp(-30.0, 60.0));
        row.push((best.last as f32 - index as f32).clamp(-30.0, 60.0));
        // Long blocks of the best container before and after this block.
        let here = (index as u32).clamp(best.first, best.last);
        row.push(between(&self.sums.long, best.first, here).min(20.0));
        let after = (index as u32 + 1).clamp(best.first, best.last);
        row.push(between(&self.sums.long, after, best.last).min(20.0));
        row.push(f32::from(self.page.containers[own as usize].depth) - f32::from(best.depth));
        row.push(best.kind as u8 as f32);
    }

    fn of_neighbour(&self, index: usize, offset: isize, row: &mut Row) {
        let texts = self.texts;
        let Some(at) = index.checked_add_signed(offset).filter(|at| *at < texts.len()) else {
            row.extend([0.0, 1.0, 0.0, -1.0, 0.0, 0.0]);
            return;
        };
        let (own, other) = (&self.page.blocks[index], &self.page.blocks[at]);
        let container = &self.page.containers[other.container as usize];
        row.push(texts[at][0]);
        row.push(texts[at][2]);
        row.push(texts[at][7]);
        row.push(container.kind as u8 as f32);
        let same = container.likeness[1] == self.page.containers[own.container as usize].likeness[1];
        row.push(f32::from(u8::from(same)));
        row.push(f32::from(u8::from(
            container.parent == self.page.containers[own.container as usize].parent,
        )));
    }
}

fn note(nearest: &mut [f32; Hints::COUNT], hints: Hints) {
    for bit in bits(hints) {
        nearest[bit] = 0.0;
    }
}

/// The numbers of the hints in a set.
fn bits(hints: Hints) -> impl Iterator<Item = usize> {
    let mut bits = hints.0 & Hints::SEEN;
    std::iter::from_fn(move || {
        let bit = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(bit)
    })
}

/// The elements whose distance is measured.
const KINDS: [Kind; 14] = [
    Kind::Article,
    Kind::Main,
    Kind::Aside,
    Kind::Nav,
    Kind::Header,
    Kind::Footer,
    Kind::List,
    Kind::Figure,
    Kind::Caption,
    Kind::Form,
    Kind::Table,
    Kind::Quote,
    Kind::Section,
    Kind::Address,
];
/// No element is farther away than this, in steps.
const STEPS_MAX: u8 = 15;

/// How many steps up from the text in a container the nearest element of each kind is, and the nearest hint of each sort;
/// found for all containers at once, each from the one around it.
struct Nearest {
    kinds: [u8; KINDS.len()],
    hints: [u8; Hints::COUNT],
    heading: u8,
    /// Articles around.
    articles: u16,
    /// Whether nothing in it can be the story's.
    barred: bool,
}

impl Nearest {
    const NOTHING: Nearest = Nearest {
        kinds: [FAR as u8; KINDS.len()],
        hints: [FAR as u8; Hints::COUNT],
        heading: FAR as u8,
        articles: 0,
        barred: false,
    };

    fn of(page: &Page<'_>) -> Vec<Nearest> {
        let mut all: Vec<Nearest> = Vec::with_capacity(page.containers.len());
        for (index, container) in page.containers.iter().enumerate() {
            let mut near =
                if index == 0 { Nearest::NOTHING } else { all[container.parent as usize].farther() };
            if let Some(at) = KINDS.iter().position(|kind| *kind == container.kind) {
                near.kinds[at] = 1;
            }
            for bit in bits(container.hints) {
                near.hints[bit] = 1;
            }
            if container.kind.is_heading() {
                near.heading = 1;
            }
            near.articles = near.articles.saturating_add(u16::from(container.kind == Kind::Article));
            near.barred |= matches!(container.kind, Kind::Nav | Kind::Caption);
            all.push(near);
        }
        all
    }

    /// The same, seen from one step farther in.
    fn farther(&self) -> Nearest {
        let step = |steps: u8| if steps < FAR as u8 { (steps + 1).min(STEPS_MAX) } else { steps };
        Nearest {
            kinds: self.kinds.map(step),
            hints: self.hints.map(step),
            heading: step(self.heading),
            articles: self.articles,
            barred: self.barred,
        }
    }
}
