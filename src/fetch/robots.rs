//! robots.txt by RFC 9309: which group is ours, which rule is the longest.
//!
//! Written here rather than taken: the crates at hand compile patterns to regular expressions or have not moved for
//! years, and the whole of the standard is this file, with a bound on every loop.

use crate::Want;

/// Bytes of a robots.txt that are read (RFC 9309 §2.5 asks for at least this much); the rest is left.
pub(crate) const ROBOTS_BYTES_MAX: usize = 500 * 1024;

/// Rules that are kept. Real files have a few hundred.
const RULES_MAX: usize = 20_000;

/// The rules of one robots.txt for one product token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Robots {
    /// The rules of the groups that name us; `None` where no group does.
    named: Option<Vec<Rule>>,
    /// The rules of the groups for everybody.
    everybody: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    allow: bool,
    /// Percent-encoding made uniform.
    pattern: String,
}

/// Whom the group at hand is for.
#[derive(Clone, Copy, PartialEq)]
enum Group {
    Ours,
    Everybody,
    OursAndEverybody,
    Others,
}

impl Robots {
    /// Reads a robots.txt for `token` (letters, hyphen and underscore). Never fails: lines that are no rules, and
    /// files that are something else, forbid nothing.
    #[must_use]
    pub fn parse(text: &str, token: &str) -> Self {
        let mut robots = Self::default();
        let mut group = Group::Others;
        let mut naming = false;
        let mut rules = 0;
        for line in text.trim_start_matches('\u{feff}').split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            match key.as_str() {
                "user-agent" => {
                    group = if naming { group.and(value, token) } else { Group::Others.and(value, token) };
                    naming = true;
                    robots.open(group);
                }
                "allow" | "disallow" => {
                    naming = false;
                    rules += 1;
                    if rules > RULES_MAX {
                        break;
                    }
                    if !value.is_empty() {
                        robots.add(group, Rule { allow: key == "allow", pattern: uniform(value) });
                    }
                }
                // Other records (Sitemap, Crawl-delay) neither open nor close a group.
                _ => {}
            }
        }
        robots
    }

    /// Whether `path` (with its query) may be read. For a feed only a group that names us counts.
    #[must_use]
    pub fn allows(&self, path: &str, want: Want) -> bool {
        let rules = match (&self.named, want) {
            (Some(rules), _) => rules,
            (None, Want::Page) => &self.everybody,
            (None, Want::Feed) => return true,
        };
        let path = uniform(path);
        if path == "/robots.txt" {
            return true;
        }
        let matching = rules.iter().filter(|rule| matches(&rule.pattern, &path));
        // The longest pattern decides; of two as long, the one that allows.
        matching.max_by_key(|rule| (rule.pattern.len(), rule.allow)).is_none_or(|rule| rule.allow)
    }

    /// Bytes held, for the bound on the cache.
    pub(crate) fn size_bytes(&self) -> usize {
        let rules = self.named.iter().flatten().chain(&self.everybody);
        rules.map(|rule| rule.pattern.len() + size_of::<Rule>()).sum::<usize>() + size_of::<Self>()
    }

    /// A group that names us counts even without rules: then everything is allowed.
    fn open(&mut self, group: Group) {
        if matches!(group, Group::Ours | Group::OursAndEverybody) {
            self.named.get_or_insert_default();
        }
    }

    fn add(&mut self, group: Group, rule: Rule) {
        if matches!(group, Group::Everybody | Group::OursAndEverybody) {
            self.everybody.push(rule.clone());
        }
        if matches!(group, Group::Ours | Group::OursAndEverybody) {
            self.named.get_or_insert_default().push(rule);
        }
    }
}

impl Group {
    /// The group with one more `User-agent` line.
    fn and(self, agent: &str, token: &str) -> Self {
        let name =
            agent.split(|c: char| !(c.is_ascii_alphabetic() || "-_".contains(c))).next().unwrap_or_default();
        let ours = name.eq_ignore_ascii_case(token);
        let everybody = agent.strip_prefix('*').is_some_and(|rest| rest.trim().is_empty());
        match self {
            _ if !ours && !everybody => self,
            Self::Others if ours => Self::Ours,
            Self::Others => Self::Everybody,
            Self::Ours if ours => Self::Ours,
            Self::Everybody if everybody => Self::Everybody,
            _ => Self::OursAndEverybody,
        }
    }
}

/// Whether a pattern (`*` for any run, `$` at the end for the end) matches the beginning of a path.
///
/// Each part between stars is sought once from where the last one ended, so the time is linear.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix('$') {
        Some(before) => (before, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let Some(last) = parts.next_back() else { return !to_end || rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    if to_end { rest.ends_with(last) } else { rest.contains(last) }
}

/// Percent-encoding made uniform (RFC 9309 §2.2.2): letters, digits and `-._~` bare, hexadecimal digits in capitals,
/// what is not ASCII encoded. `$` and `*` stay as they stand.
fn uniform(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = if byte == b'%' { hex(bytes.get(at + 1), bytes.get(at + 2)) } else { None };
        match code {
            Some(code) if code.is_ascii_alphanumeric() || b"-._~".contains(&code) => out.push(code.into()),
            Some(code) => out.push_str(&format!("%{code:02X}")),
            None if byte.is_ascii() => out.push(byte.into()),
            None => out.push_str(&format!("%{byte:02X}")),
        }
        at += if code.is_some() { 3 } else { 1 };
    }
    out
}

fn hex(high: Option<&u8>, low: Option<&u8>) -> Option<u8> {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// robots.txt, path, allowed.
    const CASES: &[(&str, &str, bool)] = &[
        ("", "/", true),
        ("<!doctype html><p>Not found: sorry", "/a", true),
        ("User-agent: *\nDisallow: /", "/a", false),
        ("User-agent: *\nDisallow: /", "/robots.txt", true),
        ("User-agent: *\nDisallow:", "/a", true),
        ("\u{feff}user-AGENT : * # all\r\nDISALLOW : /a # no\r\n", "/a/b", false),
        ("User-agent: *\rDisallow: /a", "/a", false),
        // The group that names us stands alone, wherever it stands.
        ("User-agent: *\nDisallow: /\n\nUser-agent: SaysoBot\nAllow: /", "/a", true),
        ("User-agent: saysobot/2.0\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", false),
        ("User-agent: saysobot\n\nUser-agent: x\nDisallow: /", "/a", false),
        ("User-agent: saysobot\nDisallow:\nUser-agent: *\nDisallow: /", "/a", true),
        ("User-agent: sayso\nDisallow: /", "/a", true),
        ("User-agent: saysobots\nDisallow: /", "/a", true),
        ("User-agent: *bot\nDisallow: /", "/a", true),
        // Two groups of one name are one; groups share rules.
        (
            "User-agent: saysobot\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: saysobot\nDisallow: /b",
            "/b",
            false,
        ),
        (
            "User-agent: saysobot\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: saysobot\nDisallow: /b",
            "/c",
            true,
        ),
        ("User-agent: x\nUser-agent: *\nDisallow: /a", "/a", false),
        ("User-agent: *\nSitemap: https://example.org/s.xml\nCrawl-delay: 9\nDisallow: /a", "/a", false),
        ("Disallow: /a\nUser-agent: *\nDisallow: /b", "/a", true),
        // The longest rule, and on a tie the one that allows.
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", true),
        ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", false),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", true),
        ("User-agent: *\nAllow: /page\nDisallow: /*.htm", "/page.htm", false),
        ("User-agent: *\nDisallow: /\nAllow: /$", "/", true),
        ("User-agent: *\nDisallow: /\nAllow: /$", "/a", false),
        // Wildcards.
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", false),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", true),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf.pdf", false),
        ("User-agent: *\nDisallow: /a*b*c", "/axxbyyc", false),
        ("User-agent: *\nDisallow: /a*b*c", "/axxcyyb", true),
        ("User-agent: *\nDisallow: *?s=", "/a?s=1", false),
        ("User-agent: *\nDisallow: /a*", "/a", false),
        ("User-agent: *\nDisallow: /*", "/", false),
        ("User-agent: *\nDisallow: /a$b", "/a$b", false),
        // Case and encoding.
        ("User-agent: *\nDisallow: /A", "/a", true),
        ("User-agent: *\nDisallow: /\u{43d}\u{43e}", "/%D0%BD%d0%be/x", false),
        ("User-agent: *\nDisallow: /%7eana", "/~ana/x", false),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", true),
        ("User-agent: *\nDisallow: /a%2fb", "/a%2Fb", false),
        ("User-agent: *\nDisallow: /a%", "/a%", false),
    ];

    #[test]
    fn pages_by_the_standard() {
        for (text, path, allowed) in CASES {
            let robots = Robots::parse(text, "saysobot");
            assert_eq!(robots.allows(path, Want::Page), *allowed, "{text:?} {path}");
        }
    }

    #[test]
    fn feeds_heed_only_what_names_us() {
        let all = Robots::parse("User-agent: *\nDisallow: /", "saysobot");
        assert!(all.allows("/feed", Want::Feed) && !all.allows("/feed", Want::Page));
        let us = Robots::parse("User-agent: saysobot\nDisallow: /", "saysobot");
        assert!(!us.allows("/feed", Want::Feed));
    }

    #[test]
    fn the_largest_file_is_bounded() {
        let text = format!("User-agent: *\n{}", "Disallow: /*a*b\n".repeat(ROBOTS_BYTES_MAX / 16));
        let robots = Robots::parse(&text, "saysobot");
        assert_eq!(robots.everybody.len(), RULES_MAX);
        assert!(robots.allows(&format!("/{}", "a".repeat(8000)), Want::Page));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read(text in "(?s).{0,200}", path in "/.{0,40}") {
            let _ = Robots::parse(&text, "saysobot").allows(&path, Want::Page);
        }

        #[test]
        fn a_path_forbidden_by_its_own_beginning_is_forbidden(path in "/[a-z%/]{1,20}", more in "[a-z/]{0,9}") {
            let robots = Robots::parse(&format!("User-agent: *\nDisallow: {path}"), "saysobot");
            // A percent sign would be read together with what follows.
            let full = if path.contains('%') { path } else { path + &more };
            prop_assert!(!robots.allows(&full, Want::Page));
        }
    }
}
