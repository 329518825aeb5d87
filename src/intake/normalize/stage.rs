//! Stages (工程) as people write them: 準備・実施, 検討→準備, 実施中.

use crate::vocabulary::{Stage, Stages, text_key};

/// Reads one or several stages, in the order in which they were written and each once.
///
/// # Errors
/// The part that is no stage.
pub fn read(known: &Stages, text: &str) -> Result<Vec<Stage>, String> {
    let mut stages = Vec::new();
    let mut add = |stage: Stage| {
        if !stages.contains(&stage) {
            stages.push(stage);
        }
    };
    // What a form offers, before anything in it is taken for a mark between stages: a name may hold one (→).
    let offered =
        |separator: &[char]| text.split(separator).map(|part| known.meant_by(part)).collect::<Option<Vec<_>>>();
    if let Some(offered) = offered(&[]).or_else(|| offered(&['・', '･'])) {
        offered.into_iter().for_each(&mut add);
        return Ok(stages);
    }
    // Parts are divided before white space is removed: 準備 実施 on two lines are two.
    let separators = [
        '・', '、', ',', '，', '/', '／', '→', '⇒', '➡', '~', '～', '〜', '･', '\n', ' ', '　', '\t', '+', '＋', '及',
        '｜', '|',
    ];
    for part in text.split(separators).map(text_key).filter(|part| !part.is_empty() && part != "び") {
        add(known.meant_by(&part).ok_or(part)?);
    }
    Ok(stages)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{ShortName, StatedStage};

    #[test]
    fn stages_are_read_in_their_order() {
        let read = |text| read(&Stages::default(), text);
        assert_eq!(read("準備・実施"), Ok(vec![Stage::PREPARE, Stage::IMPLEMENT]));
        assert_eq!(read("検討 → 準備"), Ok(vec![Stage::STUDY, Stage::PREPARE]));
        assert_eq!(read("見直し"), Ok(vec![Stage::REVIEW]));
        assert_eq!(read("実施中、継続\n実施"), Ok(vec![Stage::IMPLEMENT, Stage::CONTINUE]));
        assert_eq!(read("　"), Ok(vec![]));
        assert_eq!(read("実施・たぶん"), Err("たぶん".into()));
    }

    #[test]
    fn the_words_of_a_plan_are_read() {
        let stated = |name: &str, aliases: &[&str]| StatedStage {
            name: ShortName::new(name).expect("short"),
            end: None,
            meaning: String::new(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        };
        let known = Stages::of_plan(vec![stated("①構想", &["考え中"]), stated("→", &[]), stated("実行／評価", &[])]);
        let stages: Vec<Stage> = known.words().iter().map(|word| word.stage).collect();
        assert_eq!(read(&known, "①構想"), Ok(vec![stages[0]]));
        assert_eq!(read(&known, "→・実行/評価"), Ok(vec![stages[1], stages[2]]));
        assert_eq!(read(&known, "考え中、①構想"), Ok(vec![stages[0]]));
        assert_eq!(read(&known, "検討"), Err("検討".into()));
        for [first, second] in known.pairs() {
            let text = format!("{}・{}", first.label(), second.label());
            assert_eq!(read(&known, &text), Ok(vec![*first, *second]));
        }
    }
}
