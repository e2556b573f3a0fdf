//! `sayso_fuzz::interaction` under libFuzzer.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| sayso_fuzz::interaction(bytes));
