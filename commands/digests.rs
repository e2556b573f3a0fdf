//! Digests that servers are posted at their times. The program's timetable calls it; the outbox makes the posts.

use jiff::Timestamp;
use sayso_metrics::Metrics;
use sayso_newsroom::{ArticleId, Digest as WhatIsNew, Query, ReadError, RecordError, Since};
use sayso_outbox::{Digest, Due, Line, Outbox, OutboxError, PARTS_MAX, Plan, due_digest};
use sayso_servers::{IfEmpty, Outcome, Schedule, Settings, Slug, StoryState};
use serde::{Deserialize, Serialize};

use crate::digest::laid_out;
use crate::news::posted;
use crate::plain::escaped_within;
use crate::posting::Body;
use crate::respond::blocking;
use crate::scope::{kept_since, story_words};
use crate::sheet::Sheet;
use crate::threads::{self, Place};
use crate::tongue::Tongue;
use crate::{Data, Error, edited};

/// Ends of digests of a schedule that are remembered with what had been told by then: a post that fails makes the next
/// one begin where an earlier one ended.
const ENDS_MAX: usize = 8;

/// What had been told of the last minutes before a digest's end, for the last few ends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct Ends(Vec<(Timestamp, Vec<ArticleId>)>);

impl Ends {
    fn told(&self, end: Timestamp) -> Vec<ArticleId> {
        let found = self.0.iter().rev().find(|(known, _)| *known == end);
        found.map(|(_, told)| told.clone()).unwrap_or_default()
    }

    fn note(&mut self, end: Timestamp, told: Vec<ArticleId>) {
        self.0.push((end, told));
        let surplus = self.0.len().saturating_sub(ENDS_MAX);
        self.0.drain(..surplus);
    }
}

/// The name under which the ends of a schedule's digests are kept.
fn ends_name(schedule: &Slug) -> String {
    format!("digest-ends/{schedule}")
}

impl Data {
    /// Writes the digest whose time has come, and the schedule's next time.
    ///
    /// # Errors
    /// [`Error::Newsroom`], [`Error::Posting`]: the job stays due then, and is done again.
    pub async fn post_digest(&self, due: Due) -> Result<(), Error> {
        let now = (self.now)();
        let (server, job) = (due.job.server, due.job.clone());
        let name = job.name.strip_prefix(sayso_servers::SCHEDULE_JOB).unwrap_or_default().to_owned();
        let servers = self.servers.clone();
        let settings = in_record(move || servers.settings(server)).await?;
        let found = settings.schedules.iter().find(|(slug, _)| slug.as_str() == name);
        let Some((slug, schedule)) = found.filter(|(_, schedule)| !schedule.is_paused(now)) else {
            // A leftover: the schedule is gone, or rests.
            let record = self.newsroom.record().clone();
            return in_record(move || record.remove_job(&job)).await;
        };
        let outbox = Outbox::new(self.newsroom.record().clone());
        let (line, place) = {
            let (outbox, job, settings, slug) = (outbox.clone(), job.clone(), settings.clone(), slug.clone());
            posted(blocking(move || where_to(&outbox, &settings, &slug, &job, now)).await)?
        };
        let zone = settings.zone_of(schedule);
        let quiet = settings.profile.quiet.as_ref();
        let Some(mut times) = due_digest(&schedule.when, &zone, quiet, &job, line.last_due, now) else {
            let record = self.newsroom.record().clone();
            return in_record(move || record.remove_job(&job)).await;
        };
        if settings.left_at.is_some() {
            // Nobody is there to read it; what comes meanwhile is told when the bot is back.
            times.post = None;
        }
        let mut stopped = false;
        let (channel, nonce) = match (&times.post, place) {
            // The thread is being opened: the job stays due, and is done at one of the next looks.
            (Some(_), Place::Later(_)) => return Ok(()),
            (_, Place::Channel(channel)) => (channel, true),
            (_, Place::Forum(channel)) => (channel, false),
            (_, Place::Stopped(_) | Place::Later(_)) => {
                stopped = times.post.take().is_some();
                (schedule.channel, true)
            }
        };
        let mut outcome = stopped.then_some(Outcome::Refused);
        let (mut digest, mut ends) = (None, None);
        if times.post.is_some() {
            let from = line.covered_until.unwrap_or(schedule.told_until);
            let tongue = schedule.language.as_deref().and_then(Tongue::exactly);
            let of_server = Tongue::of_server(&settings.profile);
            let tongue = tongue.map_or(of_server, |tongue| tongue.like(&settings.profile));
            let (found, told) =
                self.digest_of(server, &settings, slug, from, now).await.map_err(Error::newsroom)?;
            let parts = digest_parts(&settings, schedule, &found, from, now, tongue);
            outcome = Some(if parts.is_empty() { Outcome::Empty } else { Outcome::Posted });
            digest = Some(Digest { channel, nonce, covers_until: now, parts });
            ends = Some(told);
        }
        let name = ends_name(slug);
        let due_at = times.post.as_ref().map(|post| post.occurrence.at);
        let settling = move || {
            let mut next = None;
            let known = outbox.record().guild(server).get::<Ends>(&name).ok().flatten();
            let plan = outbox.settle_digest(&job, &times, digest, now, |change, at| {
                next = at;
                if let Some(told) = ends {
                    let mut ends = known.unwrap_or_default();
                    ends.note(now, told);
                    change.put(&name, &ends)?;
                }
                Ok(())
            })?;
            Ok::<_, OutboxError>((plan, next))
        };
        let (plan, next) = match blocking(settling).await {
            Ok(Err(error)) if error.is_conflict() => return Ok(()),
            settled => posted(settled)?,
        };
        if let Some(at) = due_at.filter(|_| matches!(plan, Plan::Planned | Plan::Done)) {
            Metrics::global().late(now.duration_since(at).as_secs_f64());
        }
        let outcome = match plan {
            Plan::Planned | Plan::Done => outcome,
            Plan::Busy(_) => None,
            Plan::Stopped(_) => Some(Outcome::Refused),
        };
        self.note_digest(server, slug.clone(), next, outcome, now).await
    }

    /// Until when the digests of a schedule have told what is new.
    pub(crate) async fn told_until(&self, server: u64, slug: &Slug, schedule: &Schedule) -> Timestamp {
        let outbox = Outbox::new(self.newsroom.record().clone());
        let line = format!("{}{slug}", sayso_servers::SCHEDULE_JOB);
        let line = blocking(move || outbox.line(server, &line)).await;
        let covered = line.ok().and_then(Result::ok).and_then(|line| line.covered_until);
        covered.unwrap_or(schedule.told_until)
    }

    /// What has become known to a server since `from`, of a schedule's story or of all, whenever it was published; and
    /// what the next digest has to know of it.
    pub(crate) async fn digest_of(
        &self,
        server: u64,
        settings: &Settings,
        slug: &Slug,
        from: Timestamp,
        now: Timestamp,
    ) -> Result<(WhatIsNew, Vec<ArticleId>), ReadError> {
        let (record, name) = (self.newsroom.record().clone(), ends_name(slug));
        let ends = blocking(move || record.guild(server).get::<Ends>(&name)).await;
        let told = ends.ok().and_then(Result::ok).flatten().unwrap_or_default().told(from);
        let schedule = settings.schedules.get(slug);
        let story = schedule.and_then(|schedule| settings.stories.get(schedule.story.as_ref()?));
        let servers = self.servers.clone();
        let decisions = blocking(move || servers.decisions(server)).await.map_err(|_| ReadError::Fault)??;
        let query = Query {
            story: story.map(story_words).unwrap_or_default(),
            read_since: kept_since(settings, now),
            ..edited::query(&decisions)
        };
        let links = edited::links(&decisions);
        self.newsroom.digest_for(server, query, Since { from, told }, links, now).await
    }

    /// Notes in the settings how a digest ended and when it is due next, as the queue has it.
    async fn note_digest(
        &self,
        server: u64,
        slug: Slug,
        next: Option<Timestamp>,
        outcome: Option<Outcome>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let servers = self.servers.clone();
        let noting = move || {
            servers.change(server, |settings| {
                if let Some(schedule) = settings.schedules.get_mut(&slug) {
                    schedule.planned = next;
                    if let Some(outcome) = outcome {
                        schedule.last = Some(sayso_servers::LastPost { at: now, outcome });
                    }
                }
                Ok::<_, ()>(())
            })
        };
        match blocking(noting).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(Error::Posting("how a digest ended was not noted".to_owned())),
        }
    }
}

/// What is kept of a schedule's posts, and where its next one goes. Blocks.
fn where_to(
    outbox: &Outbox,
    settings: &Settings,
    slug: &Slug,
    job: &sayso_outbox::Job,
    now: Timestamp,
) -> Result<(Line, Place), OutboxError> {
    let Some(schedule) = settings.schedules.get(slug) else {
        return Ok((outbox.line(job.server, &job.name)?, Place::Channel(0)));
    };
    let (channel, story) = (schedule.channel, schedule.story.as_ref());
    threads::heal(outbox, job.server, channel, story, &job.name)?;
    let place = threads::place(outbox, job.server, settings, channel, story, now)?;
    Ok((outbox.line(job.server, &job.name)?, place))
}

/// The messages of a digest: what is new since `from`, of its story or of all, folded, a line a speaker; none where
/// nothing is and the schedule wants silence then, or where its story rests.
fn digest_parts(
    settings: &Settings,
    schedule: &Schedule,
    found: &WhatIsNew,
    from: Timestamp,
    now: Timestamp,
    tongue: Tongue,
) -> Vec<String> {
    let story = schedule.story.as_ref().and_then(|slug| settings.stories.get(slug));
    if story.is_some_and(|story| story.state != StoryState::Running) {
        return Vec::new();
    }
    let title = match story {
        Some(story) => escaped_within(&story.name, 200),
        None => tongue.say("news-title"),
    };
    let day = tongue.day(settings.zone_of(schedule).to_datetime(now).date());
    let name = threads::name(&format!("{} · {day}", story.map_or(title.as_str(), |story| &story.name)));
    let body =
        |sheet: Sheet, mention| Body { thread: Some(name.clone()), ..Body::of(sheet, mention) }.to_text();
    if found.is_empty() && found.declined.is_empty() {
        let since = format!("<t:{}:f>", from.as_second());
        return match schedule.if_empty {
            IfEmpty::Silent => Vec::new(),
            IfEmpty::Say => {
                let line = tongue.say_with("news-nothing", [("since", since.into())]);
                vec![body(Sheet::single(title, line), schedule.mention)]
            }
        };
    }
    let page = |index| laid_out(title.clone(), found, tongue, index);
    let of = page(0).of.min(PARTS_MAX);
    (0..of).map(|index| body(page(index), schedule.mention.filter(|_| index == 0))).collect()
}

pub(crate) async fn in_record<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, RecordError> + Send + 'static,
) -> Result<T, Error> {
    match blocking(ask).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(Error::newsroom(error.into())),
        Err(_) => Err(Error::Posting("asking the record panicked".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ends_are_remembered_with_what_was_told() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let article = |path: &str| ArticleId::of(&format!("https://argus.example/{path}").parse().unwrap());
        let mut ends = Ends::default();
        for second in 0..20 {
            ends.note(at(second), vec![article(&second.to_string())]);
        }
        assert_eq!(ends.told(at(19)), [article("19")]);
        assert_eq!(ends.told(at(12)), [article("12")]);
        assert_eq!((ends.told(at(11)).len(), ends.told(at(99)).len(), ends.0.len()), (0, 0, ENDS_MAX));
    }
}
