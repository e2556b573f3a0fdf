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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;
    use proptest::prelude::*;

    #[test]
    fn pages_texts_and_the_rest() {
        type Case<'a> = (&'a [u8], Result<(&'a str, bool), FetchError>);
        let cases: [Case<'_>; 8] = [
            (b"<!doctype html><p>Words.", Ok(("<!doctype html><p>Words.", true))),
            (b"<p>Words.", Ok(("<p>Words.", true))),
            (b"Words & 1 < 2.", Ok(("Words & 1 < 2.", false))),
            (b"\xef\xbb\xbfWords.", Ok(("Words.", false))),
            (b"%PDF-1.7", Err(FetchError::NotAPage { kind: Kind::Pdf })),
            (b"<?xml version='1.0'?><rss version='2.0'>", Err(FetchError::NotAPage { kind: Kind::Feed })),
            (
                b"\x03\x9f\x8e\xf1\xfa\x17\xc0\x8d\x11\xe5\xb2",
                Err(FetchError::NotAPage { kind: Kind::Other }),
            ),
            (b" \n", Err(FetchError::Empty)),
        ];
        for (bytes, expected) in cases {
            assert_eq!(
                text_of_bytes(bytes),
                expected.map(|(text, html)| (text.to_owned(), html)),
                "{bytes:?}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_bytes_are_text_or_an_error(
            start in prop::sample::select(vec!["", "<?xml ", "<!--", "<!doctype html>", "<meta charset=", "{\"", "%PDF", "RIFF"]),
            bytes in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            let bytes = [start.as_bytes(), &bytes].concat();
            let _ = text_of_bytes(&bytes);
        }
    }
}
