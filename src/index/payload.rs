//! Where one term stands in one article, as bytes.
//!
//! The number of statements times two, plus one where the title has the term; then, of the title, how many places it
//! has there and the places; then for each statement the distance to the one before, a byte of bits, where
//! [`PLACED`] is set as many places as [`STANDS`] says, and where [`AROUND`] is set how many places it has in the
//! paragraph and the places. Places count words from 0, each told as the distance to the one before.

use crate::bytes::{Reader, put_number};

/// The bits of a statement's byte: how often the term stands in the statement's own words, at most this often …
pub(crate) const STANDS: u8 = 0b111;

/// … whether it stands in the paragraph …
pub(crate) const AROUND: u8 = 0b1000;

/// … whether in the speaker's name or office …
pub(crate) const NAMED: u8 = 0b1_0000;

/// … and whether the places in the statement's own words follow.
pub(crate) const PLACED: u8 = 0b10_0000;

/// Places of a term in one text that are kept; a term that stands there so often may stand anywhere.
pub(crate) const PLACES_MAX: usize = STANDS as usize;

/// One text in which a term stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand<'a> {
    /// The title, with the places there; none for a name.
    Title(&'a [u32]),
    /// A statement, by its place in the article: its bits, the places in its own words and those in its paragraph.
    Line(u32, u8, &'a [u32], &'a [u32]),
}

/// A term's places while an entry is made.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    pub(crate) bits: u8,
    places: Vec<u32>,
    around: Vec<u32>,
}

impl Places {
    /// Notes that the term stands in the statement's own words, at a place where one is told.
    pub(crate) fn stands(&mut self, place: Option<u32>) {
        self.bits = self.bits & !STANDS | (self.bits & STANDS).saturating_add(1).min(STANDS);
        if let Some(place) = place {
            self.bits |= PLACED;
            self.places.push(place);
            self.places.truncate(PLACES_MAX);
        }
    }

    /// Notes that the term stands in the paragraph, at a place where one is told.
    pub(crate) fn stands_around(&mut self, place: Option<u32>) {
        self.bits |= AROUND;
        self.around.extend(place);
        self.around.truncate(PLACES_MAX);
    }
}

/// The payload of a term; statements come in order.
pub(crate) fn payload<'a>(
    title: Option<&[u32]>,
    lines: impl ExactSizeIterator<Item = (u32, &'a Places)>,
) -> Vec<u8> {
    let mut out = Vec::with_capacity(1 + lines.len() * 3);
    put_number(&mut out, (lines.len() as u64) << 1 | u64::from(title.is_some()));
    if let Some(places) = title {
        let places = &places[..places.len().min(PLACES_MAX)];
        put_number(&mut out, places.len() as u64);
        put_places(&mut out, places);
    }
    let mut before = 0;
    for (line, places) in lines {
        put_number(&mut out, u64::from(line - before));
        out.push(places.bits);
        put_places(&mut out, &places.places);
        if places.bits & AROUND != 0 {
            put_number(&mut out, places.around.len() as u64);
            put_places(&mut out, &places.around);
        }
        before = line;
    }
    out
}

fn put_places(out: &mut Vec<u8>, places: &[u32]) {
    let mut before = 0;
    for place in places {
        put_number(out, u64::from(place - before));
        before = *place;
    }
}

/// Reads one payload and calls `each` for each text; none where the bytes are no payload.
pub(crate) fn read_payload(from: &mut Reader<'_>, mut each: impl FnMut(Stand<'_>)) -> Option<()> {
    let head = from.small()?;
    let (mut places, mut around) = ([0; PLACES_MAX], [0; PLACES_MAX]);
    if head & 1 == 1 {
        let count = usize::try_from(from.small()?).ok()?;
        each(Stand::Title(read_places(from, places.get_mut(..count)?)?));
    }
    let mut at = 0_u32;
    for _ in 0..head >> 1 {
        at = at.checked_add(from.small()?)?;
        let bits = from.byte()?;
        let count = if bits & PLACED == 0 { 0 } else { usize::from(bits & STANDS) };
        let own = read_places(from, places.get_mut(..count)?)?;
        let count = if bits & AROUND == 0 { 0 } else { usize::try_from(from.small()?).ok()? };
        each(Stand::Line(at, bits, own, read_places(from, around.get_mut(..count)?)?));
    }
    Some(())
}

fn read_places<'a>(from: &mut Reader<'_>, places: &'a mut [u32]) -> Option<&'a [u32]> {
    let mut before = 0_u32;
    for place in &mut *places {
        before = before.checked_add(from.small()?)?;
        *place = before;
    }
    Some(places)
}
