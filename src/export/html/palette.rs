//! Colours on a light and on a dark ground, each legible on the grounds that it stands on.

use crate::plan::Look;
use crate::typeset::style::Color;

/// Least contrast of text (WCAG 2.2, 1.4.3).
pub(super) const TEXT: f64 = 4.5;

/// Colours of one scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scheme {
    ground: Color,
    /// Ground of heads of tables and cards.
    tint: Color,
    /// Text.
    ink: Color,
    /// Text that stands back.
    quiet: Color,
    /// Rules and edges of controls.
    line: Color,
    /// Headings, links, badges.
    accent: Color,
    /// Text on the accent.
    on_accent: Color,
}

/// Both schemes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Palette {
    pub(super) light: Scheme,
    pub(super) dark: Scheme,
}

impl Palette {
    /// From the document's accent, made darker or lighter until it can be read.
    pub(super) fn of(look: &Look) -> Palette {
        let accent = Color::from_hex(&look.accent).unwrap_or(Color { r: 0x1f, g: 0x4e, b: 0x79 });
        let light = Scheme {
            ground: Color::WHITE,
            tint: Color { r: 0xee, g: 0xf2, b: 0xf7 },
            ink: Color::grey(0x1a),
            quiet: Color::grey(0x55),
            line: Color::grey(0x80),
            accent,
            on_accent: Color::WHITE,
        };
        let dark = Scheme {
            ground: Color { r: 0x14, g: 0x17, b: 0x1a },
            tint: Color { r: 0x22, g: 0x2a, b: 0x33 },
            ink: Color::grey(0xe8),
            quiet: Color::grey(0xb4),
            line: Color::grey(0x88),
            accent,
            on_accent: Color { r: 0x14, g: 0x17, b: 0x1a },
        };
        Palette { light: light.legible(Color::BLACK), dark: dark.legible(Color::WHITE) }
    }

    /// Custom properties of both schemes. Print is light.
    pub(super) fn rules(&self) -> String {
        format!(
            ":root {{ color-scheme: light; {} }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ color-scheme: dark; {} }} }}\n",
            self.light.properties(),
            self.dark.properties()
        )
    }

    /// The colours that a style sheet begins with, as [`rules`](Palette::rules) wrote them.
    pub(super) fn read(style: &str) -> Option<Palette> {
        let mut schemes = style.split("--ground: ").skip(1).map(|rules| {
            let value = |name: &str| {
                let rest = if name == "ground" { rules } else { rules.split_once(&format!("--{name}: "))?.1 };
                Color::from_hex(rest.split(';').next()?)
            };
            Some(Scheme {
                ground: value("ground")?,
                tint: value("tint")?,
                ink: value("ink")?,
                quiet: value("quiet")?,
                line: value("line")?,
                accent: value("accent")?,
                on_accent: value("on-accent")?,
            })
        });
        Some(Palette { light: schemes.next()??, dark: schemes.next()?? })
    }

    /// Pairs of text and ground that come too near to each other, in words; none as a rule.
    pub(super) fn too_faint(&self) -> Vec<String> {
        [("明るい配色", self.light), ("暗い配色", self.dark)]
            .into_iter()
            .flat_map(|(name, scheme)| scheme.pairs().map(|(text, ground)| (name, text, ground)))
            .filter(|(_, text, ground)| contrast(*text, *ground) < TEXT)
            .map(|(name, text, ground)| format!("{name}の{}と{}", hex(text), hex(ground)))
            .collect()
    }
}

impl Scheme {
    /// The accent mixed with `towards` until it can be read on every ground, and carries text.
    fn legible(mut self, towards: Color) -> Scheme {
        let wanted = self.accent;
        for percent in 0..=100 {
            self.accent = mixed(wanted, towards, percent);
            if self.pairs().iter().all(|(text, ground)| contrast(*text, *ground) >= TEXT) {
                break;
            }
        }
        self
    }

    /// Every text colour with every ground that it stands on.
    fn pairs(&self) -> [(Color, Color); 7] {
        [
            (self.ink, self.ground),
            (self.ink, self.tint),
            (self.quiet, self.ground),
            (self.quiet, self.tint),
            (self.accent, self.ground),
            (self.accent, self.tint),
            (self.on_accent, self.accent),
        ]
    }

    fn properties(&self) -> String {
        let named = [
            ("ground", self.ground),
            ("tint", self.tint),
            ("ink", self.ink),
            ("quiet", self.quiet),
            ("line", self.line),
            ("accent", self.accent),
            ("on-accent", self.on_accent),
        ];
        named.map(|(name, color)| format!("--{name}: {};", hex(color))).join(" ")
    }
}

/// `percent` of the way from one colour to another.
fn mixed(from: Color, to: Color, percent: u16) -> Color {
    let part = |a: u8, b: u8| ((u16::from(a) * (100 - percent) + u16::from(b) * percent) / 100) as u8;
    Color { r: part(from.r, to.r), g: part(from.g, to.g), b: part(from.b, to.b) }
}

fn contrast(a: Color, b: Color) -> f64 {
    crate::vocabulary::contrast([a.r, a.g, a.b], [b.r, b.g, b.b])
}

fn hex(color: Color) -> String {
    format!("#{:02x}{:02x}{:02x}", color.r, color.g, color.b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accent_that_a_plan_may_choose_is_legible_on_both_grounds() {
        for accent in ["#1f4e79", "#000000", "#767676", "#b00020", "#006400", "#7a4b00", "#0000ff"] {
            let palette = Palette::of(&Look { accent: accent.into(), ..Look::default() });
            assert_eq!(palette.too_faint(), Vec::<String>::new(), "{accent}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let palette = Palette::of(&Look::default());
        assert_eq!(Palette::read(&palette.rules()), Some(palette));
        assert_eq!(Palette::read("body { color: red; }"), None);
    }

    #[test]
    fn a_pair_that_cannot_be_read_is_named() {
        let mut palette = Palette::of(&Look::default());
        palette.dark.quiet = palette.dark.ground;
        assert_eq!(palette.too_faint().len(), 2);
    }
}
