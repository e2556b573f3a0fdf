//! The engine seen from outside: it finds what people marked, and no text hurts it.

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod marked;
