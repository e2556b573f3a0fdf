//! What is counted of requests to Discord: how each ended, and nothing of what it said.

use std::future::Future;

use sayso_metrics::Metrics;
use serenity::all::HttpError;

/// Sends a request and counts how it ended. One that is dropped before its end counts as unanswered.
pub(crate) async fn counted<T>(request: impl Future<Output = serenity::Result<T>>) -> serenity::Result<T> {
    let mut ending = Ending(0);
    let outcome = request.await;
    ending.0 = status_of(&outcome);
    outcome
}

/// Counts its status when it goes.
struct Ending(u16);

impl Drop for Ending {
    fn drop(&mut self) {
        Metrics::global().discord(self.0);
    }
}

/// The HTTP status that a request ended with, as far as serenity tells it: 0 where there was no answer.
fn status_of<T>(outcome: &serenity::Result<T>) -> u16 {
    match outcome {
        Ok(_) | Err(serenity::Error::Json(_)) => 200,
        Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(response))) => response.status_code.as_u16(),
        Err(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_request_that_is_given_up_counts_as_unanswered() {
        let count = || {
            let text = Metrics::global().text();
            let line =
                text.lines().find(|line| line.starts_with("sayso_discord_requests_total{status=\"0\"}"));
            line.and_then(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).unwrap_or(0)
        };
        let before = count();
        assert!(counted(std::future::ready(Ok::<_, serenity::Error>(()))).await.is_ok());
        tokio::select! {
            biased;
            _ = counted(std::future::pending::<serenity::Result<()>>()) => {}
            () = std::future::ready(()) => {}
        }
        assert_eq!(count(), before + 1);
    }
}
