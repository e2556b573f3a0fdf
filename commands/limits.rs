//! How often one person and one server may ask, by the minute, in bounded memory.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

/// What one person or server may do in a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Commands of one person.
    pub commands: u32,
    /// Commands in one server.
    pub server_commands: u32,
    /// Pages fetched for one person.
    pub fetches: u32,
    /// Buttons pressed by one person.
    pub presses: u32,
}

impl Default for Allowance {
    /// 10 commands and 5 fetches a person, 60 commands a server; pages may be turned faster.
    fn default() -> Allowance {
        Allowance { commands: 10, server_commands: 60, fetches: 5, presses: 40 }
    }
}

const MINUTE_MS: i64 = 60_000;

/// Most that are remembered at once of each kind; beyond, those who have waited long enough are forgotten, and if
/// nobody has, all are: forgetting lets somebody ask early, and nobody grow the memory.
const KNOWN_MAX: usize = 50_000;

/// All limits.
pub(crate) struct Limits {
    commands: Pace,
    server_commands: Pace,
    fetches: Pace,
    presses: Pace,
}

/// Where a limit is reached: when it ends, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooFast {
    pub(crate) wait_s: i64,
}

impl Limits {
    pub(crate) fn new(allowance: Allowance) -> Limits {
        Limits {
            commands: Pace::new(allowance.commands),
            server_commands: Pace::new(allowance.server_commands),
            fetches: Pace::new(allowance.fetches),
            presses: Pace::new(allowance.presses),
        }
    }

    /// A command of `user` in `guild`. A person over the limit does not use up the server's.
    pub(crate) fn command(&self, user: u64, guild: Option<u64>, now: Timestamp) -> Result<(), TooFast> {
        self.commands.take(user, now)?;
        guild.map_or(Ok(()), |guild| self.server_commands.take(guild, now))
    }

    /// A page fetched for `user`.
    pub(crate) fn fetch(&self, user: u64, now: Timestamp) -> Result<(), TooFast> {
        self.fetches.take(user, now)
    }

    /// A button pressed by `user`.
    pub(crate) fn press(&self, user: u64, now: Timestamp) -> Result<(), TooFast> {
        self.presses.take(user, now)
    }
}

/// A rate: `a_minute` at once, and then one each time that its share of a minute has passed (the generic cell rate
/// algorithm: one number is kept of each asker, the time at which all that was taken is paid for).
struct Pace {
    each_ms: i64,
    paid_at_ms: Mutex<HashMap<u64, i64>>,
}

impl Pace {
    fn new(a_minute: u32) -> Pace {
        Pace { each_ms: MINUTE_MS / i64::from(a_minute.max(1)), paid_at_ms: Mutex::default() }
    }

    fn take(&self, who: u64, now: Timestamp) -> Result<(), TooFast> {
        let now_ms = now.as_millisecond();
        let mut known = self.paid_at_ms.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_MAX && !known.contains_key(&who) {
            known.retain(|_, paid_at_ms| *paid_at_ms > now_ms);
            if known.len() >= KNOWN_MAX {
                known.clear();
            }
        }
        let paid_at_ms = known.entry(who).or_insert(now_ms);
        // A clock that was set back must not lock anybody out.
        let from_ms = (*paid_at_ms).clamp(now_ms, now_ms + MINUTE_MS);
        *paid_at_ms = from_ms;
        let over_ms = from_ms + self.each_ms - now_ms - MINUTE_MS;
        if over_ms > 0 {
            return Err(TooFast { wait_s: (over_ms + 999) / 1000 });
        }
        *paid_at_ms = from_ms + self.each_ms;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + ms).unwrap()
    }

    #[test]
    fn ten_at_once_and_then_one_each_six_seconds() {
        let pace = Pace::new(10);
        for _ in 0..10 {
            assert_eq!(pace.take(1, at(0)), Ok(()));
        }
        assert_eq!(pace.take(1, at(0)), Err(TooFast { wait_s: 6 }));
        assert_eq!(pace.take(2, at(0)), Ok(()), "others are not concerned");
        assert_eq!(pace.take(1, at(5_999)), Err(TooFast { wait_s: 1 }));
        assert_eq!(pace.take(1, at(6_000)), Ok(()));
        assert_eq!(pace.take(1, at(6_000)), Err(TooFast { wait_s: 6 }), "a refusal costs nothing more");
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out_for_long() {
        let pace = Pace::new(1);
        assert_eq!(pace.take(1, at(86_400_000)), Ok(()));
        assert_eq!(pace.take(1, at(0)), Err(TooFast { wait_s: 60 }));
        assert_eq!(pace.take(1, at(60_000)), Ok(()));
    }

    #[test]
    fn a_person_over_the_limit_does_not_use_up_the_servers() {
        let limits = Limits::new(Allowance { commands: 1, server_commands: 2, ..Allowance::default() });
        assert_eq!(limits.command(1, Some(7), at(0)), Ok(()));
        for _ in 0..5 {
            assert!(limits.command(1, Some(7), at(0)).is_err());
        }
        assert_eq!(limits.command(2, Some(7), at(0)), Ok(()));
        assert!(limits.command(3, Some(7), at(0)).is_err(), "the server's is reached");
        assert_eq!(limits.command(4, None, at(0)), Ok(()), "elsewhere it does not count");
    }

    #[test]
    fn memory_is_bounded() {
        let pace = Pace::new(10);
        for who in 0..200_000 {
            assert_eq!(pace.take(who, at(0)), Ok(()));
        }
        assert!(pace.paid_at_ms.lock().unwrap().len() <= KNOWN_MAX);
    }
}
