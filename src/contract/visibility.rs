//! Who may see the columns of a form: the table of fields says it, and a plan may choose otherwise for the texts that departments write.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Audience, Field, FormField};
use crate::vocabulary::{every_variant, text_key};

/// Who may see each field. What the table of fields keeps within the office stays there whatever a plan says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Visibility(BTreeMap<Field, Audience>);

/// Why the readers of a field cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoChoice {
    /// It is for the office alone.
    Internal,
    /// It counts in totals and rates that are published.
    Counted,
    /// The program writes it, or it stands beside what is published anyway.
    Given,
}

impl Visibility {
    /// The fields whose readers a plan may choose: texts that stand for themselves, in the order of the columns. An answer to an
    /// opinion is not among them, because it is printed with the opinion.
    pub const CHOSEN: [Field; 4] = [Field::Result, Field::GradeReason, Field::Issues, Field::NextSteps];

    /// Who may see a column.
    pub fn of(&self, field: Field) -> Audience {
        let least = field.definition().audience;
        self.0.get(&field).copied().unwrap_or(least).max(least)
    }

    /// Who may see a field of a form.
    pub fn of_form(&self, field: FormField) -> Audience {
        match field {
            FormField::Row(field) => self.of(field),
            FormField::Cover(field) => field.audience(),
            FormField::Reason(readers) => readers,
        }
    }

    /// Whether these readers may see a column.
    pub fn shows(&self, field: Field, readers: Audience) -> bool {
        readers.may_see(self.of(field))
    }

    /// Sets the readers of a field.
    ///
    /// # Errors
    /// Why they cannot be chosen; to say of a field what is so anyway is no error.
    pub fn choose(&mut self, field: FormField, readers: Audience) -> Result<(), NoChoice> {
        let (least, row) = match field {
            FormField::Row(row) => (row.definition().audience, Some(row)),
            FormField::Cover(cover) => (cover.audience(), None),
            FormField::Reason(readers) => (readers, None),
        };
        if readers == least {
            row.map(|row| self.0.remove(&row));
            return Ok(());
        }
        match row {
            _ if least == Audience::Office => Err(NoChoice::Internal),
            Some(row) if Visibility::CHOSEN.contains(&row) => {
                self.0.insert(row, readers);
                Ok(())
            }
            Some(row) if row.is_open() && !row.is_open_text() => Err(NoChoice::Counted),
            _ => Err(NoChoice::Given),
        }
    }

    /// The fields whose readers are not those of the table of fields, in the order of the columns.
    pub fn own(&self) -> impl Iterator<Item = (Field, Audience)> {
        self.0.iter().map(|(field, readers)| (*field, *readers))
    }

    /// The columns for these readers and no wider circle, in the order of the columns.
    pub fn meant_for(&self, readers: Audience) -> impl Iterator<Item = Field> {
        Field::ALL.iter().copied().filter(move |field| field.is_open() && self.of(*field) == readers)
    }
}

impl Audience {
    /// All circles of readers, the widest first.
    pub const ALL: [Audience; 3] = every_variant!(Audience: Public, Council, Office);

    /// 公表, 審議会, 庁内: how a plan names the circle.
    pub const fn label(self) -> &'static str {
        match self {
            Audience::Public => "公表",
            Audience::Council => "審議会",
            Audience::Office => "庁内",
        }
    }

    /// The circle of that name; `council` are the plan's own words for the council.
    pub fn named(text: &str, council: [&str; 2]) -> Option<Audience> {
        let text = text_key(text);
        let is_council = council.iter().any(|word| text_key(word) == text);
        let by_label = Audience::ALL.into_iter().find(|readers| readers.label() == text);
        by_label.or(is_council.then_some(Audience::Council))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_internal_is_never_opened() {
        let mut visibility = Visibility::default();
        for field in FormField::of_department() {
            for readers in Audience::ALL {
                let chosen = visibility.choose(field, readers);
                let now = visibility.of_form(field);
                if chosen.is_ok() {
                    assert_eq!(now, readers, "{field:?}");
                }
                let lock = Visibility::default().of_form(field);
                assert!(now >= lock, "{field:?} was opened");
            }
        }
        assert_eq!(visibility.choose(FormField::Row(Field::Memo), Audience::Public), Err(NoChoice::Internal));
        assert_eq!(visibility.choose(FormField::Row(Field::Memo), Audience::Office), Ok(()));
        assert_eq!(visibility.choose(FormField::Row(Field::Grade), Audience::Office), Err(NoChoice::Counted));
        assert_eq!(visibility.choose(FormField::Row(Field::Response), Audience::Office), Err(NoChoice::Given));
    }

    /// The lock does not depend on who has made the choice.
    #[test]
    fn a_choice_that_opens_an_internal_field_has_no_effect() {
        let opened = Visibility(BTreeMap::from([(Field::Memo, Audience::Public)]));
        assert_eq!(opened.of(Field::Memo), Audience::Office);
        assert!(!opened.shows(Field::Memo, Audience::Council));
    }

    #[test]
    fn what_a_plan_may_choose_is_a_text_that_departments_write() {
        assert!(Visibility::CHOSEN.iter().all(|field| field.is_open_text()));
        let mut visibility = Visibility::default();
        for field in Visibility::CHOSEN {
            assert_eq!(visibility.choose(FormField::Row(field), Audience::Council), Ok(()));
            assert!(visibility.shows(field, Audience::Council) && !visibility.shows(field, Audience::Public));
        }
        assert_eq!(visibility.meant_for(Audience::Council).collect::<Vec<_>>(), Visibility::CHOSEN);
        assert_eq!(Audience::named(" 懇談会", ["市民懇談会", "懇談会"]), Some(Audience::Council));
        assert_eq!(Audience::named("委員", ["市民懇談会", "懇談会"]), None);
    }
}
