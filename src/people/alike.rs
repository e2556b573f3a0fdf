//! Whether two printed names are one person.

use crate::cases::nominatives;
use crate::given::{is_ambiguous_in_case, row};
use crate::letters::{Script, latin};
use crate::name::{Name, Word, read};
use crate::sounds::{bones, is_slavic, is_surely_slavic, loose, tight};

/// What two names are to each other, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// One person.
    Same(Reason),
    /// Two persons.
    Different(Reason),
    /// The names do not say: “Kirby” and “John Kirby”, “J. Kirby” and “John Kirby”.
    Unclear(Reason),
}

impl Verdict {
    /// Whether it is one person.
    pub fn is_same(self) -> bool {
        matches!(self, Verdict::Same(_))
    }
}

/// Why two names are judged so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The same letters but for case, accents, spaces and marks.
    Spelling,
    /// One name in two alphabets or two ways to spell an alphabet.
    Transliteration,
    /// Two forms of one given name: Volodymyr and Vladimir, Joe and Joseph.
    GivenNameForm,
    /// One is the other in another grammatical case.
    Inflection,
    /// The given names differ.
    GivenName,
    /// The family names differ.
    FamilyName,
    /// Names or initials in the middle, or patronymics, differ.
    MiddleName,
    /// One is “Jr.” and the other is not.
    Generation,
    /// One is a family name alone.
    OnlyFamilyName,
    /// A given name is an initial.
    Initial,
    /// One is a description and no name.
    Unnamed,
}

/// Keys by which the names that may be one person are found among many: two names that [`same`] finds to be one
/// share at least one key; names that share one are candidates, no more. None for a description.
///
/// Their form may change from version to version and is not for keeping.
pub fn keys(name: &str) -> Vec<String> {
    let Some(name) = read(name) else { return Vec::new() };
    // The given name is left out: its forms differ in their first letters (Yevhen, Evgeny).
    let family = stripped_of_case(&name.family);
    let key = |bones: String| -> String {
        let letters = if bones.is_empty() { &family } else { &bones };
        letters.chars().take(KEY_LETTERS).collect()
    };
    // “Kim Jong-un” and “Kim Jong Un” have other family names, and the same letters.
    let mut keys =
        vec![key(bones(&unheard(&family))), key(bones(&loose(&family))), format!("={}", joined(&name))];
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Consonants of a family name that its key has: endings of cases come after them.
const KEY_LETTERS: usize = 4;

/// The word without what an ending of any case could add.
fn stripped_of_case(word: &Word) -> String {
    let forms = nominatives(word);
    let shortest = forms.iter().map(|form| latin(form)).min_by_key(String::len);
    shortest.unwrap_or_else(|| word.latin.clone())
}

/// Whether two printed names are one person. Precision comes before recall.
pub fn same(one: &str, other: &str) -> Verdict {
    let (Some(one), Some(other)) = (read(one), read(other)) else {
        return Verdict::Unclear(Reason::Unnamed);
    };
    if one.generation != other.generation {
        return Verdict::Different(Reason::Generation);
    }
    if joined(&one) == joined(&other) {
        return Verdict::Same(if one.family.script == other.family.script {
            Reason::Spelling
        } else {
            Reason::Transliteration
        });
    }
    let Some(family) = families(&one.family, &other.family) else {
        return Verdict::Different(Reason::FamilyName);
    };
    let (given, other_given) = match (&one.given, &other.given) {
        (None, None) => return Verdict::Same(family),
        (Some(given), Some(other)) => (given, other),
        _ => return Verdict::Unclear(Reason::OnlyFamilyName),
    };
    if given.is_initial() || other_given.is_initial() {
        return initials(given, other_given);
    }
    let Some(given) = givens(given, other_given) else { return Verdict::Different(Reason::GivenName) };
    if in_between(&one, &other) {
        return Verdict::Different(Reason::MiddleName);
    }
    Verdict::Same(if given == Reason::Spelling { family } else { given })
}

/// All letters of a name: “Kim Jong-un”, “Kim Jong Un”.
fn joined(name: &Name) -> String {
    let letters: String = name.words.iter().map(|word| word.latin.as_str()).collect();
    tight(&letters)
}

fn initials(given: &Word, other: &Word) -> Verdict {
    let first = |word: &Word| word.latin.chars().next();
    let reason = Reason::Initial;
    // “Є. Перебийніс” may be “Evgeny …”: across alphabets an initial says nothing against.
    if given.script == other.script && first(given) != first(other) {
        Verdict::Different(Reason::GivenName)
    } else {
        Verdict::Unclear(reason)
    }
}

/// Whether names or initials between given and family name contradict each other.
fn in_between(one: &Name, other: &Name) -> bool {
    let contradict = |one: &Word, other: &Word| {
        if one.is_initial() || other.is_initial() {
            let first = |word: &Word| tight(&word.latin).chars().next();
            one.script == other.script && first(one) != first(other)
        } else {
            words(one, other).is_none()
        }
    };
    let patronymics = matches!((&one.patronymic, &other.patronymic), (Some(a), Some(b)) if contradict(a, b));
    let middles = one.middle.iter().zip(&other.middle).any(|(a, b)| contradict(a, b));
    // “George W. Bush” and “George H. W. Bush”.
    let counts = one.middle.len() != other.middle.len() && !one.middle.is_empty() && !other.middle.is_empty();
    patronymics || middles || counts
}

fn families(one: &Word, other: &Word) -> Option<Reason> {
    words(one, other)
}

fn givens(one: &Word, other: &Word) -> Option<Reason> {
    if let Some(reason) = words(one, other) {
        let crossed = one.script == other.script
            && (is_ambiguous_in_case(&one.printed) || is_ambiguous_in_case(&other.printed));
        return if reason == Reason::Inflection && crossed { None } else { Some(reason) };
    }
    let rows = |word: &Word| -> Vec<usize> {
        nominatives(word).iter().filter_map(|form| row(&latin(form))).collect()
    };
    let (ones, others) = (rows(one), rows(other));
    ones.iter().any(|row| others.contains(row)).then_some(Reason::GivenNameForm)
}

/// Whether two words are one name, and what makes them so.
fn words(one: &Word, other: &Word) -> Option<Reason> {
    if tight(&one.latin) == tight(&other.latin) {
        let reason = if one.script == other.script { Reason::Spelling } else { Reason::Transliteration };
        return Some(reason);
    }
    let (ones, others) = (nominatives(one), nominatives(other));
    for (nth, form) in ones.iter().enumerate() {
        for (other_nth, other_form) in others.iter().enumerate() {
            // Of two inflected forms each could come from a third word that neither is.
            if nth > 0 && other_nth > 0 && form.len().abs_diff(other_form.len()) > 2 {
                continue;
            }
            if sound_alike(&latin(form), one.script, &latin(other_form), other.script) {
                let plain = nth == 0 && other_nth == 0;
                return Some(if plain { Reason::Transliteration } else { Reason::Inflection });
            }
        }
    }
    None
}

fn sound_alike(one: &str, script: Script, other: &str, other_script: Script) -> bool {
    if tight(one) == tight(other) {
        return true;
    }
    let crossed = script != other_script;
    if (crossed || (is_slavic(one) && is_slavic(other))) && loose(one) == loose(other) {
        return true;
    }
    let native = if script == Script::Latin { one } else { other };
    // A Slavic name goes by letters; only others go by how they sound.
    crossed && !is_surely_slavic(native) && crosses(one, script, other)
}

/// Whether a Latin word and one of another alphabet are one: equal consonants, and vowels that can stand for
/// each other.
fn crosses(one: &str, script: Script, other: &str) -> bool {
    let (foreign, native) = if script == Script::Latin { (other, one) } else { (one, other) };
    let bones_of = |word: &str| bones(&unheard(word));
    let (left, right) = (bones_of(foreign), bones_of(native));
    left.len() >= 2 && left == right && vowels_agree(foreign, native)
}

/// Without letters that English writes and nobody says.
fn unheard(latin: &str) -> String {
    let mut out: String = latin.to_owned();
    for (written, said) in
        [("ohn", "on"), ("ehn", "en"), ("ahn", "an"), ("wh", "w"), ("kn", "n"), ("ght", "t")]
    {
        out = out.replace(written, said);
    }
    out
}

/// Whether the vowels of each can stand for each other, as far as one alphabet's letter narrows down what another
/// writes for it; where there are as many, one by one, else the first.
fn vowels_agree(foreign: &str, native: &str) -> bool {
    let (heard, written) = (vowels(foreign), vowels(native));
    let count = if heard.len() == written.len() { heard.len() } else { 1 };
    heard.iter().zip(&written).take(count).all(|(heard, written)| match heard {
        'a' => matches!(written, 'a' | 'u' | 'e' | 'i' | 'o'),
        'e' => matches!(written, 'e' | 'a' | 'i' | 'y'),
        'i' | 'y' => matches!(written, 'i' | 'e' | 'y' | 'u'),
        'o' => matches!(written, 'o' | 'a' | 'u'),
        _ => matches!(written, 'u' | 'o' | 'e'),
    })
}

/// The first of each group of vowels.
fn vowels(word: &str) -> Vec<char> {
    let is_vowel = |c: &char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let letters: Vec<char> = word.chars().collect();
    let begins = |at: usize| is_vowel(&letters[at]) && (at == 0 || !is_vowel(&letters[at - 1]));
    (0..letters.len()).filter(|&at| begins(at)).map(|at| letters[at]).collect()
}
