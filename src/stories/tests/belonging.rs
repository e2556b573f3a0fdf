//! What belongs to a story, and the reason that is told for it.

use sayso_stories::{Judgement, Page, Story, belongs};

/// Words; not-words; statement; headline; paragraphs; the reason, if it belongs.
type Case<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, Option<&'a str>);

#[test]
fn table() {
    let paragraphs = |text: &str| text.split('|').map(str::to_owned).collect::<Vec<_>>();
    let cases: &[Case] = &[
        (
            "leak*",
            "",
            "the leaked papers are real",
            "",
            "",
            Some("“leak*” stands in the statement as “leaked”"),
        ),
        ("leak", "", "the leaked papers are real", "", "", None),
        (
            "leak",
            "",
            "we regret it",
            "A leak at the port",
            "",
            Some("“leak” stands in the headline as “leak”"),
        ),
        ("port authority", "", "the authority of the port", "", "", None),
        (
            "port authority",
            "",
            "the Port Authority’s roster",
            "",
            "",
            Some("“port authority” stands in the statement as “Port Authority’s”"),
        ),
        (
            "strike & pilots",
            "",
            "the strike goes on",
            "Pilots walk out",
            "",
            Some("“strike & pilots” stands in the statement as “strike”"),
        ),
        ("strike & pilots", "", "the strike goes on", "Teachers walk out", "", None),
        (
            "strike|walkout|stoppage",
            "",
            "the stoppage goes on",
            "",
            "",
            Some("“strike|walkout|stoppage” stands in the statement as “stoppage”"),
        ),
        ("strike", "football", "the first strike won it", "Football: Corrie 2", "", None),
        (
            "strike",
            "football",
            "the strike goes on",
            "",
            "a|b|c|d|The football club is near.",
            Some("“strike” stands in the statement as “strike”"),
        ),
        ("harbour", "", "we regret it", "News", "x|y|z|one harbour, in passing", None),
        (
            "harbour",
            "",
            "we regret it",
            "News",
            "x|y|z|a harbour|the harbour again",
            Some("“harbour” stands in paragraph 4 as “harbour”"),
        ),
        (
            "harbour",
            "",
            "we regret it",
            "News",
            "The harbour is shut.",
            Some("“harbour” stands in paragraph 1 as “harbour”"),
        ),
        (
            "порт*",
            "футбол",
            "страйк у порту триває",
            "",
            "",
            Some("“порт*” stands in the statement as “порту”"),
        ),
        ("Straße", "", "die STRASSE ist gesperrt", "", "", None),
        (
            "grève générale",
            "",
            "La Grève générale continue",
            "",
            "",
            Some("“grève générale” stands in the statement as “Grève générale”"),
        ),
        (
            "re-elect*",
            "",
            "he will be re–elected",
            "",
            "",
            Some("“re-elect*” stands in the statement as “re–elected”"),
        ),
        ("", "", "anything", "at all", "", None),
        ("*", "", "anything", "at all", "", None),
    ];
    for (words, not_words, statement, title, text, reason) in cases {
        let story = Story::typed("S", words, not_words);
        let found = belongs(&story, statement, title, &paragraphs(text)).map(|reason| reason.to_string());
        assert_eq!(found.as_deref(), *reason, "{words} / {not_words}: {statement} | {title} | {text}");
    }
}

#[test]
fn a_not_word_is_told() {
    let story = Story::typed("Harbour", "strike", "football, “water polo”");
    let page = Page::new("A strike at the water polo final", &[]);
    let Judgement::Excluded(reason) = story.judge("the strike came late", &page) else {
        panic!("not excluded")
    };
    assert_eq!(reason.to_string(), "“water polo” stands in the headline as “water polo”");
}
