//! Reading what people type as a time.

use jiff::civil::Time;

use crate::cron::Pattern;
use crate::days::Days;
use crate::when::{OFTEN_MAX, Rule, TEXT_CHARS_MAX, When};
use crate::words::{Word, meaning};

/// The most times of a day.
const TIMES_MAX: usize = 24;

/// Why a text is not a time to post at. Each says in one line what is wrong and what could be typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAWhen {
    /// Nothing but white space.
    #[error("no time was given; write 07:30, weekdays 8:00, mondays 09:15, every 6 hours or hourly")]
    Empty,
    /// More than [`TEXT_CHARS_MAX`] characters.
    #[error(
        "that is too long for a time ({0} characters, at most {TEXT_CHARS_MAX}); write for example weekdays 8:00"
    )]
    TooLong(usize),
    /// A word that is not understood.
    #[error(
        "“{0}” is not understood as a time; write 07:30, weekdays 8:00, mondays 09:15, every 6 hours or hourly"
    )]
    Word(String),
    /// Days without a time of day.
    #[error("the days are clear, the time of day is missing; add one, as in: {0} 8:00")]
    NoTime(String),
    /// A time of day that no clock shows.
    #[error("“{0}” is no time of day; write it as 07:30 or 7:30 pm")]
    NoSuchTime(String),
    /// A number of hours that does not divide the day.
    #[error(
        "every {0} hours would shift from day to day; use 1, 2, 3, 4, 6, 8, 12 or 24 hours, or times such as 8:00, 20:00"
    )]
    Hours(String),
    /// Times that follow too closely on each other.
    #[error("that posts again after {0} min; leave at least {often} min between two posts", often = OFTEN_MAX.as_mins())]
    TooOften(i64),
    /// More times than a day may hold.
    #[error("at most {TIMES_MAX} times a day can be given; use hourly instead")]
    TooMany,
    /// Five fields that are no cron pattern.
    #[error(
        "“{0}” is no cron pattern ({1}); its fields are minute, hour, day, month, day of the week, as in: 30 7 * * MON-FRI"
    )]
    Cron(String, String),
    /// A cron pattern that never comes.
    #[error("“{0}” never comes round; its fields are minute, hour, day, month, day of the week")]
    Never(String),
}

pub(crate) fn when(text: &str) -> Result<When, NotAWhen> {
    let length = text.chars().count();
    if length > TEXT_CHARS_MAX {
        return Err(NotAWhen::TooLong(length));
    }
    let text = text.to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() {
        return Err(NotAWhen::Empty);
    }
    if is_cron(&words) {
        return Pattern::parse(&words.join(" ")).map(|pattern| When(Rule::Cron(Box::new(pattern))));
    }
    Reading::of(&tokens(&words)).and_then(Reading::finish)
}

/// Five fields, the first two of them numbers or stars; or a nickname such as `@daily`.
fn is_cron(words: &[&str]) -> bool {
    let field = |word: &&str| word.chars().all(|c| c.is_ascii_alphanumeric() || "*/,-#?+".contains(c));
    let number = |word: &&str| word.chars().all(|c| c.is_ascii_digit() || "*/,-".contains(c));
    match words {
        [nickname] => nickname.starts_with('@'),
        _ => words.len() == 5 && words.iter().all(field) && words[..2].iter().all(number),
    }
}

/// Words parted at commas, dashes between words, and between a number and its unit.
fn tokens(words: &[&str]) -> Vec<String> {
    let mut tokens = Vec::new();
    for part in words.iter().flat_map(|word| word.split([',', ';'])).filter(|part| !part.is_empty()) {
        if meaning(part).is_some() {
            tokens.push(part.to_owned());
            continue;
        }
        for piece in part.split_inclusive(['-', '–', '—']) {
            let dash = piece.chars().next_back().filter(|c| "-–—".contains(*c));
            let piece = piece.trim_end_matches(['-', '–', '—']);
            // 6h and 7pm are a number and a word; 7h30 is a time.
            let cut = piece.find(|c: char| !c.is_ascii_digit() && !":.".contains(c)).unwrap_or(piece.len());
            let (number, unit) = piece.split_at(cut);
            if !number.is_empty() && meaning(unit).is_some() {
                tokens.extend([number.to_owned(), unit.to_owned()]);
            } else if !piece.is_empty() {
                tokens.push(piece.to_owned());
            }
            tokens.extend(dash.map(String::from));
        }
    }
    tokens
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    days: Option<Days>,
    times: Vec<Time>,
    hours: Option<u8>,
}

impl Reading {
    fn of(tokens: &[String]) -> Result<Self, NotAWhen> {
        let mut reading = Self::default();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += reading.take(token, &tokens[at + 1..])?;
        }
        Ok(reading)
    }

    /// Takes in a token, and of those that follow the ones that belong to it; tells how many it were.
    fn take(&mut self, token: &str, rest: &[String]) -> Result<usize, NotAWhen> {
        let next = rest.first().and_then(|next| meaning(next));
        match (meaning(token), next) {
            (Some(Word::Days(first)), Some(Word::To)) => {
                let last = rest.get(1).map(String::as_str).unwrap_or_default();
                let Some(Word::Days(until)) = meaning(last) else { return Err(unclear(last, token)) };
                let days = first.through(until).ok_or_else(|| unclear(last, token))?;
                self.add_days(days);
                Ok(3)
            }
            (Some(Word::Days(days)), _) => {
                self.add_days(days);
                Ok(1)
            }
            (Some(Word::Time(hour, minute)), _) => {
                self.times.push(Time::constant(hour, minute, 0, 0));
                Ok(1)
            }
            (Some(Word::Hourly), _) => self.every("1").map(|()| 1),
            (Some(Word::Every), Some(Word::Hour)) => self.every("1").map(|()| 2),
            (Some(Word::Every), None) if rest.get(1).and_then(|word| meaning(word)) == Some(Word::Hour) => {
                self.every(&rest[0]).map(|()| 3)
            }
            (Some(Word::Every), Some(Word::Days(_))) | (Some(Word::Filler), _) => Ok(1),
            (Some(_), _) => Err(unclear(token, token)),
            (None, Some(half @ (Word::Am | Word::Pm))) => {
                self.times.push(clock(token, Some(half == Word::Pm))?);
                Ok(2)
            }
            (None, _) => {
                self.times.push(clock(token, None)?);
                Ok(1)
            }
        }
    }

    fn add_days(&mut self, days: Days) {
        self.days = Some(self.days.unwrap_or(Days::NONE).and(days));
    }

    fn every(&mut self, hours: &str) -> Result<(), NotAWhen> {
        let divides = |hours: &u8| (1..=24).contains(hours) && 24 % hours == 0;
        let Some(hours) = hours.parse().ok().filter(divides) else {
            let digits = !hours.is_empty() && hours.bytes().all(|byte| byte.is_ascii_digit());
            return Err(if digits { NotAWhen::Hours(hours.to_owned()) } else { unclear(hours, hours) });
        };
        if self.hours.replace(hours).is_some() {
            return Err(NotAWhen::Word("every … hours, twice".to_owned()));
        }
        Ok(())
    }

    fn finish(mut self) -> Result<When, NotAWhen> {
        if let Some(hours) = self.hours {
            return match (self.days, self.times.first()) {
                (None | Some(Days::ALL), None) => Ok(When(Rule::Every(hours))),
                _ => Err(NotAWhen::Word("every … hours, with other days or times".to_owned())),
            };
        }
        self.times.sort_unstable();
        self.times.dedup();
        let days = self.days.unwrap_or(Days::ALL);
        match self.times.len() {
            0 if self.days.is_some() => Err(NotAWhen::NoTime(days.to_string())),
            0 => Err(NotAWhen::Empty),
            1..=TIMES_MAX => {
                not_too_often(&self.times)?;
                Ok(When(Rule::At { days, times: self.times }))
            }
            _ => Err(NotAWhen::TooMany),
        }
    }
}

fn unclear(word: &str, otherwise: &str) -> NotAWhen {
    NotAWhen::Word(if word.is_empty() { otherwise } else { word }.to_owned())
}

/// A time of day: 7:30, 07.30, 7h30, 0730 or 7; `pm` where one half of the day is said.
fn clock(text: &str, pm: Option<bool>) -> Result<Time, NotAWhen> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return Err(unclear(text, text));
    }
    let wrong = || NotAWhen::NoSuchTime(text.to_owned());
    let (hour, minute) = match text.split_once([':', '.', 'h']) {
        Some(parts) => parts,
        None if text.len() == 4 && text.is_ascii() => text.split_at(2),
        None => (text, "00"),
    };
    let digits = |part: &str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) || minute.len() != 2 {
        return Err(wrong());
    }
    let hour: i8 = hour.parse().map_err(|_| wrong())?;
    let minute: i8 = minute.parse().map_err(|_| wrong())?;
    let hour = match pm {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return Err(wrong()),
        Some(pm) => hour % 12 + if pm { 12 } else { 0 },
    };
    Time::new(hour, minute, 0, 0).map_err(|_| wrong())
}

/// Refuses sorted times that follow on each other sooner than [`OFTEN_MAX`], midnight between them or not.
fn not_too_often(times: &[Time]) -> Result<(), NotAWhen> {
    let minutes = |time: &Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
    let (Some(first), Some(last)) = (times.first(), times.last()) else { return Ok(()) };
    let pauses = times.windows(2).map(|pair| minutes(&pair[1]) - minutes(&pair[0]));
    let least = pauses.chain([minutes(first) + 24 * 60 - minutes(last)]).min().unwrap_or(i64::MAX);
    if least < OFTEN_MAX.as_mins() { Err(NotAWhen::TooOften(least)) } else { Ok(()) }
}
