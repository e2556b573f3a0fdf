//! Single constructs, one sentence each: who said what, through whom, as which act.

use crate::{article, check_places, find};

/// `speaker | act | quotation | pieces`, with ` < ` before each relayer.
fn check(language: &str, paragraphs: &[&str], expected: &[&str]) {
    let article = article(language, "A title", "2024-03-06", paragraphs);
    let found = find(&article);
    check_places(&article, &found);
    let lines: Vec<String> = found
        .iter()
        .map(|s| {
            let via: String = s.via.iter().map(|v| format!(" < {v}")).collect();
            let pieces: Vec<&str> = s.pieces.iter().map(|p| p.text.as_str()).collect();
            format!(
                "{}{via} | {:?} | {:?} | {}",
                s.speaker.name.as_deref().unwrap_or("?"),
                s.act,
                s.quotation,
                pieces.join(" … ")
            )
        })
        .collect();
    assert_eq!(lines, expected, "{paragraphs:?}");
}

#[test]
fn a_quotation_is_interrupted_and_goes_on() {
    check(
        "en",
        &["“We are closed,” Mara Lind, the harbour master, told reporters. “Come back on Monday.”"],
        &["Mara Lind | Say | Direct | We are closed, … Come back on Monday."],
    );
    check(
        "uk",
        &["«Ми зачинені, — сказала директорка порту Мара Лінд. — Приходьте в понеділок»."],
        &["Мара Лінд | Say | Direct | Ми зачинені … Приходьте в понеділок"],
    );
    check(
        "de",
        &["„Wir haben zu“, sagte Hafenmeisterin Mara Lind. „Kommen Sie am Montag.“"],
        &["Mara Lind | Say | Direct | Wir haben zu … Kommen Sie am Montag."],
    );
    check(
        "fr",
        &["« Nous sommes fermés, a déclaré la directrice Mara Lind, revenez lundi. »"],
        &["Mara Lind | Say | Direct | Nous sommes fermés … revenez lundi."],
    );
    check(
        "es",
        &["—Está cerrado —dijo la directora Mara Lind—. Vuelvan el lunes."],
        &["Mara Lind | Say | Direct | Está cerrado … Vuelvan el lunes."],
    );
    check(
        "ru",
        &["— Мы закрыты, — сказала директор порта Мара Линд. — Приходите в понедельник."],
        &["Мара Линд | Say | Direct | Мы закрыты … Приходите в понедельник."],
    );
}

#[test]
fn nobody_says_what_is_denied_hypothetical_or_still_to_come() {
    check(
        "en",
        &[
            "Nobody said that the bridge was safe.",
            "If Mara Lind says that it is safe, the mayor will cross it.",
            "The mayor is expected to say that it is safe.",
            "He did not say whether it was safe.",
        ],
        &[],
    );
    check(
        "uk",
        &["Ніхто не сказав, що міст безпечний. Якщо мер скаже, що він безпечний, його відкриють."],
        &[],
    );
    check("de", &["Niemand hat gesagt, dass die Brücke sicher sei."], &[]);
}

#[test]
fn acts_are_told_apart() {
    check(
        "en",
        &[
            "Mara Lind denied that the bridge had moved. She declined to comment on the cracks. She promised to publish the report.",
        ],
        &[
            "Mara Lind | Deny | Indirect | the bridge had moved",
            "Mara Lind | Decline | Indirect | declined to comment on the cracks",
            "Mara Lind | Promise | Indirect | to publish the report",
        ],
    );
}

#[test]
fn a_relay_named_once_carries_to_what_stands_below() {
    check(
        "en",
        &[
            "Source: The Ledger, citing two sources",
            "One source said that the bridge would close.",
            "“It has been closed before,” the newspaper writes.",
        ],
        &[
            "One source < The Ledger | Say | Indirect | the bridge would close",
            "The Ledger | Say | Direct | It has been closed before,",
        ],
    );
}

#[test]
fn roles_are_told_as_printed() {
    for (language, text, role) in [
        ("en", "“We are closed,” Mara Lind, the harbour master, told reporters.", "harbour master"),
        ("en", "“It held,” said Tom Berg, a spokesman for the port.", "spokesman for the port"),
        ("en", "The deputy premier Ana Costa said that it would rain.", "deputy premier"),
        ("de", "„Wir haben zu“, sagte Mara Lind, die Hafenmeisterin.", "Hafenmeisterin"),
        ("de", "„Es hielt“, sagte Tom Berg, der Sprecher der Stadt.", "Sprecher der Stadt"),
        ("fr", "« Nous sommes fermés », a déclaré Mara Lind, directrice du port.", "directrice du port"),
        ("es", "«Está cerrado», dijo Mara Lind, directora del puerto.", "directora del puerto"),
        ("uk", "«Ми зачинені», — сказала Мара Лінд, директорка порту.", "директорка порту"),
        ("ru", "«Мы закрыты», — сказала Мара Линд, директор порта.", "директор порта"),
        ("uk", "Суд відмовився взяти під варту капрала Тома Берга. Берг сказав, що радий.", "капрала"),
    ] {
        let found = find(&article(language, "T", "2024-03-06", &[text]));
        let roles: Vec<Option<&str>> = found.iter().map(|s| s.speaker.role.as_deref()).collect();
        assert_eq!(roles, [Some(role)], "{text}");
    }
}

#[test]
fn kinds_have_the_names_that_json_has() {
    use sayso_statements::SpeakerKind::{Anonymous, Document, Group, Organization, Outlet, Person};
    for kind in [Person, Anonymous, Group, Organization, Document, Outlet] {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
    }
}

#[test]
fn weekdays_are_resolved_backwards_from_publication() {
    let article =
        article("en", "T", "2024-03-06", &["Mara Lind said on Monday that the bridge would close."]);
    let found = find(&article);
    assert_eq!(found[0].said_on.map(|d| d.to_string()).as_deref(), Some("2024-03-04"));
}

#[test]
fn scare_quotes_and_titles_are_no_statements() {
    check("en", &["The “rally” drew forty people. He keeps a copy of “The Quiet Cabinet” on his desk."], &[]);
}

#[test]
fn an_unnamed_source_keeps_its_description() {
    check(
        "en",
        &[
            "“It moved,” said a former engineer who worked on the bridge. Another engineer said that it had not.",
        ],
        &[
            "a former engineer who worked on the bridge | Say | Direct | It moved,",
            "Another engineer | Say | Indirect | it had not",
        ],
    );
}

#[test]
fn a_pronoun_means_the_subject_of_the_sentence_before_it() {
    check(
        "en",
        &[
            "Mara Lind said the bridge was safe. Bo Vale, 51, walked across it twice. “It moved,” he said. Lind shrugged. “It did not,” she said.",
        ],
        &[
            "Mara Lind | Say | Indirect | the bridge was safe",
            "Bo Vale | Say | Direct | It moved,",
            "Mara Lind | Say | Direct | It did not,",
        ],
    );
}

#[test]
fn who_shares_a_surname_is_told_apart() {
    check(
        "uk",
        &[
            "Мер Ігор Коротков подякував раді. Депутатка Алла Короткова заявила, що бюджет порожній.",
            "Короткова додала, що питатиме ще. Коротков відповів, що гроші працюють.",
        ],
        &[
            "Алла Короткова | Say | Indirect | бюджет порожній",
            "Алла Короткова | Say | Indirect | питатиме ще",
            "Ігор Коротков | Say | Indirect | гроші працюють",
        ],
    );
}

#[test]
fn a_paper_told_of_before_relays() {
    check(
        "de",
        &[
            "Die Brücke wird gesperrt, schreibt der „Grenzkurier“.",
            "Ein Ingenieur sagte der Zeitung, sie habe sich bewegt.",
        ],
        &[
            "Grenzkurier | Say | Indirect | Die Brücke wird gesperrt",
            "Ein Ingenieur < Grenzkurier | Say | Indirect | sie habe sich bewegt",
        ],
    );
}

#[test]
fn the_headline_speaks() {
    let article = article(
        "en",
        "Lind: We will close the bridge",
        "2024-03-06",
        &["Mara Lind said on Monday that the bridge had moved."],
    );
    let found = find(&article);
    check_places(&article, &found);
    assert_eq!(found[0].paragraph, -1);
    assert_eq!(found[0].speaker.name.as_deref(), Some("Mara Lind"));
    assert_eq!(found[0].pieces[0].text, "We will close the bridge");
}

#[test]
fn who_is_cited_speaks_and_who_cites_relays() {
    check(
        "en",
        &["Radio Karsk reported on Monday, citing a police source, that investigators had seized computers."],
        &["a police source < Radio Karsk | Say | Indirect | investigators had seized computers"],
    );
    check(
        "en",
        &["Ana Ruiz was quoted by The Ledger as saying that the bridge was safe."],
        &["Ana Ruiz < The Ledger | Say | Indirect | the bridge was safe"],
    );
}

#[test]
fn whom_it_is_told_to_is_not_what_is_told() {
    check(
        "uk",
        &["Двоє депутатів розповіли «Стрічці», що бюджет порожній."],
        &["Двоє депутатів | Say | Indirect | бюджет порожній"],
    );
}

#[test]
fn a_bare_body_is_what_the_article_has_called_it() {
    check(
        "en",
        &[
            "The port authority denied that the bridge had moved. The authority said that it would look again.",
        ],
        &[
            "The port authority | Deny | Indirect | the bridge had moved",
            "port authority | Say | Indirect | it would look again",
        ],
    );
}

#[test]
fn descriptions_of_the_unnamed_end_where_an_aside_begins() {
    check(
        "en",
        &[
            "Four current and former aides to the mayor said that he would resign.",
            "“It moved,” said a witness, a driver, who did not want to be named.",
        ],
        &[
            "Four current and former aides to the mayor | Say | Indirect | he would resign",
            "a witness | Say | Direct | It moved,",
        ],
    );
    check(
        "de",
        &["Eine Frau aus dem neunten Stock sagte, der Aufzug stehe seit Montag."],
        &["Eine Frau aus dem neunten Stock | Say | Indirect | der Aufzug stehe seit Montag"],
    );
}

#[test]
fn an_occasion_dates_what_is_said_at_it() {
    let article = article(
        "en",
        "T",
        "2024-03-06",
        &[
            "The trial of a baker opened on Tuesday in the county court. “I sold nothing but bread,” said the baker, Piet Oduya, 51.",
        ],
    );
    let found = find(&article);
    assert_eq!(found[0].said_on.map(|d| d.to_string()).as_deref(), Some("2024-03-05"));
}

#[test]
fn a_generic_noun_means_the_body_and_a_role_after_its_verb_the_person() {
    check(
        "en",
        &[
            "GridCo will publish its route today. The company has promised that no tower will stand near a school.",
            "Alan Hart rose first. “It had cracked the walls of two houses,” said the farmer.",
        ],
        &[
            "GridCo | Promise | Indirect | no tower will stand near a school",
            "Alan Hart | Say | Direct | It had cracked the walls of two houses,",
        ],
    );
    check(
        "es",
        &["El presidente del comité, Rubén Aceña, habló primero. Reclamó una reunión inmediata."],
        &["Rubén Aceña | Demand | Indirect | una reunión inmediata"],
    );
}

#[test]
fn the_subject_hangs_on_the_auxiliary() {
    check(
        "fr",
        &["La maire Ana Ruiz a pris la parole. « Personne ne sera oublié », a-t-elle ajouté."],
        &["Ana Ruiz | Say | Direct | Personne ne sera oublié"],
    );
}

#[test]
fn what_a_refusal_leaves_open_stands_before_it() {
    check(
        "uk",
        &["Заступник мера Віталій Марчук приїхав уранці. Чи оголошуватимуть тривогу, він не уточнив."],
        &["Віталій Марчук | Decline | Indirect | Чи оголошуватимуть тривогу, він не уточнив"],
    );
}

#[test]
fn who_is_printed_in_another_case_is_told_in_the_first() {
    check(
        "uk",
        &["За словами секретарки ради Ольги Касян, паром стоятиме до весни."],
        &["Ольга Касян | Say | Indirect | паром стоятиме до весни"],
    );
    check(
        "uk",
        &["За словами керівника Управління греблі Томаса Егелунда, усі звіти оприлюднять."],
        &["Томас Егелунд | Say | Indirect | усі звіти оприлюднять"],
    );
    check(
        "uk",
        &["У Міністерстві охорони здоров’я повідомили, що черг більше немає."],
        &["Міністерство охорони здоров’я | Say | Indirect | черг більше немає"],
    );
    check(
        "ru",
        &["В областном минздраве заявили, что очередей больше нет."],
        &["областной минздрав | Say | Indirect | очередей больше нет"],
    );
    check(
        "de",
        &["Nach Angaben des Katastrophenschutzes wurde niemand verletzt."],
        &["Katastrophenschutz | Say | Indirect | wurde niemand verletzt"],
    );
}

#[test]
fn whoever_gives_an_account_may_stand_in_one_word_with_it() {
    check(
        "de",
        &[
            "Nach Polizeiangaben wurden zwei Männer verletzt.",
            "Die Karten waren laut Vereinsangaben nach einer Stunde weg.",
        ],
        &[
            "Polizei | Say | Indirect | wurden zwei Männer verletzt",
            "Verein | Say | Indirect | Die Karten waren … nach einer Stunde weg",
        ],
    );
    check(
        "de",
        &[
            "Medienberichten zufolge ist der Schaden höher. Die Brücke wird Verbandsangaben zufolge noch heute gesperrt.",
        ],
        &[
            "Medienberichte | Say | Indirect | ist der Schaden höher",
            "Verband | Say | Indirect | Die Brücke wird … noch heute gesperrt",
        ],
    );
}

#[test]
fn according_to_somebody_of_whom_more_is_told() {
    check(
        "en",
        &[
            "According to a diplomat who was briefed on the talks, the port was shut. Ms Orr told Gulf FM that it was open.",
        ],
        &[
            "a diplomat who was briefed on the talks | Say | Indirect | the port was shut",
            "Orr < Gulf FM | Say | Indirect | it was open",
        ],
    );
}

#[test]
fn a_paper_that_is_told_something_relays_it() {
    check(
        "en",
        &[
            "Delphine Moss told The Plain Speaker in 1988 that the ball was dead, adding that nobody saw it.",
            "Ruth Orr told Channel Six that it was open.",
        ],
        &[
            "Delphine Moss < Plain Speaker | Say | Indirect | the ball was dead",
            "Delphine Moss < Plain Speaker | Say | Indirect | nobody saw it",
            "Ruth Orr < Channel Six | Say | Indirect | it was open",
        ],
    );
}

#[test]
fn a_name_of_three_words_is_whole() {
    check(
        "en",
        &[
            "The helpline has a new number. Its director, Wai Ling Chu, said calls had doubled. Cpl Ruth Harte said so too.",
        ],
        &["Wai Ling Chu | Say | Indirect | calls had doubled", "Ruth Harte | Say | Indirect | so too"],
    );
}

#[test]
fn a_title_tells_a_relative_from_whom_the_article_has_named_in_full() {
    check(
        "en",
        &[
            "Craig Tollgate, 46, was jailed on Monday.",
            "His mother, Moira, sat in the gallery. Outside, Mrs Tollgate insisted that her boy was innocent.",
        ],
        &["Moira Tollgate | Say | Indirect | her boy was innocent"],
    );
}

#[test]
fn whom_somebody_listens_to_is_nothing_that_is_told() {
    let hearing = "The town council heard twelve residents on Tuesday about items that it had put off since the autumn.";
    check("en", &[hearing], &[]);
}
