//! sayso seen from outside.
