//! Stories from outside: belonging, relations, the timeline and the summary, as tables and one small story.

#![expect(clippy::unwrap_used, reason = "a broken fixture shall end the test")]

mod support;

mod belonging;
mod corpus;
mod relating;
mod telling;
mod totality;
