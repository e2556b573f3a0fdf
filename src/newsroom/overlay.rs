//! What a server's editors decided, laid over a whole article.

use sayso_record::{Kept, Query, StatementId};
use sayso_statements::{Piece, Statement};

use crate::reading::blocking;
use crate::{ArticleId, Brief, Newsroom, ReadError, Reading};

/// Marks that open and close a quotation on a page.
const MARKS: [char; 14] = ['“', '”', '„', '‟', '«', '»', '‹', '›', '‘', '’', '‚', '"', '\'', '「'];

impl Newsroom {
    /// A reading as the editors of `query` have it; none where they hid the article.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn as_edited(&self, reading: Reading, query: Query) -> Result<Option<Reading>, ReadError> {
        if query.corrections.hidden_articles.contains(&reading.id) {
            return Ok(None);
        }
        if query.desk.is_empty() && !query.corrections.touches(&reading.id) {
            return Ok(Some(reading));
        }
        let (record, id) = (self.record.clone(), reading.id);
        let Some(kept) = blocking(move || record.get(&id)).await?? else { return Ok(Some(reading)) };
        let (statements, corrected) = laid_over(&kept, &query);
        Ok(Some(Reading { brief: Brief::new(kept.article, statements), corrected, ..reading }))
    }

    /// The statements of an article with their numbers, as the editors of `query` have them; none where it is not kept.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn numbered(
        &self,
        id: ArticleId,
        query: Query,
    ) -> Result<Option<Vec<(StatementId, Statement)>>, ReadError> {
        let record = self.record.clone();
        let kept = blocking(move || record.get(&id)).await??;
        Ok(kept.map(|kept| overlaid(&kept, &query).map(|(id, statement, _)| (id, statement)).collect()))
    }

    /// Whether all pieces of a statement stand between quotation marks on its page: only such words may be shown as
    /// somebody's own.
    ///
    /// # Errors
    /// [`ReadError::Record`].
    pub async fn is_quoted_there(&self, id: StatementId) -> Result<bool, ReadError> {
        let record = self.record.clone();
        let found = blocking(move || {
            let Some(cited) = record.statement(&id)? else { return Ok(None) };
            Ok::<_, sayso_record::RecordError>(record.get(&id.article)?.map(|kept| (cited.statement, kept)))
        })
        .await??;
        let Some((statement, kept)) = found else { return Ok(false) };
        let text = |piece: &Piece| match usize::try_from(piece.paragraph) {
            Ok(at) => kept.article.paragraphs.get(at).map(|paragraph| paragraph.text.clone()),
            Err(_) => Some(kept.article.title.clone()),
        };
        Ok(statement
            .pieces
            .iter()
            .all(|piece| text(piece).is_some_and(|text| is_between_marks(&text, piece))))
    }
}

/// The statements of an article that are not hidden, and how many of them are others than were read.
pub(crate) fn laid_over(kept: &Kept, query: &Query) -> (Vec<Statement>, usize) {
    let mut corrected = 0;
    let statements = overlaid(kept, query).map(|(_, statement, is_other)| {
        corrected += usize::from(is_other);
        statement
    });
    (statements.collect(), corrected)
}

fn overlaid(kept: &Kept, query: &Query) -> impl Iterator<Item = (StatementId, Statement, bool)> {
    let numbered = kept.numbers.iter().zip(&kept.statements);
    let ids = numbered.map(|(number, it)| (StatementId { article: kept.id, number: *number }, it.clone()));
    ids.filter(|(id, _)| !query.corrections.hides(id)).map(|(id, mut statement)| {
        let is_other = query.corrections.lay_over(&id, &query.desk, &mut statement);
        (id, statement, is_other)
    })
}

/// Whether a mark stands before the piece and after it; a comma or a full stop may stand between.
fn is_between_marks(text: &str, piece: &Piece) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let (Some(before), Some(after)) = (letters.get(..piece.start), letters.get(piece.end..)) else {
        return false;
    };
    let is_mark = |c: Option<&char>| c.is_some_and(|c| MARKS.contains(c));
    let inside = letters.get(piece.start..piece.end).unwrap_or_default();
    let opens = is_mark(before.last()) || is_mark(inside.first());
    let stop = |c: &&char| matches!(c, ',' | '.' | '!' | '?' | '…');
    opens && (is_mark(after.iter().find(|c| !stop(c))) || is_mark(inside.last()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_between_marks_are_quoted_there() {
        let text = "She said “we were told,” and that nobody wrote «it» down.";
        for (words, is_quoted) in
            [("we were told", true), ("nobody wrote", false), ("it", true), ("She said", false)]
        {
            let at = text.find(words).unwrap();
            let start = text[..at].chars().count();
            let piece =
                Piece { paragraph: 0, start, end: start + words.chars().count(), text: words.to_owned() };
            assert_eq!(is_between_marks(text, &piece), is_quoted, "{words}");
        }
    }
}
