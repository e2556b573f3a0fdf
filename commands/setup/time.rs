//! `/setup time`: the zone, the form of dates, and the quiet hours of a server.

use jiff::civil::Time;
use sayso_schedule::Quiet;
use sayso_servers::DateForm;

use crate::complaint::Complaint;
use crate::plain::escaped_within;
use crate::reply::Reply;
use crate::respond::{Terms, respond};
use crate::schedule::zone;
use crate::{Context, Error, choose};

/// How days are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
enum Dates {
    #[name = "4 March 2025"]
    Words,
    #[name = "2025-03-04"]
    Numbers,
}

#[poise::command(slash_command)]
pub(super) async fn time(
    ctx: Context<'_>,
    #[max_length = 64]
    #[autocomplete = "choose::zones"]
    timezone: Option<String>,
    dates: Option<Dates>,
    #[rename = "quiet-from"]
    #[max_length = 10]
    quiet_from: Option<String>,
    #[rename = "quiet-until"]
    #[max_length = 10]
    quiet_until: Option<String>,
) -> Result<(), Error> {
    respond(ctx, Terms::admin(), |asked| async move {
        let zone = zone(timezone.as_deref())?;
        let quiet = quiet(quiet_from.as_deref(), quiet_until.as_deref())?;
        if zone.is_none() && quiet.is_none() && dates.is_none() {
            return Err(Complaint::Typed("nothing-to-change", String::new()));
        }
        let now = asked.now;
        let (zone, quiet) = asked
            .change("/setup time".to_owned(), move |settings| {
                if let Some(quiet) = quiet {
                    settings.profile.quiet = quiet;
                }
                match dates {
                    Some(Dates::Words) => settings.profile.date_form = DateForm::Words,
                    Some(Dates::Numbers) => settings.profile.date_form = DateForm::Numbers,
                    None => {}
                }
                if let Some(zone) = zone {
                    settings.profile.zone = zone;
                    settings.plan_all(now);
                }
                Ok((settings.profile.zone.clone(), settings.profile.quiet))
            })
            .await?;
        let quiet = quiet.map_or_else(|| asked.tongue.say("none"), |quiet| quiet.to_string());
        let values = [("zone", escaped_within(&zone, 80).into()), ("quiet", quiet.into())];
        Ok(Reply::line(asked.tongue.say_with("time-set", values)))
    })
    .await
}

/// What takes the quiet hours away, in the place of their beginning.
const OFF: [&str; 6] = ["off", "none", "no", "ні", "немає", "вимкнути"];

/// Both ends of the quiet hours, or that there are to be none; nothing where neither was typed.
fn quiet(from: Option<&str>, until: Option<&str>) -> Result<Option<Option<Quiet>>, Complaint> {
    let refused = |typed: &str| Complaint::Typed("no-quiet-hours", typed.to_owned());
    match (from, until) {
        (None, None) => Ok(None),
        (Some(from), None) if OFF.contains(&from.trim().to_lowercase().as_str()) => Ok(Some(None)),
        (Some(from), Some(until)) => {
            let (start, end) =
                (clock(from).ok_or_else(|| refused(from))?, clock(until).ok_or_else(|| refused(until))?);
            Quiet::new(start, end).map(|quiet| Some(Some(quiet))).map_err(|_| refused(until))
        }
        (Some(typed), None) | (None, Some(typed)) => Err(refused(typed)),
    }
}

/// `22:00`, `7:30`, `22`.
fn clock(typed: &str) -> Option<Time> {
    let (hour, minute) = typed.trim().split_once([':', '.']).unwrap_or((typed.trim(), "0"));
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_have_two_different_ends() {
        assert_eq!(quiet(Some("22:00"), Some("7.30")).unwrap().unwrap().unwrap().to_string(), "22:00–07:30");
        for off in ["off", " OFF ", "ні"] {
            assert_eq!(quiet(Some(off), None).unwrap(), Some(None), "{off} takes them away");
        }
        assert_eq!(quiet(None, None).unwrap(), None);
        for (from, until) in
            [("22", ""), ("25:00", "7:00"), ("7", "7:00"), ("x", "7"), ("-1:00", "7"), ("off", "7:00")]
        {
            assert!(quiet(Some(from), Some(until)).is_err(), "{from} {until}");
        }
        assert!(quiet(Some("22:00"), None).is_err());
    }
}
