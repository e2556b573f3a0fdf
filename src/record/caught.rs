//! sled panics at damage. Here its panics become values, and are not printed.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use crate::error::one_line;

thread_local! {
    static CATCHING: Cell<bool> = const { Cell::new(false) };
    static MESSAGE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs `work`; a panic of it is told in one line instead of unwinding further or being printed.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    quieten();
    let outer = CATCHING.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    CATCHING.set(outer);
    result.map_err(|_| one_line(&MESSAGE.take()))
}

/// Puts a hook before the one that stands, which keeps the message of a panic that will be caught here.
/// Panics of everybody else go to the hook that stood.
fn quieten() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if CATCHING.get() {
                MESSAGE.replace(message(panic));
            } else if std::thread::current().name().is_some_and(of_sled) {
                tracing::error!(panic = %one_line(&panic.to_string()), "a thread of the store's engine ended");
            } else {
                previous(panic);
            }
        }));
    });
}

/// What a panic says, without the place in somebody's source tree.
fn message(panic: &panic::PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("the engine gave up without a word").to_owned()
}

/// The names that sled 0.34.7 gives its threads (threadpool.rs, db.rs).
fn of_sled(thread: &str) -> bool {
    thread.starts_with("sled-io-") || thread == "log flusher"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_one_line() {
        assert_eq!(caught(|| 7), Ok(7));
        let told = caught(|| panic!("first\nsecond")).unwrap_err();
        assert_eq!(told, "first second");
        let inner = caught(|| caught(|| panic!("inner")).is_err());
        assert_eq!(inner, Ok(true));
    }
}
