//! Feeds in, headlines out; and when to look again. All of it data: files of `fixtures/` and tables.

mod feeds;
mod hostile;
mod lists;
mod news;
mod times;

use url::Url;

/// Where all fixtures were "found".
fn base() -> Url {
    Url::parse("https://post.example.org/feeds/").expect("an address")
}

/// Shows an absent value as a dash.
fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}
