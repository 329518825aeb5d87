//! Stages (工程) as people write them: 準備・実施, 検討→準備, 実施中.

use crate::vocabulary::{Stage, text_key};

/// Other words for stages, by an explicit table.
const ALIASES: [(&str, Stage); 16] = [
    ("検討中", Stage::Study),
    ("調査検討", Stage::Study),
    ("調査", Stage::Study),
    ("準備中", Stage::Prepare),
    ("試行中", Stage::Trial),
    ("試行実施", Stage::Trial),
    ("実施中", Stage::Implement),
    ("実施済", Stage::Implement),
    ("本格実施", Stage::Implement),
    ("継続中", Stage::Continue),
    ("継続実施", Stage::Continue),
    ("見直し中", Stage::Review),
    ("見直", Stage::Review),
    ("完了済", Stage::Complete),
    ("終了", Stage::Complete),
    ("廃止", Stage::Abandoned),
];

/// Reads one or several stages, in the order in which they were written and each once.
///
/// # Errors
/// The part that is no stage.
pub fn read(text: &str) -> Result<Vec<Stage>, String> {
    let mut stages = Vec::new();
    // Parts are divided before white space is removed: 準備 実施 on two lines are two.
    let separators = [
        '・', '、', ',', '，', '/', '／', '→', '⇒', '➡', '~', '～', '〜', '･', '\n', ' ', '　', '\t', '+', '＋', '及',
        '｜', '|',
    ];
    for part in text.split(separators).map(text_key).filter(|part| !part.is_empty() && part != "び") {
        let stage = Stage::from_label(&part)
            .or_else(|| ALIASES.iter().find(|(alias, _)| *alias == part).map(|(_, stage)| *stage))
            .ok_or(part)?;
        if !stages.contains(&stage) {
            stages.push(stage);
        }
    }
    Ok(stages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_read_in_their_order() {
        assert_eq!(read("準備・実施"), Ok(vec![Stage::Prepare, Stage::Implement]));
        assert_eq!(read("検討 → 準備"), Ok(vec![Stage::Study, Stage::Prepare]));
        assert_eq!(read("見直し"), Ok(vec![Stage::Review]));
        assert_eq!(read("実施中、継続\n実施"), Ok(vec![Stage::Implement, Stage::Continue]));
        assert_eq!(read("　"), Ok(vec![]));
        assert_eq!(read("実施・たぶん"), Err("たぶん".into()));
    }
}
