//! A denial that names nothing (“denied it”, “rejected the accusations”) answers what was said just before.
//!
//! Only inside one article, only of the statement that directly precedes it on the page; of charges, the nearest
//! accusation in the same paragraph or the one before.

use std::ops::Range;

use sayso_quotations::tokens;
use sayso_statements::Act;

use crate::relation::{Link, Relation, Rule, Why};
use crate::remark::Remark;

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

/// What a bare denial denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Denied {
    What,
    Charge,
}

/// The links from bare denials to what they answer. `skip` are those that have a link of their own.
pub(crate) fn answers(remarks: &[Remark], skip: impl Fn(&Remark) -> bool) -> Vec<Link> {
    let mut order: Vec<&Remark> = remarks.iter().filter(|remark| remark.statement.paragraph >= 0).collect();
    order.sort_by(|one, other| {
        one.printed.article.cmp(&other.printed.article).then(one.place().cmp(&other.place()))
    });
    let mut links = Vec::new();
    for (at, later) in
        order.iter().enumerate().filter(|(_, later)| later.statement.act == Act::Deny && !skip(later))
    {
        let Some(denied) = denied(&later.text()) else { continue };
        let before = order[..at].iter().rev().take_while(|one| one.printed.article == later.printed.article);
        let mut near = before.take_while(|one| later.statement.paragraph - one.statement.paragraph <= 1);
        let answered = match denied {
            Denied::What => near.next().map(|one| outermost(&order[..at], one)),
            Denied::Charge => near.find(|one| one.statement.act == Act::Accuse).copied(),
        };
        let says = |one: &&Remark| matches!(one.statement.act, Act::Say | Act::Accuse | Act::Warn);
        if let Some(earlier) = answered.filter(says).filter(|one| are_different(one, later)) {
            links.push(Link {
                earlier: earlier.id.clone(),
                later: later.id.clone(),
                relation: Relation::Denies,
                why: Why { rule: Rule::Answer, cue: later.statement.cue.clone(), common: Vec::new() },
                editor: None,
            });
        }
    }
    links
}

/// The report that a reported statement stands in, where it stands in one.
fn outermost<'a>(before: &[&'a Remark], one: &'a Remark) -> &'a Remark {
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

/// What a denial denies, where it names nothing.
fn denied(text: &str) -> Option<Denied> {
    let words: Vec<String> = tokens(text).into_iter().map(|word| word.folded).collect();
    let is = |list: &str, word: &str| list.split_whitespace().any(|one| one == word);
    let begins = |list: &str, word: &str| list.split_whitespace().any(|one| word.starts_with(one));
    match words.as_slice() {
        [word] if is(POINTING, word) => Some(Denied::What),
        [before @ .., noun] if before.len() <= 2 && before.iter().all(|word| is(BEFORE, word)) => {
            let noun = noun.rsplit('\'').next().unwrap_or(noun);
            if begins(CHARGES, noun) {
                Some(Denied::Charge)
            } else if begins(CLAIMS, noun) {
                Some(Denied::What)
            } else {
                None
            }
        }
        _ => None,
    }
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
