//! A story's own thread in a forum: opened once, by a post whose first message is the story; its news and digests follow
//! in it.

use jiff::{SignedDuration, Timestamp};
use sayso_outbox::{Failure, NewPost, Outbox, OutboxError, Part, Phase, Plan};
use sayso_servers::{Settings, Slug};

use crate::plain::{escaped_within, plain};
use crate::posting::Body;
use crate::sheet::Sheet;
use crate::tongue::Tongue;

/// Longest name of a thread (<https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel>).
const NAME_MAX: usize = 100;

/// How long opening a thread is worth trying.
const WORTH: SignedDuration = SignedDuration::from_hours(12);

/// After how long it is looked whether the thread is open.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(10);

/// Where the posts of a line go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// To a channel or thread.
    Channel(u64),
    /// To a forum, in a thread of their own.
    Forum(u64),
    /// The story's thread is being opened; look again then.
    Later(Timestamp),
    /// It cannot be opened.
    Stopped(Failure),
}

/// The name of a thread.
pub(crate) fn name(text: &str) -> String {
    plain(text, NAME_MAX)
}

/// Where what goes to `channel` and is about `story` is posted. Blocks; where a thread has to be opened first, its post
/// is planned.
pub(crate) fn place(
    outbox: &Outbox,
    server: u64,
    settings: &Settings,
    channel: u64,
    story: Option<&Slug>,
    now: Timestamp,
) -> Result<Place, OutboxError> {
    if !settings.profile.forums.contains(&channel) {
        return Ok(Place::Channel(channel));
    }
    let Some((slug, story)) = story.and_then(|slug| Some((slug, settings.stories.get(slug)?))) else {
        return Ok(Place::Forum(channel));
    };
    let line = line(channel, slug);
    let kept = outbox.line(server, &line)?;
    if let Some(why) = kept.stopped {
        return Ok(Place::Stopped(why));
    }
    if let Some(post) = kept.post.filter(|post| !matches!(post.phase, Phase::Failed(_))) {
        return Ok(match (post.is_settled(), post.done.first()) {
            (true, Some(Part::Message(thread))) => Place::Channel(*thread),
            // It may be there, and nobody can see it: what comes goes into threads of its own.
            (true, _) => Place::Forum(channel),
            (false, _) => Place::Later(now.checked_add(LOOK_AGAIN).unwrap_or(now)),
        });
    }
    let tongue = Tongue::of_server(&settings.profile);
    let words = escaped_within(&story.words, 1_000);
    let text = tongue.say_with("story-thread", [("words", words.into())]);
    let body = Body {
        thread: Some(name(&story.name)),
        ..Body::of(Sheet::single(escaped_within(&story.name, 200), text), None)
    };
    let guild = outbox.record().guild(server);
    let mut change = guild.change();
    let new = NewPost {
        occurrence: format!("{line}|{}", now.as_millisecond()),
        due: now,
        start: now,
        expires: now.checked_add(WORTH).unwrap_or(now),
        channel,
        nonce: false,
        covers_until: now,
        parts: vec![body.to_text()],
    };
    if outbox.plan(&guild, &mut change, &line, new)? == Plan::Planned {
        change.commit()?;
    }
    Ok(Place::Later(now.checked_add(LOOK_AGAIN).unwrap_or(now)))
}

/// Forgets a story's thread that is gone, and sets a line going again that was to be posted to it: the next post opens
/// another. Blocks. Does nothing where the line did not stop for that.
pub(crate) fn heal(
    outbox: &Outbox,
    server: u64,
    channel: u64,
    story: Option<&Slug>,
    posts: &str,
) -> Result<(), OutboxError> {
    let Some(slug) = story else { return Ok(()) };
    let kept = outbox.line(server, posts)?;
    let lost = kept.post.filter(|post| kept.stopped == Some(Failure::ChannelGone) && post.channel != channel);
    if lost.is_none() {
        return Ok(());
    }
    let guild = outbox.record().guild(server);
    let mut change = guild.change();
    outbox.remove(&guild, &mut change, &line(channel, slug))?;
    change.commit()?;
    outbox.reopen(server, posts)
}

fn line(channel: u64, story: &Slug) -> String {
    format!("thread/{channel}/{story}")
}

#[cfg(test)]
mod tests {
    use sayso_newsroom::Record;
    use sayso_outbox::{Act, Event};
    use sayso_servers::{Story, StoryState};

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn a_story_has_one_thread_and_gets_another_where_that_is_gone() {
        let outbox = Outbox::new(Record::in_memory());
        let mut settings = Settings::default();
        let story = Story {
            name: "Harbour".to_owned(),
            words: "harbour".to_owned(),
            not_words: String::new(),
            channel: Some(5),
            state: StoryState::Running,
            rests_since: None,
            added_at: at(0),
        };
        let slug = settings.add_story(story).unwrap();
        let find =
            |settings: &Settings, second| place(&outbox, 7, settings, 5, Some(&slug), at(second)).unwrap();
        assert_eq!(find(&settings, 0), Place::Channel(5), "a text channel");
        settings.profile.forums.insert(5);
        assert_eq!(place(&outbox, 7, &settings, 5, None, at(0)).unwrap(), Place::Forum(5));
        assert_eq!(find(&settings, 0), Place::Later(at(10)));
        assert_eq!(find(&settings, 3), Place::Later(at(13)), "it is opened once");
        let jobs = outbox.due(at(5), 9).unwrap();
        assert_eq!(jobs.len(), 1);
        let turn = outbox.wake(&jobs[0], at(5)).unwrap().unwrap();
        let message = turn.message.clone().unwrap();
        assert!(turn.act == Act::Send && message.in_forum && message.channel == 5);
        outbox.told(turn, &Event::Sent(77), at(5)).unwrap();
        assert_eq!(find(&settings, 20), Place::Channel(77));

        // A post to the thread finds it gone.
        let guild = outbox.record().guild(7);
        let mut change = guild.change();
        let new = NewPost {
            occurrence: "news/5|1".to_owned(),
            due: at(21),
            start: at(21),
            expires: at(999),
            channel: 77,
            nonce: true,
            covers_until: at(21),
            parts: vec!["x".to_owned()],
        };
        outbox.plan(&guild, &mut change, "news/5", new).unwrap();
        change.commit().unwrap();
        let jobs = outbox.due(at(22), 9).unwrap();
        let turn = outbox.wake(&jobs[0], at(22)).unwrap().unwrap();
        outbox.told(turn, &Event::Refused(Failure::ChannelGone), at(22)).unwrap();
        heal(&outbox, 7, 5, Some(&slug), "news/5").unwrap();
        assert_eq!(outbox.line(7, "news/5").unwrap().stopped, None);
        assert_eq!(find(&settings, 30), Place::Later(at(40)), "another is opened");
    }
}
