//! Where an article that a feed brought is posted as it comes: by its source, its stories and what channels are for.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sayso_newsroom::{Brief, FeedId, StoryRule, is_of_story};
use sayso_servers::{Settings, Slug, Source, Story, StoryState, Use};

/// The channels in which an article of a feed is posted, and for which story, where for one:
///
/// - the channel that its source is posted to;
/// - the channel of each story that it belongs to, and the channels for news of that story alone;
/// - where its source has no channel of its own, the channels for news of all.
///
/// Nothing of a source that rests, that lacks its words, or whose story rests.
pub(crate) fn targets(
    settings: &Settings,
    feed: FeedId,
    brief: &Brief,
    now: Timestamp,
) -> BTreeMap<u64, Option<Slug>> {
    let mut targets = BTreeMap::new();
    let found = settings.sources.values().find(|source| FeedId::of(&source.feed) == feed);
    let Some(source) = found.filter(|source| !source.is_paused(now) && has_words(source, brief)) else {
        return targets;
    };
    let own = source.story.as_ref().and_then(|slug| settings.stories.get(slug));
    if own.is_some_and(|story| story.state != StoryState::Running) {
        return targets;
    }
    let of_all = |used: &Use, story: &Option<Slug>| *used == Use::AsItComes && story.is_none();
    if source.post_to.is_none() {
        let channels = settings.profile.channels.iter().filter(|(_, used)| of_all(&used.to, &used.story));
        targets.extend(channels.map(|(channel, _)| (*channel, None)));
    }
    targets.extend(source.post_to.map(|channel| (channel, source.story.clone())));
    for (slug, story) in &settings.stories {
        if story.state != StoryState::Running
            || !(source.story.as_ref() == Some(slug) || is_about(story, brief))
        {
            continue;
        }
        let channels = settings.profile.channels.iter();
        let for_it =
            channels.filter(|(_, used)| used.to == Use::AsItComes && used.story.as_ref() == Some(slug));
        let places = for_it.map(|(channel, _)| *channel).chain(story.channel);
        targets.extend(places.map(|channel| (channel, Some(slug.clone()))));
    }
    targets
}

fn is_about(story: &Story, brief: &Brief) -> bool {
    is_of_story(&StoryRule::typed(&story.name, &story.words, &story.not_words), brief)
}

/// Whether an article has one of the words that its source must have.
pub(crate) fn has_words(source: &Source, brief: &Brief) -> bool {
    let words = source.words.to_lowercase();
    let mut words = words.split([',', ';']).map(str::trim).filter(|word| !word.is_empty()).peekable();
    if words.peek().is_none() {
        return true;
    }
    let article = brief.article();
    let paragraphs = article.paragraphs.iter().map(|paragraph| paragraph.text.as_str());
    let text: Vec<&str> = std::iter::once(article.title.as_str()).chain(paragraphs).collect();
    let text = text.join("\n").to_lowercase();
    words.any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use sayso_article::{Article, BlockKind, Paragraph};
    use sayso_servers::{ChannelUse, Pause};

    use super::*;

    const FEED: &str = "https://argus.example/feed";

    fn brief(text: &str) -> Brief {
        let article = Article {
            url: None,
            outlet: None,
            title: "Harbour".to_owned(),
            authors: Vec::new(),
            published: None,
            modified: None,
            language: "en".to_owned(),
            origin: None,
            paragraphs: vec![Paragraph { text: text.to_owned(), kind: BlockKind::Paragraph }],
        };
        Brief::new(article, Vec::new())
    }

    /// A server with one source, the stories `bridge` and `ferry`, and what `set` says.
    fn server(set: impl FnOnce(&mut Settings, &[Slug])) -> Settings {
        let mut settings = Settings::default();
        let now = Timestamp::UNIX_EPOCH;
        let stories: Vec<Slug> = ["bridge", "ferry"]
            .map(|word| {
                settings
                    .add_story(Story {
                        name: word.to_owned(),
                        words: word.to_owned(),
                        not_words: String::new(),
                        channel: None,
                        state: StoryState::Running,
                        rests_since: None,
                        added_at: now,
                    })
                    .unwrap()
            })
            .to_vec();
        let feed: url::Url = FEED.parse().unwrap();
        settings
            .add_source(Source {
                name: "Argus".to_owned(),
                address: feed.clone(),
                feed,
                story: None,
                post_to: None,
                words: String::new(),
                paused: None,
                added_at: now,
            })
            .unwrap();
        set(&mut settings, &stories);
        settings
    }

    fn source(settings: &mut Settings) -> &mut Source {
        settings.sources.values_mut().next().unwrap()
    }

    fn as_it_comes(settings: &mut Settings, channel: u64, story: Option<&Slug>) {
        settings.profile.channels.insert(channel, ChannelUse { to: Use::AsItComes, story: story.cloned() });
    }

    fn check(settings: &Settings, text: &str, expected: &[u64]) {
        let feed = FeedId::of(&FEED.parse().unwrap());
        let found: Vec<u64> =
            targets(settings, feed, &brief(text), Timestamp::UNIX_EPOCH).into_keys().collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn an_article_goes_to_its_sources_channel_and_to_those_of_its_stories() {
        let settings = server(|settings, stories| {
            settings.stories.get_mut(&stories[0]).unwrap().channel = Some(2);
            as_it_comes(settings, 1, None);
            as_it_comes(settings, 3, Some(&stories[1]));
        });
        check(&settings, "Nothing in particular.", &[1]);
        check(&settings, "The bridge is closed.", &[1, 2]);
        check(&settings, "The ferry goes to the bridge.", &[1, 2, 3]);
        let settings = server(|settings, stories| {
            settings.stories.get_mut(&stories[0]).unwrap().channel = Some(2);
            as_it_comes(settings, 1, None);
            source(settings).post_to = Some(4);
        });
        check(&settings, "The bridge is closed.", &[2, 4]);
        check(&settings, "Nothing in particular.", &[4]);
    }

    #[test]
    fn what_rests_or_lacks_its_words_goes_nowhere() {
        let both = |settings: &mut Settings, stories: &[Slug]| {
            settings.stories.get_mut(&stories[0]).unwrap().channel = Some(2);
            as_it_comes(settings, 1, None);
        };
        let state = |state| {
            server(|settings, stories| {
                both(settings, stories);
                settings.stories.get_mut(&stories[0]).unwrap().set_state(state, Timestamp::UNIX_EPOCH);
            })
        };
        check(&state(StoryState::Running), "The bridge is closed.", &[1, 2]);
        check(&state(StoryState::Paused), "The bridge is closed.", &[1]);
        check(&state(StoryState::Closed), "The bridge is closed.", &[1]);
        let mut settings = state(StoryState::Closed);
        let first = settings.stories.keys().next().cloned();
        source(&mut settings).story = first;
        check(&settings, "The bridge is closed.", &[]);
        let mut settings = server(both);
        source(&mut settings).words = "tide, crane".to_owned();
        check(&settings, "The bridge is closed.", &[]);
        check(&settings, "The crane at the bridge fell.", &[1, 2]);
        source(&mut settings).paused = Some(Pause { until: None });
        check(&settings, "The crane at the bridge fell.", &[]);
    }
}
