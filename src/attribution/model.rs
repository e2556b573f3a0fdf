//! One trained network: text to windows to candidates to attributions.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use crate::antecedents::{AntecedentHead, Keys, Marked};
use crate::encoder::{Encoder, Input};
use crate::join::{self, Found};
use crate::linear::{Kernels, Room};
use crate::pieces::Pieces;
use crate::quotes::{Quotation, quotations};
use crate::roles::{Candidate, Reading, RoleHead};
use crate::weights::{Settings, Weights, damaged};
use crate::words::{Kind, Word, kind, words};
use crate::{Attribution, Meant, ModelError, Span, signed, transcript};

/// Windows that go through the encoder together: enough rows for the kernels, few enough for the caches.
const TOGETHER: usize = 2;
/// Candidates looked at in a window; news has about eight, and a page of bare quotation marks one a word.
const CANDIDATES_A_WINDOW_MAX: usize = 32;
/// Paragraphs before and behind its own that a cue is read with. With fewer the scores of three development sets fell, with
/// all that its scope reaches they stayed the same, at a tenth more time.
const PARAGRAPHS_BEFORE: u32 = 1;
const PARAGRAPHS_AFTER: u32 = 2;
/// Words by which a content grows at most on either side, so that time stays linear.
const GROWN_MAX: usize = 400;
/// Rows of the tagger's output: cue outside, begin and inside, anchor.
const TAGS: usize = 4;
const ANCHOR: usize = 3;

/// A trained network with its vocabulary.
pub(crate) struct Model {
    pieces: Pieces,
    encoder: Encoder,
    tag: Vec<f32>,
    tag_bias: Vec<f32>,
    roles: RoleHead,
    pub(crate) antecedents: AntecedentHead,
    settings: Settings,
    /// Buffers that earlier readings left; asking the system for memory again and again is a few hundredths of a reading.
    rooms: Mutex<Vec<Room>>,
}

/// A text cut up for the model.
pub(crate) struct Cut {
    pub(crate) chars: Vec<char>,
    pub(crate) words: Vec<Word>,
    pub(crate) quotation: Vec<Quotation>,
    pub(crate) pieces: Vec<u16>,
    /// Where each word's pieces begin; one more at the end.
    pub(crate) piece_at: Vec<usize>,
}

impl Model {
    /// The network of a model file, as `training/` writes it, its matrices packed for `kernels`.
    pub(crate) fn read(model: &[u8], kernels: &Kernels) -> Result<Model, ModelError> {
        let w = Weights::read(model)?;
        let pieces = Pieces::read(&w)?;
        let encoder = Encoder::read(&w, kernels)?;
        let settings = w.settings();
        let (tag, tag_bias) = (w.floats("tag.weight")?, w.floats("tag.bias")?);
        let fits = tag.len() == TAGS * encoder.width
            && tag_bias.len() == TAGS
            && settings.confidence.len() == join::FEATURES + 1
            && settings.window_pieces >= 16
            && encoder.vocabulary() > 0;
        if !fits {
            return Err(damaged("its parts do not fit"));
        }
        let roles = RoleHead::read(&w, kernels)?;
        let antecedents = AntecedentHead::read(&w, encoder.width, kernels)?;
        Ok(Model { pieces, encoder, tag, tag_bias, roles, antecedents, settings, rooms: Mutex::default() })
    }

    /// The attributions of `text`, in order of their cues.
    pub(crate) fn attributions(&self, text: &str) -> Vec<Attribution> {
        // Inside of a scope the kernels' own parallel loops cost nothing on one core.
        rayon::scope(|_| self.find(text))
    }

    fn find(&self, text: &str) -> Vec<Attribution> {
        let cut = self.cut(text);
        let (found, keys) = self.found(&cut);
        let mut kept = join::join(found, &self.settings);
        signed::add(&cut.chars, &cut.words, &cut.quotation, &mut kept);
        transcript::add(&cut.chars, &cut.words, &cut.quotation, &mut kept);
        let marked = Marked::new(&cut.chars, &cut.words, &cut.quotation);
        let told = |(confidence, f): (f32, Found)| {
            attribution(&cut, &f, confidence, self.meant(&cut, &f, &keys, &marked))
        };
        kept.into_iter().map(told).collect()
    }

    /// Every likely cue of the text with what the role head reads for it, and the keys of the text's words.
    pub(crate) fn found(&self, cut: &Cut) -> (Vec<Found>, Keys) {
        // Made for each reading: the kernels are bound to the thread that made them.
        let (kernels, mut found, mut keys) = (Kernels::new(), Vec::new(), Keys::default());
        self.with_room(|room| {
            for some in self.windows(cut).chunks(TOGETHER) {
                self.look(cut, some, &kernels, room, &mut found, &mut keys);
            }
        });
        (found, keys)
    }

    /// Lends buffers, at most as many as there are readings at a time.
    fn with_room(&self, read: impl FnOnce(&mut Room)) {
        let rooms = || self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let mut room = rooms().pop().unwrap_or_default();
        read(&mut room);
        rooms().push(room);
    }

    /// The words that may name the speaker of an attribution.
    fn meant(&self, cut: &Cut, found: &Found, keys: &Keys, marked: &Marked) -> Vec<Meant> {
        let words = self.antecedents.point(keys, marked, found);
        let meant = |(word, likely): (usize, f32)| {
            let word = cut.words.get(word)?;
            Some(Meant { word: Span { start: word.start, end: word.end }, likely })
        };
        words.into_iter().filter_map(meant).collect()
    }

    /// Runs the encoder alone and tells how many word pieces it read.
    pub(crate) fn encode(&self, text: &str) -> usize {
        rayon::scope(|_| {
            let (cut, kernels) = (self.cut(text), Kernels::new());
            self.with_room(|room| {
                for some in self.windows(&cut).chunks(TOGETHER) {
                    let inputs: Vec<Vec<Input>> = some.iter().map(|w| self.inputs(&cut, w)).collect();
                    let words = self.encoder.states(&inputs, &first_pieces(&cut, some), &kernels, room);
                    room.give(words);
                }
            });
            cut.pieces.len()
        })
    }

    pub(crate) fn cut(&self, text: &str) -> Cut {
        let chars: Vec<char> = text.chars().collect();
        let words = words(&chars);
        let quotation = quotations(&chars, &words);
        let (mut pieces, mut piece_at) = (Vec::with_capacity(words.len() * 5 / 4), vec![0]);
        for (word, &q) in words.iter().zip(&quotation) {
            let spaced = word.start.checked_sub(1).is_none_or(|k| kind(chars[k]) == Kind::Space);
            self.pieces.of(&chars[word.start..word.end], q, spaced, &mut pieces);
            piece_at.push(pieces.len());
        }
        Cut { chars, words, quotation, pieces, piece_at }
    }

    /// Whole paragraphs, as many as fit; a longer paragraph is cut, and one that leads to the next goes with it.
    fn windows(&self, cut: &Cut) -> Vec<Range<usize>> {
        let budget = self.settings.window_pieces;
        let (mut out, mut start, mut end, mut before) = (Vec::new(), 0, 0, 0);
        for paragraph in cut.words.chunk_by(|a, b| a.paragraph == b.paragraph) {
            let (here, stop) = (end, end + paragraph.len());
            if end > start && cut.pieces_in(start..stop) > budget {
                if cut.leads(end - 1) && before > start && cut.pieces_in(before..stop) <= budget {
                    end = before;
                }
                out.push(start..end);
                start = end;
            }
            while cut.pieces_in(start..stop) > budget {
                let fit =
                    cut.piece_at[start + 1..=stop].partition_point(|&p| p - cut.piece_at[start] <= budget);
                out.push(start..start + fit);
                start += fit;
            }
            before = here.max(start);
            end = stop;
        }
        if end > start {
            out.push(start..end);
        }
        out
    }

    fn look(
        &self,
        cut: &Cut,
        windows: &[Range<usize>],
        kernels: &Kernels,
        room: &mut Room,
        found: &mut Vec<Found>,
        keys: &mut Keys,
    ) {
        let inputs: Vec<Vec<Input>> = windows.iter().map(|w| self.inputs(cut, w)).collect();
        let words = self.encoder.states(&inputs, &first_pieces(cut, windows), kernels, room);
        let logits: Vec<f32> = (0..words.len()).map(|k| self.anchor_logit(words.row(k))).collect();
        let priors: Vec<f32> = logits.iter().map(|&x| 1.0 / (1.0 + (-x).exp())).collect();
        let mut candidates = Vec::new();
        let mut base = 0;
        for window in windows {
            self.candidates(cut, window, base, &logits, &priors, &mut candidates);
            base += window.len();
        }
        let plain: Vec<Candidate> = candidates.iter().map(|(_, c)| c.clone()).collect();
        let readings = self.roles.readings(&words, &priors, &plain, kernels, room);
        self.antecedents.add_keys(&words, keys, kernels, room);
        let new: Vec<Found> = candidates
            .iter()
            .zip(&readings)
            .map(|((shift, c), r)| cut.grow(told(*shift, c, r), scope(*shift, c)))
            .collect();
        let asking: Vec<_> =
            candidates.iter().zip(&new).map(|((shift, c), f)| asking(*shift, c, f)).collect();
        let queries = self.antecedents.queries(&words, &asking, kernels, room);
        room.give(words);
        found.extend(new.into_iter().zip(queries).map(|(f, query)| Found { query, ..f }));
    }

    fn inputs(&self, cut: &Cut, window: &Range<usize>) -> Vec<Input> {
        let border = |piece| Input { piece, quotation: 0, place: 0 };
        let [begin, end] = self.pieces.borders();
        let mut out = vec![border(begin)];
        for k in window.clone() {
            let new = k == 0 || cut.words[k].paragraph != cut.words[k - 1].paragraph;
            let mut place = if k == 0 { 2 } else { u8::from(new) };
            for &piece in &cut.pieces[cut.piece_at[k]..cut.piece_at[k + 1]] {
                out.push(Input { piece, quotation: cut.quotation[k] as u8, place });
                place = 0;
            }
        }
        out.push(border(end));
        out
    }

    fn anchor_logit(&self, state: &[f32]) -> f32 {
        let weight = &self.tag[ANCHOR * state.len()..][..state.len()];
        state.iter().zip(weight).map(|(x, w)| x * w).sum::<f32>() + self.tag_bias[ANCHOR]
    }

    /// The likely anchors of a window whose words are the rows from `base` on, each with the way back from a row to
    /// a word of the text: (first word of the window, its row).
    fn candidates(
        &self,
        cut: &Cut,
        window: &Range<usize>,
        base: usize,
        logits: &[f32],
        priors: &[f32],
        out: &mut Vec<((usize, usize), Candidate)>,
    ) {
        let rows = base..base + window.len();
        let mut likely: Vec<usize> = rows.clone().filter(|&k| priors[k] > self.settings.floor).collect();
        if likely.len() > CANDIDATES_A_WINDOW_MAX {
            likely.sort_by(|&a, &b| logits[b].total_cmp(&logits[a]));
            likely.truncate(CANDIDATES_A_WINDOW_MAX);
            likely.sort_unstable();
        }
        for anchor in likely {
            let here = cut.words[window.start + anchor - base].paragraph;
            let near = |k: &usize| {
                let paragraph = cut.words[window.start + k - base].paragraph;
                paragraph + PARAGRAPHS_BEFORE >= here && paragraph <= here + PARAGRAPHS_AFTER
            };
            let before = (rows.start.max(anchor.saturating_sub(self.settings.scope))..anchor).rev();
            let after = anchor..rows.end.min(anchor + self.settings.scope + 1);
            let low = anchor - before.take_while(near).count();
            let high = anchor + after.take_while(near).count();
            let flags = (low..high)
                .map(|k| window.start + k - base)
                .map(|k| cut.quotation[k] as u8 * 2 + u8::from(cut.words[k].paragraph == here))
                .collect();
            out.push(((window.start, base), Candidate { anchor, low, high, logit: logits[anchor], flags }));
        }
    }
}

impl Cut {
    /// Whether a paragraph whose last word is `k` leads to the next: a colon, or a quotation left open.
    fn leads(&self, k: usize) -> bool {
        self.quotation[k] == Quotation::Unclosed || self.chars[self.words[k].start] == ':'
    }

    /// Ranges of words, cut where a paragraph ends.
    fn apart(&self, ranges: &[join::Range]) -> Vec<join::Range> {
        let mut out = Vec::with_capacity(ranges.len());
        for &(i, j) in ranges {
            let mut start = i;
            for part in self.words[i..j].chunk_by(|a, b| a.paragraph == b.paragraph) {
                out.push((start, start + part.len()));
                start += part.len();
            }
        }
        out
    }

    /// Grows contents that the ends of their cue's scope cut amid a quotation to that quotation's marks.
    fn grow(&self, mut found: Found, scope: Range<usize>) -> Found {
        let amid = |k: usize| matches!(self.quotation[k], Quotation::Inside | Quotation::Unclosed);
        let beside = |k: usize| self.words.get(k + 1).is_some_and(|w| w.paragraph == self.words[k].paragraph);
        for (from, end) in &mut found.spans[join::CONTENT] {
            if *from == scope.start {
                let before = (from.saturating_sub(GROWN_MAX)..*from).rev();
                let first = before.take_while(|&k| beside(k) && amid(k + 1)).last();
                *from = first.filter(|&k| !amid(k)).unwrap_or(*from);
            }
            if *end == scope.end {
                let behind = *end..self.words.len().min(*end + GROWN_MAX);
                let last = behind.take_while(|&k| beside(k - 1) && amid(k - 1)).last();
                *end = last.filter(|&k| !amid(k) || !beside(k)).map_or(*end, |k| k + 1);
            }
        }
        found
    }

    fn pieces_in(&self, words: Range<usize>) -> usize {
        self.piece_at[words.end] - self.piece_at[words.start]
    }
}

/// A word's state is that of its first piece: the numbers of these among the windows' pieces, borders counted.
fn first_pieces(cut: &Cut, windows: &[Range<usize>]) -> Vec<usize> {
    let mut first = Vec::with_capacity(windows.iter().map(Range::len).sum());
    let mut at = 0;
    for window in windows {
        let begin = cut.piece_at[window.start];
        first.extend(cut.piece_at[window.start..window.end].iter().map(|piece| at + 1 + piece - begin));
        at += cut.pieces_in(window.clone()) + 2;
    }
    first
}

/// The words that a cue is read with.
fn scope((first, base): (usize, usize), c: &Candidate) -> Range<usize> {
    first + c.low - base..first + c.high - base
}

/// A reading in words of the text.
fn told((first, base): (usize, usize), c: &Candidate, reading: &Reading) -> Found {
    let mut spans: [Vec<join::Range>; 3] = Default::default();
    for (row, &label) in (c.low..c.high).zip(&reading.labels) {
        if label == 0 {
            continue;
        }
        let word = first + row - base;
        let role = &mut spans[(label - 1) / 2];
        match role.last_mut() {
            Some(last) if label % 2 == 0 && last.1 == word => last.1 = word + 1,
            _ => role.push((word, word + 1)),
        }
    }
    Found {
        anchor: first + c.anchor - base,
        tag: c.logit,
        verify: reading.verify,
        path: reading.path,
        sure: reading.sure,
        spans,
        query: Vec::new(),
    }
}

/// The rows of the anchor and of the source of what was found.
fn asking((first, base): (usize, usize), c: &Candidate, found: &Found) -> (usize, Vec<join::Range>) {
    let rows = |&(i, j): &join::Range| (i + base - first, j + base - first);
    (c.anchor, found.spans[join::SOURCE].iter().map(rows).collect())
}

/// Words to scalars. A span ends with its paragraph, and a source stays in the cue's where it can.
fn attribution(cut: &Cut, found: &Found, confidence: f32, meant: Vec<Meant>) -> Attribution {
    let [source, content, cue] = [join::SOURCE, join::CONTENT, join::CUE].map(|r| cut.apart(&found.spans[r]));
    let home = cut.words[found.anchor].paragraph;
    let near: Vec<_> = source.iter().copied().filter(|&(i, _)| cut.words[i].paragraph == home).collect();
    let source = if near.is_empty() { source } else { near };
    let spans = |words: Vec<join::Range>| {
        words
            .into_iter()
            .map(|(i, j)| Span { start: cut.words[i].start, end: cut.words[j - 1].end })
            .collect()
    };
    Attribution { source: spans(source), cue: spans(cue), content: spans(content), confidence, meant }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Engine;

    #[test]
    fn a_long_quotation_is_told_whole() {
        let engine = Engine::embedded().expect("the model is whole");
        let held = "The wall held through the night and nobody had to leave the lower streets. ".repeat(12);
        let quoted = format!("“{}”", held.trim_end().trim_end_matches('.').to_owned() + ",");
        let text = format!("{quoted} Mara Lind, the harbour master, said on Monday.");
        let told = engine.attributions(&text);
        let all = Span { start: 0, end: quoted.chars().count() };
        assert!(told.iter().any(|a| a.content == [all]), "{told:?}");
    }

    #[test]
    fn buffers_are_used_again_and_do_not_gather() {
        let engine = Engine::embedded().expect("the model is whole");
        let network = engine.network("en").expect("English is read");
        let text = "“It held,” the harbour master said. The council denied that it had known.\n\n".repeat(40);
        let spares = || {
            network.attributions(&text);
            let rooms = network.rooms.lock().expect("nobody panicked");
            rooms.iter().map(Room::spares).collect::<Vec<_>>()
        };
        let first = spares();
        assert_eq!(first.len(), 1);
        assert_eq!((0..3).map(|_| spares()).collect::<Vec<_>>(), [(); 3].map(|()| first.clone()));
    }
}
