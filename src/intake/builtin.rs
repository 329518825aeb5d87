//! The codes of the built-in number formats of a Japanese Excel, which files do not spell out (ECMA-376 part 1, 18.8.30, ja-jp).

/// The code of a number format that a file gives by number alone.
pub(crate) fn builtin_format(id: u32) -> &'static str {
    match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 => r"\¥#,##0;\¥\-#,##0",
        6 => r"\¥#,##0;[Red]\¥\-#,##0",
        7 => r"\¥#,##0.00;\¥\-#,##0.00",
        8 => r"\¥#,##0.00;[Red]\¥\-#,##0.00",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "yyyy/m/d",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "yyyy/m/d h:mm",
        27 | 36 | 50 | 57 => "[$-411]ge.m.d",
        28 | 29 | 51 | 54 | 58 => r#"[$-411]ggge"年"m"月"d"日""#,
        30 => "m/d/yy",
        31 => r#"yyyy"年"m"月"d"日""#,
        32 => r#"h"時"mm"分""#,
        33 => r#"h"時"mm"分"ss"秒""#,
        34 | 52 | 55 => r#"yyyy"年"m"月""#,
        35 | 53 | 56 => r#"m"月"d"日""#,
        37 => "#,##0;-#,##0",
        38 => "#,##0;[Red]-#,##0",
        39 => "#,##0.00;-#,##0.00",
        40 => "#,##0.00;[Red]-#,##0.00",
        41 => r#"_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ "#,
        42 => r#"_ \¥* #,##0_ ;_ \¥* -#,##0_ ;_ \¥* "-"_ ;_ @_ "#,
        43 => r#"_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ "#,
        44 => r#"_ \¥* #,##0.00_ ;_ \¥* -#,##0.00_ ;_ \¥* "-"??_ ;_ @_ "#,
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => "General",
    }
}

/// The colours of the default palette of 56, from index 8 (ECMA-376 part 1, 18.8.27; MS-XLS 2.5.161); 0-7 repeat the first eight.
pub(crate) fn indexed_colour(index: u32) -> Option<u32> {
    const FIRST: [u32; 8] = [0x00_0000, 0xFF_FFFF, 0xFF_0000, 0x00_FF00, 0x00_00FF, 0xFF_FF00, 0xFF_00FF, 0x00_FFFF];
    const REST: [u32; 48] = [
        0x80_0000, 0x00_8000, 0x00_0080, 0x80_8000, 0x80_0080, 0x00_8080, 0xC0_C0C0, 0x80_8080, 0x99_99FF, 0x99_3366,
        0xFF_FFCC, 0xCC_FFFF, 0x66_0066, 0xFF_8080, 0x00_66CC, 0xCC_CCFF, 0x00_0080, 0xFF_00FF, 0xFF_FF00, 0x00_FFFF,
        0x80_0080, 0x80_0000, 0x00_8080, 0x00_00FF, 0x00_CCFF, 0xCC_FFFF, 0xCC_FFCC, 0xFF_FF99, 0x99_CCFF, 0xFF_99CC,
        0xCC_99FF, 0xFF_CC99, 0x33_66FF, 0x33_CCCC, 0x99_CC00, 0xFF_CC00, 0xFF_9900, 0xFF_6600, 0x66_6699, 0x96_9696,
        0x00_3366, 0x33_9966, 0x00_3300, 0x33_3300, 0x99_3300, 0x99_3366, 0x33_3399, 0x33_3333,
    ];
    match index {
        0..=7 => FIRST.get(index as usize).copied(),
        8..=15 => FIRST.get(index as usize - 8).copied(),
        16..=63 => REST.get(index as usize - 16).copied(),
        // 64 is the window's text, 65 its background: automatic colours.
        65 => Some(0xFF_FFFF),
        _ => None,
    }
}
