//! The fetcher against servers on loopback: nothing here leaves the machine.

mod addresses;
mod hostile;
mod pages;
mod politeness;
mod server;
