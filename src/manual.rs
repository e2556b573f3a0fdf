//! `sayso man` and `sayso completions`: made of the command line's own description, so that they cannot lag behind.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::cli::Cli;

/// Prints the manual page, or writes one for each command into a folder.
///
/// # Errors
/// Where it cannot be written.
pub(crate) fn man(folder: Option<&Path>) -> Result<()> {
    match folder {
        Some(folder) => std::fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(Cli::command(), folder))
            .with_context(|| format!("the pages cannot be written into {}", folder.display())),
        None => print(|out| clap_mangen::Man::new(Cli::command()).render(out)),
    }
}

/// Prints the completions for a shell.
///
/// # Errors
/// Where standard output cannot be written to.
pub(crate) fn completions(shell: Shell) -> Result<()> {
    print(|out| {
        clap_complete::generate(shell, &mut Cli::command(), "sayso", out);
        Ok(())
    })
}

/// Makes it whole first: a pipe that closes early is no fault of the page.
fn print(make: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Result<()> {
    let mut made = Vec::new();
    make(&mut made)?;
    std::io::stdout().lock().write_all(&made).context("standard output cannot be written to")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_the_page_and_in_the_completions() {
        let mut page = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        let mut script = Vec::new();
        clap_complete::generate(Shell::Bash, &mut Cli::command(), "sayso", &mut script);
        let script = String::from_utf8(script).unwrap();
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            assert!(page.contains(&format!("sayso\\-{name}(1)")), "{name} is not in\n{page}");
            assert!(script.contains(&format!("sayso,{name})")), "{name} is not in\n{script}");
        }
    }
}
