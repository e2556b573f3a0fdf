//! The notes by which an outlet says that it has corrected an article.

use crate::{budget, page};

/// Notes that are taken of one page, and the characters of one; a page with more is no page with notes.
const NOTES_MAX: usize = 8;
const NOTE_CHARS_MAX: usize = 1_200;

/// How a note begins, in lower case, where that alone says that something was corrected.
const OPENINGS: [&str; 26] = [
    "correction",
    "corrections",
    "clarification",
    "corrected on",
    "this article was amended",
    "this story was corrected",
    "this story has been corrected",
    "this article has been corrected",
    "korrektur",
    "berichtigung",
    "richtigstellung",
    "correctif",
    "rectificatif",
    "rectification",
    "corrección",
    "fe de errores",
    "fe de erratas",
    "rectificación",
    "aclaración",
    "виправлення",
    "уточнення",
    "виправлено",
    "исправление",
    "уточнение",
    "исправлено",
    "поправка",
];

/// What a note holds, in lower case, that speaks of an earlier version of the page.
const INSIDE: [&str; 26] = [
    "an earlier version of this",
    "a previous version of this",
    "earlier versions of this",
    "this article was amended on",
    "has been corrected to",
    "was corrected to",
    "we regret the error",
    "in einer früheren version",
    "in einer früheren fassung",
    "in einer vorherigen version",
    "wir haben den fehler",
    "haben wir korrigiert",
    "une version précédente de",
    "une précédente version de",
    "une première version de",
    "cet article a été corrigé",
    "una versión anterior de",
    "una primera versión de",
    "este artículo ha sido corregido",
    "у попередній версії",
    "у першій версії",
    "у первинній версії",
    "в предыдущей версии",
    "в первоначальной версии",
    "в первой версии",
    "в более ранней версии",
];

/// The correction notes of a page, as printed, each once and in order: what an outlet says of its own mistake. They
/// are no paragraphs of the article. A page that cannot be parsed has none.
#[must_use]
pub fn correction_notes(html: &str) -> Vec<String> {
    let Ok(tree) = budget::parse(html) else { return Vec::new() };
    let page = page::take_apart(&tree);
    let mut notes: Vec<String> = Vec::new();
    let blocks: Vec<&str> = page.blocks.iter().map(|block| block.text.trim()).collect();
    for (index, block) in blocks.iter().enumerate() {
        let Some(note) = note_at(block, blocks.get(index + 1).copied()) else { continue };
        if !notes.contains(&note) && notes.len() < NOTES_MAX {
            notes.push(note);
        }
    }
    notes
}

/// A block that is a note; a heading that says so takes the block after it along.
fn note_at(block: &str, next: Option<&str>) -> Option<String> {
    if block.chars().count() > NOTE_CHARS_MAX {
        return None;
    }
    let lower = block.to_lowercase();
    let opening = OPENINGS.iter().any(|opening| begins(&lower, opening));
    if opening && block.chars().count() < 40 {
        // "Correction" alone is a heading; as a link or a menu it has no sentence after it.
        let next = next.filter(|next| (40..NOTE_CHARS_MAX).contains(&next.chars().count()))?;
        return Some(format!("{block} {next}"));
    }
    (opening || INSIDE.iter().any(|phrase| lower.contains(phrase))).then(|| block.to_owned())
}

/// Whether a text begins with a phrase, and a note with it: "Correction: …", "Correction, 3 May: …", not "Corrections
/// officers said".
fn begins(lower: &str, phrase: &str) -> bool {
    let Some(rest) = lower.strip_prefix(phrase) else { return false };
    if phrase.contains(' ') {
        return rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric());
    }
    let head: String = rest.chars().take(60).collect();
    rest.is_empty() || head.starts_with([':', ',', '.', '—', '–', '(']) || head.starts_with(" (") || {
        let (before, after) = head.split_once(':').unwrap_or_default();
        // A date or a desk may stand between: "Correction May 3, 2026: …".
        !after.is_empty() && before.chars().any(|c| c.is_ascii_digit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_told_from_a_story_about_corrections() {
        let cases = [
            ("<p><em>Correction: The harbour has <a href=/x>forty</a> berths, not fourteen.</em></p>", 1),
            ("<p>Correction, May 3, 2026: The minister did not say that the ferry was sold.</p>", 1),
            (
                "<h3>Korrektur</h3><p>In diesem Text hieß es zunächst, der Hafen habe vierzehn Liegeplätze.</p>",
                1,
            ),
            ("<p>Une version précédente de cet article attribuait ces propos au maire.</p>", 1),
            ("<p>Una versión anterior de esta noticia citaba mal al alcalde.</p>", 1),
            ("<p>Уточнення: у заголовку було неправильно названо посаду міністра.</p>", 1),
            ("<p>В предыдущей версии статьи слова были приписаны министру.</p>", 1),
            ("<p>Corrections officers said on Monday that the prison was quiet.</p>", 0),
            ("<p>Correction of the course took the ferry an hour, the captain said.</p>", 0),
            ("<a href=/corrections>Corrections</a><p>Home</p>", 0),
            ("<p>The ferry will not sail.</p>", 0),
        ];
        for (html, expected) in cases {
            let page =
                format!("<html><body><article><p>A line of the story.</p>{html}</article></body></html>");
            assert_eq!(correction_notes(&page).len(), expected, "{html}: {:?}", correction_notes(&page));
        }
        assert_eq!(correction_notes(""), Vec::<String>::new());
    }
}
