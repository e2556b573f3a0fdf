//! The same utterance in several outlets, shown once.

use std::collections::{BTreeMap, HashMap};

use sayso_quotations::{Quoted, fold};
use sayso_record::Desk;
use sayso_statements::SpeakerKind;

use crate::quote::Quote;

/// One utterance among quotes; the numbers are places in the list that it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// The longest form: what is shown.
    pub longest: usize,
    /// All who print it, the earliest first; the longest is among them.
    pub prints: Vec<usize>,
    /// Quotes that are nearly this one, some words changed.
    pub altered: Vec<usize>,
    /// The independent origins, and how many of the prints come from each: an agency's pickups are one.
    pub origins: BTreeMap<String, usize>,
    /// The different speakers who are given for it; more than one is a misattribution somewhere.
    pub speakers: Vec<String>,
}

/// Folds quotes; utterances come in the order of the first of their quotes.
pub fn utterances(quotes: &[Quote], desk: &Desk) -> Vec<Utterance> {
    let keys = speakers(quotes, desk);
    let quoted: Vec<Quoted> =
        quotes.iter().zip(&keys).map(|(quote, key)| quoted(quote, key.clone())).collect();
    let mut found: Vec<Utterance> = fold(&quoted)
        .into_iter()
        .map(|cluster| Utterance {
            longest: cluster.longest,
            prints: cluster.members.iter().map(|member| member.index).collect(),
            altered: cluster.altered.iter().map(|altered| altered.index).collect(),
            origins: cluster.origins,
            speakers: cluster.speakers,
        })
        .collect();
    found.sort_by_key(|utterance| utterance.prints.iter().min().copied());
    found
}

/// A name for the speaker of each quote that is the same for one speaker in all of them; none for the unnamed, who
/// are never the same across outlets.
pub(crate) fn speakers(quotes: &[Quote], desk: &Desk) -> Vec<Option<String>> {
    // Each name leads to the first that is one speaker with it.
    let mut leads: Vec<String> = Vec::new();
    let mut known: HashMap<String, String> = HashMap::new();
    let mut key = |quote: &Quote| {
        let speaker = &quote.statement().speaker;
        if matches!(speaker.kind, SpeakerKind::Anonymous | SpeakerKind::Group | SpeakerKind::Document) {
            return None;
        }
        let name = speaker.name.as_deref()?;
        let name = desk.split(name, &quote.id().to_string()).unwrap_or(name);
        if let Some(lead) = known.get(name) {
            return Some(lead.clone());
        }
        let lead = leads.iter().find(|lead| desk.same(lead, name)).cloned();
        let lead = lead.unwrap_or_else(|| {
            let shown = desk.shown(name).to_owned();
            leads.push(shown.clone());
            shown
        });
        known.insert(name.to_owned(), lead.clone());
        Some(lead)
    };
    quotes.iter().map(&mut key).collect()
}

fn quoted(quote: &Quote, speaker: Option<String>) -> Quoted {
    let statement = quote.statement();
    let pieces: Vec<&str> = statement.pieces.iter().map(|piece| piece.text.as_str()).collect();
    Quoted {
        text: pieces.join(" "),
        outlet: quote.heading().outlet.clone().unwrap_or_default(),
        origin: quote.origin().map(str::to_owned),
        via: statement.via.clone(),
        speaker,
        at: quote.at(),
    }
}
