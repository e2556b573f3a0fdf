//! The record seen from outside.

#[cfg(test)]
mod conformance;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod record;
#[cfg(test)]
mod trouble;
