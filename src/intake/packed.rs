//! What is read of a file as it is put aside ([`crate::store`]): heads, rows and accounts of cells.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::submission::{
    CellAccount, Disposition, Entry, FileAccount, FileHash, KeptCells, Recognition, Submission, SubmissionKey,
};
use crate::contract::{Field, FormKind};
use crate::store::{Damaged, Pack, Packer, Unpacker};
use crate::vocabulary::{
    ActionId, Amount, DepartmentId, EffectKind, EffectTerm, FiscalYear, GradeId, InitiativeNo, Period, Stage, Yen,
};

/// Packs values of short lists as their places in them.
macro_rules! pack_by_place {
    ($($type:ty: $all:expr;)+) => {$(
        impl Pack for $type {
            fn pack<'v>(&'v self, out: &mut Packer<'v>) {
                // Every value stands in the list of all.
                out.number($all.iter().position(|other| other == self).unwrap_or($all.len()) as u64);
            }

            fn unpack(from: &mut Unpacker<'_>) -> Result<$type, Damaged> {
                let place: usize = from.small()?;
                $all.get(place).copied().ok_or(Damaged)
            }
        }
    )+};
}

pack_by_place! {
    Field: Field::ALL;
    Stage: Stage::ALL;
    EffectKind: [EffectKind::Revenue, EffectKind::Saving];
    EffectTerm: [EffectTerm::Once, EffectTerm::Recurring];
    Period: [Period::Midyear, Period::YearEnd];
    FormKind: [FormKind::Progress, FormKind::Council];
    Recognition: Recognition::ALL;
}

impl Pack for InitiativeNo {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.number(u64::from(self.0));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<InitiativeNo, Damaged> {
        from.small().map(InitiativeNo)
    }
}

impl Pack for ActionId {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        self.initiative.pack(out);
        out.number(u64::from(self.number));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<ActionId, Damaged> {
        Ok(ActionId { initiative: InitiativeNo::unpack(from)?, number: from.small()? })
    }
}

impl Pack for GradeId {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        self.0.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<GradeId, Damaged> {
        u8::unpack(from).map(GradeId)
    }
}

impl Pack for Yen {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        // The sign in the lowest bit, so that small amounts on either side of zero are short.
        out.number(((self.0 << 1) ^ (self.0 >> 63)) as u64);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Yen, Damaged> {
        let number = from.number()?;
        Ok(Yen((number >> 1) as i64 ^ -((number & 1) as i64)))
    }
}

impl Pack for Decimal {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        // Its 16 bytes: with its scale, as 1.0 is not printed as 1.
        let bytes = u128::from_le_bytes(self.serialize());
        out.number(bytes as u64);
        out.number((bytes >> 64) as u64);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Decimal, Damaged> {
        let (low, high) = (from.number()?, from.number()?);
        let decimal = Decimal::deserialize((u128::from(low) | u128::from(high) << 64).to_le_bytes());
        if decimal.scale() <= Decimal::MAX_SCALE { Ok(decimal) } else { Err(Damaged) }
    }
}

impl<T: Pack> Pack for Amount<T> {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        match self {
            Amount::Blank => out.number(0),
            Amount::NotApplicable => out.number(1),
            Amount::Value(value) => {
                out.number(2);
                value.pack(out);
            }
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Amount<T>, Damaged> {
        match from.number()? {
            0 => Ok(Amount::Blank),
            1 => Ok(Amount::NotApplicable),
            2 => T::unpack(from).map(Amount::Value),
            _ => Err(Damaged),
        }
    }
}

impl Pack for Entry {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        // Named one by one, so that no field can be forgotten.
        let Entry {
            action,
            actual_stages,
            result,
            grade,
            grade_reason,
            effects,
            indicators,
            issues,
            next_steps,
            memo,
            response,
            rejected,
            shown_plan,
        } = self;
        action.pack(out);
        actual_stages.pack(out);
        grade.pack(out);
        effects.pack(out);
        indicators.pack(out);
        for text in [result, grade_reason, issues, next_steps, memo, response] {
            text.pack(out);
        }
        rejected.pack(out);
        shown_plan.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Entry, Damaged> {
        // In the order in which they were packed: fields are evaluated as they are written.
        Ok(Entry {
            action: Pack::unpack(from)?,
            actual_stages: Pack::unpack(from)?,
            grade: Pack::unpack(from)?,
            effects: Pack::unpack(from)?,
            indicators: Pack::unpack(from)?,
            result: Pack::unpack(from)?,
            grade_reason: Pack::unpack(from)?,
            issues: Pack::unpack(from)?,
            next_steps: Pack::unpack(from)?,
            memo: Pack::unpack(from)?,
            response: Pack::unpack(from)?,
            rejected: Pack::unpack(from)?,
            shown_plan: Pack::unpack(from)?,
        })
    }
}

impl Pack for Disposition {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.number(self.position() as u64);
        if let Some(reason) = self.reason() {
            out.text(reason);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Disposition, Damaged> {
        Ok(match from.number()? {
            0 => Disposition::Used,
            1 => Disposition::Superseded,
            2 => Disposition::Reference,
            3 => Disposition::Rejected(String::unpack(from)?),
            4 => Disposition::Ignored(String::unpack(from)?),
            _ => return Err(Damaged),
        })
    }
}

impl Pack for CellAccount {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.text(&self.sheet);
        self.cell.pack(out);
        out.text(&self.excerpt);
        self.disposition.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<CellAccount, Damaged> {
        Ok(CellAccount {
            sheet: from.text()?,
            cell: Pack::unpack(from)?,
            excerpt: from.text()?,
            disposition: Pack::unpack(from)?,
        })
    }
}

impl Pack for Date {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        // Years before 1 are negative.
        out.number(self.year() as u16 as u64);
        out.number(self.month() as u64);
        out.number(self.day() as u64);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Date, Damaged> {
        let year: u16 = from.small()?;
        Date::new(year as i16, from.small()?, from.small()?).map_err(|_| Damaged)
    }
}

impl Pack for FileHash {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        self.0.iter().for_each(|byte| out.byte(*byte));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<FileHash, Damaged> {
        let mut hash = [0; 32];
        for byte in &mut hash {
            *byte = from.byte()?;
        }
        Ok(FileHash(hash))
    }
}

impl Pack for SubmissionKey {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        let SubmissionKey { department, year, period } = self;
        out.text(&department.0);
        out.number(year.0 as u16 as u64);
        period.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<SubmissionKey, Damaged> {
        let department = DepartmentId(from.text()?);
        let year: u16 = from.small()?;
        Ok(SubmissionKey { department, year: FiscalYear(year as i16), period: Pack::unpack(from)? })
    }
}

impl<Rows: Pack> Pack for Submission<Rows> {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        let Submission { key, file, hash, recognition, submitted_on, version, author, extension, entries } = self;
        key.pack(out);
        file.pack(out);
        hash.pack(out);
        recognition.pack(out);
        submitted_on.pack(out);
        version.pack(out);
        author.pack(out);
        extension.pack(out);
        entries.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Submission<Rows>, Damaged> {
        Ok(Submission {
            key: Pack::unpack(from)?,
            file: Pack::unpack(from)?,
            hash: Pack::unpack(from)?,
            recognition: Pack::unpack(from)?,
            submitted_on: Pack::unpack(from)?,
            version: Pack::unpack(from)?,
            author: Pack::unpack(from)?,
            extension: Pack::unpack(from)?,
            entries: Pack::unpack(from)?,
        })
    }
}

impl Pack for KeptCells {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        out.number(self.count as u64);
        self.cells.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<KeptCells, Damaged> {
        Ok(KeptCells { count: from.small()?, cells: Pack::unpack(from)? })
    }
}

impl<Cells: Pack> Pack for FileAccount<Cells> {
    fn pack<'v>(&'v self, out: &mut Packer<'v>) {
        let FileAccount { file, hash, size, kind, form, cells } = self;
        file.pack(out);
        hash.pack(out);
        size.pack(out);
        kind.pack(out);
        form.pack(out);
        cells.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<FileAccount<Cells>, Damaged> {
        Ok(FileAccount {
            file: Pack::unpack(from)?,
            hash: Pack::unpack(from)?,
            size: Pack::unpack(from)?,
            kind: Pack::unpack(from)?,
            form: Pack::unpack(from)?,
            cells: Pack::unpack(from)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::finding::{Origin, Sourced};
    use crate::store::Store;
    use crate::vocabulary::CellAddress;

    fn accounts() -> impl Strategy<Value = Vec<CellAccount>> {
        let disposition = prop_oneof![
            Just(Disposition::Used),
            Just(Disposition::Superseded),
            Just(Disposition::Reference),
            ".{0,12}".prop_map(Disposition::Rejected),
            ".{0,12}".prop_map(Disposition::Ignored),
        ];
        let cell = (".{0,6}", any::<(u32, u32)>(), ".{0,40}", disposition);
        let account = cell.prop_map(|(sheet, (row, col), excerpt, disposition)| CellAccount {
            sheet: sheet.into(),
            cell: CellAddress::new(row, col),
            excerpt: excerpt.into(),
            disposition,
        });
        prop::collection::vec(account, 0..40)
    }

    fn sourced<T>(value: T) -> Sourced<T> {
        Sourced::new(value, Origin::cell("a.xlsx", "入力", CellAddress::new(9, 3)))
    }

    proptest! {
        #[test]
        fn accounts_come_back_as_they_were(files in prop::collection::vec(accounts(), 1..8), memory in 0_usize..4000) {
            let store = Store::with_memory(memory);
            let kept: Vec<_> = files.iter().map(|cells| store.keep(cells).expect("kept")).collect();
            for (cells, kept) in files.iter().zip(&kept) {
                prop_assert_eq!(&store.read(kept, &[]).expect("read"), cells);
            }
        }

        #[test]
        fn heads_come_back_as_they_were(
            (year, month, day) in (-9999_i16..=9999, 1_i8..=12, 1_i8..=28),
            (hash, version, size, fiscal) in any::<([u8; 32], Option<u32>, u64, i16)>(),
            (author, known) in (prop::option::of(".{0,9}"), 0_usize..5),
        ) {
            let store = Store::default();
            let key = SubmissionKey {
                department: DepartmentId::new(Some("総務部"), "行政監理室"),
                year: FiscalYear(fiscal),
                period: if known % 2 == 0 { Period::YearEnd } else { Period::Midyear },
            };
            let submission = Submission {
                key,
                file: "a.xlsx".into(),
                hash: FileHash(hash),
                recognition: Recognition::ALL[known],
                submitted_on: Some(sourced(Date::new(year, month, day).expect("a day"))),
                version: version.map(sourced),
                author: author.map(sourced),
                extension: None,
                entries: vec![Entry::empty(sourced(ActionId::new(8, 2)))],
            };
            let account = FileAccount {
                file: "a.xlsx".into(),
                hash: (known > 0).then_some(FileHash(hash)),
                size,
                kind: "進捗管理表（xlsx）".into(),
                form: (known > 1).then_some(FormKind::Progress),
                cells: Vec::<CellAccount>::new(),
            };
            let heads = (account.keep(&store).expect("kept"), vec![submission.clone().keep(&store).expect("kept")]);
            let back = store.read(&store.keep(&heads).expect("kept"), &[]).expect("read");
            prop_assert_eq!(format!("{back:?}"), format!("{heads:?}"));
            let [head] = <[_; 1]>::try_from(back.1).expect("one");
            prop_assert_eq!(format!("{:?}", head.whole(&store).expect("read")), format!("{submission:?}"));
        }

        #[test]
        fn rows_come_back_as_they_were(
            (initiative, number, grade, yen) in any::<(u16, u16, u8, i64)>(),
            (digits, scale) in (any::<i64>(), 0_u32..28),
            text in ".{0,60}",
        ) {
            let mut entry = Entry::empty(sourced(ActionId::new(initiative, number)));
            entry.actual_stages = Some(sourced(Stage::ALL.to_vec()));
            entry.grade = Some(sourced(GradeId(grade)));
            entry.memo = Some(sourced(text.clone()));
            entry.effects.insert((EffectKind::Saving, EffectTerm::Recurring), sourced(Amount::Value(Yen(yen))));
            entry.effects.insert((EffectKind::Revenue, EffectTerm::Once), sourced(Amount::NotApplicable));
            entry.indicators.insert(grade, sourced(Amount::Value(Decimal::new(digits, scale))));
            entry.indicators.insert(grade.wrapping_add(1), sourced(Amount::Blank));
            entry.rejected = Field::ALL.to_vec();
            entry.shown_plan.insert(Field::Target, sourced(text));
            let store = Store::default();
            let kept = store.keep(&vec![entry.clone()]).expect("kept");
            let known: [Arc<str>; 1] = ["a.xlsx".into()];
            let back = store.read(&kept, &known).expect("read");
            prop_assert_eq!(format!("{back:?}"), format!("{:?}", [entry]));
            prop_assert!(back.iter().all(|entry| Arc::ptr_eq(&entry.action.origin.file, &known[0])));
        }
    }
}
