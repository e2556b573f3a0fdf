//! The newsroom seen from outside, with a web of our own.

#[cfg(test)]
mod asking;
#[cfg(test)]
mod changing;
#[cfg(test)]
mod crowd;
mod digests;
#[cfg(test)]
mod editing;
#[cfg(test)]
mod feeds;
#[cfg(test)]
mod finding;
#[cfg(test)]
mod paper;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod server;
