//! The clock: read here and nowhere else. Against a stand-in of Discord it can be a file, so that tests live through
//! days in seconds.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;

/// The file that is the clock, where one is. Set once, before anything asks for the time: the time is a plain function,
/// which everything is given.
static HANDS: OnceLock<Hands> = OnceLock::new();

/// Between two looks at what is due by a clock that is a file: it jumps.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// A clock that stands until its file says another time.
#[derive(Debug)]
struct Hands {
    file: PathBuf,
    /// What it said last, in milliseconds since 1970: it holds while the file cannot be read.
    last: AtomicI64,
}

/// Goes by the time in a file from now on (RFC 3339); the first file stays.
pub(crate) fn go_by(file: PathBuf) {
    HANDS.get_or_init(|| Hands { file, last: AtomicI64::new(system().as_millisecond()) });
}

/// When the clock began to go faster, and how many times.
static FASTER: OnceLock<(Timestamp, i32)> = OnceLock::new();

/// From now on the clock goes so many times faster: a day of tests takes minutes. A second call would be a second
/// program; the first stays.
pub(crate) fn hurry(times: u32) {
    FASTER.get_or_init(|| (system(), i32::try_from(times).unwrap_or(1)));
}

/// The time.
pub(crate) fn now() -> Timestamp {
    if let Some(hands) = HANDS.get() {
        return hands.read();
    }
    let now = system();
    let Some((begin, times)) = FASTER.get() else { return now };
    begin.checked_add(now.duration_since(*begin).saturating_mul(*times)).unwrap_or(now)
}

/// How long to wait between two looks at what is due, which is `usual` by a clock that runs.
pub(crate) fn look_every(usual: Duration) -> Duration {
    if HANDS.get().is_some() { LOOK_EVERY } else { usual }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
fn system() -> Timestamp {
    Timestamp::now()
}

impl Hands {
    fn read(&self) -> Timestamp {
        let text = std::fs::read_to_string(&self.file).unwrap_or_default();
        if let Ok(at) = text.trim().parse::<Timestamp>() {
            self.last.store(at.as_millisecond(), Ordering::Relaxed);
        }
        Timestamp::from_millisecond(self.last.load(Ordering::Relaxed)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
