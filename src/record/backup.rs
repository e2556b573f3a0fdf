//! The portable backup: JSON Lines that any program can read and prove, whatever the engine.
//!
//! ```text
//! {"sayso":"record","format":2,"sequence":41}
//! {"space":"articles","key":"00ff…","text":"{…}","crc":305419896}
//! {"space":"latest","key":"…","text":"","crc":…}
//! {"end":true,"entries":2,"sha256":"…"}
//! ```
//!
//! Entries stand in the order of their keyspaces' names, then of their keys' bytes. A value that is UTF-8
//! stands as `text`, any other as `hex`. `crc` is the CRC-32C of keyspace name, key and value, joined.
//! `sha256` is over all bytes before its line. Format 1 had fewer keyspaces, and is read too. The index is not
//! in it: it is made again when an export is taken in.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::RecordError;
use crate::folder;
use crate::keys::{hex, unhex};
use crate::record::Record;
use crate::store::{KEY_BYTES_MAX, KeyRange, Keyspace, Store, VALUE_BYTES_MAX, bad_entry, walk};
use crate::values::Crc;

/// The newest format of exports that is known here.
const FORMAT: u32 = 2;

/// The longest line: JSON needs up to six bytes for one (`\u0000`), and the rest of a line is small.
const LINE_BYTES_MAX: u64 = VALUE_BYTES_MAX as u64 * 6 + KEY_BYTES_MAX as u64 * 2 + 1024;

/// What an export holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct ExportSummary {
    /// Entries of all kinds.
    pub entries: u64,
    /// Articles among them.
    pub articles: u64,
    /// Statements among them.
    pub statements: u64,
    /// The number of the record's last commit when it was written.
    pub sequence: u64,
    /// Damaged entries that were left out; 0 of every export but a salvage.
    pub left_out: u64,
}

impl ExportSummary {
    fn count(&mut self, space: Keyspace) {
        self.entries += 1;
        self.articles += u64::from(space == Keyspace::Articles);
        self.statements += u64::from(space == Keyspace::Statements);
    }
}

/// Any line of an export; which fields it has says which line it is.
#[derive(Default, Serialize, Deserialize)]
struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    sayso: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    space: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hex: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    crc: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

/// An entry of an export.
pub(crate) struct Entry {
    pub(crate) space: Keyspace,
    pub(crate) key: Vec<u8>,
    pub(crate) value: Vec<u8>,
}

impl Record {
    /// Writes the whole record as one state; writers wait meanwhile. Everything is read for it, so that
    /// an export that succeeds has also seen every value whole.
    ///
    /// # Errors
    /// [`RecordError::BadEntry`] at the first damaged value; otherwise why it could not be written.
    pub fn export(&self, out: &mut dyn Write) -> Result<ExportSummary, RecordError> {
        self.write_export(out, false)
    }

    /// As [`Record::export`], but leaves out what is damaged and counts it.
    ///
    /// # Errors
    /// Why it could not be written, or the store not be read at all.
    pub fn salvage(&self, out: &mut dyn Write) -> Result<ExportSummary, RecordError> {
        self.write_export(out, true)
    }

    fn write_export(&self, out: &mut dyn Write, salvage: bool) -> Result<ExportSummary, RecordError> {
        let mut summary = ExportSummary::default();
        self.store.at_rest(&mut || {
            summary = write_all(&*self.store, out, salvage)?;
            Ok(())
        })?;
        Ok(summary)
    }

    /// Writes an export to a file: beside its place first, read back and proved there, then moved.
    ///
    /// # Errors
    /// As [`Record::export`]; then no file of that name is made or changed.
    pub fn export_to(&self, path: &Path) -> Result<ExportSummary, RecordError> {
        let making = path.with_extension("making");
        let written = self.export_file(&making).and_then(|summary| {
            check_export(&making)?;
            let moved = fs::rename(&making, path).and_then(|()| folder::sync_folder(parent(path)));
            moved.map_err(|error| RecordError::from_io(path, "moving the export to", &error))?;
            Ok(summary)
        });
        if written.is_err() {
            // It may not have come to be.
            let _ = fs::remove_file(&making);
        }
        written
    }

    fn export_file(&self, path: &Path) -> Result<ExportSummary, RecordError> {
        let failed = |error: io::Error| RecordError::from_io(path, "writing the export", &error);
        let mut out = BufWriter::new(File::create(path).map_err(failed)?);
        let summary = self.export(&mut out)?;
        let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        Ok(summary)
    }

    /// Writes the export of `now` into a folder of exports and removes all but the newest `keep` of them.
    ///
    /// # Errors
    /// As [`Record::export_to`]; older exports are removed only after a new one stands.
    pub fn export_into(
        &self,
        folder: &Path,
        now: Timestamp,
        keep: usize,
    ) -> Result<(PathBuf, ExportSummary), RecordError> {
        fs::create_dir_all(folder).map_err(|error| RecordError::from_io(folder, "creating", &error))?;
        let path = folder.join(format!("{PREFIX}{}{SUFFIX}", now.strftime("%Y%m%dT%H%M%SZ")));
        let summary = self.export_to(&path)?;
        let others = exports_newest_first(folder).into_iter().filter(|other| *other != path);
        for old in others.skip(keep.saturating_sub(1)) {
            if let Err(error) = fs::remove_file(&old) {
                tracing::warn!(path = %old.display(), %error, "an old export could not be removed");
            }
        }
        Ok((path, summary))
    }
}

impl Record {
    /// The export of this day (UTC) into a folder, restored and looked at, unless the folder has a good one; keeps
    /// the newest `keep`. [`Record::nightly`] tells of the one that is there too.
    ///
    /// # Errors
    /// As [`Record::export_into`], or [`RecordError::BadExport`] where what was written does not stand the proof.
    pub fn export_of_day(
        &self,
        folder: &Path,
        now: Timestamp,
        keep: usize,
    ) -> Result<Option<(PathBuf, ExportSummary)>, RecordError> {
        let night = self.nightly(folder, now, keep)?;
        Ok(night.is_new.then_some((night.path, night.summary)))
    }
}

const PREFIX: &str = "record-";
const SUFFIX: &str = ".jsonl";

/// The exports that [`Record::export_into`] wrote into a folder; their names hold their times.
pub(crate) fn exports_newest_first(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let named = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX))
    };
    let mut exports: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(named).collect();
    exports.sort_unstable_by(|one, other| other.cmp(one));
    exports
}

/// Proves an export: every line, the order, the count and the sum.
///
/// # Errors
/// [`RecordError::BadExport`] names the line.
pub fn check_export(path: &Path) -> Result<ExportSummary, RecordError> {
    let file = File::open(path).map_err(|error| RecordError::from_io(path, "reading the export", &error))?;
    read_all(&mut BufReader::new(file), &mut |_| Ok(()))
}

fn write_all(store: &dyn Store, out: &mut dyn Write, salvage: bool) -> Result<ExportSummary, RecordError> {
    let mut summary = ExportSummary { sequence: store.stats()?.sequence, ..ExportSummary::default() };
    let mut hasher = Sha256::new();
    let mut line = |line: &Line| {
        let mut bytes = serde_json::to_vec(line).map_err(io::Error::from)?;
        bytes.push(b'\n');
        hasher.update(&bytes);
        out.write_all(&bytes)
    };
    let failed = |error: io::Error| RecordError::from_io(Path::new("export"), "writing the", &error);
    line(&Line {
        sayso: Some("record".to_owned()),
        format: Some(FORMAT),
        sequence: Some(summary.sequence),
        ..Line::default()
    })
    .map_err(failed)?;
    let mut left_out = 0;
    // The index is made again of the articles, and would only make the file longer.
    for space in Keyspace::ALL.into_iter().filter(|space| *space != Keyspace::Index) {
        let mut entry = |key: Vec<u8>, value: Vec<u8>| {
            summary.count(space);
            line(&entry_line(space, &key, value)).map_err(failed)
        };
        let mut damaged = |key: Vec<u8>, why: String| {
            left_out += 1;
            if salvage { Ok(()) } else { Err(bad_entry(space, &key, why)) }
        };
        walk(store, space, &KeyRange::all(), &mut entry, &mut damaged)?;
    }
    summary.left_out = left_out;
    let sha256 = Some(hex(&hasher.clone().finalize()));
    let footer = Line { end: Some(true), entries: Some(summary.entries), sha256, ..Line::default() };
    let footer = serde_json::to_string(&footer).map_err(io::Error::from).map_err(failed)?;
    writeln!(out, "{footer}").and_then(|()| out.flush()).map_err(failed)?;
    Ok(summary)
}

fn entry_line(space: Keyspace, key: &[u8], value: Vec<u8>) -> Line {
    let crc = Some(crc(space, key, &value));
    let (text, bytes) = match String::from_utf8(value) {
        Ok(text) => (Some(text), None),
        Err(other) => (None, Some(hex(other.as_bytes()))),
    };
    Line {
        space: Some(space.name().to_owned()),
        key: Some(hex(key)),
        text,
        hex: bytes,
        crc,
        ..Line::default()
    }
}

fn crc(space: Keyspace, key: &[u8], value: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(space.name().as_bytes());
    crc.update(key);
    crc.update(value);
    crc.value()
}

/// Reads an export to its end, giving each entry on; what is given on is whole, and that the export as a
/// whole is too is known when this returns.
pub(crate) fn read_all(
    input: &mut dyn BufRead,
    each: &mut dyn FnMut(Entry) -> Result<(), RecordError>,
) -> Result<ExportSummary, RecordError> {
    let mut lines = Lines { input, hasher: Sha256::new(), number: 0, bytes: Vec::new() };
    let mut summary = ExportSummary::default();
    let header = lines.next()?;
    match (header.sayso.as_deref(), header.format) {
        (Some("record"), Some(format)) if format <= FORMAT => summary.sequence = header.sequence.unwrap_or(0),
        (Some("record"), Some(format)) => {
            return Err(
                lines.bad(format!("format {format}, this sayso knows up to {FORMAT}; use a newer one"))
            );
        }
        _ => return Err(lines.bad("not the export of a record".to_owned())),
    }
    let mut last: Option<(Keyspace, Vec<u8>)> = None;
    loop {
        let sum = lines.hasher.clone();
        let line = lines.next()?;
        if line.end == Some(true) {
            if line.entries != Some(summary.entries) {
                return Err(
                    lines.bad(format!("{} entries, the count says {:?}", summary.entries, line.entries))
                );
            }
            if line.sha256 != Some(hex(&sum.finalize())) {
                return Err(lines.bad("its SHA-256 does not match".to_owned()));
            }
            return lines.ended().map(|()| summary);
        }
        let entry = entry_of(line).map_err(|why| lines.bad(why.to_owned()))?;
        let place = (entry.space, entry.key.clone());
        if last.as_ref().is_some_and(|last| *last >= place) {
            return Err(lines.bad("out of order".to_owned()));
        }
        last = Some(place);
        summary.count(entry.space);
        each(entry)?;
    }
}

fn entry_of(line: Line) -> Result<Entry, &'static str> {
    let space = line.space.and_then(|name| Keyspace::named(&name)).ok_or("no keyspace that is known here")?;
    let key =
        line.key.and_then(|key| unhex(&key)).filter(|key| key.len() <= KEY_BYTES_MAX).ok_or("no key")?;
    let value = match (line.text, line.hex) {
        (Some(text), None) => text.into_bytes(),
        (None, Some(digits)) => unhex(&digits).ok_or("its value is not hexadecimal")?,
        _ => return Err("not one value"),
    };
    if value.len() > VALUE_BYTES_MAX {
        return Err("its value is too long");
    }
    if line.crc != Some(crc(space, &key, &value)) {
        return Err("its checksum does not match");
    }
    Ok(Entry { space, key, value })
}

/// The lines of an export, each of bounded length.
struct Lines<'a> {
    input: &'a mut dyn BufRead,
    hasher: Sha256,
    number: u64,
    bytes: Vec<u8>,
}

impl Lines<'_> {
    fn next(&mut self) -> Result<Line, RecordError> {
        self.number += 1;
        self.read()?;
        if self.bytes.last() != Some(&b'\n') {
            let cut = self.bytes.len() as u64 >= LINE_BYTES_MAX;
            return Err(self.bad(if cut { "too long" } else { "cut off" }.to_owned()));
        }
        self.hasher.update(&self.bytes);
        serde_json::from_slice(&self.bytes).map_err(|error| self.bad(error.to_string()))
    }

    fn ended(&mut self) -> Result<(), RecordError> {
        self.number += 1;
        self.read()?;
        if self.bytes.is_empty() { Ok(()) } else { Err(self.bad("something follows the end".to_owned())) }
    }

    fn read(&mut self) -> Result<(), RecordError> {
        self.bytes.clear();
        let read = self.input.take(LINE_BYTES_MAX).read_until(b'\n', &mut self.bytes);
        read.map(drop).map_err(|error| RecordError::from_io(Path::new("export"), "reading the", &error))
    }

    fn bad(&self, why: String) -> RecordError {
        RecordError::BadExport { line: self.number, why }
    }
}

/// The folder of a file.
fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
