//! Suggestions while an option is typed. They cannot be deferred: they are made of what is in memory, or of reads
//! that take milliseconds, and where those take longer there are none.

use std::future::Future;
use std::time::Duration;

use serenity::all::CreateAutocompleteResponse;

use crate::Context;
use crate::complaint::Complaint;
use crate::reply;
use crate::respond::Asked;

/// Discord waits three seconds; what has not come by then is not worth waiting for.
const LOOKING_MAX: Duration = Duration::from_millis(1500);

/// Something that may be meant by what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// What is shown.
    pub(crate) shown: String,
    /// What the option is set to.
    pub(crate) sent: String,
}

impl Candidate {
    /// Shown as it is sent.
    pub(crate) fn plain(name: impl Into<String>) -> Candidate {
        let sent: String = name.into();
        Candidate { shown: sent.clone(), sent }
    }
}

/// The candidates that `look` finds and that fit what was typed, best first.
pub(crate) async fn suggest<F>(
    ctx: Context<'_>,
    typed: &str,
    look: impl FnOnce(Asked) -> F,
) -> CreateAutocompleteResponse
where
    F: Future<Output = Result<Vec<Candidate>, Complaint>>,
{
    offer(ctx, |asked| async { Ok(fitting(typed, look(asked).await?)) }).await
}

/// The candidates that `look` finds, which knows itself what fits.
pub(crate) async fn offer<F>(ctx: Context<'_>, look: impl FnOnce(Asked) -> F) -> CreateAutocompleteResponse
where
    F: Future<Output = Result<Vec<Candidate>, Complaint>>,
{
    let looking = async { look(Asked::by_command(ctx).await).await };
    let candidates = match tokio::time::timeout(LOOKING_MAX, looking).await {
        Ok(Ok(candidates)) => candidates,
        Ok(Err(complaint)) => {
            complaint.log();
            Vec::new()
        }
        Err(_) => Vec::new(),
    };
    reply::suggestions(candidates.into_iter().map(|it| (it.shown, it.sent)).collect())
}

/// Those that begin with what was typed, then those with a word that does, then those that hold it; each in the
/// order in which they came. Letter case does not matter.
pub(crate) fn fitting(typed: &str, candidates: Vec<Candidate>) -> Vec<Candidate> {
    let typed = typed.trim().to_lowercase();
    let rank = |candidate: &Candidate| {
        let shown = candidate.shown.to_lowercase();
        if shown.starts_with(&typed) {
            Some(0)
        } else if shown.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(&typed)) {
            Some(1)
        } else if shown.contains(&typed) || candidate.sent.to_lowercase().contains(&typed) {
            Some(2)
        } else {
            None
        }
    };
    let mut ranked: Vec<(u8, Candidate)> =
        candidates.into_iter().filter_map(|candidate| Some((rank(&candidate)?, candidate))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, candidate)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_come_before_words_and_words_before_parts() {
        let candidates =
            |names: &[&str]| names.iter().map(|name| Candidate::plain(*name)).collect::<Vec<_>>();
        let all = candidates(&["Old harbour", "Subharbour", "Harbour bridge", "Council", "Гавань"]);
        assert_eq!(
            fitting(" HARB", all.clone()),
            candidates(&["Harbour bridge", "Old harbour", "Subharbour"])
        );
        assert_eq!(fitting("гав", all.clone()), candidates(&["Гавань"]));
        assert_eq!(fitting("", all.clone()), all);
        assert_eq!(fitting("zzz", all), vec![]);
    }
}
