//! Fractions (`# ?/?`) and powers of ten (`0.00E+00`) as formats show them.

use super::{Piece, fixed};

/// The largest denominator that is looked for.
const MOST: u32 = 9_999;

/// A number by the pieces of a section with a slash or an exponent.
pub(super) fn shown(pieces: &[Piece], number: f64) -> String {
    let sign = if number < 0.0 { "-" } else { "" };
    let number = number.abs();
    let text = match pieces.iter().position(|piece| matches!(piece, Piece::Exponent { .. })) {
        Some(at) => power(pieces, at, number),
        None => fraction(pieces, number),
    };
    format!("{sign}{}", text.trim())
}

fn places(pieces: &[Piece]) -> usize {
    pieces.iter().filter(|piece| matches!(piece, Piece::Place(_))).count()
}

fn literals(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .filter_map(|piece| if let Piece::Literal(text) = piece { Some(text.as_str()) } else { None })
        .collect()
}

/// `##0.0E+0`: the exponent is a multiple of the places before the point.
fn power(pieces: &[Piece], exponent_at: usize, number: f64) -> String {
    let (mantissa, exponent) = pieces.split_at(exponent_at);
    let point = mantissa.iter().position(|piece| *piece == Piece::Point);
    let whole = i32::try_from(places(&mantissa[..point.unwrap_or(mantissa.len())]).clamp(1, 15)).unwrap_or(1);
    let decimals = point.map_or(0, |at| places(&mantissa[at..])).min(15);
    let of = |power: i32| fixed(number / 10f64.powi(power), decimals);
    let mut power = if number > 0.0 { number.log10().floor() as i32 } else { 0 };
    power -= power.rem_euclid(whole);
    let mut text = of(power);
    // 9.99 rounded to one place is 10.0.
    if text.split('.').next().is_some_and(|digits| digits.len() > whole as usize) {
        power += whole;
        text = of(power);
    }
    let sign = match exponent.first() {
        _ if power < 0 => "-",
        Some(Piece::Exponent { plus: false }) => "",
        _ => "+",
    };
    let first = mantissa.iter().position(|piece| matches!(piece, Piece::Place(_))).unwrap_or(0);
    let last = exponent.iter().rposition(|piece| matches!(piece, Piece::Place(_))).map_or(exponent.len(), |at| at + 1);
    let (before, behind) = (literals(&mantissa[..first]), literals(&exponent[last..]));
    format!("{before}{text}E{sign}{:0width$}{behind}", power.unsigned_abs(), width = places(exponent).clamp(1, 3))
}

/// `# ?/?`, `# ?/8`: the nearest fraction with as many digits below the line as there are places, or over the number that stands there.
fn fraction(pieces: &[Piece], number: f64) -> String {
    let at = pieces.iter().position(|piece| *piece == Piece::Slash).unwrap_or(pieces.len());
    let (above, below) = pieces.split_at(at);
    // The zeros of 10 and 100 are places by themselves.
    let digits = below.iter().skip(1).map_while(|piece| match piece {
        Piece::Literal(text) => Some(text.as_str()),
        Piece::Place('0') => Some("0"),
        _ => None,
    });
    let fixed_below = digits
        .collect::<String>()
        .trim()
        .split(|c: char| !c.is_ascii_digit())
        .next()
        .and_then(|text| text.parse().ok());
    // A whole part has places of its own, parted from those above the line.
    let numerator = above.iter().rposition(|piece| matches!(piece, Piece::Literal(_)));
    let has_whole = numerator.is_some_and(|at| places(&above[..at]) > 0);
    let whole = if has_whole { number.floor() } else { 0.0 };
    let rest = number - whole;
    let most = 10u32.saturating_pow(u32::try_from(places(below)).unwrap_or(4).min(4)).saturating_sub(1).clamp(1, MOST);
    let (part, below) = match fixed_below.filter(|below| (1..=MOST).contains(below)) {
        Some(below) => ((rest * f64::from(below)).round(), below),
        None => nearest(rest, most),
    };
    let shown = match (has_whole, part) {
        (true, part) if part >= f64::from(below) => format!("{}", whole + 1.0),
        (true, 0.0) => format!("{whole}"),
        (true, part) if whole == 0.0 => format!("{part}/{below}"),
        (true, part) => format!("{whole} {part}/{below}"),
        (false, part) => format!("{part}/{below}"),
    };
    let first = above.iter().position(|piece| matches!(piece, Piece::Place(_))).unwrap_or(above.len());
    let last = pieces.iter().rposition(|piece| matches!(piece, Piece::Place(_))).map_or(pieces.len(), |at| at + 1);
    let behind = literals(&pieces[last..]);
    // A number that stands below the line is no text behind it.
    let behind = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    format!("{}{shown}{behind}", literals(&above[..first]))
}

/// The last convergent of a number's continued fraction whose denominator is not too large, as Excel takes it.
fn nearest(number: f64, most: u32) -> (f64, u32) {
    let (mut before, mut last) = ((1.0, 0.0), (number.floor(), 1.0));
    let mut rest = number - number.floor();
    while rest > 1e-9 {
        let turned = 1.0 / rest;
        let step = (turned + 1e-9).floor();
        let next = (step * last.0 + before.0, step * last.1 + before.1);
        if next.1 > f64::from(most) {
            break;
        }
        (before, last, rest) = (last, next, (turned - step).max(0.0));
    }
    (last.0, last.1 as u32)
}

#[cfg(test)]
mod tests {
    use super::super::view;

    #[test]
    fn fractions_and_powers_show_as_excel_shows_them() {
        for (number, code, expected) in [
            (1.0 / 3.0, "# ?/?", "1/3"),
            (2.5, "# ?/?", "2 1/2"),
            (-2.5, "# ?/?", "-2 1/2"),
            (3.0, "# ?/?", "3"),
            (0.99, "# ?/?", "1"),
            (3.15, "# ??/??", "3 3/20"),
            (0.375, "# ?/8", "3/8"),
            (0.3, "# ?/10", "3/10"),
            (0.5, "# ??/100", "50/100"),
            (1.5, "# ?/?\"時間\"", "1 1/2時間"),
            (1.5, "\"約\"# ?/?", "約1 1/2"),
            (0.375, "# ?/8\"枚\"", "3/8枚"),
            (2.5, "?/?", "5/2"),
            (0.0, "# ?/?", "0"),
            (123_456.0, "0.00E+00", "1.23E+05"),
            (0.000_123, "0.00E+00", "1.23E-04"),
            (9.999, "0.0E+0", "1.0E+1"),
            (123_456.0, "##0.0E+0", "123.5E+3"),
            (12_345_678.0, "##0.0E+0", "12.3E+6"),
            (0.0, "0.00E+00", "0.00E+00"),
            (-1_500.0, "0.0E+00", "-1.5E+03"),
            (1e300, "0E+0", "1E+300"),
            (44_287.0, "0.00E-00", "4.43E04"),
            (0.000_123, "0.00E-00", "1.23E-04"),
            (-5.0, "0.0E-0", "-5.0E0"),
            (1_234.0, "0.0e-0\"件\"", "1.2E3件"),
        ] {
            assert_eq!(view(number, code).text, expected, "{number} {code}");
        }
    }
}
