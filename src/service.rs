//! What systemd is told: that the bot is ready, that it lives, that it stops. Without systemd nothing is told.

use std::time::Duration;

use sd_notify::NotifyState;

use crate::health::Health;

/// How often readiness is looked at until it has come, and how often afterwards.
const LOOK_FIRST: Duration = Duration::from_millis(500);
/// See [`LOOK_FIRST`].
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// Tells systemd about the bot for as long as the runtime lives.
pub(crate) fn tell(health: &Health) {
    let health = health.clone();
    tokio::spawn(async move {
        // Half of what systemd waits for, as sd_watchdog_enabled(3) asks.
        let watchdog = sd_notify::watchdog_enabled().map(|limit| (limit / 2).max(LOOK_FIRST));
        let mut ready = false;
        while !health.is_stopping() {
            let (stand, all) = health.connections().await;
            if !ready && all > 0 && stand == all {
                ready = true;
                say(&[NotifyState::Ready]);
            }
            say(&[NotifyState::Status(&format!("{stand} of {all} connections to Discord"))]);
            if health.is_alive() {
                say(&[NotifyState::Watchdog]);
            }
            let pause = if ready { LOOK_EVERY } else { LOOK_FIRST };
            tokio::time::sleep(watchdog.map_or(pause, |beat| pause.min(beat))).await;
        }
    });
}

/// Tells systemd that the bot stops.
pub(crate) fn tell_stopping() {
    say(&[NotifyState::Stopping]);
}

fn say(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::debug!(%error, "systemd could not be told");
    }
}
