//! What people type, and what is said to it.

use sayso_schedule::When;

use crate::support;

#[test]
fn what_people_type_is_read() {
    for (typed, read) in [
        ("07:30", "07:30"),
        (" 7:30 ", "07:30"),
        ("7.30", "07:30"),
        ("7h30", "07:30"),
        ("0730", "07:30"),
        ("at 7", "07:00"),
        ("7am", "07:00"),
        ("7:30 PM", "19:30"),
        ("12 am", "00:00"),
        ("12pm", "12:00"),
        ("noon and midnight", "00:00, 12:00"),
        ("8:00 and 18:00", "08:00, 18:00"),
        ("18:00,8:00,8:00", "08:00, 18:00"),
        ("daily at 8", "08:00"),
        ("every day at 8:00", "08:00"),
        ("weekdays 8:00", "weekdays 08:00"),
        ("Mon-Fri 8:00", "weekdays 08:00"),
        ("monday to friday at 8am", "weekdays 08:00"),
        ("mon – wed 8:00", "mon,tue,wed 08:00"),
        ("fri-mon 8:00", "mon,fri,sat,sun 08:00"),
        ("every monday 09:15", "mondays 09:15"),
        ("mondays, thursdays 9:15, 17:00", "mon,thu 09:15, 17:00"),
        ("weekends at noon", "weekends 12:00"),
        ("weekdays and sat 8:00", "mon,tue,wed,thu,fri,sat 08:00"),
        ("hourly", "hourly"),
        ("Every hour", "hourly"),
        ("every 6 hours", "every 6 hours"),
        ("every 6h", "every 6 hours"),
        ("щодня о 7:30", "07:30"),
        ("по буднях о 8:00", "weekdays 08:00"),
        ("щоп'ятниці 17:00", "fridays 17:00"),
        ("пн-пт 9:00", "weekdays 09:00"),
        ("кожні 6 годин", "every 6 hours"),
        ("щогодини", "hourly"),
        ("täglich um 8 Uhr", "08:00"),
        ("alle 4 Stunden", "every 4 hours"),
        ("30 7 * * mon-fri", "30 7 * * MON-FRI"),
        ("  0   9 * *  1 ", "0 9 * * 1"),
        ("*/20 8-18 * * *", "*/20 8-18 * * *"),
        ("@daily", "@DAILY"),
    ] {
        let when: When = typed.parse().unwrap_or_else(|error| panic!("{typed}: {error}"));
        assert_eq!(when.to_string(), read, "{typed}");
        assert_eq!(when.to_string().parse(), Ok(when.clone()), "{typed}: reads back as the same");
        let json = serde_json::to_string(&when).unwrap();
        assert_eq!(serde_json::from_str::<When>(&json).unwrap(), when);
    }
}

#[test]
fn what_is_not_understood_is_told_in_one_line() {
    for (typed, told) in [
        ("", "no time was given"),
        (" \n ", "no time was given"),
        ("at", "no time was given"),
        ("weekdays", "the days are clear, the time of day is missing; add one, as in: weekdays 8:00"),
        ("25:00", "“25:00” is no time of day"),
        ("24:00", "“24:00” is no time of day"),
        ("7:3", "“7:3” is no time of day"),
        ("13 pm", "“13” is no time of day"),
        ("0 am", "“0” is no time of day"),
        ("99999", "“99999” is no time of day"),
        ("blursday 8:00", "“blursday” is not understood"),
        ("mon to 8:00", "“8:00” is not understood"),
        ("mon to", "“mon” is not understood"),
        ("every 5 hours", "every 5 hours would shift from day to day"),
        ("every 0 hours", "every 0 hours would shift"),
        ("every 999999999999 hours", "would shift"),
        ("every x hours", "“x” is not understood"),
        ("hourly 8:00", "with other days or times"),
        ("8:00 8:05", "posts again after 5 min"),
        ("23:55, 0:05", "posts again after 10 min"),
        ("* * * * *", "posts again after 1 min; leave at least 15 min"),
        ("0,14 9 * * *", "posts again after 14 min"),
        ("0 0 31 2 *", "“0 0 31 2 *” never comes round"),
        ("61 * * * *", "“61 * * * *” is no cron pattern"),
        ("@reboot", "is no cron pattern"),
        ("0 0 0 * * *", "is not understood"),
        ("<@&1> @everyone 8:00", "is not understood"),
    ] {
        let error = typed.parse::<When>().unwrap_err().to_string();
        assert!(error.contains(told) && !error.contains('\n'), "{typed:?}: {error}");
    }
    let long = "*".repeat(200_000).parse::<When>().unwrap_err().to_string();
    assert!(long.contains("too long") && long.len() < 200, "{long}");
    assert!(serde_json::from_str::<When>("\"never\"").is_err());
}

#[test]
fn named_times_are_told_from_rhythms() {
    for (typed, named) in [("8:00", true), ("weekdays 8:00", true), ("hourly", false), ("0 8 * * *", false)] {
        assert_eq!(support::when(typed).names_times(), named, "{typed}");
    }
}
