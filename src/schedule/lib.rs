//! When a digest is due: times as people type them ("weekdays 8:00", "every 6 hours", a line of cron), in the
//! time zone that they live in, once a day through every change of the clocks.
//!
//! Knows nothing of digests, servers or Discord, does no I/O and reads no clock: the time is an argument, and
//! so is the database of time zones. In reading order: [`When`] is what was typed, `parse` and `words` read it;
//! [`Occurrence`] is one time that it is due; [`judge`] says what becomes of one that was missed; [`Quiet`] are
//! the hours in which nothing is posted; `zone` finds a zone by its name; `spread` keeps servers apart.
//!
//! # Example
//!
//! ```
//! use jiff::tz::TimeZone;
//! use sayso_schedule::When;
//!
//! let when: When = "weekdays 8:00".parse()?;
//! let kyiv = TimeZone::get("Europe/Kyiv")?;
//! // A Saturday: the next weekday is Monday, two hours before UTC's.
//! let next = when.next(&kyiv, "2026-11-28T12:00:00Z".parse()?).unwrap();
//! assert_eq!(next.at.to_string(), "2026-11-30T06:00:00Z");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cron;
mod days;
mod late;
mod occurrence;
mod parse;
mod quiet;
mod spread;
mod when;
mod words;
mod zone;

pub use late::{LATE_MAX, Verdict, expires, judge};
pub use occurrence::Occurrence;
pub use parse::NotAWhen;
pub use quiet::{NotQuietHours, Quiet};
pub use spread::spread;
pub use when::{OFTEN_MAX, TEXT_CHARS_MAX, When};
pub use zone::{UnknownZone, zone, zones_like};
