//! What is counted of each reading: classes alone, never a word, a name or an address.

use jiff::Timestamp;
use sayso_article::Dated;
use sayso_briefing::Brief;
use sayso_fetch::{Fetch, FetchError, Page, Polled, Validators, Want};
use sayso_metrics::Metrics;
use sayso_statements::Quotation;
use url::Url;

use crate::{ReadError, Reading};

/// A door to the web whose visits are counted by how they end.
pub struct Counted<F>(pub F);

#[async_trait::async_trait]
impl<F: Fetch> Fetch for Counted<F> {
    async fn page(&self, url: &Url) -> Result<Page, FetchError> {
        let page = self.0.page(url).await;
        count(page.as_ref().map(|_| "ok"));
        page
    }

    async fn poll(&self, url: &Url, want: Want, known: &Validators) -> Result<Polled, FetchError> {
        let polled = self.0.poll(url, want, known).await;
        count(polled.as_ref().map(|polled| if polled.page.is_some() { "ok" } else { "unchanged" }));
        polled
    }
}

fn count(ended: Result<&'static str, &FetchError>) {
    Metrics::global().fetched(ended.unwrap_or_else(FetchError::code));
}

/// Counts what became of a link that was asked for.
pub(crate) fn reading(outcome: &Result<Reading, ReadError>) {
    Metrics::global().reading(match outcome {
        Ok(reading) if reading.from_record => "recalled",
        Ok(_) => "read",
        Err(ReadError::Fetch(_)) => "not-fetched",
        Err(ReadError::Unreadable(_)) => "not-an-article",
        Err(ReadError::Record(_)) => "record-failed",
        Err(ReadError::Fault) => "fault",
    });
}

/// Counts what was found in a page that was just read, and how old the news was. A date without a time of day
/// says too little about that.
pub(crate) fn found(brief: &Brief, now: Timestamp) {
    let metrics = Metrics::global();
    for statement in brief.statements() {
        metrics.statement(quotation(statement.quotation), statement.speaker.kind.name());
    }
    if let Some(Dated::Instant { at, .. }) = brief.article().published {
        metrics.published_to_read((now.as_millisecond() - at.as_millisecond()) as f64 / 1000.0);
    }
}

fn quotation(quotation: Quotation) -> &'static str {
    match quotation {
        Quotation::Direct => "direct",
        Quotation::Mixed => "mixed",
        Quotation::Indirect => "indirect",
    }
}

#[cfg(test)]
mod tests {
    use sayso_fetch::Shelf;

    use super::*;

    #[tokio::test]
    async fn visits_are_counted_by_how_they_end() {
        let shelf = Counted(Shelf::default());
        let missing = shelf.page(&"https://argus.example/none".parse().unwrap()).await.unwrap_err();
        let line = format!("sayso_fetches_total{{class=\"{}\"}} 1", missing.code());
        assert!(Metrics::global().text().contains(&line), "{line}");
    }
}
