//! What one entry row says: values by field, each with its place.

use rust_decimal::Decimal;

use super::{Field, FieldKind};
use crate::finding::{Origin, Sourced};
use crate::vocabulary::{ActionId, Amount, CostPart, EffectKind, EffectTerm, GradeId, Stage, Yen};

/// What one cell of an entry row holds, by the kind of its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// Of a text field.
    Text(Sourced<String>),
    /// Of 進捗区分.
    Grade(Sourced<GradeId>),
    /// Of 実績（工程）, of the year or of a part of it.
    Stages(Sourced<Vec<Stage>>),
    /// Of 効果額 and 事業費.
    Money(Sourced<Amount<Yen>>),
    /// Of 指標の実績値 and 人工.
    Number(Sourced<Amount<Decimal>>),
}

impl FieldValue {
    /// Where it was typed.
    pub fn origin(&self) -> &Origin {
        match self {
            FieldValue::Text(value) => &value.origin,
            FieldValue::Grade(value) => &value.origin,
            FieldValue::Stages(value) => &value.origin,
            FieldValue::Money(value) => &value.origin,
            FieldValue::Number(value) => &value.origin,
        }
    }

    fn origin_mut(&mut self) -> &mut Origin {
        match self {
            FieldValue::Text(value) => &mut value.origin,
            FieldValue::Grade(value) => &mut value.origin,
            FieldValue::Stages(value) => &mut value.origin,
            FieldValue::Money(value) => &mut value.origin,
            FieldValue::Number(value) => &mut value.origin,
        }
    }

    /// Whether both say the same, wherever it was typed.
    pub fn says_the_same(&self, other: &FieldValue) -> bool {
        match (self, other) {
            (FieldValue::Text(a), FieldValue::Text(b)) => a.value == b.value,
            (FieldValue::Grade(a), FieldValue::Grade(b)) => a.value == b.value,
            (FieldValue::Stages(a), FieldValue::Stages(b)) => a.value == b.value,
            (FieldValue::Money(a), FieldValue::Money(b)) => a.value == b.value,
            (FieldValue::Number(a), FieldValue::Number(b)) => a.value == b.value,
            _ => false,
        }
    }

    /// Whether a field of that kind can have it.
    fn is_of(&self, kind: FieldKind) -> bool {
        match self {
            FieldValue::Text(_) => kind == FieldKind::Text,
            FieldValue::Grade(_) => kind == FieldKind::Grade,
            FieldValue::Stages(_) => matches!(kind, FieldKind::Stages | FieldKind::PartStages(_)),
            FieldValue::Money(_) => matches!(kind, FieldKind::Money(..) | FieldKind::Cost(_)),
            FieldValue::Number(_) => matches!(kind, FieldKind::Indicator(_) | FieldKind::Staff),
        }
    }
}

macro_rules! into_field_value {
    ($($value:ty => $variant:ident;)+) => {$(
        impl From<Sourced<$value>> for FieldValue {
            fn from(value: Sourced<$value>) -> FieldValue {
                FieldValue::$variant(value)
            }
        }
    )+};
}

into_field_value! {
    String => Text;
    GradeId => Grade;
    Vec<Stage> => Stages;
    Amount<Yen> => Money;
    Amount<Decimal> => Number;
}

/// One row of a form: what a department says of an action item. A field that was rejected has no value and a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The action item, with the cell of its No.
    pub action: Sourced<ActionId>,
    /// In the order of the fields. Most rows have few: a list is smaller than a map.
    values: Vec<(Field, FieldValue)>,
    /// Fields in which something stood that could not be used, each with a finding.
    rejected: Vec<Field>,
}

impl Entry {
    /// A row in which nothing was typed.
    pub fn empty(action: Sourced<ActionId>) -> Entry {
        Entry { action, values: Vec::new(), rejected: Vec::new() }
    }

    /// Sets the value of a field: of an open one what was typed, of a locked one what its cell shows.
    ///
    /// # Panics
    /// In debug builds, where the value is not of the field's kind.
    pub fn set(&mut self, field: Field, value: impl Into<FieldValue>) {
        let value = value.into();
        debug_assert!(value.is_of(field.kind()), "{field:?}: {value:?}");
        match self.values.binary_search_by_key(&field, |(field, _)| *field) {
            Ok(at) => {
                if let Some(held) = self.values.get_mut(at) {
                    held.1 = value;
                }
            }
            Err(at) => self.values.insert(at, (field, value)),
        }
    }

    /// Takes the value of a field out.
    pub fn clear(&mut self, field: Field) {
        self.values.retain(|(held, _)| *held != field);
    }

    /// Notes that something stood in a field that could not be used.
    pub fn reject(&mut self, field: Field) {
        self.rejected.push(field);
    }

    /// The places of all values, for one who calls files by other names.
    pub(crate) fn origins_mut(&mut self) -> impl Iterator<Item = &mut Origin> {
        let values = self.values.iter_mut().map(|(_, value)| value.origin_mut());
        std::iter::once(&mut self.action.origin).chain(values)
    }

    /// The value of a field, open or locked.
    pub fn get(&self, field: Field) -> Option<&FieldValue> {
        let at = self.values.binary_search_by_key(&field, |(field, _)| *field).ok()?;
        self.values.get(at).map(|(_, value)| value)
    }

    /// The text of a text field, open or locked.
    pub fn text(&self, field: Field) -> Option<&Sourced<String>> {
        match self.get(field)? {
            FieldValue::Text(text) => Some(text),
            _ => None,
        }
    }

    /// 進捗区分.
    pub fn grade(&self) -> Option<&Sourced<GradeId>> {
        match self.get(Field::Grade)? {
            FieldValue::Grade(grade) => Some(grade),
            _ => None,
        }
    }

    /// 実績（工程） of the year as a whole.
    pub fn stages(&self) -> Option<&Sourced<Vec<Stage>>> {
        match self.get(Field::ActualStage)? {
            FieldValue::Stages(stages) => Some(stages),
            _ => None,
        }
    }

    /// 実績（工程） of the parts of the year, each counted from 0; blank cells are absent.
    pub fn stages_by_part(&self) -> impl Iterator<Item = (usize, &Sourced<Vec<Stage>>)> {
        self.values.iter().filter_map(|(field, value)| match value {
            FieldValue::Stages(stages) => Some((field.part()?, stages)),
            _ => None,
        })
    }

    /// 効果額 of a kind and term; a blank cell is absent.
    pub fn money(&self, kind: EffectKind, term: EffectTerm) -> Option<&Sourced<Amount<Yen>>> {
        self.effects().find(|(effect, _)| *effect == (kind, term)).map(|(_, amount)| amount)
    }

    /// All amounts of money in the order of the fields; blank cells are absent.
    pub fn amounts(&self) -> impl Iterator<Item = (Field, &Sourced<Amount<Yen>>)> {
        self.values.iter().filter_map(|(field, value)| match value {
            FieldValue::Money(amount) => Some((*field, amount)),
            _ => None,
        })
    }

    /// The amount of a field; a blank cell is absent.
    pub fn amount(&self, field: Field) -> Option<&Sourced<Amount<Yen>>> {
        self.amounts().find(|(of, _)| *of == field).map(|(_, amount)| amount)
    }

    /// 効果額 by kind and term, in their order; blank cells are absent.
    pub fn effects(&self) -> impl Iterator<Item = ((EffectKind, EffectTerm), &Sourced<Amount<Yen>>)> {
        self.amounts().filter_map(|(field, amount)| Some((field.effect()?, amount)))
    }

    /// 事業費 and its sources, in their order; blank cells are absent.
    pub fn costs(&self) -> impl Iterator<Item = (CostPart, &Sourced<Amount<Yen>>)> {
        self.amounts().filter_map(|(field, amount)| Some((field.cost()?, amount)))
    }

    /// 人工; a blank cell is absent.
    pub fn staff(&self) -> Option<&Sourced<Amount<Decimal>>> {
        match self.get(Field::StaffYears)? {
            FieldValue::Number(amount) => Some(amount),
            _ => None,
        }
    }

    /// 指標の実績値 by the indicator's number; blank cells are absent.
    pub fn indicators(&self) -> impl Iterator<Item = (u8, &Sourced<Amount<Decimal>>)> {
        self.values.iter().filter_map(|(field, value)| match value {
            FieldValue::Number(amount) => Some((field.indicator()?, amount)),
            _ => None,
        })
    }

    /// The result of the indicator with that number.
    pub fn indicator(&self, number: u8) -> Option<&Sourced<Amount<Decimal>>> {
        self.indicators().find(|(at, _)| *at == number).map(|(_, amount)| amount)
    }

    /// What was typed into the open fields, in the order of the columns.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &FieldValue)> {
        self.values.iter().filter(|(field, _)| field.is_open()).map(|(field, value)| (*field, value))
    }

    /// The texts that were typed, in the order of the columns.
    pub fn texts(&self) -> impl Iterator<Item = (Field, &Sourced<String>)> {
        self.iter().filter_map(|(field, value)| match value {
            FieldValue::Text(text) => Some((field, text)),
            _ => None,
        })
    }

    /// Every place from which the row was read, the No. first.
    pub fn cells(&self) -> impl Iterator<Item = (Field, &Origin)> {
        let typed = self.iter().map(|(field, value)| (field, value.origin()));
        std::iter::once((Field::Action, &self.action.origin)).chain(typed)
    }

    /// Whether something stood in a field that could not be used.
    pub fn is_rejected(&self, field: Field) -> bool {
        self.rejected.contains(&field)
    }

    /// The fields in which something stood that could not be used.
    pub fn rejected(&self) -> &[Field] {
        &self.rejected
    }

    /// Whether nothing at all was typed.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none() && self.rejected.is_empty()
    }

    /// Whether both rows say the same of the same action item, wherever it was typed.
    pub fn says_the_same(&self, other: &Entry) -> bool {
        let same = |((i, a), (j, b)): ((Field, &FieldValue), (Field, &FieldValue))| i == j && a.says_the_same(b);
        self.action.value == other.action.value
            && self.rejected == other.rejected
            && self.iter().count() == other.iter().count()
            && self.iter().zip(other.iter()).all(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::CellAddress;

    fn at<T>(value: T, col: u32) -> Sourced<T> {
        Sourced::new(value, Origin::cell("a.xlsx", "入力", CellAddress::new(9, col)))
    }

    /// A row with a value in every open field.
    fn full() -> Entry {
        let mut entry = Entry::empty(at(ActionId::new(8, 2), 0));
        // Against the order of the columns: a row may be read in any order.
        for (col, field) in (1..).zip(Field::ALL.iter().rev()).filter(|(_, field)| field.is_open()) {
            match field.kind() {
                FieldKind::Number => {}
                FieldKind::Text => entry.set(*field, at(field.label().to_owned(), col)),
                FieldKind::Stages | FieldKind::PartStages(_) => entry.set(*field, at(vec![Stage::PREPARE], col)),
                FieldKind::Grade => entry.set(*field, at(GradeId(1), col)),
                FieldKind::Money(..) | FieldKind::Cost(_) => {
                    entry.set(*field, at(Amount::Value(Yen(i64::from(col))), col))
                }
                FieldKind::Indicator(_) | FieldKind::Staff => {
                    entry.set(*field, at(Amount::Value(Decimal::from(col)), col))
                }
            }
        }
        entry
    }

    #[test]
    fn every_open_field_has_its_value_in_the_order_of_the_columns() {
        let entry = full();
        let open: Vec<Field> = Field::ALL.iter().copied().filter(|field| field.is_open()).collect();
        assert_eq!(entry.iter().map(|(field, _)| field).collect::<Vec<_>>(), open);
        assert_eq!(entry.cells().count(), open.len() + 1);
        assert_eq!(entry.effects().map(|(effect, _)| Some(effect)).collect::<Vec<_>>(), {
            Field::ALL.iter().map(|field| field.effect()).filter(Option::is_some).collect::<Vec<_>>()
        });
        assert_eq!(entry.indicators().map(|(number, _)| number).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(entry.stages_by_part().map(|(part, _)| part).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert!(!entry.is_empty());
    }

    #[test]
    fn each_field_alone_makes_a_difference() {
        for field in Field::ALL.iter().filter(|field| field.is_open()) {
            let mut without = full();
            without.values.retain(|(held, _)| held != field);
            assert!(!without.says_the_same(&full()), "{field:?}");
            let mut rejected = full();
            rejected.reject(*field);
            assert!(!rejected.says_the_same(&full()), "{field:?}");
        }
        let mut elsewhere = full();
        elsewhere.action.origin = Origin::file("b.xlsx");
        assert!(elsewhere.says_the_same(&full()));
    }

    #[test]
    fn a_row_with_nothing_but_locked_cells_is_empty() {
        let mut entry = Entry::empty(at(ActionId::new(8, 2), 0));
        entry.set(Field::Target, at("受診率 60％".to_owned(), 4));
        assert!(entry.is_empty());
        assert_eq!(entry.text(Field::Target).map(|text| text.value.as_str()), Some("受診率 60％"));
        entry.reject(Field::Grade);
        assert!(!entry.is_empty() && entry.is_rejected(Field::Grade));
    }
}
