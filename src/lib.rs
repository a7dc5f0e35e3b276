//! inwriting: dated letters from a family to a school, from one case file.
//!
//! Data flows one way:
//!
//! ```text
//! case.toml ─► CaseFile ─► Case ─► Letter ─► Markup ─► Document ─► Pages ─► PDF bytes ─► file + Report
//!              case_file   case    letter    template  compose     layout   pdf          files, run
//!                                            markup    document
//! ```
//!
//! Beside the line stands the [`library`]: schema, seeds, law, letter kinds, templates, style, fonts, all read once from data
//! files. Only [`files`] touches the disk and only the binary asks the clock; today is passed in.

#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")
)]

mod ascii;
pub mod authority;
mod built_templates;
pub mod calendar;
pub mod case;
pub mod case_clocks;
mod case_conflicts;
pub mod case_file;
mod case_value;
mod case_words;
pub mod check;
mod chronology;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod compose;
pub mod computed;
pub mod conditions;
pub mod context;
pub mod day_table;
pub mod describe;
mod digest;
pub mod document;
pub mod error;
pub mod fact;
mod figures;
pub mod files;
pub mod follow_up;
pub mod fonts;
pub mod grammar;
pub mod helpers;
pub mod house;
pub mod ids;
pub mod import;
pub mod interview;
mod kept;
pub mod layout;
pub mod letter;
mod letter_clocks;
mod letter_data;
mod letter_needs;
pub mod library;
pub mod library_check;
mod maker;
pub mod manifest;
pub mod markup;
mod on_demand;
pub mod open;
mod other_students;
pub mod packet;
pub mod pdf;
pub mod photo;
mod pieces;
mod question_check;
pub mod questions;
pub mod recipients;
pub mod record;
pub mod report;
pub mod rules;
pub mod run;
pub mod school_calendar;
mod seed_rows;
pub mod seeds;
pub mod sent_letters;
pub mod shape;
pub mod sources;
pub mod status;
pub mod style;
pub mod template;
pub mod template_check;
pub mod templates_check;
pub mod text;
pub mod value;
pub mod wording;
pub mod write;
