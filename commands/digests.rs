//! What servers are posted without asking: articles as they come, and digests at their times. The program's
//! timetable calls it; the outbox makes the posts.

use jiff::{SignedDuration, Timestamp};
use sayso_newsroom::{
    Brief, Digest as WhatIsNew, FeedId, News, Period, Query, ReadError, Reading, RecordError, Waiting,
};
use sayso_outbox::{Digest, Due, NewPost, Outbox, OutboxError, PARTS_MAX, Plan, due_digest};
use sayso_servers::{IfEmpty, Outcome, Schedule, Settings, Slug, Source, StoryState, Use};

use crate::card;
use crate::digest::laid_out;
use crate::plain::escaped_within;
use crate::posting::Body;
use crate::respond::blocking;
use crate::scope::story_words;
use crate::sheet::Sheet;
use crate::tongue::Tongue;
use crate::{Data, Error};

/// Articles in one post: as many messages.
const ARTICLES_MAX: usize = 5;

/// How long an article is worth being posted as it comes.
const FRESH: SignedDuration = SignedDuration::from_hours(12);

/// The name of the posts of news in a channel.
pub(crate) fn news_line(channel: u64) -> String {
    format!("news/{channel}")
}

impl Data {
    /// Posts what waits for a server where its channels ask for news as they come, and takes it away. What an earlier
    /// post of the same channel still holds up goes on waiting; tells whether anything does.
    ///
    /// # Errors
    /// [`Error::Newsroom`] where the record fails; nothing is lost then.
    pub async fn post_news(&self, server: u64) -> Result<bool, Error> {
        let now = (self.now)();
        let waiting = self.newsroom.news(server, 50, now).await.map_err(Error::newsroom)?;
        let servers = self.servers.clone();
        let settings = in_record(move || servers.settings(server)).await?;
        let tongue = settings.profile.language.as_deref().and_then(Tongue::exactly);
        let tongue = tongue.unwrap_or_else(Tongue::english);
        let (mut posts, mut done, mut more) = (Vec::<(u64, Vec<(String, String)>)>::new(), Vec::new(), false);
        for Waiting { key, news } in waiting.into_iter().rev() {
            let News::Article { article, feed } = news else {
                // What has changed or gone is seen in the record; it is not posted by itself yet.
                done.push(key);
                continue;
            };
            let reading = self.newsroom.recall(article).await.map_err(Error::newsroom)?;
            let target = reading.as_ref().and_then(|it| target(&settings, feed, &it.brief, now));
            match (reading, target) {
                (Some(reading), Some(channel)) if !reading.brief.statements().is_empty() => {
                    let body = body(&reading, tongue);
                    match posts.iter().position(|(to, _)| *to == channel) {
                        Some(at) if posts[at].1.len() < ARTICLES_MAX => posts[at].1.push((key, body)),
                        Some(_) => more = true,
                        None => posts.push((channel, vec![(key, body)])),
                    }
                }
                _ => done.push(key),
            }
        }
        for (channel, bodies) in posts {
            more |= self.plan_news(server, channel, bodies, now).await?;
        }
        self.newsroom.told(server, done).await.map_err(Error::newsroom)?;
        Ok(more)
    }

    /// Plans one post and takes its news away, together. Tells whether they wait for an earlier post.
    async fn plan_news(
        &self,
        server: u64,
        channel: u64,
        bodies: Vec<(String, String)>,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let outbox = Outbox::new(self.newsroom.record().clone());
        let planning = move || -> Result<Plan, OutboxError> {
            let guild = outbox.record().guild(server);
            let mut change = guild.change();
            let line = news_line(channel);
            let (keys, parts): (Vec<String>, Vec<String>) = bodies.into_iter().unzip();
            let plan = outbox.plan(
                &guild,
                &mut change,
                &line,
                NewPost {
                    occurrence: format!("{line}|{}", now.as_millisecond()),
                    due: now,
                    start: now,
                    expires: now.checked_add(FRESH).unwrap_or(now),
                    channel,
                    covers_until: now,
                    nonce: true,
                    parts,
                },
            )?;
            if plan == Plan::Planned {
                for key in &keys {
                    change.delete(key)?;
                }
                change.commit()?;
            }
            Ok(plan)
        };
        match blocking(planning).await {
            Ok(Ok(plan)) => Ok(matches!(plan, Plan::Busy(_) | Plan::Done)),
            Ok(Err(error)) if error.is_conflict() => Ok(true),
            Ok(Err(error)) => Err(Error::Posting(error.to_string())),
            Err(_) => Err(Error::Posting("planning a post panicked".to_owned())),
        }
    }

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
        let line = {
            let (outbox, job) = (outbox.clone(), job.clone());
            blocking(move || outbox.line(server, &job.name))
                .await
                .ok()
                .and_then(Result::ok)
                .unwrap_or_default()
        };
        let zone = settings.zone_of(schedule);
        let quiet = settings.profile.quiet.as_ref();
        let Some(times) = due_digest(&schedule.when, &zone, quiet, &job, line.last_due, now) else {
            let record = self.newsroom.record().clone();
            return in_record(move || record.remove_job(&job)).await;
        };
        let mut outcome = None;
        let digest = match &times.post {
            Some(_) => {
                let from = line.covered_until.unwrap_or(schedule.told_until);
                let tongue = schedule.language.as_deref().or(settings.profile.language.as_deref());
                let tongue = tongue.and_then(Tongue::exactly).unwrap_or_else(Tongue::english);
                let parts = self.digest_parts(&settings, slug, from, now, tongue).await?;
                outcome = Some(if parts.is_empty() { Outcome::Empty } else { Outcome::Posted });
                Some(Digest { channel: schedule.channel, nonce: true, covers_until: now, parts })
            }
            None => None,
        };
        let settling = move || {
            let mut next = None;
            let plan = outbox.settle_digest(&job, &times, digest, now, |_, at| {
                next = at;
                Ok(())
            })?;
            Ok::<_, OutboxError>((plan, next))
        };
        let (plan, next) = match blocking(settling).await {
            Ok(Ok(settled)) => settled,
            Ok(Err(error)) if error.is_conflict() => return Ok(()),
            Ok(Err(error)) => return Err(Error::Posting(error.to_string())),
            Err(_) => return Err(Error::Posting("planning a digest panicked".to_owned())),
        };
        let outcome = match plan {
            Plan::Planned | Plan::Done => outcome,
            Plan::Busy(_) => None,
            Plan::Stopped(_) => Some(Outcome::Refused),
        };
        self.note_digest(server, slug.clone(), next, outcome, now).await
    }

    /// What is new of a schedule's story, or of all, between two times.
    pub(crate) async fn digest_of(
        &self,
        settings: &Settings,
        schedule: &Schedule,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<WhatIsNew, ReadError> {
        let story = schedule.story.as_ref().and_then(|slug| settings.stories.get(slug));
        let query = Query { story: story.map(story_words).unwrap_or_default(), ..Query::default() };
        self.newsroom.digest(query, Period { from, until }, Vec::new(), until).await
    }

    /// The messages of a digest: what is new since `from`, of its story or of all, folded, a line a speaker; none where
    /// nothing is and the schedule wants silence then.
    async fn digest_parts(
        &self,
        settings: &Settings,
        slug: &Slug,
        from: Timestamp,
        now: Timestamp,
        tongue: Tongue,
    ) -> Result<Vec<String>, Error> {
        let Some(schedule) = settings.schedules.get(slug) else { return Ok(Vec::new()) };
        let story = schedule.story.as_ref().and_then(|slug| settings.stories.get(slug));
        let title = match story {
            Some(story) => escaped_within(&story.name, 200),
            None => tongue.say("news-title"),
        };
        let found = self.digest_of(settings, schedule, from, now).await.map_err(Error::newsroom)?;
        let is_over = story.is_some_and(|story| story.state != StoryState::Running);
        if is_over || (found.is_empty() && found.declined.is_empty()) {
            let since = format!("<t:{}:f>", from.as_second());
            return Ok(match schedule.if_empty {
                IfEmpty::Silent => Vec::new(),
                IfEmpty::Say => {
                    let line = tongue.say_with("news-nothing", [("since", since.into())]);
                    vec![Body::of(Sheet::single(title, line), schedule.mention).to_text()]
                }
            });
        }
        let page = |index| laid_out(title.clone(), &found, tongue, index);
        let of = page(0).of.min(PARTS_MAX);
        Ok((0..of)
            .map(|index| Body::of(page(index), schedule.mention.filter(|_| index == 0)).to_text())
            .collect())
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

fn has_one(text: &str, words: &str) -> bool {
    let words = words.to_lowercase();
    words.split([',', ';']).map(str::trim).filter(|word| !word.is_empty()).any(|word| text.contains(word))
}

/// Headline and text of an article in lower case.
fn text_of(brief: &Brief) -> String {
    let article = brief.article();
    let paragraphs = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str());
    std::iter::once(article.title.as_str()).chain(paragraphs).collect::<Vec<_>>().join("\n").to_lowercase()
}

/// Where an article of a feed goes in a server: the channel of its source, else the channels that are for news.
fn target(settings: &Settings, feed: FeedId, brief: &Brief, now: Timestamp) -> Option<u64> {
    let source = settings.sources.values().find(|source| FeedId::of(&source.feed) == feed)?;
    if source.is_paused(now) || !has_words(source, brief) {
        return None;
    }
    let general = || {
        let fits = |story: &Option<Slug>| story.is_none() || *story == source.story;
        let mut channels = settings.profile.channels.iter();
        channels.find(|(_, used)| used.to == Use::AsItComes && fits(&used.story)).map(|(id, _)| *id)
    };
    source.post_to.or_else(general)
}

/// Whether an article has one of the words that its source must have.
fn has_words(source: &Source, brief: &Brief) -> bool {
    if source.words.trim().is_empty() {
        return true;
    }
    has_one(&text_of(brief), &source.words)
}

/// An article as a message.
fn body(reading: &Reading, tongue: Tongue) -> String {
    let reading = Reading { from_record: false, ..reading.clone() };
    Body::of(card::sheet(&reading, 0, tongue), None).to_text()
}

async fn in_record<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, RecordError> + Send + 'static,
) -> Result<T, Error> {
    match blocking(ask).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(Error::newsroom(error.into())),
        Err(_) => Err(Error::Posting("asking the record panicked".to_owned())),
    }
}
