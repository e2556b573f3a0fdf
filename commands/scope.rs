//! What narrows a question down: a story, an outlet, a kind of statement, a time.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sayso_newsroom::{Act, Query, Quotation, StoryWords};
use sayso_servers::{Settings, Story};
use serde::{Deserialize, Serialize};

use crate::complaint::Complaint;
use crate::moments::{span, start};
use crate::respond::Asked;

/// Kinds of statements that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, poise::ChoiceParameter)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// In the speaker's own words, at least in part.
    #[name = "quotations"]
    Quotations,
    /// In the outlet's words.
    #[name = "paraphrases"]
    Paraphrases,
    /// What somebody denied.
    #[name = "denials"]
    Denials,
    /// Who would not comment or did not answer.
    #[name = "no answer"]
    NoAnswer,
}

/// What narrows a question down, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Scope {
    pub(crate) story: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) kind: Option<Kind>,
    pub(crate) since: Option<String>,
    pub(crate) until: Option<String>,
}

impl Scope {
    /// The same as a query without words.
    ///
    /// # Errors
    /// What of it is no good.
    pub(crate) async fn query(&self, asked: &Asked) -> Result<Query, Complaint> {
        let settings = asked.settings().await?;
        let zone = settings.zone();
        let time = |typed: &Option<String>| match typed {
            Some(typed) => moment(typed, &zone, asked.now)
                .map(Some)
                .ok_or_else(|| Complaint::Typed("unknown-time", typed.clone())),
            None => Ok(None),
        };
        let mut query = Query {
            outlet: self.outlet.clone(),
            since: time(&self.since)?,
            until: time(&self.until)?,
            read_since: kept_since(&settings, asked.now),
            ..asked.query().await?
        };
        if let Some(typed) = self.story.as_deref() {
            let story = story(&settings, typed)?;
            query.story = story_words(story);
            // What came after it was laid to rest is none of it.
            query.until = [query.until, story.rests_since].into_iter().flatten().min();
        }
        match self.kind {
            Some(Kind::Quotations) => query.quotations = vec![Quotation::Direct, Quotation::Mixed],
            Some(Kind::Paraphrases) => query.quotations = vec![Quotation::Indirect],
            Some(Kind::Denials) => query.acts = vec![Act::Deny],
            Some(Kind::NoAnswer) => query.acts = vec![Act::Decline],
            None => {}
        }
        Ok(query)
    }
}

/// The story that was meant.
fn story<'a>(settings: &'a Settings, typed: &str) -> Result<&'a Story, Complaint> {
    let found = settings.story(typed).ok_or_else(|| Complaint::Typed("unknown-story", typed.to_owned()))?;
    Ok(found.1)
}

/// From when on what was read is shown in a server: longer than it wants statements kept, they may be there for others.
pub(crate) fn kept_since(settings: &Settings, now: Timestamp) -> Option<Timestamp> {
    let days = settings.profile.retention.statement_days?;
    now.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).ok()
}

/// The words of a story as the record looks for them.
pub(crate) fn story_words(story: &Story) -> StoryWords {
    StoryWords { any: entries(&story.words), none: entries(&story.not_words) }
}

/// Entries parted by commas. The record finds all forms of a word, so an ending left open says nothing more.
fn entries(typed: &str) -> Vec<String> {
    let entry = |text: &str| text.trim().trim_end_matches('*').trim().to_owned();
    typed.split([',', ';', '\n', '|']).map(entry).filter(|text| !text.is_empty()).collect()
}

/// The beginning of a time as people type it: `2025-10-16`, `3 days`, `24h`, `2w`, `today`, `yesterday`.
fn moment(typed: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let typed = typed.trim().to_lowercase();
    let today = zone.to_datetime(now).date();
    match typed.as_str() {
        "today" | "сьогодні" => return start(today, zone),
        "yesterday" | "вчора" | "учора" => return start(today.yesterday().ok()?, zone),
        _ => {}
    }
    match typed.parse::<Date>() {
        Ok(day) => start(day, zone),
        Err(_) => now.checked_sub(span(&typed, 10_000)?).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_type_them() {
        let now: Timestamp = "2025-10-18T09:00:00Z".parse().unwrap();
        let kyiv = TimeZone::get("Europe/Kyiv").unwrap();
        for (typed, expected) in [
            ("2025-10-16", Some("2025-10-15T21:00:00Z")),
            ("today", Some("2025-10-17T21:00:00Z")),
            ("Yesterday", Some("2025-10-16T21:00:00Z")),
            ("24h", Some("2025-10-17T09:00:00Z")),
            ("3 days", Some("2025-10-15T09:00:00Z")),
            ("2w", Some("2025-10-04T09:00:00Z")),
            ("3 дні", Some("2025-10-15T09:00:00Z")),
            ("", None),
            ("soon", None),
            ("99999999999999999999d", None),
            ("-3d", None),
            ("3", None),
            ("2025-13-40", None),
        ] {
            let expected = expected.map(|text| text.parse::<Timestamp>().unwrap());
            assert_eq!(moment(typed, &kyiv, now), expected, "{typed}");
        }
    }

    #[test]
    fn entries_of_a_story_lose_their_open_endings() {
        assert_eq!(entries("leak*, breach|spill;  ,"), ["leak", "breach", "spill"]);
    }
}
