//! What servers are posted as it comes: articles of their feeds; and what their admins have to know of the feeds
//! themselves. The program's timetable calls it; the outbox makes the posts.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use sayso_newsroom::{ArticleId, FeedId, Heading, News, Reading, Waiting};
use sayso_outbox::{NewPost, Notice, Outbox, OutboxError, PARTS_MAX, Plan};
use sayso_servers::{Settings, Slug};

use crate::admins::Told;
use crate::digests::in_record;
use crate::posting::Body;
use crate::respond::blocking;
use crate::sheet::Sheet;
use crate::targets::targets;
use crate::threads::{self, Place};
use crate::tongue::Tongue;
use crate::{Data, Error, card, edited, telling, trail};

/// Articles that are posted one by one, as so many messages. More that came together, as after an outage, make one post
/// that lists them.
const ARTICLES_MAX: usize = 5;

/// News that one look at a server takes up.
const NEWS_MAX: usize = 200;

/// Messages of a list of articles, and articles in each.
const LISTS_MAX: usize = 2;
/// See [`LISTS_MAX`].
const LISTED_MAX: usize = 20;

/// How long an article is worth being posted as it comes. What had to wait longer is for the digests.
const FRESH: SignedDuration = SignedDuration::from_hours(12);

/// When a channel is looked at again that has an earlier post under way.
const BUSY: SignedDuration = SignedDuration::from_secs(10);

/// The name of the posts of news in a channel, or in the thread of a story there.
pub(crate) fn line(channel: u64, story: Option<&Slug>) -> String {
    match story {
        Some(story) => format!("news/{channel}/{story}"),
        None => format!("news/{channel}"),
    }
}

/// An article that waits to be posted.
struct Fresh {
    key: String,
    article: ArticleId,
    feed: FeedId,
    reading: Reading,
    /// All its channels, with the story that it goes there for; and those that have it already.
    targets: BTreeMap<u64, Option<Slug>>,
    told: Vec<u64>,
}

/// A channel, and the story where its posts go into the story's thread.
type Target = (u64, Option<Slug>);

/// What became of the news of a channel.
enum Ended {
    Planned,
    /// An earlier post is under way: look again then.
    Busy(Timestamp),
    /// Nothing can be posted there until somebody mends it, who is told.
    Stopped,
    /// So many are planned; the others go after them.
    Partly(usize),
}

impl Data {
    /// Posts what waits for a server where its channels ask for news as they come, and takes it away. What cannot be
    /// posted yet goes on waiting; tells until when.
    ///
    /// # Errors
    /// [`Error::Newsroom`], [`Error::Posting`] where the record fails; nothing is lost then.
    pub async fn post_news(&self, server: u64) -> Result<Option<Timestamp>, Error> {
        let now = (self.now)();
        let servers = self.servers.clone();
        let settings = in_record(move || servers.settings(server)).await?;
        let quiet_until = settings.profile.quiet.as_ref().and_then(|quiet| quiet.ends(&settings.zone(), now));
        let waiting = self.newsroom.news(server, NEWS_MAX, now).await.map_err(Error::newsroom)?;
        let (mut fresh, mut done) = (Vec::new(), Vec::new());
        // The earliest first.
        for waiting in waiting.into_iter().rev() {
            let key = waiting.key.clone();
            match self.taken_up(server, &settings, waiting, now).await? {
                Taken::Article(article) => fresh.push(*article),
                Taken::Source(told, channel) => self.tell_of_source(server, key, told, channel, now).await?,
                Taken::Nothing => done.push(key),
            }
        }
        self.newsroom.told(server, done).await.map_err(Error::newsroom)?;
        if fresh.is_empty() || quiet_until.is_some() {
            return Ok(quiet_until.filter(|_| !fresh.is_empty()));
        }
        let mut again: Option<Timestamp> = None;
        for (target, articles) in by_target(&settings, &fresh) {
            match self.plan_news(server, &settings, &target, &articles, &fresh, now).await? {
                Ended::Planned | Ended::Stopped => {
                    articles.iter().for_each(|at| fresh[*at].told.push(target.0));
                }
                Ended::Busy(until) => again = Some(again.map_or(until, |again| again.min(until))),
                Ended::Partly(count) => {
                    articles.iter().take(count).for_each(|at| fresh[*at].told.push(target.0));
                    again = now.checked_add(BUSY).ok().map(|at| again.map_or(at, |again| again.min(at)));
                }
            }
        }
        Ok(again)
    }

    /// What is to be done about something that waits.
    async fn taken_up(
        &self,
        server: u64,
        settings: &Settings,
        waiting: Waiting,
        now: Timestamp,
    ) -> Result<Taken, Error> {
        let Waiting { key, since, news } = waiting;
        let (article, feed, told) = match news {
            News::Article { article, feed, told } => (article, feed, told),
            News::Source { feed, notice, was, .. } => {
                let known = was.unwrap_or(feed);
                let source = settings.sources.iter().find(|(_, it)| FeedId::of(&it.feed) == known);
                let Some((slug, source)) = source else { return Ok(Taken::Nothing) };
                let channel = source.post_to.unwrap_or_default();
                return Ok(Taken::Source(Told::of_source(slug, &source.name, notice), channel));
            }
            // What has changed or gone is seen in the record; it is not posted by itself yet.
            News::Changed { .. } | News::Gone { .. } => return Ok(Taken::Nothing),
        };
        if settings.left_at.is_some() || now.duration_since(since) >= FRESH {
            return Ok(Taken::Nothing);
        }
        let reading = match self.newsroom.recall(article).await.map_err(Error::newsroom)? {
            Some(reading) => self.as_edited(server, reading).await?,
            None => None,
        };
        let Some(reading) = reading.filter(|it| !it.brief.statements().is_empty()) else {
            return Ok(Taken::Nothing);
        };
        let targets = targets(settings, feed, &reading.brief, now);
        if targets.keys().all(|channel| told.contains(channel)) {
            return Ok(Taken::Nothing);
        }
        Ok(Taken::Article(Box::new(Fresh { key, article, feed, reading, targets, told })))
    }

    /// A reading as the editors of a server have it.
    async fn as_edited(&self, server: u64, reading: Reading) -> Result<Option<Reading>, Error> {
        let servers = self.servers.clone();
        let decisions = in_record(move || servers.decisions(server)).await?;
        self.newsroom.as_edited(reading, edited::query(&decisions)).await.map_err(Error::newsroom)
    }

    /// Tells the admins of a feed, once: the news goes in the write that announces it.
    async fn tell_of_source(
        &self,
        server: u64,
        key: String,
        told: Told,
        channel: u64,
        now: Timestamp,
    ) -> Result<(), Error> {
        let (servers, outbox) = (self.servers.clone(), Outbox::new(self.newsroom.record().clone()));
        let telling = move || -> Result<(), OutboxError> {
            if let Some((slug, to)) = told.moved() {
                // The feed's articles come under its new address from now on.
                let moving = servers.change(server, |settings| {
                    let mut sources = settings.sources.iter_mut();
                    if let Some((_, source)) = sources.find(|(known, _)| known.as_str() == slug) {
                        source.feed = to.clone();
                    }
                    Ok::<_, std::convert::Infallible>(())
                });
                match moving {
                    Ok(()) => {}
                    Err(sayso_servers::ChangeError::Record(error)) => return Err(error.into()),
                    Err(sayso_servers::ChangeError::Refused(never)) => match never {},
                }
            }
            let guild = outbox.record().guild(server);
            let mut change = guild.change();
            change.delete(&key)?;
            let notice = Notice::saying(server, &told.line(), channel, told.to_text(), now);
            outbox.announce(&guild, &mut change, &notice)?;
            Ok(change.commit()?)
        };
        posted(blocking(telling).await)
    }

    /// Plans the post of what waits for a channel, and takes its news away, together.
    async fn plan_news(
        &self,
        server: u64,
        settings: &Settings,
        target: &Target,
        articles: &[usize],
        fresh: &[Fresh],
        now: Timestamp,
    ) -> Result<Ended, Error> {
        let outbox = Outbox::new(self.newsroom.record().clone());
        let (channel, story) = target.clone();
        let line = line(channel, story.as_ref());
        let found = {
            let (outbox, settings, story, line) =
                (outbox.clone(), settings.clone(), story.clone(), line.clone());
            blocking(move || {
                threads::heal(&outbox, server, channel, story.as_ref(), &line)?;
                let kept = outbox.line(server, &line)?;
                let busy = kept.post.filter(|post| !post.is_settled()).and_then(|post| post.wake);
                let place = threads::place(&outbox, server, &settings, channel, story.as_ref(), now)?;
                Ok::<_, OutboxError>((busy, place))
            })
            .await
        };
        let (busy, place) = posted(found)?;
        let later = now.checked_add(BUSY).unwrap_or(now);
        if let Some(wake) = busy {
            return Ok(Ended::Busy(wake.max(later)));
        }
        let mut took = articles.len();
        let (to, nonce) = match place {
            Place::Channel(to) => (Some(to), true),
            Place::Forum(to) => {
                // Every post is a thread: one an article.
                took = if articles.len() > ARTICLES_MAX { took } else { 1 };
                (Some(to), false)
            }
            Place::Later(until) => return Ok(Ended::Busy(until.max(later))),
            Place::Stopped(_) => (None, true),
        };
        let taken: Vec<&Fresh> = articles.iter().take(took).map(|at| &fresh[*at]).collect();
        let parts = bodies(&taken, Tongue::of_server(&settings.profile));
        let handed: Vec<ArticleId> = taken.iter().map(|it| it.article).collect();
        let notes: Vec<(String, Option<News>)> = taken.iter().map(|it| it.told_in(channel)).collect();
        let planning = move || -> Result<Ended, OutboxError> {
            let guild = outbox.record().guild(server);
            let mut change = guild.change();
            let mut ended = Ended::Stopped;
            if let Some(to) = to {
                let new = NewPost {
                    occurrence: format!("{line}|{}", now.as_millisecond()),
                    due: now,
                    start: now,
                    expires: now.checked_add(FRESH).unwrap_or(now),
                    channel: to,
                    covers_until: now,
                    nonce,
                    parts,
                };
                match outbox.plan(&guild, &mut change, &line, new)? {
                    Plan::Planned => {
                        ended = Ended::Planned;
                        trail::note(&mut change, &handed, to, now)?;
                    }
                    Plan::Stopped(_) => {}
                    Plan::Busy(until) => return Ok(Ended::Busy(until)),
                    Plan::Done => return Ok(Ended::Busy(later)),
                }
            }
            for (key, news) in &notes {
                match news {
                    Some(news) => change.put(key, news)?,
                    None => change.delete(key)?,
                };
            }
            change.commit()?;
            Ok(ended)
        };
        let all = articles.len();
        match blocking(planning).await {
            Ok(Err(error)) if error.is_conflict() => Ok(Ended::Busy(later)),
            planned => Ok(match posted(planned)? {
                Ended::Planned if took < all => Ended::Partly(took),
                ended => ended,
            }),
        }
    }
}

/// What is to be done about something that waits.
enum Taken {
    Article(Box<Fresh>),
    /// What its admins have to know of a feed, and where the source is posted to.
    Source(Told, u64),
    Nothing,
}

impl Fresh {
    /// Its news once it is told in a channel; none where it has been told everywhere then.
    fn told_in(&self, channel: u64) -> (String, Option<News>) {
        let mut told = self.told.clone();
        told.push(channel);
        let is_over = self.targets.keys().all(|target| told.contains(target));
        let news = News::Article { article: self.article, feed: self.feed, told };
        (self.key.clone(), (!is_over).then_some(news))
    }
}

/// The articles that wait for each target, by number.
fn by_target(settings: &Settings, fresh: &[Fresh]) -> BTreeMap<Target, Vec<usize>> {
    let mut found: BTreeMap<Target, Vec<usize>> = BTreeMap::new();
    for (at, it) in fresh.iter().enumerate() {
        for (channel, story) in it.targets.iter().filter(|(channel, _)| !it.told.contains(channel)) {
            // Only in a forum a story has a thread of its own.
            let story = story.clone().filter(|_| settings.profile.forums.contains(channel));
            found.entry((*channel, story)).or_default().push(at);
        }
    }
    found
}

/// The messages of a post: one an article, or a list where there are many.
fn bodies(articles: &[&Fresh], tongue: Tongue) -> Vec<String> {
    if articles.len() <= ARTICLES_MAX {
        return articles.iter().map(|it| body(&it.reading, tongue)).collect();
    }
    let entries: Vec<String> = articles.iter().map(|it| listed(&it.reading, tongue)).collect();
    let title = tongue.say("news-many");
    let page = |index| Sheet::of_entries(title.clone(), &entries, LISTED_MAX, "", index);
    let of = page(0).of.min(LISTS_MAX).min(PARTS_MAX);
    let mut pages: Vec<Sheet> = (0..of).map(page).collect();
    let more = articles.len().saturating_sub(LISTS_MAX * LISTED_MAX);
    if let Some(last) = pages.last_mut().filter(|_| more > 0) {
        last.text = format!("{}\n-# {}", last.text, tongue.say_with("news-more", [("count", more.into())]));
    }
    let name = threads::name(&title);
    pages
        .into_iter()
        .map(|page| Body { thread: Some(name.clone()), ..Body::of(page, None) }.to_text())
        .collect()
}

/// An article in a list: its headline, who printed it, and how much is said in it.
fn listed(reading: &Reading, tongue: Tongue) -> String {
    let heading = Heading::of(reading.brief.article());
    let count = reading.brief.counts().statements;
    let count = tongue.say_with("count-statements", [("count", count.into())]);
    format!("{}\n-# {} · {count}", telling::titled(&heading, tongue), telling::printed(&heading, tongue))
}

/// An article as a message.
fn body(reading: &Reading, tongue: Tongue) -> String {
    let reading = Reading { from_record: false, ..reading.clone() };
    let thread = Some(threads::name(&reading.brief.article().title)).filter(|name| !name.is_empty());
    let read_at = Some(reading.read_at);
    Body { thread, read_at, ..Body::of(card::sheet(&reading, 0, tongue), None) }.to_text()
}

/// What the outbox answered, as the log has it.
pub(crate) fn posted<T>(
    answer: Result<Result<T, OutboxError>, crate::complaint::Complaint>,
) -> Result<T, Error> {
    match answer {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Error::Posting(error.to_string())),
        Err(_) => Err(Error::Posting("planning a post panicked".to_owned())),
    }
}
