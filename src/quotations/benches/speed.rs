//! Folding and checking, beside comparing all pairs. `cargo bench -p sayso-quotations`.

fn main() {
    divan::main();
}
