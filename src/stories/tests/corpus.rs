//! Relations found inside the corpus' articles, each judged by eye.

use std::fs;
use std::path::Path;

use sayso_statements::{Act, Piece, Quotation, Speaker, SpeakerKind, Statement};
use sayso_stories::{Printed, Relation, Remark, relations};
use serde_json::Value;

fn remarks(value: &Value) -> Vec<Remark> {
    let string = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let act = |value: &Value| serde_json::from_value::<Act>(value.clone()).unwrap();
    let kind = |value: &Value| serde_json::from_value::<SpeakerKind>(value.clone()).unwrap();
    let statements = value["statements"].as_array().unwrap().iter().enumerate();
    statements
        .map(|(at, one)| {
            let paragraph = one["paragraph"].as_i64().unwrap() as i32;
            let page = |at: i32| match usize::try_from(at) {
                Ok(at) => value["article"]["paragraphs"][at].as_str().unwrap(),
                Err(_) => value["article"]["title"].as_str().unwrap(),
            };
            let pieces = one["text"].as_array().unwrap().iter().map(|piece| {
                let text = piece.as_str().or(piece["s"].as_str()).unwrap().to_owned();
                let paragraph = piece["p"].as_i64().map_or(paragraph, |at| at as i32);
                let number = piece["n"].as_u64().unwrap_or(1) as usize;
                let (byte, _) = page(paragraph).match_indices(&text).nth(number - 1).unwrap();
                let start = page(paragraph)[..byte].chars().count();
                Piece { paragraph, start, end: start + text.chars().count(), text }
            });
            let speaker = &one["speaker"];
            let kind = kind(&speaker["kind"]);
            let name = speaker["name"].as_str().map(str::to_owned);
            let named = !matches!(kind, SpeakerKind::Anonymous | SpeakerKind::Group);
            Remark {
                id: at.to_string(),
                speaker: name.clone().filter(|_| named),
                statement: Statement {
                    paragraph,
                    speaker: Speaker {
                        mention: speaker["mention"].as_str().map(str::to_owned),
                        name,
                        kind,
                        role: None,
                    },
                    via: vec![],
                    cue: one["cue"][0].as_str().or(one["cue"][0]["s"].as_str()).map(str::to_owned),
                    act: act(&one["act"]),
                    quotation: serde_json::from_value::<Quotation>(one["quotation"].clone()).unwrap(),
                    pieces: pieces.collect(),
                    said_on: one["said_on"].as_str().map(|date| date.parse().unwrap()),
                    confidence: 1.0,
                },
                link: None,
                printed: Printed {
                    article: string(&value["id"]),
                    outlet: string(&value["article"]["outlet"]),
                    origin: None,
                    language: string(&value["language"]),
                    at: jiff::Timestamp::UNIX_EPOCH,
                },
            }
        })
        .collect()
}

/// Article, the beginning of the earlier statement, of the later, the relation: all links that the rules find in the
/// articles for training that were looked at, and all are right but the one that says so. They are few beside all denials
/// and confirmations: most name what they deny in other words, and a wrong link is worse than none.
const FOUND: &[(&str, &str, &str, Relation)] = &[
    ("en-01-pilots-strike", "the authority of cancelling rest", "the charge", Relation::Denies),
    ("en-16-school-papers", "staff had been instructed", "this", Relation::Denies),
    ("en-37-vaccine-cows", "It was out of soap", "that", Relation::Denies),
    ("uk-01-mist-verbopil", "мерію в тому, що вона", "ці звинувачення", Relation::Denies),
    ("uk-09-rada-biudzhet", "прем’єрка Ольга Вербняк погрожувала", "цю інформацію", Relation::Denies),
    ("de-08-sport-rudern", "hatte das gegnerische Boot", "das", Relation::Denies),
    ("de-11-uebernahme-bericht", "das Papier sei", "dieser Darstellung", Relation::Denies),
    ("de-18-stromausfall", "„einem Mann, zwei Telefonen", "das", Relation::Denies),
    ("es-34-guerra-frontera", "al Ejército de Pontuera", "lo", Relation::Denies),
    ("ru-40-hronika-snegopad", "под лавиной автобус", "это", Relation::Denies),
    ("es-40-directo-eleccion", "falta una urna", "lo", Relation::Denies),
    ("de-01-klaerwerk", "war die Pumpe dagegen", "das", Relation::Confirms),
    ("de-02-interview-glaser", "Die Gemeinde hat Ihnen", "Das stimmt nicht.", Relation::Denies),
    ("de-04-agentur-faehre", "Das war ein weicher Stopp", "Bei mir schon.", Relation::Denies),
    ("de-09-landtag-windpark", "Das Gutachten zum Vogelzug", "ein solches Gutachten", Relation::Denies),
    ("de-12-interview-bruecke", "Im Netz heißt es", "Nein. Ich kannte", Relation::Denies),
    ("es-01-puerto", "la venta se negoció", "En agosto aquí", Relation::Denies),
    ("es-03-entrevista-apicultora", "Dicen que espanta", "Mentira.", Relation::Denies),
    ("es-06-deporte-regata", "en la bancada", "Contamos todos", Relation::Denies),
    ("es-08-tabloide-boda", "la exclusiva se pagó", "Ojalá", Relation::Denies),
    ("es-39-obituario-payaso", "Venda pañuelos", "lo", Relation::Confirms),
    ("fr-03-interview-cheffe", "On vous prête", "C’est faux.", Relation::Denies),
    ("fr-06-sport-petanque", "Escoffier songerait", "Je songe surtout", Relation::Denies),
    ("fr-14-mode-tabloid", "les disputes duraient", "Ils ne se parlaient plus", Relation::Denies),
    ("fr-22-deraillement", "le conducteur avait signalé", "avoir reçu un tel", Relation::Denies),
    ("fr-26-ferry", "la mer", "Pas du tout", Relation::Denies),
    ("ru-01-tramvai", "деньги на укрепление", "Деньги есть", Relation::Denies),
    ("ru-05-hronika-shtorm", "маяк погас", "Маяк работает", Relation::Denies),
    ("ru-15-fleita", "пятое отверстие", "Медведь тоже", Relation::Denies),
    ("ru-21-biudzhet-gorod", "голосовать за бюджет", "Просили не голосовать", Relation::Denies),
    ("ru-26-parom", "паром «стал", "Это были шестёрки", Relation::Denies),
    ("uk-02-sud-pasika", "Отримував. І відповів", "існування такого дозволу", Relation::Denies),
    ("uk-06-sport-derby", "Вдовиченко вже написав", "Я писав тільки", Relation::Denies),
    ("uk-08-tabloid-kit", "теж підписав", "Кіт такого", Relation::Denies),
    ("uk-21-zvit-mera", "за звіт домовлялися", "Читали всі", Relation::Denies),
    ("uk-22-vybukh-zavod", "Нам сказали", "це", Relation::Confirms),
    ("uk-24-kultura-festyval", "Пишуть, що мешканці", "Неправда.", Relation::Denies),
    ("uk-30-zhinka-gory", "Пишуть, що він вас", "Це брехня.", Relation::Denies),
    // Not right: she answers the one before, that she pushed him.
    ("es-08-tabloide-boda", "el padrino «ya venía", "Yo estaba con", Relation::Denies),
];

/// The same of the articles that the rules were not made by; all are right.
const FOUND_IN_DEV: &[(&str, &str, &str, Relation)] = &[
    ("de-06-forschung-moos", "die Statistik", "das", Relation::Denies),
    ("de-13-polizei-kurz", "die Glocke sei", "Das", Relation::Denies),
    ("en-32-shoe-results", "Halcyon had been", "this", Relation::Denies),
    ("en-49-observatory", "her father had wanted", "it", Relation::Denies),
    ("es-10-desaparicion-barca", "haber visto la barca", "A esa hora", Relation::Denies),
    ("ru-20-skorost-interv", "Оператор утверждает", "Это неправда.", Relation::Denies),
    ("uk-03-iterviu-dyryhentka", "Кажуть, оркестр", "Неправда.", Relation::Denies),
    ("uk-23-intervyu-bryfinh", "посол сусідньої", "це", Relation::Denies),
    ("uk-29-ukryttia", "решту грошей", "Підрядник цілком", Relation::Denies),
];

/// Articles that came later, by the number in their names, were not looked at by eye.
const JUDGED: [(&str, u32); 6] = [("en", 61), ("uk", 47), ("ru", 40), ("de", 47), ("fr", 40), ("es", 40)];

fn is_judged(article: &Value) -> bool {
    let id = article["id"].as_str().unwrap_or_default();
    let number = id.split('-').nth(1).and_then(|number| number.parse::<u32>().ok());
    JUDGED.iter().any(|(language, last)| id.starts_with(language) && number.is_some_and(|it| it <= *last))
}

#[test]
fn relations_of_the_corpus() {
    check("train", FOUND);
}

/// The articles that no rule was made by.
#[test]
fn relations_of_articles_that_were_not_looked_at() {
    check("dev", FOUND_IN_DEV);
}

fn check(split: &str, found: &[(&str, &str, &str, Relation)]) {
    let mut expected: Vec<_> = found.iter().collect();
    let mut unjudged = Vec::new();
    for language in ["en", "uk", "ru", "de", "fr", "es"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus").join(language);
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let read = |path| serde_json::from_str::<Value>(&fs::read_to_string(path).unwrap()).unwrap();
        for value in files.iter().map(read).filter(|value| value["split"] == split && is_judged(value)) {
            let remarks = remarks(&value);
            let text = |id: &str| remarks.iter().find(|remark| remark.id == id).unwrap().text();
            for link in relations(&remarks) {
                let (earlier, later) = (text(&link.earlier), text(&link.later));
                let at = expected.iter().position(|(article, one, other, relation)| {
                    value["id"] == *article
                        && earlier.starts_with(one)
                        && later.starts_with(other)
                        && link.relation == *relation
                });
                match at {
                    Some(at) => drop(expected.remove(at)),
                    None => {
                        unjudged.push(format!("{}: {earlier} | {later}: {:?}", value["id"], link.relation))
                    }
                }
            }
        }
    }
    assert!(unjudged.is_empty(), "to be judged: {unjudged:#?}");
    assert!(expected.is_empty(), "not found any more: {expected:?}");
}
