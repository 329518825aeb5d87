//! YearRecord → [`assessment::Assessment`]: roll-ups, rates, year-on-year, cross-footing, a reviewer's warnings. No I/O.

pub mod assessment;
