//! sayso seen from outside: the real binary between a stand-in of Discord and a stand-in of the web, both on
//! loopback.

mod architecture;
mod buttons;
mod commands;
mod connection;
mod links;
mod unreadable;

mod support;
