//! The words of an I/O error.

use std::io;

/// The reason of an I/O error in plain Japanese, with the system's own words where there is no better.
pub fn io_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "見つかりません".to_owned(),
        io::ErrorKind::PermissionDenied => "権限がありません".to_owned(),
        io::ErrorKind::StorageFull => "空き容量がありません".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "書込みのできない場所です".to_owned(),
        io::ErrorKind::NotADirectory => "フォルダーではありません".to_owned(),
        io::ErrorKind::AlreadyExists => "同じ名前のものがあります".to_owned(),
        io::ErrorKind::InvalidFilename => "使えない名前です".to_owned(),
        _ => error.to_string(),
    }
}
