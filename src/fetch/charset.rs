//! Bytes to text: byte order mark, then header, then the page's own word, then UTF-8 with marks for what is not.

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

/// Where a page may name its encoding: the HTML standard looks at the first 1024 bytes.
const META_BYTES: usize = 1024;

/// Decodes a body. Never fails: bytes that are no text become U+FFFD.
pub(crate) fn decode(content_type: Option<&str>, body: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(body) {
        return encoding.decode_without_bom_handling(&body[mark..]).0.into_owned();
    }
    let named = content_type.and_then(|value| label_after(value, "charset")).and_then(known);
    let encoding = named.or_else(|| meta(body)).unwrap_or(UTF_8);
    encoding.decode_without_bom_handling(body).0.into_owned()
}

/// The encoding that the page itself names: `<meta charset>`, `<meta http-equiv … charset=…>`, `<?xml encoding?>`.
fn meta(body: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(&body[..body.len().min(META_BYTES)]);
    let start = start.to_ascii_lowercase();
    let declared = start.trim_start().strip_prefix("<?xml").and_then(|rest| {
        let (declaration, _) = rest.split_once("?>")?;
        label_after(declaration, "encoding").and_then(known)
    });
    let in_meta = || {
        start.split("<meta").skip(1).find_map(|tag| {
            let tag = tag.split('>').next().unwrap_or_default();
            known(label_after(tag, "charset")?)
        })
    };
    // A page that could be read this far is not in UTF-16, whatever it says.
    let encoding = declared.or_else(in_meta)?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

/// The value after `name =`, without quotation marks.
fn label_after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let at = text.to_ascii_lowercase().find(name)?;
    let value = text[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
    let value = value.trim_start_matches(['"', '\'']);
    Some(value.split(|c: char| c.is_whitespace() || "\"';,>?".contains(c)).next().unwrap_or_default())
}

fn known(label: &str) -> Option<&'static Encoding> {
    // "replacement" decodes everything to nothing, by design; a page that asks for it is better read as UTF-8.
    Encoding::for_label(label.as_bytes()).filter(|encoding| *encoding != REPLACEMENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mark_before_header_before_page_before_utf8() {
        let cases: [(Option<&str>, &[u8], &str); 14] = [
            (None, b"\xef\xbb\xbfna\xc3\xafve", "na\u{ef}ve"),
            (Some("text/html; charset=windows-1251"), b"\xef\xbb\xbf\xc3\xaf", "\u{ef}"),
            (None, b"\xff\xfeh\0i\0", "hi"),
            (None, b"\xfe\xff\0h\0i", "hi"),
            (
                Some("text/html; charset=windows-1251"),
                b"\xcf\xf0\xe8\xe2\xb3\xf2",
                "\u{41f}\u{440}\u{438}\u{432}\u{456}\u{442}",
            ),
            (Some("text/html;Charset=\"ISO-8859-1\""), b"\x93na\xefve\x94", "\u{201c}na\u{ef}ve\u{201d}"),
            (Some("text/html"), b"<meta charset='koi8-u'>\xf0", "<meta charset='koi8-u'>\u{41f}"),
            (
                Some("text/html"),
                b"<META content=\"text/html; CHARSET = shift_jis\">\x82\xa0",
                "<META content=\"text/html; CHARSET = shift_jis\">\u{3042}",
            ),
            (
                Some("text/xml"),
                b"<?xml version='1.0' encoding='windows-1252'?>\x80",
                "<?xml version='1.0' encoding='windows-1252'?>\u{20ac}",
            ),
            (
                Some("text/html; charset=utf-8"),
                b"<meta charset=windows-1251>\xc3\xaf",
                "<meta charset=windows-1251>\u{ef}",
            ),
            (Some("text/html; charset=nonsense"), b"\xc3\xaf", "\u{ef}"),
            (None, b"<meta charset=utf-16>\xc3\xaf", "<meta charset=utf-16>\u{ef}"),
            (None, b"<meta charset=hz-gb-2312>x", "<meta charset=hz-gb-2312>x"),
            (None, b"a\xff\xc3b", "a\u{fffd}\u{fffd}b"),
        ];
        for (header, body, text) in cases {
            assert_eq!(decode(header, body), text, "{header:?}");
        }
    }

    #[test]
    fn the_page_names_it_early_or_not_at_all() {
        let page = [b" ".repeat(META_BYTES).as_slice(), b"<meta charset=windows-1251>\xc3\xaf"].concat();
        assert!(decode(None, &page).ends_with('\u{ef}'));
    }
}
