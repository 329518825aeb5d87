//! A plan as a city publishes it: the figures of its years, its scale of grades, its initiatives.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rust_decimal::Decimal;
use sha2::{Digest as _, Sha256};

use super::codes;
use super::figures::{self, YearFigures};
use crate::finding::{Finding, Origin, Severity};
use crate::open_data::data_set::{Row, Value};
use crate::open_data::shape::{self, Shape};
use crate::open_data::{self, DataSet, Labels, Terms, csv_form};
use crate::vocabulary::FiscalYear;

/// The data of one plan, reduced to what is surveyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Where the data are, below the surveyed folder.
    pub place: Arc<str>,
    /// 全国地方公共団体コード, where the data have it.
    pub code: Option<String>,
    /// The name of the city.
    pub city: String,
    /// The title of the plan.
    pub plan: String,
    /// The last year reported on.
    pub year: FiscalYear,
    /// The day of publication.
    pub published: Date,
    /// Source, licence and notice.
    pub terms: Terms,
    /// The city's own scale of grades, in its order.
    pub grades: Vec<GradeInUse>,
    /// The years, oldest first; never empty.
    pub years: Vec<YearFigures>,
    /// The initiatives of the last year, in the plan's order.
    pub initiatives: Vec<SurveyedInitiative>,
    /// Digest of all tables, whichever form they were read from.
    digest: [u8; 32],
}

/// A grade of a city's scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeInUse {
    /// The name that the plan gives it.
    pub name: String,
    /// Its sign, if it has one.
    pub mark: Option<String>,
    /// What the city means by it.
    pub meaning: String,
    /// Whether it is among those of which a share is on time.
    pub rated: bool,
    /// Whether it is on time.
    pub on_track: bool,
}

/// An initiative, with what it is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyedInitiative {
    /// Its number in the data.
    pub number: u32,
    /// The name of the initiative.
    pub name: String,
    /// What it is about, as the plan has it.
    pub content: String,
    /// Its themes by number, with their short names.
    pub themes: BTreeMap<i64, String>,
    /// Its goals of the SDGs with their names, as published; a name may be empty.
    pub goals: BTreeMap<u8, String>,
    /// The names of its action items.
    pub actions: Vec<String>,
}

/// A row with its columns by key.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    shape: &'static Shape,
    row: &'a Row,
}

impl<'a> Fields<'a> {
    pub(super) fn all(data: &'a DataSet, shape: &'static Shape) -> impl Iterator<Item = Fields<'a>> {
        data.rows(shape).iter().map(move |row| Fields { shape, row })
    }

    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        match self.row.value(self.shape, key) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn number<T: TryFrom<i64>>(&self, key: &str) -> Option<T> {
        match self.row.value(self.shape, key) {
            Value::Integer(number) => T::try_from(*number).ok(),
            _ => None,
        }
    }

    pub(super) fn decimal(&self, key: &str) -> Option<Decimal> {
        match self.row.value(self.shape, key) {
            Value::Decimal(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        *self.row.value(self.shape, key) == Value::Flag(true)
    }

    fn date(&self, key: &str) -> Option<Date> {
        match self.row.value(self.shape, key) {
            Value::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// A year that the calendar has.
    pub(super) fn year(&self) -> Option<FiscalYear> {
        self.number("fiscal_year").filter(|year| (1868..=9998).contains(year)).map(FiscalYear)
    }
}

impl Publication {
    /// Reduces the data that stand at `place`.
    ///
    /// # Errors
    /// The findings on data that do not agree with themselves.
    pub fn of(place: &Arc<str>, data: &DataSet, terms: Terms) -> Result<Publication, Vec<Finding>> {
        let findings = open_data::faults(place, data);
        if !findings.is_empty() {
            return Err(findings);
        }
        let refused = |table: &str| {
            let message = format!("{table} に数えられない値があります。");
            let finding = Finding::new(Severity::Error, codes::UNUSABLE, message).at(Origin::file(place.clone()));
            vec![finding.remedy("公表したときのファイルを使ってください。")]
        };
        let mut years = BTreeMap::new();
        let mut last = None;
        for row in Fields::all(data, &shape::YEARS) {
            let figures = YearFigures::of(&row).ok_or_else(|| refused("years"))?;
            if let Some(published) = row.date("published_on") {
                last = Some((row, figures.year, published));
            }
            years.insert(figures.year, figures);
        }
        let Some((row, year, published)) = last else { return Err(refused("years")) };
        figures::count(data, &mut years).map_err(refused)?;
        let said = |key: &str| row.text(key).unwrap_or_default().to_owned();
        Ok(Publication {
            place: place.clone(),
            code: row.text("municipality_code").map(str::to_owned),
            city: said("municipality"),
            plan: said("plan"),
            year,
            published,
            terms,
            grades: grades(data),
            years: years.into_values().collect(),
            initiatives: initiatives(data, year),
            digest: digest(data),
        })
    }

    /// The figures of the last year reported on.
    pub fn last(&self) -> Option<&YearFigures> {
        self.years.iter().find(|figures| figures.year == self.year)
    }

    /// What tells one plan from another: code and name of the city, name of the plan.
    pub(super) fn key(&self) -> (bool, String, String, String) {
        (self.code.is_none(), self.code.clone().unwrap_or_default(), self.city.clone(), self.plan.clone())
    }

    /// Whether both hold the same tables.
    pub(super) fn has_same_data(&self, other: &Publication) -> bool {
        self.digest == other.digest
    }
}

/// The same for tables read from CSV and from JSON.
fn digest(data: &DataSet) -> [u8; 32] {
    let mut hash = Sha256::new();
    for table in &data.tables {
        let bytes = csv_form::write(table, &Labels::default());
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(&bytes);
    }
    hash.finalize().into()
}

fn grades(data: &DataSet) -> Vec<GradeInUse> {
    let of = |row: Fields<'_>| {
        let grade = GradeInUse {
            name: row.text("grade").unwrap_or_default().to_owned(),
            mark: row.text("grade_mark").map(str::to_owned),
            meaning: row.text("meaning").unwrap_or_default().to_owned(),
            rated: row.flag("rated"),
            on_track: row.flag("on_track"),
        };
        (row.number::<i64>("grade_order"), grade)
    };
    let mut grades: Vec<_> = Fields::all(data, &shape::GRADES).map(of).collect();
    grades.sort_by_key(|(order, _)| *order);
    grades.into_iter().map(|(_, grade)| grade).collect()
}

fn initiatives(data: &DataSet, year: FiscalYear) -> Vec<SurveyedInitiative> {
    let of_year = |row: &Fields<'_>| row.year() == Some(year);
    let mut found: BTreeMap<&str, SurveyedInitiative> = BTreeMap::new();
    for row in Fields::all(data, &shape::INITIATIVES).filter(of_year) {
        let Some(id) = row.text("initiative_id") else { continue };
        let initiative = SurveyedInitiative {
            number: row.number("initiative_no").unwrap_or_default(),
            name: row.text("initiative").unwrap_or_default().to_owned(),
            content: row.text("content").unwrap_or_default().to_owned(),
            themes: BTreeMap::new(),
            goals: BTreeMap::new(),
            actions: Vec::new(),
        };
        found.insert(id, initiative);
    }
    let mut add = |row: &Fields<'_>, add: &dyn Fn(&mut SurveyedInitiative)| {
        if let Some(initiative) = row.text("initiative_id").and_then(|id| found.get_mut(id)) {
            add(initiative);
        }
    };
    for row in Fields::all(data, &shape::INITIATIVE_THEMES) {
        let theme = row.number("theme_no").zip(row.text("theme"));
        add(&row, &|of| of.themes.extend(theme.map(|(number, theme)| (number, theme.to_owned()))));
    }
    for row in Fields::all(data, &shape::INITIATIVE_SDGS) {
        let name = row.text("goal_name").unwrap_or_default();
        let goal = row.number::<u8>("goal").filter(|goal| (1..=17).contains(goal));
        add(&row, &|of| of.goals.extend(goal.map(|goal| (goal, name.to_owned()))));
    }
    for row in Fields::all(data, &shape::ACTIONS).filter(of_year) {
        add(&row, &|of| of.actions.extend(row.text("action").map(str::to_owned)));
    }
    let mut initiatives: Vec<SurveyedInitiative> = found.into_values().collect();
    initiatives.sort_by_key(|initiative| initiative.number);
    initiatives
}
