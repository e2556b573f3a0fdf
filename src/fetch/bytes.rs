//! Bytes that did not come over the web: a file, standard input.

use crate::{FetchError, Want, charset, kind};

/// The text of `bytes`, and whether it is HTML (else plain text). The charset is told by a byte order mark or a
/// `<meta>`, else it is UTF-8.
///
/// # Errors
/// [`FetchError::NotAPage`] where the bytes are a picture, a PDF, an archive and the like; [`FetchError::Empty`].
pub fn text_of_bytes(bytes: &[u8]) -> Result<(String, bool), FetchError> {
    if let Some(kind) = kind::by_magic(&bytes[..bytes.len().min(kind::MAGIC_BYTES)]) {
        return Err(FetchError::NotAPage { kind });
    }
    let text = charset::decode(None, bytes);
    if text.trim().is_empty() {
        return Err(FetchError::Empty);
    }
    let html = kind::of_text(None, &text).accept(Want::Page)?;
    Ok((text, html))
}
