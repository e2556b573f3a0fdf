//! What a button carries: the ids that are needed to go on after a restart, and nothing else.

use sayso_newsroom::{ArticleId, StatementId};
use serenity::all::UserId;

use crate::desk::Done;
use crate::narrow::By;
use crate::question::QuestionId;

/// A button of a card. Its text form is the component's `custom_id`: at most 100 characters, of which the
/// longest here has 83.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Button {
    /// Turns to a page of a card.
    Turn {
        /// Of which article.
        article: ArticleId,
        /// To which page, from 0.
        page: usize,
        /// Who asked for the card: their presses turn it, others get a copy.
        owner: UserId,
    },
    /// Posts a private card to the channel.
    Post {
        /// Of which article.
        article: ArticleId,
        /// Who asked for the card.
        owner: UserId,
    },
    /// Turns to a page of the answer to a kept question.
    Page {
        /// The question.
        question: QuestionId,
        /// To which page, from 0.
        page: usize,
        /// Who asked it: their presses turn it, others get a copy.
        owner: UserId,
    },
    /// Asks once more whether everything of the server in which it is pressed is to be deleted.
    Erase {
        /// Who was asked whether it is meant: nobody else's press counts.
        owner: UserId,
    },
    /// Deletes everything of the server in which it is pressed.
    EraseNow {
        /// Who was asked twice: nobody else's press counts.
        owner: UserId,
    },
    /// Undoes a decision of the server's editors. Whoever may decide may press it.
    Undo {
        /// The number of the decision.
        decision: u32,
    },
    /// Asks which statement of a page is wrong.
    Report {
        /// Of which article.
        article: ArticleId,
        /// On which page of its card, from 0.
        page: usize,
    },
    /// Reports the statement that is chosen.
    Reported {
        /// Of which article.
        article: ArticleId,
    },
    /// Does something with the statement that waits for editors.
    Queue {
        /// What.
        done: Done,
        /// Which.
        statement: StatementId,
    },
    /// Narrows an answer to what is chosen.
    Narrow {
        /// The question as it was asked.
        question: QuestionId,
        /// By what.
        by: By,
        /// Who asked it: their choice narrows it, others get a copy.
        owner: UserId,
    },
    /// Posts a private answer to the channel.
    Share {
        /// The question.
        question: QuestionId,
        /// Who asked it.
        owner: UserId,
    },
}

impl Button {
    /// The `custom_id`.
    pub(crate) fn to_id(self) -> String {
        match self {
            Button::Turn { article, page, owner } => format!("turn:{article}:{page}:{owner}"),
            Button::Post { article, owner } => format!("post:{article}:{owner}"),
            Button::Page { question, page, owner } => format!("page:{question}:{page}:{owner}"),
            Button::Erase { owner } => format!("erase:{owner}"),
            Button::EraseNow { owner } => format!("erase-now:{owner}"),
            Button::Share { question, owner } => format!("share:{question}:{owner}"),
            Button::Undo { decision } => format!("undo:{decision}"),
            Button::Report { article, page } => format!("report:{article}:{page}"),
            Button::Reported { article } => format!("reported:{article}"),
            Button::Queue { done, statement } => format!("{}:{statement}", word(done)),
            Button::Narrow { question, by, owner } => format!("narrow:{question}:{}:{owner}", by.word()),
        }
    }

    /// The button with this `custom_id`; none where it is of another make.
    pub(crate) fn from_id(id: &str) -> Option<Button> {
        let mut parts = id.split(':');
        let first = parts.next()?;
        let button = match first {
            "turn" => Button::Turn {
                article: parts.next()?.parse().ok()?,
                page: parts.next()?.parse().ok()?,
                owner: user(parts.next()?)?,
            },
            "post" => Button::Post { article: parts.next()?.parse().ok()?, owner: user(parts.next()?)? },
            "page" => Button::Page {
                question: parts.next()?.parse().ok()?,
                page: parts.next()?.parse().ok()?,
                owner: user(parts.next()?)?,
            },
            "erase" => Button::Erase { owner: user(parts.next()?)? },
            "erase-now" => Button::EraseNow { owner: user(parts.next()?)? },
            "share" => Button::Share { question: parts.next()?.parse().ok()?, owner: user(parts.next()?)? },
            "undo" => Button::Undo { decision: number(parts.next()?)? },
            "report" => Button::Report { article: parts.next()?.parse().ok()?, page: number(parts.next()?)? },
            "reported" => Button::Reported { article: parts.next()?.parse().ok()? },
            "narrow" => Button::Narrow {
                question: parts.next()?.parse().ok()?,
                by: By::of(parts.next()?)?,
                owner: user(parts.next()?)?,
            },
            _ => Button::Queue { done: done(first)?, statement: parts.next()?.parse().ok()? },
        };
        parts.next().is_none().then_some(button)
    }
}

fn word(done: Done) -> &'static str {
    match done {
        Done::Right => "right",
        Done::Wrong => "wrong",
        Done::Hide => "hide",
        Done::Aside => "aside",
    }
}

fn done(text: &str) -> Option<Done> {
    [Done::Right, Done::Wrong, Done::Hide, Done::Aside].into_iter().find(|done| word(*done) == text)
}

/// Digits alone: a sign would lead to another id.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// Zero is no user, and serenity's ids panic at it.
fn user(text: &str) -> Option<UserId> {
    text.parse().ok().filter(|id| *id != 0).map(UserId::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_survives_its_id() {
        let article: ArticleId = "0123456789abcdef0123456789abcdef".parse().unwrap();
        let owner = UserId::new(u64::MAX);
        let question: QuestionId = "0123456789abcdef".parse().unwrap();
        for button in [
            Button::Turn { article, page: usize::MAX, owner },
            Button::Post { article, owner },
            Button::Page { question, page: usize::MAX, owner },
            Button::Share { question, owner },
            Button::Erase { owner },
            Button::EraseNow { owner },
            Button::Undo { decision: u32::MAX },
            Button::Report { article, page: usize::MAX },
            Button::Reported { article },
            Button::Queue { done: Done::Aside, statement: StatementId { article, number: u16::MAX } },
            Button::Narrow { question, by: By::Outlet, owner },
        ] {
            let id = button.to_id();
            assert!(id.len() <= 100, "{id}");
            assert_eq!(Button::from_id(&id), Some(button));
        }
    }

    #[test]
    fn other_ids_are_no_buttons() {
        for id in [
            "",
            "turn",
            "turn:0123456789abcdef0123456789abcdef:1",
            "turn:0123456789abcdef0123456789abcdef:1:0",
            "turn:0123456789abcdef0123456789abcdef:-1:5",
            "turn:0123456789abcdef0123456789abcdef:1:5:6",
            "post:xyz:5",
            "page:0123456789abcdef:1",
            "page:0123456789abcde:1:5",
            "share:0123456789abcdef:0",
            "undo:-1",
            "undo:99999999999",
            "report:0123456789abcdef0123456789abcdef:+1",
            "right:0123456789abcdef0123456789abcdef",
            "wrong:0123456789abcdef0123456789abcdef-70000",
            "narrow:0123456789abcdef:colour:5",
            "vote:0123456789abcdef0123456789abcdef:5",
        ] {
            assert_eq!(Button::from_id(id), None, "{id}");
        }
    }
}
