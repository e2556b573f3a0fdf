//! The daily export: what a damaged record is restored from, and what operators copy elsewhere. And what is not kept:
//! after the days that the servers want that need an article, its text is cut to what its statements need, or it goes.

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use sayso_commands::Keeping;
use sayso_newsroom::{Pruned, Record};

use crate::health::Health;

/// How often it is looked whether today's export stands.
const LOOK_EVERY: Duration = Duration::from_secs(15 * 60);
/// How many exports are kept.
const KEPT: usize = 7;

/// Articles whose texts are cut at one look.
const PRUNED_MAX: usize = 500;

/// Writes one export a day (UTC) into a folder, for as long as the runtime lives: the first at once, where today's is
/// not there yet.
pub(crate) fn write_daily(
    record: Record,
    keeping: Keeping,
    folder: PathBuf,
    now: fn() -> Timestamp,
    health: &Health,
) {
    let pulse = health.pulse("exports", LOOK_EVERY);
    tokio::spawn(async move {
        let mut looks = tokio::time::interval(LOOK_EVERY);
        loop {
            looks.tick().await;
            pulse.beat();
            let (kept, folder) = (record.clone(), folder.clone());
            let written = tokio::task::spawn_blocking(move || kept.export_of_day(&folder, now(), KEPT));
            match written.await {
                Ok(Ok(None)) => {}
                Ok(Ok(Some((path, summary)))) => tracing::info!(
                    path = %path.display(),
                    articles = summary.articles,
                    statements = summary.statements,
                    "today's export is written and proven"
                ),
                Ok(Err(error)) => tracing::error!(%error, "today's export could not be written"),
                Err(_) => tracing::error!("writing today's export panicked"),
            }
            let keeping = keeping.clone();
            let pruned = tokio::task::spawn_blocking(move || keeping.prune(now(), PRUNED_MAX));
            match pruned.await {
                Ok(Ok(Pruned { texts: 0, revisions: 0, articles: 0, .. })) => {}
                Ok(Ok(Pruned { texts, revisions, articles, .. })) => {
                    tracing::info!(texts, revisions, articles, "texts whose days were over are cut");
                }
                Ok(Err(error)) => tracing::error!(%error, "texts whose days are over could not be cut"),
                Err(_) => tracing::error!("cutting texts panicked"),
            }
        }
    });
}
