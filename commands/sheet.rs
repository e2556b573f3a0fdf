//! An answer laid out on pages: title, text, and which page of how many this is.

use url::Url;

use crate::plain::utf16_len;

/// Longest text of an embed, in UTF-16 units
/// (<https://discord.com/developers/docs/resources/message#embed-object-embed-limits>).
pub(crate) const DESCRIPTION_MAX: usize = 4096;

/// One page of an answer. All texts are within Discord's limits, and words of others in them are escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// The line above the title, without markdown; none where empty.
    pub(crate) author: String,
    /// Markdown.
    pub(crate) title: String,
    /// Where the title leads.
    pub(crate) url: Option<Url>,
    /// Markdown.
    pub(crate) text: String,
    /// Which page this is, from 0.
    pub(crate) index: usize,
    /// How many pages there are; at least one.
    pub(crate) of: usize,
    /// A picture under the text, as PNG.
    pub(crate) picture: Option<Vec<u8>>,
    /// The outlets that are in the answer, where it can be narrowed to one.
    pub(crate) outlets: Vec<String>,
}

impl Sheet {
    /// An answer on one page.
    pub(crate) fn single(title: String, text: String) -> Sheet {
        Sheet { title, text, of: 1, ..Sheet::default() }
    }

    /// The page `index` of an answer of whole `entries`, at most `entries_max` on a page, with `foot` under each;
    /// the last page where there are fewer. An entry longer than a page is left out: none may be.
    pub(crate) fn of_entries(
        title: String,
        entries: &[String],
        entries_max: usize,
        foot: &str,
        index: usize,
    ) -> Sheet {
        let foot = if foot.is_empty() { String::new() } else { format!("\n\n{foot}") };
        let room = DESCRIPTION_MAX.saturating_sub(utf16_len(&foot));
        let mut pages = vec![(String::new(), 0)];
        for entry in entries.iter().filter(|entry| utf16_len(entry) <= room) {
            let (page, count) = pages.last_mut().expect("there is at least one page");
            let gap = if *count == 0 { "" } else { "\n" };
            if *count < entries_max && utf16_len(page) + gap.len() + utf16_len(entry) <= room {
                *page += gap;
                *page += entry;
                *count += 1;
            } else {
                pages.push((entry.clone(), 1));
            }
        }
        let of = pages.len();
        let index = index.min(of - 1);
        let text = format!("{}{foot}", pages.swap_remove(index).0);
        Sheet { title, text: text.trim().to_owned(), index, of, ..Sheet::default() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn entries_stand_once_in_order_within_the_limit(
            lengths in proptest::collection::vec(1_usize..2_000, 0..40),
            most in 1_usize..12,
        ) {
            let entries: Vec<String> =
                lengths.iter().enumerate().map(|(at, length)| format!("<{at}>{}", "ж".repeat(*length))).collect();
            let page = |index| Sheet::of_entries("t".to_owned(), &entries, most, "foot", index);
            let of = page(0).of;
            let mut seen = Vec::new();
            for index in 0..of {
                let page = page(index);
                prop_assert_eq!((page.index, page.of), (index, of));
                prop_assert!(utf16_len(&page.text) <= DESCRIPTION_MAX);
                prop_assert!(page.text.ends_with("foot"));
                let here: Vec<usize> = page.text.split('<').skip(1)
                    .map(|rest| rest.split('>').next().unwrap().parse().unwrap()).collect();
                prop_assert!(here.len() <= most);
                seen.extend(here);
            }
            prop_assert_eq!(seen, (0..entries.len()).collect::<Vec<_>>());
            prop_assert_eq!(page(usize::MAX).index, of - 1);
        }
    }
}
