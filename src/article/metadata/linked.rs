//! JSON-LD: what schema.org nodes of a page say of its article, tolerant of broken JSON.

use std::collections::HashMap;

use serde_json::Value;

use crate::entities;

/// Scripts read at most, and their bytes.
const SCRIPTS_MAX: usize = 40;
const BYTES_MAX: usize = 2_000_000;
/// Nodes looked at in one page at most.
const NODES_MAX: usize = 5_000;

/// The article node of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Linked {
    pub(crate) headline: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) body: Option<String>,
    pub(crate) authors: Vec<Author>,
    pub(crate) published: Option<String>,
    pub(crate) modified: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) url: Option<String>,
    /// Agencies named as source or provider.
    pub(crate) source: Option<String>,
    /// The page has an article node at all.
    pub(crate) is_article: bool,
    pub(crate) is_live: bool,
    /// The page's own type is one of a video, a gallery, a list.
    pub(crate) is_video: bool,
    pub(crate) is_collection: bool,
    /// `isAccessibleForFree: false`.
    pub(crate) is_paid: bool,
    /// `name` of a `WebSite` node.
    pub(crate) site: Option<String>,
}

/// An author as JSON-LD names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Author {
    pub(crate) name: String,
    pub(crate) is_person: bool,
}

/// Reads all scripts of a page.
pub(crate) fn read(scripts: &[&str]) -> Linked {
    let mut bytes = 0;
    let mut values = Vec::new();
    for script in scripts.iter().take(SCRIPTS_MAX) {
        bytes += script.len();
        if bytes > BYTES_MAX {
            break;
        }
        parse(script, &mut values);
    }
    let nodes = nodes(&values);
    let by_id: HashMap<&str, &Value> = nodes
        .iter()
        .filter(|node| node.get("@type").is_some())
        .filter_map(|node| Some((node.get("@id")?.as_str()?, *node)))
        .collect();
    let mut linked = Linked::default();
    let best = nodes.iter().enumerate().filter(|(_, node)| rank(node) > 0);
    let best = best.max_by_key(|(at, node)| (rank(node), usize::MAX - at)).map(|(_, node)| *node);
    if let Some(node) = best {
        linked.take(node, &by_id);
    }
    for node in &nodes {
        if has_type(node, |kind| kind == "WebSite") {
            linked.site = linked.site.take().or_else(|| string(node.get("name")));
        }
        linked.is_video |= has_type(node, |kind| kind == "VideoObject");
        linked.is_collection |= has_type(node, |kind| matches!(kind, "CollectionPage" | "ItemList"));
        linked.is_live |= has_type(node, |kind| kind == "LiveBlogPosting");
        if linked.publisher.is_none() && has_type(node, |kind| kind == "NewsMediaOrganization") {
            linked.publisher = string(node.get("name"));
        }
    }
    linked
}

/// Parses a script: JSON, JSON with control characters or trailing commas, several objects in a row.
fn parse(script: &str, values: &mut Vec<Value>) {
    let script = script.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[");
    let script = script.trim_end_matches("//]]>").trim_end_matches("-->").trim().trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(script) {
        values.push(value);
        return;
    }
    let mended = mend(script);
    for value in serde_json::Deserializer::from_str(&mended).into_iter::<Value>() {
        match value {
            Ok(value) => values.push(value),
            Err(_) => break,
        }
    }
}

/// Control characters become spaces, commas before a closing bracket go.
fn mend(script: &str) -> String {
    let mut mended = String::with_capacity(script.len());
    let mut quoted = false;
    let mut escaped = false;
    let mut comma = None;
    for c in script.chars() {
        let c = if c.is_control() { ' ' } else { c };
        if quoted {
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else {
            match c {
                '"' => {
                    quoted = true;
                    comma = None;
                }
                ',' => comma = Some(mended.len()),
                '}' | ']' => {
                    if let Some(at) = comma.take() {
                        mended.replace_range(at..=at, " ");
                    }
                }
                c if !c.is_whitespace() => comma = None,
                _ => {}
            }
        }
        mended.push(c);
    }
    mended
}

/// All nodes that can be the page's, without recursion.
fn nodes(values: &[Value]) -> Vec<&Value> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = open.pop() {
        if found.len() > NODES_MAX {
            break;
        }
        match value {
            Value::Array(items) => open.extend(items.iter().rev()),
            Value::Object(map) => {
                found.push(value);
                for key in [
                    "@graph",
                    "mainEntity",
                    "mainEntityOfPage",
                    "author",
                    "publisher",
                    "hasPart",
                    "subjectOf",
                ] {
                    if let Some(inner @ (Value::Array(_) | Value::Object(_))) = map.get(key) {
                        open.push(inner)
                    }
                }
            }
            _ => {}
        }
    }
    found
}

fn has_type(node: &Value, test: impl Fn(&str) -> bool) -> bool {
    let name = |kind: &str| test(kind.rsplit(['/', ':', '#']).next().unwrap_or(kind));
    match node.get("@type") {
        Some(Value::String(kind)) => name(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(name),
        _ => false,
    }
}

/// How likely a node is the page's article; zero: not at all.
fn rank(node: &Value) -> u32 {
    let is_article = has_type(node, |kind| {
        kind.ends_with("Article") || matches!(kind, "BlogPosting" | "LiveBlogPosting" | "Report" | "Review")
    });
    let is_page = has_type(node, |kind| {
        matches!(kind, "WebPage" | "ItemPage" | "CreativeWork" | "VideoObject" | "SocialMediaPosting")
    });
    if !is_article && !is_page {
        return 0;
    }
    let mut rank = if is_article { 10 } else { 1 };
    for key in ["headline", "datePublished", "author"] {
        rank += u32::from(node.get(key).is_some());
    }
    rank
}

impl Linked {
    fn take(&mut self, node: &Value, by_id: &HashMap<&str, &Value>) {
        self.is_article = has_type(node, |kind| {
            kind.ends_with("Article")
                || matches!(kind, "BlogPosting" | "LiveBlogPosting" | "Report" | "Review")
        });
        self.headline = string(node.get("headline")).or_else(|| string(node.get("name")));
        self.description = string(node.get("description"));
        // Kept as it is: its line breaks and tags part the paragraphs.
        self.body = node.get("articleBody").and_then(Value::as_str).map(str::to_owned);
        self.published = string(node.get("datePublished")).or_else(|| string(node.get("uploadDate")));
        self.modified = string(node.get("dateModified"));
        self.language = string(node.get("inLanguage"));
        self.url = string(node.get("url")).or_else(|| match node.get("mainEntityOfPage") {
            Some(Value::String(url)) => Some(url.clone()),
            Some(page) => string(page.get("@id")),
            None => None,
        });
        self.is_paid = matches!(node.get("isAccessibleForFree"), Some(Value::Bool(false)))
            || node
                .get("isAccessibleForFree")
                .and_then(Value::as_str)
                .is_some_and(|v| v.eq_ignore_ascii_case("false"));
        let publisher = node.get("publisher").map(|value| resolve(value, by_id));
        self.publisher = publisher.and_then(name);
        for key in ["sourceOrganization", "provider", "creditText"] {
            let source = node.get(key).map(|value| resolve(value, by_id)).and_then(name);
            self.source = self.source.take().or(source);
        }
        for key in ["author", "creator"] {
            if self.authors.is_empty()
                && let Some(value) = node.get(key)
            {
                authors(value, by_id, &mut self.authors);
            }
        }
    }
}

fn authors(value: &Value, by_id: &HashMap<&str, &Value>, found: &mut Vec<Author>) {
    match value {
        Value::Array(items) => {
            for item in items.iter().take(30) {
                if !item.is_array() {
                    authors(item, by_id, found);
                }
            }
        }
        Value::String(name) => found.push(Author { name: entities::clean(name), is_person: true }),
        Value::Object(_) => {
            let node = resolve(value, by_id);
            let is_person = !has_type(node, |kind| kind.ends_with("Organization") || kind == "Corporation");
            match node.get("name") {
                Some(Value::Array(names)) => found.extend(
                    names
                        .iter()
                        .take(30)
                        .filter_map(Value::as_str)
                        .map(|name| Author { name: entities::clean(name), is_person }),
                ),
                Some(Value::String(name)) => found.push(Author { name: entities::clean(name), is_person }),
                _ => {
                    let part = |key: &str| string(node.get(key));
                    if let (Some(given), Some(family)) = (part("givenName"), part("familyName")) {
                        found.push(Author { name: format!("{given} {family}"), is_person });
                    }
                }
            }
        }
        _ => {}
    }
}

fn resolve<'a>(value: &'a Value, by_id: &HashMap<&str, &'a Value>) -> &'a Value {
    let named = value.get("name").is_some();
    let known = value.get("@id").and_then(Value::as_str).and_then(|id| by_id.get(id));
    if named { value } else { known.copied().unwrap_or(value) }
}

fn name(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => items.first().filter(|item| !item.is_array()).and_then(name),
        Value::Object(_) => string(value.get("name")),
        _ => string(Some(value)),
    }
}

/// A string value, or the first of a list, cleaned; empty is none.
fn string(value: Option<&Value>) -> Option<String> {
    let text = match value? {
        Value::String(text) => text.as_str(),
        Value::Array(items) => items.first()?.as_str()?,
        Value::Object(map) => map.get("@value")?.as_str()?,
        _ => return None,
    };
    let text = entities::clean(text);
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graphs_references_and_broken_json_are_read() {
        let graph = r##"{"@graph":[{"@type":"WebSite","name":"The Gull"},{"@type":"Person","@id":"#a","name":"Ada Quill"},
            {"@type":["NewsArticle","X"],"headline":"Tide &amp; time","author":{"@id":"#a"},"datePublished":"2024-03-05"}]}"##;
        let linked = read(&[graph]);
        assert_eq!(linked.headline.as_deref(), Some("Tide & time"));
        assert_eq!(linked.authors, [Author { name: "Ada Quill".into(), is_person: true }]);
        assert_eq!(linked.site.as_deref(), Some("The Gull"));
        let broken = "{\"@type\":\"NewsArticle\",\"headline\":\"A\tB\nC\",\"author\":[\"Ada Quill\",],}";
        let linked = read(&[broken]);
        assert_eq!(linked.headline.as_deref(), Some("A B C"));
        assert_eq!(linked.authors.len(), 1);
        assert!(read(&["{", "[[[[", "null", "\"x\""]).headline.is_none());
        assert!(read(&[&"[".repeat(100_000)]).headline.is_none());
    }
}
