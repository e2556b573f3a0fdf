//! Headers that say how long: `Retry-After`, `Cache-Control`, `Expires`.
//!
//! Dates are measured against the server's own `Date`, as RFC 9111 has it: no clock of ours is needed, and a server
//! with a wrong clock is understood all the same.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{self, HeaderMap, HeaderName};

use crate::Validators;
use crate::pace::HOLD_MAX;

/// A mark longer than this, in bytes, is not kept: nobody needs it, and it would be stored and sent for ever.
const VALIDATOR_BYTES_MAX: usize = 1024;

/// A header as text, where it is text.
pub(crate) fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// How long the server asks to be left alone, capped at a day. `None` where it does not say, or not readably.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, header::RETRY_AFTER)?.trim();
    let span = if value.bytes().all(|b| b.is_ascii_digit()) && !value.is_empty() {
        // So many digits that they do not fit mean "very long".
        Duration::from_secs(value.parse().unwrap_or(u64::MAX))
    } else {
        since(date(value)?, date(text(headers, header::DATE)?)?)
    };
    Some(span.min(HOLD_MAX))
}

/// How long the answer is fresh, capped at a day.
pub(crate) fn fresh_for(headers: &HeaderMap) -> Option<Duration> {
    if let Some(control) = text(headers, header::CACHE_CONTROL) {
        let control = control.to_ascii_lowercase();
        let directives = || control.split(',').map(str::trim);
        if directives().any(|d| matches!(d, "no-cache" | "no-store")) {
            return None;
        }
        let seconds = directives().find_map(|d| d.strip_prefix("max-age=")?.trim_matches('"').parse().ok());
        if let Some(seconds) = seconds {
            return Some(Duration::from_secs(seconds).min(HOLD_MAX));
        }
    }
    let (expires, date_sent) = (text(headers, header::EXPIRES)?, text(headers, header::DATE)?);
    let span = since(date(expires)?, date(date_sent)?);
    (!span.is_zero()).then_some(span.min(HOLD_MAX))
}

/// The marks of this version; what is missing is kept from `known` if the answer was "not modified".
pub(crate) fn validators(headers: &HeaderMap, known: Option<&Validators>) -> Validators {
    let mark =
        |name: HeaderName| text(headers, name).filter(|v| v.len() <= VALIDATOR_BYTES_MAX).map(str::to_owned);
    let (etag, last_modified) = (mark(header::ETAG), mark(header::LAST_MODIFIED));
    match known {
        Some(known) => Validators {
            etag: etag.or_else(|| known.etag.clone()),
            last_modified: last_modified.or_else(|| known.last_modified.clone()),
        },
        None => Validators { etag, last_modified },
    }
}

fn date(value: &str) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(value.trim()).ok()
}

fn since(later: Timestamp, earlier: Timestamp) -> Duration {
    Duration::from_secs(u64::try_from(later.as_second() - earlier.as_second()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DATE: (&str, &str) = ("date", "Tue, 10 Mar 2026 12:00:00 GMT");

    fn map(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().expect("a value")))
            .collect()
    }

    #[test]
    fn retry_after_in_seconds_or_as_a_date() {
        let cases = [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999999", Some(86_400)),
            ("604800", Some(86_400)),
            ("Tue, 10 Mar 2026 12:05:00 GMT", Some(300)),
            ("Tue, 10 Mar 2026 11:00:00 GMT", Some(0)),
            ("Thu, 10 Mar 2033 12:00:00 GMT", Some(86_400)),
            ("soon", None),
            ("-5", None),
            ("", None),
            ("1.5", None),
        ];
        for (value, seconds) in cases {
            let headers = map(&[DATE, ("retry-after", value)]);
            assert_eq!(retry_after(&headers), seconds.map(Duration::from_secs), "{value:?}");
        }
        assert_eq!(retry_after(&map(&[("retry-after", "Tue, 10 Mar 2026 12:05:00 GMT")])), None);
    }

    #[test]
    fn freshness_by_max_age_then_by_expires() {
        let expires = ("expires", "Tue, 10 Mar 2026 13:00:00 GMT");
        type Case<'a> = (&'a [(&'static str, &'a str)], Option<u64>);
        let cases: [Case<'_>; 7] = [
            (&[DATE, ("cache-control", "public, max-age=600"), expires], Some(600)),
            (&[DATE, ("cache-control", "MAX-AGE=\"60\"")], Some(60)),
            (&[DATE, ("cache-control", "no-cache"), expires], None),
            (&[DATE, ("cache-control", "public"), expires], Some(3600)),
            (&[DATE, ("expires", "0")], None),
            (&[expires], None),
            (&[DATE, ("cache-control", "max-age=31536000")], Some(86_400)),
        ];
        for (pairs, seconds) in cases {
            assert_eq!(fresh_for(&map(pairs)), seconds.map(Duration::from_secs), "{pairs:?}");
        }
    }

    #[test]
    fn marks_are_kept_untouched_and_outlive_a_304() {
        let headers = map(&[("etag", "W/\"a b\""), ("last-modified", "yesterday-ish")]);
        let marks = validators(&headers, None);
        assert_eq!(marks.etag.as_deref(), Some("W/\"a b\""));
        assert_eq!(marks.last_modified.as_deref(), Some("yesterday-ish"));
        assert_eq!(validators(&map(&[]), Some(&marks)), marks);
        assert_eq!(validators(&map(&[("etag", &"x".repeat(2000))]), None), Validators::default());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_header_is_within_a_day_or_nothing(
            value in "[ -~]{0,40}|[0-9]{1,30}|(Mon|Xxx), [0-9]{1,5} Mar [0-9]{1,12} 12:00:00 GMT",
        ) {
            let headers = map(&[DATE, ("retry-after", &value), ("expires", &value), ("cache-control", &value)]);
            prop_assert!(retry_after(&headers).is_none_or(|span| span <= HOLD_MAX));
            prop_assert!(fresh_for(&headers).is_none_or(|span| span <= HOLD_MAX));
        }
    }
}
