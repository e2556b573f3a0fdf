//! How values lie on the disk: `version u8 | flags u8 | CRC-32C u32 | bytes`, big-endian.
//!
//! The checksum covers the key too, so that a value under the wrong key is found out. A value that
//! does not check, or of a version from the future, is one entry that cannot be read, never a panic.

/// The newest version of the layout that is known here.
pub(crate) const VERSION: u8 = 1;

/// The bytes of a value before its own.
pub(crate) const HEADER_BYTES: usize = 6;

/// Set on the first part of a value that lies in several.
pub(crate) const FLAG_FIRST_OF_MANY: u8 = 0b01;

/// Set on every further part.
pub(crate) const FLAG_PART: u8 = 0b10;

/// Set where the bytes, or those of all parts joined, are deflated (RFC 1951).
pub(crate) const FLAG_DEFLATED: u8 = 0b100;

/// Why stored bytes are not a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadValue {
    #[error("too short to be a value")]
    Short,
    #[error("written in version {0} of the layout, this sayso knows up to {VERSION}")]
    Newer(u8),
    #[error("its checksum does not match")]
    Checksum,
    #[error("its parts do not fit together")]
    Parts,
    #[error("it cannot be inflated")]
    Deflated,
}

/// Wraps `bytes` for the disk, to lie under `key`.
pub(crate) fn seal(key: &[u8], flags: u8, bytes: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(HEADER_BYTES + bytes.len());
    sealed.extend([VERSION, flags]);
    sealed.extend(checksum(key, VERSION, flags, bytes).to_be_bytes());
    sealed.extend(bytes);
    sealed
}

/// Unwraps what lies under `key`: its flags and its bytes.
pub(crate) fn unseal<'a>(key: &[u8], sealed: &'a [u8]) -> Result<(u8, &'a [u8]), BadValue> {
    let (&[version, flags, c0, c1, c2, c3], bytes) =
        sealed.split_first_chunk::<HEADER_BYTES>().ok_or(BadValue::Short)?;
    if checksum(key, version, flags, bytes) != u32::from_be_bytes([c0, c1, c2, c3]) {
        return Err(BadValue::Checksum);
    }
    if version > VERSION {
        return Err(BadValue::Newer(version));
    }
    Ok((flags, bytes))
}

fn checksum(key: &[u8], version: u8, flags: u8, bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(key);
    crc.update(&[version, flags]);
    crc.update(bytes);
    crc.value()
}

/// CRC-32C (Castagnoli), as in RFC 3720 appendix B.4: one byte a step by a table, which is ample for 4 KiB.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Crc(u32);

impl Crc {
    pub(crate) const fn new() -> Self {
        Crc(!0)
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 >> 8) ^ TABLE[usize::from(self.0.to_le_bytes()[0] ^ byte)];
        }
    }

    pub(crate) const fn value(self) -> u32 {
        !self.0
    }

    pub(crate) fn of(bytes: &[u8]) -> u32 {
        let mut crc = Crc::new();
        crc.update(bytes);
        crc.value()
    }
}

/// The remainders of all bytes by the Castagnoli polynomial, reflected.
const TABLE: [u32; 256] = {
    const POLYNOMIAL: u32 = 0x82F6_3B78;
    let mut table = [0; 256];
    let mut index: u32 = 0;
    while index < 256 {
        let mut rest = index;
        let mut bit = 0;
        while bit < 8 {
            rest = if rest & 1 == 1 { (rest >> 1) ^ POLYNOMIAL } else { rest >> 1 };
            bit += 1;
        }
        table[index as usize] = rest;
        index += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_crc_32c() {
        // The check value of the CRC catalogues, and the 32 zero bytes of RFC 3720 B.4 (there in network order).
        assert_eq!(Crc::of(b"123456789"), 0xE306_9283);
        assert_eq!(Crc::of(&[0; 32]), 0x8A91_36AA);
    }

    #[test]
    fn version_1_looks_like_this() {
        let golden = [1, 0, 0x9B, 0x5D, 0x03, 0x14, b'v', b'a', b'l', b'u', b'e'];
        assert_eq!(seal(b"key", 0, b"value"), golden);
        assert_eq!(unseal(b"key", &golden), Ok((0, &b"value"[..])));
    }

    #[test]
    fn every_changed_bit_and_every_other_key_is_found_out() {
        let sealed = seal(b"key", 1, b"some bytes");
        for bit in 0..sealed.len() * 8 {
            let mut bad = sealed.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(unseal(b"key", &bad).is_err(), "bit {bit}");
        }
        for cut in 0..sealed.len() {
            assert!(unseal(b"key", &sealed[..cut]).is_err(), "cut at {cut}");
        }
        assert_eq!(unseal(b"yek", &sealed), Err(BadValue::Checksum));
    }

    #[test]
    fn a_version_from_the_future_is_told_from_damage() {
        let mut sealed = seal(b"key", 0, b"value");
        sealed[0] = 9;
        let crc = checksum(b"key", 9, 0, b"value");
        sealed[2..6].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(unseal(b"key", &sealed), Err(BadValue::Newer(9)));
    }
}
