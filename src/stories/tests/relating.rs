//! Which statements are related, and which only look so.

use jiff::civil::date;
use sayso_statements::Act;
use sayso_stories::{Relation, Remark, relate, relations};

use crate::support::{in_language, remark, said_on};

type One = (Option<&'static str>, Act, &'static str);

const ANA: Option<&str> = Some("Ana Ruiz");
const BEN: Option<&str> = Some("Ben Holm");

#[test]
fn table() {
    let claim = "the ministry had altered the casualty figures in the report";
    // earlier (on the 2nd), later (on the 5th), relation
    let cases: &[(One, One, Option<Relation>)] = &[
        (
            (BEN, Act::Accuse, claim),
            (ANA, Act::Deny, "that the casualty figures had been altered"),
            Some(Relation::Denies),
        ),
        ((None, Act::Say, claim), (ANA, Act::Deny, "altering the casualty figures"), Some(Relation::Denies)),
        (
            (BEN, Act::Say, claim),
            (ANA, Act::Confirm, "the casualty figures had been altered"),
            Some(Relation::Confirms),
        ),
        (
            (ANA, Act::Say, claim),
            (ANA, Act::Deny, "having said that figures were altered in the report"),
            Some(Relation::WalksBack),
        ),
        (
            (ANA, Act::Say, claim),
            (ANA, Act::Say, "“I misspoke about the figures in the report”"),
            Some(Relation::WalksBack),
        ),
        (
            (ANA, Act::Say, "the casualty figures in the report were altered"),
            (ANA, Act::Say, "the casualty figures in the report were not altered"),
            Some(Relation::WalksBack),
        ),
        (
            (BEN, Act::Say, "the casualty figures in the report were altered"),
            (ANA, Act::Say, "the casualty figures in the report were never altered"),
            Some(Relation::Denies),
        ),
        // Of something else.
        ((BEN, Act::Say, claim), (ANA, Act::Deny, "that she would leave the government"), None),
        // A denial of a denial, a question, a refusal to comment assert nothing.
        ((BEN, Act::Deny, claim), (ANA, Act::Deny, "that the casualty figures had been altered"), None),
        ((BEN, Act::Ask, claim), (ANA, Act::Deny, "that the casualty figures had been altered"), None),
        (
            (BEN, Act::Say, claim),
            (ANA, Act::Decline, "declined to comment on the casualty figures in the report"),
            None,
        ),
        // An unnamed denial of an unnamed claim: who knows whether they are two.
        ((None, Act::Say, claim), (None, Act::Deny, "that the casualty figures had been altered"), None),
        // The same topic, no contradiction.
        (
            (BEN, Act::Say, claim),
            (ANA, Act::Say, "the casualty figures in the report come from the ministry"),
            None,
        ),
        // Confirming oneself is no relation.
        ((ANA, Act::Say, claim), (ANA, Act::Confirm, "the casualty figures had been altered"), None),
    ];
    for (earlier, later, relation) in cases {
        let one = remark("one", "Post", 2, earlier.0, earlier.1, earlier.2);
        let two = remark("two", "Gazette", 5, later.0, later.1, later.2);
        let link = relate(&one, &two);
        assert_eq!(link.as_ref().map(|link| link.relation), *relation, "{earlier:?} … {later:?}");
        assert_eq!(relate(&two, &one), None, "backwards in time: {earlier:?} … {later:?}");
        assert_eq!(relations(&[two, one]), Vec::from_iter(link), "found among many: {earlier:?} … {later:?}");
    }
}

#[test]
fn in_six_languages() {
    let cases = [
        ("uk", "міністерство змінило цифри втрат у звіті", "що цифри втрат у звіті були змінені"),
        ("ru", "министерство изменило цифры потерь в отчёте", "что цифры потерь в отчёте были изменены"),
        (
            "de",
            "das Ministerium habe die Opferzahlen im Bericht geändert",
            "die Opferzahlen im Bericht geändert zu haben",
        ),
        (
            "fr",
            "le ministère avait modifié les chiffres du rapport",
            "que les chiffres du rapport aient été modifiés",
        ),
        (
            "es",
            "el ministerio había alterado las cifras del informe",
            "que las cifras del informe fueran alteradas",
        ),
        (
            "en",
            "the ministry had altered the figures in the report",
            "that the figures in the report were altered",
        ),
    ];
    for (language, claim, denial) in cases {
        let one = in_language(remark("one", "Post", 2, BEN, Act::Say, claim), language);
        let two = in_language(remark("two", "Post", 5, ANA, Act::Deny, denial), language);
        let link = relate(&one, &two);
        assert_eq!(link.map(|link| link.relation), Some(Relation::Denies), "{language}");
    }
}

#[test]
fn the_same_words_are_repeated_only_on_another_day_that_the_page_tells() {
    let words = "“We will not leave the harbour to anyone”";
    let (one, two) =
        (remark("one", "Post", 2, ANA, Act::Say, words), remark("two", "Gazette", 5, ANA, Act::Say, words));
    assert_eq!(relate(&one, &two), None, "another outlet's print of it");
    let (one, two) = (said_on(one, date(2031, 5, 2)), said_on(two, date(2031, 5, 4)));
    let link = relate(&one, &two).unwrap();
    assert_eq!(link.relation, Relation::Repeats);
    assert_eq!(link.why.to_string(), "the same words on another day; both are about anyon, harbo, leave");
}

#[test]
fn the_reason_is_told() {
    let one = remark("one", "Post", 2, BEN, Act::Say, "the ministry altered the figures");
    let two = remark("two", "Gazette", 5, ANA, Act::Deny, "that the ministry altered any figures");
    let link = relate(&one, &two).unwrap();
    assert_eq!(link.why.to_string(), "by its verb (“said”); both are about alter, figur, minis");
    assert_eq!((link.earlier.as_str(), link.later.as_str(), link.editor), ("one", "two", None));
}

#[test]
fn a_bare_denial_answers_what_was_said_just_before_on_the_same_page() {
    let at = |paragraph: i32, start: usize, mut remark: Remark| {
        remark.statement.paragraph = paragraph;
        remark.statement.pieces[0].paragraph = paragraph;
        remark.statement.pieces[0].start += start;
        remark.statement.pieces[0].end += start;
        remark.printed.article = "one article".to_owned();
        remark
    };
    let accusation =
        at(3, 0, remark("one", "Post", 2, BEN, Act::Accuse, "the ministry of altering the report"));
    let between = at(4, 0, remark("two", "Post", 2, Some("Cy Dale"), Act::Say, "it will rain"));
    let denial = |text| at(4, 50, remark("three", "Post", 2, ANA, Act::Deny, text));
    let check = |remarks: &[&Remark], expected: &[&str]| {
        let remarks: Vec<Remark> = remarks.iter().map(|&remark| remark.clone()).collect();
        let links = relations(&remarks);
        let told = links.iter().map(|link| format!("{} {} {}", link.later, link.relation, link.earlier));
        assert_eq!(told.collect::<Vec<_>>(), expected, "{remarks:#?}");
    };
    check(&[&accusation, &denial("it")], &["three denies one"]);
    check(&[&accusation, &denial("all these accusations")], &["three denies one"]);
    check(&[&accusation, &denial("the roster")], &[]);
    check(&[&accusation, &between, &denial("all these accusations")], &["three denies one"]);
    check(&[&accusation, &between, &denial("that")], &["three denies two"]);
    check(&[&between, &denial("the accusations")], &[]);
    let mut own = accusation.clone();
    own.statement.speaker.name = Some("Ana Ruiz and Ben Holm".to_owned());
    check(&[&own, &denial("it")], &[]);
}

#[test]
fn an_answer_rests_on_what_stands_just_before_it() {
    let at = |paragraph: i32, id: &str, speaker, act, text| {
        let mut remark = remark(id, "Post", 2, speaker, act, text);
        remark.statement.paragraph = paragraph;
        remark.statement.pieces[0].paragraph = paragraph;
        remark.printed.article = "one article".to_owned();
        // Behind the claim, where it stands in the same paragraph.
        if id == "two" && paragraph == 3 {
            remark.statement.pieces[0].start += 200;
            remark.statement.pieces[0].end += 200;
        }
        remark
    };
    let claim = "the fund had paid for forty lamps";
    // Paragraph, act and words of the answer by somebody else to the claim in paragraph 3.
    let cases: &[(i32, Act, &str, Option<Relation>)] = &[
        (4, Act::Deny, "“Not true. We paid for thirty, and two of them work.”", Some(Relation::Denies)),
        (4, Act::Deny, "“Неправда. Ми заплатили за тридцять.”", Some(Relation::Denies)),
        (4, Act::Deny, "“Das stimmt nicht.”", Some(Relation::Denies)),
        (4, Act::Deny, "“C’est faux !”", Some(Relation::Denies)),
        (4, Act::Deny, "“Mentira. Vino uno.”", Some(Relation::Denies)),
        (3, Act::Deny, "“We have never owned a lamp in our lives”", Some(Relation::Denies)),
        (4, Act::Confirm, "this", Some(Relation::Confirms)),
        (4, Act::Confirm, "the report", None),
        (4, Act::Confirm, "цю інформацію", Some(Relation::Confirms)),
        (4, Act::Deny, "that such lamps exist", Some(Relation::Denies)),
        (4, Act::Deny, "ein solches Gutachten existiere", None),
        // Another paragraph, and no word that points to the one before.
        (4, Act::Deny, "“We have never owned a lamp in our lives”", None),
        (5, Act::Deny, "“Not true.”", None),
        (4, Act::Deny, "“No lamps were sold, and no oil”", None),
        (4, Act::Deny, "“Not true of the ferry, though”", None),
        (3, Act::Deny, "any involvement in the sale", None),
        (3, Act::Confirm, "“The lamps are lit at six”", None),
        (4, Act::Ask, "“Not true?”", None),
    ];
    for (paragraph, act, text, relation) in cases {
        let one = at(3, "one", BEN, Act::Say, claim);
        let two = at(*paragraph, "two", ANA, *act, text);
        let links = relations(&[one.clone(), two.clone()]);
        assert_eq!(links.first().map(|link| link.relation), *relation, "{text}");
        // Nobody answers a question, or oneself.
        for earlier in [at(3, "one", ANA, Act::Say, claim), at(3, "one", BEN, Act::Ask, claim)] {
            assert_eq!(relations(&[earlier, two.clone()]), [], "{text}");
        }
    }
    let link = &relations(&[at(3, "one", BEN, Act::Say, claim), at(4, "two", ANA, Act::Confirm, "it")])[0];
    assert_eq!(link.why.to_string(), "an answer (“said”) to what was said just before");
}
