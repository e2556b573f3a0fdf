//! The fetcher against servers on loopback: nothing here leaves the machine.

mod pages;
mod politeness;
mod server;
