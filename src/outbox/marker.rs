//! By what a message is known again.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// Discord's epoch, 2015-01-01, in milliseconds.
const EPOCH_MS: i64 = 1_420_070_400_000;

/// The mark of one message of a post: 22 characters of A–Z, a–z, 0–9, `-` and `_` (132 bits). It is the message's
/// nonce, of which Discord takes 25 characters, and stands in the message, so that it is known again when the
/// channel is read back.
pub fn marker(server: u64, occurrence: &str, part: u16) -> String {
    let mut hasher = Sha256::new();
    hasher.update(server.to_be_bytes());
    hasher.update(part.to_be_bytes());
    hasher.update(occurrence.as_bytes());
    let mut marker = URL_SAFE_NO_PAD.encode(hasher.finalize());
    marker.truncate(22);
    marker
}

/// A number by which pauses differ from post to post.
pub(crate) fn seed(server: u64, occurrence: &str) -> u64 {
    occurrence.bytes().fold(server, |seed, byte| seed.rotate_left(7) ^ u64::from(byte))
}

/// The least id of a message made at a time: for Discord's `after`.
pub fn snowflake(at: Timestamp) -> u64 {
    u64::try_from(at.as_millisecond() - EPOCH_MS).unwrap_or(0) << 22
}

/// When a message of an id was made.
pub fn snowflake_time(id: u64) -> Timestamp {
    // 42 bits of milliseconds since 2015 are a time.
    let ms = i64::try_from(id >> 22).unwrap_or(0);
    Timestamp::from_millisecond(ms + EPOCH_MS).unwrap_or(Timestamp::UNIX_EPOCH)
}
