//! The day of an utterance, where the words beside its cue date it.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::items::Kind;
use crate::lexicon::Class;
use crate::passage::View;

impl View<'_> {
    /// The date that the items of `range` outside `taken` (scalars) name, seen from `published`.
    pub(crate) fn date_in(
        &self,
        range: Range<usize>,
        taken: &[Range<usize>],
        published: Date,
    ) -> Option<Date> {
        range
            .filter(|i| {
                self.items()
                    .get(*i)
                    .is_some_and(|item| !taken.iter().any(|t| t.start <= item.start && item.end <= t.end))
            })
            .find_map(|i| self.date_at(i, published))
    }

    fn date_at(&self, at: usize, published: Date) -> Option<Date> {
        let word = self.items().get(at).map_or("", |i| i.bare());
        // “Through Thursday”, “next Monday”: a day to come, or the end of a time.
        let before = at.checked_sub(1).map_or("", |i| self.word(i));
        if matches!(
            before,
            "through"
                | "until"
                | "till"
                | "next"
                | "since"
                | "by"
                | "as"
                | "coming"
                | "before"
                | "bis"
                | "seit"
                | "ab"
                | "nächsten"
                | "kommenden"
                | "nächste"
                | "до"
                | "наступного"
                | "наступної"
                | "следующего"
                | "следующей"
                | "hasta"
                | "desde"
                | "depuis"
                | "jusqu'à"
                | "próximo"
                | "dès"
        ) || matches!(self.word(at + 1), "prochain" | "prochaine" | "próximo")
        {
            return None;
        }
        // “Yesterday's council”
        let owned = |class| {
            self.items().get(at).is_some_and(|i| i.word != i.bare() && self.lexicon.is(class, i.bare()))
        };
        if self.phrase(at, Class::Yesterday).is_some() || owned(Class::Yesterday) {
            return published.checked_sub(1.day()).ok();
        }
        if self.phrase(at, Class::Today).is_some() {
            return Some(published);
        }
        if let Some(weekday) = self.position(Class::Weekday, word) {
            let today = published.weekday().to_monday_zero_offset() as i64;
            let back = (today - weekday as i64).rem_euclid(7);
            return published.checked_sub(back.days()).ok();
        }
        let month = self.position(Class::Month, word).or_else(|| self.position(Class::MonthShort, word))?;
        let day = |i: usize| {
            self.items()
                .get(i)
                .filter(|item| item.kind == Kind::Number)
                .and_then(|item| item.word.trim_end_matches(|c: char| !c.is_ascii_digit()).parse::<i8>().ok())
                .filter(|d| (1..=31).contains(d))
        };
        let mut before = at.checked_sub(1);
        while before.is_some_and(|b| self.mark(b, '.') || matches!(self.word(b), "de" | "of")) {
            before = before.and_then(|b| b.checked_sub(1));
        }
        let day = before.and_then(day).or_else(|| day(at + 1))?;
        let month = i8::try_from(month % 12 + 1).ok()?;
        let year = (at + 1..at + 4)
            .filter_map(|i| self.items().get(i))
            .filter(|i| i.kind == Kind::Number && i.word.len() == 4)
            .find_map(|i| i.word.parse::<i16>().ok())
            .filter(|y| (1900..=published.year()).contains(y));
        if let Some(year) = year {
            return Date::new(year, month, day).ok();
        }
        let this = Date::new(published.year(), month, day).ok()?;
        if this > published { Date::new(published.year() - 1, month, day).ok() } else { Some(this) }
    }

    /// The place of `word` in the week or the year.
    fn position(&self, class: Class, word: &str) -> Option<usize> {
        self.lexicon.is(class, word).then(|| self.lexicon.ordinal(word)).flatten()
    }
}
