//! The brief for people in a terminal.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Ansi};
use textwrap::Options;
use textwrap::core::display_width;

use crate::{Brief, Counts, Entry, Section, Shown};

/// How a terminal wants its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns to fill; lines are wrapped at words.
    pub columns: usize,
    /// Whether colours and bold type are wanted.
    pub coloured: bool,
}

impl Style {
    /// For a pipe or a file: 80 columns, no colours.
    pub const PLAIN: Style = Style { columns: 80, coloured: false };
}

/// Widest text: longer lines are hard to read (Bringhurst gives 45 to 75 characters; margins come on top).
const COLUMNS_MAX: usize = 100;
/// Narrowest text that wrapping still serves.
const COLUMNS_MIN: usize = 20;

const TITLE: Ansi = Ansi::new().bold();
const SPEAKER: Ansi = AnsiColor::Cyan.on_default().bold();
const FAINT: Ansi = Ansi::new().dimmed();

impl Brief {
    /// The brief for people: title, outlet and date; each speaker with what was said; the counts.
    pub fn to_terminal(&self, style: Style) -> String {
        let mut page = Page { style, text: String::new() };
        self.head(&mut page);
        for section in self.sections() {
            page.section(&section);
        }
        page.foot(self.counts(), self.withheld());
        page.text
    }

    fn head(&self, page: &mut Page) {
        let article = self.article();
        page.line(TITLE, "", &article.title);
        let published = article.published.map(|at| at.day().strftime("%-d %B %Y").to_string());
        let origin = article.origin.as_ref().map(|origin| format!("carrying {origin}"));
        let byline = (!article.authors.is_empty()).then(|| format!("by {}", article.authors.join(", ")));
        let parts: Vec<String> =
            [article.outlet.clone(), origin, published, byline].into_iter().flatten().collect();
        page.line(FAINT, "", &parts.join(" · "));
        if let Some(url) = &article.url {
            page.unwrapped(FAINT, url.as_str());
        }
    }
}

struct Page {
    style: Style,
    text: String,
}

impl Page {
    fn section(&mut self, section: &Section<'_>) {
        self.text.push('\n');
        let name = section.name.unwrap_or("Speaker unclear");
        let unnamed = section.unnamed.then(|| "unnamed".to_owned());
        let beside: Vec<String> = [section.role.map(str::to_owned), unnamed, Some(section.relay.clone())]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        let mut line = self.painted(SPEAKER, &harmless(name));
        if !beside.is_empty() {
            line += &format!(", {}", harmless(&beside.join(", ")));
        }
        self.wrapped("", "    ", &line);
        for entry in &section.entries {
            self.entry(entry);
        }
    }

    fn entry(&mut self, entry: &Entry<'_>) {
        let note = entry.note().map(|note| self.painted(FAINT, &format!(" — {}", harmless(&note))));
        let (mark, words) = match &entry.shown {
            Shown::Quotation(words) => ("  ", format!("“{}”", harmless(words))),
            Shown::Paraphrase(words) => ("  · ", harmless(words)),
        };
        let day = entry
            .statement
            .said_on
            .map(|day| self.painted(FAINT, &format!(" [{}]", day.strftime("%-d %b %Y"))));
        let text = format!("{words}{}{}", note.unwrap_or_default(), day.unwrap_or_default());
        self.wrapped(mark, "    ", &text);
    }

    fn foot(&mut self, counts: Counts, withheld: usize) {
        self.text.push('\n');
        if counts.statements == 0 {
            self.line(FAINT, "", "No statements found: nobody is reported to have said anything here.");
            return;
        }
        let Counts { statements, speakers, unnamed, direct } = counts;
        let line = format!(
            "{} · {}, {unnamed} unnamed · {}",
            counted(statements, "statement"),
            counted(speakers, "speaker"),
            counted(direct, "direct quotation"),
        );
        self.line(FAINT, "", &line);
        if withheld > 0 {
            let line =
                format!("{} withheld: the words do not stand on the page", counted(withheld, "statement"));
            self.line(FAINT, "", &line);
        }
    }

    fn line(&mut self, ansi: Ansi, indent: &str, text: &str) {
        let text = harmless(text);
        if !text.is_empty() {
            let painted = self.painted(ansi, &text);
            self.wrapped(indent, indent, &painted);
        }
    }

    /// One line as it is: addresses must stay whole to be clicked.
    fn unwrapped(&mut self, ansi: Ansi, text: &str) {
        let painted = self.painted(ansi, &harmless(text));
        self.text += &painted;
        self.text.push('\n');
    }

    fn wrapped(&mut self, first: &str, rest: &str, text: &str) {
        let columns = self.style.columns.clamp(COLUMNS_MIN, COLUMNS_MAX);
        let options = Options::new(columns).initial_indent(first).subsequent_indent(rest).break_words(false);
        for line in textwrap::wrap(text, options) {
            debug_assert!(display_width(rest) < columns, "the indent leaves room for words");
            let _ = writeln!(self.text, "{}", line.trim_end());
        }
    }

    fn painted(&self, ansi: Ansi, text: &str) -> String {
        if self.style.coloured { format!("{ansi}{text}{ansi:#}") } else { text.to_owned() }
    }
}

fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

/// Text of a page, without what could steer a terminal: control characters (escape sequences begin with one)
/// and bidi overrides, which make a line read other than it is.
fn harmless(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
        .collect()
}
