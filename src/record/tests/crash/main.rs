//! Kills and damages. Counts can be given: `cargo test -p sayso-record --test crash -- kills 300 damages 200`.

fn main() {}
