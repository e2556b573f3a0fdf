//! `sayso`: reads the news and keeps the record of who said what.

fn main() {}
