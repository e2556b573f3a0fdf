//! The words for days and hours that people type, in the languages of the interface and their neighbours.
//! They are compared in lower case and in full; a new language is a few lines here.

use crate::days::Days;

/// What a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    Days(Days),
    /// Hour and minute.
    Time(i8, i8),
    Am,
    Pm,
    Every,
    Hour,
    Hourly,
    To,
    /// Says nothing here: at, on, and.
    Filler,
}

const DAYS: [&[&str]; 7] = [
    &[
        "mon",
        "monday",
        "mondays",
        "пн",
        "понеділок",
        "понеділка",
        "понеділкам",
        "щопонеділка",
        "montag",
        "montags",
    ],
    &[
        "tue",
        "tues",
        "tuesday",
        "tuesdays",
        "вт",
        "вівторок",
        "вівторка",
        "вівторкам",
        "щовівторка",
        "dienstag",
        "dienstags",
    ],
    &[
        "wed",
        "weds",
        "wednesday",
        "wednesdays",
        "ср",
        "середа",
        "середу",
        "середи",
        "середам",
        "щосереди",
        "mittwoch",
        "mittwochs",
    ],
    &[
        "thu",
        "thur",
        "thurs",
        "thursday",
        "thursdays",
        "чт",
        "четвер",
        "четверга",
        "четвергам",
        "щочетверга",
        "donnerstag",
        "donnerstags",
    ],
    &[
        "fri",
        "friday",
        "fridays",
        "пт",
        "пʼятниця",
        "пʼятницю",
        "пʼятниці",
        "пʼятницям",
        "щопʼятниці",
        "freitag",
        "freitags",
    ],
    &[
        "sat",
        "saturday",
        "saturdays",
        "сб",
        "субота",
        "суботу",
        "суботи",
        "суботам",
        "щосуботи",
        "samstag",
        "samstags",
    ],
    &[
        "sun",
        "sunday",
        "sundays",
        "нд",
        "неділя",
        "неділю",
        "неділі",
        "неділям",
        "щонеділі",
        "sonntag",
        "sonntags",
    ],
];

const OTHERS: [(Word, &[&str]); 12] = [
    (Word::Days(Days::ALL), &["daily", "day", "days", "щодня", "щоденно", "день", "дня", "täglich"]),
    (
        Word::Days(Days::WEEKDAYS),
        &["weekday", "weekdays", "workdays", "будні", "будням", "буднях", "щобудня", "werktags"],
    ),
    (Word::Days(Days::WEEKENDS), &["weekend", "weekends", "вихідні", "вихідним", "вихідних"]),
    (Word::Time(12, 0), &["noon", "midday", "опівдні", "полудень", "mittag", "mittags"]),
    (Word::Time(0, 0), &["midnight", "опівночі", "північ", "mitternacht"]),
    (Word::Am, &["am", "a.m.", "a.m"]),
    (Word::Pm, &["pm", "p.m.", "p.m"]),
    (
        Word::Every,
        &[
            "every",
            "each",
            "кожен",
            "кожна",
            "кожну",
            "кожні",
            "кожного",
            "кожних",
            "що",
            "jede",
            "jeden",
            "alle",
        ],
    ),
    (
        Word::Hour,
        &[
            "hour",
            "hours",
            "h",
            "hr",
            "hrs",
            "година",
            "годину",
            "години",
            "годин",
            "год",
            "stunde",
            "stunden",
        ],
    ),
    (Word::Hourly, &["hourly", "щогодини", "щогодинно", "stündlich"]),
    (Word::To, &["-", "–", "—", "to", "till", "until", "through", "до", "bis"]),
    (
        Word::Filler,
        &[
            "at", "on", "and", "the", "oʼclock", "&", "+", "о", "об", "в", "у", "по", "і", "й", "та", "um",
            "und", "uhr", "et",
        ],
    ),
];

/// The meaning of a word in lower case.
pub(crate) fn meaning(word: &str) -> Option<Word> {
    // The apostrophe is typed in three ways; above it is written in the third.
    let typed = word.replace(['\'', '’'], "ʼ");
    let is = |known: &&str| *known == typed;
    let day = DAYS.iter().zip(0_u8..).find(|(names, _)| names.iter().any(is));
    let day = day.map(|(_, number)| Word::Days(Days::one(number)));
    day.or_else(|| OTHERS.iter().find(|(_, names)| names.iter().any(is)).map(|(word, _)| *word))
}
