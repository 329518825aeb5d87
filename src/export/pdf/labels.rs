//! Page labels: the numbers that the pages print, shown by viewers as well (ISO 32000-1, 12.4.2).

use lopdf::{Dictionary, Object, dictionary};

use super::string::name;
use crate::typeset::page::{LabelStyle, Pages};

/// The catalog's entry, if any page is numbered.
pub(super) fn entry(pages: &Pages) -> Option<(&'static str, Object)> {
    let mut ranges: Vec<Object> = Vec::new();
    for range in pages.labels.iter().filter(|range| range.first < pages.pages.len()) {
        let mut label = Dictionary::new();
        match range.style {
            LabelStyle::None => {}
            LabelStyle::Roman => label.set("S", name("r")),
            LabelStyle::Arabic => label.set("S", name("D")),
        }
        if range.style != LabelStyle::None && range.start > 1 {
            label.set("St", i64::from(range.start));
        }
        ranges.extend([Object::from(range.first as i64), label.into()]);
    }
    (!ranges.is_empty()).then(|| ("PageLabels", dictionary! { "Nums" => ranges }.into()))
}
