//! The year's report: everything that is made for a year, in its folder of the output.

use std::path::PathBuf;
use std::sync::Arc;

use super::gate::{self, Inside, Proof};
use super::outputs::{self, Format, Material, Outputs};
use super::written::Written;
use super::years::{Span, Year};
use super::{Engine, Failure, Progress, published};
use crate::assess::assessment::Assessment;
use crate::contract::Audience;
use crate::finding::Finding;
use crate::intake::is_on_unread_settings;
use crate::merge::submission_day;
use crate::report::{Edition, before_publication};
use crate::vocabulary::FiscalYear;
use crate::workspace::year_folder;

/// Which editions of a year are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Editions {
    /// All that the year has.
    All,
    /// This one; that the year does not have it is a failure.
    One(Edition),
}

/// What is to be made.
#[derive(Debug, Clone)]
pub struct ReportOrder {
    /// Of which year; the latest with input where it is `None`.
    pub year: Option<FiscalYear>,
    /// Which editions; 公表版 and 審議会資料 where none is named.
    pub editions: Vec<Editions>,
    /// In which formats.
    pub formats: Vec<Format>,
    /// Whether data travel in the PDFs.
    pub attach_data: bool,
    /// Published data (`data.json`, or the folder of the CSV files) from which the papers are made instead of the forms.
    pub from: Option<PathBuf>,
}

/// A report that was made.
#[derive(Debug)]
pub struct Report {
    /// The year, read and assessed.
    pub year: Arc<Year>,
    /// Findings about plan, forms and pages, sorted.
    pub findings: Vec<Finding>,
    /// What was written.
    pub written: Written,
    /// What was checked before it was given out.
    pub proof: Proof,
}

impl Engine {
    /// Makes the outputs of a year and puts them in the place of the last ones, all or none.
    ///
    /// # Errors
    /// As [`Engine::year`]; an edition that the year does not have; an output that cannot be made, or that holds what its readers may
    /// not see; an output folder that cannot be written to.
    pub fn report(&self, order: &ReportOrder, progress: &dyn Progress) -> Result<Report, Failure> {
        // A font that cannot be read is reported before the forms are read.
        self.fonts()?;
        let (year, date) = match &order.from {
            Some(path) => {
                published::formats(&order.formats)?;
                let (year, date) = self.published_year(path, order.year)?;
                (year, self.settings.date.unwrap_or(date))
            }
            None => {
                let year = self.year(order.year, Span::ThroughYear, progress)?;
                let date = year.date(self.settings.date);
                (year, date)
            }
        };
        let assessment = &*year.assessment;
        let editions = editions(order, assessment)?;
        let material = Material {
            engine: self,
            year: &year,
            date,
            given: self.settings.date,
            formats: &order.formats,
            attach_data: order.attach_data,
            from_data: order.from.is_some(),
        };
        let unread = gate::unread_files(assessment);
        if !unread.is_empty() && outputs::is_published(&order.formats, &editions) {
            return Err(Failure::Unread { findings: unread });
        }
        let Outputs { mut released, findings: of_pages, proof } = outputs::make(&material, &editions, progress)?;

        let mut findings = year.plan_file.findings.clone();
        findings.extend(assessment.findings.iter().cloned());
        let of_earlier = assessment.earlier.iter().flat_map(|record| &record.findings);
        findings.extend(of_earlier.filter(|finding| is_on_unread_settings(finding)).cloned());
        findings.extend(of_pages);
        findings.extend(before_publication::date_warning(&assessment.record, self.settings.date));
        findings.extend(submission_day::of_papers(&assessment.record, self.settings.date));
        findings.sort();
        findings.dedup();

        // What was made from the forms stays where it is when papers are made from data.
        let mut folder = year_folder(assessment.year);
        if order.from.is_some() {
            folder.push_str(published::FOLDER_SUFFIX);
        } else {
            for file in self.confirmation(&year, date)? {
                released.add_inside(&Inside::Confirmation(&file.path), file.bytes);
            }
        }
        let written = released.write(&self.workspace, &folder)?;
        progress.step();
        Ok(Report { year, findings, written, proof })
    }
}

/// The editions to make, in their order. Published data hold what editions for everybody print, and no more.
fn editions(order: &ReportOrder, assessment: &Assessment) -> Result<Vec<Edition>, Failure> {
    let (chosen, from_data) = (order.editions.as_slice(), order.from.is_some());
    let plan = &assessment.plan;
    let is_held = |edition: &Edition| !from_data || edition.audience() == Audience::Public;
    let of_year = |edition: &Edition| match edition {
        Edition::Plan => false,
        Edition::Review => plan.review_year.is_some_and(|year| assessment.year >= year),
        Edition::Final => assessment.year >= plan.last_year,
        Edition::Digest | Edition::Public | Edition::Council | Edition::Internal => true,
    };
    // 中間検証 and 総括 belong to one year each; by name they can be had later, too.
    let in_its_year = |edition: &Edition| match edition {
        Edition::Review => plan.review_year == Some(assessment.year),
        Edition::Final => assessment.year == plan.last_year,
        _ => of_year(edition),
    };
    let mut editions: Vec<Edition> = Vec::new();
    if chosen.is_empty() {
        editions.extend([Edition::Digest, Edition::Public, Edition::Council].into_iter().filter(is_held));
    }
    for choice in chosen {
        match choice {
            Editions::All => editions.extend(Edition::ALL.into_iter().filter(in_its_year).filter(is_held)),
            Editions::One(edition) if !is_held(edition) => return Err(published::not_held(plan, *edition)),
            Editions::One(edition) if of_year(edition) => editions.push(*edition),
            Editions::One(edition) => return Err(Failure::no_edition(plan, *edition, assessment.year)),
        }
    }
    editions.sort();
    editions.dedup();
    Ok(editions)
}
