//! What the trainer of the speech model needs; nothing of it is used when an article is read.

use sayso_article::Article;
use sayso_attribution::Attribution;

use crate::finding::Spoken;
use crate::fusion::Found;
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
        let (chars, spans) = (&view.passage.chars, found.spans(&view));
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
    let mut weights = vec![0.0_f32; speech::SLOTS];
    let mut squares = vec![1e-6_f32; speech::SLOTS];
    for pass in 0..PASSES {
        for nth in 0..lessons.len() {
            // Another order every time, without chance: steps through the rows that are prime to nearly all lengths.
            let (lesson, is_speech) =
                &lessons[(nth * [7919, 6007, 4099, 2503][pass % 4] + pass) % lessons.len()];
            let sum: f32 = lesson.features.iter().map(|slot| weights[*slot]).sum();
            let probability = 1.0 / (1.0 + (-sum).exp());
            let wrong = probability - f32::from(u8::from(*is_speech));
            let wrong = wrong * if lesson.known { 1.0 } else { UNKNOWN };
            for slot in &lesson.features {
                let slope = wrong + DECAY * weights[*slot];
                squares[*slot] += slope * slope;
                weights[*slot] -= STEP * slope / squares[*slot].sqrt();
            }
        }
    }
    let scale = weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs())) / 127.0;
    let steps =
        weights.iter().map(|weight| ((weight / scale.max(f32::MIN_POSITIVE)).round() as i8).cast_unsigned());
    scale.to_le_bytes().into_iter().chain(steps).collect()
}
