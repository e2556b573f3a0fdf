//! The model file: a header in JSON, tensors behind it, a checksum over all.
//!
//! `training/export.py` writes it. Layout, little-endian: 8 bytes of magic, `u32` version, `u32` length of the header,
//! `u64` checksum of what follows, the header (padded to 8 bytes), the tensors (each padded to 8 bytes).

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::ModelError;

const MAGIC: &[u8; 8] = b"SAYSOATT";
const VERSION: u32 = 1;
const HEAD_BYTES: usize = 24;

/// A model file, read but not yet arranged.
#[derive(Debug)]
pub(crate) struct Weights<'a> {
    header: Header,
    data: &'a [u8],
}

/// Numbers that the training chose.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Settings {
    /// Word pieces a window holds at most.
    pub(crate) window_pieces: usize,
    /// Words that the role head sees on either side of an anchor.
    pub(crate) scope: usize,
    /// Anchors less probable than this are not looked at.
    pub(crate) floor: f32,
    /// Attributions less probable than this are not told.
    pub(crate) threshold: f32,
    /// Share of the shorter of two contents that both may hold.
    pub(crate) overlap: f32,
    /// Weights of the confidence's features, the constant last.
    pub(crate) confidence: Vec<f32>,
    /// Layers of the encoder before quotation and place join: those that the training left as they were.
    #[serde(default)]
    pub(crate) frozen: usize,
}

#[derive(Debug, Deserialize)]
struct Header {
    settings: Settings,
    tensors: BTreeMap<String, Place>,
}

#[derive(Debug, Deserialize)]
struct Place {
    r#type: Type,
    shape: Vec<usize>,
    at: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Type {
    I8,
    F32,
    /// The upper half of an [`f32`].
    Bf16,
    Text,
}

impl<'a> Weights<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Weights<'a>, ModelError> {
        let number =
            |at: usize| bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
        if bytes.get(..8) != Some(MAGIC) || number(8) != Some(VERSION) {
            return Err(damaged("it is not a model of this version"));
        }
        let header_bytes = number(12).unwrap_or(0) as usize;
        let sum = bytes.get(16..HEAD_BYTES).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes);
        let body = bytes.get(HEAD_BYTES..).unwrap_or(&[]);
        if sum != Some(checksum(body)) {
            return Err(damaged("its checksum does not match"));
        }
        let (header, data) =
            body.split_at_checked(header_bytes).ok_or_else(|| damaged("it ends too early"))?;
        let header = serde_json::from_slice(header).map_err(|e| damaged(&format!("its header: {e}")))?;
        Ok(Weights { header, data })
    }

    pub(crate) fn settings(&self) -> Settings {
        self.header.settings.clone()
    }

    /// The rows and columns of a table; one row where it is a vector.
    pub(crate) fn shape(&self, name: &str) -> Result<(usize, usize), ModelError> {
        match self.place(name)?.shape[..] {
            [columns] => Ok((1, columns)),
            [rows, columns] => Ok((rows, columns)),
            _ => Err(damaged(&format!("`{name}` is no table"))),
        }
    }

    pub(crate) fn floats(&self, name: &str) -> Result<Vec<f32>, ModelError> {
        let raw = self.raw(name, Type::F32, 4)?;
        Ok(raw.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
    }

    /// Numbers that are kept in 16 bits.
    pub(crate) fn coarse(&self, name: &str) -> Result<Vec<f32>, ModelError> {
        let raw = self.raw(name, Type::Bf16, 2)?;
        Ok(raw.chunks_exact(2).map(|b| f32::from_le_bytes([0, 0, b[0], b[1]])).collect())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.header.tensors.contains_key(name)
    }

    pub(crate) fn steps(&self, name: &str) -> Result<Vec<i8>, ModelError> {
        Ok(self.raw(name, Type::I8, 1)?.iter().map(|&b| b as i8).collect())
    }

    pub(crate) fn text(&self, name: &str) -> Result<&'a str, ModelError> {
        let raw = self.raw(name, Type::Text, 1)?;
        std::str::from_utf8(raw).map_err(|_| damaged(&format!("`{name}` is no text")))
    }

    fn place(&self, name: &str) -> Result<&Place, ModelError> {
        self.header.tensors.get(name).ok_or_else(|| damaged(&format!("`{name}` is missing")))
    }

    fn raw(&self, name: &str, kind: Type, width: usize) -> Result<&'a [u8], ModelError> {
        let place = self.place(name)?;
        let count = place.shape.iter().try_fold(width, |a, &b| a.checked_mul(b));
        let end = count.and_then(|n| n.checked_add(place.at));
        end.filter(|_| place.r#type == kind)
            .and_then(|end| self.data.get(place.at..end))
            .ok_or_else(|| damaged(&format!("`{name}` is cut off or of another type")))
    }
}

/// Eight bytes at a time: rotate, mix, multiply. It finds damage, not forgery.
fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = 0xcbf2_9ce4_8422_2325u64;
    for part in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..part.len()].copy_from_slice(part);
        sum = (sum.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    sum
}

pub(crate) fn damaged(what: &str) -> ModelError {
    ModelError::Damaged(what.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_told_not_run() {
        assert!(Weights::read(b"").is_err());
        assert!(Weights::read(b"SAYSOATT\x01\0\0\0\xff\xff\xff\xff12345678").is_err());
        let mut bytes = crate::MODEL.to_vec();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert!(matches!(Weights::read(&bytes), Err(ModelError::Damaged(what)) if what.contains("checksum")));
    }
}
