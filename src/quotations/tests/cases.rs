//! Pairs of quotations, and whether they are one utterance.

use sayso_quotations::{SameKind, same};

#[test]
fn pairs() {
    let cases: &[(&str, &str, Option<SameKind>)] = &[
        ("“We have to leave – now”", "We have to leave — now.", Some(SameKind::Equal)),
        ("The U.S. will not pay", "the US will not pay", Some(SameKind::Equal)),
        ("We don't know", "we don’t know!", Some(SameKind::Equal)),
        ("It fell to -5 degrees today", "It fell to 5 degrees today", None),
        ("It cost $5 in those days", "It cost €5 in those days", None),
        ("We will … win this war", "We will fight and win this war", Some(SameKind::CutOfSecond)),
        ("We will win this war", "We will fight and win this war", None),
        ("[The minister] has lied to us all", "He has lied to us all", Some(SameKind::Bracketed)),
        ("He [the minister] has lied to us all", "He has lied to us all", Some(SameKind::Bracketed)),
        ("Він (президент) нам усе розповів учора", "він нам усе розповів учора", Some(SameKind::Bracketed)),
        ("we leave the coast tonight", "We leave the coast tomorrow", None),
        ("the coast tonight or never", "We leave the coast tonight or never", Some(SameKind::CutOfSecond)),
        (
            "«Мы уходим. . . и не вернёмся никогда»",
            "„Мы уходим сегодня и не вернёмся никогда“",
            Some(SameKind::CutOfSecond),
        ),
        ("resumé", "resume", None),
        (
            "un resum\u{e9} de l\u{2019}\u{e9}t\u{e9}",
            "un RESUME\u{301} de l'e\u{301}te\u{301}",
            Some(SameKind::Equal),
        ),
        ("мій \u{439}ой", "мі\u{438}\u{306} \u{438}\u{306}ОЙ", Some(SameKind::Equal)),
        ("soft\u{ad}ened and zero\u{200b}width", "softened and zerowidth", Some(SameKind::Equal)),
    ];
    for (first, second, kind) in cases {
        assert_eq!(same(first, second).map(|how| how.kind), *kind, "{first} | {second}");
    }
}
