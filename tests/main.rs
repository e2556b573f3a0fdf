//! sayso seen from outside: the real binary between a stand-in of Discord and a stand-in of the web, both on
//! loopback.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "in tests, and in what they share")]

mod admin;
mod architecture;
mod buttons;
mod check;
mod commands;
mod connection;
mod delivery;
mod desk;
mod figures;
mod health;
mod languages;
mod links;
mod logs;
mod posting;
mod questions;
mod refusals;
mod settings;
mod sources;
mod stopping;
mod tryout;
mod unreadable;

mod support;
