//! The stages joined: read a link, answer from the record.
