//! Where a quotation comes from in the end: thirty pickups of one agency's line are one source.

use crate::words::words;

/// Names under which one agency goes; compared folded. From the agencies' own sites and style of signing.
const AGENCIES: [&[&str]; 13] = [
    &["AP", "Associated Press", "The Associated Press"],
    &["Reuters", "Thomson Reuters", "Рейтер", "Рейтерс", "Ройтерз"],
    &["AFP", "Agence France-Presse", "Agence France Presse"],
    &["dpa", "Deutsche Presse-Agentur"],
    &["EFE", "Agencia EFE"],
    &["Ukrinform", "Укрінформ", "Укринформ"],
    &["Interfax-Ukraine", "Інтерфакс-Україна", "Интерфакс-Украина"],
    &["Interfax", "Интерфакс", "Інтерфакс"],
    &["TASS", "ТАСС"],
    &["RIA Novosti", "РИА Новости", "РІА Новини"],
    &["UNIAN", "УНІАН", "УНИАН"],
    &["PA", "PA Media", "Press Association"],
    &["ANSA", "Agenzia ANSA"],
];

/// The origin of a quotation as one folded name: the agency that the page credits, else the last that relayed it
/// to the outlet (`via` is nearest to the speaker first), else the outlet itself.
///
/// ```
/// use sayso_quotations::origin;
/// assert_eq!(origin("Harbour Post", Some("The Associated Press"), &[]), origin("AP", None, &[]));
/// assert_ne!(origin("Harbour Post", None, &[]), origin("AP", None, &[]));
/// ```
pub fn origin(outlet: &str, credit: Option<&str>, via: &[String]) -> String {
    let named = |name: &&str| !name.trim().is_empty();
    let name = credit.filter(named).or(via.last().map(String::as_str).filter(named)).unwrap_or(outlet);
    let ids = words(name).ids();
    let same = |other: &&str| words(other).ids() == ids;
    let agency = AGENCIES.iter().find(|names| names.iter().any(same));
    let name = agency.and_then(|names| names.first().copied()).unwrap_or(name);
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
