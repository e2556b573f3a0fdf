//! Did they really say that? A quotation checked against what was read.

use std::collections::{BTreeSet, HashMap};

use crate::candidate::{Candidate, Fit, Said, Spot, Status};
use crate::check::{Check, Looked, Nearest, Verdict};
use crate::differences::{Alignment, Within, align};
use crate::hits::{Hit, Shape, claimed, hits};
use crate::joined::{Piece, pieces};
use crate::nearest::{Showing, lost_words};
use crate::origin::origin;
use crate::passages::{Passage, passages};
use crate::words::{WORDS_MAX, Words};

/// Passages that are aligned word by word, at most: those with most words in common.
const ALIGNED_MAX: usize = 24;

/// Of ten words, so many must be the same for a quotation to be this one with words altered …
const ALTERED_TENTHS: usize = 6;
/// … so many words in all, and so many of them long enough to mean something.
const ALTERED_WORDS: usize = 3;
const ALTERED_LONG_WORDS: usize = 2;
const LONG_WORD_SCALARS: usize = 4;

/// Of ten words, so many must be the same for an outlet's own words to be taken for the source of a quotation.
const PARAPHRASED_TENTHS: usize = 8;

/// A quotation with no more words changed than this is no joined one: a piece has three.
const SLIGHT_EDITS: usize = 2;

/// So many words left out of the middle of a sentence without an ellipsis alter it; more, and pieces were joined.
const DROPPED_MAX: usize = 5;

/// Tells whose a statement is: the speaker who is asked about, another's, or unclear.
pub type Matcher<'a> = &'a dyn Fn(&Said) -> Fit;

/// Checks a quotation against candidates.
///
/// `speaker` tells of a statement whether it is of the speaker who is asked about; without it any speaker will do.
/// Candidates are what a search brought, with the statements found in them; the more of them, the surer “not found”.
/// Quotation marks round the whole, case, spaces, dashes and punctuation count for nothing; a question in place of a
/// statement counts as altered. A quotation of more than [`WORDS_MAX`] words is never word for word: it is compared as
/// far as that.
///
/// ```
/// use sayso_quotations::{Candidate, Form, Said, Spot, Verdict, verify};
/// let page = "“We did not know, and nobody told us,” Ana Ruiz said.";
/// let said = Said { pieces: vec![Spot { paragraph: 0, start: 1, end: 37 }], form: Form::Direct,
///                   speaker: Some("Ana Ruiz".into()), ..Said::default() };
/// let article = Candidate { language: "en".into(), paragraphs: vec![page.into()], said: vec![said],
///                           ..Candidate::default() };
/// let check = verify("nobody told us", None, &[article]);
/// assert_eq!(check.verdict, Verdict::CutShort);
/// ```
pub fn verify(quotation: &str, speaker: Option<Matcher<'_>>, candidates: &[Candidate]) -> Check {
    let claim = claimed(quotation);
    let passages: Vec<Passage> =
        candidates.iter().enumerate().flat_map(|(index, candidate)| passages(candidate, index)).collect();
    let checking = Checking { quotation, claim, speaker, candidates, passages };
    let mut check = if checking.claim.words.is_empty() { None } else { checking.by_words() }
        .unwrap_or_else(|| checking.by_nearness());
    check.looked = looked(candidates);
    check
}

fn looked(candidates: &[Candidate]) -> Looked {
    let outlets: BTreeSet<String> = candidates.iter().map(|one| origin(&one.outlet, None, &[])).collect();
    let times = || candidates.iter().filter_map(|one| one.published);
    Looked { articles: candidates.len(), outlets: outlets.len(), since: times().min(), until: times().max() }
}

struct Checking<'a> {
    quotation: &'a str,
    claim: Words,
    speaker: Option<Matcher<'a>>,
    candidates: &'a [Candidate],
    passages: Vec<Passage>,
}

/// A hit with all that is true of it, gravest first.
struct Judged {
    hit: Hit,
    true_of_it: Vec<Verdict>,
}

impl Checking<'_> {
    fn candidate(&self, passage: &Passage) -> &Candidate {
        &self.candidates[passage.candidate]
    }

    /// How many of the words of a passage at `at` stand in a statement's pieces.
    fn held(passage: &Passage, said: &Said, at: &[usize]) -> usize {
        let inside = |at: &&usize| {
            let (of, word) = (passage.of[**at], &passage.words.words[**at]);
            let holds = |p: &Spot| p.paragraph == of.paragraph && p.start <= word.start && word.end <= p.end;
            said.pieces.iter().any(holds)
        };
        at.iter().filter(inside).count()
    }

    /// The statement that words of a passage belong to: its own, or of a paragraph the one that holds most of them.
    fn said(&self, passage: &Passage, at: &[usize]) -> Option<usize> {
        passage.said.or_else(|| {
            let all = self.candidate(passage).said.iter().enumerate();
            let held = all.map(|(index, said)| (Self::held(passage, said, at), usize::MAX - index));
            held.filter(|(held, _)| 2 * held > at.len()).max().map(|(_, index)| usize::MAX - index)
        })
    }

    /// Whether a place in a paragraph lies wholly in a statement, which is a passage of its own.
    fn is_within_a_statement(&self, hit: &Hit) -> bool {
        let passage = &self.passages[hit.passage];
        let whole = |said: &Said| Self::held(passage, said, &hit.at) == hit.at.len();
        passage.said.is_none() && self.candidate(passage).said.iter().any(whole)
    }

    /// Words in quotation marks that nobody is said to have said are nobody's: a title, a word held at arm's length.
    fn fit(&self, passage: &Passage, said: Option<usize>) -> Fit {
        let said = said.and_then(|said| self.candidate(passage).said.get(said));
        match (self.speaker, said) {
            (Some(speaker), Some(said)) => speaker(said),
            (None, Some(said)) if said.speaker.is_some() => Fit::Same,
            (_, _) => Fit::Unclear,
        }
    }

    fn showing<'b>(&'b self, passage: &'b Passage) -> Showing<'b> {
        Showing { quotation: self.quotation, claim: &self.claim, candidate: self.candidate(passage), passage }
    }

    /// The verdict where the words stand somewhere exactly.
    fn by_words(&self) -> Option<Check> {
        let found =
            self.passages.iter().enumerate().flat_map(|(index, passage)| hits(&self.claim, passage, index));
        // A statement's words stand in its paragraph too; what they are there, the statement has told.
        let found = found.filter(|hit| !self.is_within_a_statement(hit));
        let mut judged: Vec<Judged> = found.map(|hit| self.judge(hit)).collect();
        judged.sort_by_key(|one| one.true_of_it[0]);
        let best = judged.first()?;
        let mut true_of_it = best.true_of_it.clone();
        if true_of_it[0] <= Verdict::SecondHand && judged.iter().any(|one| self.lost_elsewhere(one)) {
            true_of_it.insert(0, Verdict::CutShort);
        }
        let withdrawn: Vec<&Judged> =
            judged.iter().filter(|one| one.true_of_it[0] == Verdict::Withdrawn).collect();
        if !withdrawn.is_empty() && true_of_it[0] != Verdict::Withdrawn {
            let at = if self.stands_by_itself(best, &withdrawn) { true_of_it.len() } else { 0 };
            true_of_it.insert(at, Verdict::Withdrawn);
        }
        if judged.iter().any(|one| one.true_of_it[0] == Verdict::OtherSpeaker) {
            true_of_it.push(Verdict::OtherSpeaker);
        }
        let shown = judged
            .iter()
            .find(|one| one.true_of_it[0] == true_of_it[0])
            .filter(|_| true_of_it[0] != Verdict::CutShort);
        let lost = judged.iter().find(|one| true_of_it[0] == Verdict::CutShort && self.lost_elsewhere(one));
        let shown = lost.or(shown).unwrap_or(best);
        let mut found_in: Vec<usize> =
            judged.iter().map(|one| self.passages[one.hit.passage].candidate).collect();
        let mut withdrawn_in: Vec<usize> =
            withdrawn.iter().map(|one| self.passages[one.hit.passage].candidate).collect();
        for list in [&mut found_in, &mut withdrawn_in] {
            list.sort_unstable();
            list.dedup();
        }
        let passage = &self.passages[shown.hit.passage];
        let nearest = self.showing(passage).of_hit(&shown.hit, self.said(passage, &shown.hit.at));
        Some(check(true_of_it, Some(nearest), found_in, withdrawn_in))
    }

    fn judge(&self, hit: Hit) -> Judged {
        let passage = &self.passages[hit.passage];
        let said_index = self.said(passage, &hit.at);
        let said = said_index.and_then(|said| self.candidate(passage).said.get(said));
        let fit = self.fit(passage, said_index);
        let lost = hit.shape == Shape::Part && lost_words(self.candidate(passage), passage, &hit.at);
        let facts = [
            (Verdict::Withdrawn, said.is_some_and(|said| said.status != Status::Current)),
            (Verdict::OtherSpeaker, fit == Fit::Other),
            (Verdict::Paraphrase, hit.shape == Shape::Unmarked),
            (Verdict::Translation, said.is_some_and(|said| said.translated_from.is_some())),
            (Verdict::Altered, hit.shape == Shape::Altered || self.claim.len() >= WORDS_MAX),
            (Verdict::SpeakerUnclear, fit == Fit::Unclear),
            (Verdict::CutShort, lost),
            (Verdict::SecondHand, said.is_some_and(|said| !said.via.is_empty())),
            (Verdict::CutShort, hit.shape == Shape::Part && !lost),
        ];
        let mut true_of_it: Vec<Verdict> =
            facts.iter().filter(|(_, is)| *is).map(|(verdict, _)| *verdict).collect();
        if true_of_it.is_empty() {
            true_of_it.push(Verdict::WordForWord);
        }
        Judged { hit, true_of_it }
    }

    /// Whether a longer form of a quotation by the right speaker has a *not* or an *if* that is lost here.
    fn lost_elsewhere(&self, judged: &Judged) -> bool {
        let passage = &self.passages[judged.hit.passage];
        let own = !judged.true_of_it.contains(&Verdict::OtherSpeaker)
            && !judged.true_of_it.contains(&Verdict::SpeakerUnclear);
        own && judged.hit.shape == Shape::Part && lost_words(self.candidate(passage), passage, &judged.hit.at)
    }

    /// Whether a quotation stands although others have withdrawn it: first-hand, and of an origin of its own.
    fn stands_by_itself(&self, best: &Judged, withdrawn: &[&Judged]) -> bool {
        let of = |one: &Judged| {
            let passage = &self.passages[one.hit.passage];
            let candidate = self.candidate(passage);
            let said = self.said(passage, &one.hit.at).and_then(|said| candidate.said.get(said));
            let via = said.map(|said| said.via.clone()).unwrap_or_default();
            (origin(&candidate.outlet, candidate.origin.as_deref(), &via), via.is_empty())
        };
        let (own, first_hand) = of(best);
        first_hand && withdrawn.iter().all(|one| of(one).0 != own)
    }

    /// The verdict where the words stand nowhere as they are.
    fn by_nearness(&self) -> Check {
        let altered = self.nearest_passage();
        let joined = pieces(&self.claim, &self.passages);
        let slight = altered.as_ref().is_some_and(|(_, alignment)| alignment.edits <= SLIGHT_EDITS);
        if let Some(joined) = joined
            && !slight
            && !self.merely_drops(&joined)
        {
            return self.of_pieces(&joined);
        }
        let Some((passage, alignment)) = altered else {
            return check(vec![Verdict::NotFound], None, vec![], vec![]);
        };
        let shown = self.showing(passage);
        let at = shown.aligned(&alignment);
        let said_index = self.said(passage, &at);
        let said = said_index.and_then(|said| self.candidate(passage).said.get(said));
        let nearest = shown.of_alignment(&alignment, said_index);
        let verdict = self.of_alignment(passage, &alignment, self.fit(passage, said_index), nearest.quoted);
        let mut true_of_it = vec![verdict];
        let facts = [
            (Verdict::Translation, said.is_some_and(|said| said.translated_from.is_some())),
            (Verdict::SpeakerUnclear, self.fit(passage, said_index) == Fit::Unclear),
            (Verdict::SecondHand, said.is_some_and(|said| !said.via.is_empty())),
            (Verdict::Withdrawn, said.is_some_and(|said| said.status != Status::Current)),
        ];
        if verdict != Verdict::NotFound {
            true_of_it.extend(facts.iter().filter(|(_, is)| *is).map(|(verdict, _)| *verdict));
        }
        check(true_of_it, Some(nearest), vec![], vec![])
    }

    fn of_alignment(&self, passage: &Passage, alignment: &Alignment, fit: Fit, quoted: bool) -> Verdict {
        let differs: std::collections::HashSet<usize> =
            alignment.hunks.iter().flat_map(|(_, real)| real.clone()).collect();
        let long = alignment.window.clone().filter(|at| !differs.contains(at)).filter(|at| {
            let word = &passage.words.words[*at];
            word.end - word.start >= LONG_WORD_SCALARS
        });
        let all = alignment.same + alignment.edits;
        let near = 10 * alignment.same >= ALTERED_TENTHS * all
            && alignment.same >= ALTERED_WORDS
            && long.count() >= ALTERED_LONG_WORDS;
        match (near && fit != Fit::Other, quoted) {
            (true, true) => Verdict::Altered,
            (true, false) if 10 * alignment.same >= PARAPHRASED_TENTHS * all => Verdict::Paraphrase,
            _ => Verdict::NotFound,
        }
    }

    /// The passage with the stretch that is nearest to the quotation; of the right speaker, where two are as near.
    fn nearest_passage(&self) -> Option<(&Passage, Alignment)> {
        let ids = self.claim.ids();
        let mut wanted: HashMap<u64, usize> = HashMap::new();
        ids.iter().for_each(|id| *wanted.entry(*id).or_default() += 1);
        let common = |passage: &Passage| {
            let mut left = wanted.clone();
            let words = passage.words.words.iter();
            words
                .filter(|word| {
                    left.get_mut(&word.id).is_some_and(|n| std::mem::replace(n, n.saturating_sub(1)) > 0)
                })
                .count()
        };
        let mut near: Vec<(usize, &Passage)> = self
            .passages
            .iter()
            .map(|passage| (common(passage), passage))
            .filter(|(common, _)| *common > 0)
            .collect();
        near.sort_by_key(|(common, passage)| (usize::MAX - common, passage.said.is_none()));
        near.truncate(ALIGNED_MAX);
        let aligned = near.into_iter().map(|(_, passage)| {
            let alignment = align(&ids, &passage.words.ids(), Within::Stretch);
            let at = self.showing(passage).aligned(&alignment);
            let other = self.fit(passage, self.said(passage, &at)) == Fit::Other;
            (alignment.edits, other, passage.said.is_none(), passage, alignment)
        });
        // Of the right speaker and reasonably near goes before another's that is nearer.
        let far = |edits: usize, same: usize| 10 * same < ALTERED_TENTHS * (same + edits);
        let best = aligned.min_by_key(|(edits, other, bare, _, alignment)| {
            (*other || far(*edits, alignment.same), *edits, *other, *bare)
        });
        best.map(|(_, _, _, passage, alignment)| (passage, alignment))
    }

    /// Whether pieces stand together but for a few words dropped, no whole sentence: that is altered, not joined.
    fn merely_drops(&self, pieces: &[Piece]) -> bool {
        pieces.windows(2).all(|pair| {
            let (one, next) = (&pair[0], &pair[1]);
            let passage = &self.passages[one.passage];
            let (end, start) = (one.at.end, next.at.start);
            one.passage == next.passage
                && start >= end
                && start - end <= DROPPED_MAX
                && passage.of[start].sentence <= passage.of[end - 1].sentence + 1
                && passage.of[end - 1].paragraph == passage.of[start].paragraph
        })
    }

    fn of_pieces(&self, pieces: &[Piece]) -> Check {
        let quoted = |piece: &&Piece| {
            piece.at.clone().all(|at| self.passages[piece.passage].of[at].quotation.is_some())
        };
        let fit = |piece: &Piece| {
            let passage = &self.passages[piece.passage];
            let at: Vec<usize> = piece.at.clone().collect();
            self.fit(passage, self.said(passage, &at))
        };
        let fits: Vec<Fit> = pieces.iter().map(fit).collect();
        let marked = pieces.iter().filter(quoted).count();
        let facts = [
            (Verdict::OtherSpeaker, fits.iter().all(|fit| *fit == Fit::Other)),
            (Verdict::Paraphrase, marked == 0),
            (Verdict::Joined, true),
            (Verdict::OtherSpeaker, fits.contains(&Fit::Other) && fits.iter().any(|fit| *fit != Fit::Other)),
            (Verdict::Paraphrase, marked > 0 && marked < pieces.len()),
            (Verdict::SpeakerUnclear, fits.contains(&Fit::Unclear)),
        ];
        let true_of_it = facts.iter().filter(|(_, is)| *is).map(|(verdict, _)| *verdict).collect();
        let mut shown: Option<Nearest> = None;
        for piece in pieces {
            let passage = &self.passages[piece.passage];
            let at: Vec<usize> = piece.at.clone().collect();
            let one = self.showing(passage).of_words(&at, self.said(passage, &at));
            match &mut shown {
                Some(shown) => {
                    shown.pieces.extend(one.pieces);
                    shown.quoted &= one.quoted;
                    shown.left_out.extend(one.left_out);
                    shown.after = one.after;
                }
                None => shown = Some(one),
            }
        }
        check(true_of_it, shown, vec![], vec![])
    }
}

fn check(
    mut true_of_it: Vec<Verdict>,
    nearest: Option<Nearest>,
    found_in: Vec<usize>,
    withdrawn_in: Vec<usize>,
) -> Check {
    let verdict = true_of_it.remove(0);
    let mut also: Vec<Verdict> = Vec::new();
    for one in true_of_it {
        if one != verdict && one != Verdict::WordForWord && !also.contains(&one) {
            also.push(one);
        }
    }
    Check { verdict, also, nearest, found_in, withdrawn_in, looked: Looked::default() }
}
