//! The plan's own words (`[words]`) for what the program speaks of, each with its default.

use serde::Serialize;

/// Declares the words: field, what it names, default.
macro_rules! words {
    ($($(#[$doc:meta])* $field:ident: $what:literal = $default:literal;)+) => {
        /// What the plan calls things.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize)]
        pub struct Words {
            $($(#[$doc])* pub $field: String,)+
        }

        impl Default for Words {
            fn default() -> Words {
                Words { $($field: $default.to_owned(),)+ }
            }
        }

        impl Words {
            /// Key in plan.toml, what it names, default: one entry a word.
            pub const ALL: &[(&str, &str, &str)] = &[$((stringify!($field), $what, $default)),+];

            /// The word of a key.
            pub fn get(&self, key: &str) -> Option<&str> {
                match key {
                    $(stringify!($field) => Some(&self.$field),)+
                    _ => None,
                }
            }

            /// Sets the word of a key.
            pub fn set(&mut self, key: &str, word: String) {
                match key {
                    $(stringify!($field) => self.$field = word,)+
                    _ => {}
                }
            }
        }
    };
}

words! {
    /// Who issues the forms and decides in office.toml: 行政監理室.
    office: "様式をとりまとめ、office.toml で決める部署" = "事務局";
    /// The body that rates and comments, by its full name: 行政改革推進審議会.
    council: "取組項目を評価する外部の組織の正式な名" = "審議会";
    /// The same in short, as it stands in 審議会意見 and 審議会資料.
    council_short: "取組項目を評価する外部の組織の短い名（審議会意見などに使う）" = "審議会";
    /// Who leads the plan in the city hall: 本部.
    headquarters: "計画を進める庁内の組織" = "本部";
    /// Who works under it: 委員会.
    committee: "庁内の組織の下で検討する組織" = "委員会";
    /// What the ○ of the plan's table stand for.
    theme: "取組項目に付ける分野などの印（○の表の見出し）" = "テーマ";
    /// The level above the action item.
    initiative: "実践項目のすぐ上のまとまり" = "取組項目";
    /// What departments report on.
    action: "各課が進捗を報告する単位" = "実践項目";
    /// The departments of an initiative.
    responsible: "取組項目の担当の部署" = "担当部署";
    /// The department whose grade counts.
    lead: "進捗区分と効果額を決める担当" = "主担当";
    /// The larger unit.
    bureau: "部署の属する大きな組織（部、局など）" = "部";
    /// The smaller unit.
    department: "部署（課、室など）" = "課";
    /// What departments choose.
    grade: "各課が選ぶ進み具合の区分" = "進捗区分";
    /// What departments report in: title of the forms and name of their files.
    form: "各課が進捗を報告する様式の名" = "進捗管理表";
    /// The first chapter of a report.
    summary: "報告書の最初の章の題" = "概況";
    /// The edition for the city hall alone: title and name of its file.
    internal: "庁内だけの版の名" = "庁内資料";
}
