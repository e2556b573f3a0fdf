//! The words by which a story is known: `leak*`, `classified documents`, `defence|defense ministry`, `leak & Pentagon`.

use std::ops::Range;

use sayso_quotations::{Token, tokens};

/// One entry of a story's list: phrases that must all be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needed {
    pub(crate) phrases: Vec<Phrase>,
}

/// Words that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    places: Vec<Vec<Form>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Form {
    folded: String,
    /// Any ending will do.
    open: bool,
}

impl Needed {
    /// Reads an entry; none where it names no word.
    pub(crate) fn read(entry: &str) -> Option<Needed> {
        let phrases: Vec<Phrase> = entry.split('&').filter_map(Phrase::read).collect();
        (!phrases.is_empty()).then_some(Needed { phrases })
    }
}

impl Phrase {
    fn read(text: &str) -> Option<Phrase> {
        let mut places: Vec<Vec<Form>> = Vec::new();
        for printed in text.split_whitespace() {
            let forms = printed.split('|').filter_map(|form| {
                let open = form.ends_with('*');
                // What one writes as a word may be several to the comparison (`re-elect`): the last is the one with an end.
                let mut words = tokens(form);
                let last = words.pop()?;
                Some((words, Form { folded: last.folded, open }))
            });
            let forms: Vec<(Vec<Token>, Form)> = forms.collect();
            if let [(before, _)] = forms.as_slice() {
                places.extend(
                    before.iter().map(|word| vec![Form { folded: word.folded.clone(), open: false }]),
                );
            }
            let forms: Vec<Form> = forms.into_iter().map(|(_, form)| form).collect();
            if !forms.is_empty() {
                places.push(forms);
            }
        }
        (!places.is_empty()).then_some(Phrase { places })
    }

    /// Where it first stands among words: the scalars from its first to its last word.
    pub(crate) fn find(&self, words: &[Token]) -> Option<Range<usize>> {
        let window = words.windows(self.places.len()).find(|window| {
            window
                .iter()
                .zip(&self.places)
                .all(|(word, forms)| forms.iter().any(|form| form.is(&word.folded)))
        })?;
        Some(window.first()?.start..window.last()?.end)
    }
}

impl Form {
    fn is(&self, word: &str) -> bool {
        if self.open {
            return word.starts_with(&self.folded);
        }
        // The Saxon genitive is no other word.
        word == self.folded || word.strip_suffix("'s").is_some_and(|word| word == self.folded)
    }
}
