//! Who changed what, and when: the last changes of a server's settings.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Most changes that are remembered.
pub const HISTORY_MAX: usize = 50;

/// Longest words of one change, in Unicode scalars.
const WHAT_CHARS_MAX: usize = 200;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The Discord number of who made it; none where that person had it deleted.
    pub who: Option<u64>,
    /// When.
    pub at: Timestamp,
    /// What, as it could be typed: `/source add argus.example`.
    pub what: String,
}

/// The last changes, the oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct History {
    notes: Vec<Note>,
}

impl History {
    /// Notes a change.
    pub fn note(&mut self, who: u64, at: Timestamp, what: &str) {
        let what = what.chars().take(WHAT_CHARS_MAX).collect();
        self.notes.push(Note { who: Some(who), at, what });
        let surplus = self.notes.len().saturating_sub(HISTORY_MAX);
        self.notes.drain(..surplus);
    }

    /// The changes, the newest first.
    pub fn newest(&self) -> impl Iterator<Item = &Note> {
        self.notes.iter().rev()
    }

    /// How many changes a person made.
    pub fn of(&self, who: u64) -> usize {
        self.notes.iter().filter(|note| note.who == Some(who)).count()
    }

    /// Forgets who made a person's changes; the changes stay.
    pub fn forget(&mut self, who: u64) {
        for note in self.notes.iter_mut().filter(|note| note.who == Some(who)) {
            note.who = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_fifty_are_kept_and_a_person_can_be_forgotten() {
        let mut history = History::default();
        for number in 0..60_u64 {
            history.note(number % 2, Timestamp::UNIX_EPOCH, &format!("/setup time {number}"));
        }
        assert_eq!(history.newest().count(), HISTORY_MAX);
        assert_eq!(history.newest().next().unwrap().what, "/setup time 59");
        assert_eq!(history.of(1), 25);
        history.forget(1);
        assert_eq!((history.of(1), history.newest().count()), (0, HISTORY_MAX));
    }
}
