//! Any text gives an answer.

use proptest::prelude::*;
use sayso_statements::Act;
use sayso_stories::{Period, Story, belongs, relations, summary, timeline};

use crate::support::remark;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn any_story_and_any_article(words in "\\PC{0,40}", against in "\\PC{0,20}", text in "\\PC{0,200}") {
        let story = Story::typed("S", &words, &against);
        if let Some(reason) = belongs(&story, &text, &words, std::slice::from_ref(&text)) {
            prop_assert!(story.words.contains(&reason.entry));
        }
    }

    #[test]
    fn any_statements(texts in proptest::collection::vec("\\PC{0,60}|“(we|not|ok|…| )*”", 0..12)) {
        let acts = [Act::Say, Act::Deny, Act::Confirm, Act::Decline];
        let remarks: Vec<_> = texts.iter().enumerate().map(|(at, text)| {
            let speaker = ["Ana", "Ben"].get(at % 3).copied();
            remark(&at.to_string(), "Post", (at % 9) as i8 + 1, speaker, acts[at % 4], text)
        }).collect();
        let links = relations(&remarks);
        let all = Period { from: jiff::Timestamp::MIN, until: jiff::Timestamp::MAX };
        let summed = summary(all, &remarks, &links);
        let shown = summed.lines.iter().chain(&summed.declined).map(|line| 1 + line.more).sum::<usize>();
        prop_assert!(shown <= remarks.len());
        let days = timeline(&remarks, &links, &[], &jiff::tz::TimeZone::UTC);
        let entries: usize = days.iter().map(|day| day.entries.len()).sum();
        prop_assert!(entries <= remarks.len());
    }
}
