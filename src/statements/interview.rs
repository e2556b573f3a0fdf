//! Interviews: paragraphs that are lines of question and answer, by the names or initials before their colons.

use crate::candidates::{Candidate, Settled};
use crate::cases;
use crate::cast::Cast;
use crate::items::Kind;
use crate::lexicon::{Class, Lexicon, normal};
use crate::passage::{Passage, View};
use crate::{Act, Quotation};

/// The longest label before a colon, in items.
const LABEL_ITEMS_MAX: usize = 6;

/// More lines than any interview has; such a page is a table or a script.
const LINES_MAX: usize = 2_000;

/// A paragraph that begins with a name or initials and a colon.
struct Line {
    paragraph: usize,
    label: String,
    key: String,
    colon: usize,
}

/// The lines of an interview, if the article is one: one candidate a line.
pub(crate) fn lines(
    passages: &[Passage],
    lexicon: &'static Lexicon,
    cast: &Cast,
    outlet: &str,
) -> Vec<Candidate> {
    let lines: Vec<Line> =
        passages.iter().enumerate().filter_map(|(at, p)| line(at, p, lexicon, cast)).collect();
    if lines.len() < 4 {
        return dialogue(passages, cast);
    }
    if lines.len() > LINES_MAX {
        return Vec::new();
    }
    let speakers = settle(&lines, passages, cast, lexicon, outlet);
    lines
        .iter()
        .zip(speakers)
        .filter_map(|(line, speaker)| {
            let passage = &passages[line.paragraph];
            let colon = &passage.items[line.colon];
            let first = passage.items.get(line.colon + 1)?;
            let question = passage.chars.iter().rev().find(|c| !c.is_whitespace()) == Some(&'?');
            let asks = speaker == Settled::Outlet && question;
            Some(Candidate {
                paragraph: line.paragraph,
                source: Some(passage.items[0].start..passage.items[line.colon - 1].end),
                cue: Some(colon.start..colon.end),
                pieces: vec![(line.paragraph, first.start..passage.chars.len())],
                act: if asks { Act::Ask } else { Act::Say },
                quotation: Quotation::Direct,
                addressee: None,
                relay: Vec::new(),
                speaker: Some(speaker),
                sentence: 0..passage.sentences.len(),
                inside: false,
                goes_on: false,
                confidence: 0.97,
            })
        })
        .collect()
}

/// Questions and answers that are told apart by dashes only: who answers is the person the article names first in its
/// title, else most often.
fn dialogue(passages: &[Passage], cast: &Cast) -> Vec<Candidate> {
    /// The fewest pairs of question and answer that make an interview.
    const PAIRS_MIN: usize = 3;
    let whole = |at: usize| {
        passages.get(at).and_then(|p| match p.quotes.as_slice() {
            [quote] if quote.dash && quote.inner_end + 1 >= p.chars.len() => {
                Some(quote.inner_start..quote.inner_end)
            }
            _ => None,
        })
    };
    let asks = |at: usize| {
        whole(at)
            .is_some_and(|r| passages[at].chars[r.end - 1] == '?' || passages[at].chars.last() == Some(&'?'))
    };
    // An answer may hold a quotation of its own.
    let answers = |at: usize| {
        !asks(at)
            && passages.get(at).is_some_and(|p| {
                p.quotes.first().is_some_and(|q| q.dash && q.start <= 2)
                    && p.quotes.last().is_some_and(|q| q.dash && q.inner_end + 1 >= p.chars.len())
            })
    };
    let pairs: Vec<usize> =
        (0..passages.len().min(LINES_MAX)).filter(|at| asks(*at) && answers(at + 1)).collect();
    let person = (0..cast.members.len())
        .filter(|m| cast.members[*m].is_person() && cast.members[*m].stems.len() > 1)
        .max_by_key(|m| {
            let places = &cast.members[*m].places;
            (places.first().is_some_and(|p| p.0 < 0), places.len(), std::cmp::Reverse(*m))
        });
    let (true, Some(person)) = (pairs.len() >= PAIRS_MIN, person) else { return Vec::new() };
    let spoken = |at: usize, act: Act, speaker: Settled| {
        let passage = &passages[at];
        let range = passage.quotes.first().map_or(0, |q| q.inner_start)..passage.chars.len();
        Candidate {
            act,
            quotation: Quotation::Direct,
            speaker: Some(speaker),
            sentence: 0..passage.sentences.len(),
            confidence: 0.9,
            ..Candidate::plain(at, None, None, range)
        }
    };
    pairs
        .into_iter()
        .flat_map(|at| {
            let name = cast.members[person].name.clone();
            [spoken(at, Act::Ask, Settled::Outlet), spoken(at + 1, Act::Say, Settled::Name(name))]
        })
        .collect()
}

fn line(at: usize, passage: &Passage, lexicon: &'static Lexicon, cast: &Cast) -> Option<Line> {
    let view = View { passage, lexicon, cast };
    let colon = (1..passage.items.len().min(LABEL_ITEMS_MAX + 1)).find(|i| view.mark(*i, ':'))?;
    let label = &passage.items[..colon];
    let names = label.iter().all(|i| {
        i.is_word() && (i.capital || lexicon.is(Class::Of, &i.word) || i.word.len() <= 3)
            || matches!(i.kind, Kind::Mark('.'))
            || i.quote().is_some()
    });
    if !names
        || !label[0].capital && label[0].quote().is_none()
        || lexicon.is(Class::Label, &label[0].word)
        || colon + 1 >= passage.items.len()
    {
        return None;
    }
    let text: String = passage.chars[label[0].start..label[colon - 1].end].iter().collect();
    Some(Line { paragraph: at, key: normal(&text.replace(['.', ' ', '«', '»'], "")), label: text, colon })
}

/// Who speaks behind each label: a name of the cast, its initials, or the outlet.
fn settle(
    lines: &[Line],
    passages: &[Passage],
    cast: &Cast,
    lexicon: &'static Lexicon,
    outlet: &str,
) -> Vec<Settled> {
    let asks = |key: &str| {
        let (mut questions, mut all) = (0, 0);
        for line in lines.iter().filter(|l| l.key == key) {
            all += 1;
            questions += usize::from(
                passages[line.paragraph].chars.iter().rev().find(|c| !c.is_whitespace()) == Some(&'?'),
            );
        }
        questions * 2 > all
    };
    let outlet_words: Vec<String> =
        outlet.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(normal).collect();
    let persons: Vec<usize> = (0..cast.members.len())
        .filter(|m| {
            cast.members[*m].person >= 1 && cast.members[*m].stems.len() > 1 && !cast.members[*m].outlet
        })
        .collect();
    lines
        .iter()
        .map(|line| {
            let words: Vec<String> = line
                .label
                .split(|c: char| !c.is_alphanumeric())
                .filter(|w| !w.is_empty())
                .map(normal)
                .collect();
            let initials = words.iter().map(String::as_str).collect::<String>();
            let of_outlet = !outlet_words.is_empty()
                && (words.iter().all(|w| outlet_words.contains(w))
                    || outlet_words.iter().filter_map(|w| w.chars().next()).collect::<String>() == initials
                    || outlet_words.iter().filter_map(|w| w.chars().next()).skip(1).collect::<String>()
                        == initials
                        && initials.chars().count() > 1);
            let stems: Vec<String> = words.iter().map(|w| cases::stem(w, lexicon)).collect();
            let by_name = cast.lookup_stems(&stems).filter(|m| persons.contains(m));
            let by_initials = persons.iter().copied().find(|m| {
                let heads: String = cast.members[*m]
                    .stems
                    .iter()
                    .flat_map(|s| s.split('-'))
                    .filter_map(|s| s.chars().next())
                    .collect();
                heads == initials
                    || heads.starts_with(&initials) && initials.chars().count() == 1 && !asks(&line.key)
            });
            if of_outlet {
                return Settled::Outlet;
            }
            match by_name.or(by_initials) {
                Some(member) => Settled::Name(cast.members[member].name.clone()),
                None if asks(&line.key) => Settled::Outlet,
                // “R:”, “Antwort:”: the person whom the title or most of the text names.
                None if line.label.chars().filter(|c| c.is_alphabetic()).count() <= 2
                    || matches!(
                        line.key.as_str(),
                        "antwort" | "respuesta" | "réponse" | "відповідь" | "ответ" | "answer"
                    ) =>
                {
                    let by_title = persons
                        .iter()
                        .copied()
                        .find(|m| cast.members[*m].places.first().is_some_and(|p| p.0 < 0));
                    let most = persons.iter().copied().max_by_key(|m| cast.members[*m].places.len());
                    by_title.or(most).map_or_else(
                        || Settled::Name(line.label.clone()),
                        |m| Settled::Name(cast.members[m].name.clone()),
                    )
                }
                None => Settled::Name(line.label.clone()),
            }
        })
        .collect()
}
