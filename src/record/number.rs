//! Which statement of which article.

use std::fmt;
use std::str::FromStr;

use crate::address::ArticleId;

/// A statement's identity: its article, and a number that stays with the same words when the article is read
/// again. As text: 32 hexadecimal digits, a dash, the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementId {
    /// The article.
    pub article: ArticleId,
    /// The number there.
    pub number: u16,
}

impl fmt::Display for StatementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.article, self.number)
    }
}

/// A text that is no statement's number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a statement's number; it looks like 00112233445566778899aabbccddeeff-7")]
pub struct NotAStatementId(String);

impl FromStr for StatementId {
    type Err = NotAStatementId;

    fn from_str(text: &str) -> Result<Self, NotAStatementId> {
        let read = || {
            let (article, number) = text.split_once('-')?;
            let digits = number.bytes().all(|byte| byte.is_ascii_digit());
            Some(StatementId {
                article: article.parse().ok()?,
                number: number.parse().ok().filter(|_| digits)?,
            })
        };
        read().ok_or_else(|| NotAStatementId(text.chars().take(60).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_both_ways() {
        let id = StatementId { article: ArticleId::from_bytes([7; 16]), number: 65_535 };
        assert_eq!(id.to_string().parse(), Ok(id));
        for bad in ["", "-", "07-1", "x-1", &format!("{}-+1", id.article), &format!("{}-70000", id.article)] {
            assert!(bad.parse::<StatementId>().is_err(), "{bad}");
        }
    }
}
