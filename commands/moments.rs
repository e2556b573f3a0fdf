//! Times to come, as admins type them: a day, or how long from now.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::complaint::Complaint;

/// The time that was typed, which must be to come: `2026-12-01`, `3 days`, `12h`, `2w`. None where nothing was.
///
/// # Errors
/// That it is none.
pub(crate) fn after(
    typed: Option<&str>,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Option<Timestamp>, Complaint> {
    let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else { return Ok(None) };
    let found = moment(&typed.to_lowercase(), zone, now).filter(|at| *at > now);
    found.map(Some).ok_or_else(|| Complaint::Typed("no-time-to-come", typed.to_owned()))
}

fn moment(typed: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    match typed.parse::<Date>() {
        Ok(day) => start(day, zone),
        Err(_) => now.checked_add(span(typed, 1_000)?).ok(),
    }
}

/// The first instant of a day in a zone.
pub(crate) fn start(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    Some(zone.to_zoned(day.at(0, 0, 0, 0)).ok()?.timestamp())
}

/// A length of time in lower case, as `3 days`, `12h` or `2w`, of at most `most` hours, days or weeks.
pub(crate) fn span(typed: &str, most: i64) -> Option<SignedDuration> {
    let digits = typed.find(|c: char| !c.is_ascii_digit())?;
    let count: i64 = typed[..digits].parse().ok().filter(|count| *count <= most)?;
    let hours = match typed[digits..].trim().chars().next()? {
        'h' | 'г' => 1,
        'd' | 'д' => 24,
        'w' | 'т' => 7 * 24,
        _ => return None,
    };
    Some(SignedDuration::from_hours(count * hours))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_to_come_are_read_and_others_refused() {
        let now: Timestamp = "2026-11-23T03:00:00Z".parse().unwrap();
        let kyiv = TimeZone::get("Europe/Kyiv").unwrap();
        for (typed, at) in [
            ("2026-12-01", Some("2026-11-30T22:00:00Z")),
            ("3 days", Some("2026-11-26T03:00:00Z")),
            ("12h", Some("2026-11-23T15:00:00Z")),
            ("2 тижні", Some("2026-12-07T03:00:00Z")),
            ("2020-01-01", None),
            ("0h", None),
            ("99999999999999999999d", None),
            ("soon", None),
            ("5", None),
        ] {
            let found = after(Some(typed), &kyiv, now).ok().flatten();
            assert_eq!(found, at.map(|at| at.parse().unwrap()), "{typed}");
        }
        assert!(after(Some(" "), &kyiv, now).unwrap().is_none());
    }
}
