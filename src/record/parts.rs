//! How a value lies in sled: deflated where that makes it smaller, and in parts where it is long still.
//!
//! sled writes a tree node of more than 128 KiB into a file of its own that it never syncs, and a node
//! holds up to 16 entries: 4 KiB each keeps it at half of that. Deflating is for the disk: sled keeps
//! about two and a half times what it is given.

use std::borrow::Cow;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use sled::IVec;

use crate::store::{Keyspace, VALUE_BYTES_MAX};
use crate::values::{
    BadValue, Crc, FLAG_DEFLATED, FLAG_FIRST_OF_MANY, FLAG_PART, HEADER_BYTES, seal, unseal,
};

/// The most bytes of one stored value, its header among them.
const STORED_BYTES_MAX: usize = 4096;

/// The most bytes of a value's own in one part.
const PART_BYTES_MAX: usize = STORED_BYTES_MAX - HEADER_BYTES;

/// What the first of many says before its bytes: length of the whole u32, CRC-32C of the whole u32, further parts u16.
const HEAD_BYTES: usize = 10;

/// Further parts of a value in order: their keys, and what lies there.
pub(crate) type Parts = Vec<(Vec<u8>, Vec<u8>)>;

/// A value as it is stored: what lies under its key, and the further parts.
pub(crate) fn cut(space: Keyspace, key: &[u8], value: &[u8]) -> (Vec<u8>, Parts) {
    let (flag, packed) = pack(value);
    if packed.len() <= PART_BYTES_MAX {
        return (seal(key, flag, &packed), Vec::new());
    }
    let (first, rest) = packed.split_at(PART_BYTES_MAX - HEAD_BYTES);
    // The limits on values keep both numbers in range: 4 MiB are 1,026 parts.
    let length = u32::try_from(packed.len()).unwrap_or(u32::MAX);
    let further = u16::try_from(rest.len().div_ceil(PART_BYTES_MAX)).unwrap_or(u16::MAX);
    let head =
        [&length.to_be_bytes()[..], &Crc::of(&packed).to_be_bytes(), &further.to_be_bytes(), first].concat();
    let parts = (0..further)
        .zip(rest.chunks(PART_BYTES_MAX))
        .map(|(number, bytes)| {
            let part = part_key(space, key, number);
            let sealed = seal(&part, FLAG_PART, bytes);
            (part, sealed)
        })
        .collect();
    (seal(key, flag | FLAG_FIRST_OF_MANY, &head), parts)
}

/// The value under `key` whose stored form is `head`, its parts read by `part`.
pub(crate) fn read_whole<E>(
    space: Keyspace,
    key: &[u8],
    head: &[u8],
    part: impl Fn(&[u8]) -> Result<Option<IVec>, E>,
) -> Result<Result<Vec<u8>, BadValue>, E> {
    let (flags, bytes) = match unseal(key, head) {
        Ok(unsealed) => unsealed,
        Err(bad) => return Ok(Err(bad)),
    };
    if flags & !FLAG_DEFLATED == 0 {
        return Ok(unpack(flags, bytes.to_vec()));
    }
    let Some(Head { length, crc, further, first }) = Head::read(flags, bytes) else {
        return Ok(Err(BadValue::Parts));
    };
    let mut packed = first.to_vec();
    for number in 0..further {
        let key = part_key(space, key, number);
        let Some(sealed) = part(&key)? else { return Ok(Err(BadValue::Parts)) };
        match unseal(&key, &sealed) {
            Ok((FLAG_PART, bytes)) => packed.extend(bytes),
            Ok(_) => return Ok(Err(BadValue::Parts)),
            Err(bad) => return Ok(Err(bad)),
        }
    }
    let fits = packed.len() == length as usize && Crc::of(&packed) == crc;
    Ok(if fits { unpack(flags, packed) } else { Err(BadValue::Parts) })
}

/// The shortest value that is worth deflating.
const DEFLATE_BYTES_MIN: usize = 128;

fn pack(value: &[u8]) -> (u8, Cow<'_, [u8]>) {
    if value.len() >= DEFLATE_BYTES_MIN {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        // Writing to memory does not fail; if it did, the value would be kept as it is.
        let packed = encoder.write_all(value).and_then(|()| encoder.finish());
        if let Some(packed) = packed.ok().filter(|packed| packed.len() < value.len()) {
            return (FLAG_DEFLATED, Cow::Owned(packed));
        }
    }
    (0, Cow::Borrowed(value))
}

fn unpack(flags: u8, packed: Vec<u8>) -> Result<Vec<u8>, BadValue> {
    if flags & FLAG_DEFLATED == 0 {
        return Ok(packed);
    }
    let mut value = Vec::new();
    // Nothing longer was ever written, so that a bomb cannot be of our making.
    let limit = VALUE_BYTES_MAX as u64 + 1;
    let read = DeflateDecoder::new(packed.as_slice()).take(limit).read_to_end(&mut value);
    if read.is_ok() && value.len() <= VALUE_BYTES_MAX { Ok(value) } else { Err(BadValue::Deflated) }
}

/// How many further parts the value under `key` says it has.
pub(crate) fn count(key: &[u8], head: &[u8]) -> u64 {
    match unseal(key, head) {
        Ok((flags, bytes)) => Head::read(flags, bytes).map_or(0, |head| u64::from(head.further)),
        Err(_) => 0,
    }
}

/// The keys of the further parts of the value under `key`.
pub(crate) fn keys_of(space: Keyspace, key: &[u8], head: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let further = u16::try_from(count(key, head)).unwrap_or(0);
    (0..further).map(move |number| part_key(space, key, number))
}

/// No two values share a key of a part: one of equal length has equal keys only for equal values.
fn part_key(space: Keyspace, key: &[u8], number: u16) -> Vec<u8> {
    [&[space.lasting_number()][..], key, &number.to_be_bytes()].concat()
}

struct Head<'a> {
    length: u32,
    crc: u32,
    further: u16,
    first: &'a [u8],
}

impl<'a> Head<'a> {
    fn read(flags: u8, bytes: &'a [u8]) -> Option<Self> {
        if flags & !FLAG_DEFLATED != FLAG_FIRST_OF_MANY {
            return None;
        }
        let (&[l0, l1, l2, l3, c0, c1, c2, c3, n0, n1], first) = bytes.split_first_chunk::<HEAD_BYTES>()?;
        Some(Head {
            length: u32::from_be_bytes([l0, l1, l2, l3]),
            crc: u32::from_be_bytes([c0, c1, c2, c3]),
            further: u16::from_be_bytes([n0, n1]),
            first,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_length_comes_back_and_no_part_is_too_long() {
        for length in [0, 1, 4089, 4090, 4091, 8169, 8170, 8171, 50_000, VALUE_BYTES_MAX] {
            // Numbers that do not deflate.
            let mut state = 1_u32;
            let mut draw = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state.to_be_bytes()[0]
            };
            let value: Vec<u8> = (0..length).map(|_| draw()).collect();
            let (head, parts) = cut(Keyspace::Articles, b"key", &value);
            assert!(head.len() <= STORED_BYTES_MAX);
            assert!(parts.iter().all(|(_, part)| part.len() <= STORED_BYTES_MAX));
            assert_eq!(count(b"key", &head), parts.len() as u64);
            assert!(keys_of(Keyspace::Articles, b"key", &head).eq(parts.iter().map(|(key, _)| key.clone())));
            let mut stored: BTreeMap<_, _> = parts.into_iter().collect();
            let read = |stored: &BTreeMap<Vec<u8>, Vec<u8>>| {
                read_whole(Keyspace::Articles, b"key", &head, |key: &[u8]| {
                    Ok::<_, ()>(stored.get(key).map(|part| IVec::from(part.as_slice())))
                })
                .unwrap()
            };
            assert_eq!(read(&stored), Ok(value));
            if stored.pop_last().is_some() {
                assert_eq!(read(&stored), Err(BadValue::Parts), "a part is missing at {length}");
            }
        }
    }
    #[test]
    fn text_is_kept_smaller_and_no_bomb_is_unpacked() {
        let text = "She said that the harbour would stay closed. ".repeat(300).into_bytes();
        let (head, parts) = cut(Keyspace::Articles, b"key", &text);
        assert!(head.len() < 400 && parts.is_empty(), "{}", head.len());
        let none = |_: &[u8]| Ok::<_, ()>(None);
        assert_eq!(read_whole(Keyspace::Articles, b"key", &head, none), Ok(Ok(text)));

        let zeros = vec![0; VALUE_BYTES_MAX + 1];
        let (_, bomb) = pack(&zeros);
        for bad in [&*bomb, b"not deflated"] {
            let head = seal(b"key", FLAG_DEFLATED, bad);
            assert_eq!(read_whole(Keyspace::Articles, b"key", &head, none), Ok(Err(BadValue::Deflated)));
        }
    }
}
