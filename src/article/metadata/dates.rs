//! Dates in every shape that pages give them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

use crate::Dated;

/// Which number of `03/04/2024` is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// Reads a machine's date: ISO 8601 and its misspellings, RFC 2822, epoch seconds or milliseconds.
/// A time without an offset is no instant: only its day is kept.
pub(crate) fn machine(text: &str) -> Option<Dated> {
    let text = text.trim();
    if text.is_empty() || text.len() > 80 || !text.is_char_boundary(4.min(text.len())) {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return compact(text);
    }
    iso(text).or_else(|| visible(text, Order::MonthFirst))
}

fn compact(digits: &str) -> Option<Dated> {
    match digits.len() {
        8 | 12 | 14 => {
            date(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..8].parse().ok()?)
        }
        10 => epoch(digits.parse().ok()?),
        13 => epoch(digits.parse::<i64>().ok()? / 1000),
        _ => None,
    }
}

fn epoch(seconds: i64) -> Option<Dated> {
    let at = Timestamp::from_second(seconds).ok()?;
    sane(Dated::Instant { at, offset: Offset::UTC })
}

fn date(year: i16, month: i8, day: i8) -> Option<Dated> {
    sane(Dated::Day(Date::new(year, month, day).ok()?))
}

fn sane(dated: Dated) -> Option<Dated> {
    (1990..=2100).contains(&dated.day().year()).then_some(dated)
}

fn iso(text: &str) -> Option<Dated> {
    let bytes = text.as_bytes();
    let year = digits(bytes, 0, 4)?;
    let separator = *bytes.get(4)?;
    if !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    let (month, at) = short(bytes, 5)?;
    if *bytes.get(at)? != separator {
        return None;
    }
    let (day, at) = short(bytes, at + 1)?;
    let day = Date::new(year as i16, month as i8, day as i8).ok()?;
    let rest = text[at..].trim_start_matches(['T', 't', ' ', ',']);
    instant(day, rest).or(sane(Dated::Day(day)))
}

/// The instant where a text begins with a time and goes on with an offset.
fn instant(day: Date, text: &str) -> Option<Dated> {
    let (time, rest) = clock(text)?;
    let offset = offset(rest)?;
    let at = offset.to_timestamp(DateTime::from_parts(day, time)).ok()?;
    sane(Dated::Instant { at, offset })
}

/// `17:20`, `17:20:05.123`, `5:20 pm`.
fn clock(text: &str) -> Option<(Time, &str)> {
    let bytes = text.as_bytes();
    let (mut hour, at) = short(bytes, 0)?;
    if *bytes.get(at)? != b':' {
        return None;
    }
    let minute = digits(bytes, at + 1, 2)?;
    let mut at = at + 3;
    let mut second = 0;
    if bytes.get(at) == Some(&b':')
        && let Some(value) = digits(bytes, at + 1, 2)
    {
        second = value;
        at += 3;
        if matches!(bytes.get(at), Some(b'.' | b',')) {
            at += 1 + bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        }
    }
    let rest = text[at..].trim_start();
    let lower = rest.get(..2).unwrap_or_default().to_ascii_lowercase();
    let rest = match lower.as_str() {
        "pm" => {
            hour += if hour < 12 { 12 } else { 0 };
            &rest[2..]
        }
        "am" => {
            hour -= if hour == 12 { 12 } else { 0 };
            &rest[2..]
        }
        _ => rest,
    };
    // 24:00 and leap seconds are printed, but are no civil times.
    let time = Time::new(hour as i8, minute as i8, second.min(59) as i8, 0).ok()?;
    Some((time, rest.trim_start()))
}

fn offset(text: &str) -> Option<Offset> {
    let bytes = text.as_bytes();
    let sign = match bytes.first()? {
        b'+' => 1,
        b'-' => -1,
        b'Z' | b'z' => return Some(Offset::UTC),
        _ => {
            let zone: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
            let hours = match zone.as_str() {
                "GMT" | "UTC" if text[3..].trim_start().starts_with(['+', '-']) => {
                    return offset(text[3..].trim_start());
                }
                "GMT" | "UTC" | "WET" => 0,
                "BST" | "CET" | "MEZ" => 1,
                "CEST" | "MESZ" | "EET" => 2,
                "EEST" | "MSK" => 3,
                "EDT" | "ET" => -4,
                "EST" | "CDT" => -5,
                "CST" | "MDT" => -6,
                "MST" | "PDT" => -7,
                "PST" => -8,
                _ => return None,
            };
            return Offset::from_hours(hours).ok();
        }
    };
    let hours = digits(bytes, 1, 2)?;
    let minutes = match bytes.get(3) {
        Some(b':') => digits(bytes, 4, 2)?,
        Some(byte) if byte.is_ascii_digit() => digits(bytes, 3, 2)?,
        _ => 0,
    };
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

fn digits(bytes: &[u8], at: usize, count: usize) -> Option<i32> {
    let slice = bytes.get(at..at + count)?;
    slice.iter().all(u8::is_ascii_digit).then_some(())?;
    Some(slice.iter().fold(0, |number, digit| number * 10 + i32::from(digit - b'0')))
}

/// One or two digits and where they end.
fn short(bytes: &[u8], at: usize) -> Option<(i32, usize)> {
    match digits(bytes, at, 2) {
        Some(number) => Some((number, at + 2)),
        None => Some((digits(bytes, at, 1)?, at + 1)),
    }
}

/// Reads the first date that a text prints for people, in the languages of the sources.
pub(crate) fn visible(text: &str, order: Order) -> Option<Dated> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '·' | '•' | '(' | ')' | '،' | 'º'))
        .filter(|word| !word.is_empty())
        .take(40)
        .collect();
    let (day, after) = by_name(&words).or_else(|| by_numbers(&words, order))?;
    let rest = &words[after..];
    let clock_at = rest.iter().take(6).position(|word| clock(word).is_some());
    if let Some(at) = clock_at
        && let Some(dated) = instant(day, &rest[at..].join(" "))
    {
        return Some(dated);
    }
    sane(Dated::Day(day))
}

/// `5 March 2024`, `March 5th, 2024`, `5. März 2024`, `5 de marzo de 2024`, `5 березня 2024`.
fn by_name(words: &[&str]) -> Option<(Date, usize)> {
    for (at, word) in words.iter().enumerate() {
        let Some(month) = month(word) else { continue };
        let number = |word: Option<&&str>| {
            let word = word?.trim_end_matches(['.', ')']);
            let bare = word.trim_end_matches(|c: char| c.is_alphabetic());
            (word.len() - bare.len() <= 4).then(|| bare.parse::<i16>().ok()).flatten()
        };
        let is_link = |word: Option<&&str>| {
            word.is_some_and(|word| matches!(word.to_lowercase().as_str(), "de" | "del"))
        };
        let year_from = |mut next: usize| {
            if is_link(words.get(next)) {
                next += 1;
            }
            let year = number(words.get(next)).filter(|year| (1990..2100).contains(year))?;
            Some((year, next + 1))
        };
        let before = if at > 0 && is_link(words.get(at - 1)) { at.checked_sub(2) } else { at.checked_sub(1) };
        let day_before = before.and_then(|at| number(words.get(at))).filter(|day| (1..=31).contains(day));
        if let (Some(day), Some((year, after))) = (day_before, year_from(at + 1))
            && let Ok(date) = Date::new(year, month, day as i8)
        {
            return Some((date, after));
        }
        let day_after = number(words.get(at + 1)).filter(|day| (1..=31).contains(day));
        if let (Some(day), Some((year, after))) = (day_after, year_from(at + 2))
            && let Ok(date) = Date::new(year, month, day as i8)
        {
            return Some((date, after));
        }
    }
    None
}

/// `05.03.2024`, `3/5/2024`, `2024-03-05`, `2024年3月5日`.
fn by_numbers(words: &[&str], order: Order) -> Option<(Date, usize)> {
    for (at, word) in words.iter().enumerate() {
        let parts: Vec<&str> = word
            .split(['.', '/', '-', '年', '月', '日'])
            .filter(|part| !part.is_empty())
            .map(|part| part.split(['T', 't']).next().unwrap_or(part))
            .collect();
        let [first, second, third] = parts[..] else { continue };
        let (Ok(first_number), Ok(second), Ok(third_number)) =
            (first.parse::<i16>(), second.parse::<i16>(), third.parse::<i16>())
        else {
            continue;
        };
        let (year, month, day) = if first.len() == 4 {
            (first_number, second, third_number)
        } else if third.len() == 4 || third.len() == 2 {
            let year = if third.len() == 2 { 2000 + third_number } else { third_number };
            let month_first = word.contains('/') && order == Order::MonthFirst;
            // A number over twelve is no month, whatever the order.
            if (month_first && first_number <= 12) || second > 12 {
                (year, first_number, second)
            } else {
                (year, second, first_number)
            }
        } else {
            continue;
        };
        let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else { continue };
        if let Ok(date) = Date::new(year, month, day)
            && (1990..=2100).contains(&year)
        {
            return Some((date, at + 1));
        }
    }
    None
}

/// The month that a word names, 1 to 12.
fn month(word: &str) -> Option<i8> {
    let word = word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    if word.chars().count() < 3 {
        return None;
    }
    let starts = |beginnings: &[&str]| beginnings.iter().any(|beginning| word.starts_with(beginning));
    let number = if starts(&["janu", "jän", "янв", "січ", "janv", "ener", "genn", "ocak", "jan."])
        || word == "jan"
    {
        1
    } else if starts(&["febr", "фев", "лют", "févr", "fevr", "feb.", "şubat"]) || word == "feb" {
        2
    } else if starts(&["march", "märz", "мар", "берез", "mars", "marz", "mart", "maart", "março"])
        || matches!(word.as_str(), "mar" | "mär" | "mrz")
    {
        3
    } else if starts(&["apri", "апр", "квіт", "avri", "abri", "nisan"]) || word == "apr" || word == "abr"
    {
        4
    } else if matches!(
        word.as_str(),
        "may" | "mai" | "мая" | "май" | "травня" | "mayo" | "maggio" | "mayıs" | "mei" | "maj" | "maio"
    ) {
        5
    } else if starts(&["june", "juni", "июн", "черв", "juin", "giug", "haziran", "junho"]) || word == "jun"
    {
        6
    } else if starts(&["july", "juli", "июл", "лип", "juil", "lugl", "temmuz", "julho"]) || word == "jul"
    {
        7
    } else if starts(&["augu", "авг", "серп", "août", "aout", "agos", "ağustos"])
        || word == "aug"
        || word == "ago"
    {
        8
    } else if starts(&["sept", "сен", "верес", "setie", "sett", "setem", "eylül"]) || word == "sep" {
        9
    } else if starts(&["octo", "okto", "окт", "жовт", "octu", "ottob", "outub", "ekim"])
        || matches!(word.as_str(), "oct" | "okt")
    {
        10
    } else if starts(&["nove", "ноя", "листоп", "kasım"]) || word == "nov" {
        11
    } else if starts(&["dece", "deze", "дек", "груд", "déce", "decem", "dici", "dezem", "aralık", "dicie"])
        || matches!(word.as_str(), "dec" | "dez" | "dic" | "déc")
    {
        12
    } else {
        return None;
    };
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        machine(text).map(|dated| dated.to_string())
    }

    #[test]
    fn machines_dates() {
        for (text, expected) in [
            ("2024-03-05T17:20:00+01:00", "2024-03-05T17:20:00+01:00"),
            ("2024-03-05T17:20:00+0100", "2024-03-05T17:20:00+01:00"),
            ("2024-03-05T17:20:00.123Z", "2024-03-05T17:20:00+00:00"),
            ("2024-03-05 17:20:00 -05:00", "2024-03-05T17:20:00-05:00"),
            ("2024-03-05T17:20Z", "2024-03-05T17:20:00+00:00"),
            ("2024-03-05T17:20:00", "2024-03-05"),
            ("2024-03-05", "2024-03-05"),
            ("2024/3/5", "2024-03-05"),
            ("20240305", "2024-03-05"),
            ("1709655600", "2024-03-05T16:20:00+00:00"),
            ("1709655600000", "2024-03-05T16:20:00+00:00"),
            ("Tue, 05 Mar 2024 17:20:00 GMT", "2024-03-05T17:20:00+00:00"),
            ("Tue Mar 05 2024 17:20:00 GMT+0100", "2024-03-05T17:20:00+01:00"),
            ("March 5, 2024 5:20 pm EST", "2024-03-05T17:20:00-05:00"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
        for none in
            ["", "yesterday", "2024-13-40", "0001-01-01T00:00:00", "99999999999999999999", "ї", "12:30"]
        {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn peoples_dates() {
        for (text, expected) in [
            ("Wednesday, March 6, 2024", "2024-03-06"),
            ("5th March 2024 17:20", "2024-03-05"),
            ("Samstag, 9. März 2024, 07:30 Uhr", "2024-03-09"),
            ("Stand: 09.03.2024", "2024-03-09"),
            ("13 березня 2024, 12:00", "2024-03-13"),
            ("7 мая 2024 г.", "2024-05-07"),
            ("le 1er août 2024 à 10h", "2024-08-01"),
            ("12 de octubre de 2024", "2024-10-12"),
            ("2025年1月13日 21時19分", "2025-01-13"),
            ("10 Kasım 2025", "2025-11-10"),
            ("31/12/2024", "2024-12-31"),
        ] {
            assert_eq!(visible(text, Order::MonthFirst).unwrap().to_string(), expected, "{text}");
        }
        assert_eq!(visible("3/5/2024", Order::MonthFirst).unwrap().to_string(), "2024-03-05");
        assert_eq!(visible("3/5/2024", Order::DayFirst).unwrap().to_string(), "2024-05-03");
        assert_eq!(visible("3 min read", Order::DayFirst), None);
    }
}
