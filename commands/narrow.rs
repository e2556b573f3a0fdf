//! Menus under an answer that narrow it down: by outlet, by kind, by time. They carry the id of the question, so that
//! they go on working after a restart.

use serenity::all::UserId;

use crate::button::Button;
use crate::complaint::Complaint;
use crate::question::{self, Question, QuestionId};
use crate::reply::{Menu, Reply, Seen};
use crate::respond::Asked;
use crate::scope::{Kind, Scope};
use crate::tongue::Tongue;

/// By what an answer is narrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// By outlet.
    Outlet,
    /// By kind of statement.
    Kind,
    /// By time.
    Period,
}

/// Outlets that can be chosen.
const OUTLETS_MAX: usize = 24;

/// What is chosen where nothing is to be narrowed.
const ALL: &str = "*";

/// Times that can be chosen, as they could be typed, with the keys of their names.
const PERIODS: [(&str, &str); 4] =
    [("24h", "period-day"), ("3d", "period-three-days"), ("1w", "period-week"), ("4w", "period-four-weeks")];

/// Kinds that can be chosen, with the keys of their names.
const KINDS: [(Kind, &str, &str); 4] = [
    (Kind::Quotations, "quotations", "choice-quotations"),
    (Kind::Paraphrases, "paraphrases", "choice-paraphrases"),
    (Kind::Denials, "denials", "choice-denials"),
    (Kind::NoAnswer, "no-answer", "choice-no-answer"),
];

impl By {
    /// In the id of a menu.
    pub(crate) fn word(self) -> &'static str {
        match self {
            By::Outlet => "outlet",
            By::Kind => "kind",
            By::Period => "period",
        }
    }

    /// That of a word.
    pub(crate) fn of(word: &str) -> Option<By> {
        [By::Outlet, By::Kind, By::Period].into_iter().find(|by| by.word() == word)
    }
}

/// The menus of an answer. `outlets` are those that are in it.
pub(crate) fn menus(
    scope: &Scope,
    outlets: &[String],
    question: QuestionId,
    owner: UserId,
    tongue: Tongue,
) -> Vec<Menu> {
    let menu = |by, shown: String, all: &'static str, is_narrowed: bool, choices: Vec<(String, String)>| {
        let all = is_narrowed.then(|| (tongue.say(all), ALL.to_owned()));
        let choices: Vec<_> = all.into_iter().chain(choices).collect();
        // One choice narrows nothing.
        (is_narrowed || choices.len() > 1).then_some(Menu {
            carries: Button::Narrow { question, by, owner },
            shown,
            choices,
        })
    };
    let outlet = scope.outlet.as_ref();
    let others = outlets.iter().filter(|name| outlet != Some(*name)).take(OUTLETS_MAX);
    let others = others.map(|name| (name.clone(), name.clone())).collect();
    let shown = outlet.cloned().unwrap_or_else(|| tongue.say("menu-outlets"));
    let by_outlet = menu(By::Outlet, shown, "menu-all-outlets", outlet.is_some(), others);

    let kind = |(kind, word, key): &(Kind, &str, &str)| {
        (scope.kind != Some(*kind)).then(|| (tongue.say(key), (*word).to_owned()))
    };
    let own = KINDS.iter().find(|(kind, _, _)| scope.kind == Some(*kind));
    let shown = own.map_or_else(|| tongue.say("menu-kinds"), |(_, _, key)| tongue.say(key));
    let kinds = KINDS.iter().filter_map(kind).collect();
    let by_kind = menu(By::Kind, shown, "menu-all-kinds", scope.kind.is_some(), kinds);

    let since = scope.since.as_deref();
    let period =
        |(typed, key): &(&str, &str)| (since != Some(*typed)).then(|| (tongue.say(key), (*typed).to_owned()));
    let own = PERIODS.iter().find(|(typed, _)| since == Some(*typed));
    let shown = own.map_or_else(|| tongue.say("menu-periods"), |(_, key)| tongue.say(key));
    let is_narrowed = since.is_some() || scope.until.is_some();
    let periods = PERIODS.iter().filter_map(period).collect();
    let by_period = menu(By::Period, shown, "menu-all-periods", is_narrowed, periods);
    [by_outlet, by_kind, by_period].into_iter().flatten().collect()
}

/// The first page of the answer to a kept question, narrowed to what was chosen, for one who may ask it.
pub(crate) async fn reply(
    asked: &Asked,
    id: QuestionId,
    by: By,
    chosen: Option<&str>,
    seen: Seen,
) -> Result<Reply, Complaint> {
    let mut question = question::kept(asked, id).await?;
    question.rights().check(asked).await?;
    let chosen = chosen.ok_or(Complaint::UnknownButton)?;
    let scope = scope_of(&mut question).ok_or(Complaint::UnknownButton)?;
    if !narrowed(scope, by, chosen) {
        return Err(Complaint::UnknownButton);
    }
    question::reply(asked, &question, 0, seen).await
}

/// What narrows a question down; none where nothing does.
pub(crate) fn scope_of(question: &mut Question) -> Option<&mut Scope> {
    match question {
        Question::WhoSaid { scope, .. } | Question::Said { scope, .. } | Question::Timeline { scope, .. } => {
            Some(scope)
        }
        _ => None,
    }
}

/// Narrows to what was chosen; false where no menu offers that.
fn narrowed(scope: &mut Scope, by: By, chosen: &str) -> bool {
    match by {
        By::Outlet => scope.outlet = (chosen != ALL).then(|| chosen.to_owned()),
        By::Kind if chosen == ALL => scope.kind = None,
        By::Kind => match KINDS.iter().find(|(_, word, _)| *word == chosen) {
            Some((kind, _, _)) => scope.kind = Some(*kind),
            None => return false,
        },
        By::Period if chosen == ALL => (scope.since, scope.until) = (None, None),
        By::Period => match PERIODS.iter().find(|(typed, _)| *typed == chosen) {
            Some((typed, _)) => (scope.since, scope.until) = (Some((*typed).to_owned()), None),
            None => return false,
        },
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn menus_of(scope: &Scope, outlets: &[&str]) -> Vec<(String, Vec<String>)> {
        let outlets: Vec<String> = outlets.iter().map(|name| (*name).to_owned()).collect();
        let question = "0123456789abcdef".parse().unwrap();
        menus(scope, &outlets, question, UserId::new(5), Tongue::english())
            .into_iter()
            .map(|menu| (menu.shown, menu.choices.into_iter().map(|(shown, _)| shown).collect()))
            .collect()
    }

    #[test]
    fn an_answer_is_narrowed_and_widened_again() {
        let mut scope = Scope::default();
        let all = menus_of(&scope, &["Courier", "Post"]);
        assert_eq!(all[0], ("Outlet".to_owned(), vec!["Courier".to_owned(), "Post".to_owned()]));
        assert_eq!((all.len(), all[1].1.len(), all[2].1.len()), (3, 4, 4));
        assert_eq!(menus_of(&scope, &["Courier"]).len(), 2, "one outlet narrows nothing");

        assert!(narrowed(&mut scope, By::Outlet, "Post"));
        assert!(narrowed(&mut scope, By::Kind, "denials"));
        assert!(narrowed(&mut scope, By::Period, "1w"));
        let narrow = menus_of(&scope, &["Post"]);
        assert_eq!(narrow[0], ("Post".to_owned(), vec!["All outlets".to_owned()]), "{narrow:?}");
        assert_eq!((narrow[1].0.as_str(), narrow[1].1.len()), ("denials", 4));
        for by in [By::Outlet, By::Kind, By::Period] {
            assert!(narrowed(&mut scope, by, ALL));
        }
        assert_eq!(scope, Scope::default());
        for (by, odd) in [(By::Kind, "colour"), (By::Period, "9999w"), (By::Kind, "")] {
            assert!(!narrowed(&mut scope, by, odd));
        }
    }
}
