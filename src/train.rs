//! `sayso train`: rebuilds the engine's model.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// The trainer, from the root of the repository. Training uses PyTorch, in a folder of its own; what ships does not.
const TRAINER: &str = "training/train.py";

/// Runs the trainer over `corpus` and leaves the new model where the next build takes it up.
///
/// # Errors
/// Where the trainer is not at hand, or it failed.
pub(crate) fn train(corpus: &Path) -> Result<()> {
    ensure!(
        Path::new(TRAINER).is_file(),
        "{TRAINER} is not here; run `sayso train` in the root of sayso's repository"
    );
    ensure!(
        corpus.join("train.jsonl").is_file(),
        "{} has no train.jsonl; give the folder of an attribution corpus",
        corpus.display()
    );
    let status = Command::new("python3")
        .arg(TRAINER)
        .arg(corpus)
        .args(["--out", "src/attribution/model"])
        .status()
        .context(
            "python3 cannot be started; install Python 3.11 and the packages of training/requirements.txt",
        )?;
    ensure!(status.success(), "the trainer ended with {status}; its last lines above say why");
    Ok(())
}
