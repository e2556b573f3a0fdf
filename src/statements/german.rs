//! German sources: what of them is the subject, and its form.

use std::ops::Range;

use crate::items::{Item, touched};
use crate::lexicon::{Class, Family, Lexicon, normal};
use crate::passage::View;

/// The subject among the items of a source: in an inverted sentence a verb, adverbs and objects stand beside it
/// (“hatte die Behörde allerdings auf eine Anfrage”, “der Angeklagte habe ihm”, “er im Landtag”).
pub(crate) fn subject(view: &View<'_>, range: &Range<usize>) -> Range<usize> {
    if view.lexicon.family != Family::German || range.len() < 2 {
        return range.clone();
    }
    let auxiliary =
        |i: usize| view.any(i, &[Class::Auxiliary]) && view.items()[i].is_word() && !view.items()[i].capital;
    if let Some(at) = range.clone().find(|i| auxiliary(*i)) {
        if at + 1 < range.end && opens_subject(view, at + 1, range.end) {
            return subject(view, &(at + 1..range.end));
        }
        return if at > range.start { subject(view, &(range.start..at)) } else { at + 1..range.end };
    }
    if matches!(view.word(range.start), "er" | "sie") && view.items()[range.start + 1].is_word() {
        return range.start..range.start + 1;
    }
    let noun = |i: usize| view.items()[i].is_word() && view.items()[i].capital;
    let end = (range.start + 2..range.end).find(|i| {
        let dative =
            matches!(view.word(*i), "dem" | "den" | "ihm" | "ihnen" | "uns" | "mir" | "einem") && noun(i - 1);
        dative || begins_circumstance(view, *i, range.end)
    });
    range.start..end.unwrap_or(range.end)
}

/// Before whoever acts in a passive.
const AGENT: &[&str] = &["von", "vom", "durch", "seitens"];

/// Whether what stands as a source says nothing itself: the “es” of “es heißt”, whom a passive speaks of (“dem Mann
/// wurde vorgeworfen”), or whom others tell something of (“der Mann soll geflohen sein”).
pub(crate) fn is_silent(
    items: &[Item],
    source: &Range<usize>,
    cues: &[Range<usize>],
    lexicon: &Lexicon,
) -> bool {
    let Range { start: first, end: last } = touched(items, source);
    let word = |at: usize| items.get(at).map_or("", |i| i.word.as_str());
    let cue: Vec<&str> = cues.iter().flat_map(|r| touched(items, r)).map(word).collect();
    let beside = [first.checked_sub(1).map_or("", word), word(last)];
    let passive = cue.iter().chain(&beside).any(|w| is_passive(w, lexicon))
        && cue.iter().any(|w| is_participle(w, lexicon));
    let told = !cue.is_empty() && cue.iter().all(|w| matches!(*w, "soll" | "sollen"));
    match word(first) {
        "es" => passive || cue.iter().any(|w| matches!(*w, "heißt" | "hieß" | "heiße")),
        _ => (passive || told) && !AGENT.contains(&beside[0]) && !AGENT.contains(&word(first)),
    }
}

/// An auxiliary of the passive, in the mood of reporting too.
fn is_passive(word: &str, lexicon: &Lexicon) -> bool {
    lexicon.is(Class::Passive, word) || matches!(word, "werde" | "würde" | "würden")
}

/// “gebeten”, “vorgeworfen”, “verdächtigt”, not “sagen”: told by the ending, and by “ge” where an infinitive ends so too.
/// Who “wird zitiert” speaks.
fn is_participle(word: &str, lexicon: &Lexicon) -> bool {
    let strong = |stem: &str| stem.trim_end_matches('g').contains("ge");
    let ending = word.ends_with('t') || word.strip_suffix("en").is_some_and(strong);
    ending && word.len() > 4 && word != "zitiert" && !is_passive(word, lexicon)
}

/// Whether a subject can begin at item `at`, before `end`.
fn opens_subject(view: &View<'_>, at: usize, end: usize) -> bool {
    let item = &view.items()[at];
    let article = matches!(
        view.word(at),
        "der" | "die" | "das" | "ein" | "eine" | "sein" | "seine" | "ihr" | "ihre" | "dieser" | "diese"
    );
    matches!(view.word(at), "er" | "sie")
        || article && at + 1 < end
        || !article && item.is_word() && item.capital
}

/// “am Montag”, “vor zwei Jahren”: a preposition before a time or a number.
fn begins_circumstance(view: &View<'_>, at: usize, end: usize) -> bool {
    const REACH: usize = 3;
    let preposition =
        view.any(at, &[Class::Preposition]) || matches!(view.word(at), "am" | "im" | "beim" | "zum" | "vor");
    preposition
        && !view.items()[at].capital
        && (at + 1..end.min(at + 1 + REACH)).any(|i| {
            view.any(i, &[Class::Time, Class::Weekday, Class::Month])
                || matches!(view.word(i), "jahren" | "tagen" | "wochen")
        })
}

/// Whose account a compound names: “polizei” in “polizeiangaben”, “nasa” in “nasa-angaben”, “verein” in
/// “vereinsangaben”. Lower case both.
fn account_of(noun: &str) -> Option<&str> {
    const ACCOUNTS: &[&str] =
        &["angaben", "aussagen", "auskunft", "darstellung", "informationen", "berichten", "meldungen"];
    const SHORTEST: usize = 3;
    let whose = ACCOUNTS.iter().find_map(|account| noun.strip_suffix(account))?;
    let bare = match whose.strip_suffix('-') {
        Some(bare) => bare,
        // The s that joins: “Regierungsangaben”, “Unternehmensangaben”.
        None => whose.strip_suffix('s').filter(|bare| takes_a_joining_s(bare)).unwrap_or(whose),
    };
    (bare.chars().count() >= SHORTEST).then_some(bare)
}

impl View<'_> {
    /// Whose account a German compound names at item `at`, as [`account_of`].
    pub(crate) fn account_at(&self, at: usize) -> Option<&str> {
        account_of(self.word(at)).filter(|_| self.lexicon.family == Family::German)
    }
}

/// Whether a noun in the plural dative tells what is known and not who says it: “ersten Schätzungen”.
pub(crate) fn is_account(noun: &str) -> bool {
    account_of(noun).is_some()
        || ["angaben", "schätzungen", "erkenntnissen", "untersuchungen", "berichten"].contains(&noun)
}

fn takes_a_joining_s(noun: &str) -> bool {
    [
        "and", "ung", "schaft", "heit", "keit", "tät", "ion", "ein", "en", "amt", "um", "itut", "icht",
        "iat", "ent", "eb",
    ]
    .iter()
    .any(|ending| noun.ends_with(ending))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Male,
    Female,
    Neuter,
}

/// The subject's form of a description in another case: “des Katastrophenschutzes”, “einem westlichen Beamten”. `None`
/// where it stands in that form or cannot be told.
pub(crate) fn first_form(words: &[&str], lexicon: &Lexicon) -> Option<String> {
    let article = normal(words.first()?);
    let noun_at =
        words.iter().position(|w| w.chars().next().is_some_and(char::is_uppercase)).filter(|at| *at > 0)?;
    let adjectives = &words[1..noun_at];
    if !adjectives.iter().all(|w| w.ends_with("en")) {
        return None;
    }
    let noun = words[noun_at];
    let (of, definite, noun) = match article.as_str() {
        "des" | "eines" => {
            let noun = without_genitive(noun, lexicon)?;
            (gender(&noun), article == "des", noun)
        }
        "dem" | "einem" => {
            let noun = without_weak_ending(noun, lexicon);
            (gender(&noun), article == "dem", noun)
        }
        "einen" => (Of::Male, false, without_weak_ending(noun, lexicon)),
        "einer" => (Of::Female, false, noun.to_owned()),
        "der" if !adjectives.is_empty() && gender(noun) == Of::Female => (Of::Female, true, noun.to_owned()),
        _ => return None,
    };
    let ending = match (definite, of) {
        (true, _) | (_, Of::Female) => "e",
        (false, Of::Male) => "er",
        (false, Of::Neuter) => "es",
    };
    let article = match (definite, of) {
        (true, Of::Male) => "der",
        (true, Of::Female) => "die",
        (true, Of::Neuter) => "das",
        (false, Of::Female) => "eine",
        (false, _) => "ein",
    };
    // “das Auswärtige Amt” is called “Auswärtiges Amt”: a name's adjectives have a capital and no article.
    let mut told = vec![article.to_owned()];
    told.extend(adjectives.iter().map(|w| format!("{}{ending}", w.trim_end_matches("en"))));
    told.push(noun);
    told.extend(words[noun_at + 1..].iter().map(|w| (*w).to_owned()));
    Some(told.join(" "))
}

/// As [`first_form`] of words whose article stands before them (“nach Angaben des | Katastrophenschutzes”), told without it.
pub(crate) fn first_form_after(article: &str, words: &[&str], lexicon: &Lexicon) -> Option<String> {
    if matches!(article, "nach" | "laut") {
        return without_plural_dative(words);
    }
    if !matches!(article, "des" | "eines" | "dem" | "einem" | "einen") {
        return None;
    }
    let whole: Vec<&str> = std::iter::once(article).chain(words.iter().copied()).collect();
    first_form(&whole, lexicon)?.split_once(' ').map(|(_, told)| told.to_owned())
}

/// “ersten Erkenntnissen”, “hochrangigen Beamten”, out of the plural dative; `None` where an article or a name begins it.
fn without_plural_dative(words: &[&str]) -> Option<String> {
    let adjective = |w: &&&str| w.ends_with("en") && w.chars().next().is_some_and(char::is_lowercase);
    let adjectives = words.iter().take_while(adjective).count();
    let (noun, rest) = words[adjectives..].split_first().filter(|_| adjectives > 0)?;
    // Other nouns have this case's form in all of the plural, or tell nothing by it.
    let changes =
        ["nissen", "berichten", "kreisen", "beamten"].iter().any(|e| noun.to_lowercase().ends_with(e));
    let bare = if changes { &noun[..noun.len() - 1] } else { noun };
    let told = words[..adjectives].iter().map(|w| &w[..w.len() - 1]);
    Some(told.chain([bare]).chain(rest.iter().copied()).collect::<Vec<_>>().join(" "))
}

/// The gender that the last part of a noun tells; most bodies and people without such an ending are masculine.
fn gender(noun: &str) -> Of {
    const NEUTER: &[&str] = &[
        "amt",
        "ministerium",
        "institut",
        "gericht",
        "haus",
        "werk",
        "büro",
        "unternehmen",
        "präsidium",
        "parlament",
        "blatt",
        "papier",
        "gutachten",
        "schreiben",
        "protokoll",
        "dokument",
        "komitee",
        "gremium",
        "bündnis",
        "zentrum",
        "umfeld",
        "portal",
        "magazin",
        "team",
        "kabinett",
        "urteil",
        "interview",
        "sekretariat",
        "kommissariat",
    ];
    const FEMALE: &[&str] = &[
        "ung",
        "heit",
        "keit",
        "schaft",
        "ion",
        "tät",
        "ei",
        "in",
        "behörde",
        "stelle",
        "kammer",
        "anwältin",
        "zeitung",
    ];
    let noun = noun.to_lowercase();
    let ends = |list: &[&str]| list.iter().any(|e| noun.ends_with(e));
    if ends(NEUTER) {
        Of::Neuter
    } else if ends(FEMALE) {
        Of::Female
    } else {
        Of::Male
    }
}

/// A noun out of the genitive: “Ministeriums”, “Katastrophenschutzes”.
fn without_genitive(noun: &str, lexicon: &Lexicon) -> Option<String> {
    /// Nouns of speakers and documents that take -es.
    const LONG: &[&str] = &[
        "amtes",
        "verbandes",
        "landes",
        "bundes",
        "gerichtes",
        "rates",
        "kreises",
        "hauses",
        "schutzes",
        "dienstes",
        "staates",
        "stabes",
        "werkes",
        "vorstandes",
        "textes",
        "berichtes",
        "briefes",
        "blattes",
        "platzes",
        "vereines",
        "hofes",
        "tages",
        "mannes",
        "arztes",
        "freundes",
    ];
    let lower = noun.to_lowercase();
    if LONG.iter().any(|e| lower.ends_with(e)) {
        return noun.strip_suffix("es").map(str::to_owned);
    }
    if lower.ends_with("en") {
        let bare = without_weak_ending(noun, lexicon);
        return (bare != noun).then_some(bare);
    }
    noun.strip_suffix('s').filter(|bare| bare.chars().count() >= 3 && !bare.ends_with('s')).map(str::to_owned)
}

/// A weak noun out of its other cases: “Diplomaten”, “Zeugen”, “Beamten”.
fn without_weak_ending(noun: &str, lexicon: &Lexicon) -> String {
    let lower = noun.to_lowercase();
    if lower.ends_with("beamten") || lower.ends_with("angestellten") || lower.ends_with("abgeordneten") {
        return format!("{}r", noun.trim_end_matches('n'));
    }
    for ending in ["en", "n"] {
        if let Some(bare) = lower.strip_suffix(ending)
            && (lexicon.is(Class::Role, bare) || lexicon.is(Class::Anonymous, bare))
        {
            return noun.chars().take(noun.chars().count() - ending.len()).collect();
        }
    }
    noun.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_a_sentence_speaks_of_is_no_source() {
        let cases = [
            ("Es wird befürchtet, dass die Brücke sinkt.", "Es", "wird befürchtet", true),
            ("Am Abend hieß es, die Brücke sinke.", "es", "hieß", true),
            ("Dem Kapitän wurde vorgeworfen, er habe geschlafen.", "Dem Kapitän", "vorgeworfen", true),
            ("Am Montag wurden die Anwohner gebeten, zu bleiben.", "die Anwohner", "gebeten", true),
            ("Der Wirt soll die Kasse geleert haben.", "Der Wirt", "soll", true),
            ("Das wird von Nachbarn bestätigt.", "Nachbarn", "bestätigt", false),
            ("Ein Lotse wird mit den Worten zitiert: „Nein.“", "Ein Lotse", "zitiert", false),
            ("Die Ministerin wird sagen, was sie weiß.", "Die Ministerin", "wird sagen", false),
            ("Es teilte mit, die Brücke sinke.", "Es", "teilte mit", false),
        ];
        for (text, source, cue, silent) in cases {
            let lexicon = crate::lexicon::of("de");
            let chars: Vec<char> = text.chars().collect();
            let items = crate::items::cut(&chars, 0..chars.len(), &[], lexicon);
            let place = |part: &str| {
                let start = text[..text.find(part).unwrap()].chars().count();
                start..start + part.chars().count()
            };
            assert_eq!(is_silent(&items, &place(source), &[place(cue)], lexicon), silent, "{text}");
        }
    }

    #[test]
    fn a_compound_tells_whose_account_it_is() {
        let cases = [
            ("polizeiangaben", Some("polizei")),
            ("nasa-angaben", Some("nasa")),
            ("vereinsangaben", Some("verein")),
            ("verbandsangaben", Some("verband")),
            ("unternehmensangaben", Some("unternehmen")),
            ("krankenhausangaben", Some("krankenhaus")),
            ("regierungsinformationen", Some("regierung")),
            ("augenzeugenberichten", Some("augenzeugen")),
            ("angaben", None),
            ("polizei", None),
        ];
        for (noun, whose) in cases {
            assert_eq!(account_of(noun), whose, "{noun}");
        }
    }

    #[test]
    fn descriptions_take_the_form_of_a_subject() {
        let cases = [
            ("des Katastrophenschutzes", Some("der Katastrophenschutz")),
            ("des Ministeriums", Some("das Ministerium")),
            ("einem westlichen Diplomaten", Some("ein westlicher Diplomat")),
            ("einen westlichen Beamten aus Port Lasur", Some("ein westlicher Beamter aus Port Lasur")),
            ("einer hohen Beamtin", Some("eine hohe Beamtin")),
            ("dem internen Gutachten", Some("das interne Gutachten")),
            ("der zuständigen Behörde", Some("die zuständige Behörde")),
            ("der Minister", None),
            ("die Behörde", None),
            ("Polizei", None),
        ];
        for (printed, told) in cases {
            let words: Vec<&str> = printed.split(' ').collect();
            assert_eq!(first_form(&words, crate::lexicon::of("de")).as_deref(), told, "{printed}");
        }
        let told = first_form_after("des", &["Katastrophenschutzes"], crate::lexicon::of("de"));
        assert_eq!(told.as_deref(), Some("Katastrophenschutz"));
        let plural = |words: &[&str]| first_form_after("nach", words, crate::lexicon::of("de"));
        assert_eq!(plural(&["ersten", "Erkenntnissen"]).as_deref(), Some("erste Erkenntnisse"));
        assert_eq!(
            plural(&["neuen", "Schätzungen", "der", "Bank"]).as_deref(),
            Some("neue Schätzungen der Bank")
        );
        assert_eq!(plural(&["Polizei"]), None);
    }
}
