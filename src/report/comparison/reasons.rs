//! Why the plan was changed (備考): a TOML file that the office writes beside the new version.
//!
//! ```toml
//! [[reason]]
//! entry = "8-2"                  # 取組項目の番号、実践項目の番号、部署の名、文章の種別など（新旧対照表の「項目」）
//! field = "工程"                 # 区分。書かなければ、その項目のすべて
//! text = "中間検証の結果を受け、実施の年度を改める。"
//! ```

use super::Difference;
use crate::finding::{Code, Finding, Origin, Severity};
use crate::plan::Plan;
use crate::settings_file::fields::Fields;
use crate::settings_file::toml;

/// A reason for something that does not differ.
pub const UNKNOWN_ENTRY: Code = Code("compare.unknown-entry");

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    entry: String,
    field: Option<String>,
    text: String,
    origin: Origin,
}

/// All reasons of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reasons(Vec<Reason>);

impl Reasons {
    /// Reads a file of reasons; `name` is how findings call it.
    ///
    /// # Errors
    /// All mistakes of writing and unknown keys, with line and column.
    pub fn read(name: &str, text: &str) -> Result<Reasons, Vec<Finding>> {
        let root = toml::parse(name, text)?;
        let mut findings = Vec::new();
        let mut reasons = Vec::new();
        if let Some(mut file) = Fields::open(&root, "見直しの理由", &mut findings) {
            for node in file.list("reason", &mut findings) {
                let Some(mut table) = Fields::open(node, "理由", &mut findings) else { continue };
                let entry = table.text("entry", &mut findings).trim().to_owned();
                let field = table.optional_text("field", &mut findings).map(str::to_owned);
                let text = table.text("text", &mut findings).trim().to_owned();
                let origin = table.place("entry").clone();
                table.finish(&mut findings);
                reasons.push(Reason { entry, field, text, origin });
            }
            file.finish(&mut findings);
        }
        if findings.is_empty() { Ok(Reasons(reasons)) } else { Err(findings) }
    }

    /// Understands fields by what the plan calls them, as the paper prints them: 重点項目 for 取組項目.
    pub fn in_words_of(mut self, plan: &Plan, differences: &[Difference]) -> Reasons {
        let fields = || differences.iter().filter_map(|difference| difference.change.field());
        for named in self.0.iter_mut().filter_map(|reason| reason.field.as_mut()) {
            if !fields().any(|field| field == named)
                && let Some(field) = fields().find(|field| plan.wording().say(field) == named.as_str())
            {
                *named = field.to_owned();
            }
        }
        self
    }

    /// The reason for a difference: the one for its field, else the one for its entry.
    pub fn of(&self, difference: &Difference) -> Option<&str> {
        let of_entry = || self.0.iter().filter(|reason| reason.is_for(difference));
        let exact = of_entry().find(|reason| reason.field.is_some());
        exact.or_else(|| of_entry().find(|reason| reason.field.is_none())).map(|reason| reason.text.as_str())
    }

    /// Findings on the reasons that belong to none of these differences.
    pub fn findings(&self, differences: &[Difference]) -> Vec<Finding> {
        let unused = self.0.iter().filter(|reason| !differences.iter().any(|difference| reason.is_for(difference)));
        unused
            .map(|reason| {
                Finding::new(
                    Severity::Error,
                    UNKNOWN_ENTRY,
                    "2つの計画で違いのない項目に、見直しの理由が書かれています。",
                )
                .at(reason.origin.clone())
                .found(reason.field.iter().fold(reason.entry.clone(), |entry, field| format!("{entry}の{field}")))
                .expected("新旧対照表の「項目」の番号か名と、「区分」")
                .remedy("つづりを確かめ、要らなければ消してください。")
            })
            .collect()
    }
}

impl Reason {
    fn is_for(&self, difference: &Difference) -> bool {
        let entry = self.entry == difference.key || self.entry == difference.entry;
        let field = self.field.as_deref();
        entry && field.is_none_or(|wanted| difference.change.field() == Some(wanted))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Change;
    use super::*;
    use crate::plan::fixture;

    fn difference(key: &str, field: &'static str) -> Difference {
        let change = Change::Field { field, old: "旧".to_owned(), new: "新".to_owned() };
        Difference { section: "実践項目", key: key.to_owned(), entry: format!("{key} 名"), change }
    }

    #[test]
    fn fields_are_named_as_the_paper_prints_them() {
        let mut plan = fixture::small();
        plan.words.action = "一歩".to_owned();
        let differences = [difference("8-2", "実践項目")];
        for field in ["一歩", "実践項目"] {
            let text = format!("[[reason]]\nentry = \"8-2\"\nfield = \"{field}\"\ntext = \"理由\"\n");
            let reasons = Reasons::read("reasons.toml", &text).expect("reasons").in_words_of(&plan, &differences);
            assert_eq!(reasons.of(&differences[0]), Some("理由"), "{field}");
        }
    }

    #[test]
    fn a_reason_for_the_field_wins_over_one_for_the_entry() {
        let text = "[[reason]]\nentry = \"8-2\"\ntext = \"全体の理由\"\n[[reason]]\nentry = \"8-2\"\nfield = \"工程\"\ntext = \"工程の理由\"\n";
        let reasons = Reasons::read("理由.toml", text).expect("well-formed");
        assert_eq!(reasons.of(&difference("8-2", "工程")), Some("工程の理由"));
        assert_eq!(reasons.of(&difference("8-2", "指標")), Some("全体の理由"));
        assert_eq!(reasons.of(&difference("8-3", "指標")), None);
        assert_eq!(reasons.findings(&[difference("8-2", "工程")]), []);
    }

    #[test]
    fn a_reason_for_nothing_has_its_line() {
        let reasons = Reasons::read("理由.toml", "[[reason]]\nentry = \"9-9\"\ntext = \"x\"\n").expect("well-formed");
        let findings = reasons.findings(&[difference("8-2", "工程")]);
        let places: Vec<String> = findings.iter().filter_map(|f| f.origin.as_ref()).map(ToString::to_string).collect();
        assert_eq!(places, ["理由.toml:2:9"]);
        let wrong = Reasons::read("理由.toml", "[[reason]]\nentry = \"9-9\"\n").expect_err("no text");
        assert_eq!(wrong.len(), 1);
    }
}
