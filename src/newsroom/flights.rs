//! What many ask for at once is done once, and all get the answer.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

/// Work under way, by what it is about. Nothing stays behind when the work is done: this is no cache.
pub(crate) struct Flights<K, V>(Mutex<HashMap<K, Arc<OnceCell<V>>>>);

impl<K: Eq + Hash + Clone, V: Clone> Flights<K, V> {
    pub(crate) fn new() -> Self {
        Self(Mutex::default())
    }

    /// The outcome of `work`, or of the same work that is under way already. Where whoever does it gives up half-way,
    /// one of those who wait begins anew.
    pub(crate) async fn join<F: Future<Output = V>>(&self, about: K, work: impl FnOnce() -> F) -> V {
        let cell = {
            let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(flights.entry(about.clone()).or_default())
        };
        let _landing = Landing { flights: self, about, cell: Arc::clone(&cell) };
        cell.get_or_init(work).await.clone()
    }
}

/// Takes the work off the list when it is done, or when the last of those who wanted it has gone.
struct Landing<'a, K: Eq + Hash + Clone, V: Clone> {
    flights: &'a Flights<K, V>,
    about: K,
    cell: Arc<OnceCell<V>>,
}

impl<K: Eq + Hash + Clone, V: Clone> Drop for Landing<'_, K, V> {
    fn drop(&mut self) {
        let mut flights = self.flights.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Here, in the table and nowhere else: nobody waits. A later flight of the same name is left alone.
        let last = Arc::strong_count(&self.cell) <= 2;
        let own = flights.get(&self.about).is_some_and(|cell| Arc::ptr_eq(cell, &self.cell));
        if own && (self.cell.initialized() || last) {
            flights.remove(&self.about);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn the_same_is_done_once_at_a_time_and_anew_later() {
        let flights: Flights<&str, usize> = Flights::new();
        let done = AtomicUsize::new(0);
        let work = || async {
            tokio::task::yield_now().await;
            done.fetch_add(1, Ordering::SeqCst)
        };
        let (a, b, other) =
            tokio::join!(flights.join("x", work), flights.join("x", work), flights.join("y", work));
        assert_eq!(a, b);
        assert_ne!(a, other);
        assert_eq!(flights.join("x", work).await, 2);
        assert!(flights.0.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn who_gives_up_half_way_leaves_it_to_the_next() {
        let flights: Arc<Flights<&str, usize>> = Arc::new(Flights::new());
        let endless = tokio::spawn({
            let flights = Arc::clone(&flights);
            async move { flights.join("x", std::future::pending).await }
        });
        tokio::task::yield_now().await;
        let next = tokio::spawn({
            let flights = Arc::clone(&flights);
            async move { flights.join("x", || async { 7 }).await }
        });
        tokio::task::yield_now().await;
        endless.abort();
        assert_eq!(next.await.unwrap(), 7);
        assert!(flights.0.lock().unwrap().is_empty());
    }
}
