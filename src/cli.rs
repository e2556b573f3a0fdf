//! What can be typed after `sayso`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use url::Url;

/// Reads the news and keeps the record of who said what.
#[derive(Debug, Parser)]
#[command(name = "sayso", version, about, max_term_width = 100)]
#[command(
    after_help = "Example:\n  sayso brief https://example.org/news/story\n\nWithout a command sayso runs the Discord bot."
)]
pub(crate) struct Cli {
    /// What to do; `run` where nothing is told.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// The commands of the contract.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print who said what in an article
    #[command(
        after_help = "Examples:\n  sayso brief page.html\n  sayso brief --json https://example.org/news/story\n  curl -s https://example.org/x | sayso brief --url https://example.org/x -"
    )]
    Brief {
        #[command(flatten)]
        targets: Targets,
        /// Print one JSON object a target, one a line
        #[arg(long)]
        json: bool,
    },
    /// Print the attributions (source, cue, content spans) of plain texts as JSON lines
    #[command(
        after_help = "Examples:\n  sayso attribute story.txt\n  sayso attribute --jsonl < corpus.jsonl > spans.jsonl\n  sayso attribute --engine fast *.txt"
    )]
    Attribute {
        /// Plain-text files
        #[arg(required_unless_present = "jsonl")]
        files: Vec<PathBuf>,
        /// Read {"id","text"} lines from standard input, write a line for each
        #[arg(long, conflicts_with = "files")]
        jsonl: bool,
        /// Which engine reads
        #[arg(long, value_enum, default_value_t)]
        engine: EngineChoice,
    },
    /// Print the article alone, as JSON
    #[command(after_help = "Example:\n  sayso extract page.html https://example.org/news/story")]
    Extract {
        #[command(flatten)]
        targets: Targets,
    },
    /// Run the Discord bot (needs DISCORD_TOKEN)
    #[command(
        after_help = "Example:\n  DISCORD_TOKEN=… sayso run\n\nSettings come from the environment and from .env; .env.example tells each."
    )]
    Run,
    /// Try the bot without a token: a page on this machine that looks like a channel, and a sample story
    #[command(after_help = "Example:\n  sayso try --port 7070")]
    Try {
        /// Port of 127.0.0.1 that the page is served on
        #[arg(long, default_value_t = 7070)]
        port: u16,
    },
    /// Check settings, record and token, each with a verdict, before the bot is run
    #[command(after_help = "Example:\n  sayso check && sayso run")]
    Check,
    /// Ask the bot that runs here whether it is ready (needs SAYSO_HEALTH_ADDR)
    #[command(
        after_help = "Example:\n  SAYSO_HEALTH_ADDR=127.0.0.1:9464 sayso health || systemctl status sayso"
    )]
    Health,
    /// The portable backup of the record, and its proof
    #[command(subcommand, after_help = "Example:\n  sayso record export backup.jsonl")]
    Record(RecordCommand),
    /// Rebuild the engine's model from a corpus, with its scores
    #[command(
        after_help = "Example:\n  sayso train ../corpora/attribution\n\nNeeds Python 3.11 with the packages of training/requirements.txt."
    )]
    Train {
        /// Folder with train.jsonl and dev.jsonl
        corpus: PathBuf,
    },
    /// Print the manual page
    #[command(after_help = "Examples:\n  sayso man | man -l -\n  sayso man /usr/local/share/man/man1")]
    Man {
        /// Write a page for each command into this folder instead
        folder: Option<PathBuf>,
    },
    /// Print the completions for a shell
    #[command(
        after_help = "Example:\n  sayso completions bash > ~/.local/share/bash-completion/completions/sayso"
    )]
    Completions {
        /// Whose
        shell: clap_complete::Shell,
    },
}

/// The engines of `sayso attribute`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum EngineChoice {
    /// The trained networks, with the rules where these help
    #[default]
    Trained,
    /// The rules alone: many times faster, and they find less
    Fast,
}

/// Pages to read.
#[derive(Debug, Args)]
pub(crate) struct Targets {
    /// Addresses, files, or `-` for standard input
    #[arg(required = true, value_name = "TARGET")]
    pub(crate) targets: Vec<String>,
    /// The address that a file came from
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) url: Option<Url>,
    /// Read the targets as HTML, whatever they look like
    #[arg(long, conflicts_with = "text")]
    pub(crate) html: bool,
    /// Read the targets as plain text, whatever they look like
    #[arg(long)]
    pub(crate) text: bool,
}

/// What can be done with the record as a whole.
#[derive(Debug, Subcommand)]
pub(crate) enum RecordCommand {
    /// Write everything to a portable, checksummed file
    #[command(after_help = "Example:\n  sayso record export backup.jsonl")]
    Export {
        /// The file to write; it appears whole or not at all
        file: PathBuf,
    },
    /// Read a file written by `export` into the record
    #[command(after_help = "Example:\n  SAYSO_DATA=restored sayso record import backup.jsonl")]
    Import {
        /// The file to read
        file: PathBuf,
    },
    /// Check every value of the record against its checksum
    #[command(after_help = "Example:\n  sayso record verify")]
    Verify,
    /// Print how much is kept
    #[command(after_help = "Example:\n  sayso record stats")]
    Stats,
    /// Bring the record to the format of this version; opening it does the same
    #[command(after_help = "Example:\n  sayso record migrate --dry-run")]
    Migrate {
        /// Tell what would change, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_sound_and_every_command_shows_an_example() {
        let mut command = Cli::command();
        command.build();
        fn check(command: &clap::Command) {
            assert!(
                command.get_after_help().is_some_and(|help| help.to_string().contains("Example")),
                "{}",
                command.get_name()
            );
            for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
                check(sub);
            }
        }
        check(&command);
        command.debug_assert();
    }
}
