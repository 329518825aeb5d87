//! The glossary (用語の説明): words of the plan that citizens may not know, those only that the document uses.

use super::document::{Alignment, Block, List, ListItem, Paragraph, ParagraphKind, plain};
use crate::plan::Term;

/// Term and explanation, in the order of the syllabary (Latin letters first).
const TERMS: &[(&str, &str)] = &[
    ("AI", "人工知能（Artificial Intelligence）。学習、推論、判断など、人の知的な働きをコンピューターで行う技術"),
    ("ALT", "外国語指導助手（Assistant Language Teacher）。小中学校などで、外国語の授業を補助する者"),
    ("ICT", "情報通信技術（Information and Communication Technology）。情報処理及び通信に関する技術の総称"),
    ("LINE", "スマートフォンなどで文字、写真、音声などをやり取りするアプリケーションの名称"),
    (
        "PFI",
        "民間の資金、経営能力及び技術的能力を活用して、公共施設の建設、維持管理、運営などを行う手法（Private Finance Initiative）",
    ),
    ("PPP", "官民連携（Public Private Partnership）。行政と民間が連携して公共サービスを提供する取組の総称"),
    ("RPA", "パソコン上の定型的な操作を、ソフトウェアのロボットに代行させる技術（Robotic Process Automation）"),
    (
        "SDGs",
        "持続可能な開発目標（Sustainable Development Goals）。平成27年に国際連合で採択された、令和12年（2030年）までに達成を目指す17の国際目標",
    ),
    (
        "ガバメントクラウドファンディング",
        "自治体が事業の目的と内容を示し、インターネットなどを通じて、賛同する人から寄附を募る仕組み",
    ),
    ("キャッシュレス", "クレジットカード、電子マネーなど、現金を使わずに支払う方法"),
    ("サテライト施設", "本体の施設から離れた場所に置く小規模な施設"),
    ("指定管理者", "地方自治法に基づき、公の施設の管理を代行する者として自治体が指定した法人その他の団体"),
    ("スマート自治体", "人口減少の下でも、AIなどを活用し、少ない職員で行政サービスを維持する自治体"),
    ("ネーミングライツ", "公共施設などに、企業名や商品名を冠した愛称を付ける権利。その対価を施設の運営などに充てる。"),
    ("パラダイム・シフト", "その時代に当然と考えられてきた認識や価値観が、大きく変わること"),
    ("フレックスタイム制", "一定の期間の総勤務時間の範囲で、職員が日々の始業及び終業の時刻を決める制度"),
    ("ペーパーレス", "文書や資料を電子化し、紙の使用を減らすこと"),
    ("ポータルサイト", "ある分野の情報への入口となるウェブサイト"),
];

/// The terms that occur in `text`, the plan's own in place of the built-in ones; nothing where none does.
pub(crate) fn of(own: &[Term], text: &str) -> Option<Block> {
    let built_in = TERMS.iter().filter(|(term, _)| !own.iter().any(|other| other.term == *term)).copied();
    let own = own.iter().map(|term| (term.term.as_str(), term.meaning.as_str()));
    let mut terms: Vec<(&str, &str)> = built_in.chain(own).filter(|(_, meaning)| !meaning.is_empty()).collect();
    terms.sort_by_key(|(term, _)| *term);
    let items: Vec<ListItem> = terms
        .into_iter()
        .filter(|(term, _)| occurs(text, term))
        .map(|(term, meaning)| ListItem {
            label: (*term).to_owned(),
            // Names in Latin letters are not divided, and would leave gaps in lines of one length.
            body: vec![Block::Paragraph(Paragraph {
                align: Alignment::Start,
                ..Paragraph::new(ParagraphKind::Small, plain(meaning))
            })],
        })
        .collect();
    (!items.is_empty()).then_some(Block::List(List { items }))
}

/// Whether a term stands in a text; one of Latin letters only as a word of its own, so that `AI` is not found in `MAIL`.
fn occurs(text: &str, term: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(term).any(|(at, _)| {
        !term.is_ascii()
            || !(is_letter(text[..at].chars().next_back()) || is_letter(text[at + term.len()..].chars().next()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_are_used_are_explained() {
        assert!(of(&[], "市民サービスの向上").is_none());
        assert!(occurs("AIの活用", "AI") && !occurs("E-MAILの活用", "AI"));
        let Some(Block::List(list)) = of(&[], "PPPの推進とネーミングライツの導入") else {
            panic!("two terms")
        };
        assert_eq!(list.items.iter().map(|item| item.label.as_str()).collect::<Vec<_>>(), ["PPP", "ネーミングライツ"]);
        let own = [("PPP", ""), ("推進", "進めること")]
            .map(|(term, meaning)| Term { term: term.into(), meaning: meaning.into() });
        let Some(Block::List(list)) = of(&own, "PPPの推進") else { panic!("one term") };
        assert_eq!(list.items.iter().map(|item| item.label.as_str()).collect::<Vec<_>>(), ["推進"]);
    }

    #[test]
    fn explanations_are_set_without_gaps_before_names() {
        let Some(Block::List(list)) = of(&[], "AI、ALT、ICT、PFI、PPP、RPA、SDGs") else { panic!("terms") };
        assert_eq!(list.items.len(), 7);
        for item in &list.items {
            let [Block::Paragraph(meaning)] = &item.body[..] else { panic!("{}: one paragraph", item.label) };
            assert_eq!(meaning.align, Alignment::Start, "{}", item.label);
        }
    }
}
