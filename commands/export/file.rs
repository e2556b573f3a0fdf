//! Rows of an export, and the forms in which they are written.

use std::fmt::Write as _;

use sayso_newsroom::{Act, Passed, Quotation, Quote};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// One statement. The names of the fields are those of the columns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Row {
    /// The statement's number in the record.
    statement: String,
    /// Who said it; empty where it is not clear.
    speaker: String,
    /// The role as printed there.
    role: String,
    /// By way of whom, and to whom, parted by `; `.
    chain: String,
    /// What kind of act it is.
    act: &'static str,
    /// `quotation`, `partial` or `paraphrase`.
    kind: &'static str,
    /// The words as printed; empty where they are too long to be quoted.
    words: String,
    /// Whether the words are all of it.
    whole: bool,
    /// The day of the utterance, where the page dates it.
    said_on: String,
    /// The outlet.
    outlet: String,
    /// The article's title.
    title: String,
    /// When it was published, where it says so.
    published: String,
    /// The link to the place.
    link: String,
    /// The article's language.
    language: String,
    /// SHA-256 of all words as printed, in hexadecimal: with the page at hand anybody can check them.
    fingerprint: String,
    /// Who the speaker was before an editor of the server corrected it; none where nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker_as_read: Option<String>,
}

impl Row {
    /// A quote with those of its words that may be shown.
    pub(super) fn of(quote: &Quote, words: Option<String>, whole: bool) -> Row {
        let (statement, heading, section) = (quote.statement(), quote.heading(), quote.section());
        let step = |passed: &Passed<'_>| match passed {
            Passed::By(name) => format!("by way of {name}"),
            Passed::To(name) => format!("to {name}"),
        };
        let chain: Vec<String> = section.chain.iter().map(step).collect();
        let digest = Sha256::digest(quote.words().as_bytes());
        let before = quote.as_read().map(|read| read.speaker.name.clone().unwrap_or_default());
        Row {
            statement: quote.id().to_string(),
            speaker: section.name.unwrap_or_default().to_owned(),
            role: section.role.unwrap_or_default().to_owned(),
            chain: chain.join("; "),
            act: act(statement.act),
            kind: match statement.quotation {
                Quotation::Direct => "quotation",
                Quotation::Mixed => "partial",
                Quotation::Indirect => "paraphrase",
            },
            words: words.unwrap_or_default(),
            whole,
            said_on: statement.said_on.map(|day| day.to_string()).unwrap_or_default(),
            outlet: heading.outlet.clone().unwrap_or_default(),
            title: heading.title.clone(),
            published: heading.published.map(|day| day.day().to_string()).unwrap_or_default(),
            link: quote.link().unwrap_or_default().to_owned(),
            language: heading.language.clone(),
            fingerprint: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            speaker_as_read: before.filter(|before| section.name != Some(before.as_str())),
        }
    }

    /// The columns of a table with their values.
    fn columns(&self) -> [(&'static str, &str); 16] {
        [
            ("statement", &self.statement),
            ("speaker", &self.speaker),
            ("role", &self.role),
            ("chain", &self.chain),
            ("act", self.act),
            ("kind", self.kind),
            ("words", &self.words),
            ("whole", if self.whole { "yes" } else { "no" }),
            ("said_on", &self.said_on),
            ("outlet", &self.outlet),
            ("title", &self.title),
            ("published", &self.published),
            ("link", &self.link),
            ("language", &self.language),
            ("fingerprint", &self.fingerprint),
            ("speaker_as_read", self.speaker_as_read.as_deref().unwrap_or_default()),
        ]
    }
}

fn act(act: Act) -> &'static str {
    match act {
        Act::Say => "say",
        Act::Deny => "deny",
        Act::Confirm => "confirm",
        Act::Ask => "ask",
        Act::Decline => "decline",
        Act::Warn => "warn",
        Act::Demand => "demand",
        Act::Promise => "promise",
        Act::Accuse => "accuse",
    }
}

/// A form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Comma-separated values (RFC 4180), in UTF-8 with a mark by which spreadsheets know it.
    Csv,
    /// A JSON object a line.
    JsonLines,
    /// A list of quotations.
    Markdown,
    /// A reference a statement.
    Bibtex,
}

impl Format {
    /// The ending of the file's name.
    pub(super) fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::JsonLines => "jsonl",
            Format::Markdown => "md",
            Format::Bibtex => "bib",
        }
    }

    /// All rows in this form.
    pub(super) fn write(self, rows: &[Row]) -> String {
        match self {
            Format::Csv => csv(rows),
            Format::JsonLines => rows.iter().filter_map(|row| serde_json::to_string(row).ok()).fold(
                String::new(),
                |mut text, row| {
                    text += &row;
                    text.push('\n');
                    text
                },
            ),
            Format::Markdown => rows.iter().map(markdown).collect::<Vec<_>>().join("\n"),
            Format::Bibtex => rows.iter().map(bibtex).collect::<Vec<_>>().join("\n"),
        }
    }
}

fn csv(rows: &[Row]) -> String {
    let mut text = "\u{FEFF}".to_owned();
    let Some(first) = rows.first() else { return text };
    let head = first.columns().map(|(name, _)| name.to_owned());
    text += &record(&head);
    for row in rows {
        text += &record(&row.columns().map(|(_, value)| cell(value)));
    }
    text
}

fn record(cells: &[String]) -> String {
    format!("{}\r\n", cells.join(","))
}

/// A value of a table. What a spreadsheet would take for a formula gets an apostrophe before it, by which it is text
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
fn cell(value: &str) -> String {
    let is_formula = value.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || value.starts_with(['\t', '\r', '\n']);
    let value = if is_formula { format!("'{value}") } else { value.to_owned() };
    if value.contains(['"', ',', '\n', '\r', ';', '\t']) || is_formula {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value
    }
}

fn markdown(row: &Row) -> String {
    let plain = |text: &str| {
        let mut safe = String::new();
        for c in text.chars() {
            if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
                safe.push('\\');
            }
            safe.push(if c.is_control() { ' ' } else { c });
        }
        safe
    };
    let speaker = if row.speaker.is_empty() { "Speaker unclear".to_owned() } else { plain(&row.speaker) };
    let beside: Vec<String> =
        [&row.role, &row.chain].into_iter().filter(|it| !it.is_empty()).map(|it| plain(it)).collect();
    let words = plain(&row.words);
    let words = match (row.words.is_empty(), row.kind) {
        (true, _) => "_too long to be quoted_".to_owned(),
        (false, "quotation") => format!("> “{words}{}”", if row.whole { "" } else { " …" }),
        (false, kind) => format!("{words}{} (_{kind}_)", if row.whole { "" } else { " …" }),
    };
    let link = match row.link.is_empty() {
        true => plain(&row.title),
        false => format!("[{}](<{}>)", plain(&row.title), row.link.replace(['<', '>', ' '], "")),
    };
    let day = if row.said_on.is_empty() { &row.published } else { &row.said_on };
    let mut head = format!("**{speaker}**");
    for part in beside {
        let _ = write!(head, ", {part}");
    }
    format!("{head}\n\n{words}\n\n{}, {link}, {day}. `{}`\n", plain(&row.outlet), &row.fingerprint[..16])
}

fn bibtex(row: &Row) -> String {
    let plain = |text: &str| {
        let mut safe = String::new();
        for c in text.chars() {
            match c {
                '\\' => safe += "\\textbackslash{}",
                '{' | '}' | '%' | '#' | '&' | '$' | '_' => {
                    safe.push('\\');
                    safe.push(c);
                }
                '~' => safe += "\\textasciitilde{}",
                '^' => safe += "\\textasciicircum{}",
                c if c.is_control() => safe.push(' '),
                c => safe.push(c),
            }
        }
        safe
    };
    let fields = [
        ("title", format!("{{{}}}", plain(&row.title))),
        ("journal", plain(&row.outlet)),
        ("date", plain(&row.published)),
        ("url", row.link.replace(['{', '}', '\\'], "")),
        ("langid", plain(&row.language)),
        ("note", format!("{}: {}", plain(&row.speaker), plain(&row.words))),
    ];
    let fields = fields.iter().filter(|(_, value)| !value.is_empty());
    let fields: String = fields.map(|(name, value)| format!("  {name} = {{{value}}},\n")).collect();
    format!("@online{{{},\n{fields}}}\n", row.statement)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(words: &str) -> Row {
        Row {
            statement: "00112233445566778899aabbccddeeff-1".to_owned(),
            speaker: "Ada *Lane*".to_owned(),
            role: "harbour master".to_owned(),
            chain: "to Argus".to_owned(),
            act: "say",
            kind: "quotation",
            words: words.to_owned(),
            whole: true,
            said_on: "2025-10-16".to_owned(),
            outlet: "Argus & Co".to_owned(),
            title: "Gate [open]".to_owned(),
            published: "2025-10-16".to_owned(),
            link: "https://argus.example/a#:~:text=we".to_owned(),
            language: "en".to_owned(),
            fingerprint: "0".repeat(64),
            speaker_as_read: None,
        }
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for (value, safe) in [
            ("plain", "plain"),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("+1", "\"'+1\""),
            ("-2+3", "\"'-2+3\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("  =1", "\"'  =1\""),
            ("\t=1", "\"'\t=1\""),
            ("two, parts", "\"two, parts\""),
            ("a \"word\"", "\"a \"\"word\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("", ""),
        ] {
            assert_eq!(cell(value), safe, "{value:?}");
        }
        let text = Format::Csv.write(&[row("=cmd|' /C calc'!A0")]);
        assert!(text.starts_with("\u{FEFF}statement,speaker,role,") && text.contains("\"'=cmd|"), "{text}");
        assert_eq!(text.matches("\r\n").count(), 2);
    }

    #[test]
    fn a_row_is_a_line_of_json_a_quotation_and_a_reference() {
        let rows = [row("We \"never\" {saw} it"), row("Nor did we")];
        let lines = Format::JsonLines.write(&rows);
        let read: Vec<serde_json::Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((read.len(), read[0]["words"].as_str()), (2, Some("We \"never\" {saw} it")));
        let page = Format::Markdown.write(&rows);
        assert!(page.contains("**Ada \\*Lane\\***, harbour master, to Argus"), "{page}");
        assert!(page.contains("> “Nor did we”") && page.contains("[Gate \\[open\\]](<https://"), "{page}");
        let list = Format::Bibtex.write(&rows);
        assert!(list.starts_with("@online{00112233445566778899aabbccddeeff-1,\n"), "{list}");
        assert!(list.contains("Argus \\& Co") && list.contains("We \"never\" \\{saw\\} it"), "{list}");
    }
}
