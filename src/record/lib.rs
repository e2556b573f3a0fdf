//! What is kept, and finding it again. Only this crate knows sled.
