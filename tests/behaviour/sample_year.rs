//! The sample workspace, read, merged, assessed and laid out once for all tests that print it.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use kaikaku::assess::assessment::Assessment;
use kaikaku::merge::record::YearRecord;
use kaikaku::plan::Plan;
use kaikaku::report::{self, Edition};
use kaikaku::typeset::font::FontBook;
use kaikaku::typeset::page::Pages;
use kaikaku::typeset::{LaidOut, lay_out};
use kaikaku::vocabulary::FiscalYear;

/// The day that the tests' papers state.
pub(crate) const DATE: Date = Date::constant(2022, 6, 1);

/// The second year of the sample workspace, 令和3年度, with the one before it: a year that is complete.
pub(crate) fn assessment() -> &'static Assessment {
    static ASSESSMENT: OnceLock<Assessment> = OnceLock::new();
    ASSESSMENT.get_or_init(|| {
        let input = Path::new(env!("CARGO_MANIFEST_DIR")).join("input");
        let bytes = std::fs::read(input.join("plan.toml")).expect("the sample plan");
        let (plan, _): (Plan, _) = kaikaku::plan::read_bytes("plan.toml", &bytes).expect("a valid plan");
        let mut records: Vec<Arc<YearRecord>> = Vec::new();
        let years = kaikaku::intake::years_with_input(&input).into_iter();
        for (year, folder) in years.filter(|(year, _)| *year <= FiscalYear(2021)) {
            let office = std::fs::read_to_string(folder.join("office.toml"))
                .ok()
                .map(|text| kaikaku::merge::office::read("office.toml", &text, &plan).expect("a sound office.toml").0);
            let options = kaikaku::intake::Options::default();
            let read = kaikaku::intake::read_year(&plan, &input, year, &options).expect("readable");
            records.push(Arc::new(kaikaku::merge::merge(&plan, year, read, office.as_ref(), &records)));
        }
        let last = records.pop().expect("the sample has a year");
        kaikaku::assess::assess(Arc::new(plan), last, records).expect("the sample adds up")
    })
}

/// The shipped fonts.
pub(crate) fn fonts() -> &'static Arc<FontBook> {
    static FONTS: OnceLock<Arc<FontBook>> = OnceLock::new();
    FONTS.get_or_init(|| Arc::new(FontBook::shipped()))
}

/// Every edition of the sample's last year, each laid out once.
pub(crate) fn editions() -> &'static [(Edition, LaidOut)] {
    static SET: OnceLock<Vec<(Edition, LaidOut)>> = OnceLock::new();
    SET.get_or_init(|| {
        Edition::ALL.map(|edition| (edition, lay_out(&report::document(assessment(), edition, DATE), fonts()))).into()
    })
}

/// The pages of one edition of the sample's last year.
pub(crate) fn pages_of(wanted: Edition) -> &'static Pages {
    let found = editions().iter().find(|(edition, _)| *edition == wanted);
    &found.expect("an edition that is laid out").1.pages
}
