//! The record seen from outside.

#[cfg(test)]
mod backup;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod damaged;
#[cfg(test)]
mod due;
#[cfg(test)]
mod feeds;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod numbers;
#[cfg(test)]
mod record;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod search;
#[cfg(test)]
mod trouble;
#[cfg(test)]
mod versions;
