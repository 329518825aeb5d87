//! What departments and council members write: the two content files, typed.

use std::collections::BTreeMap;
use std::error::Error;

use kaikaku::contract::entries::Typed;
use kaikaku::vocabulary::{ActionId, DepartmentId};
use serde::Deserialize;

/// The two years, each with a `T`.
pub(crate) type Years<T> = [T; 2];

/// A cell as it stands in the content files: a number, or text.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Cell {
    /// A number.
    Number(f64),
    /// Text; blank where empty.
    Text(String),
}

impl Cell {
    /// What is typed into the form; `None` leaves the cell blank.
    pub(crate) fn typed(&self) -> Option<Typed> {
        match self {
            Cell::Number(number) => Some(Typed::Number(*number)),
            Cell::Text(text) if text.is_empty() => None,
            Cell::Text(text) => Some(Typed::Text(text.clone())),
        }
    }
}

/// The lead's row: stage, grade, result, issues, next steps, effects (empty: ― in all four), indicators.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Report(
    pub(crate) String,
    pub(crate) String,
    pub(crate) String,
    pub(crate) String,
    pub(crate) String,
    pub(crate) Vec<Cell>,
    pub(crate) Vec<Cell>,
);

/// Another department's row: stage, grade, result.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Contribution(pub(crate) String, pub(crate) String, pub(crate) String);

/// An opinion: initiative, member, text, the answer of the next year.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Opinion(pub(crate) u16, pub(crate) u8, pub(crate) String, pub(crate) String);

/// Everything that is written into the forms.
#[derive(Debug, Clone)]
pub(crate) struct Content {
    /// The leads' rows.
    pub(crate) reports: BTreeMap<ActionId, Years<Report>>,
    /// 区分の理由.
    pub(crate) reasons: BTreeMap<ActionId, Years<String>>,
    /// 内部メモ.
    pub(crate) memos: BTreeMap<ActionId, Years<String>>,
    /// Other departments' rows.
    pub(crate) partners: BTreeMap<ActionId, Vec<(DepartmentId, Years<Contribution>)>>,
    /// Results at the end of September.
    pub(crate) midyear: BTreeMap<ActionId, Years<String>>,
    /// The council's mean by initiative.
    pub(crate) ratings: BTreeMap<u16, Years<f64>>,
    /// The council's opinions by year.
    pub(crate) opinions: Years<Vec<Opinion>>,
}

#[derive(Deserialize)]
struct Reports {
    reports: BTreeMap<ActionId, Years<Report>>,
}

#[derive(Deserialize)]
struct Details {
    reasons: BTreeMap<ActionId, Years<String>>,
    memos: BTreeMap<ActionId, Years<String>>,
    /// By `id:department`.
    partners: BTreeMap<String, Years<Contribution>>,
    midyear: BTreeMap<ActionId, Years<String>>,
    ratings: BTreeMap<String, Years<f64>>,
    opinions: Opinions,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Opinions {
    r2: Vec<Opinion>,
    r3: Vec<Opinion>,
}

impl Content {
    /// Reads both files.
    pub(crate) fn read() -> Result<Content, Box<dyn Error>> {
        let Reports { reports } = toml::from_str(include_str!("reports.toml"))?;
        let details: Details = toml::from_str(include_str!("details.toml"))?;
        let mut partners: BTreeMap<ActionId, Vec<_>> = BTreeMap::new();
        for (key, reports) in details.partners {
            let (id, partner) = key.split_once(':').ok_or_else(|| format!("{key} に部署がありません"))?;
            let id = id.parse().map_err(|_| format!("{key} に実践項目がありません"))?;
            partners.entry(id).or_default().push((DepartmentId(partner.into()), reports));
        }
        let ratings = details.ratings.into_iter().map(|(no, mean)| Ok((no.parse()?, mean)));
        Ok(Content {
            reports,
            reasons: details.reasons,
            memos: details.memos,
            partners,
            midyear: details.midyear,
            ratings: ratings.collect::<Result<_, std::num::ParseIntError>>()?,
            opinions: [details.opinions.r2, details.opinions.r3],
        })
    }
}
