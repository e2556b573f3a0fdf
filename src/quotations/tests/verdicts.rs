//! Verdicts on one small library, one case a line.

use sayso_quotations::{Candidate, Check, Fit, Form, Qualifier, Said, Spot, Status, Verdict, verify};

/// A library in a few lines: an article a block. `@ outlet (origin)`, then paragraphs; `{speaker|form|via|status: words}`
/// marks a statement's piece, `form` being d, m or i.
const LIBRARY: &str = "
@ Corrie Post
The figures: “{Ana Ruiz|d||: We did not alter the figures, and nobody asked us to.}” Ana Ruiz said. “{+: The report will be published if the court allows it.}”
{Ben Holm|i||: The minister has been lying to the house for months}, Ben Holm said in the corridor.
Ben Holm called the report {Ben Holm|m||: a “reckless piece of work” that would cost lives}.
The harbour stayed shut on Monday, and the pilots went home.
“Nobody knows whose words these are,” it said on a wall.

@ Gazette
“{a senior official|d|Ben Holm|: Two of the names on that list are wrong}”, a senior official told Ben Holm, as he recalled.
“{Cy Dale|d||corrected: You should find the fraud in the books}”, Cy Dale is reported to have said.
“{Dora Lind|d||: I will [never] sign this treaty}”, Dora Lind said.

@ Herald
«{Олена Шевчук|d||: Ми не підемо з цього міста, якщо нас не змусять}», — сказала Олена Шевчук.
“{Eve Ray|d||: Did they pay for the bridge? They did.}”, Eve Ray said.
“{Finn Orr|d||: We may have to close the harbour in the winter, reportedly for good}”, Finn Orr said.
“{Finn Orr|d||: Let the tugs stay where they are}”, he added.
";

fn library() -> Vec<Candidate> {
    LIBRARY.split("\n@ ").skip(1).map(article).collect()
}

fn article(block: &str) -> Candidate {
    let mut lines = block.trim().lines();
    let outlet = lines.next().unwrap_or_default().to_owned();
    let language = if outlet == "Herald" { "" } else { "en" };
    let mut candidate = Candidate { outlet, language: language.to_owned(), ..Candidate::default() };
    for (paragraph, line) in (0..).zip(lines) {
        let mut text = String::new();
        let mut rest = line;
        while let Some((before, marked)) = rest.split_once('{') {
            let (inside, after) = marked.split_once('}').unwrap();
            let (head, words) = inside.split_once(": ").unwrap();
            text.push_str(before);
            let start = text.chars().count();
            text.push_str(words);
            let spot = Spot { paragraph, start, end: text.chars().count() };
            match head.split('|').collect::<Vec<_>>()[..] {
                [speaker, form, via, status] => candidate.said.push(Said {
                    pieces: vec![spot],
                    speaker: Some(speaker.to_owned()),
                    via: via.split_terminator(',').map(str::to_owned).collect(),
                    form: [Form::Direct, Form::Mixed, Form::Indirect]["dmi".find(form).unwrap()],
                    status: if status == "corrected" { Status::Corrected } else { Status::Current },
                    translated_from: None,
                }),
                _ => candidate.said.last_mut().unwrap().pieces.push(spot),
            }
            rest = after;
        }
        text.push_str(rest);
        candidate.paragraphs.push(text);
    }
    candidate
}

fn check(quotation: &str, speaker: Option<&str>) -> Check {
    let wanted = speaker.map(str::to_owned);
    let matcher = move |said: &Said| if said.speaker == wanted { Fit::Same } else { Fit::Other };
    let speaker: Option<sayso_quotations::Matcher<'_>> =
        if speaker.is_some() { Some(&matcher) } else { None };
    verify(quotation, speaker, &library())
}

#[test]
fn table() {
    use Verdict::*;
    let ana = Some("Ana Ruiz");
    let cases: &[(&str, Option<&str>, Verdict)] = &[
        (
            "We did not alter the figures, and nobody asked us to. The report will be published if the court allows it.",
            ana,
            WordForWord,
        ),
        (
            "“we did NOT alter the figures — and nobody asked us to! The report will be published, if the court allows it”",
            None,
            WordForWord,
        ),
        ("We did not alter the figures", ana, CutShort),
        ("We did not alter the figures … The report will be published", ana, CutShort),
        ("The report will be published", ana, CutShort),
        ("The report will be published … We did not alter the figures", ana, Joined),
        ("nobody asked us to let the tugs stay where they are", None, Joined),
        ("We did alter the figures, and nobody asked us to", ana, Altered),
        ("We did not alter the numbers, and nobody asked us to", ana, Altered),
        ("We did not alter the figures", Some("Ben Holm"), OtherSpeaker),
        ("The minister has been lying to the house for months", Some("Ben Holm"), Paraphrase),
        ("reckless piece of work", Some("Ben Holm"), WordForWord),
        ("a reckless piece of work that would cost lives", Some("Ben Holm"), Paraphrase),
        ("piece of work", None, CutShort),
        ("The harbour stayed shut on Monday", None, Paraphrase),
        ("Nobody knows whose words these are", None, SpeakerUnclear),
        ("Nobody knows whose words these are", ana, SpeakerUnclear),
        ("Two of the names on that list are wrong", None, SecondHand),
        ("find the fraud", Some("Cy Dale"), Withdrawn),
        ("You should find the fraud in the books", None, Withdrawn),
        ("I will sign this treaty", Some("Dora Lind"), CutShort),
        ("I will never sign this treaty", Some("Dora Lind"), Altered),
        ("I will [never] sign this treaty", Some("Dora Lind"), Altered),
        ("Ми не підемо з цього міста, якщо нас не змусять", Some("Олена Шевчук"), WordForWord),
        ("Ми не підемо з цього міста", Some("Олена Шевчук"), CutShort),
        ("Ми підемо з цього міста, якщо нас не змусять", None, Altered),
        ("Did they pay for the bridge? They did.", Some("Eve Ray"), WordForWord),
        ("They did pay for the bridge", Some("Eve Ray"), Altered),
        ("[They] pay for the bridge? They did.", Some("Eve Ray"), Altered),
        ("Did they pay for the bridge. They did.", Some("Eve Ray"), Altered),
        ("We have decided to leave the union at the end of the year", None, NotFound),
        ("", None, NotFound),
        ("…", None, NotFound),
    ];
    for (quotation, speaker, verdict) in cases {
        let found = check(quotation, *speaker);
        assert_eq!(found.verdict, *verdict, "{quotation} ({speaker:?}): {found:#?}");
    }
}

#[test]
fn what_was_left_out_is_shown_with_the_lost_words() {
    let found = check("The report will be published", Some("Ana Ruiz"));
    let nearest = found.nearest.unwrap();
    let left_out: Vec<&str> = nearest.left_out.iter().map(|left_out| left_out.words.text.as_str()).collect();
    assert_eq!(left_out, ["We did not alter the figures, and nobody asked us to", "if the court allows it"]);
    let lost: Vec<_> = nearest
        .left_out
        .iter()
        .flat_map(|out| &out.lost)
        .map(|lost| (lost.kind, lost.word.as_str()))
        .collect();
    assert_eq!(lost, [(Qualifier::If, "if")], "a *not* of another sentence is not lost from this one");
    assert_eq!(
        nearest.before.unwrap().text,
        "The figures: “We did not alter the figures, and nobody asked us to.” Ana Ruiz said"
    );
    assert_eq!(found.looked.articles, 3);
    assert_eq!(found.looked.outlets, 3);
}

#[test]
fn a_lost_word_goes_before_second_hand_and_is_found_in_any_language() {
    let found = check("We may have to close the harbour in the winter", Some("Finn Orr"));
    let lost: Vec<_> =
        found.nearest.iter().flat_map(|near| &near.left_out).flat_map(|out| &out.lost).collect();
    assert_eq!(lost.iter().map(|lost| lost.kind).collect::<Vec<_>>(), [Qualifier::Reportedly]);
    let found = check("Ми не підемо з цього міста", None);
    let lost: Vec<_> =
        found.nearest.iter().flat_map(|near| &near.left_out).flat_map(|out| &out.lost).collect();
    assert_eq!(lost.iter().map(|lost| lost.word.as_str()).collect::<Vec<_>>(), ["якщо", "не"]);
}

#[test]
fn differing_words_are_marked_on_both_sides() {
    let claim = "We did alter the numbers, and nobody asked us to";
    let found = check(claim, Some("Ana Ruiz"));
    let nearest = found.nearest.unwrap();
    let marked: Vec<(&str, Option<&str>)> = nearest
        .differences
        .iter()
        .map(|one| (one.claimed_text.as_str(), one.real.as_ref().map(|real| real.text.as_str())))
        .collect();
    assert_eq!(marked, [("", Some("not")), ("numbers", Some("figures"))]);
    let changed = &nearest.differences[1];
    let printed: String = claim.chars().skip(changed.claimed.start).take(changed.claimed.len()).collect();
    assert_eq!(printed, "numbers");
    assert_eq!(nearest.pieces[0].text, "We did not alter the figures, and nobody asked us to");
    assert!((nearest.similarity - 9.0 / 11.0).abs() < 0.01, "{}", nearest.similarity);
}

#[test]
fn a_paraphrase_is_told_from_a_quotation_by_its_marks_and_keeps_its_speaker() {
    let found = check("The minister has been lying to the house for months", None);
    let nearest = found.nearest.unwrap();
    assert!(!nearest.quoted);
    let said = &library()[nearest.candidate].said[nearest.said.unwrap()];
    assert_eq!(said.speaker.as_deref(), Some("Ben Holm"));
}

#[test]
fn a_withdrawal_counts_unless_the_words_stand_by_themselves() {
    let mut library = library();
    let words = "You should find the fraud in the books";
    let mut other = library[1].clone();
    other.outlet = "Observer".to_owned();
    other.said.iter_mut().for_each(|said| said.status = Status::Current);
    library.push(other.clone());
    let found = verify(words, None, &library);
    assert_eq!((found.verdict, found.also.as_slice()), (Verdict::WordForWord, &[Verdict::Withdrawn][..]));
    assert_eq!((found.found_in, found.withdrawn_in), (vec![1, 3], vec![1]));
    // Carried from the outlet that withdrew it.
    library[3].said.iter_mut().for_each(|said| said.via = vec!["Gazette".to_owned()]);
    assert_eq!(verify(words, None, &library).verdict, Verdict::Withdrawn);
}

#[test]
fn a_cut_that_one_outlet_prints_as_whole_is_still_cut_if_a_not_was_lost() {
    let mut library = library();
    let text = "“alter the figures, and nobody asked us to”, Ana Ruiz said.".to_owned();
    let said = Said {
        pieces: vec![Spot { paragraph: 0, start: 1, end: 42 }],
        speaker: Some("Ana Ruiz".to_owned()),
        ..Said::default()
    };
    library.push(Candidate {
        outlet: "Mirror".to_owned(),
        paragraphs: vec![text],
        said: vec![said],
        ..Candidate::default()
    });
    let found = verify("alter the figures, and nobody asked us to", None, &library);
    assert_eq!(found.verdict, Verdict::CutShort, "{found:#?}");
    assert_eq!(found.found_in, [0, 3]);
}

#[test]
fn a_translation_is_told_only_where_the_data_says_so() {
    let mut library = library();
    library[2].said[0].translated_from = Some("en".to_owned());
    let found = verify("Ми не підемо з цього міста, якщо нас не змусять", None, &library);
    assert_eq!(found.verdict, Verdict::Translation);
    assert_eq!(
        verify("We will not leave this town unless we are forced to", None, &library).verdict,
        Verdict::NotFound
    );
}

#[test]
fn outlets_that_disagree_on_the_speaker_are_told() {
    let mut library = library();
    let mut other = library[0].clone();
    other.said.iter_mut().for_each(|said| said.speaker = Some("Gus Way".to_owned()));
    library.push(other);
    let matcher =
        |said: &Said| if said.speaker.as_deref() == Some("Ana Ruiz") { Fit::Same } else { Fit::Other };
    let found = verify("We did not alter the figures", Some(&matcher), &library);
    assert_eq!((found.verdict, found.also.as_slice()), (Verdict::CutShort, &[Verdict::OtherSpeaker][..]));
}
