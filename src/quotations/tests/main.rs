//! Quotations from outside: tables of cases, generated variants with floors, any text.
//!
//! The generator of variants works on printed strings and shares no code with what it tests: it has its own words
//! (split at white space), its own marks, its own chance.

#![expect(clippy::unwrap_used, reason = "a broken fixture shall end the test")]

mod generator;

mod cases;
mod checking;
mod folding;
mod large;
mod totality;
mod verdicts;
