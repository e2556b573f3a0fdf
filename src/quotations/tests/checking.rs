//! The check of a quotation, measured on generated quotations: true, cut, joined, altered, misattributed, invented,
//! paraphrases put in quotation marks, second-hand and withdrawn ones.

use std::collections::BTreeMap;

use sayso_quotations::{Candidate, Fit, Form, Said, Spot, Status, Verdict, verify};

use crate::generator::articles::{Article, articles};
use crate::generator::chance::Chance;
use crate::generator::surface::reprinted;
use crate::generator::wording::{
    bare, changed, cut_at_ends, cut_in_the_middle, dropped, put_in, split, vocabulary,
};

const LANGUAGES: [&str; 6] = ["en", "uk", "ru", "de", "fr", "es"];

/// A generated quotation with what it is.
struct Claim {
    text: String,
    speaker: Option<String>,
    candidates: Vec<Candidate>,
    is: Verdict,
    made: &'static str,
}

/// The articles of a language, and of it some to look in.
struct Library {
    articles: Vec<Article>,
    vocabulary: Vec<String>,
}

impl Library {
    fn new(language: &str) -> Library {
        let articles = articles(language);
        let texts: Vec<String> =
            articles.iter().flat_map(|article| article.candidate.paragraphs.clone()).collect();
        Library { vocabulary: vocabulary(&texts), articles }
    }

    /// An article and a statement of it that fits.
    fn statement(&self, chance: &mut Chance, fits: impl Fn(&Said, &str) -> bool) -> (usize, usize) {
        loop {
            let article = chance.below(self.articles.len());
            let of = &self.articles[article];
            let at = chance.below(of.texts.len());
            if of.candidate.said[at].speaker.is_some()
                && fits(&of.candidate.said[at], &of.texts[at].join(" "))
            {
                return (article, at);
            }
        }
    }

    fn text(&self, (article, at): (usize, usize)) -> String {
        self.articles[article].texts[at].join(" ")
    }

    /// Whether the words stand in somebody else's quotation, and so in marks: “She told me it was raining,” he said.
    fn is_quoted(&self, (article, at): (usize, usize)) -> bool {
        let said = &self.articles[article].candidate.said;
        let mut around = said.iter().filter(|one| one.form == Form::Direct).flat_map(|one| &one.pieces);
        around.any(|outer| {
            let within = |spot: &Spot| {
                spot.paragraph == outer.paragraph && outer.start <= spot.start && spot.end <= outer.end
            };
            said[at].pieces.iter().any(within)
        })
    }

    fn speaker(&self, (article, at): (usize, usize)) -> Option<String> {
        self.articles[article].candidate.said[at].speaker.clone()
    }

    /// An article with five others.
    fn with(&self, wanted: &[usize], but: Option<usize>, chance: &mut Chance) -> Vec<Candidate> {
        let mut chosen: Vec<usize> = wanted.to_vec();
        while chosen.len() < wanted.len() + 5 {
            let other = chance.below(self.articles.len());
            if !chosen.contains(&other) && but != Some(other) {
                chosen.push(other);
            }
        }
        chosen.rotate_left(chance.below(wanted.len() + 5));
        chosen.into_iter().map(|at| self.articles[at].candidate.clone()).collect()
    }
}

fn counted(text: &str) -> usize {
    split(text).iter().filter(|word| !bare(word).is_empty()).count()
}

/// First-hand and in the speaker's own words, of so many words at least.
fn own(least: usize) -> impl Fn(&Said, &str) -> bool {
    move |said, text| {
        said.form == Form::Direct && said.via.is_empty() && counted(text) >= least && !text.contains('…')
    }
}

fn claim(library: &Library, kind: usize, chance: &mut Chance) -> Claim {
    let of = |at: (usize, usize), text: String, is, made, chance: &mut Chance| Claim {
        text: reprinted(&text, chance),
        speaker: library.speaker(at).filter(|_| !chance.one_in(4)),
        candidates: library.with(&[at.0], None, chance),
        is,
        made,
    };
    match kind {
        0 => {
            let at = library.statement(chance, own(4));
            of(at, library.text(at), Verdict::WordForWord, "true", chance)
        }
        1 => {
            let at = library.statement(chance, own(9));
            let words = split(&library.text(at));
            let cut = if chance.one_in(2) {
                cut_in_the_middle(&words, 3, chance)
            } else {
                cut_at_ends(&words, 5, chance)
            };
            of(at, cut.join(" "), Verdict::CutShort, "cut", chance)
        }
        2 => joined(library, chance),
        3 => {
            let at = library.statement(chance, own(7));
            let words = split(&library.text(at));
            let words = match chance.below(3) {
                0 => dropped(&words, chance),
                1 => put_in(&words, &library.vocabulary, chance),
                _ => changed(&words, &library.vocabulary, chance),
            };
            of(at, words.join(" "), Verdict::Altered, "altered", chance)
        }
        4 => {
            let at = library.statement(chance, own(5));
            let mut claim = of(at, library.text(at), Verdict::OtherSpeaker, "misattributed", chance);
            let others = library
                .articles
                .iter()
                .flat_map(|article| &article.candidate.said)
                .filter_map(|said| said.speaker.clone());
            let others: Vec<String> =
                others.filter(|other| Some(other) != library.speaker(at).as_ref()).collect();
            claim.speaker = Some(chance.pick(&others).clone());
            claim
        }
        5 => {
            let at = library.statement(chance, own(6));
            let candidates = library.with(&[], Some(at.0), chance);
            let speakers: Vec<String> =
                candidates.iter().flat_map(|one| &one.said).filter_map(|said| said.speaker.clone()).collect();
            Claim {
                speaker: Some(chance.pick(&speakers).clone()),
                candidates,
                ..of(at, library.text(at), Verdict::NotFound, "invented", chance)
            }
        }
        6 => {
            let at = loop {
                let fits = |said: &Said, text: &str| said.form == Form::Indirect && counted(text) >= 5;
                let at = library.statement(chance, fits);
                if !library.is_quoted(at) {
                    break at;
                }
            };
            of(at, library.text(at), Verdict::Paraphrase, "paraphrase", chance)
        }
        _ => {
            let at = library.statement(chance, own(5));
            let mut claim = of(at, library.text(at), Verdict::Withdrawn, "withdrawn", chance);
            let article = &library.articles[at.0].candidate.article;
            for candidate in claim.candidates.iter_mut().filter(|candidate| candidate.article == *article) {
                candidate.said[at.1].status =
                    *chance.pick(&[Status::Corrected, Status::Withdrawn, Status::Gone]);
            }
            claim
        }
    }
}

/// Pieces of two quotations of one speaker where there are such, else of two speakers and nobody is named.
fn joined(library: &Library, chance: &mut Chance) -> Claim {
    let first = library.statement(chance, own(6));
    let second = loop {
        let other = library.statement(chance, own(6));
        if other != first {
            break other;
        }
    };
    let part = |at, chance: &mut Chance| {
        let words = split(&library.text(at));
        let length = chance.between(5, 8.min(words.len()));
        let from = chance.below(words.len() - length + 1);
        words[from..from + length].to_vec()
    };
    let link = match chance.below(3) {
        0 => vec![],
        1 => vec!["…".to_owned()],
        _ => vec!["...".to_owned()],
    };
    let text = [part(first, chance), link, part(second, chance)].concat().join(" ");
    Claim {
        text: reprinted(&text, chance),
        speaker: library.speaker(first).filter(|_| library.speaker(first) == library.speaker(second)),
        candidates: library.with(
            &if first.0 == second.0 { vec![first.0] } else { vec![first.0, second.0] },
            None,
            chance,
        ),
        is: Verdict::Joined,
        made: "joined",
    }
}

fn verdict(claim: &Claim) -> Verdict {
    let wanted = claim.speaker.clone();
    let matcher = move |said: &Said| if said.speaker == wanted { Fit::Same } else { Fit::Other };
    let speaker: Option<sayso_quotations::Matcher<'_>> =
        if claim.speaker.is_some() { Some(&matcher) } else { None };
    verify(&claim.text, speaker, &claim.candidates).verdict
}

/// Whether the claim's words are a whole quotation of one of its candidates.
fn stands_whole(claim: &Claim) -> bool {
    claim.candidates.iter().any(|article| {
        let paragraph = |at: i32| match usize::try_from(at) {
            Ok(at) => article.paragraphs.get(at),
            Err(_) => Some(&article.title),
        };
        article.said.iter().filter(|said| said.form == Form::Direct).any(|said| {
            let words: String = said
                .pieces
                .iter()
                .flat_map(|spot| {
                    let text = paragraph(spot.paragraph).map_or("", String::as_str);
                    text.chars().skip(spot.start).take(spot.end - spot.start)
                })
                .collect();
            bare(&words) == bare(&claim.text)
        })
    })
}

#[test]
fn verdicts_of_generated_quotations() {
    let mut chance = Chance::new(5);
    let libraries: Vec<Library> = LANGUAGES.iter().map(|language| Library::new(language)).collect();
    let mut tally: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut false_word_for_word = Vec::new();
    for number in 0..960 {
        let claim = claim(&libraries[number % 6], number / 6 % 8, &mut chance);
        // A headline may print a part of what the article has in full: cut like that, the words are whole.
        if claim.made == "cut" && stands_whole(&claim) {
            continue;
        }
        let verdict = verdict(&claim);
        let (right, all) = tally.entry(claim.made).or_default();
        *all += 1;
        *right += usize::from(verdict == claim.is);
        if verdict != claim.is {
            println!("{}: {verdict:?}, not {:?}: {} ({:?})", claim.made, claim.is, claim.text, claim.speaker);
        }
        if verdict == Verdict::WordForWord && claim.is != Verdict::WordForWord {
            false_word_for_word.push(claim.text);
        }
    }
    println!("{tally:#?}");
    let (right, all) = tally.values().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    assert_eq!(false_word_for_word, Vec::<String>::new());
    assert!(100 * right >= 97 * all, "{right} of {all}");
    for (made, (right, all)) in tally {
        assert!(100 * right >= 93 * all, "{made}: {right} of {all}");
    }
}
