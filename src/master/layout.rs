//! The sheets of the master: their names, columns, what each column holds, what may be chosen in it and what its note says.

use Choices::{Actions, CostItems, Departments, Free, Of};

use crate::contract::Audience;
use crate::plan::{Direction, GradedLevel};
use crate::vocabulary::{MoneyUnit, StageEnd};

/// What a cell of a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One text.
    Text,
    /// A number that is a name (1-1, 0086): text, which Excel would make a date or a number of.
    Id,
    /// Texts, a line each.
    Lines,
    Number,
    /// Numbers, a line each.
    Numbers,
    /// A day.
    Date,
    /// ○ or nothing.
    Flag,
    /// Texts by their names, a line each: `B2=進捗状況調べ`.
    Pairs,
}

/// What a column's drop-down offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choices {
    /// Anything may be typed.
    Free,
    /// One of these.
    Of(&'static [&'static str]),
    /// One of the departments of the sheet 部署.
    Departments,
    /// One of the action items' ids of the sheet 実践項目.
    Actions,
    /// 事業費, one of the plan's sources, or 人工.
    CostItems,
    /// One of the plan's periods.
    Periods,
}

pub(super) struct Column {
    pub(super) head: &'static str,
    /// Its key in the tree.
    pub(super) key: &'static str,
    pub(super) kind: Kind,
    /// Its width in full-width characters.
    pub(super) width: f64,
    pub(super) choices: Choices,
    /// What the note on its head says.
    pub(super) note: &'static str,
    /// Whether a master may be without it: those of earlier versions are.
    pub(super) optional: bool,
}

impl Column {
    const fn optional(mut self) -> Column {
        self.optional = true;
        self
    }
}

const fn column(
    head: &'static str,
    key: &'static str,
    kind: Kind,
    width: f64,
    choices: Choices,
    note: &'static str,
) -> Column {
    Column { head, key, kind, width, choices, note, optional: false }
}

/// A sheet whose rows are entries of one list of the tree.
pub(super) struct SheetOf {
    pub(super) name: &'static str,
    pub(super) columns: &'static [Column],
}

/// A column that each year of the plan has one of: `R2 工程`.
pub(super) struct YearColumn {
    /// The end of its head.
    pub(super) name: &'static str,
    /// The key of the tree that its values stand under.
    pub(super) key: &'static str,
    pub(super) kind: Kind,
    /// Whether the head names the unit of its amounts: `R2 効果額（千円）`.
    pub(super) money: bool,
    /// Whether there is one for each part of a year where the plan divides its years: `R2 第1四半期 工程`.
    pub(super) divided: bool,
    pub(super) note: &'static str,
}

/// The mark of a flag that is set.
pub(super) const MARK: &str = "○";
/// Value of 種別 for a department that is an open group.
pub(super) const OPEN: &str = "部署を限らない";
/// How the name of a sheet or the head of a column begins that is the office's own and is left alone.
pub(super) const MEMO: &str = "メモ";

const FLAG: Choices = Of(&[MARK]);

/// The choices of a drop-down: the label of each value of a list.
macro_rules! words_of {
    ($all:expr, $label:path) => {{
        const WORDS: [&str; $all.len()] = {
            let (mut words, mut at) = ([""; $all.len()], 0);
            while at < words.len() {
                words[at] = $label($all[at]);
                at += 1;
            }
            words
        };
        Choices::Of(&WORDS)
    }};
}
pub(super) use words_of;

pub(super) const FRAME_SHEET: &str = "基本情報";
pub(super) const FRAME_HEADS: [&str; 2] = ["項目", "内容"];
pub(super) const PROSE_SHEET: &str = "文章";
pub(super) const PROSE_HEADS: [&str; 2] = ["種別", "文章"];
/// How to fill in the workbook; nothing of it is read.
pub(super) const GUIDE_SHEET: &str = "はじめに";

pub(super) const THEMES: SheetOf = SheetOf {
    name: "テーマ",
    columns: &[
        column(
            "略称",
            "short",
            Kind::Text,
            8.0,
            Free,
            "表の見出しに使う短い名です。「取組項目」のシートのテーマの欄には、この名を書きます。",
        ),
        column("テーマ", "title", Kind::Text, 26.0, Free, "テーマの正式な名です。"),
        column("文章", "text", Kind::Text, 66.0, Free, "計画書に印刷する説明です。"),
    ],
};
/// The levels above the initiatives; earlier masters have no such sheet.
pub(super) const LEVELS: SheetOf = SheetOf {
    name: "階層",
    columns: &[
        column(
            "段階",
            "level",
            Kind::Text,
            12.0,
            Free,
            "取組項目の上の段階の名です（基本方針、重点項目など）。2つまでの段階を、上から順に書きます。取組項目の上に段階がなければ、このシートを空のままにします。",
        ),
        column("番号", "number", Kind::Id, 8.0, Free, "1、1-(1) のような、印刷する番号です。なければ空白にします。"),
        column("名", "name", Kind::Text, 30.0, Free, "その基本方針などの名です。"),
        column("上の番号", "of", Kind::Id, 8.0, Free, "2段目のものが属する、1段目の番号（番号のないときは名）です。"),
        column("文章", "text", Kind::Text, 50.0, Free, "計画書に印刷する説明です。なければ空白にします。"),
    ],
};
pub(super) const GOALS: SheetOf = SheetOf {
    name: "SDGs",
    columns: &[
        column(
            "番号",
            "no",
            Kind::Text,
            6.0,
            Free,
            "1から17までの番号です。SDGsを使わない計画では、このシートを空のままにします。",
        ),
        column("目標", "name", Kind::Text, 40.0, Free, "目標の名です。"),
    ],
};
pub(super) const BUREAUS: SheetOf = SheetOf {
    name: "部",
    columns: &[
        column(
            "部",
            "name",
            Kind::Text,
            20.0,
            Free,
            "部の名です。「局/部/課」と書く部署では、いちばん上の局の名だけを書きます。部のない町では、このシートを空のままにします。",
        ),
        column("略称", "short", Kind::Text, 8.0, Free, "部署の前に（総）のように印刷する1、2字の略称です。"),
    ],
};
pub(super) const DEPARTMENTS: SheetOf = SheetOf {
    name: "部署",
    columns: &[
        column(
            "部署（部/課）",
            "name",
            Kind::Text,
            30.0,
            Free,
            "部と課を / でつないで書きます（例：総務部/総務課）。部に属しないものは名だけを書きます。一覧をそのまま貼り付けられます。",
        ),
        column("設置日", "since", Kind::Date, 12.0, Free, "計画の期間の途中にできた部署だけ、最初の日を書きます。"),
        column("廃止日", "until", Kind::Date, 12.0, Free, "計画の期間の途中になくなった部署だけ、最後の日を書きます。"),
        column(
            "種別",
            "kind",
            Kind::Text,
            16.0,
            Of(&[OPEN]),
            "どの部署が報告してもよいことを表す書き方（各担当部署など）のときだけ「部署を限らない」を選びます。",
        ),
    ],
};
pub(super) const REORGANIZATIONS: SheetOf = SheetOf {
    name: "機構改正",
    columns: &[
        column("施行日", "date", Kind::Date, 12.0, Free, "新しい部署になる日です。"),
        column("もとの部署", "from", Kind::Lines, 30.0, Free, "1行に1つずつ書きます（セルの中の改行は Alt＋Enter）。"),
        column("新しい部署", "to", Kind::Lines, 30.0, Free, "1行に1つずつ書きます。廃止だけのときは空白です。"),
        column("備考", "note", Kind::Text, 30.0, Free, "報告書に印刷する注記です。"),
    ],
};
pub(super) const INITIATIVES: SheetOf = SheetOf {
    name: "取組項目",
    columns: &[
        column("No.", "no", Kind::Number, 5.0, Free, "取組項目の番号です。"),
        column("取組項目", "name", Kind::Text, 26.0, Free, "取組項目の名です。"),
        column(
            "担当部署",
            "responsible",
            Kind::Lines,
            28.0,
            Free,
            "「部署」のシートのとおりに、1行に1つずつ書きます（セルの中の改行は Alt＋Enter）。",
        ),
        column(
            "属する番号",
            "group",
            Kind::Id,
            8.0,
            Free,
            "「階層」のシートのいちばん下の段階の番号（番号のないときは名）です。階層のない計画では空白です。",
        )
        .optional(),
        column(
            "テーマ",
            "themes",
            Kind::Lines,
            10.0,
            Free,
            "「テーマ」のシートの略称を、1行に1つずつ書きます。見直しで途中の年度から加えたテーマは、「市民（R5から）」のように書きます。",
        ),
        column(
            "SDGs",
            "goals",
            Kind::Numbers,
            6.0,
            Free,
            "SDGsの番号を、1行に1つずつ書きます。見直しで途中の年度から加えたものは、「11（R5から）」のように書きます。使わない計画では空白です。",
        ),
        column("取組内容", "content", Kind::Text, 44.0, Free, "計画書に印刷する説明です。"),
        column(
            "この後で改ページ",
            "page_end",
            Kind::Flag,
            8.0,
            FLAG,
            "計画書の表で、この取組項目の後でページを改めるときに○を選びます。",
        ),
        column(
            "印刷する番号",
            "number",
            Kind::Id,
            8.0,
            Free,
            "様式と報告書に印刷する番号が No. と違うときに書きます（例：1-(1)）。空白なら No. を印刷します。",
        )
        .optional(),
    ],
};
pub(super) const ACTIONS: SheetOf = SheetOf {
    name: "実践項目",
    columns: &[
        column(
            "番号",
            "id",
            Kind::Id,
            7.0,
            Free,
            "取組項目の番号と実践項目の番号を - でつなぎます（例：8-2）。日付に変わらないよう、この列は文字列になっています。",
        ),
        column("実践項目", "name", Kind::Text, 30.0, Free, "実践項目の名です。"),
        column("主担当", "lead", Kind::Text, 22.0, Departments, "進捗区分と効果額を決める部署です。一覧から選びます。"),
        column("共同の担当", "partners", Kind::Lines, 22.0, Free, "ともに報告する部署を、1行に1つずつ書きます。"),
        column("他の部署も報告", "open", Kind::Flag, 8.0, FLAG, "どの部署が報告してもよいときに○を選びます。"),
        column(
            "再掲のもと",
            "repeats",
            Kind::Id,
            8.0,
            Free,
            "ほかの取組項目にある実践項目をもう一度載せるとき、もとの番号を書きます。",
        ),
        column(
            "重み",
            "weight",
            Kind::Number,
            6.0,
            Free,
            "取組項目の区分を加重平均で決めるときの重みです。空白は1です。",
        ),
        column(
            "印刷する番号",
            "number",
            Kind::Id,
            9.0,
            Free,
            "様式と報告書に印刷する番号が「番号」と違うときに書きます（例：1-(1)-①、0086）。空白なら「番号」を印刷します。",
        )
        .optional(),
        column(
            "加わった年度",
            "added",
            Kind::Text,
            8.0,
            Free,
            "計画の見直しで加えた項目だけに、その項目の始まる年度を R4 のように書きます。それより前の年度の様式と報告書には載せず、件数にも数えません。",
        )
        .optional(),
    ],
};
pub(super) const INDICATORS: SheetOf = SheetOf {
    name: "指標",
    columns: &[
        column(
            "実践項目の番号",
            "id",
            Kind::Id,
            8.0,
            Actions,
            "指標を付ける実践項目の番号です。1つの実践項目に3つまで付けられます。",
        ),
        column("指標", "name", Kind::Text, 30.0, Free, "指標の名です。"),
        column("単位", "unit", Kind::Text, 8.0, Free, "件、%、㎡などの単位です。"),
        column(
            "望ましい向き",
            "direction",
            Kind::Text,
            8.0,
            words_of!(Direction::ALL, Direction::label),
            "増えるとよいか、減るとよいか、保つかを選びます。",
        ),
        column("計画前の値", "baseline", Kind::Number, 9.0, Free, "計画の前の値です。数だけを書きます（80%は 80）。"),
    ],
};
/// Planned costs; earlier masters have no such sheet.
pub(super) const COSTS: SheetOf = SheetOf {
    name: "事業費",
    columns: &[
        column(
            "実践項目の番号",
            "id",
            Kind::Id,
            8.0,
            Actions,
            "事業費を計画した実践項目の番号です。事業費を扱わない計画では、このシートを空のままにします。",
        ),
        column(
            "区分",
            "of",
            Kind::Text,
            16.0,
            CostItems,
            "「事業費」、財源の名（「基本情報」のシートの「事業費の財源」のとおり）、「人工」のどれかを、1行に1つずつ書きます。事業費を書かないときは、財源の計が事業費になります。",
        ),
        column(
            "単位",
            "unit",
            Kind::Text,
            8.0,
            Of(&["円", "千円", "万円", "百万円", "億円", "人"]),
            "金額の単位です。空白なら千円です。人工の行では「人」を選ぶか、空白にします。",
        ),
    ],
};
/// The columns of 事業費 by year.
pub(super) const COST_YEARS: [YearColumn; 1] = [YearColumn {
    name: "計画",
    key: "amounts",
    kind: Kind::Number,
    money: false,
    divided: false,
    note: "その年度に計画した額です。単位は「単位」の欄のとおりです。人工は、1人が1年働く分を1とした数です。",
}];
pub(super) const GRADES: SheetOf = SheetOf {
    name: "進捗区分",
    columns: &[
        column("印", "mark", Kind::Text, 5.0, Free, "◎、A、①などの印です。言葉だけの区分では空白にします。"),
        column("区分", "name", Kind::Text, 16.0, Free, "区分の名です。良いものから順に書きます。"),
        column("意味", "meaning", Kind::Text, 48.0, Free, "様式と報告書の凡例に印刷する説明です。"),
        column(
            "別の書き方",
            "aliases",
            Kind::Lines,
            20.0,
            Free,
            "各課がこう書いてもこの区分と読む書き方を、1行に1つずつ書きます。",
        ),
        column(
            "点",
            "points",
            Kind::Number,
            5.0,
            Free,
            "良いものほど大きい点です。空白の区分は、どの割合にも数えません（対象外など）。",
        ),
        column(
            "計画どおり以上に数える",
            "on_track",
            Kind::Flag,
            10.0,
            FLAG,
            "計画どおり以上の割合に数える区分に○を選びます。",
        ),
        column(
            "理由が要る",
            "needs_reason",
            Kind::Flag,
            7.0,
            FLAG,
            "「区分の理由」の記入を求める区分に○を選びます。理由がないときは指摘になります。",
        )
        .optional(),
        column(
            "率の下限（%）",
            "from",
            Kind::Number,
            7.0,
            Free,
            "区分を指標から計算する計画で、率が何%からこの区分とするかです（80%は 80）。いちばん低い区分は 0 です。空白の区分は、計算ではなく人が決めます（完了、対象外など）。",
        )
        .optional(),
        column(
            "完了とする",
            "ends",
            Kind::Flag,
            7.0,
            FLAG,
            "この区分になった実践項目に、次の年度から報告を求めないときに○を選びます。",
        )
        .optional(),
    ],
};
pub(super) const DEADLINES: SheetOf = SheetOf {
    name: "締切",
    columns: &[
        column("年度", "year", Kind::Text, 8.0, Free, "R2 のように書きます。"),
        column("時期", "period", Kind::Text, 8.0, Choices::Periods, "一覧から選びます。"),
        column("締切", "due", Kind::Date, 12.0, Free, "様式を提出する期限です。"),
    ],
};
/// Further bodies that grade; earlier masters have no such sheet.
pub(super) const GRADERS: SheetOf = SheetOf {
    name: "区分を付ける組織",
    columns: &[
        column(
            "組織",
            "name",
            Kind::Text,
            20.0,
            Free,
            "各課のほかに区分を付ける組織です（庁内の会議、外部の委員会など）。2つまで。",
        ),
        column(
            "区分を付ける対象",
            "of",
            Kind::Text,
            14.0,
            words_of!(GradedLevel::ALL, GradedLevel::label),
            "どちらの1つずつに区分を付けるかを選びます。空白なら実践項目です。",
        ),
        column(
            "示す範囲",
            "readers",
            Kind::Text,
            10.0,
            words_of!(Audience::ALL, Audience::label),
            "その区分を誰に示すかを選びます。空白なら公表です。",
        ),
        column(
            "区分の記号",
            "letters",
            Kind::Lines,
            14.0,
            Free,
            "その組織だけの区分を使うとき、良いものから順に、1行に1つずつ書きます（A、B、C…）。空白なら計画の区分を使います。",
        ),
        column(
            "区分の言葉",
            "steps",
            Kind::Lines,
            24.0,
            Free,
            "記号の言葉を、記号と同じ順と数で書きます。空白なら記号だけです。",
        ),
    ],
};
/// Terms that reports explain; earlier masters have no such sheet.
pub(super) const GLOSSARY: SheetOf = SheetOf {
    name: "用語",
    columns: &[
        column(
            "用語",
            "term",
            Kind::Text,
            20.0,
            Free,
            "報告書の「用語の説明」に載せる言葉です。報告書に出てくるものだけが載ります。AI、PPPなどはプログラムが説明を持っています。",
        ),
        column(
            "説明",
            "meaning",
            Kind::Text,
            60.0,
            Free,
            "説明の文です。空白にすると、プログラムが説明を持つ言葉でも載せません。",
        ),
    ],
};
/// When in the year departments report; earlier masters have no such sheet.
pub(super) const PERIODS: SheetOf = SheetOf {
    name: "時期",
    columns: &[
        column(
            "時期",
            "name",
            Kind::Text,
            14.0,
            Free,
            "各課が報告する時期の名（第1四半期、6月など）です。年度の早いものから順に、12字までで書きます。最後のものが年度の報告になります。中間と年度末をそのまま使うときは、このシートを空のままにします。",
        ),
        column(
            "いつ現在か",
            "as_of",
            Kind::Text,
            14.0,
            Free,
            "その時期の報告書に「…現在」と書く時点（6月末など）です。空白なら時期の名で、「第1四半期」「9月」のように期や月で終わる名には「末」を付けます。",
        ),
    ],
};
/// The stages of action items; earlier masters have no such sheet.
pub(super) const STAGES: SheetOf = SheetOf {
    name: "工程",
    columns: &[
        column(
            "工程",
            "name",
            Kind::Text,
            14.0,
            Free,
            "実践項目の工程の名です。進む順に、12字までで書きます。検討・準備・試行・実施・継続・見直し・完了・中止をそのまま使うときは、このシートを空のままにします。",
        ),
        column("意味", "meaning", Kind::Text, 44.0, Free, "様式の記入例に印刷する説明です。なければ空白にします。"),
        column(
            "別の書き方",
            "aliases",
            Kind::Lines,
            20.0,
            Free,
            "各課がその工程を書くときの別の言葉を、1行に1つずつ書きます。",
        ),
        column(
            "終わり",
            "ends",
            Kind::Text,
            8.0,
            words_of!(StageEnd::ALL, StageEnd::label),
            "その工程で取組が終わるとき、目的を果たして終わるか、取りやめるかを選びます。続く工程では空白です。",
        ),
    ],
};
/// Forms that are not ours (`[[form]]`).
pub(super) const FOREIGN_FORMS: SheetOf = SheetOf {
    name: "他の様式",
    columns: &[
        column("様式の名", "name", Kind::Text, 20.0, Free, "このプログラムの様式でないブックを読むときだけ書きます。"),
        column("シート名の始まり", "sheet", Kind::Text, 16.0, Free, "読むシートの名の始まりです。"),
        column(
            "目印（セル=文字）",
            "signs",
            Kind::Pairs,
            26.0,
            Free,
            "この様式であることの目印を、B2=進捗状況調べ のように1行に1つずつ書きます。",
        ),
        column("部署", "department", Kind::Text, 16.0, Departments, "様式に部署の欄がないときに選びます。"),
        column("時期", "period", Kind::Text, 8.0, Choices::Periods, "様式に時期の欄がないときに、一覧から選びます。"),
        column("年度", "year", Kind::Text, 8.0, Free, "様式に年度の欄がないときに、R2 のように書きます。"),
        column(
            "金額の単位",
            "unit",
            Kind::Text,
            8.0,
            words_of!(MoneyUnit::OF_ENTRY, MoneyUnit::label),
            "一覧から選びます。",
        ),
        column(
            "欄ごとの単位（項目=単位）",
            "units",
            Kind::Pairs,
            20.0,
            Free,
            "単位の違う欄があるときに、歳入増（単年度）=円 のように1行に1つずつ書きます。",
        ),
        column("表紙の欄（項目=セル）", "cover", Kind::Pairs, 26.0, Free, "部署=C3 のように1行に1つずつ書きます。"),
        column(
            "表の欄（項目=列）",
            "columns",
            Kind::Pairs,
            26.0,
            Free,
            "1行に1項目の一覧のとき、番号=A、実績=F のように1行に1つずつ書きます。",
        ),
        column(
            "個票の欄（項目=セル）",
            "cells",
            Kind::Pairs,
            26.0,
            Free,
            "1枚に1項目の個票のとき、番号=B2、実績=B5 のように1行に1つずつ書きます。",
        ),
        column(
            "読まない範囲",
            "ignore",
            Kind::Lines,
            12.0,
            Free,
            "読まなくてよい列やセルを、H-K、B4:D9 のように1行に1つずつ書きます。",
        ),
        column("最初の行", "first_row", Kind::Number, 6.0, Free, "一覧の記入の始まる行です。"),
        column("最後の行", "last_row", Kind::Number, 6.0, Free, "一覧の記入の終わる行です。"),
        column(
            "繰返しの行数",
            "repeat",
            Kind::Number,
            6.0,
            Free,
            "1枚に個票がいくつも縦に並ぶとき、次の個票までの行数です。",
        ),
    ],
};

/// All sheets whose rows are entries of a list.
pub(super) const LISTS: [&SheetOf; 17] = [
    &LEVELS,
    &THEMES,
    &GOALS,
    &BUREAUS,
    &DEPARTMENTS,
    &REORGANIZATIONS,
    &INITIATIVES,
    &ACTIONS,
    &INDICATORS,
    &COSTS,
    &GRADES,
    &STAGES,
    &PERIODS,
    &DEADLINES,
    &GRADERS,
    &GLOSSARY,
    &FOREIGN_FORMS,
];

/// The columns of 実践項目 by year.
pub(super) const ACTION_YEARS: [YearColumn; 2] = [
    YearColumn {
        name: "工程",
        key: "schedule",
        kind: Kind::Text,
        money: false,
        divided: true,
        note: "一覧から選びます。1年に2つのときは「準備・実施」のように「・」でつなぎます。",
    },
    YearColumn {
        name: "効果額",
        key: "effect",
        kind: Kind::Number,
        money: true,
        divided: false,
        note: "計画した効果額です。単位は見出しのとおりで、円、千円、百万円に変えられます。なければ空白です。",
    },
];
/// The columns of 指標 by year.
pub(super) const INDICATOR_YEARS: [YearColumn; 1] = [YearColumn {
    name: "目標",
    key: "targets",
    kind: Kind::Number,
    money: false,
    divided: false,
    note: "その年度の目標値です。数だけを書きます（80%は 80）。",
}];
