//! The news agency whose report the page carries.

use super::Sources;

/// Agencies by the names that pages credit them under.
const AGENCIES: [(&str, &str); 33] = [
    ("AP", "AP"),
    ("The Associated Press", "AP"),
    ("Associated Press", "AP"),
    ("Reuters", "Reuters"),
    ("Thomson Reuters", "Reuters"),
    ("AFP", "AFP"),
    ("Agence France-Presse", "AFP"),
    ("Agence France Presse", "AFP"),
    ("dpa", "dpa"),
    ("DPA", "dpa"),
    ("Deutsche Presse-Agentur", "dpa"),
    ("APA", "APA"),
    ("SDA", "Keystone-SDA"),
    ("Keystone-SDA", "Keystone-SDA"),
    ("SID", "SID"),
    ("epd", "epd"),
    ("KNA", "KNA"),
    ("PA", "PA"),
    ("PA Media", "PA"),
    ("Press Association", "PA"),
    ("Bloomberg", "Bloomberg"),
    ("EFE", "EFE"),
    ("ANSA", "ANSA"),
    ("Xinhua", "Xinhua"),
    ("TASS", "TASS"),
    ("ТАСС", "TASS"),
    ("Интерфакс", "Interfax"),
    ("Interfax-Ukraine", "Interfax-Ukraine"),
    ("Інтерфакс-Україна", "Interfax-Ukraine"),
    ("Ukrinform", "Ukrinform"),
    ("Укрінформ", "Ukrinform"),
    ("UPI", "UPI"),
    ("Anadolu", "Anadolu"),
];

fn agency(name: &str) -> Option<&'static str> {
    let name = name.trim().trim_matches(['(', ')', '.', ',', ':', '/']);
    AGENCIES.iter().find(|(printed, _)| *printed == name).map(|(_, agency)| *agency)
}

/// Whether a name is an agency's.
pub(super) fn is_agency(name: &str) -> bool {
    agency(name).is_some()
}

/// The agency, where structured data, the byline or the text's first or last words credit one that is not the outlet.
pub(super) fn of(
    sources: &Sources<'_>,
    span: Option<(usize, usize)>,
    outlet: Option<&str>,
) -> Option<String> {
    let own = outlet.unwrap_or_default().to_lowercase();
    let other = |found: &&'static str| {
        !own.contains(&found.to_lowercase()) && agency(outlet.unwrap_or_default()) != Some(*found)
    };
    let linked = sources.linked.source.iter().chain(sources.linked.authors.iter().map(|author| &author.name));
    if let Some(found) = linked.filter_map(|name| agency(name)).find(|found| other(found)) {
        return Some(found.to_owned());
    }
    let (first, last) = span?;
    let blocks = &sources.page.blocks;
    let before = blocks.get(first.saturating_sub(12)..first)?.iter().filter(|block| block.chars < 80);
    for block in before {
        let names =
            block.text.split([',', '|', '·', '•', '/']).map(|part| part.trim_start_matches("By ").trim());
        if let Some(found) = names.filter_map(agency).find(|found| other(found)) {
            return Some(found.to_owned());
        }
    }
    // `LONDON (AP) — The …`, `BERLIN (dpa) - …`
    let opening = blocks.get(first..(first + 3).min(blocks.len()))?.iter().find_map(|block| {
        let head: String = block.text.chars().take(70).collect();
        let (_, rest) = head.split_once('(')?;
        let (name, after) = rest.split_once(')')?;
        after.trim_start().starts_with(['—', '–', '-']).then(|| agency(name)).flatten()
    });
    // `(dpa)`, `Quelle: AFP`, `© Reuters` at the end.
    let closing = || {
        blocks.get(last.saturating_sub(1)..(last + 3).min(blocks.len()))?.iter().find_map(|block| {
            if let Some((_, tail)) = block.text.rsplit_once('(')
                && tail.len() < 30
                && tail.ends_with(')')
            {
                return tail.trim_end_matches(')').split(['/', ',']).find_map(agency);
            }
            let credit = block.text.strip_prefix("Quelle:").or(block.text.strip_prefix("Source:"))?;
            credit.split(['/', ',']).find_map(agency)
        })
    };
    opening.or_else(closing).filter(other).map(str::to_owned)
}
