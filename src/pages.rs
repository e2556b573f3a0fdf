//! `sayso brief`, `extract` and `attribute`: pages in, briefs out, on the terminal.

use std::collections::HashMap;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sayso_newsroom::{
    Attribution, Brief, Engine, Fetch, Span, Style, attributions, brief_page, read_page, story_json,
};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::cli::{EngineChoice, Targets};
use crate::config::Config;
use crate::targets::{self, Target};

/// Targets in the works at once; the fetch stage's limits per host hold besides.
const TARGETS_AT_ONCE: usize = 16;

/// Prints one clear line on standard error.
pub(crate) fn complain(line: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr(), "sayso: {line}");
}

/// `sayso brief`. True where every target gave a brief.
pub(crate) async fn brief(targets: Targets, as_json: bool, config: &Config) -> Result<bool> {
    let engine = Arc::new(Engine::embedded()?);
    let columns =
        terminal_size::terminal_size().map_or(Style::PLAIN.columns, |(width, _)| usize::from(width.0));
    let make = move |target: Target| {
        let brief = brief_page(&target.body, target.html, target.url.as_ref(), &engine)?;
        Ok(if as_json { brief.to_json().to_string() } else { people(&brief, columns) })
    };
    each(targets, config, make).await
}

/// `sayso extract`. True where every target gave an article.
pub(crate) async fn extract(targets: Targets, config: &Config) -> Result<bool> {
    let make = |target: Target| {
        let story = read_page(&target.body, target.html, target.url.as_ref())?;
        Ok(story_json(&story).to_string())
    };
    each(targets, config, make).await
}

/// Coloured always: the output stream takes colours out where they are not wanted.
fn people(brief: &Brief, columns: usize) -> String {
    brief.to_terminal(Style { columns, coloured: true })
}

/// Reads the targets side by side and prints what `make` makes of each, in the order asked for. A target that
/// fails is told on standard error and keeps nothing from the others.
async fn each<F>(how: Targets, config: &Config, make: F) -> Result<bool>
where
    F: Fn(Target) -> Result<String> + Clone + Send + 'static,
{
    let fetch: Arc<dyn Fetch> = Arc::new(crate::run::web(config)?);
    let how = Arc::new(how);
    let places = Arc::new(Semaphore::new(TARGETS_AT_ONCE));
    let queues = queues(&how.targets);
    let bar = progress(how.targets.len());
    let mut works = Vec::new();
    for target in how.targets.clone() {
        let (how, fetch, places, make, bar) =
            (how.clone(), fetch.clone(), places.clone(), make.clone(), bar.clone());
        let queue = targets::host(&target).and_then(|host| queues.get(&host).cloned());
        works.push(tokio::spawn(async move {
            let made = one(&target, &how, fetch.as_ref(), queue, &places, make).await;
            bar.inc(1);
            made
        }));
    }
    let mut all = true;
    for (target, work) in how.targets.iter().zip(works) {
        match work
            .await
            .context("reading it failed by a fault of sayso's own; please report it")
            .and_then(|made| made)
        {
            Ok(text) => bar.suspend(|| print(&text))?,
            Err(error) => {
                all = false;
                bar.suspend(|| complain(&format!("{target}: {error:#}")));
            }
        }
    }
    bar.finish_and_clear();
    Ok(all)
}

/// One target, when its turn has come: the host's queue first, so that who waits there takes no place from pages of
/// other hosts, and no patience of the fetch stage runs out.
async fn one<F>(
    target: &str,
    how: &Targets,
    fetch: &dyn Fetch,
    queue: Option<Arc<Semaphore>>,
    places: &Semaphore,
    make: F,
) -> Result<String>
where
    F: Fn(Target) -> Result<String> + Send + 'static,
{
    // Neither semaphore is ever closed.
    let turn = match queue {
        Some(queue) => queue.acquire_owned().await.ok(),
        None => None,
    };
    let _place = places.acquire().await.ok();
    let page = targets::read(target, how, fetch).await?;
    drop(turn);
    tokio::task::spawn_blocking(move || make(page))
        .await
        .context("reading it failed by a fault of sayso's own; please report it")?
}

/// A queue for each host among the targets: its pages are read one after the other.
fn queues(targets: &[String]) -> HashMap<String, Arc<Semaphore>> {
    targets.iter().filter_map(|target| Some((targets::host(target)?, Arc::new(Semaphore::new(1))))).collect()
}

/// A bar on a terminal for many targets, nothing else otherwise.
fn progress(targets: usize) -> ProgressBar {
    let shown = targets > 1 && io::stderr().is_terminal();
    let draw = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(targets as u64), draw);
    match ProgressStyle::with_template("{wide_bar} {pos}/{len} pages, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Prints a text and ends its line; a reader that has gone away (`| head`) is no fault.
fn print(text: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    match writeln!(out, "{}", text.trim_end_matches('\n')) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("standard output cannot be written to"),
    }
}

/// `sayso attribute`. True where every text could be read.
pub(crate) fn attribute(files: &[PathBuf], jsonl: bool, choice: EngineChoice) -> Result<bool> {
    let engine = match choice {
        EngineChoice::Trained => Some(Engine::embedded()?),
        EngineChoice::Fast => None,
    };
    if jsonl {
        for (number, line) in io::stdin().lock().lines().enumerate() {
            let line = line.context("standard input cannot be read as UTF-8 lines")?;
            let asked: Value = serde_json::from_str(&line).with_context(|| {
                format!("line {} of standard input is no JSON object with `id` and `text`", number + 1)
            })?;
            let text = asked["text"].as_str().with_context(|| {
                format!("line {} of standard input has no `text`; give {{\"id\", \"text\"}}", number + 1)
            })?;
            print(&spans(asked["id"].clone(), &attributions(text, engine.as_ref())))?;
        }
        return Ok(true);
    }
    let mut all = true;
    for file in files {
        match targets::plain_text(file) {
            Ok(text) => print(&spans(json!(file.to_string_lossy()), &attributions(&text, engine.as_ref())))?,
            Err(error) => {
                all = false;
                complain(&format!("{error:#}"));
            }
        }
    }
    Ok(all)
}

/// The contract's line of a text's attributions.
fn spans(id: Value, attributions: &[Attribution]) -> String {
    let pairs =
        |spans: &[Span]| -> Vec<[usize; 2]> { spans.iter().map(|span| [span.start, span.end]).collect() };
    let objects: Vec<Value> = attributions
        .iter()
        .map(|a| {
            json!({
                "source": pairs(&a.source),
                "cue": pairs(&a.cue),
                "content": pairs(&a.content),
                "confidence": (f64::from(a.confidence) * 1000.0).round() / 1000.0,
            })
        })
        .collect();
    json!({ "id": id, "attributions": objects }).to_string()
}
