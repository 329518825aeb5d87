//! Behaviour of the whole program, room by room. One binary, because each one that embeds the fonts is 25 MB larger.

mod architecture;
mod commands;
mod composing;
mod forms_interop;
mod forms_returned;
mod forms_sample;
mod generate;
mod intake;
mod jlreq_tables;
mod judge;
mod layout;
mod listener;
mod merge;
mod pdf_sample;
mod pdf_structure;
mod pdf_text;
mod pdf_writing;
mod plan;
mod plan_findings;
mod plan_master;
mod plan_pages;
mod random_plan;
mod report;
mod sample_year;
mod specimen;
mod xlsx;
