//! Keeping apart what many servers ask for at the same minute.

use jiff::SignedDuration;

/// How long after its time a server's post is made, so that those of many servers do not all go out at once:
/// the same for one server always, from nothing to just below `window`.
pub fn spread(server: u64, window: SignedDuration) -> SignedDuration {
    // Server numbers are times of creation and not evenly spread; this mixes all bits (SplitMix64's finish).
    let mut mixed = server.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    let window_ms = u64::try_from(window.as_millis().max(0)).unwrap_or(u64::MAX);
    let share_ms = (u128::from(mixed) * u128::from(window_ms)) >> 64;
    // Less than the window, which came from milliseconds that fit.
    SignedDuration::from_millis(i64::try_from(share_ms).unwrap_or(0))
}
