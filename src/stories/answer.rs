//! A denial or confirmation that rests on what was said just before: “denied it”, “rejected the accusations”,
//! “confirmed this”, “Not true.” in an interview, a contradiction printed word for word beside what it contradicts,
//! “no such permit exists”.
//!
//! Only inside one article, and only of the statement that directly precedes it on the page; of charges, the nearest
//! accusation, and of “such” things the nearest statement that names them, in the same paragraph or the one before.

use std::ops::Range;

use sayso_quotations::tokens;
use sayso_statements::{Act, Quotation};

use crate::relation::{Link, Relation, Rule, Why};
use crate::remark::Remark;
use crate::topic::stems;

/// Words that stand for what was said before, in six languages.
const POINTING: &str = "it this that so das dies dem це цього это этого cela ça ceci lo eso esto ello";

/// Nouns for it, as they begin.
const CLAIMS: &str = "accus charge allegation claim assertion звинувач закид твердж інформац обвинен утвержд \
    информац vorwurf vorwürf anschuldig behaupt darstell acus allég affirm afirmac alegac";

/// Of those, the ones that only an accusation is.
const CHARGES: &str =
    "accus charge allegation звинувач закид обвинен vorwurf vorwürf anschuldig acus allég alegac";

/// Words that may stand before such a noun and say nothing of it.
const BEFORE: &str = "the these those all such any this that his her their der die das den dem diese dieser diesen \
    dieses alle solche ці такі усі всі цю ця эти такие все эту les des ces cette toutes de ses l' d' la las los \
    estas esas tales todas las sus esa esta le ce";

/// With which somebody who is asked says that it is not so, as a sentence of its own, in six languages; folded.
const NOT_SO: &str = "not true|that is not true|that's not true|this is not true|it is not true|false|that is false|\
    that's false|a lie|that is a lie|that's a lie|nonsense|no|nein|das stimmt nicht|stimmt nicht|das ist falsch|falsch|\
    das ist nicht wahr|gelogen|unsinn|quatsch|ні|неправда|це неправда|це брехня|брехня|це не так|нісенітниця|нет|\
    это неправда|это ложь|ложь|это не так|чушь|вздор|non|c'est faux|faux|ce n'est pas vrai|c'est un mensonge|\
    es falso|falso|mentira|es mentira|no es verdad|no es cierto|eso no es verdad|eso no es cierto";

/// Where an answer begins at the latest, in Unicode scalars of its paragraph: behind a dash or a name and a colon.
const REPLY_STARTS_MAX: usize = 40;

/// Words for “such”, as they begin or whole, in six languages.
const SUCH: &str = "such solch solche solchen solches solcher такого такої таку такий такі таких такой такая такое такую \
    такие tel telle tels telles tal tales semejante";

/// On what an answer rests.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rests {
    /// On the statement before.
    What,
    /// On the accusation before.
    Charge,
    /// On the statement before, in the same paragraph.
    Beside,
    /// On the statement that has the word which begins so.
    Such(String),
}

/// The links from such answers to what they answer. `skip` are those that have a link of their own.
pub(crate) fn answers(remarks: &[Remark], skip: impl Fn(&Remark) -> bool) -> Vec<Link> {
    let mut order: Vec<&Remark> = remarks.iter().filter(|remark| remark.statement.paragraph >= 0).collect();
    order.sort_by(|one, other| {
        one.printed.article.cmp(&other.printed.article).then(one.place().cmp(&other.place()))
    });
    let mut links = Vec::new();
    for (at, later) in order.iter().enumerate().filter(|(_, later)| !skip(later)) {
        let Some((relation, rests)) = answer(later) else { continue };
        let before = order[..at].iter().rev().take_while(|one| one.printed.article == later.printed.article);
        let mut near = before.take_while(|one| later.statement.paragraph - one.statement.paragraph <= 1);
        let others = |one: &&&Remark| are_different(one, later);
        let answered = match &rests {
            Rests::What => near.next().map(|one| report(&order[..at], one)),
            Rests::Beside => {
                let beside = near.next().filter(|one| one.statement.paragraph == later.statement.paragraph);
                beside.map(|one| report(&order[..at], one))
            }
            Rests::Charge => near.find(|one| one.statement.act == Act::Accuse).copied(),
            Rests::Such(word) => near.filter(others).find(|one| has(one, word)).copied(),
        };
        let says = |one: &&Remark| matches!(one.statement.act, Act::Say | Act::Accuse | Act::Warn);
        if let Some(earlier) = answered.filter(says).filter(|one| are_different(one, later)) {
            links.push(Link {
                earlier: earlier.id.clone(),
                later: later.id.clone(),
                relation,
                why: Why { rule: Rule::Answer, cue: later.statement.cue.clone(), common: Vec::new() },
                editor: None,
            });
        }
    }
    links
}

/// Whether a statement answers what was said before it, how, and on what that rests.
fn answer(later: &Remark) -> Option<(Relation, Rests)> {
    let text = later.text();
    match later.statement.act {
        Act::Confirm => pointed(&text).map(|rests| (Relation::Confirms, rests)),
        Act::Deny => {
            let rests = pointed(&text).or_else(|| is_reply(later, &text).then_some(Rests::What));
            let rests = rests
                .or_else(|| such(&text).map(Rests::Such))
                .or_else(|| (later.statement.quotation == Quotation::Direct).then_some(Rests::Beside));
            rests.map(|rests| (Relation::Denies, rests))
        }
        _ => None,
    }
}

/// The report that a reported statement stands in, where it stands in one; else the statement itself.
fn report<'a>(before: &[&'a Remark], one: &'a Remark) -> &'a Remark {
    let outer = |outer: &&&Remark| outer.id != one.id && one.is_inside(outer);
    let page = before.iter().rev().take_while(|other| other.printed.article == one.printed.article);
    page.filter(outer).last().copied().unwrap_or(one)
}

/// Two speakers, neither of whom is named in the other's name (“Ana and Ben” deny nothing that Ben says).
fn are_different(one: &Remark, other: &Remark) -> bool {
    let name = |remark: &Remark| remark.statement.speaker.name.clone().unwrap_or_default().to_lowercase();
    let (one, other) = (name(one), name(other));
    !one.is_empty() && !other.is_empty() && !one.contains(&other) && !other.contains(&one)
}

/// On what a text rests that names nothing of its own.
fn pointed(text: &str) -> Option<Rests> {
    let words: Vec<String> = tokens(text).into_iter().map(|word| word.folded).collect();
    let begins = |list: &str, word: &str| list.split_whitespace().any(|one| word.starts_with(one));
    match words.as_slice() {
        [word] if is_one_of(POINTING, word) => Some(Rests::What),
        [before @ .., noun] if before.len() <= 2 && before.iter().all(|word| is_one_of(BEFORE, word)) => {
            let noun = noun.rsplit('\'').next().unwrap_or(noun);
            if begins(CHARGES, noun) {
                Some(Rests::Charge)
            } else if begins(CLAIMS, noun) {
                Some(Rests::What)
            } else {
                None
            }
        }
        _ => None,
    }
}

fn is_one_of(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|one| one == word)
}

/// Whether somebody says in words of their own that it is not so, beside what was said or at the head of a paragraph,
/// as an answer in an interview stands.
fn is_reply(later: &Remark, text: &str) -> bool {
    let begins = later.statement.pieces.first().is_some_and(|piece| piece.start <= REPLY_STARTS_MAX);
    later.statement.quotation == Quotation::Direct && begins && is_not_so(text)
}

/// Whether the first sentence says no more than that it is not so.
fn is_not_so(text: &str) -> bool {
    let Some(end) = text.find(['.', '!', ';', '…']).or_else(|| (!text.contains('?')).then_some(text.len()))
    else {
        return false;
    };
    let words: Vec<String> = tokens(&text[..end]).into_iter().map(|word| word.folded).collect();
    let first = words.join(" ");
    NOT_SO.split('|').any(|one| one.trim() == first)
}

/// The beginning of the word after a “such”.
fn such(text: &str) -> Option<String> {
    let words = tokens(text);
    let at = words.iter().position(|word| is_one_of(SUCH, &word.folded))?;
    let noun =
        words.get(at + 1..)?.iter().find(|word| !is_one_of(BEFORE, &word.folded) && word.folded != "a")?;
    stems(&noun.folded).into_iter().next()
}

fn has(remark: &Remark, stem: &str) -> bool {
    stems(&remark.text()).contains(stem)
}

impl Remark {
    /// Where it stands on its page.
    pub(crate) fn place(&self) -> (i32, Option<usize>) {
        (self.statement.paragraph, self.statement.pieces.first().map(|piece| piece.start))
    }

    /// Whether its words lie inside the words of another, as what somebody reports lies in the report.
    pub(crate) fn is_inside(&self, other: &Remark) -> bool {
        let span = |remark: &Remark| -> Option<(i32, Range<usize>)> {
            let first = remark.statement.pieces.first()?;
            Some((first.paragraph, first.start..first.end))
        };
        let (Some((one, inner)), Some((two, outer))) = (span(self), span(other)) else { return false };
        self.printed.article == other.printed.article
            && one == two
            && outer.start <= inner.start
            && inner.end <= outer.end
    }
}
