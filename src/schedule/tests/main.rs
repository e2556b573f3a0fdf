//! Schedules seen from outside.

#[cfg(test)]
mod clocks;
#[cfg(test)]
mod late;
#[cfg(test)]
mod once_a_day;
#[cfg(test)]
mod quiet;
#[cfg(test)]
mod support;
#[cfg(test)]
mod typed;
#[cfg(test)]
mod zones;
