//! Why a PDF could not be written.

use thiserror::Error;

/// Why a PDF could not be written. Users read it in Japanese.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Error {
    /// There is nothing to write.
    #[error("ページがないため、PDFを作成できません。")]
    NoPages,
    /// A run names a face that is not in the font book.
    #[error("書体（番号{face}）が書体一覧にないため、PDFを作成できません。")]
    UnknownFace {
        /// The face's number.
        face: u16,
    },
    /// A run holds glyph 0: a character that no font has was not replaced by 〓.
    #[error("{}ページの「{text}」に字形がないため、PDFを作成できません。", page + 1)]
    NoGlyph {
        /// Page index.
        page: usize,
        /// The text of the run in which it stands.
        text: String,
    },
    /// A font could not be subset.
    #[error("書体{name}を埋め込めません（{why}）。別の書体を指定してください。")]
    Font {
        /// Its PostScript name.
        name: String,
        /// Why, in the words of the library.
        why: String,
    },
    /// A figure says nothing to those who do not see it.
    #[error("{}", figure_without_text(*page))]
    FigureWithoutText {
        /// Page index, where it is known.
        page: Option<usize>,
    },
    /// Cells of a table lie over each other.
    #[error("表の{}行{}列で、結合したセルが重なっています。", row + 1, column + 1)]
    OverlappingCells {
        /// Row of the table, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
    },
    /// The structure is not a tree.
    #[error("文書の構造に誤りがあるため、PDFを作成できません（{0}）。")]
    Structure(String),
    /// A link leads to a page that does not exist.
    #[error("{}ページのリンク先（{}ページ）がありません。", page + 1, target + 1)]
    LinkTarget {
        /// Page index of the link.
        page: usize,
        /// Page index that it leads to.
        target: usize,
    },
    /// The document could not be put together.
    #[error("PDFを組み立てられません（{0}）。")]
    Document(String),
}

fn figure_without_text(page: Option<usize>) -> String {
    match page {
        Some(page) => format!("{}ページの図に代替テキスト（図の説明）がありません。", page + 1),
        None => "代替テキスト（図の説明）のない図があります。".to_owned(),
    }
}

// lopdf's error cannot be compared or cloned, and all that is done with it is to print it.
impl From<lopdf::Error> for Error {
    fn from(error: lopdf::Error) -> Error {
        Error::Document(error.to_string())
    }
}
