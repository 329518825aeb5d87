//! The words of the field as types: identities, money, years, periods, grades, stages, effects, addresses of cells.
//!
//! Nothing here reads or writes a file, and nothing here imports another room.

mod cell_address;
mod contrast;
mod cost;
mod effect;
mod every_variant;
mod excerpt;
mod file_name;
mod fiscal_year;
mod grade;
mod ids;
mod money;
mod money_unit;
mod opinion_id;
mod period;
mod rate;
mod rated_item;
mod short_name;
mod stage;
mod text_key;
mod year_parts;

pub(crate) use cell_address::bare_address;
pub use cell_address::{CellAddress, LONGEST_CELL_TEXT, cell_address, column_letters, column_number};
pub use contrast::contrast;
pub use cost::{CostFigures, CostPart};
pub use effect::{EffectKind, EffectTerm};
pub(crate) use every_variant::every_variant;
pub(crate) use excerpt::excerpt;
pub use file_name::file_name;
pub use fiscal_year::{Era, FiscalYear, can_be_printed, japanese_date, weekday};
pub use grade::{Grade, GradeRule, GradeScale, GradeSource, OfSeveral};
pub use ids::{ActionId, DepartmentId, GradeId, IndicatorId, InitiativeNo, NotAnActionId, ThemeId};
pub use money::{Amount, Rounding, Yen, grouped, grouped_decimal};
pub use money_unit::{MoneyStyle, MoneyUnit, PrintedAmount};
pub use opinion_id::OpinionId;
pub use period::{Period, PeriodWord, Periods, end_of};
pub use rate::{ROUNDING_OF_RATES, one_decimal, rate};
pub use rated_item::RatedItem;
pub use short_name::{LONGEST_NAME, ShortName};
pub use stage::{Stage, StageEnd, StageWord, Stages, StatedStage};
pub use text_key::{ends_in_ideograph, folded, has_no_width, is_dash, is_space, text_key, turns_direction};
pub use year_parts::YearParts;
