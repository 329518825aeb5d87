//! The plan's own words (`[words]`) for what the program speaks of, each with its default.

use serde::{Deserialize, Serialize};

/// Declares the words: field, what it names, default.
macro_rules! words {
    ($($(#[$doc:meta])* $field:ident: $what:literal = $default:literal;)+) => {
        /// What the plan calls things.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
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
            pub(crate) fn set(&mut self, key: &str, word: String) {
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
    /// The edition for the city hall alone: title and name of its file.
    internal: "庁内だけの版の名" = "庁内資料";
}
