//! Words by which a sentence says something else: what is left out of a quotation must not hold one.

/// Such words, by language. Of a phrase (“according to”, “pas du tout”) the word that carries it stands here.
const QUALIFIERS: [&str; 7] = [
    // English
    "not no none never neither nor nothing nobody nowhere cannot without if unless except only some few may might \
     could would should appear appears appeared seem seems seemed reportedly allegedly apparently supposedly \
     purportedly according perhaps possibly probably maybe likely unlikely almost hardly barely until provided \
     suspected alleged unconfirmed",
    // Ukrainian
    "не ні ані ніхто ніщо ніколи ніде нема немає без якщо якби хіба крім лише тільки деякі деяких дехто кілька \
     може можуть міг могла могли би б нібито начебто мабуть можливо імовірно ймовірно схоже здається словами даними \
     навряд майже",
    // Russian
    "не нет ни никто ничто никогда нигде без если разве кроме лишь только некоторые некоторых может могут бы якобы \
     возможно вероятно похоже кажется словам данным вряд почти",
    // German
    "nicht kein keine keinen keiner keinem nie niemals niemand nichts ohne wenn falls sofern außer nur einige manche \
     könnte könnten dürfte soll sollen sollte angeblich offenbar vermutlich wohl laut zufolge vielleicht wahrscheinlich \
     fast kaum",
    // French
    "ne n pas non ni jamais aucun aucune rien personne sans si sauf seulement certains certaines peut peuvent pourrait \
     semble paraît apparemment prétendument selon peut-être probablement presque",
    // Spanish
    "no ni nunca ningún ninguna nadie nada sin si salvo sólo solo algunos algunas puede pueden podría parece \
     supuestamente presuntamente según quizá quizás probablemente casi",
    // Polish
    "nie ani nigdy nikt nic bez jeśli jeżeli gdyby chyba tylko niektórzy niektóre może mogą mógłby rzekomo podobno \
     według prawdopodobnie prawie",
];

/// Words with which a sentence takes back or narrows what the one before it says.
const TURNS: &str = "but however yet although though still unless except only if or otherwise not no maybe perhaps \
     але проте однак втім хоча якщо якби хіба тільки лише або ні не но однако хотя если разве только или нет \
     aber jedoch doch allerdings obwohl wenn falls nur oder nein mais cependant pourtant si sauf ou non \
     pero sin si salvo o no ale jednak choć jeśli tylko lub nie";

/// Whether a word, with the marks around it, changes the sense of the sentence that it stands in.
pub(crate) fn is_qualifier(word: &str) -> bool {
    let word = bare(word);
    // “don’t”, “isn't”.
    word.ends_with("n't")
        || word.starts_with("n'")
        || QUALIFIERS.iter().any(|list| list.split_whitespace().any(|known| known == word))
}

/// Whether what follows a sentence takes it back, by its first word; nothing does not.
pub(crate) fn takes_back(rest: &str) -> bool {
    let first = rest.split_whitespace().map(bare).find(|word| !word.is_empty());
    first.is_some_and(|first| TURNS.split_whitespace().any(|known| known == first))
}

/// The letters of a word in lower case, apostrophes in one form.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().replace(['’', 'ʼ'], "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_case_and_with_marks() {
        for word in [
            "not",
            "“No",
            "IF,",
            "don’t",
            "may",
            "appears",
            "reportedly)",
            "according",
            "не",
            "Якщо",
            "nicht.",
        ] {
            assert!(is_qualifier(word), "{word}");
        }
        for word in ["", "note", "port", "ship’s", "—", "noble"] {
            assert!(!is_qualifier(word), "{word}");
        }
        assert!(takes_back(" “But nobody came.") && takes_back(" Якщо буде дощ."));
        assert!(!takes_back(" The ships came.") && !takes_back("") && !takes_back(" — "));
    }
}
