//! Makes quotations that are right, cut, joined, altered, misattributed or invented out of the corpus.

pub(crate) mod articles;
pub(crate) mod chance;
pub(crate) mod surface;
pub(crate) mod variants;
pub(crate) mod wording;
