//! Long values in parts. sled writes a tree node of more than 128 KiB into a file of its own that it never
//! syncs, and a node holds up to 16 entries: 4 KiB each keeps it at half of that.

use sled::IVec;

use crate::store::Keyspace;
use crate::values::{BadValue, Crc, FLAG_FIRST_OF_MANY, FLAG_PART, HEADER_BYTES, seal, unseal};

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
    if value.len() <= PART_BYTES_MAX {
        return (seal(key, 0, value), Vec::new());
    }
    let (first, rest) = value.split_at(PART_BYTES_MAX - HEAD_BYTES);
    // The limits on values keep both numbers in range: 4 MiB are 1,026 parts.
    let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
    let further = u16::try_from(rest.len().div_ceil(PART_BYTES_MAX)).unwrap_or(u16::MAX);
    let head =
        [&length.to_be_bytes()[..], &Crc::of(value).to_be_bytes(), &further.to_be_bytes(), first].concat();
    let parts = (0..further)
        .zip(rest.chunks(PART_BYTES_MAX))
        .map(|(number, bytes)| {
            let part = part_key(space, key, number);
            let sealed = seal(&part, FLAG_PART, bytes);
            (part, sealed)
        })
        .collect();
    (seal(key, FLAG_FIRST_OF_MANY, &head), parts)
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
    if flags == 0 {
        return Ok(Ok(bytes.to_vec()));
    }
    let Some(Head { length, crc, further, first }) = Head::read(flags, bytes) else {
        return Ok(Err(BadValue::Parts));
    };
    let mut value = first.to_vec();
    for number in 0..further {
        let key = part_key(space, key, number);
        let Some(sealed) = part(&key)? else { return Ok(Err(BadValue::Parts)) };
        match unseal(&key, &sealed) {
            Ok((FLAG_PART, bytes)) => value.extend(bytes),
            Ok(_) => return Ok(Err(BadValue::Parts)),
            Err(bad) => return Ok(Err(bad)),
        }
    }
    let fits = value.len() == length as usize && Crc::of(&value) == crc;
    Ok(if fits { Ok(value) } else { Err(BadValue::Parts) })
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
    let space = u8::try_from(space.index()).unwrap_or(u8::MAX);
    [&[space][..], key, &number.to_be_bytes()].concat()
}

struct Head<'a> {
    length: u32,
    crc: u32,
    further: u16,
    first: &'a [u8],
}

impl<'a> Head<'a> {
    fn read(flags: u8, bytes: &'a [u8]) -> Option<Self> {
        if flags != FLAG_FIRST_OF_MANY {
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
        for length in [0, 1, 4089, 4090, 4091, 8169, 8170, 8171, 50_000, crate::store::VALUE_BYTES_MAX] {
            let value: Vec<u8> = (0..length).map(|place| (place % 251).to_le_bytes()[0]).collect();
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
}
