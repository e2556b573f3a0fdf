//! The article's language: what the page says, checked against the text.

use super::Sources;

/// BCP 47 primary subtag, lower case; empty where nothing tells.
pub(super) fn of(sources: &Sources<'_>, text: &str) -> String {
    let claimed = [
        sources.page.language.map(str::to_owned),
        sources.linked.language.clone(),
        sources.meta(&["content-language", "og:locale", "language", "dcterms.language"]),
    ];
    let claimed = claimed.into_iter().flatten().find_map(|tag| primary(&tag));
    // Where the text's commonest words are those of the claimed language, there is no need to guess.
    if let Some(claimed) = claimed.as_ref().filter(|claimed| sounds_like(text, claimed)) {
        return claimed.clone();
    }
    match (claimed, spoken(text)) {
        (Some(claimed), Some((spoken, sure))) if sure && claimed != spoken && !kin(&claimed, spoken) => {
            spoken.to_owned()
        }
        (Some(claimed), _) => claimed,
        (None, Some((spoken, _))) => spoken.to_owned(),
        (None, None) => String::new(),
    }
}

/// Whether a good share of the text's words are the commonest of a language.
fn sounds_like(text: &str, language: &str) -> bool {
    let common: &[&str] = match language {
        "en" => &["the", "of", "and", "to", "in", "that", "for", "was", "said", "with"],
        "de" => &["der", "die", "und", "das", "den", "von", "mit", "nicht", "ist", "ein"],
        "fr" => &["le", "la", "les", "des", "et", "est", "que", "dans", "une", "pour"],
        "es" => &["el", "los", "las", "que", "del", "en", "una", "por", "con", "para"],
        "uk" => &["і", "що", "та", "від", "його", "це", "як", "після", "під", "про"],
        "ru" => &["и", "что", "как", "его", "это", "после", "под", "он", "из", "не"],
        _ => return false,
    };
    let (mut met, mut all) = (0, 0);
    for word in text.split(' ').take(120) {
        all += 1;
        met += usize::from(common.contains(&word));
    }
    all >= 40 && met * 100 >= all * 9
}

fn primary(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_', ',', ';']).next()?.trim().to_lowercase();
    let known = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_lowercase());
    known.then(|| if primary == "ua" { "uk".to_owned() } else { primary })
}

/// Languages that the detector takes for each other: the page's word counts.
fn kin(claimed: &str, spoken: &str) -> bool {
    const FAMILIES: [&[&str]; 6] = [
        &["no", "nb", "nn", "da", "sv"],
        &["hr", "sr", "bs", "sl", "me"],
        &["id", "ms", "jv"],
        &["zu", "xh", "st", "tn", "sw", "af", "nl", "ss", "ts"],
        &["pt", "gl", "es", "ca", "it"],
        &["cs", "sk"],
    ];
    FAMILIES.iter().any(|family| family.contains(&claimed) && family.contains(&spoken))
        || (spoken.len() == 2 && claimed.len() == 3)
}

/// The language that a text is in, and whether that is sure.
pub(crate) fn spoken(text: &str) -> Option<(&'static str, bool)> {
    let sample: String = text.chars().take(800).collect();
    let found = whatlang::detect(&sample)?;
    let sure = found.is_reliable() && sample.chars().count() >= 200;
    Some((two_letters(found.lang()), sure))
}

fn two_letters(language: whatlang::Lang) -> &'static str {
    match language.code() {
        "eng" => "en",
        "ukr" => "uk",
        "rus" => "ru",
        "deu" => "de",
        "fra" => "fr",
        "spa" => "es",
        "por" => "pt",
        "ita" => "it",
        "pol" => "pl",
        "nld" => "nl",
        "swe" => "sv",
        "dan" => "da",
        "nob" => "no",
        "fin" => "fi",
        "est" => "et",
        "lav" => "lv",
        "lit" => "lt",
        "ces" => "cs",
        "slk" => "sk",
        "slv" => "sl",
        "hrv" => "hr",
        "srp" => "sr",
        "bul" => "bg",
        "mkd" => "mk",
        "bel" => "be",
        "ron" => "ro",
        "hun" => "hu",
        "ell" => "el",
        "tur" => "tr",
        "aze" => "az",
        "heb" => "he",
        "ara" => "ar",
        "pes" => "fa",
        "urd" => "ur",
        "hin" => "hi",
        "ben" => "bn",
        "tam" => "ta",
        "tel" => "te",
        "mal" => "ml",
        "kan" => "kn",
        "guj" => "gu",
        "pan" => "pa",
        "mar" => "mr",
        "nep" => "ne",
        "sin" => "si",
        "tha" => "th",
        "khm" => "km",
        "mya" => "my",
        "vie" => "vi",
        "ind" => "id",
        "jav" => "jv",
        "tgl" => "tl",
        "jpn" => "ja",
        "kor" => "ko",
        "cmn" => "zh",
        "kat" => "ka",
        "hye" => "hy",
        "cat" => "ca",
        "afr" => "af",
        "zul" => "zu",
        "aka" => "ak",
        "amh" => "am",
        "sna" => "sn",
        "tuk" => "tk",
        "uzb" => "uz",
        "epo" => "eo",
        "lat" => "la",
        "yid" => "yi",
        "ori" => "or",
        other => other,
    }
}
