//! The outlet's name and the article's own address.

use url::Url;

use super::Sources;
use crate::words::fold;

/// The canonical address that the page states, on the web and on the same site, else the one it was read from.
pub(super) fn address(sources: &Sources<'_>) -> Option<Url> {
    let given = sources.url.filter(|url| is_web(url));
    let stated = [
        sources.page.canonical.map(str::to_owned),
        sources.meta(&["og:url"]),
        sources
            .page
            .marks
            .iter()
            .find(|mark| matches!(mark.element.attr("itemprop"), Some("mainEntityOfPage" | "url")))
            .and_then(|mark| mark.element.attr("href").or(mark.element.attr("content")))
            .map(str::to_owned),
        sources.linked.url.clone(),
    ];
    let stated = stated.into_iter().flatten().filter_map(|address| {
        let address = address.trim();
        match given {
            Some(base) => base.join(address).ok(),
            None => Url::parse(address).ok(),
        }
    });
    let mut stated = stated.filter(|url| is_web(url) && (url.path().len() > 1 || url.query().is_some()));
    stated.find(|url| given.is_none_or(|given| same_site(url, given))).or_else(|| given.cloned())
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.host_str().is_some()
}

/// Whether two addresses share the last two labels of their hosts.
fn same_site(one: &Url, other: &Url) -> bool {
    let site = |url: &Url| {
        let host = url.host_str().unwrap_or_default().to_owned();
        let mut labels: Vec<String> = host.rsplit('.').take(2).map(str::to_owned).collect();
        labels.reverse();
        labels.join(".")
    };
    site(one) == site(other)
}

/// The outlet's name: as the page gives it, else its host without `www.`.
pub(super) fn name(sources: &Sources<'_>, url: Option<&Url>) -> Option<String> {
    let named = sources
        .meta(&["og:site_name", "application-name", "dcterms.publisher", "dc.publisher", "publisher"])
        .or_else(|| sources.linked.publisher.clone())
        .or_else(|| item_publisher(sources))
        .or_else(|| sources.linked.site.clone())
        .or_else(|| from_title(sources))
        .filter(|name| name.chars().count() <= 80)
        .map(|name| name.trim_start_matches("www.").to_owned());
    named.or_else(|| Some(url?.host_str()?.trim_start_matches("www.").to_owned()))
}

fn item_publisher(sources: &Sources<'_>) -> Option<String> {
    let publisher =
        sources.page.marks.iter().find(|mark| mark.element.attr("itemprop") == Some("publisher"))?;
    let name = publisher.node.descendants().find_map(|node| {
        let element = node.value().as_element()?;
        (element.attr("itemprop") == Some("name")).then_some(())?;
        Some(element.attr("content").map_or_else(|| super::text_of(node), str::to_owned))
    });
    name.filter(|name| !name.trim().is_empty())
}

/// The part of the page's title that is not the headline: `Tide turns | The Gull`, `The Gull -- Tide turns`.
fn from_title(sources: &Sources<'_>) -> Option<String> {
    let title = crate::entities::clean(sources.page.title?);
    let headline = [
        sources.linked.headline.clone(),
        sources.meta(&["og:title", "twitter:title", "dcterms.title"]),
        sources.page.blocks.iter().find_map(|block| {
            let is_part = block.chars > 15 && title.contains(&*block.text) && block.text.len() < title.len();
            is_part.then(|| block.text.clone())
        }),
    ];
    let headline = headline.into_iter().flatten().map(|text| fold(&text)).find(|words| words.len() > 1)?;
    for separator in [" | ", " – ", " — ", " -- ", " - ", " :: ", " · ", " » ", ": "] {
        for pair in [title.rsplit_once(separator), title.split_once(separator)].into_iter().flatten() {
            for (one, other) in [pair, (pair.1, pair.0)] {
                if fold(one) == headline && !other.is_empty() {
                    return Some(other.trim().to_owned());
                }
            }
        }
    }
    None
}
