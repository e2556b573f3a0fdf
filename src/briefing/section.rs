//! What is shown of a brief, in a terminal and on a card alike: one section a speaker and chain.

use sayso_statements::{Act, Quotation, Speaker, SpeakerKind, Statement};

use crate::{Brief, Texts, place};

/// One speaker, by one chain, with what was said.
#[derive(Debug, Clone, PartialEq)]
pub struct Section<'a> {
    /// The speaker's name, or the description as printed; none where the speaker is unclear.
    pub name: Option<&'a str>,
    /// The role as printed, where it is not part of the name.
    pub role: Option<&'a str>,
    /// Whether the speaker is a described person or group without a name.
    pub unnamed: bool,
    /// The chain in words (“by way of European officials, to Politico”); empty where there is none.
    pub relay: String,
    /// The same chain for those who have words of their own for it, nearest to the speaker first.
    pub chain: Vec<Passed<'a>>,
    /// What was said, in the order of the page.
    pub entries: Vec<Entry<'a>>,
}

/// One step of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed<'a> {
    /// Whoever passed the words on.
    By(&'a str),
    /// The outlet that was told.
    To(&'a str),
}

/// One statement as shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    /// The statement.
    pub statement: &'a Statement,
    /// Its words, by how they may be shown.
    pub shown: Shown,
    /// The words begin with the page's own verb (“accused her of it”).
    has_verb: bool,
    /// Link to the exact place, where the article has an address.
    pub link: Option<String>,
}

/// How the words of a statement may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// In quotation marks: verbatim slices, sayso's own joins between them as ` … `.
    Quotation(String),
    /// Without quotation marks of sayso's own, marked as a paraphrase; quoted words inside keep the outlet's marks.
    Paraphrase(String),
}

/// Confidence under which a speaker is shown as unclear.
const CONFIDENCE_SHOWN_MIN: f32 = 0.4;

impl Brief {
    /// The statements by speaker and chain, in the order in which the page first has them. Unnamed sources
    /// stand together only where the page describes them in the same words by the same chain.
    pub fn sections(&self) -> Vec<Section<'_>> {
        let mut sections: Vec<Section<'_>> = Vec::new();
        let mut texts = Texts::of(self.article());
        for statement in self.statements() {
            let verb = Brief::verb_before(&mut texts, statement);
            let entry = Entry {
                statement,
                shown: shown(statement, verb),
                has_verb: verb.is_some(),
                link: place::link_in(&mut texts, statement),
            };
            let name = shown_name(statement);
            let chain = self.chain(statement);
            let relay = relay(&chain);
            match sections.iter_mut().find(|s| name.is_some() && s.name == name && s.relay == relay) {
                Some(section) => {
                    section.role = section.role.or(statement.speaker.role.as_deref());
                    section.entries.push(entry);
                }
                None => sections.push(Section {
                    name,
                    role: name.and(statement.speaker.role.as_deref()),
                    unnamed: name.is_some() && is_unnamed(&statement.speaker),
                    relay,
                    chain,
                    entries: vec![entry],
                }),
            }
        }
        sections
    }

    /// The cue, where a paraphrase goes on from it: “accused | her of having supplied it”, which nobody reads without it.
    /// Plain saying (“said | the bridge was closed”) needs none.
    fn verb_before<'a>(texts: &mut Texts<'_>, statement: &'a Statement) -> Option<&'a str> {
        if statement.quotation == Quotation::Direct || matches!(statement.act, Act::Say | Act::Decline) {
            return None;
        }
        let (cue, piece) = (statement.cue.as_deref()?, statement.pieces.first()?);
        let before = texts
            .at(piece.paragraph)?
            .slice(piece.start.saturating_sub(cue.chars().count() + 1), piece.start)?;
        before.strip_suffix(' ')?.ends_with(cue).then_some(cue)
    }

    /// The chain. Whoever passed it on, and the outlet it was told to.
    fn chain<'a>(&'a self, statement: &'a Statement) -> Vec<Passed<'a>> {
        let Some((last, others)) = statement.via.split_last() else { return Vec::new() };
        let passes_on = statement.speaker.kind == SpeakerKind::Document || self.passes_on(last);
        let last = if passes_on { Passed::By(last) } else { Passed::To(last) };
        others.iter().map(|name| Passed::By(name)).chain(std::iter::once(last)).collect()
    }

    /// Whether a relayer is a person or a described source rather than an outlet: it speaks so in this
    /// brief, or its description ends in a common noun (“European officials”).
    fn passes_on(&self, name: &str) -> bool {
        let speaks_so = self
            .statements()
            .iter()
            .any(|s| s.speaker.name.as_deref() == Some(name) && s.speaker.kind != SpeakerKind::Outlet);
        let last_word = name.split_whitespace().next_back().unwrap_or_default();
        speaks_so || last_word.starts_with(char::is_lowercase)
    }
}

/// The chain in English words.
fn relay(chain: &[Passed<'_>]) -> String {
    let step = |passed: &Passed<'_>| match passed {
        Passed::By(name) => format!("by way of {name}"),
        Passed::To(name) => format!("to {name}"),
    };
    chain.iter().map(step).collect::<Vec<_>>().join(", ")
}

fn is_unnamed(speaker: &Speaker) -> bool {
    matches!(speaker.kind, SpeakerKind::Anonymous | SpeakerKind::Group)
}

/// A wrong name is worse than none.
fn shown_name(statement: &Statement) -> Option<&str> {
    statement.speaker.name.as_deref().filter(|_| statement.confidence >= CONFIDENCE_SHOWN_MIN)
}

fn shown(statement: &Statement, verb: Option<&str>) -> Shown {
    let pieces: Vec<&str> = statement.pieces.iter().map(|piece| piece.text.as_str()).collect();
    let joined = pieces.join(" … ");
    match statement.quotation {
        // The comma before the closing mark belongs to the outlet's sentence, not to the speaker's.
        Quotation::Direct => Shown::Quotation(joined.trim_end_matches(',').to_owned()),
        Quotation::Mixed | Quotation::Indirect => Shown::Paraphrase(match verb {
            Some(verb) => format!("{verb} {joined}"),
            None => joined,
        }),
    }
}

impl Entry<'_> {
    /// What is said of the entry beside its words: that it is a paraphrase, the act where it is not plain
    /// saying and the words do not begin with its verb, and the outlet’s verb where that carries a judgment of its own.
    pub fn note(&self) -> Option<String> {
        let act = self.act().and_then(|act| match act {
            Act::Say => None,
            Act::Deny => Some("denied"),
            Act::Confirm => Some("confirmed"),
            Act::Ask => Some("asked"),
            Act::Decline => Some("gave no answer"),
            Act::Warn => Some("warned"),
            Act::Demand => Some("demanded"),
            Act::Promise => Some("promised"),
            Act::Accuse => Some("accused"),
        });
        let paraphrase = matches!(self.shown, Shown::Paraphrase(_)).then_some("paraphrase");
        let verb = self.loaded_verb().map(|cue| format!("the outlet’s verb: “{cue}”"));
        let parts: Vec<String> =
            [act, paraphrase].into_iter().flatten().map(str::to_owned).chain(verb).collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    /// The act, unless the words begin with its verb and so tell it themselves.
    pub fn act(&self) -> Option<Act> {
        (!self.has_verb).then_some(self.statement.act)
    }

    /// The outlet's verb, where it carries a judgment of its own.
    pub fn loaded_verb(&self) -> Option<&str> {
        self.statement.cue.as_deref().filter(|cue| is_loaded(cue))
    }
}

/// Verbs that say what the outlet thinks of the words (AP and Reuters advise “said” instead): they are
/// shown as the outlet's own.
fn is_loaded(cue: &str) -> bool {
    const LOADED: [&str; 14] = [
        "admit",
        "allege",
        "assert",
        "boast",
        "brag",
        "claim",
        "complain",
        "concede",
        "confess",
        "insinuate",
        "insist",
        "maintain",
        "purport",
        "rant",
    ];
    cue.split(|c: char| !c.is_alphabetic())
        .any(|word| LOADED.iter().any(|stem| word.to_lowercase().starts_with(stem)))
}

#[cfg(test)]
mod tests {
    use sayso_article::{Article, BlockKind, Paragraph};
    use sayso_statements::{Piece, SpeakerKind};

    use super::*;

    fn entry(text: &str, act: Act, cue: &str, said: &str) -> (Shown, Option<String>) {
        let start = text[..text.find(said).unwrap()].chars().count();
        let piece = Piece { paragraph: 0, start, end: start + said.chars().count(), text: said.to_owned() };
        let name = Some("Ana Ruiz".to_owned());
        let statement = Statement {
            paragraph: 0,
            speaker: Speaker { mention: None, name, kind: SpeakerKind::Person, role: None },
            via: Vec::new(),
            cue: Some(cue.to_owned()),
            act,
            quotation: Quotation::Indirect,
            pieces: vec![piece],
            said_on: None,
            confidence: 0.9,
        };
        let paragraph = Paragraph { text: text.to_owned(), kind: BlockKind::Paragraph };
        let brief =
            Brief::new(Article { paragraphs: vec![paragraph], ..Article::default() }, vec![statement]);
        let entry = brief.sections()[0].entries[0].clone();
        (entry.shown.clone(), entry.note())
    }

    #[test]
    fn words_that_go_on_from_their_verb_are_shown_with_it() {
        let (shown, note) =
            entry("Ana Ruiz accused her of selling it.", Act::Accuse, "accused", "her of selling it");
        assert_eq!(shown, Shown::Paraphrase("accused her of selling it".to_owned()));
        assert_eq!(note.as_deref(), Some("paraphrase"));
    }

    #[test]
    fn a_clause_of_its_own_is_shown_alone_and_the_act_beside_it() {
        let (shown, note) = entry("Ana Ruiz denied that she sold it.", Act::Deny, "denied", "she sold it");
        assert_eq!(shown, Shown::Paraphrase("she sold it".to_owned()));
        assert_eq!(note.as_deref(), Some("denied · paraphrase"));
        let (shown, _) = entry("Ana Ruiz said it was sold.", Act::Say, "said", "it was sold");
        assert_eq!(shown, Shown::Paraphrase("it was sold".to_owned()));
    }
}
