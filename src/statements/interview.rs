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
        return dialogue(passages, lexicon, cast);
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
            let source = passage.items[0].start..passage.items[line.colon - 1].end;
            let (cue, words) = (colon.start..colon.end, first.start..passage.chars.len());
            Some(Candidate {
                act: if asks { Act::Ask } else { Act::Say },
                quotation: Quotation::Direct,
                speaker: Some(speaker),
                sentence: 0..passage.sentences.len(),
                confidence: 0.97,
                ..Candidate::plain(line.paragraph, Some(source), Some(cue), words)
            })
        })
        .collect()
}

/// Questions and answers that are told apart by dashes only, or by nothing but the form of the questions: who answers is
/// the person the article names first in its title, else most often.
fn dialogue(passages: &[Passage], lexicon: &'static Lexicon, cast: &Cast) -> Vec<Candidate> {
    let some = |turns: Vec<Turn>| Some(turns).filter(|turns| !turns.is_empty());
    let turns = some(lettered(passages)).or_else(|| some(dashed(passages)));
    let turns = turns.unwrap_or_else(|| bare(passages, lexicon));
    let Some(first) = turns.first() else { return Vec::new() };
    let Some(person) = interviewed(cast, first.paragraph) else { return Vec::new() };
    let answers_name = Settled::Name(cast.members[person].name.clone());
    turns
        .into_iter()
        .map(|turn| {
            let passage = &passages[turn.paragraph];
            let from = passage.quotes.first().filter(|_| turn.dash).map_or(turn.from, |q| q.inner_start);
            Candidate {
                act: if turn.asks { Act::Ask } else { Act::Say },
                quotation: Quotation::Direct,
                speaker: Some(if turn.asks { Settled::Outlet } else { answers_name.clone() }),
                sentence: 0..passage.sentences.len(),
                confidence: if turn.dash { 0.9 } else { 0.85 },
                ..Candidate::plain(turn.paragraph, None, None, from..passage.chars.len())
            }
        })
        .collect()
}

/// Who is asked: whom the article names before the question in paragraph `first`, in its title or most often; else whoever
/// it names so.
fn interviewed(cast: &Cast, first: usize) -> Option<usize> {
    let people = || {
        (0..cast.members.len()).filter(|m| cast.members[*m].is_person() && cast.members[*m].stems.len() > 1)
    };
    let introduced = |m: &usize| {
        let places = &cast.members[*m].full_places;
        places.iter().any(|p| p.0 >= 0 && p.0 as usize <= first)
    };
    let lead = |m: &usize| {
        let member = &cast.members[*m];
        let titled = member.places.first().is_some_and(|p| p.0 < 0);
        let intro = member.places.iter().filter(|p| p.0 >= 0 && p.0 as usize <= first).count();
        (titled, intro, std::cmp::Reverse(member.full_places.iter().find(|p| p.0 >= 0).copied()))
    };
    let often = |m: &usize| {
        let places = &cast.members[*m].places;
        (places.first().is_some_and(|p| p.0 < 0), places.len(), std::cmp::Reverse(*m))
    };
    people().filter(introduced).max_by_key(lead).or_else(|| people().max_by_key(often))
}

/// A paragraph that is a question or an answer.
struct Turn {
    paragraph: usize,
    asks: bool,
    /// It begins with a dash.
    dash: bool,
    /// Where its words begin.
    from: usize,
}

/// “Q. …”, “Respuesta. …”: letters or words for question and answer with a full stop.
fn lettered(passages: &[Passage]) -> Vec<Turn> {
    /// The fewest answers that make an interview.
    const ANSWERS_MIN: usize = 3;
    const QUESTIONS: &[&str] =
        &["q", "p", "f", "question", "pregunta", "frage", "запитання", "питання", "вопрос"];
    const ANSWERS: &[&str] = &["a", "r", "answer", "respuesta", "antwort", "réponse", "відповідь", "ответ"];
    let turn = |(paragraph, passage): (usize, &Passage)| {
        let [label, stop, first, ..] = passage.items.as_slice() else { return None };
        let asks = QUESTIONS.contains(&label.word.as_str());
        let known = asks || ANSWERS.contains(&label.word.as_str());
        (known && label.capital && stop.is_mark('.') && stop.start == label.end).then_some(Turn {
            paragraph,
            asks,
            dash: false,
            from: first.start,
        })
    };
    let turns: Vec<Turn> = passages.iter().take(LINES_MAX).enumerate().filter_map(turn).collect();
    let answers = turns.iter().filter(|turn| !turn.asks).count();
    if answers >= ANSWERS_MIN && answers < turns.len() { turns } else { Vec::new() }
}

/// Questions and answers with a dash before them.
fn dashed(passages: &[Passage]) -> Vec<Turn> {
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
    if pairs.len() < PAIRS_MIN {
        return Vec::new();
    }
    let turn = |paragraph, asks| Turn { paragraph, asks, dash: true, from: 0 };
    pairs.into_iter().flat_map(|at| [turn(at, true), turn(at + 1, false)]).collect()
}

/// Questions that are paragraphs of their own, as pages print them in bold, and answers in the first person.
fn bare(passages: &[Passage], lexicon: &Lexicon) -> Vec<Turn> {
    /// The fewest questions with an answer that make an interview.
    const PAIRS_MIN: usize = 3;
    /// A longer paragraph that ends with a question is no interviewer's.
    const QUESTION_SCALARS_MAX: usize = 450;
    let count = passages.len().min(LINES_MAX);
    let asks = |at: usize| {
        let p = &passages[at];
        p.chars.len() <= QUESTION_SCALARS_MAX
            && p.chars.iter().rev().find(|c| !c.is_whitespace()) == Some(&'?')
            && p.quotes.first().is_none_or(|q| q.start > 0 && q.inner_end + 1 < p.chars.len())
    };
    let opens_quoted = |at: usize| passages[at].quotes.first().is_some_and(|q| q.start == 0);
    let first_person = |at: usize| {
        let p = &passages[at];
        !opens_quoted(at)
            && p.items
                .iter()
                .any(|i| i.is_word() && !p.is_quoted(i.start) && lexicon.is(Class::FirstPerson, &i.word))
    };
    let pairs: Vec<usize> = (0..count.saturating_sub(1))
        .filter(|at| asks(*at) && !asks(at + 1) && !opens_quoted(at + 1))
        .collect();
    let personal = pairs.iter().filter(|at| first_person(*at + 1)).count();
    if pairs.len() < PAIRS_MIN || personal * 2 < pairs.len() {
        return Vec::new();
    }
    (pairs[0]..count)
        .filter_map(|at| {
            let answers = !asks(at) && (pairs.contains(&at.wrapping_sub(1)) || first_person(at));
            let turn = Turn { paragraph: at, asks: asks(at), dash: false, from: 0 };
            (turn.asks || answers).then_some(turn)
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
