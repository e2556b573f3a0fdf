//! **Report a mistake** under a card: a member names the statement, and it waits for the server's editors.

use sayso_newsroom::{ArticleId, Statement, StatementId};
use sayso_servers::{REPORTS_MAX, Report};

use crate::button::Button;
use crate::card;
use crate::complaint::Complaint;
use crate::plain::plain;
use crate::reply::{Menu, Reply};
use crate::respond::{Asked, Told, blocking};
use crate::rights::Rights;

/// Statements that can be chosen.
const CHOICES_MAX: usize = 25;

/// Which statement of the page is meant?
pub(crate) async fn what(asked: &Asked, article: ArticleId, page: usize) -> Result<Told, Complaint> {
    Rights::Members.check(asked).await?;
    let tongue = asked.tongue;
    let newsroom = asked.data.newsroom();
    let reading = newsroom.recall(article).await?.ok_or(Complaint::Forgotten)?;
    let reading = asked.as_edited(reading).await?;
    let numbered = newsroom.numbered(article, asked.query().await?).await?.unwrap_or_default();
    let on_page = card::statements_on(&reading.brief, page, tongue);
    let number = |statement: &Statement| {
        let same = numbered
            .iter()
            .find(|(_, its)| its.pieces == statement.pieces && its.speaker == statement.speaker);
        same.map(|(id, _)| id.number.to_string())
    };
    let choice = |statement: &Statement| {
        let name = statement.speaker.name.as_deref().map(|name| plain(name, 30));
        let words: Vec<&str> = statement.pieces.iter().map(|piece| piece.text.as_str()).collect();
        let name = name.unwrap_or_else(|| tongue.say("speaker-unclear"));
        Some((plain(&format!("{name}: {}", words.join(" … ")), 100), number(statement)?))
    };
    let mut choices: Vec<(String, String)> = on_page.iter().filter_map(choice).take(CHOICES_MAX).collect();
    choices.dedup_by(|one, other| one.1 == other.1);
    if choices.is_empty() {
        return Err(Complaint::Typed("nothing-to-report", String::new()));
    }
    let menu =
        Menu { carries: Button::Reported { article }, shown: tongue.say("menu-which-statement"), choices };
    Ok(Reply::line(tongue.say("report-which")).with_menu(menu).into())
}

/// Keeps the report of the chosen statement.
pub(crate) async fn kept(asked: &Asked, article: ArticleId, chosen: Option<&str>) -> Result<Told, Complaint> {
    Rights::Members.check(asked).await?;
    let number = chosen.and_then(|chosen| chosen.parse::<u16>().ok()).ok_or(Complaint::UnknownButton)?;
    let id = StatementId { article, number };
    let known = asked.data.newsroom().statement(id, asked.query().await?).await?;
    known.ok_or(Complaint::Forgotten)?;
    let (servers, home) = (asked.data.servers().clone(), asked.home());
    let report = Report { statement: id.to_string(), at: asked.now };
    if !blocking(move || servers.report(home, &report)).await?? {
        return Err(Complaint::Typed("reports-full", REPORTS_MAX.to_string()));
    }
    Ok(Reply::line(asked.tongue.say("report-kept")).into())
}
