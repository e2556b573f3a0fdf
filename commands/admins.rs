//! What a server's admins are told without asking: of posts that failed and of feeds; in a place that works, else at their
//! next command.

use jiff::Timestamp;
use sayso_newsroom::{Notice as OfSource, Stop};
use sayso_outbox::{Failure, Notice, Outbox};
use sayso_servers::Slug;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::Error;
use crate::answer::Answer;
use crate::plain::escaped_within;
use crate::reply::{Reply, Seen};
use crate::respond::{Asked, blocking};
use crate::tongue::Tongue;

/// Notices that are told at one command.
const UNHEARD_MAX: usize = 10;

/// Longest line of a notice; ten of them are within a message.
const LINE_MAX: usize = 190;

/// Something about a feed that a server follows, as the outbox keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Told {
    source: String,
    name: String,
    what: OfSource,
}

impl Told {
    /// What is to be told of a source.
    pub(crate) fn of_source(source: &Slug, name: &str, what: OfSource) -> Told {
        Told { source: source.to_string(), name: name.to_owned(), what }
    }

    /// The source that has moved, and where to.
    pub(crate) fn moved(&self) -> Option<(&str, &Url)> {
        match &self.what {
            OfSource::Moved(to) => Some((&self.source, to)),
            OfSource::Failing(_) | OfSource::Stopped(_) => None,
        }
    }

    /// The name of its notice: what is told later of the same source takes its place.
    pub(crate) fn line(&self) -> String {
        format!("source/{}", self.source)
    }

    /// As the outbox keeps it.
    pub(crate) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    fn words(&self, tongue: Tongue) -> String {
        let name = escaped_within(&self.name, 80);
        match &self.what {
            OfSource::Moved(to) => {
                let to = escaped_within(to.as_str(), 300);
                tongue.say_with("notice-source-moved", [("name", name.into()), ("to", to.into())])
            }
            OfSource::Failing(since) => {
                let since = at(*since);
                tongue.say_with("notice-source-failing", [("name", name.into()), ("since", since.into())])
            }
            OfSource::Stopped(Stop::Gone) => tongue.say_with("notice-source-gone", [("name", name.into())]),
            OfSource::Stopped(Stop::Dead) => tongue.say_with("notice-source-dead", [("name", name.into())]),
        }
    }
}

fn at(time: Timestamp) -> String {
    format!("<t:{}:f>", time.as_second())
}

/// What is told to an admin.
pub(crate) fn words(notice: &Notice, tongue: Tongue) -> String {
    if let Some(body) = &notice.body {
        return match serde_json::from_str::<Told>(body) {
            Ok(told) => told.words(tongue),
            // Of another version.
            Err(_) => escaped_within(body, LINE_MAX),
        };
    }
    let is_news = !notice.line.starts_with(sayso_servers::SCHEDULE_JOB);
    let key = match &notice.failure {
        None => "notice-uncertain",
        Some(Failure::ChannelGone) if is_news => "notice-news-channel-gone",
        Some(Failure::ChannelGone) => "notice-channel-gone",
        Some(Failure::Forbidden) if is_news => "notice-news-forbidden",
        Some(Failure::Forbidden) => "notice-forbidden",
        Some(Failure::Refused(_)) => "notice-refused",
        Some(Failure::Expired) => "notice-expired",
        Some(Failure::GaveUp) => "notice-gave-up",
    };
    tongue.say_with(key, [("channel", format!("<#{}>", notice.channel).into())])
}

/// Tells an admin who has just been answered what no place took, once.
pub(crate) async fn tell_unheard(asked: &Asked, answer: &Answer<'_>) -> Result<(), Error> {
    let Some(server) = asked.guild.map(serenity::all::GuildId::get) else { return Ok(()) };
    let outbox = Outbox::new(asked.data.newsroom().record().clone());
    let unheard = {
        let outbox = outbox.clone();
        blocking(move || outbox.unheard(server, UNHEARD_MAX)).await
    };
    let notices = match unheard {
        Ok(Ok(notices)) if !notices.is_empty() => notices,
        Ok(Err(error)) => {
            tracing::error!(server, %error, "what was not told to admins cannot be read");
            return Ok(());
        }
        _ => return Ok(()),
    };
    let lines: Vec<String> = notices.iter().map(|notice| words(notice, asked.tongue)).collect();
    let mut text = asked.tongue.say("notices-unheard");
    for line in lines {
        text = format!("{text}\n- {line}");
    }
    let text: String = text.chars().take(1_900).collect();
    answer.add(Reply::line(text), Seen::ByAsker).await?;
    if let Ok(Err(error)) = blocking(move || outbox.heard(server, &notices)).await {
        tracing::error!(server, %error, "that admins were told was not noted; they are told again");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_of_a_source_survives_the_outbox() {
        let mut settings = sayso_servers::Settings::default();
        let feed: Url = "https://argus.example/feed".parse().unwrap();
        let source = sayso_servers::Source {
            name: "Argus **x**".to_owned(),
            address: feed.clone(),
            feed: feed.clone(),
            story: None,
            post_to: None,
            words: String::new(),
            paused: None,
            added_at: Timestamp::UNIX_EPOCH,
        };
        let slug = settings.add_source(source).unwrap();
        for (what, words_in_it) in [
            (OfSource::Moved(feed), "moved"),
            (OfSource::Failing(Timestamp::UNIX_EPOCH), "<t:0:f>"),
            (OfSource::Stopped(Stop::Gone), "gone"),
            (OfSource::Stopped(Stop::Dead), "14 days"),
        ] {
            let told = Told::of_source(&slug, "Argus **x**", what);
            let notice = Notice::saying(7, &told.line(), 0, told.to_text(), Timestamp::UNIX_EPOCH);
            for tongue in Tongue::all() {
                let line = words(&notice, tongue);
                assert!(line.contains(r"Argus \*\*x\*\*") && !line.contains('\n'), "{line}");
            }
            let line = words(&notice, Tongue::english());
            assert!(line.contains(words_in_it), "{words_in_it} in {line}");
        }
    }
}
