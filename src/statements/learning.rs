//! What the trainers of the speech model, the picking model and the dating model need; nothing of it is used when an article is read.

use sayso_article::Article;
use sayso_attribution::Attribution;

use crate::Statement;
use crate::finding::{self, Noted, Spoken};
use crate::found::Found;
use crate::hashed::{SLOTS, Weights, logistic, softmax};
use crate::passage::View;
use crate::{fusion, lexicon, speech};

/// Passes over the rows.
const PASSES: usize = 12;
/// The first step of AdaGrad (Duchi et al. 2011, “Adaptive Subgradient Methods”).
const STEP: f32 = 0.15;
/// How much a weight is drawn to nothing.
const DECAY: f32 = 1e-4;
/// Weights of rows that the rules do not know, the ones that the model is asked about.
const UNKNOWN: f32 = 3.0;

/// An attribution as the model sees it.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Which of the attributions.
    pub attribution: usize,
    /// Whether the rules found it too.
    pub known: bool,
    features: Vec<usize>,
}

/// The lessons of an article, of those attributions that have a cue and a content in one paragraph.
pub fn lessons(article: &Article, attributions: &[Attribution]) -> Vec<Lesson> {
    let lexicon = lexicon::of(&article.language);
    let paragraphs: Vec<Vec<char>> = article.paragraphs.iter().map(|p| p.text.chars().collect()).collect();
    let title: Vec<char> = article.title.chars().collect();
    let outlet = article.outlet.as_deref().unwrap_or_default();
    let Spoken { passages, cast, candidates, .. } = Spoken::read(&title, paragraphs, lexicon, outlet);
    let (_, starts) = fusion::text_of(&passages);
    let lesson = |(at, attribution): (usize, &Attribution)| {
        let found = Found::new(attribution, &starts, &passages)?;
        let view = View { passage: &passages[found.paragraph], lexicon, cast: &cast };
        let (chars, spans) = (&view.passage.chars, found.spans(&view, &view.acts(&found)));
        Some(Lesson {
            attribution: at,
            known: fusion::near(&candidates, found.paragraph).any(|i| fusion::same(&candidates[i], &found)),
            features: speech::features(lexicon.code, chars, &spans),
        })
    };
    attributions.iter().enumerate().filter_map(lesson).collect()
}

/// Weights from lessons and whether each is speech, as they are embedded. The same lessons give the same bytes.
pub fn fit(lessons: &[(Lesson, bool)]) -> Vec<u8> {
    let mut descent = Descent::new();
    for pass in 0..PASSES {
        for (lesson, is_speech) in order(lessons, pass) {
            let wrong = logistic(descent.sum(&lesson.features)) - f32::from(u8::from(*is_speech));
            descent.step(&lesson.features, wrong * if lesson.known { 1.0 } else { UNKNOWN });
        }
        descent.rest();
    }
    descent.bytes()
}

/// A choice that was made for the speaker of a statement.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Names of those who could be meant, or days; none where somebody has no name or description, or for no day.
    pub names: Vec<Option<String>>,
    features: Vec<Vec<usize>>,
}

/// A statement with the choices that were made for it.
#[derive(Debug, Clone)]
pub struct Chosen {
    /// The statement.
    pub statement: Statement,
    /// The last choice for its speaker, where there was one.
    pub speaker: Option<Choice>,
    /// The one for its day (ISO 8601; none for no day).
    pub day: Choice,
}

/// The statements of an article with the choices that were made for them.
pub fn choices(article: &Article, attributions: &[Attribution]) -> Vec<Chosen> {
    let mut noted = Vec::new();
    finding::find_noting(article, |_, _| attributions.to_vec(), Some(&mut noted));
    let chosen = |Noted { statement, choices, days }: Noted| {
        let speaker = choices.into_iter().next_back().map(|choice| {
            let (names, features) = choice.among.into_iter().unzip();
            Choice { names, features }
        });
        let names = days.days.iter().map(|day| day.map(|day| day.to_string())).collect();
        Chosen { statement, speaker, day: Choice { names, features: days.features } }
    };
    noted.into_iter().map(chosen).collect()
}

/// Weights from choices and which of the names were right, as they are embedded. The same choices give the same bytes.
pub fn fit_choices(choices: &[(Choice, Vec<bool>)]) -> Vec<u8> {
    let mut descent = Descent::new();
    for pass in 0..PASSES {
        for (choice, right) in order(choices, pass) {
            let sums: Vec<f32> = choice.features.iter().map(|slots| descent.sum(slots)).collect();
            let rights = right.iter().filter(|is_right| **is_right).count().max(1) as f32;
            for ((slots, likely), is_right) in choice.features.iter().zip(softmax(&sums)).zip(right) {
                descent.step(slots, likely - f32::from(u8::from(*is_right)) / rights);
            }
        }
        descent.rest();
    }
    descent.bytes()
}

/// All rows in an order of the pass's own, without chance: by steps that are prime to nearly all lengths.
fn order<T>(rows: &[T], pass: usize) -> impl Iterator<Item = &T> {
    const STEPS: [usize; 4] = [7919, 6007, 4099, 2503];
    (0..rows.len()).map(move |nth| &rows[(nth * STEPS[pass % STEPS.len()] + pass) % rows.len()])
}

/// Weights on their way down.
struct Descent {
    weights: Vec<f32>,
    squares: Vec<f32>,
    /// The sums of the weights after each pass: their mean errs less than the last ones (Polyak and Juditsky 1992).
    sums: Vec<f32>,
}

impl Descent {
    fn new() -> Descent {
        Descent { weights: vec![0.0; SLOTS], squares: vec![1e-6; SLOTS], sums: vec![0.0; SLOTS] }
    }

    fn sum(&self, slots: &[usize]) -> f32 {
        slots.iter().map(|slot| self.weights[*slot]).sum()
    }

    fn step(&mut self, slots: &[usize], wrong: f32) {
        for slot in slots {
            let slope = wrong + DECAY * self.weights[*slot];
            self.squares[*slot] += slope * slope;
            self.weights[*slot] -= STEP * slope / self.squares[*slot].sqrt();
        }
    }

    fn rest(&mut self) {
        self.sums.iter_mut().zip(&self.weights).for_each(|(sum, weight)| *sum += weight);
    }

    fn bytes(&self) -> Vec<u8> {
        let weights: Vec<f32> = self.sums.iter().map(|sum| sum / PASSES as f32).collect();
        Weights::bytes(&weights)
    }
}
