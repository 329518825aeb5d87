//! Colours as files name them (theme, palette, tint) and as patterns mix them.

use quick_xml::events::Event;

use super::builtin::indexed_colour;
use super::package::{Package, attribute};

/// The colours that a workbook defines for all its sheets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Palette {
    /// Colours of the theme in the order of their numbers.
    theme: Vec<u32>,
    /// The workbook's own palette in the place of the default one.
    indexed: Vec<u32>,
}

/// The theme of Excel 2013 and later, in the order of a theme's numbers: ground before text, twice, then accents and links.
const OFFICE: [u32; 12] = [
    0xFF_FFFF, 0x00_0000, 0xE7_E6E6, 0x44_546A, 0x44_72C4, 0xED_7D31, 0xA5_A5A5, 0xFF_C000, 0x5B_9BD5, 0x70_AD47,
    0x05_63C1, 0x95_4F72,
];
/// The names of a theme's colours in the order of their numbers.
const NAMES: [&str; 12] =
    ["lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink", "folHlink"];

impl Palette {
    /// The palette of a theme part; Excel's own where there is none.
    pub(crate) fn of_theme(package: &Package, path: &str) -> Palette {
        let mut theme = OFFICE.to_vec();
        let mut slot = None;
        package.walk(path, |event| {
            match event {
                Event::Start(element) => {
                    let name = element.local_name();
                    if let Some(number) = NAMES.iter().position(|known| *known == name.as_ref()) {
                        slot = Some(number);
                    }
                    let rgb = match name.as_ref() {
                        "srgbClr" => attribute(&element, "val"),
                        "sysClr" => attribute(&element, "lastClr"),
                        _ => None,
                    };
                    if let (Some(slot), Some(rgb)) = (slot, rgb.and_then(|rgb| u32::from_str_radix(&rgb, 16).ok())) {
                        theme[slot] = rgb & 0xFF_FFFF;
                    }
                }
                Event::End(element) => {
                    if NAMES.contains(&element.local_name().as_ref()) {
                        slot = None;
                    }
                    // What follows names fonts and effects.
                    return element.local_name().as_ref() != "clrScheme";
                }
                _ => {}
            }
            true
        });
        Palette { theme, indexed: Vec::new() }
    }

    /// Adds the next colour of the workbook's own palette.
    pub(crate) fn add_indexed(&mut self, rgb: u32) {
        if self.indexed.len() < 64 {
            self.indexed.push(rgb);
        }
    }

    /// The colour of a number of the palette.
    pub(crate) fn indexed(&self, index: u32) -> Option<u32> {
        let own = usize::try_from(index).ok().and_then(|index| self.indexed.get(index));
        own.copied().or_else(|| indexed_colour(index))
    }

    /// The colour of a number of the theme, darker or lighter by `tint` from -1 to 1.
    pub(crate) fn theme(&self, number: u32, tint: f64) -> Option<u32> {
        let number = usize::try_from(number).ok()?;
        let rgb = self.theme.get(number).or_else(|| OFFICE.get(number)).copied()?;
        Some(tinted(rgb, tint))
    }
}

/// A colour whose lightness a tint changes (ECMA-376 part 1, 18.8.19).
pub(crate) fn tinted(rgb: u32, tint: f64) -> u32 {
    if !tint.is_finite() || tint == 0.0 {
        return rgb;
    }
    let tint = tint.clamp(-1.0, 1.0);
    let parts = [16, 8, 0].map(|shift| f64::from(rgb >> shift & 0xFF) / 255.0);
    let (least, most) = (parts.iter().copied().fold(1.0, f64::min), parts.iter().copied().fold(0.0, f64::max));
    let light = f64::midpoint(least, most);
    let new = if tint < 0.0 { light * (1.0 + tint) } else { light * (1.0 - tint) + tint };
    // Hue and saturation stay: the distance of each part from the lightness grows and shrinks with the room that there is.
    let room = |light: f64| 1.0 - (2.0 * light - 1.0).abs();
    let scale = if room(light) > 0.0 { room(new) / room(light) } else { 0.0 };
    parts.iter().fold(0, |rgb, part| {
        let part = (new + (part - light) * scale).clamp(0.0, 1.0);
        (rgb << 8) | (part * 255.0).round() as u32
    })
}

/// How much of a cell each pattern covers, in 128ths, by its number in the binary formats (MS-XLS 2.5.132).
const COVERS: [u32; 19] =
    [0x00, 0x80, 0x40, 0x60, 0x20, 0x40, 0x40, 0x40, 0x40, 0x40, 0x60, 0x20, 0x20, 0x20, 0x20, 0x38, 0x30, 0x10, 0x08];
/// Their names in the XML formats.
const PATTERNS: [&str; 19] = [
    "none",
    "solid",
    "mediumGray",
    "darkGray",
    "lightGray",
    "darkHorizontal",
    "darkVertical",
    "darkDown",
    "darkUp",
    "darkGrid",
    "darkTrellis",
    "lightHorizontal",
    "lightVertical",
    "lightDown",
    "lightUp",
    "lightGrid",
    "lightTrellis",
    "gray125",
    "gray0625",
];

/// The number of a pattern by its name.
pub(crate) fn pattern_number(name: &str) -> Option<u32> {
    PATTERNS.iter().position(|known| *known == name).and_then(|number| u32::try_from(number).ok())
}

/// The colour of a ground that a pattern makes of its two colours: between both, as much as the pattern covers. `None` where the
/// pattern or the colour of a plain ground is not known; the automatic colours of a pattern are black and white.
pub(crate) fn ground(pattern: u32, front: Option<u32>, back: Option<u32>) -> Option<u32> {
    let cover = *COVERS.get(usize::try_from(pattern).ok()?)?;
    match cover {
        0 => Some(super::looks::WHITE),
        0x80 => front,
        cover => Some(mixed(front.unwrap_or(0), back.unwrap_or(super::looks::WHITE), cover)),
    }
}

/// The colours that a conditional format may put behind the characters, `None` for the cell's own. Programs take the colour of its
/// pattern where it gives no other, and where it says that there is none some show the cell's own ground and others white.
pub(crate) fn grounds_of_rule(pattern: Option<u32>, front: Option<u32>, back: Option<u32>) -> Vec<Option<u32>> {
    match (pattern, back, front) {
        (Some(0), ..) => vec![None, Some(super::looks::WHITE)],
        (Some(pattern @ 2..=18), ..) => vec![ground(pattern, front, back)],
        (_, Some(back), _) => vec![Some(back)],
        (_, None, Some(front)) => vec![Some(front), None],
        (_, None, None) => Vec::new(),
    }
}

/// The colour that a gradient has in its middle, by its stops; `None` where it has none, and within where one is not known.
pub(crate) fn gradient(stops: &[Option<u32>]) -> Option<Option<u32>> {
    let (first, last) = stops.first().zip(stops.last())?;
    Some(first.zip(*last).map(|(first, last)| mixed(first, last, 64)))
}

/// A colour between two, `part` 128ths of the first.
fn mixed(front: u32, back: u32, part: u32) -> u32 {
    [16, 8, 0].iter().fold(0, |rgb, shift| {
        let (front, back) = (front >> shift & 0xFF, back >> shift & 0xFF);
        (rgb << 8) | ((front * part + back * (128 - part)) / 128)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tint_changes_the_lightness_alone() {
        for (rgb, tint, expected) in [
            (0xFF_FFFF, -0.5, 0x80_8080),
            (0x00_0000, 0.35, 0x59_5959),
            (0x44_72C4, 0.8, 0xDA_E3F3),
            (0x44_72C4, -0.5, 0x20_3864),
            (0x44_72C4, 1.0, 0xFF_FFFF),
            (0x44_72C4, f64::NAN, 0x44_72C4),
            (0xFF_0000, 0.0, 0xFF_0000),
        ] {
            let near = [16, 8, 0].iter().all(|shift| {
                let part = |rgb: u32| (rgb >> shift & 0xFF) as i32;
                (part(tinted(rgb, tint)) - part(expected)).abs() <= 2
            });
            assert!(near, "{rgb:06X} {tint} {:06X}", tinted(rgb, tint));
        }
    }

    #[test]
    fn a_rule_without_a_pattern_shows_the_ground_of_the_cell_or_white() {
        assert_eq!(grounds_of_rule(Some(0), None, Some(0)), [None, Some(0xFF_FFFF)]);
        assert_eq!(grounds_of_rule(None, None, Some(0)), [Some(0)]);
        assert_eq!(grounds_of_rule(Some(1), Some(0), None), [Some(0), None]);
        assert_eq!(grounds_of_rule(Some(2), Some(0), Some(0xFF_FFFF)), [Some(0x7F_7F7F)]);
        assert!(grounds_of_rule(None, None, None).is_empty());
    }

    #[test]
    fn patterns_are_seen_as_a_colour_between_their_two() {
        for (name, front, back, expected) in [
            ("none", Some(0), Some(0), Some(0xFF_FFFF)),
            ("solid", Some(0x12_3456), None, Some(0x12_3456)),
            ("solid", None, Some(0), None),
            ("mediumGray", Some(0), Some(0xFF_FFFF), Some(0x7F_7F7F)),
            ("gray125", None, None, Some(0xDF_DFDF)),
            ("darkGray", Some(0xFF_0000), Some(0xFF_0000), Some(0xFF_0000)),
        ] {
            let number = pattern_number(name).expect("a pattern");
            assert_eq!(ground(number, front, back), expected, "{name}");
        }
        assert_eq!(pattern_number("dots"), None);
        assert_eq!(gradient(&[]), None);
        assert_eq!(
            [gradient(&[Some(0), None]), gradient(&[Some(0), Some(0xFE_FEFE)])],
            [Some(None), Some(Some(0x7F_7F7F))]
        );
        assert_eq!(ground(40, Some(0), None), None);
    }
}
