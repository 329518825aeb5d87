//! Figures of the fixtures' year, traced to their cells.

use super::{NotTraced, trace};
use crate::assess::fixture::{assessed, year_one};
use crate::contract::Field;
use crate::vocabulary::CellAddress;

#[test]
fn figures_are_traced_to_their_cells() {
    let assessment = assessed(year_one());
    let cells = |what: &str| {
        let trace = trace(&assessment, what).expect(what);
        (trace.value.unwrap_or_default(), trace.cells.iter().map(|cell| cell.origin.to_string()).collect::<Vec<_>>())
    };
    let place = |file: &str, field: Field, row: u32| format!("{file}!入力!{}", CellAddress::new(row, field as u32));
    let saving = place("a.xlsx", Field::SavingRecurring, 10);
    let revenue = place("b.xlsx", Field::RevenueOnce, 10);
    assert_eq!(cells("効果額"), ("950千円".into(), vec![saving.clone(), revenue]));
    assert_eq!(cells("歳出減（継続）の累計"), ("900千円".into(), vec![saving.clone()]));
    assert_eq!(cells("１－１の効果額"), ("900千円".into(), vec![saving]));
    let grade = place("a.xlsx", Field::Grade, 10);
    assert_eq!(cells("1-1 進捗区分"), ("○ 計画どおり".into(), vec![grade.clone()]));
    assert_eq!(cells("個票1の進捗区分").0, "△ 遅れ");
    assert_eq!(cells("計画どおりの件数"), ("1件".into(), vec![grade]));
    assert_eq!(cells("計画どおり以上の割合").0, "50.0%（1件／2件）");
    assert_eq!(cells("未提出").0, "1件");
    assert_eq!(cells("1-1の実績").1, [place("a.xlsx", Field::Result, 10)]);
    assert_eq!(cells("R2-1-1").1, ["委員.xlsx!評価!D6"]);
    assert!(!cells("1-1").1.is_empty());
    assert!(matches!(trace(&assessment, "9-9"), Err(NotTraced::Unknown(_))));
    assert!(matches!(trace(&assessment, "天気"), Err(NotTraced::NotUnderstood(_))));
}
