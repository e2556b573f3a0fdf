//! What the trainer of the scorer needs; nothing of it is used when a page is read.

use url::Url;

use crate::scorer::{self, Scorer};
use crate::words::Words;
use crate::{Story, Unreadable, budget, features, metadata, page};

pub use crate::scorer::BadWeights;

/// Where in a row the distances to class names' hints stand.
pub const HINT_FEATURES: std::ops::Range<usize> = features::HINTS;

/// What stands there where there is no hint.
pub const NO_HINT: f32 = features::FAR;

/// A page as the trainer sees it: the texts of its blocks and their features.
#[derive(Debug, Clone, Default)]
pub struct Lesson {
    /// The texts of the blocks that can be the story's, in order.
    pub texts: Vec<String>,
    /// The features of each block.
    pub rows: Vec<Vec<f32>>,
}

/// Weights under trial.
#[derive(Debug, Clone)]
pub struct Weights(Scorer);

impl Weights {
    /// Reads a weights file.
    ///
    /// # Errors
    /// [`BadWeights`] with the line that is no tree.
    pub fn parse(text: &str) -> Result<Weights, BadWeights> {
        Scorer::parse(text).map(Weights)
    }

    /// Reads a page with these weights instead of those that are built in.
    ///
    /// # Errors
    /// As [`crate::read`].
    pub fn read(&self, html: &str, url: Option<&Url>) -> Result<Story, Unreadable> {
        crate::read_with(&self.0, html, url)
    }

    /// The blocks' texts with the probabilities that these weights give them, to see where they err.
    ///
    /// # Errors
    /// As [`crate::read`].
    pub fn scores(&self, html: &str, url: Option<&Url>) -> Result<Vec<(String, f32, f32)>, Unreadable> {
        let tree = budget::parse(html)?;
        let page = page::take_apart(&tree);
        let claims = metadata::claims(&page, url);
        let words = Words::of(page.blocks.iter().map(|block| block.text.as_str()));
        let measured = features::measure(&page, &claims, &words, |_, _| true);
        let (first, second) = (self.0.first_scores(&page, &measured), self.0.score(&page, &claims, &words));
        let texts = page.blocks.into_iter().map(|block| block.text);
        Ok(texts
            .zip(first.into_iter().zip(second))
            .map(|(text, (first, second))| (text, first, second))
            .collect())
    }

    /// The features of the second row of trees: the first ones and what the first row thinks around.
    ///
    /// # Errors
    /// As [`crate::read`].
    pub fn second_lesson(&self, html: &str, url: Option<&Url>) -> Result<Lesson, Unreadable> {
        lesson_of(html, url, Some(&self.0))
    }
}

/// The features of the first row of trees.
///
/// # Errors
/// As [`crate::read`].
pub fn lesson(html: &str, url: Option<&Url>) -> Result<Lesson, Unreadable> {
    lesson_of(html, url, None)
}

fn lesson_of(html: &str, url: Option<&Url>, first: Option<&Scorer>) -> Result<Lesson, Unreadable> {
    let tree = budget::parse(html)?;
    let page = page::take_apart(&tree);
    let claims = metadata::claims(&page, url);
    let words = Words::of(page.blocks.iter().map(|block| block.text.as_str()));
    let measured = features::measure(&page, &claims, &words, |_, _| true);
    let around = first.map(|first| scorer::surroundings(&page, &first.first_scores(&page, &measured)));
    let mut lesson = Lesson::default();
    for (index, row) in measured.candidates.iter().zip(measured.rows()) {
        let mut row = row.to_vec();
        row.extend(around.iter().flat_map(|around| around[*index as usize]));
        lesson.rows.push(row);
        lesson.texts.push(page.blocks[*index as usize].text.clone());
    }
    Ok(lesson)
}
