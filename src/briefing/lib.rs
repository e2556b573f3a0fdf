//! Statements become a brief: for people in a terminal, and for programs as the contract's JSON.
