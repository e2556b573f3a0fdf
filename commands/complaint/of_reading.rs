//! Why a link gave no brief, in every language.

use sayso_newsroom::{FetchError, PageKind, ReadError, Unreadable};

use crate::tongue::Tongue;

/// The line for a failed reading.
pub(crate) fn words(error: &ReadError, tongue: Tongue) -> String {
    match error {
        ReadError::Fetch(error) => of_fetching(error, tongue),
        ReadError::Unreadable(Unreadable::NoArticle) => tongue.say("page-no-article"),
        ReadError::Unreadable(Unreadable::Not(kind)) => of_kind(*kind, tongue),
        ReadError::Unreadable(Unreadable::BeyondLimits(what)) => {
            tongue.say_with("page-beyond-limits", [("what", (*what).into())])
        }
        // What the disk says is for the operator.
        ReadError::Record(_) => tongue.say("record-failed"),
        ReadError::Fault => tongue.say("reading-fault"),
    }
}

/// English says all that the stage says; other languages say what matters to the asker.
pub(crate) fn of_fetching(error: &FetchError, tongue: Tongue) -> String {
    tongue.say_with(&format!("fetch-{}", error.code()), [("said", error.to_string().into())])
}

fn of_kind(kind: PageKind, tongue: Tongue) -> String {
    let key = match kind {
        PageKind::Paywall => "page-paywall",
        PageKind::ConsentWall => "page-consent-wall",
        PageKind::BotCheck => "page-bot-check",
        PageKind::ErrorPage => "page-error-page",
        PageKind::LoginWall => "page-login-wall",
        PageKind::Video => "page-video",
        PageKind::Section => "page-section",
        PageKind::Shell => "page-shell",
        PageKind::Empty => "page-empty",
    };
    tongue.say_with(key, [("said", Unreadable::Not(kind).to_string().into())])
}
