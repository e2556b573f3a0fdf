//! `sayso train`: rebuilds the engine's model.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// The trainers, from the root of the repository: English, then the other languages, whose heads begin with what
/// English learnt, then whom sources mean, for both. Training uses PyTorch, in a folder of its own; what ships does not.
const TRAINERS: [(&str, &[&str]); 3] = [
    ("training/train.py", &["CORPUS", "--checkpoint", "training/english.pt"]),
    (
        "training/multilingual.py",
        &["CORPUS", "--heads", "training/english.pt", "--checkpoint", "training/multilingual.pt"],
    ),
    ("training/antecedents.py", &[]),
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
        let arguments = arguments
            .iter()
            .map(|argument| if *argument == "CORPUS" { corpus.as_os_str() } else { OsStr::new(argument) });
        let status = Command::new("python3")
            .arg(trainer)
            .args(arguments)
            .args(["--extra", "corpus", "--out", "src/attribution/model"])
            .status()
            .context(
                "python3 cannot be started; install Python 3.11 and the packages of training/requirements.txt",
            )?;
        ensure!(status.success(), "{trainer} ended with {status}; its last lines above say why");
    }
    Ok(())
}
