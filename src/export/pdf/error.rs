//! Why a PDF could not be written.

use std::fmt;

/// Why a PDF could not be written. Users read it in Japanese.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// There is nothing to write.
    NoPages,
    /// A run names a face that is not in the font book.
    UnknownFace {
        /// The face's number.
        face: u16,
    },
    /// A run holds glyph 0: a character that no font has was not replaced by 〓.
    NoGlyph {
        /// Page index.
        page: usize,
        /// The text.
        text: String,
    },
    /// A font could not be subset.
    Font {
        /// Its PostScript name.
        name: String,
        /// Why.
        why: String,
    },
    /// A figure says nothing to those who do not see it.
    FigureWithoutText {
        /// Page index, where it is known.
        page: Option<usize>,
    },
    /// Cells of a table lie over each other.
    OverlappingCells {
        /// Row of the table, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
    },
    /// The structure is not a tree.
    Structure(String),
    /// A link leads to a page that does not exist.
    LinkTarget {
        /// Page index of the link.
        page: usize,
        /// Page index that it leads to.
        target: usize,
    },
    /// The document could not be put together.
    Document(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoPages => f.write_str("ページがないため、PDFを作成できません。"),
            Error::UnknownFace { face } => write!(f, "書体（番号{face}）が書体一覧にないため、PDFを作成できません。"),
            Error::NoGlyph { page, text } => {
                write!(f, "{}ページの「{text}」に字形がないため、PDFを作成できません。", page + 1)
            }
            Error::Font { name, why } => write!(f, "書体{name}を埋め込めません（{why}）。別の書体を指定してください。"),
            Error::FigureWithoutText { page: Some(page) } => {
                write!(f, "{}ページの図に代替テキスト（図の説明）がありません。", page + 1)
            }
            Error::FigureWithoutText { page: None } => f.write_str("代替テキスト（図の説明）のない図があります。"),
            Error::OverlappingCells { row, column } => {
                write!(f, "表の{}行{}列で、結合したセルが重なっています。", row + 1, column + 1)
            }
            Error::Structure(why) => write!(f, "文書の構造に誤りがあるため、PDFを作成できません（{why}）。"),
            Error::LinkTarget { page, target } => {
                write!(f, "{}ページのリンク先（{}ページ）がありません。", page + 1, target + 1)
            }
            Error::Document(why) => write!(f, "PDFを組み立てられません（{why}）。"),
        }
    }
}

impl std::error::Error for Error {}

impl From<lopdf::Error> for Error {
    fn from(error: lopdf::Error) -> Error {
        Error::Document(error.to_string())
    }
}
