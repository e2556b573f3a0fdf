//! Posts that arrive exactly once to the eye, whatever stops or breaks in between, and the work that is due.
//!
//! The promise: exactly once while Discord knows a repeated message by its nonce or the channel can be read
//! back, else at most once, and then the admin is told. It rests on three things: every step is on the disk
//! before the next is done; a request whose answer was lost is repeated only where Discord knows it again; after
//! that only the channel itself says whether the message is there.
//!
//! ```text
//! Planned ──▶ Claimed ──▶ Posted
//!    ▲           │  ▲
//!    │ not sent  │  │ unknown: younger than 60 s resend with the same nonce,
//!    └───────────┤  └─ older read the channel back; found: posted; absent: claim anew
//!                ▼
//!              Failed ──▶ a notice for the admin
//! ```
//!
//! Knows nothing of Discord's messages: a body is text, and [`Poster`] sends it. Reads no clock. In reading order:
//! [`Post`] and its [`Phase`]; `step`, the state machine, pure; [`Outbox`] keeps it in the record; [`Rounds`]
//! drives what is due with a [`Poster`]; [`Task`] sorts the due work of the whole program.

mod backoff;
mod error;
mod kept;
mod marker;
mod notice;
mod outbox;
mod plan;
mod post;
mod poster;
mod rounds;
mod step;
mod telling;
mod timetable;

pub use error::OutboxError;
pub use kept::Line;
pub use marker::{marker, snowflake, snowflake_time};
pub use notice::Notice;
pub use outbox::Outbox;
pub use plan::{Backlog, Digest, NewPost, Plan, Turn};
pub use post::{Failure, PARTS_MAX, Part, Phase, Post};
pub use poster::{Looked, Outgoing, Poster, SendError, Trouble};
pub use rounds::{Rounds, Summary};
pub use sayso_record::{Change, Job};
pub use step::{Act, CLOCK_MARGIN, Event, NONCE_WINDOW, step};
pub use timetable::{DigestTime, Due, DueDigest, Task, due_digest, ensure, tasks};
