//! What the trainer of the small models needs; nothing of it is used when an article is read.

use sayso_article::Article;
use sayso_attribution::Attribution;

use crate::Statement;
use crate::finding::{self, Noted, Spoken};
use crate::found::Found;
use crate::hashed::{SLOTS, Weights, softmax};
use crate::passage::View;
use crate::picking::Asked;
use crate::{fusion, lexicon, speech};

/// Steps down the slope of all rows together, by Adam (Kingma and Ba 2015, “Adam: A Method for Stochastic Optimization”).
const STEPS: u16 = 80;
/// How far the first step goes; the last ones go hardly anywhere.
const STEP: f32 = 0.05;
/// How much the square of a weight costs beside the mean loss of a row. Both were the best of 0.0001 to 0.02 where one half
/// of the train articles judges what the other half teaches; the words of cues are many more than the marks of a choice.
const SPEECH_DECAY: f32 = 3e-4;
const CHOICE_DECAY: f32 = 2e-3;
/// Weights of rows that the rules do not know, the ones that the model is asked about.
const UNKNOWN: f32 = 10.0;

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
    let row = |(lesson, is_speech): &(Lesson, bool)| Row {
        // Against nothing at all a sum of weights stands for its logistic probability.
        options: vec![(lesson.features.clone(), *is_speech), (Vec::new(), !is_speech)],
        weight: if lesson.known { 1.0 } else { UNKNOWN },
    };
    descend(&lessons.iter().map(row).collect::<Vec<_>>(), SPEECH_DECAY)
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
    /// The last choice by the words before the speaker's mention, where there was one.
    pub speaker: Option<Choice>,
    /// The one between the rules and the engine; its last place is for none of the others.
    pub pointed: Option<Choice>,
    /// The one for its day (ISO 8601; none for no day).
    pub day: Choice,
}

/// The statements of an article with the choices that were made for them.
pub fn choices(article: &Article, attributions: &[Attribution]) -> Vec<Chosen> {
    let mut noted = Vec::new();
    finding::find_noting(article, |_, _| attributions.to_vec(), Some(&mut noted));
    let chosen = |Noted { statement, choices, days }: Noted| {
        let last = |asked: Asked| {
            let choice = choices.iter().rev().find(|choice| choice.asked == asked)?;
            let (names, features) = choice.among.iter().cloned().unzip();
            Some(Choice { names, features })
        };
        let (speaker, pointed) = (last(Asked::Picking), last(Asked::Pointing));
        let names = days.days.iter().map(|day| day.map(|day| day.to_string())).collect();
        Chosen { statement, speaker, pointed, day: Choice { names, features: days.features } }
    };
    noted.into_iter().map(chosen).collect()
}

/// Weights from choices and which of the names were right, as they are embedded. The same choices give the same bytes.
pub fn fit_choices(choices: &[(Choice, Vec<bool>)]) -> Vec<u8> {
    let row = |(choice, right): &(Choice, Vec<bool>)| Row {
        options: choice.features.iter().cloned().zip(right.iter().copied()).collect(),
        weight: 1.0,
    };
    descend(&choices.iter().map(row).collect::<Vec<_>>(), CHOICE_DECAY)
}

/// What a model chooses between: the features of each option and whether it is right; how much the row counts.
struct Row {
    options: Vec<(Vec<usize>, bool)>,
    weight: f32,
}

/// The weights under which the right options together are the likeliest.
fn descend(rows: &[Row], decay: f32) -> Vec<u8> {
    const FAST: f32 = 0.9;
    const SLOW: f32 = 0.999;
    let share = 1.0 / rows.iter().map(|row| row.weight).sum::<f32>().max(1.0);
    let mut weights = vec![0.0_f32; SLOTS];
    let (mut means, mut squares) = (vec![0.0_f32; SLOTS], vec![0.0_f32; SLOTS]);
    for nth in 1..=STEPS {
        let mut slopes: Vec<f32> = weights.iter().map(|weight| 2.0 * decay * weight).collect();
        rows.iter().for_each(|row| row.slope(&weights, share, &mut slopes));
        let (unbias_mean, unbias_square) = (1.0 - FAST.powi(nth.into()), 1.0 - SLOW.powi(nth.into()));
        let step = STEP * (1.0 - f32::from(nth - 1) / f32::from(STEPS));
        for (((weight, slope), mean), square) in
            weights.iter_mut().zip(slopes).zip(&mut means).zip(&mut squares)
        {
            *mean = FAST * *mean + (1.0 - FAST) * slope;
            *square = SLOW * *square + (1.0 - SLOW) * slope * slope;
            *weight -= step * (*mean / unbias_mean) / ((*square / unbias_square).sqrt() + 1e-8);
        }
    }
    Weights::bytes(&weights)
}

impl Row {
    /// Adds the slope of minus the logarithm of what the right options get together.
    fn slope(&self, weights: &[f32], share: f32, slopes: &mut [f32]) {
        let sum = |(slots, _): &(Vec<usize>, bool)| slots.iter().map(|slot| weights[*slot]).sum();
        let likely = softmax(&self.options.iter().map(sum).collect::<Vec<f32>>());
        let right: f32 =
            self.options.iter().zip(&likely).filter(|((_, right), _)| *right).map(|(_, p)| p).sum();
        for ((slots, is_right), likely) in self.options.iter().zip(likely) {
            let wanted = if *is_right { likely / right.max(f32::MIN_POSITIVE) } else { 0.0 };
            let slope = (likely - wanted) * share * self.weight;
            slots.iter().for_each(|slot| slopes[*slot] += slope);
        }
    }
}
