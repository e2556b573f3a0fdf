//! What a server's editors decided about single statements, laid over what was read: nothing is rewritten, both
//! versions stay, and no other server is concerned.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use sayso_people::Desk;
use sayso_statements::{Quotation, Speaker, Statement};
use serde::{Deserialize, Serialize};

use crate::address::ArticleId;
use crate::number::StatementId;

/// The corrections of one server.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Corrections {
    /// Statements that were corrected.
    pub fixes: HashMap<StatementId, Fix>,
    /// Statements that are not shown.
    pub hidden: HashSet<StatementId>,
    /// Articles of which nothing is shown.
    pub hidden_articles: HashSet<ArticleId>,
}

/// What is otherwise in a corrected statement; none: as it was read. Its words are never others.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fix {
    /// Who said it. A speaker without a name: it is not clear who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<Speaker>,
    /// Whether the words are the speaker's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quotation: Option<Quotation>,
    /// The day of the utterance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_on: Option<Date>,
}

impl Fix {
    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Fix::default()
    }

    /// Adds what a later one says; where both speak of the same, the later one counts.
    pub fn then(&mut self, later: &Fix) {
        self.speaker = later.speaker.clone().or(self.speaker.take());
        self.quotation = later.quotation.or(self.quotation);
        self.said_on = later.said_on.or(self.said_on);
    }
}

impl Corrections {
    /// Whether a statement is not shown.
    pub fn hides(&self, id: &StatementId) -> bool {
        self.hidden.contains(id) || self.hidden_articles.contains(&id.article)
    }

    /// Whether anything was decided about an article or a statement of it.
    pub fn touches(&self, article: &ArticleId) -> bool {
        self.hidden_articles.contains(article)
            || self.hidden.iter().chain(self.fixes.keys()).any(|id| id.article == *article)
    }

    /// Lays the corrections, and the names that are one speaker, over a statement. Tells whether it is another now.
    pub fn lay_over(&self, id: &StatementId, desk: &Desk, statement: &mut Statement) -> bool {
        let mut is_other = false;
        if let Some(fix) = self.fixes.get(id) {
            if let Some(speaker) = &fix.speaker {
                is_other |= *speaker != statement.speaker;
                statement.speaker = speaker.clone();
                // A person has looked at it.
                statement.confidence = 1.0;
            }
            if let Some(quotation) = fix.quotation {
                is_other |= quotation != statement.quotation;
                statement.quotation = quotation;
            }
            if let Some(day) = fix.said_on {
                is_other |= statement.said_on != Some(day);
                statement.said_on = Some(day);
            }
        }
        if let Some(name) = &statement.speaker.name {
            let shown = desk.shown(name);
            if shown != name {
                statement.speaker.name = Some(shown.to_owned());
                is_other = true;
            }
        }
        is_other
    }
}
