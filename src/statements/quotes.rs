//! Quotations: where the marks open and close, over paragraphs, nested, with dashes, with the teller's words inside.

use crate::lexicon::{Class, Family, Lexicon, normal};

/// One outermost quotation of one paragraph, or a piece of one that the teller's words interrupt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quote {
    /// The opening mark (the first word, where a dash opens).
    pub(crate) start: usize,
    /// One past the closing mark.
    pub(crate) end: usize,
    /// First scalar inside the marks.
    pub(crate) inner_start: usize,
    /// One past the last scalar inside the marks.
    pub(crate) inner_end: usize,
    /// It goes on in the next paragraph, which re-opens it.
    pub(crate) continues: bool,
    /// It goes on from the paragraph before.
    pub(crate) continued: bool,
    /// It is opened by a dash, not by marks.
    pub(crate) dash: bool,
}

/// Finds the quotations of all paragraphs.
pub(crate) fn find(paragraphs: &[Vec<char>], lexicon: &Lexicon) -> Vec<Vec<Quote>> {
    let mut found: Vec<Vec<Quote>> = Vec::with_capacity(paragraphs.len());
    let mut open: Option<char> = None;
    for (at, chars) in paragraphs.iter().enumerate() {
        let next = paragraphs.get(at + 1).and_then(|p| p.first().copied());
        let mut quotes = if is_dialogue(chars, lexicon) {
            let mut start = 1;
            while chars.get(start).is_some_and(|c| c.is_whitespace()) {
                start += 1;
            }
            told_apart(chars, start, chars.len(), true, lexicon)
        } else {
            marked(chars, lexicon)
        };
        if let Some(mark) = open.take()
            && chars.first().is_some_and(|c| family(*c) == family(mark))
            && let Some(first) = quotes.first_mut()
        {
            first.continued = true;
        }
        if let Some(last) = quotes.last_mut()
            && !last.dash
            && last.inner_end == chars.len()
            && last.end == chars.len()
        {
            let mark = chars.get(last.start).copied().unwrap_or('"');
            if next.is_some_and(|c| family(c) == family(mark) && is_opening(c)) {
                last.continues = true;
                open = Some(mark);
            }
        }
        found.push(quotes);
    }
    found
}

fn is_dialogue(chars: &[char], lexicon: &Lexicon) -> bool {
    matches!(lexicon.family, Family::Slavic | Family::Romance)
        && chars.len() > 2
        && matches!(chars[0], '—' | '–' | '―' | '-')
        && (chars[1].is_whitespace() || chars[1].is_alphabetic() || matches!(chars[1], '¿' | '¡' | '…'))
        && (chars[0] != '-' || chars[1].is_whitespace())
}

/// Marks that belong together.
fn family(mark: char) -> u8 {
    match mark {
        '"' | '“' | '”' | '„' => 1,
        '«' | '»' => 2,
        '‘' | '’' | '‚' | '\'' => 3,
        '‹' | '›' => 4,
        _ => 0,
    }
}

fn is_opening(mark: char) -> bool {
    matches!(mark, '"' | '“' | '„' | '«' | '»' | '‘' | '‚' | '\'' | '‹')
}

/// What closes a quotation that `mark` opens.
fn closers(mark: char) -> &'static [char] {
    match mark {
        '“' => &['”'],
        '„' => &['“', '”', '"'],
        '”' => &['”'],
        '«' => &['»'],
        '»' => &['«'],
        '‘' => &['’'],
        '‚' => &['‘', '’'],
        '‹' => &['›'],
        '›' => &['‹'],
        '\'' => &['\''],
        _ => &['"'],
    }
}

/// Reads the mark at `at`; two apostrophes or two grave accents count as one double mark.
fn mark_at(chars: &[char], at: usize) -> Option<(char, usize)> {
    let c = chars[at];
    if matches!(c, '\'' | '`' | '’') && chars.get(at + 1) == Some(&c) {
        return Some(('"', 2));
    }
    (family(c) != 0).then_some((c, 1))
}

fn word_at(chars: &[char], at: Option<usize>) -> bool {
    at.and_then(|i| chars.get(i)).is_some_and(|c| c.is_alphanumeric())
}

fn space_at(chars: &[char], at: Option<usize>) -> bool {
    match at {
        None => true,
        Some(i) => chars.get(i).is_none_or(|c| c.is_whitespace()),
    }
}

/// Whether the mark at `at` (of `width`) may open a quotation there.
fn opens(chars: &[char], at: usize, mark: char, width: usize) -> bool {
    let before = at.checked_sub(1);
    let after = Some(at + width);
    let free = !word_at(chars, before);
    match mark {
        '“' | '„' | '‚' | '‹' => true,
        '«' => true,
        '»' => space_at(chars, before) && !space_at(chars, after),
        '"' => {
            free && !space_at(chars, after)
                && !(at > 0 && matches!(chars[at - 1], '.' | ',' | '!' | '?' | '…'))
        }
        '‘' => free && !space_at(chars, after),
        '\'' => {
            (space_at(chars, before) || before.is_some_and(|i| matches!(chars[i], '(' | '"' | '“' | '—')))
                && chars.get(at + 1).is_some_and(|c| c.is_alphabetic())
        }
        _ => false,
    }
}

/// Whether the mark at `at` may close a quotation.
fn shuts(chars: &[char], at: usize, mark: char, width: usize) -> bool {
    let inside_word = word_at(chars, at.checked_sub(1)) && word_at(chars, Some(at + width));
    match mark {
        '’' | '\'' => !word_at(chars, Some(at + width)) && !space_at(chars, at.checked_sub(1)),
        '"' => !(space_at(chars, at.checked_sub(1)) && word_at(chars, Some(at + width))),
        _ => !inside_word,
    }
}

fn marked(chars: &[char], lexicon: &Lexicon) -> Vec<Quote> {
    let mut quotes = Vec::new();
    let mut at = 0;
    let mut singles = true;
    while at < chars.len() {
        let Some((mark, width)) = mark_at(chars, at) else {
            at += 1;
            continue;
        };
        let single = family(mark) == 3;
        if !opens(chars, at, mark, width) || (single && !singles) {
            at += width;
            continue;
        }
        match close_of(chars, at, mark, width) {
            Close::At(shut, shut_width) => {
                push(chars, &mut quotes, (at, at + width, shut, shut + shut_width), lexicon);
                at = shut + shut_width;
            }
            Close::Restart(again) => at = again,
            Close::Never if single => {
                singles = false;
                at += width;
            }
            Close::Never => {
                push(chars, &mut quotes, (at, at + width, chars.len(), chars.len()), lexicon);
                at = chars.len();
            }
        }
    }
    quotes
}

enum Close {
    At(usize, usize),
    Restart(usize),
    Never,
}

/// Finds the end of the quotation that opens at `open`, minding those inside it.
fn close_of(chars: &[char], open: usize, mark: char, width: usize) -> Close {
    let mut stack = vec![mark];
    let mut at = open + width;
    while at < chars.len() {
        let Some((c, w)) = mark_at(chars, at) else {
            at += 1;
            continue;
        };
        let level = stack.iter().rposition(|m| closers(*m).contains(&c));
        if let Some(level) = level
            && shuts(chars, at, c, w)
            && !(c == '“' && level == 0 && mark == '“')
        {
            if level == 0 {
                return Close::At(at, w);
            }
            stack.truncate(level);
        } else if opens(chars, at, c, w) {
            // A second opening of the same straight or curly mark: the first was stray.
            if stack.len() == 1 && c == mark && matches!(mark, '"' | '“') {
                if mark == '“' && !space_at(chars, at.checked_sub(1)) {
                    return Close::At(at, w);
                }
                return Close::Restart(at);
            }
            if family(c) != 3 && stack.len() < 8 || (c == '‘' && stack.len() < 8) {
                stack.push(c);
            }
        }
        at += w;
    }
    Close::Never
}

fn push(
    chars: &[char],
    quotes: &mut Vec<Quote>,
    (start, inner_start, inner_end, end): (usize, usize, usize, usize),
    lexicon: &Lexicon,
) {
    let (mut from, mut to) = (inner_start, inner_end);
    while from < to && chars[from].is_whitespace() {
        from += 1;
    }
    while to > from && chars[to - 1].is_whitespace() {
        to -= 1;
    }
    if from >= to || !chars[from..to].iter().any(|c| c.is_alphanumeric()) {
        return;
    }
    let mut pieces = if lexicon.family != Family::English {
        told_apart(chars, from, to, false, lexicon)
    } else {
        Vec::new()
    };
    if pieces.len() < 2 && pieces.first().is_none_or(|p| p.end + 3 >= to) {
        let open = end == inner_end;
        quotes.push(Quote {
            start,
            end,
            inner_start: from,
            inner_end: if open { end } else { to },
            continues: false,
            continued: false,
            dash: false,
        });
        return;
    }
    if let Some(first) = pieces.first_mut() {
        first.start = start;
    }
    if let Some(last) = pieces.last_mut()
        && last.inner_end == to
    {
        last.end = end;
    }
    for piece in &mut pieces {
        piece.dash = false;
    }
    quotes.append(&mut pieces);
}

/// Splits speech between `from` and `to` where the teller's words interrupt it
/// (“— No, — said X. — I will not.”, « Non, a dit X, jamais »).
fn told_apart(chars: &[char], from: usize, to: usize, dash: bool, lexicon: &Lexicon) -> Vec<Quote> {
    let mut pieces = Vec::new();
    let mut start = from;
    let mut telling = false;
    let mut at = from;
    while at < to {
        let c = chars[at];
        let is_dash = matches!(c, '—' | '–' | '―')
            || (c == '-' && space_at(chars, at.checked_sub(1)) && space_at(chars, Some(at + 1)));
        let led = is_dash && tells(chars, at + 1, to, lexicon, 3)
            || c == ','
                && incises(lexicon)
                && tells(chars, at + 1, to, lexicon, if lexicon.code == "fr" { 2 } else { 1 });
        if !telling && led {
            speech(chars, start, at, dash, &mut pieces);
            telling = true;
        } else if telling && is_dash && ends_telling(chars, at, to) {
            telling = false;
            start = at + 1;
            while start < to && (chars[start].is_whitespace() || matches!(chars[start], '.' | ',' | ':')) {
                start += 1;
            }
        } else if telling
            && incises(lexicon)
            && !(dash && lexicon.code != "fr")
            && matches!(c, ',' | '.')
            && !word_at(chars, Some(at + 1))
            && !(c == '.' && follows_title(chars, at, lexicon))
        {
            telling = false;
            start = at + 1;
        }
        at += 1;
    }
    if !telling {
        speech(chars, start, to, dash, &mut pieces);
    }
    pieces
}

/// Whether the stop at `at` belongs to a title or an initial (“a déclaré M. Le Roux”).
fn follows_title(chars: &[char], at: usize, lexicon: &Lexicon) -> bool {
    let mut start = at;
    while start > 0 && at - start < 5 && chars[start - 1].is_alphabetic() {
        start -= 1;
    }
    let word: String = chars[start..at].iter().collect();
    let initial = at - start == 1 && chars[start].is_uppercase();
    initial || start < at && lexicon.is(Class::Title, &normal(&word))
}

/// Languages that put the teller's words between commas inside the marks.
fn incises(lexicon: &Lexicon) -> bool {
    matches!(lexicon.code, "fr" | "es" | "de")
}

/// Whether the dash at `at` gives the word back to the speaker.
fn ends_telling(chars: &[char], at: usize, to: usize) -> bool {
    let mut before = at;
    while before > 0 && chars[before - 1].is_whitespace() {
        before -= 1;
    }
    let stopped = before > 0 && matches!(chars[before - 1], '.' | ',' | ':' | '!' | '?' | ';');
    let attached = before == at && at + 1 < to && matches!(chars[at + 1], '.' | ',' | ':' | ';' | ' ');
    stopped || attached
}

/// Whether the words after `at` are the teller's: lower case, with a verb of saying among the first `reach`.
fn tells(chars: &[char], at: usize, to: usize, lexicon: &Lexicon, reach: usize) -> bool {
    let mut at = at;
    while at < to && chars[at].is_whitespace() {
        at += 1;
    }
    if !chars.get(at).is_some_and(|c| c.is_lowercase()) {
        return false;
    }
    let text: String = chars[at..to.min(at + 60)].iter().collect();
    let stop = text.find(['.', ',', '!', '?', ';', '»']).unwrap_or(text.len());
    let words: Vec<String> = text[..stop]
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '—'))
        .filter(|w| !w.is_empty())
        .map(normal)
        .collect();
    (0..words.len().min(reach))
        .any(|i| lexicon.verbs.longest(words[i..].iter().map(String::as_str)).is_some() && words.len() > 1)
        && (reach > 2 || inverted(&words, lexicon))
}

/// French incises have the verb first: “a dit le maire”, not “il a dit”.
fn inverted(words: &[String], lexicon: &Lexicon) -> bool {
    use crate::lexicon::Class;
    let first = &words[0];
    lexicon.verbs.has(first) || lexicon.is(Class::Auxiliary, first)
}

fn speech(chars: &[char], from: usize, to: usize, dash: bool, pieces: &mut Vec<Quote>) {
    let (mut from, mut to) = (from, to);
    while from < to && chars[from].is_whitespace() {
        from += 1;
    }
    while to > from && (chars[to - 1].is_whitespace() || chars[to - 1] == ',') {
        to -= 1;
    }
    if from < to && chars[from..to].iter().any(|c| c.is_alphanumeric()) {
        pieces.push(Quote {
            start: from,
            end: to,
            inner_start: from,
            inner_end: to,
            continues: false,
            continued: false,
            dash,
        });
    }
}
