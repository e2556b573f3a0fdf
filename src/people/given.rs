//! Forms of one given name: across Slavic languages, and the short forms that everybody uses.
//!
//! Only forms that are common knowledge and that are not names of their own for somebody else: no “Alex”, no “Sasha”.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::sounds::{loose, tight};

/// Slavic names, a name a row, with what other languages make of them; compared as `sounds::loose` leaves them.
const SLAVIC: &[&str] = &[
    "andrzej andzhey",
    "volodimir vladimir wladimir",
    "oleksandr aleksandr alexander aleksander alexandr",
    "oleksandra aleksandra alexandra",
    "oleksi oleksiy aleksei aleksey alexei alexey aleksi",
    "dmitro dmitri dmitriy dmitrij dmitry",
    "serhi sergi sergei sergey sergiy serhiy sergej serguei sergii",
    "andri andrei andrey andriy andrej andrii",
    "mikola nikolai nikolay nikolaj",
    "mikhailo mikhail michail mihail mykhailo mychajlo michailo mykhaylo",
    "pavlo pavel",
    "petro pyotr petr piotr",
    "yevhen yevgeni evgeni evgeny yevgeny yevhenii evgenij jewgeni",
    "iryna irina",
    "olha olga",
    "katerina ekaterina yekaterina kateryna",
    "yulia yuliia iulia julija yuliya",
    "ihor igor",
    "oleh oleg",
    "denis denys",
    "maksim maksym maxim maxym",
    "kirilo kirill kiril kyrylo",
    "illia ilia ilya illya",
    "vasil vasili vasily vasyl vasiliy",
    "viktor victor",
    "viktoria victoria viktoriia viktoriya",
    "yuri iuri yury yurii juri jurij yuriy",
    "heorhi georgi georgiy heorhiy georgy",
    "hryhori grigori grigory hryhorii grigoriy",
    "vitali vitaliy vitaly vitalii vitalij",
    "valeri valery valeriy valerii valerij",
    "anatoli anatoly anatoliy anatolii",
    "hanna ganna",
    "natalia nataliia natalya nataliya natalja",
    "tetiana tatiana tatyana tetyana",
    "olena elena yelena",
    "svitlana svetlana",
    "mariia maria mariya marija",
    "stepan stefan",
    "arseni arseniy arsenii",
    "artem artyom artiom",
    "fedir fedor fyodor",
    "yelizaveta elizaveta yelyzaveta",
    "daria darya dariia",
    "sofia sofiia sofya",
    "nadia nadiia nadezhda",
    "liudmila lyudmila ludmila lyudmyla",
];

/// English names and their short forms, with what Cyrillic makes of them; compared as `sounds::tight` leaves them.
const ENGLISH: &[&str] = &[
    "joseph joe dzho dzhozef",
    "william bill will uilyam vilyam",
    "robert bob bobby rob",
    "michael mike mayk maykl",
    "james jim jimmy dzheyms dzhim",
    "anthony tony antony toni entoni",
    "thomas tom",
    "daniel dan danny",
    "david dave",
    "christopher chris",
    "steven steve stephen stiven stiv",
    "benjamin ben bendzhamin",
    "richard dick rick",
    "charles charlie chuck",
    "edward ed eddie",
    "gregory greg",
    "jeffrey jeff geoffrey geoff",
    "kenneth ken",
    "matthew matt mathew",
    "nicholas nick nicolas",
    "patrick pat",
    "peter pete",
    "philip phil phillip",
    "ronald ron",
    "samuel sam",
    "timothy tim",
    "donald don",
    "lawrence larry",
    "leonard len",
    "frederick fred",
    "elizabeth liz beth",
    "katherine kate kathy catherine cathy",
    "margaret maggie",
    "susan sue",
    "jennifer jen",
    "deborah debbie debra",
    "bernard bernie",
    "raymond ray",
    "jonathan jon",
    "antoni antonio",
];

/// The number of the row that holds a given name in Latin letters; none where it is in none.
pub(crate) fn row(latin: &str) -> Option<usize> {
    static ROWS: LazyLock<[HashMap<String, usize>; 2]> = LazyLock::new(|| {
        let folded = |table: &[&str], fold: fn(&str) -> String, from: usize| {
            let rows = table.iter().enumerate().map(|(at, forms)| (forms, at + from));
            // The first row that has a form counts.
            rows.rev().flat_map(|(forms, row)| forms.split(' ').map(move |form| (fold(form), row))).collect()
        };
        [folded(SLAVIC, loose, 0), folded(ENGLISH, tight, SLAVIC.len())]
    });
    let [slavic, english] = &*ROWS;
    slavic.get(&loose(latin)).or_else(|| english.get(&tight(latin))).copied()
}

/// Whether a name, as `sounds::tight` leaves it, is a woman's that is spelt as a man's in another case.
pub(crate) fn is_ambiguous_in_case(printed: &str) -> bool {
    const NAMES: &[&str] = &[
        "олександра",
        "александра",
        "валентина",
        "валерія",
        "валерия",
        "євгенія",
        "евгения",
        "віталія",
        "виталия",
        "юлія",
        "юлия",
        "антоніна",
        "степанія",
        "василина",
        "стефанія",
        "клавдія",
        "инна",
        "анна",
        "яна",
        "иванна",
        "владислава",
        "ярослава",
        "мирослава",
        "станислава",
        "станіслава",
    ];
    NAMES.contains(&printed)
}
