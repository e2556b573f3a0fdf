//! The outbox seen from outside.

#[cfg(test)]
mod chaos;
#[cfg(test)]
mod days;
#[cfg(test)]
mod lines;
#[cfg(test)]
mod rounds;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod world;
