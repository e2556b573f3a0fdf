//! `sayso train`: rebuilds the engine's model.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// The trainers, from the root of the repository: English, then the other languages, whose heads begin with what
/// English learnt. Training uses PyTorch, in a folder of its own; what ships does not.
const TRAINERS: [(&str, &[&str]); 2] = [
    ("training/train.py", &["--checkpoint", "training/english.pt"]),
    (
        "training/multilingual.py",
        &["--heads", "training/english.pt", "--checkpoint", "training/multilingual.pt"],
    ),
];

/// Runs the trainers over `corpus` and leaves the new models where the next build takes them up.
///
/// # Errors
/// Where the trainer is not at hand, or it failed.
pub(crate) fn train(corpus: &Path) -> Result<()> {
    ensure!(
        corpus.join("train.jsonl").is_file(),
        "{} has no train.jsonl; give the folder of an attribution corpus",
        corpus.display()
    );
    for (trainer, arguments) in TRAINERS {
        ensure!(
            Path::new(trainer).is_file(),
            "{trainer} is not here; run `sayso train` in the root of sayso's repository"
        );
        let status = Command::new("python3")
            .arg(trainer)
            .arg(corpus)
            .args(["--extra", "corpus", "--out", "src/attribution/model"])
            .args(arguments)
            .status()
            .context(
                "python3 cannot be started; install Python 3.11 and the packages of training/requirements.txt",
            )?;
        ensure!(status.success(), "{trainer} ended with {status}; its last lines above say why");
    }
    Ok(())
}
