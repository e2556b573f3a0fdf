//! A candidate: the spans of one utterance, before anybody asks who the speaker is.

use std::ops::Range;

use crate::{Act, Quotation};

/// The spans of one utterance. Offsets count Unicode scalars of the paragraph named.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// The paragraph of cue and source.
    pub(crate) paragraph: usize,
    /// The source as printed.
    pub(crate) source: Option<Range<usize>>,
    /// The cue as printed.
    pub(crate) cue: Option<Range<usize>>,
    /// What is said: paragraph and scalars; without outer marks.
    pub(crate) pieces: Vec<(usize, Range<usize>)>,
    pub(crate) act: Act,
    pub(crate) quotation: Quotation,
    /// Whom it was said to.
    pub(crate) addressee: Option<Range<usize>>,
    /// Who relays it, as printed in the same sentence (“the newspaper writes”).
    pub(crate) relay: Vec<Range<usize>>,
    /// A speaker that the page's form settles (an interview's line).
    pub(crate) speaker: Option<Settled>,
    /// The sentence that the cue stands in.
    pub(crate) sentence: Range<usize>,
    /// It stands inside the words of the candidate before it that has `inside` unset.
    pub(crate) inside: bool,
    /// It goes on after the candidate before it, without a cue of its own.
    pub(crate) goes_on: bool,
    /// How sure the spans are.
    pub(crate) confidence: f32,
    /// Words that the engine takes for the speaker's name or description.
    pub(crate) meant: Vec<Meant>,
}

/// A word of a paragraph that may name a speaker.
#[derive(Debug, Clone)]
pub(crate) struct Meant {
    pub(crate) paragraph: usize,
    /// Its scalars.
    pub(crate) word: Range<usize>,
    /// How likely it is the one.
    pub(crate) likely: f32,
}

/// A speaker that is known without a mention in the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Settled {
    /// A person or body by name.
    Name(String),
    /// The page's own outlet.
    Outlet,
}

impl Candidate {
    /// An indirect utterance of one piece in `paragraph`; callers set what differs.
    pub(crate) fn plain(
        paragraph: usize,
        source: Option<Range<usize>>,
        cue: Option<Range<usize>>,
        piece: Range<usize>,
    ) -> Candidate {
        Candidate {
            paragraph,
            source,
            cue,
            pieces: vec![(paragraph, piece)],
            act: Act::Say,
            quotation: Quotation::Indirect,
            addressee: None,
            relay: Vec::new(),
            speaker: None,
            sentence: 0..1,
            inside: false,
            goes_on: false,
            confidence: 0.8,
            meant: Vec::new(),
        }
    }

    /// First scalar of cue or content in its own paragraph, for order.
    pub(crate) fn place(&self) -> (usize, usize) {
        let piece = self.pieces.first().map_or((self.paragraph, 0), |(p, r)| (*p, r.start));
        let cue = self.cue.as_ref().map_or(piece, |c| (self.paragraph, c.start));
        cue.min(piece)
    }

    /// Whether `other`'s cue and content lie within this content.
    pub(crate) fn holds(&self, other: &Candidate) -> bool {
        let Some(cue) = &other.cue else { return false };
        self.pieces.iter().any(|(p, r)| *p == other.paragraph && r.start <= cue.start && cue.end <= r.end)
            && other
                .pieces
                .iter()
                .all(|(p, r)| self.pieces.iter().any(|(q, s)| p == q && s.start <= r.start && r.end <= s.end))
    }

    /// How many scalars the content has.
    pub(crate) fn len(&self) -> usize {
        self.pieces.iter().map(|(_, r)| r.end - r.start).sum()
    }
}
