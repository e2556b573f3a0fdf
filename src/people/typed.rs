//! What somebody begins to type, in any script, against the words of a name.

use crate::letters::latin;
use crate::sounds::loose;

/// A word in the form in which prefixes are compared: Latin letters, one spelling of each Slavic sound.
///
/// “Зел”, “Zel” and “Sel” begin alike; an empty text stays empty.
pub fn folded(word: &str) -> String {
    loose(&latin(word))
}

/// The words of a name as [`folded`] leaves them, each once, in order; what has no letters is left out.
pub fn search_tokens(name: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for word in name.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | 'ʼ')) {
        let token = folded(word);
        if !token.is_empty() && !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    tokens
}
