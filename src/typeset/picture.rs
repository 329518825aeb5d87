//! A chart or a figure by itself: the drawing that its page shows, for outputs that have no pages.

use std::sync::Arc;

use super::font::FontBook;
use super::length::{Length, Size};
use super::page::Item;
use super::setting::{Cache, Owner, Setting};
use super::sheet::{Sheet, Type};
use super::strip::bounds;
use super::structure::{Role, Structure};
use super::{chart, figure};
use crate::plan::Look;
use crate::report::document::{Chart, Figure, Paper};

/// A drawing without its title and caption.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// How wide and high it is.
    pub size: Size,
    /// What is drawn, from its upper left corner; later items lie over earlier ones.
    pub items: Vec<Item>,
    /// The leaves that its items name; the only element under the root is the picture.
    pub structure: Structure,
}

/// Draws the pictures of one document.
pub struct Illustrator {
    look: Type,
    sheet: Sheet,
    fonts: Arc<FontBook>,
    cache: Cache,
}

impl Illustrator {
    /// Draws with the type and colours of a document.
    pub fn new(look: &Look, fonts: &Arc<FontBook>) -> Illustrator {
        let fonts = if fonts.forms() == look.kanji_forms {
            fonts.clone()
        } else {
            Arc::new(fonts.as_ref().clone().with_forms(look.kanji_forms))
        };
        let look = Type::new(look);
        let sheet = Sheet::new(Paper::A4Portrait, 1, &look);
        Illustrator { look, sheet, fonts, cache: Cache::default() }
    }

    /// A chart on a measure: what a page shows of it between title and source.
    pub fn chart(&mut self, chart: &Chart, measure: Length) -> Picture {
        self.draw(|setting, owner| {
            let plot = chart::plot(setting, chart, owner, measure);
            (Size { width: measure, height: plot.height }, plot.items)
        })
    }

    /// A figure at the size that the document gives it.
    pub fn figure(&mut self, figure: &Figure) -> Picture {
        self.draw(|setting, owner| figure::drawing(setting, figure, owner))
    }

    fn draw(&mut self, set: impl FnOnce(&mut Setting<'_>, Owner) -> (Size, Vec<Item>)) -> Picture {
        let mut setting = Setting::new(self.look.clone(), self.sheet, &self.fonts, &self.cache, &[]);
        let root = Owner::Node(setting.structure.root());
        let element = setting.element(root, Role::Figure);
        let (size, items) = set(&mut setting, element);
        // Strokes and labels at the edges may reach beyond the size that the layout counts with.
        let reach = items.iter().filter_map(bounds).map(|bounds| bounds.bottom()).fold(size.height, Length::max);
        Picture { size: Size { height: reach, ..size }, items, structure: setting.structure }
    }
}
