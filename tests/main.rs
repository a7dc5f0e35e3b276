//! All integration tests in one binary, one module a subject.

#![expect(clippy::disallowed_methods, reason = "tests read and write files of their own")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "tests may fail loudly"
)]

mod batch;
mod cases;
mod commands;
mod files;
mod import;
mod interview;
mod law;
mod letters;
mod packet;
mod page_layout;
mod paper;
mod pdf_files;
mod questions;
mod record;
mod status;
mod support;
mod templates;
