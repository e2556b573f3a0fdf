//! Quotations from outside: tables of cases, generated variants, any text.

mod cases;
