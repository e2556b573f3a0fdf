//! Questions whose answers have pages. A question is kept under a short id, so that the buttons under its answer
//! carry the id alone, work after a restart, and find nothing of another server.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::complaint::Complaint;
use crate::reply::{Reply, Seen};
use crate::respond::{Asked, Terms, respond};
use crate::rights::Rights;
use crate::scope::Scope;
use crate::sheet::Sheet;
use crate::{
    Context, Error, changes, claims, compare, digest, help, narrow, said, schedule, setup, source, timeline,
    trace, verify, whosaid, whosaid_message, why,
};

/// What can be asked and answered on pages. A variant a command; its fields are the options as they were meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "ask")]
pub(crate) enum Question {
    /// How to use sayso.
    Help,
    /// What the server follows.
    Sources,
    /// Which digests the server posts.
    Schedules,
    /// A digest as it would be posted now.
    Preview { digest: String },
    /// All settings of the server.
    Setup,
    /// Who said what about a topic.
    WhoSaid { topic: String, scope: Scope },
    /// Who said the words of a message.
    WhoSaidThis { words: String },
    /// What a speaker has said.
    Said { speaker: String, about: Option<String>, scope: Scope },
    /// Whether somebody really said it.
    Verify { quotation: String, speaker: Option<String>, scope: Scope },
    /// What happened in order.
    Timeline { about: Option<String>, speaker: Option<String>, scope: Scope },
    /// How outlets give the same thing.
    Compare { topic: String, outlets: Vec<String>, scope: Scope },
    /// Where a statement came from.
    Trace { statement: String },
    /// What is new.
    Digest { scope: Scope },
    /// What an article changed.
    Changes { link: String },
    /// What was claimed, and what was answered.
    Claims { about: Option<String>, state: Option<claims::State>, scope: Scope },
    /// Why something was posted or not.
    Why { what: String },
    /// The stories of the server, or the state of play of one.
    Story { story: Option<String> },
}

impl Question {
    /// Who may ask it: checked when it is asked and at every press.
    pub(crate) fn rights(&self) -> Rights {
        match self {
            Question::Sources
            | Question::Schedules
            | Question::Preview { .. }
            | Question::Setup
            | Question::Why { .. } => Rights::Admins,
            Question::Story { .. } => Rights::Members,
            Question::Help
            | Question::WhoSaid { .. }
            | Question::WhoSaidThis { .. }
            | Question::Said { .. }
            | Question::Verify { .. }
            | Question::Timeline { .. }
            | Question::Compare { .. }
            | Question::Trace { .. }
            | Question::Changes { .. }
            | Question::Claims { .. }
            | Question::Digest { .. } => Rights::Everyone,
        }
    }

    /// Whether a private answer may be posted for all.
    pub(crate) fn can_be_posted(&self) -> bool {
        matches!(self.rights(), Rights::Everyone | Rights::Members)
    }

    /// The page `index` of the answer; the last one where there are fewer.
    pub(crate) async fn answer(&self, asked: &Asked, index: usize) -> Result<Sheet, Complaint> {
        match self {
            Question::Help => Ok(help::sheet(asked.tongue, index)),
            Question::Sources => source::list_sheet(asked, index).await,
            Question::Schedules => schedule::list_sheet(asked, index).await,
            Question::Preview { digest } => schedule::preview_sheet(asked, digest, index).await,
            Question::Setup => setup::show_sheet(asked, index).await,
            Question::Why { what } => why::sheet(asked, what, index).await,
            Question::WhoSaid { topic, scope } => whosaid::sheet(asked, topic, scope, index).await,
            Question::WhoSaidThis { words } => whosaid_message::sheet(asked, words, index).await,
            Question::Said { speaker, about, scope } => {
                said::sheet(asked, speaker, about.as_deref(), scope, index).await
            }
            Question::Verify { quotation, speaker, scope } => {
                verify::sheet(asked, quotation, speaker.as_deref(), scope).await
            }
            Question::Timeline { about, speaker, scope } => {
                timeline::sheet(asked, about.as_deref(), speaker.as_deref(), scope, index).await
            }
            Question::Compare { topic, outlets, scope } => {
                compare::sheet(asked, topic, outlets, scope, index).await
            }
            Question::Changes { link } => changes::sheet(asked, link, index).await,
            Question::Claims { about, state, scope } => {
                claims::sheet(asked, about.as_deref(), *state, scope, index).await
            }
            Question::Trace { statement } => trace::sheet(asked, statement, index).await,
            Question::Digest { scope } => digest::sheet(asked, scope, index).await,
            Question::Story { story } => digest::story_sheet(asked, story.as_deref(), index).await,
        }
    }
}

/// Answers a command by a question's first page.
pub(crate) async fn ask(ctx: Context<'_>, terms: Terms, question: Question) -> Result<(), Error> {
    respond(ctx, terms, |asked| async move { reply(&asked, &question, 0, asked.seen).await }).await
}

/// A page of a question's answer, with the buttons that it needs.
pub(crate) async fn reply(
    asked: &Asked,
    question: &Question,
    index: usize,
    seen: Seen,
) -> Result<Reply, Complaint> {
    let sheet = question.answer(asked, index).await?;
    let can_be_posted = seen == Seen::ByAsker && question.can_be_posted();
    let mut narrowed = question.clone();
    let scope = narrow::scope_of(&mut narrowed);
    if sheet.of == 1 && !can_be_posted && scope.is_none() {
        return Ok(Reply::sheet(sheet));
    }
    let id = keep(asked, question).await?;
    let menus = match scope {
        Some(scope) => narrow::menus(scope, &sheet.outlets, id, asked.user, asked.tongue),
        None => Vec::new(),
    };
    let reply = Reply::sheet_of(sheet, id, asked.user, can_be_posted, asked.tongue);
    Ok(menus.into_iter().fold(reply, Reply::with_menu))
}

/// The id of a kept question: the first 64 bits of its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QuestionId(u64);

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for QuestionId {
    type Err = ();

    fn from_str(text: &str) -> Result<QuestionId, ()> {
        let is_id =
            text.len() == 16 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !is_id {
            return Err(());
        }
        u64::from_str_radix(text, 16).map(QuestionId).map_err(|_| ())
    }
}

/// Questions that a server keeps at most: a newer one takes the place of one whose hash ends alike, so that nothing
/// grows without bound.
const KEPT_MAX: u64 = 4096;

/// A question in its place.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    id: QuestionId,
    question: Question,
}

impl QuestionId {
    fn of(question: &Question) -> Result<QuestionId, Complaint> {
        let json = serde_json::to_vec(question).map_err(|error| {
            tracing::error!(%error, "a question cannot be written");
            Complaint::Fault
        })?;
        let hash = Sha256::digest(json);
        Ok(QuestionId(hash.iter().take(8).fold(0, |id, byte| id << 8 | u64::from(*byte))))
    }

    /// Its name among the server's entries.
    fn place(self) -> String {
        format!("question/{:03x}", self.0 % KEPT_MAX)
    }
}

/// Keeps a question, where it is not kept already.
async fn keep(asked: &Asked, question: &Question) -> Result<QuestionId, Complaint> {
    let id = QuestionId::of(question)?;
    let kept = Kept { id, question: question.clone() };
    let home = asked.home();
    asked
        .record(move |record| {
            let store = record.guild(home);
            match store.get::<Kept>(&id.place()) {
                Ok(Some(there)) if there.id == id => Ok(()),
                _ => store.put(&id.place(), &kept),
            }
        })
        .await?;
    Ok(id)
}

/// The kept question of an id, asked in the same server.
pub(crate) async fn kept(asked: &Asked, id: QuestionId) -> Result<Question, Complaint> {
    let home = asked.home();
    // What an older version kept may have a form that is not ours any more.
    let found =
        asked.record(move |record| Ok(record.guild(home).get::<Kept>(&id.place()).ok().flatten())).await?;
    found.filter(|kept| kept.id == id).map(|kept| kept.question).ok_or(Complaint::Outlived)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_its_text_and_nothing_else_is_one() {
        let id = QuestionId::of(&Question::Help).unwrap();
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in ["", "0", "00112233445566778", "001122334455667G", "+0112233445566770", "0011 2233445566"]
        {
            assert_eq!(text.parse::<QuestionId>(), Err(()), "{text}");
        }
    }
}
