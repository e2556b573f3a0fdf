//! Interviews: questions and answers, told apart by what the page prints. The rules read alone here.

use crate::article;

/// Speaker and words of each statement.
fn told(language: &str, paragraphs: &[&str]) -> Vec<(String, String)> {
    let mut article = article(language, "A life in keys", "2024-03-06", paragraphs);
    article.outlet = Some("Terrace Review".to_owned());
    sayso_statements::find_with(&article, |_, _| Vec::new())
        .iter()
        .map(|s| (s.speaker.name.clone().unwrap_or_default(), s.pieces[0].text.clone()))
        .collect()
}

fn check(language: &str, paragraphs: &[&str], expected: &[(&str, &str)]) {
    let found = told(language, paragraphs);
    for (speaker, text) in expected {
        let pair = ((*speaker).to_owned(), (*text).to_owned());
        assert!(found.contains(&pair), "{pair:?} in {found:?}");
    }
}

#[test]
fn an_interview_without_names_before_its_lines_is_read() {
    check(
        "en",
        &[
            "Alma Terning, 71, mended locks for forty years. Her son, Piet Terning, makes the tea.",
            "Why locks?",
            "I was the smallest. My father sent me in first.",
            "Were you ever afraid?",
            "Once. A man told me that the safe was full of bees.",
            "What will you do now?",
            "I will sit on my chair.",
        ],
        &[
            ("Terrace Review", "Why locks?"),
            ("Alma Terning", "I was the smallest. My father sent me in first."),
            ("Alma Terning", "I will sit on my chair."),
        ],
    );
}

#[test]
fn letters_with_a_stop_tell_question_and_answer() {
    check(
        "es",
        &[
            "Mara Oleza abre la farmacia a las ocho.",
            "P. ¿Qué había en la lata?",
            "R. Once cartas y una llave.",
            "P. ¿Le dolió?",
            "R. Me dolió por carta.",
            "P. ¿Y ahora?",
            "R. Ahora duermo.",
        ],
        &[("Mara Oleza", "Once cartas y una llave."), ("Mara Oleza", "Ahora duermo.")],
    );
}

#[test]
fn rhetorical_questions_make_no_interview() {
    let found = told(
        "en",
        &[
            "Who pays for the bridge?",
            "The council has no money, and the county has no plan.",
            "Who closed the road?",
            "Nobody in the town remembers.",
            "Who will open it?",
            "Engineers began work on Monday.",
        ],
    );
    assert!(found.is_empty(), "{found:?}");
}
