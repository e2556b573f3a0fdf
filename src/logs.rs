//! Where events go: lines for people or JSON lines, on standard error.

use anyhow::{Context as _, Result};
use tracing_subscriber::EnvFilter;

use crate::config::Config;

/// Starts logging as the settings ask.
///
/// # Errors
/// Where SAYSO_LOG is no filter.
pub(crate) fn start(config: &Config) -> Result<()> {
    let filter = EnvFilter::try_new(&config.log).with_context(|| {
        format!("SAYSO_LOG is `{}`, which is no filter; give one like `info,serenity=warn`", config.log)
    })?;
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if config.log_json {
        subscriber.json().init()
    } else {
        subscriber.init()
    }
    Ok(())
}
