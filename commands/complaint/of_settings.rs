//! Why a setting was refused, in every language.

use sayso_servers::Refusal;

use crate::tongue::Tongue;

/// The line for a refusal.
pub(crate) fn words(refusal: &Refusal, tongue: Tongue) -> String {
    match refusal {
        Refusal::NoName => tongue.say("refused-no-name"),
        Refusal::LongName => tongue.say("refused-long-name"),
        Refusal::LongWords => tongue.say("refused-long-words"),
        Refusal::NoWords => tongue.say("refused-no-words"),
        Refusal::LongAddress => tongue.say("refused-long-address"),
        Refusal::StoryExists => tongue.say("refused-story-exists"),
        Refusal::SourceExists(name) => {
            tongue.say_with("refused-source-exists", [("name", name.as_str().into())])
        }
        Refusal::StoriesFull(most) => tongue.say_with("refused-stories-full", [("most", (*most).into())]),
        Refusal::SourcesFull(most) => tongue.say_with("refused-sources-full", [("most", (*most).into())]),
        Refusal::SchedulesFull(most) => tongue.say_with("refused-schedules-full", [("most", (*most).into())]),
        Refusal::DecisionsFull(most) => tongue.say_with("refused-decisions-full", [("most", (*most).into())]),
        Refusal::Range { least, most } => {
            tongue.say_with("refused-range", [("least", (*least).into()), ("most", (*most).into())])
        }
    }
}
