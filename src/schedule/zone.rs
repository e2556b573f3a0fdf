//! Finding a time zone by the name that people type.

use jiff::tz::{TimeZone, TimeZoneDatabase};

/// The longest text that is read as a zone, in Unicode scalars; the longest name has 32.
const NAME_CHARS_MAX: usize = 64;

/// A zone that is not known under this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{name}” is no time zone that is known here; {}", hint(.like))]
pub struct UnknownZone {
    /// What was typed, cut where long.
    pub name: String,
    /// Up to three names that are like it.
    pub like: Vec<String>,
}

fn hint(like: &[String]) -> String {
    match like {
        [] => "write it as Europe/Kyiv or America/New_York".to_owned(),
        names => format!("did you mean {}?", names.join(" or ")),
    }
}

/// The zone of an IANA name in whatever case, or of a city that names one alone. Abbreviations such as EST are
/// refused: they mean a fixed offset, and mostly not what was meant.
///
/// # Errors
/// Names that are like it, where there are any.
pub fn zone(text: &str, zones: &TimeZoneDatabase) -> Result<TimeZone, UnknownZone> {
    let typed = text.trim();
    let short = typed.chars().count() <= NAME_CHARS_MAX;
    let utc = typed.eq_ignore_ascii_case("utc");
    if short && (utc || typed.contains('/')) {
        let found = zones.get(typed).ok().filter(|zone| !zone.is_unknown() && zone.iana_name().is_some());
        if let Some(zone) = found {
            return Ok(zone);
        }
    }
    let like = if short { zones_like(typed, zones, 3) } else { Vec::new() };
    if let [only] = like.as_slice() {
        let city = folded(only.rsplit('/').next().unwrap_or(only));
        if city == folded(typed)
            && let Ok(zone) = zones.get(only)
        {
            return Ok(zone);
        }
    }
    Err(UnknownZone { name: typed.chars().take(NAME_CHARS_MAX).collect(), like })
}

/// Up to `limit` names of zones for what was typed so far: those whose city begins with it first, then those
/// that hold it anywhere. Nothing typed gives the first names of all.
pub fn zones_like(text: &str, zones: &TimeZoneDatabase, limit: usize) -> Vec<String> {
    let typed = folded(text.trim());
    let mut found: Vec<(u8, String)> = zones
        .available()
        .map(|name| name.as_str().to_owned())
        .filter(|name| name.contains('/') && !name.starts_with("posix/") && !name.starts_with("right/"))
        .filter_map(|name| {
            let all = folded(&name);
            let city = all.rsplit('/').next().unwrap_or(&all);
            let rank = match () {
                () if city == typed => 0,
                () if city.starts_with(&typed) => 1,
                () if all.contains(&typed) => 2,
                () => return None,
            };
            Some((rank, name))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(limit).map(|(_, name)| name).collect()
}

/// In lower case, with white space as names have it.
fn folded(text: &str) -> String {
    text.to_lowercase().replace(' ', "_")
}
