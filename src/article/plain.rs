//! Plain text becomes an article.

use url::Url;

use crate::entities::squeeze;
use crate::metadata;
use crate::{Article, BlockKind, Paragraph, Unreadable, body};

/// Characters of a title at most.
const TITLE_CHARS_MAX: usize = 200;

pub(crate) fn read(text: &str, url: Option<&Url>) -> Result<Article, Unreadable> {
    if text.len() > crate::budget::PAGE_BYTES_MAX {
        return Err(Unreadable::BeyondLimits("larger than 5 MB"));
    }
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.trim().lines().collect();
    let blank = |line: &&str| line.trim().is_empty();
    let mut paragraphs: Vec<String> = if lines.iter().any(blank) {
        lines.split(|line| blank(line)).map(|part| squeeze(&part.join(" "))).collect()
    } else {
        lines.iter().map(|line| squeeze(line)).collect()
    };
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    let alone = paragraphs.len() > 1;
    let title = match paragraphs.first() {
        Some(first) if alone && is_title(first) => paragraphs.remove(0),
        _ => String::new(),
    };
    if paragraphs.is_empty() {
        return Err(Unreadable::NoArticle);
    }
    let language = metadata::spoken(&paragraphs.join(" ")).map_or("", |(language, _)| language);
    Ok(Article {
        url: url.cloned(),
        outlet: url.and_then(Url::host_str).map(|host| host.trim_start_matches("www.").to_owned()),
        title,
        authors: Vec::new(),
        published: None,
        modified: None,
        language: language.to_owned(),
        origin: None,
        paragraphs: paragraphs
            .into_iter()
            .map(|text| Paragraph { text, kind: BlockKind::Paragraph })
            .collect(),
    })
}

/// Short, and not a sentence: a full stop at the end, or one speech after another, is the story's.
fn is_title(line: &str) -> bool {
    line.chars().count() <= TITLE_CHARS_MAX && !line.ends_with(['.', ':', '…', ',', ';']) && {
        let bare = line.trim_end_matches(['"', '”', '“', '»', '’']);
        !(bare.len() < line.len() && body::ends_sentence(bare))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_part_paragraphs_and_a_headline_stands_alone() {
        let article =
            read("Tide turns on harbour\n\nThe tide\nturned.\r\n\r\n“It did,” said Ada Quill.\n", None)
                .unwrap();
        assert_eq!(article.title, "Tide turns on harbour");
        let texts: Vec<&str> = article.paragraphs.iter().map(|paragraph| &*paragraph.text).collect();
        assert_eq!(texts, ["The tide turned.", "“It did,” said Ada Quill."]);
        let article = read("The tide turned.\nIt did.", None).unwrap();
        assert_eq!((article.title.as_str(), article.paragraphs.len()), ("", 2));
        assert_eq!(read("One line without a stop", None).unwrap().paragraphs.len(), 1);
        assert_eq!(read(" \n\n\t ", None), Err(Unreadable::NoArticle));
    }
}
