//! `/schedule`: digests that a server posts at certain times. A file a subcommand, or two that belong together.

mod add;
mod edit;
mod list;
mod pause;
mod preview;
mod remove;

pub(crate) use list::sheet as list_sheet;
pub(crate) use preview::sheet as preview_sheet;

use jiff::tz;
use sayso_schedule::When;
use sayso_servers::{Schedule, Settings, Slug};

use crate::complaint::Complaint;
use crate::{Context, Error};

#[poise::command(
    slash_command,
    subcommands(
        "add::add",
        "list::list",
        "preview::preview",
        "edit::edit",
        "pause::pause",
        "pause::resume",
        "remove::remove"
    ),
    subcommand_required,
    default_member_permissions = "MANAGE_GUILD",
    install_context = "Guild",
    interaction_context = "Guild"
)]
pub(crate) async fn schedule(_: Context<'_>) -> Result<(), Error> {
    // Discord offers the subcommands alone.
    Ok(())
}

/// What happens where nothing is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
enum IfEmpty {
    #[name = "post nothing"]
    Silent,
    #[name = "say so"]
    Say,
}

impl From<IfEmpty> for sayso_servers::IfEmpty {
    fn from(chosen: IfEmpty) -> Self {
        match chosen {
            IfEmpty::Silent => Self::Silent,
            IfEmpty::Say => Self::Say,
        }
    }
}

/// The schedule that was meant by what was typed.
fn meant(settings: &Settings, typed: &str) -> Result<(Slug, Schedule), Complaint> {
    let found =
        settings.schedule(typed).ok_or_else(|| Complaint::Typed("unknown-digest", typed.to_owned()))?;
    Ok((found.0.clone(), found.1.clone()))
}

/// The times that were typed.
fn when(typed: &str) -> Result<When, Complaint> {
    typed.parse().map_err(Complaint::NotAWhen)
}

/// The name of the zone that was typed, where anything was.
pub(crate) fn zone(typed: Option<&str>) -> Result<Option<String>, Complaint> {
    let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(None) };
    let found = sayso_schedule::zone(typed, tz::db());
    let name = found.ok().and_then(|zone| zone.iana_name().map(str::to_owned));
    name.map(Some).ok_or_else(|| Complaint::Typed("unknown-zone", typed.to_owned()))
}

/// The next posts of a schedule, as each reader's Discord shows them.
fn next(settings: &Settings, schedule: &Schedule, count: usize) -> String {
    let Some(first) = schedule.planned else { return String::new() };
    let zone = settings.zone_of(schedule);
    let later = schedule.when.upcoming(&zone, first).take(count.saturating_sub(1)).map(|due| due.at);
    let times = std::iter::once(first).chain(later).map(|at| format!("<t:{}:f>", at.as_second()));
    times.collect::<Vec<_>>().join(", ")
}
