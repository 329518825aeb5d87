//! The kinds of findings of this room.

use crate::finding::Code;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal;)+) => {
        $($(#[doc = $doc])+ pub const $name: Code = Code(concat!("intake.", $code));)+
    };
}

codes! {
    /// A file that is no workbook, or one that is not read: named for what it is.
    NOT_A_WORKBOOK = "not-a-workbook";
    /// A workbook with a password.
    ENCRYPTED = "encrypted";
    /// An empty file.
    EMPTY = "empty";
    /// A container or sheet that is cut short or broken.
    DAMAGED = "damaged";
    /// A cell that cannot be read, or two of one address.
    DAMAGED_CELL = "damaged-cell";
    /// Beyond a limit.
    LIMIT = "limit";
    /// The lock file of an open workbook.
    LOCK_FILE = "lock-file";
    /// A symbolic link.
    LINK = "link";
    /// A file or folder that could not be opened.
    UNREADABLE = "unreadable";
    /// A form or settings where they are not read: outside the folders of the years, or by another name.
    STRAY = "stray";
    /// A folder beside those of the years that is not read.
    NO_YEAR = "no-year";
    /// A pipe, socket or device.
    SPECIAL = "special";
    /// The child process for an old format failed.
    CHILD = "child";
    /// A workbook in which no form was found.
    NO_FORM = "no-form";
    /// The hidden sheet is broken, or newer than this program.
    HIDDEN_SHEET = "hidden-sheet";
    /// Two ways of knowing a form disagree.
    DISAGREE = "disagree";
    /// A form of another year than its folder's.
    OTHER_YEAR = "other-year";
    /// A department that the plan does not have.
    UNKNOWN_DEPARTMENT = "unknown-department";
    /// The form does not say whose it is, or of which year or period.
    NO_IDENTITY = "no-identity";
    /// Columns or rows were moved, and found again.
    MOVED = "moved";
    /// A column of the form is gone.
    COLUMN_MISSING = "column-missing";
    /// A column of which it is not clear what it is for.
    COLUMN_UNCLEAR = "column-unclear";
    /// A row whose texts name another action item than its number.
    ROW_CONTRADICTS = "row-contradicts";
    /// An entry that no output uses: an indicator that the item does not have.
    NOT_ASKED = "not-asked";
    /// A row of the form is gone.
    ROW_MISSING = "row-missing";
    /// An action item that the plan does not have.
    ACTION_UNKNOWN = "action-unknown";
    /// Sources that do not add up to the cost, or one without the other.
    COST_SOURCES = "cost-sources";
    /// An action item in two rows.
    ACTION_TWICE = "action-twice";
    /// Entries in a second table below that of the form.
    BELOW_AGAIN = "below-again";
    /// An id that Excel has made a date of.
    ACTION_DATED = "action-dated";
    /// A total that is not the sum of the entries above it.
    TOTAL = "total";
    /// A row with entries but without No.
    ROW_WITHOUT_NUMBER = "row-without-number";
    /// A grade that the plan does not have.
    GRADE_UNKNOWN = "grade-unknown";
    /// A tick taken for ○.
    GRADE_TICKED = "grade-ticked";
    /// A stage that there is not.
    STAGE_UNKNOWN = "stage-unknown";
    /// Not a number.
    NOT_A_NUMBER = "not-a-number";
    /// 約, ～, 別紙 where a number belongs.
    INEXACT = "inexact";
    /// 未定.
    UNDECIDED = "undecided";
    /// Units that contradict each other.
    UNIT = "unit";
    /// No unit of money anywhere: 千円 is assumed.
    UNIT_ASSUMED = "unit-assumed";
    /// Yen rounded from a fraction.
    FRACTION = "fraction";
    /// Not a day.
    NOT_A_DATE = "not-a-date";
    /// A day with the day of the week of another one.
    OTHER_WEEKDAY = "other-weekday";
    /// A year spelled in an era that had ended.
    ERA = "era";
    /// 同上, 〃.
    DITTO = "ditto";
    /// A formula without a result.
    UNCACHED = "uncached";
    /// #REF! and the like.
    ERROR_CELL = "error-cell";
    /// A text that is too long, has control characters, or points to a paper that is not here.
    TEXT = "text";
    /// Words that are struck out.
    STRUCK = "struck";
    /// Content that nobody sees: white on white, a format that shows nothing or hides a sign.
    UNSEEN = "unseen";
    /// A cell merged beyond its own field.
    MERGED = "merged";
    /// A value that comes from another workbook.
    FOREIGN = "foreign";
    /// A value of a function that is computed anew whenever the workbook is opened.
    VOLATILE = "volatile";
    /// A text box, a picture, a header: shown by the sheet, held by no cell.
    OVERLAY = "overlay";
    /// A stored number that differs from the one that is shown.
    ROUNDED = "rounded";
    /// Characters that were made those they look like.
    RADICAL = "radical";
    /// Entries in hidden rows, columns or sheets.
    HIDDEN = "hidden";
    /// Something outside the fields of the form.
    OUTSIDE = "outside";
    /// A sheet that is not read.
    SHEET_IGNORED = "sheet-ignored";
    /// A comment.
    COMMENT = "comment";
    /// A rating beyond 1 to 5.
    RATING = "rating";
    /// A mapping of plan.toml that does not fit.
    MAPPING = "mapping";
}
