//! The conditional formats of a sheet: plain ones and those of Excel 2010 and later (`x14`, in `extLst`), which name their cells behind
//! their rules and hold their looks themselves.

use quick_xml::events::{BytesStart, Event};

use super::super::colours::Palette;
use super::super::different_look::DifferentLook;
use super::super::package::{attribute, is_set, push_text};
use super::super::rules::{Rule, Rules, places};
use super::different::LookReader;
use super::range;

/// What the looks of rules are made of.
#[derive(Clone, Copy)]
pub(super) struct Looks<'a> {
    /// The looks of `styles.xml` by their numbers.
    pub(super) numbered: &'a [DifferentLook],
    pub(super) palette: &'a Palette,
}

/// Reads them one after the other.
#[derive(Default)]
pub(super) struct ConditionalReader {
    /// The cells of the one that is read, and its rules.
    ranges: Option<String>,
    rules: Vec<Rule>,
    rule: Option<Rule>,
    look: Option<LookReader>,
    in_ranges: bool,
}

/// Rules of one conditional format; more count for all that follow.
const MOST_RULES: usize = 10_000;

impl ConditionalReader {
    /// Whether the begin and the end of a row say nothing to it: of a look every element does.
    pub(super) fn is_idle(&self) -> bool {
        self.look.is_none()
    }

    /// Takes an event of the sheet, with the name of the element that begins or ends; what is whole goes into `rules`.
    pub(super) fn event(&mut self, event: &Event<'_>, name: &str, looks: Looks<'_>, rules: &mut Rules) {
        match event {
            Event::Start(element) => self.start(element, name, looks),
            Event::End(_) => self.end(name, rules),
            event if self.in_ranges => push_text(self.ranges.get_or_insert_default(), event),
            _ => {}
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, name: &str, looks: Looks<'_>) {
        match name {
            "conditionalFormatting" => {
                self.ranges = attribute(element, "sqref");
                self.rules.clear();
            }
            "sqref" => self.in_ranges = true,
            "cfRule" => {
                let numbered = attribute(element, "dxfId")
                    .and_then(|id| id.parse::<usize>().ok())
                    .and_then(|id| looks.numbered.get(id));
                self.rule = Some(Rule {
                    look: numbered.cloned().unwrap_or_default(),
                    priority: attribute(element, "priority").and_then(|at| at.parse().ok()).unwrap_or(i64::MAX),
                    stops: is_set(element, "stopIfTrue"),
                    list: None,
                });
            }
            "iconSet" | "dataBar"
                if attribute(element, "showValue").is_some_and(|on| matches!(on.as_str(), "0" | "false")) =>
            {
                if let Some(rule) = &mut self.rule {
                    rule.look.symbol = true;
                }
            }
            "dxf" if self.rule.is_some() => self.look = Some(LookReader::default()),
            _ => {
                if let Some(look) = &mut self.look {
                    look.start(element, looks.palette);
                }
            }
        }
    }

    fn end(&mut self, name: &str, rules: &mut Rules) {
        match name {
            "sqref" => self.in_ranges = false,
            "dxf" => {
                if let (Some(rule), Some(look)) = (&mut self.rule, self.look.take()) {
                    rule.look = look.finish();
                }
            }
            "cfRule" => self.rules.extend(self.rule.take().filter(|_| self.rules.len() < MOST_RULES)),
            "conditionalFormatting" => {
                let ranges = self.ranges.take().unwrap_or_default();
                let places = places(ranges.split_ascii_whitespace().map(range));
                self.rules.drain(..).for_each(|rule| rules.add(&places, &rule));
            }
            name => {
                if let Some(look) = &mut self.look {
                    look.end(name);
                }
            }
        }
    }
}
