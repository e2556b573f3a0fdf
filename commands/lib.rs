//! What people type in Discord, and what they see.
