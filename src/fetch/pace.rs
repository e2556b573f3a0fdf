//! The distance between visits: so many of one host at a time, a pause from start to start, so many in all, and
//! hosts that asked for a pause are left alone for as long as they said.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::{FetchError, Settings};

/// A host may close its door for at most this long (a day): longer is a mistake or a trap.
pub(crate) const HOLD_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// Hosts remembered at a time; those that are idle and free again are forgotten first.
const HOSTS_MAX: usize = 10_000;

/// The door of every host.
pub(crate) struct Pace {
    hosts: Mutex<HashMap<String, Arc<Door>>>,
    all: Arc<Semaphore>,
    pause: Duration,
    per_host: usize,
    patience: Duration,
}

struct Door {
    turn: Arc<Semaphore>,
    times: Mutex<Times>,
}

#[derive(Clone, Copy)]
struct Times {
    /// The next visit starts no earlier.
    next: Instant,
    /// The host has asked to be left alone until then.
    held_until: Instant,
}

/// Leave to visit one host, until it is dropped.
pub(crate) struct Turn {
    pub(crate) host: String,
    _host: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Pace {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            hosts: Mutex::default(),
            all: Arc::new(Semaphore::new(settings.in_all)),
            pause: settings.pause,
            per_host: settings.per_host,
            patience: settings.patience,
        }
    }

    /// Waits for the next turn at `host`, as long as patience lasts.
    ///
    /// Whoever holds a turn never waits for another, so that two visits cannot wait for each other.
    pub(crate) async fn turn(&self, host: &str) -> Result<Turn, FetchError> {
        let patience_ends = Instant::now() + self.patience;
        let busy = || FetchError::Busy { host: host.to_owned() };
        let door = self.door(host);
        door.refuse_if_held(host, patience_ends)?;
        let permit =
            timeout_at(patience_ends, Arc::clone(&door.turn).acquire_owned()).await.map_err(|_| busy())?;
        let _host = permit.expect("the semaphore of a door is never closed");
        loop {
            door.refuse_if_held(host, patience_ends)?;
            let Err(start) = door.enter(self.pause) else { break };
            if start > patience_ends {
                return Err(busy());
            }
            sleep_until(start).await;
        }
        let permit =
            timeout_at(patience_ends, Arc::clone(&self.all).acquire_owned()).await.map_err(|_| busy())?;
        let _all = permit.expect("the semaphore of all visits is never closed");
        Ok(Turn { host: host.to_owned(), _host, _all })
    }

    /// Leaves `host` alone for `span`, as it asked; a shorter wish does not undo a longer one.
    pub(crate) fn hold(&self, host: &str, span: Duration) {
        let until = Instant::now() + span.min(HOLD_MAX);
        let door = self.door(host);
        let mut times = door.times.lock().unwrap_or_else(PoisonError::into_inner);
        times.held_until = times.held_until.max(until);
    }

    fn door(&self, host: &str) -> Arc<Door> {
        let now = Instant::now();
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= HOSTS_MAX && !hosts.contains_key(host) {
            hosts.retain(|_, door| Arc::strong_count(door) > 1 || door.times().is_future(now));
        }
        let fresh = || {
            let times = Mutex::new(Times { next: now, held_until: now });
            Arc::new(Door { turn: Arc::new(Semaphore::new(self.per_host)), times })
        };
        Arc::clone(hosts.entry(host.to_owned()).or_insert_with(fresh))
    }
}

impl Times {
    fn is_future(self, now: Instant) -> bool {
        self.next > now || self.held_until > now
    }
}

impl Door {
    fn times(&self) -> Times {
        *self.times.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refuse_if_held(&self, host: &str, patience_ends: Instant) -> Result<(), FetchError> {
        let held_until = self.times().held_until;
        if held_until <= patience_ends {
            return Ok(());
        }
        let seconds = held_until.duration_since(Instant::now()).as_secs_f64().ceil() as u64;
        Err(FetchError::AskedToWait { host: host.to_owned(), seconds })
    }

    /// Starts a visit now, or says when one may start.
    fn enter(&self, pause: Duration) -> Result<(), Instant> {
        let now = Instant::now();
        let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        let start = times.next.max(times.held_until);
        if start > now {
            return Err(start);
        }
        times.next = now + pause;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pace() -> Arc<Pace> {
        Arc::new(Pace::new(&Settings::default()))
    }

    #[tokio::test(start_paused = true)]
    async fn visits_of_a_host_start_two_seconds_apart_one_at_a_time() {
        let (pace, begin) = (pace(), Instant::now());
        let mut starts = Vec::new();
        for _ in 0..3 {
            let turn = pace.turn("example.org").await.expect("a turn");
            starts.push(begin.elapsed().as_secs());
            drop(turn);
        }
        assert_eq!(starts, [0, 2, 4]);
        let other = pace.turn("example.net").await.expect("a turn");
        assert_eq!((begin.elapsed().as_secs(), other.host.as_str()), (4, "example.net"));

        // As long as one visit lasts no other begins; patience ends after 30 s.
        let _long = pace.turn("example.org").await.expect("a turn");
        let waited = pace.turn("example.org").await.err();
        assert_eq!(waited, Some(FetchError::Busy { host: "example.org".into() }));
        assert_eq!(begin.elapsed().as_secs(), 6 + 30);
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_asked_for_a_pause_has_it() {
        let (pace, begin) = (pace(), Instant::now());
        pace.hold("example.org", Duration::from_secs(600));
        pace.hold("example.org", Duration::from_secs(5));
        let asked = |seconds| Some(FetchError::AskedToWait { host: "example.org".into(), seconds });
        assert_eq!(pace.turn("example.org").await.err(), asked(600));
        assert!(pace.turn("example.net").await.is_ok());
        tokio::time::advance(Duration::from_secs(500)).await;
        assert_eq!(pace.turn("example.org").await.err(), asked(100));
        // What patience can bear is waited for.
        tokio::time::advance(Duration::from_secs(80)).await;
        assert!(pace.turn("example.org").await.is_ok());
        assert_eq!(begin.elapsed().as_secs(), 600);
        // Nobody closes a host for good.
        pace.hold("example.org", Duration::from_secs(u64::MAX / 4));
        assert_eq!(pace.turn("example.org").await.err(), asked(86_400));
    }

    #[tokio::test(start_paused = true)]
    async fn so_many_in_all() {
        let pace = pace();
        let mut turns = Vec::new();
        for n in 0..64 {
            turns.push(pace.turn(&format!("n{n}.example.org")).await.expect("a turn"));
        }
        assert_eq!(
            pace.turn("more.example.org").await.err(),
            Some(FetchError::Busy { host: "more.example.org".into() })
        );
        turns.pop();
        assert!(pace.turn("more.example.org").await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn hosts_of_yesterday_are_forgotten() {
        let pace = pace();
        for n in 0..HOSTS_MAX {
            drop(pace.turn(&format!("n{n}.example.org")).await.expect("a turn"));
        }
        pace.hold("n7.example.org", Duration::from_secs(3600));
        tokio::time::advance(Duration::from_secs(60)).await;
        drop(pace.turn("new.example.org").await.expect("a turn"));
        assert_eq!(pace.hosts.lock().expect("no poison").len(), 2);
    }
}
