//! Where a text that a person typed is divided into sentences: one rule for all papers that quote one.

/// The brackets within which a full stop ends no sentence, each with the one that closes it.
const BRACKETS: [(char, char); 4] = [('（', '）'), ('「', '」'), ('『', '』'), ('(', ')')];

/// The sentences of a text without the white space around them. A line ends one as well (items of a list have no full stop); a bracket
/// that is not closed on its line counts as none. Brackets may cross (A「B（C」D）): one that does not close the last one opened closes an
/// earlier one, where no later one on the line could.
pub(super) fn of(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    for line in text.lines() {
        let (mut begin, mut open) = (0, Vec::new());
        for (at, c) in line.char_indices() {
            let end = at + c.len_utf8();
            let closing = BRACKETS.iter().find(|(opening, _)| *opening == c).map(|(_, closing)| *closing);
            match closing {
                Some(closing) if line[end..].contains(closing) => open.push(closing),
                _ if open.last() == Some(&c) => _ = open.pop(),
                _ if !line[end..].contains(c) && open.contains(&c) => {
                    open.iter().rposition(|closing| *closing == c).map(|crossed| open.remove(crossed));
                }
                _ if c == '。' && open.is_empty() => {
                    sentences.push(&line[begin..end]);
                    begin = end;
                }
                _ => {}
            }
        }
        sentences.push(&line[begin..]);
    }
    sentences.into_iter().map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}

/// The first sentence; nothing of a text without any.
pub(super) fn first(text: &str) -> &str {
    of(text).first().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_stop_or_a_line_ends_a_sentence_unless_it_stands_in_brackets() {
        assert_eq!(of("広告枠を増やした。\n契約は12件である。"), ["広告枠を増やした。", "契約は12件である。"]);
        assert_eq!(of("・周知を\n\n ・回数を増やす "), ["・周知を", "・回数を増やす"]);
        assert_eq!(of("「早く。」と聞く（窓口で。）。次。"), ["「早く。」と聞く（窓口で。）。", "次。"]);
        assert_eq!(of("（「早く。」と聞く。）後で。"), ["（「早く。」と聞く。）後で。"]);
        assert_eq!(of("（閉じない。次の文。1）と数える。"), ["（閉じない。次の文。1）と数える。"]);
        assert_eq!(of("「閉じない。次の文。"), ["「閉じない。", "次の文。"]);
        assert_eq!(of("（甲」乙。丙）と数える。"), ["（甲」乙。丙）と数える。"]);
        assert_eq!(of(" \n"), [""; 0]);
    }

    #[test]
    fn brackets_that_cross_are_closed_each_by_its_own_and_nothing_is_lost() {
        assert_eq!(of("甲（乙「丙）丁」戊。己。"), ["甲（乙「丙）丁」戊。", "己。"]);
        assert_eq!(of("甲「乙（丙。」丁。）戊。己。"), ["甲「乙（丙。」丁。）戊。", "己。"]);
        assert_eq!(of("甲「乙（丙」丁）。戊。"), ["甲「乙（丙」丁）。", "戊。"]);
        // A number with half a bracket crosses none.
        assert_eq!(of("（甲の「1）と2）」を見る。）次。別。"), ["（甲の「1）と2）」を見る。）次。", "別。"]);
        let text = "甲『乙（丙「丁』戊。」己）庚。辛（壬」癸。";
        assert_eq!(of(text).concat(), text);
    }

    #[test]
    fn a_first_sentence_is_whole() {
        assert_eq!(first("「早く。」と聞く。次。"), "「早く。」と聞く。");
        assert_eq!(first("\n ① 入札\n② 契約"), "① 入札");
        assert_eq!(first(""), "");
    }
}
