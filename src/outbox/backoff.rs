//! How long to wait before trying again.

use jiff::SignedDuration;
use sayso_schedule::spread;

/// The first pause.
const FIRST: SignedDuration = SignedDuration::from_secs(2);

/// The longest pause.
const LONGEST: SignedDuration = SignedDuration::from_mins(15);

/// The longest that Discord's word for a pause is followed; a longer one is asked for again then.
const ASKED_MAX: SignedDuration = SignedDuration::from_hours(1);

/// The pause after so many attempts: doubling from 2 s to 15 min, and up to half as much again by the post's
/// seed, so that what failed together does not come again together.
pub(crate) fn pause(attempts: u16, seed: u64) -> SignedDuration {
    let doublings = u32::from(attempts.saturating_sub(1).min(16));
    let pause = FIRST.checked_mul(1 << doublings).unwrap_or(LONGEST).min(LONGEST);
    pause + spread(seed ^ u64::from(attempts), pause / 2)
}

/// The pause that Discord asked for, with a little more by the seed.
pub(crate) fn asked(pause: SignedDuration, seed: u64) -> SignedDuration {
    let pause = pause.clamp(SignedDuration::from_secs(1), ASKED_MAX);
    pause + spread(seed, SignedDuration::from_secs(5))
}
