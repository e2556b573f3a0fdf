//! The index seen from outside.
