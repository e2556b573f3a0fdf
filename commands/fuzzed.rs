//! What reads texts that anybody may send, for the fuzz targets of `fuzz/`, and cards of anything, by the million.

pub(crate) mod cards;

pub use cards::{Tally, cards};

use crate::button::Button;
use crate::{address, plain};

/// The longest text that a message shows, in UTF-16 units.
const SHOWN_MAX: usize = 2000;

/// Reads `text` as everything that a person may send: the id of a button, a message with a link, a text to be shown.
///
/// # Panics
/// Where one of them breaks its promise.
pub fn text(text: &str) {
    if let Some(button) = Button::from_id(text) {
        let id = button.to_id();
        assert_eq!(Button::from_id(&id).map(Button::to_id), Some(id), "a button's id leads back to it");
    }
    assert!(address::first(text).is_none_or(|link| text.contains(link)), "a link is a part of its message");
    let shown = plain::escaped_within(text, SHOWN_MAX);
    assert!(plain::utf16_len(&shown) <= SHOWN_MAX, "longer than a message: {shown:?}");
    assert!(!shown.chars().any(char::is_control), "it is one visible line: {shown:?}");
}
