//! `/timeline`: what was said, denied and changed in order, with a picture of it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sayso_chart::{Chart, Mark, ROWS_MAX, Row, Shape};
use sayso_newsroom::{Act, ChangeKind, Day, Query, Quotation, Quote, Relation, StoryLink, Timeline, What};

use crate::complaint::Complaint;
use crate::plain::{escaped_within, plain};
use crate::question::{Question, ask};
use crate::respond::{Asked, Terms};
use crate::scope::Scope;
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{Context, Error, choose, offers, telling};

/// Entries on a page, and relations that are told of one statement.
const ENTRIES_MAX: usize = 8;
const LINKS_MAX: usize = 2;

#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub(crate) async fn timeline(
    ctx: Context<'_>,
    #[max_length = 100]
    #[autocomplete = "choose::stories"]
    story: Option<String>,
    #[max_length = 300] about: Option<String>,
    #[max_length = 200]
    #[autocomplete = "offers::speakers"]
    speaker: Option<String>,
    #[max_length = 40] since: Option<String>,
    #[max_length = 40] until: Option<String>,
    private: Option<bool>,
) -> Result<(), Error> {
    let scope = Scope { story, since, until, ..Scope::default() };
    ask(ctx, Terms::public(private), Question::Timeline { about, speaker, scope }).await
}

/// A page of the answer.
pub(crate) async fn sheet(
    asked: &Asked,
    about: Option<&str>,
    speaker: Option<&str>,
    scope: &Scope,
    index: usize,
) -> Result<Sheet, Complaint> {
    let tongue = asked.tongue;
    let settings = asked.settings().await?;
    let query = Query {
        words: about.unwrap_or_default().to_owned(),
        speaker: speaker.map(str::to_owned),
        ..scope.query(asked).await?
    };
    let zone = settings.zone();
    let links = asked.links().await?;
    let found = asked.data.newsroom.timeline(query, zone.clone(), links, asked.now).await?;
    let named = scope.story.as_deref().or(about).or(speaker);
    let title = match named {
        Some(name) => tongue.say_with("timeline-title", [("name", escaped_within(name, 120).into())]),
        None => tongue.say("timeline-of-all"),
    };
    if found.days.is_empty() {
        return Ok(Sheet::single(title, tongue.say("whosaid-nothing")));
    }
    let entries = entries(&found, tongue);
    let foot = tongue.say_with("count-moments", [("count", entries.len().into())]);
    let sheet = Sheet::of_entries(title.clone(), &entries, ENTRIES_MAX, &format!("_{foot}_"), index);
    let picture = picture(&plain(&title, 120), &found, &zone, tongue);
    Ok(Sheet { picture, outlets: telling::outlets(&found.quotes), ..sheet })
}

/// One entry for each thing that happened; the first of a day begins with the day.
fn entries(found: &Timeline, tongue: Tongue) -> Vec<String> {
    let of_day = |day: &Day| {
        let head = format!("**{}**\n", tongue.day(day.date));
        let told = day.entries.iter().filter_map(|entry| told(&entry.what, found, tongue));
        told.enumerate()
            .map(|(at, told)| if at == 0 { format!("{head}{told}") } else { told })
            .collect::<Vec<_>>()
    };
    found.days.iter().flat_map(of_day).collect()
}

fn told(what: &What, found: &Timeline, tongue: Tongue) -> Option<String> {
    match what {
        What::Statement { remark, prints, origins, links } => {
            let mut told = telling::whole(found.quotes.get(*remark)?, tongue);
            let others = telling::others(prints.iter().filter_map(|at| found.quotes.get(*at)));
            if others > 0 {
                told = format!("{told} · {}", telling::also(others, *origins, tongue));
            }
            let links = links.iter().take(LINKS_MAX).filter_map(|at| found.links.get(*at));
            Some(links.fold(told, |told, link| format!("{told}\n-# {}", linked(link, found, tongue))))
        }
        What::Change(at) => {
            let (change, in_full) = (found.changes.get(*at)?, found.changed.get(*at)?);
            let what = match in_full.kind {
                ChangeKind::Added => tongue.say("change-added"),
                ChangeKind::Removed => tongue.say("change-removed"),
                ChangeKind::Altered => tongue.say("change-altered"),
                ChangeKind::Speaker => tongue.say("change-speaker"),
                ChangeKind::Marks => tongue.say("change-marks"),
            };
            let what = match in_full.notice {
                Some(_) => format!("{what} · {}", tongue.say("change-corrected")),
                None => what,
            };
            Some(format!(
                "_{what}_ · {}\n-# {}",
                escaped_within(&change.outlet, 80),
                escaped_within(&change.line, 400)
            ))
        }
    }
}

/// “denies Delia Farrow, 16 October 2025 (by its verb)”: found by rule, and said so.
fn linked(link: &StoryLink, found: &Timeline, tongue: Tongue) -> String {
    let relation = match link.relation {
        Relation::Denies => tongue.say("relation-denies"),
        Relation::Confirms => tongue.say("relation-confirms"),
        Relation::WalksBack => tongue.say("relation-walks-back"),
        Relation::Repeats => tongue.say("relation-repeats"),
    };
    let earlier = found.quotes.iter().find(|quote| quote.id().to_string() == link.earlier);
    let earlier = earlier.map(|quote| format!(": {}", telling::speaker(quote, tongue))).unwrap_or_default();
    let how = if link.editor.is_some() { tongue.say("by-editor") } else { tongue.say("by-rule") };
    format!("{relation}{earlier} ({how})")
}

/// Statements over time by speaker; none where there is but one.
fn picture(title: &str, found: &Timeline, zone: &TimeZone, tongue: Tongue) -> Option<Vec<u8>> {
    let mut rows: Vec<Row> = Vec::new();
    for entry in found.days.iter().flat_map(|day| &day.entries) {
        let (name, shape) = match &entry.what {
            What::Statement { remark, .. } => {
                let quote = found.quotes.get(*remark)?;
                (name(quote, tongue), shape(quote))
            }
            What::Change(at) => (found.changes.get(*at)?.outlet.clone(), Shape::Change),
        };
        let mark = Mark { at: entry.at, shape };
        match rows.iter_mut().find(|row| row.name == name) {
            Some(row) => row.marks.push(mark),
            None => rows.push(Row { name, marks: vec![mark] }),
        }
    }
    let times: Vec<Timestamp> = rows.iter().flat_map(|row| &row.marks).map(|mark| mark.at).collect();
    let (from, until) = (*times.iter().min()?, *times.iter().max()?);
    if times.len() < 2 {
        return None;
    }
    // Those with most to say, in the order of their first word.
    let mut busy: Vec<usize> = rows.iter().map(|row| row.marks.len()).collect();
    busy.sort_unstable_by_key(|count| std::cmp::Reverse(*count));
    if let Some(least) = busy.get(ROWS_MAX).filter(|least| busy[0] > **least) {
        rows.retain(|row| row.marks.len() > *least);
    }
    let legend = BTreeMap::from([
        (Shape::Quotation, tongue.say("legend-quotation")),
        (Shape::Paraphrase, tongue.say("paraphrase")),
        (Shape::Denial, tongue.say("act-deny")),
        (Shape::Silence, tongue.say("act-decline")),
        (Shape::Change, tongue.say("legend-change")),
    ]);
    Some(Chart { title: title.to_owned(), rows, from, until, zone: zone.clone(), legend }.png())
}

fn name(quote: &Quote, tongue: Tongue) -> String {
    quote.section().name.map_or_else(|| tongue.say("speaker-unclear"), |name| plain(name, 120))
}

fn shape(quote: &Quote) -> Shape {
    let statement = quote.statement();
    match (statement.act, statement.quotation) {
        (Act::Deny, _) => Shape::Denial,
        (Act::Decline, _) => Shape::Silence,
        (_, Quotation::Indirect) => Shape::Paraphrase,
        _ => Shape::Quotation,
    }
}
