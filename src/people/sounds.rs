//! What two spellings of one sound have in common: a tight form for one alphabet, a loose one for Slavic names and
//! between alphabets, and the consonants alone.

/// Spellings that are one in every language: doubled letters, umlauts, `ph`, `y` for `i`.
const TIGHT: &[(&str, &str)] = &[
    ("ae", "a"),
    ("oe", "o"),
    ("ue", "u"),
    ("ph", "f"),
    ("ck", "k"),
    ("iy", "i"),
    ("ij", "i"),
    ("yi", "i"),
    ("yj", "i"),
    ("ii", "i"),
    ("y", "i"),
];

/// What writers of many languages make of Slavic sounds, longest first.
const LOOSE: &[(&str, &str)] = &[
    ("schtsch", "s"),
    ("chtch", "s"),
    ("shch", "s"),
    ("szcz", "s"),
    ("tsch", "c"),
    ("tch", "c"),
    ("dzh", "j"),
    ("sch", "s"),
    ("zh", "s"),
    ("sh", "s"),
    ("sz", "s"),
    ("ch", "c"),
    ("kh", "h"),
    ("ts", "s"),
    ("tz", "s"),
    ("cz", "c"),
    ("ks", "x"),
    ("yo", "e"),
    ("jo", "e"),
    ("ye", "e"),
    ("je", "e"),
    ("ie", "e"),
    ("ya", "ia"),
    ("ja", "ia"),
    ("yu", "iu"),
    ("ju", "iu"),
    ("iou", "iu"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("iy", "i"),
    ("yi", "i"),
    ("ij", "i"),
    ("yj", "i"),
    ("ii", "i"),
    ("ae", "a"),
    ("oe", "o"),
    ("ue", "u"),
    ("y", "i"),
    ("j", "i"),
    ("w", "v"),
    ("z", "s"),
    ("g", "h"),
    ("q", "k"),
    ("ck", "k"),
];

/// One form of a word within an alphabet.
pub(crate) fn tight(latin: &str) -> String {
    squeezed(&replaced(latin, TIGHT))
}

/// One form of a Slavic word, whoever spells it.
pub(crate) fn loose(latin: &str) -> String {
    // German and Polish write `w` and `j`, and mean by `ch` what English writes `kh`.
    let is_western = latin.contains(['w', 'j']);
    let latin = if is_western {
        latin.replace("tsch", "cz").replace("sch", "sz").replace("ch", "kh")
    } else {
        latin.to_owned()
    };
    let mut folded = squeezed(&replaced(&latin, LOOSE));
    // “Gorbachev”, “Gorbatschow”, “Gorbachov”; “Romanoff”; “Береговой”, “Береговий”.
    for (end, becomes) in
        [("cov", "cev"), ("of", "ov"), ("voi", "vi"), ("noi", "ni"), ("koi", "ki"), ("stoi", "sti")]
    {
        if let Some(stem) = folded.strip_suffix(end).filter(|stem| stem.len() > 2) {
            folded = format!("{stem}{becomes}");
            break;
        }
    }
    folded
}

/// The consonants of a word in few classes: what survives when a name goes through another alphabet.
pub(crate) fn bones(latin: &str) -> String {
    const CLASSES: &[(&str, &str)] = &[
        ("schtsch", "s"),
        ("shch", "s"),
        ("tsch", "c"),
        ("dzh", "j"),
        ("sch", "s"),
        ("sh", "s"),
        ("zh", "s"),
        ("sz", "s"),
        ("cz", "c"),
        ("ch", "c"),
        ("tch", "c"),
        ("kh", "h"),
        ("gh", "h"),
        ("ph", "f"),
        ("th", "t"),
        ("ts", "s"),
        ("tz", "s"),
        ("ck", "k"),
        ("x", "ks"),
        ("q", "k"),
        ("w", "v"),
        ("z", "s"),
        ("g", "h"),
        ("ce", "se"),
        ("ci", "si"),
        ("c", "k"),
    ];
    let folded = squeezed(&replaced(latin, CLASSES));
    folded.chars().filter(|c| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')).collect()
}

/// Whether a word in Latin letters ends as no other family names do.
pub(crate) fn is_surely_slavic(latin: &str) -> bool {
    const ENDS: &[&str] = &[
        "enko", "chuk", "tschuk", "sky", "ski", "skyi", "skiy", "skyy", "skyj", "skij", "ov", "ow", "ova",
        "owa",
    ];
    ENDS.iter().any(|end| latin.len() > end.len() + 1 && latin.ends_with(end))
}

/// Whether a word in Latin letters ends as Slavic family names do.
pub(crate) fn is_slavic(latin: &str) -> bool {
    const ENDS: &[&str] = &[
        "enko", "enco", "chuk", "tschuk", "czuk", "shuk", "yuk", "iuk", "juk", "sky", "ski", "skyi", "skiy",
        "skyy", "skij", "skyj", "skii", "skaya", "ska", "skaia", "skaja", "tsky", "tskyi", "ov", "ow", "off",
        "ev", "ew", "yov", "jow", "ova", "owa", "eva", "ewa", "in", "ina", "iv", "yshyn", "ych", "ich",
        "itsch", "itch", "vic", "ko", "ny", "nyi", "nyj", "nyy", "niy", "ets", "ez", "gu", "ak", "yk", "ik",
        "iy", "yi", "oy", "oi", "uk", "ut", "un", "yan",
    ];
    ENDS.iter().any(|end| latin.len() > end.len() + 1 && latin.ends_with(end))
}

fn replaced(text: &str, table: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match table.iter().find(|(from, _)| rest.starts_with(from)) {
            Some((from, to)) => {
                out.push_str(to);
                rest = &rest[from.len()..];
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

/// Doubled letters as one.
fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}
