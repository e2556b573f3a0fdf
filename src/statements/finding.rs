//! The stages joined: an article's paragraphs become statements in order of their places.

use std::cell::RefCell;

use jiff::civil::Date;
use sayso_article::Article;
use sayso_attribution::{Attribution, Engine};

use crate::candidates::{Candidate, Settled};
use crate::cast::Cast;
use crate::chains;
use crate::cited;
use crate::dating::Days;
use crate::free;
use crate::fusion;
use crate::headline;
use crate::interview;
use crate::lexicon::{self, Class, Family, Lexicon};
use crate::nested;
use crate::occasions;
use crate::passage::{Passage, View};
use crate::picking::Choice;
use crate::quotes;
use crate::resolve::{Resolved, Resolver};
use crate::{Act, Piece, Quotation, SpeakerKind, Statement};

/// Scalars of an article that are read; a page beyond that is no article, and what it says at its end can wait.
pub(crate) const SCALARS_MAX: usize = 1_500_000;

/// Finds the statements of `article` in order of their places.
pub fn find(article: &Article, engine: &Engine) -> Vec<Statement> {
    find_with(article, |language, text| engine.attributions_in(language, text))
}

/// As [`find`], with the attributions that `attributions_in` gives for a language (an ISO 639-1 code) and a text: kept
/// ones where articles are read again and again, none where the rules shall read alone.
pub fn find_with(
    article: &Article,
    attributions_in: impl FnOnce(&str, &str) -> Vec<Attribution>,
) -> Vec<Statement> {
    find_noting(article, attributions_in, None)
}

/// As [`find_with`]; the choices that were made for the speaker of each statement go into `noted`.
pub(crate) fn find_noting(
    article: &Article,
    attributions_in: impl FnOnce(&str, &str) -> Vec<Attribution>,
    noted: Option<&mut Vec<Noted>>,
) -> Vec<Statement> {
    let lexicon = lexicon::of(&article.language);
    let mut budget = SCALARS_MAX;
    let mut paragraphs: Vec<Vec<char>> = Vec::with_capacity(article.paragraphs.len());
    for paragraph in &article.paragraphs {
        let chars: Vec<char> = paragraph.text.chars().take(budget).collect();
        budget -= chars.len();
        paragraphs.push(chars);
    }
    let title: Vec<char> = article.title.chars().take(2_000).collect();
    let Spoken { mut passages, cast, relays, mut candidates } =
        Spoken::read(&title, paragraphs, lexicon, article.outlet.as_deref().unwrap_or_default());
    fusion::join(&mut candidates, &passages, lexicon, &cast, |text| attributions_in(lexicon.code, text));
    if lexicon.family == Family::English {
        cited::cite(&mut candidates, &passages, lexicon, &cast);
    }
    free::join(&mut candidates, &passages, lexicon, &cast);
    nested::nest(&passages, lexicon, &cast, &mut candidates);
    // The headline comes last: who speaks in it is known from the article.
    let headline = quotes::find(std::slice::from_ref(&title), lexicon).pop().unwrap_or_default();
    passages.push(Passage::new(title, headline, lexicon));
    write(article, &passages, lexicon, &cast, &relays, candidates, noted)
}

/// A statement with the choices that were made for it, for the trainer.
pub(crate) struct Noted {
    pub(crate) statement: Statement,
    /// Those for its speaker.
    pub(crate) choices: Vec<Choice>,
    pub(crate) days: Days,
}

/// What the rules read in a text: its paragraphs made ready, whom it names, and the utterances.
pub(crate) struct Spoken {
    pub(crate) passages: Vec<Passage>,
    pub(crate) cast: Cast,
    relays: Vec<Option<String>>,
    pub(crate) candidates: Vec<Candidate>,
}

impl Spoken {
    pub(crate) fn read(
        title: &[char],
        paragraphs: Vec<Vec<char>>,
        lexicon: &'static Lexicon,
        outlet: &str,
    ) -> Spoken {
        let found = quotes::find(&paragraphs, lexicon);
        let cast = Cast::read(title, &paragraphs, &found, lexicon);
        let passages: Vec<Passage> = paragraphs
            .into_iter()
            .zip(found)
            .map(|(chars, quotes)| Passage::new(chars, quotes, lexicon))
            .collect();
        let relays = chains::default_relays(&passages, lexicon, &cast);
        let lines = interview::lines(&passages, lexicon, &cast, outlet);
        let mut candidates: Vec<Candidate> = Vec::new();
        for at in 0..passages.len() {
            if let Ok(line) = lines.binary_search_by_key(&at, |c| c.paragraph) {
                interview_line(&lines[line], &passages, lexicon, &cast, &mut candidates);
                continue;
            }
            let view = View { passage: &passages[at], lexicon, cast: &cast };
            if chains::is_relay_line(&view) {
                continue;
            }
            let before = candidates.len();
            candidates.extend(view.read(at).into_iter().filter(|c| !view.only_names(c, outlet)));
            carry_over(&passages, at, before, &mut candidates);
        }
        Spoken { passages, cast, relays, candidates }
    }
}

/// One line of an interview, with what it reports of others.
fn interview_line(
    line: &Candidate,
    passages: &[Passage],
    lexicon: &'static Lexicon,
    cast: &Cast,
    candidates: &mut Vec<Candidate>,
) {
    candidates.push(line.clone());
    let view = View { passage: &passages[line.paragraph], lexicon, cast };
    let before = candidates.len();
    if line.speaker != Some(Settled::Outlet) {
        // Somebody else's words within the answer.
        let others = view.read(line.paragraph).into_iter().filter(|c| view.tells_of_others(c));
        candidates.extend(others.map(|c| Candidate { inside: true, ..c }));
        return;
    }
    // What the interviewer reports of others.
    candidates.extend(
        view.read(line.paragraph).into_iter().filter(|c| {
            c.cue.is_some() && c.source.as_ref().is_some_and(|s| line.pieces[0].1.start <= s.start)
        }),
    );
    // A line that only reports others is no question of the interviewer's.
    if candidates.len() > before && line.act != Act::Ask {
        candidates.remove(before - 1);
    }
}

impl View<'_> {
    /// Whether an utterance within an answer has a source that is told in nouns, and a cue.
    fn tells_of_others(&self, candidate: &Candidate) -> bool {
        let Some(source) = candidate.source.as_ref().filter(|_| candidate.cue.is_some()) else {
            return false;
        };
        let first = self.items().partition_point(|i| i.end <= source.start);
        !self.is_pronoun(first) || self.is_article(first) && source.len() > self.word(first).chars().count()
    }
}

/// Joins a quotation that goes on from the paragraph before to its first piece.
fn carry_over(passages: &[Passage], at: usize, before: usize, candidates: &mut Vec<Candidate>) {
    let Some(quote) = passages[at].quotes.first().filter(|q| q.continued) else { return };
    let Some(first) = candidates
        .get(before)
        .filter(|c| c.goes_on && c.pieces.first().is_some_and(|(_, r)| r.start == quote.inner_start))
        .cloned()
    else {
        return;
    };
    let Some(previous) = candidates[..before]
        .iter_mut()
        .rev()
        .find(|c| !c.inside && c.pieces.iter().any(|(p, _)| *p + 1 == at))
    else {
        return;
    };
    previous.pieces.extend(first.pieces);
    candidates.remove(before);
}

/// Resolves every candidate's speaker and chain and writes the statements.
fn write(
    article: &Article,
    passages: &[Passage],
    lexicon: &'static Lexicon,
    cast: &Cast,
    relays: &[Option<String>],
    candidates: Vec<Candidate>,
    mut noted: Option<&mut Vec<Noted>>,
) -> Vec<Statement> {
    let mut resolver = Resolver {
        passages,
        cast,
        lexicon,
        relay: None,
        outlet: article.outlet.clone(),
        history: Vec::new(),
        carries_on: false,
        barred: None,
        around: Vec::new(),
        learnt: Vec::new(),
        choices: noted.is_some().then(RefCell::default),
    };
    let published = article.published.map(|p| p.day());
    let mut resolved: Vec<Resolved> = Vec::with_capacity(candidates.len());
    let mut choices: Vec<Vec<Choice>> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        resolver.relay = relays.get(candidate.paragraph).cloned().flatten();
        let outers = chains::outers(&candidates, at);
        resolver.around =
            outers.iter().filter_map(|outer| resolved.get(*outer)).map(|r| r.who.clone()).collect();
        resolved.push(resolver.resolve(candidate));
        choices.push(resolver.choices.as_ref().map(RefCell::take).unwrap_or_default());
    }
    let title = passages.len().saturating_sub(1);
    let mut candidates = candidates;
    resolver.relay = None;
    resolver.around.clear();
    for (candidate, known) in headline::read(&resolver, title, &candidates, &resolved) {
        resolved.push(known.unwrap_or_else(|| resolver.resolve(&candidate)));
        candidates.push(candidate);
    }
    let days =
        published.map(|day| occasions::days(&resolver, &candidates, &resolved, day)).unwrap_or_default();
    let mut statements: Vec<Statement> = Vec::new();
    let mut told: Vec<Option<String>> = vec![None; candidates.len()];
    for (at, candidate) in candidates.iter().enumerate() {
        // Second-hand words whose speaker nobody can tell are the outer speaker's.
        let unclear = candidate.inside
            && candidate.quotation == Quotation::Indirect
            && resolved[at].speaker.name.is_none();
        if unclear || chains::covers_inner(&candidates, &resolved, at) {
            continue;
        }
        resolver.relay = relays.get(candidate.paragraph).cloned().flatten();
        let mut via = chains::chain(&resolver, article, &candidates, &resolved, at);
        chains::carry(&resolver, &candidates, &resolved, at, &mut via, &mut told);
        let day = days.get(at).and_then(Days::best);
        let Some(statement) = statement(passages, lexicon, candidate, &resolved[at], via, day) else {
            continue;
        };
        if let (Some(noted), Some(choices)) = (noted.as_deref_mut(), choices.get_mut(at)) {
            let days = days.get(at).cloned().unwrap_or_default();
            noted.push(Noted { statement: statement.clone(), choices: std::mem::take(choices), days });
        }
        statements.push(statement);
    }
    statements.sort_by_key(|s| s.pieces.first().map_or((s.paragraph, 0), |p| (p.paragraph, p.start)));
    statements
}

fn statement(
    passages: &[Passage],
    lexicon: &Lexicon,
    candidate: &Candidate,
    resolved: &Resolved,
    via: Vec<String>,
    said_on: Option<Date>,
) -> Option<Statement> {
    // The last passage is the headline.
    let number = |at: usize| if at + 1 == passages.len() { -1 } else { at as i32 };
    let pieces: Vec<Piece> = candidate
        .pieces
        .iter()
        .filter(|(p, r)| *p < passages.len() && r.start < r.end && r.end <= passages[*p].chars.len())
        .map(|(p, r)| Piece { paragraph: number(*p), start: r.start, end: r.end, text: passages[*p].text(r) })
        .collect();
    let first = pieces.first()?;
    let act = if candidate.act == Act::Say
        && candidate.quotation == Quotation::Direct
        && pieces.iter().all(|p| p.text.trim_end().ends_with('?'))
        && candidate.cue.is_none()
    {
        Act::Ask
    } else {
        candidate.act
    };
    Some(Statement {
        paragraph: first.paragraph,
        speaker: resolved.speaker.clone(),
        via,
        cue: candidate.cue.as_ref().map(|c| passages[candidate.paragraph].text(c)),
        act,
        quotation: candidate.quotation,
        pieces,
        said_on,
        confidence: calibrated(
            candidate.confidence * resolved.confidence * weight(candidate, resolved, lexicon),
        ),
    })
}

/// How much more or less often than others statements of this kind of speaker are right.
fn weight(candidate: &Candidate, resolved: &Resolved, lexicon: &Lexicon) -> f32 {
    let speaker = &resolved.speaker;
    let words = |text: &Option<String>| -> Vec<String> {
        text.iter()
            .flat_map(|t| t.split(|c: char| !c.is_alphanumeric()))
            .filter(|w| !w.is_empty())
            .map(lexicon::normal)
            .collect()
    };
    let mention = words(&speaker.mention);
    match speaker.kind {
        SpeakerKind::Person if words(&speaker.name).last().is_some_and(|last| mention.contains(last)) => 1.04,
        // “The pal”: somebody whom the article has described before, or one with a name.
        SpeakerKind::Anonymous
            if candidate.quotation == Quotation::Direct
                && mention
                    .first()
                    .is_some_and(|first| lexicon.any(&[Class::Definite, Class::Demonstrative], first)) =>
        {
            0.85
        }
        SpeakerKind::Organization | SpeakerKind::Group | SpeakerKind::Document => 0.95,
        _ => 1.0,
    }
}

/// How often statements with a raw score were right (words and speaker) on the train articles of the corpus, each half read
/// with small models of the other half and with heads that had not seen it, all six languages together (13,842
/// statements): pairs of raw score and share, straight lines between them.
const RIGHT: &[(f32, f32)] = &[
    (0.0, 0.0),
    (0.15, 0.13),
    (0.23, 0.25),
    (0.33, 0.42),
    (0.43, 0.51),
    (0.5, 0.53),
    (0.6, 0.6),
    (0.7, 0.72),
    (0.77, 0.78),
    (0.86, 0.85),
    (0.9, 0.92),
    (0.95, 0.96),
    (1.0, 0.99),
];

/// The share of statements with this raw score that are right.
fn calibrated(raw: f32) -> f32 {
    let raw = raw.clamp(0.0, 1.0);
    let above = RIGHT.partition_point(|(score, _)| *score < raw).clamp(1, RIGHT.len() - 1);
    let ((x0, y0), (x1, y1)) = (RIGHT[above - 1], RIGHT[above]);
    y0 + (raw - x0) / (x1 - x0) * (y1 - y0)
}
