//! What a cell of the master holds.

use jiff::civil::Date;
use rust_decimal::Decimal;

/// What a cell holds.
pub(super) enum Content {
    Nothing,
    Text(String),
    Number(Decimal),
    Date(Date),
    Flag(bool),
}

impl Content {
    pub(super) fn text(text: impl Into<String>) -> Content {
        Content::Text(text.into())
    }

    pub(super) fn optional(text: Option<&str>) -> Content {
        text.map_or(Content::Nothing, Content::text)
    }

    pub(super) fn whole(number: impl Into<i64>) -> Content {
        Content::Number(Decimal::from(number.into()))
    }

    /// What may take several lines: numbers, dates and marks never do.
    pub(super) fn shown(&self) -> &str {
        match self {
            Content::Text(text) => text,
            _ => "",
        }
    }

    /// Several texts, a line each.
    pub(super) fn lines<T: ToString>(texts: impl IntoIterator<Item = T>) -> Content {
        let lines: Vec<String> = texts.into_iter().map(|text| text.to_string()).collect();
        if lines.is_empty() { Content::Nothing } else { Content::Text(lines.join("\n")) }
    }
}
