//! Sets of days of the week.

use std::fmt;

use jiff::civil::Weekday;

/// Days of the week, as bits from Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Days(u8);

/// As they are written and read back, from Monday.
const SHORT: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const LONG: [&str; 7] = ["mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"];

impl Days {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const ALL: Self = Self(0b111_1111);
    pub(crate) const WEEKDAYS: Self = Self(0b001_1111);
    pub(crate) const WEEKENDS: Self = Self(0b110_0000);

    /// The day of a number, Monday 0 to Sunday 6.
    pub(crate) const fn one(from_monday: u8) -> Self {
        Self(1 << (from_monday % 7))
    }

    /// From one day to another, round the end of the week where need be; none where either is not one day.
    pub(crate) fn through(self, last: Self) -> Option<Self> {
        if self.0.count_ones() != 1 || last.0.count_ones() != 1 {
            return None;
        }
        let (mut days, mut day) = (self, self);
        while day != last {
            day = Self(if day.0 == 1 << 6 { 1 } else { day.0 << 1 });
            days = days.and(day);
        }
        Some(days)
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn has(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::ALL => f.write_str("daily"),
            Self::WEEKDAYS => f.write_str("weekdays"),
            Self::WEEKENDS => f.write_str("weekends"),
            Self(bits) => {
                let names = if bits.count_ones() == 1 { LONG } else { SHORT };
                let days = names.into_iter().enumerate().filter(|(day, _)| bits & (1 << day) != 0);
                f.write_str(&days.map(|(_, name)| name).collect::<Vec<_>>().join(","))
            }
        }
    }
}
