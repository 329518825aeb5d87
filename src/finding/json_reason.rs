//! The words of an error of the JSON reader.

use serde_json::Error;
use serde_json::error::Category;

/// Why a JSON text is not read, in plain Japanese.
pub fn json_reason(error: &Error) -> &'static str {
    match error.classify() {
        Category::Eof => "途中で終わっています",
        Category::Io | Category::Syntax => "JSONの書き方ではありません",
        Category::Data => "あるはずの項目がないか、値の書き方が違います",
    }
}
