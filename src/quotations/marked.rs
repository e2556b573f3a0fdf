//! Which stretches of a paragraph stand in quotation marks.

use std::ops::Range;

/// The insides of the outermost quotation marks of `text`, in Unicode scalars and in order.
///
/// A mark that is never closed opens nothing: better a quotation missed than a paraphrase taken for one.
///
/// ```
/// use sayso_quotations::marked;
/// assert_eq!(marked("called it “a ‘new’ plan” and «поганий»"), [11..23, 30..37]);
/// ```
pub fn marked(text: &str) -> Vec<Range<usize>> {
    let chars: Vec<char> = text.chars().collect();
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let Some(closing) = closing(&chars, at) else {
            at += 1;
            continue;
        };
        // A bound, so that a paragraph of opening marks is read in time linear in its length.
        let ahead = chars[at + 1..].iter().take(REACH_SCALARS).enumerate();
        let mut depth = 0;
        let mut end = None;
        for (offset, c) in ahead {
            let here = at + 1 + offset;
            if closing.contains(c) && closes(&chars, here) {
                if depth == 0 {
                    end = Some(here);
                    break;
                }
                depth -= 1;
            } else if *c == chars[at] && !closing.contains(c) {
                depth += 1;
            }
        }
        match end {
            Some(end) => {
                spans.push(at + 1..end);
                at = end + 1;
            }
            None => at += 1,
        }
    }
    spans
}

/// As long as a marked stretch may be.
const REACH_SCALARS: usize = 4_000;

/// The marks that close a quotation which begins at `at`, if one does.
fn closing(chars: &[char], at: usize) -> Option<&'static [char]> {
    let before = at.checked_sub(1).and_then(|at| chars.get(at)).copied();
    let after = chars.get(at + 1).copied();
    let opens = before.is_none_or(|c| !c.is_alphanumeric()) && after.is_some_and(|c| !c.is_whitespace());
    Some(match chars[at] {
        '“' | '‟' => &['”', '"'],
        '„' => &['“', '”', '"'],
        '«' => &['»'],
        // Danish and some German books turn the angles inwards.
        '»' if opens => &['«'],
        '"' => &['"'],
        // Swedish and Finnish use one mark for both.
        '”' if opens => &['”'],
        '‹' => &['›'],
        '‘' if opens => &['’'],
        '‚' if opens => &['‘', '’'],
        '\'' if opens => &['\''],
        '「' => &['」'],
        '『' => &['』'],
        _ => return None,
    })
}

/// Whether a mark that can close does; an apostrophe inside a word does not.
fn closes(chars: &[char], at: usize) -> bool {
    let inside = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
    let single = matches!(chars[at], '’' | '\'' | '‘');
    !(single && inside(chars.get(at + 1)))
}
