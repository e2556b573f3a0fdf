//! The same quotation across outlets becomes one: its longest form, its earliest appearance, each outlet's cuts.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::differences::{Within, align, edits};
use crate::fingerprints::{chosen, runs};
use crate::origin::origin;
use crate::same::{Edit, How, SameKind, same_words};
use crate::words::{Words, words};

/// Quotations that a quotation is compared with, at most; those that share most fingerprints come first.
const COMPARED_MAX: usize = 24;

/// Once so many different quotations hold the same run of words, the run is a turn of phrase and finds nobody more.
const HEADS_OF_A_RUN_MAX: usize = 64;

/// From so many common words on, the same words are the same utterance even if two outlets name two speakers.
const WORDS_DESPITE_SPEAKERS: usize = 8;

/// Fewer words of the same speaker (“Yes.”) may be two answers to two questions.
const WORDS_OF_ONE_SPEAKER: usize = 3;

/// Common words for a whole quotation and for a cut to be known again where a speaker is not known.
const WORDS_WITHOUT_SPEAKER: [usize; 2] = [5, 6];

/// Below so many words, a quotation is a new one after [`SHORT_DAYS`] days.
const SHORT_WORDS: usize = 6;
const SHORT_DAYS: u64 = 14;

/// Of an altered quotation: words that must be the same, and how many differ at most for each eight of them.
const ALTERED_SAME_MIN: usize = 6;
const ALTERED_PER_EIGHT: usize = 2;

/// One quotation as one outlet prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// The quoted words, the pieces round a cue joined by a space; as printed, marks may stay.
    pub text: String,
    /// The outlet that prints it.
    pub outlet: String,
    /// The agency that the article credits, where it does.
    pub origin: Option<String>,
    /// Who relayed it, nearest to the speaker first.
    pub via: Vec<String>,
    /// Who said it, as a key that is the same for one speaker in all outlets. None where that is not known for
    /// certain; unnamed sources have none, for they are never the same across outlets.
    pub speaker: Option<String>,
    /// When it was published.
    pub at: Timestamp,
}

/// One utterance with all who print it. Every quotation given is a member of exactly one cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cluster {
    /// Index of the longest form.
    pub longest: usize,
    /// Index of the earliest appearance.
    pub earliest: usize,
    /// All members in order of their time, the longest form too.
    pub members: Vec<Member>,
    /// Quotations that are nearly this one, some words changed: members of clusters of their own.
    pub altered: Vec<Altered>,
    /// The independent origins, folded, with how many members come from each: an agency's pickups are one.
    pub origins: BTreeMap<String, usize>,
    /// The different speakers who are given for it; more than one is a misattribution somewhere.
    pub speakers: Vec<String>,
}

/// A quotation of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its index.
    pub index: usize,
    /// How it is the longest form (the second of [`crate::same`]); its edits are this outlet's cuts and brackets.
    pub how: How,
}

/// A quotation that differs in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Altered {
    /// Its index.
    pub index: usize,
    /// Its words that differ from the longest form.
    pub edits: Vec<Edit>,
}

/// Folds quotations. Clusters come in order of their earliest appearance.
///
/// Not all pairs are compared, only those that share fingerprints: 400,000 quotations are folded in one go. A member
/// is the same as the longest form, so that a short phrase cannot join two speeches that both hold it.
pub fn fold(quoted: &[Quoted]) -> Vec<Cluster> {
    let texts: Vec<Words> = quoted.iter().map(|one| words(&one.text)).collect();
    let mut folding = Folding::new(quoted, &texts);
    for item in folding.order.clone() {
        folding.place(item as usize);
    }
    folding.clusters()
}

#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }
    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

type ByHash<T> = HashMap<u64, T, BuildHasherDefault<Identity>>;

/// How well a quotation fits a longest form: whether its speaker is another, by which kind of sameness, how few print
/// that form, how many of its fingerprints nobody shares, how many days lie between.
type Rank = (bool, u8, usize, usize, u64);

struct Folding<'a> {
    quoted: &'a [Quoted],
    texts: &'a [Words],
    /// All quotations, longest first, then earliest.
    order: Vec<u32>,
    /// Fingerprint → the quotations that keep it, and how many heads have asked for it.
    kept: ByHash<(Vec<u32>, usize)>,
    /// Of each quotation, the heads that share runs with it, and how many they share.
    heads: Vec<Vec<(u32, u32)>>,
    /// Of each head, its cluster.
    cluster_of: HashMap<usize, usize>,
    /// Longest form, members with how they are it, altered ones.
    found: Vec<(usize, Vec<Member>, Vec<Altered>)>,
}

impl<'a> Folding<'a> {
    fn new(quoted: &'a [Quoted], texts: &'a [Words]) -> Folding<'a> {
        let mut order: Vec<u32> = (0..texts.len()).map(|item| item as u32).collect();
        // An editor's words in brackets make no quotation longer.
        let real = |text: &Words| text.words.iter().filter(|word| word.bracket.is_none()).count();
        order.sort_by_cached_key(|item| {
            let text = &texts[*item as usize];
            (usize::MAX - real(text), text.len() - real(text), quoted[*item as usize].at, *item)
        });
        let mut kept: ByHash<(Vec<u32>, usize)> = HashMap::default();
        for item in &order {
            for hash in chosen(&texts[*item as usize]) {
                let list = &mut kept.entry(hash).or_default().0;
                if list.last() != Some(item) {
                    list.push(*item);
                }
            }
        }
        let heads = vec![Vec::new(); texts.len()];
        Folding { quoted, texts, order, kept, heads, cluster_of: HashMap::new(), found: Vec::new() }
    }

    /// Finds the cluster of one quotation; all longer ones have theirs.
    fn place(&mut self, item: usize) {
        let mut near = std::mem::take(&mut self.heads[item]);
        near.sort_by_key(|(head, shared)| (u32::MAX - shared, *head));
        near.truncate(COMPARED_MAX);
        let found = near.iter().filter_map(|(head, _)| {
            let head = *head as usize;
            let how = same_words(&self.texts[item], &self.texts[head])?;
            let fits = self.allowed(item, head, &how);
            fits.map(|rank| (rank, head, how))
        });
        let best = found.min_by_key(|(rank, head, _)| (*rank, *head));
        match best {
            Some((_, head, how)) => {
                let cluster = self.cluster_of[&head];
                self.found[cluster].1.push(Member { index: item, how });
            }
            None => self.found_new(item, &near),
        }
    }

    fn found_new(&mut self, item: usize, near: &[(u32, u32)]) {
        let cluster = self.found.len();
        let how =
            How { kind: SameKind::Equal, edits: vec![], words: self.texts[item].len(), question: false };
        self.found.push((item, vec![Member { index: item, how }], Vec::new()));
        for (head, _) in near {
            let head = *head as usize;
            if let Some(altered) = self.altered(item, head) {
                let back = self.altered(head, item);
                let of_head = self.cluster_of[&head];
                self.found[of_head].2.push(altered);
                self.found[cluster].2.extend(back);
            }
        }
        self.lead(item, cluster);
    }

    /// Makes a quotation the longest form of a cluster: it tells all that share a run with it.
    fn lead(&mut self, item: usize, cluster: usize) {
        self.cluster_of.insert(item, cluster);
        let mut hashes: Vec<u64> = runs(&self.texts[item]).into_iter().flatten().collect();
        hashes.sort_unstable();
        hashes.dedup();
        for hash in hashes {
            let Some((items, asked)) = self.kept.get_mut(&hash) else { continue };
            if *asked >= HEADS_OF_A_RUN_MAX {
                continue;
            }
            *asked += 1;
            for other in items.iter().filter(|other| **other as usize != item) {
                let heads = &mut self.heads[*other as usize];
                match heads.last_mut() {
                    Some((head, shared)) if *head as usize == item => *shared += 1,
                    _ => heads.push((item as u32, 1)),
                }
            }
        }
    }

    /// Whether two quotations with the same words are one utterance, by who said them and when; the smaller the
    /// number, the better they fit.
    fn allowed(&self, item: usize, head: usize, how: &How) -> Option<Rank> {
        let (one, other) = (&self.quoted[item], &self.quoted[head]);
        let speaker = match (&one.speaker, &other.speaker) {
            (Some(one), Some(other)) => Some(one == other),
            _ => None,
        };
        let days = one.at.as_second().abs_diff(other.at.as_second()) / 86_400;
        let whole = matches!(how.kind, SameKind::Equal | SameKind::Bracketed);
        let enough = match speaker {
            Some(true) => WORDS_OF_ONE_SPEAKER,
            Some(false) => WORDS_DESPITE_SPEAKERS + if whole { 0 } else { 4 },
            None => WORDS_WITHOUT_SPEAKER[usize::from(!whole)],
        };
        let apart = how.kind == SameKind::Overlap && (speaker == Some(false) || days > SHORT_DAYS);
        let in_time = how.words >= SHORT_WORDS || days <= SHORT_DAYS;
        // Of two forms that both hold a cut, the one that more outlets print is the likelier to be what was cut.
        let few = usize::MAX - self.found[self.cluster_of[&head]].1.len();
        let kind = match how.kind {
            SameKind::Equal => 0,
            SameKind::Bracketed => 1,
            SameKind::CutOfSecond | SameKind::CutOfFirst => 2,
            SameKind::BothCut | SameKind::Overlap => 3,
        };
        (how.words >= enough && in_time && !apart).then_some((
            speaker == Some(false),
            kind,
            few,
            self.lonely(head),
            days,
        ))
    }

    /// Fingerprints that no other quotation keeps: a changed word leaves some.
    fn lonely(&self, head: usize) -> usize {
        let alone = |hash: &u64| self.kept.get(hash).is_some_and(|(items, _)| items.len() == 1);
        chosen(&self.texts[head]).filter(alone).count()
    }

    /// The words of `item` that differ from `head`, where they are nearly the same.
    fn altered(&self, item: usize, head: usize) -> Option<Altered> {
        let (one, other) = (&self.quoted[item], &self.quoted[head]);
        if one.speaker.is_some() && other.speaker.is_some() && one.speaker != other.speaker {
            return None;
        }
        let (ours, theirs) = (&self.texts[item], &self.texts[head]);
        let (short, long) = (ours.len().min(theirs.len()), ours.len().max(theirs.len()));
        if 8 * (long - short) > ALTERED_PER_EIGHT * short {
            return None;
        }
        let alignment = align(&ours.ids(), &theirs.ids(), Within::Whole);
        let near =
            alignment.same >= ALTERED_SAME_MIN && 8 * alignment.edits <= ALTERED_PER_EIGHT * alignment.same;
        near.then(|| Altered { index: item, edits: edits(ours, theirs, &alignment) })
    }

    fn clusters(self) -> Vec<Cluster> {
        let quoted = self.quoted;
        let made = self.found.into_iter().map(|(longest, mut members, altered)| {
            members.sort_by_key(|member| (quoted[member.index].at, member.index));
            let mut origins = BTreeMap::new();
            let mut speakers: Vec<String> = Vec::new();
            for one in members.iter().map(|member| &quoted[member.index]) {
                *origins.entry(origin(&one.outlet, one.origin.as_deref(), &one.via)).or_default() += 1;
                speakers.extend(one.speaker.clone().filter(|speaker| !speakers.contains(speaker)));
            }
            let earliest = members.first().map_or(longest, |member| member.index);
            Cluster { longest, earliest, members, altered, origins, speakers }
        });
        let mut clusters: Vec<Cluster> = made.collect();
        clusters.sort_by_key(|cluster| (quoted[cluster.earliest].at, cluster.earliest));
        clusters
    }
}
