//! The shapes of the published tables: their columns, what each holds, and how the tables refer to each other.
//!
//! One definition drives CSV, JSON, the JSON Schema, the CSVW metadata and reading back. Keys are fixed, so that
//! the data of many municipalities can be laid side by side; heads and descriptions are said in the words of a plan
//! ([`Labels`](super::Labels)).

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One line of text.
    Text,
    /// An id of ours, which begins with a letter so that no spreadsheet takes it for a date.
    Id,
    /// A whole number.
    Integer,
    /// An exact decimal.
    Decimal,
    /// A day, ISO 8601 in machine columns.
    Date,
    /// Yes or no: 1 or 0 in CSV.
    Flag,
}

/// A column of a published table.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Key in JSON and in the metadata.
    pub key: &'static str,
    /// Head of the CSV column in the program's own words.
    pub head: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether every row has a value.
    pub required: bool,
    /// What it means, for the descriptions.
    pub meaning: &'static str,
    /// Whether the meaning lists the very words that stand in its cells, whatever the plan calls these things.
    pub is_coded: bool,
    /// Whether data that were published before the program wrote it lack it: then it is blank, and says nothing.
    pub is_later: bool,
}

/// A reference to another table.
#[derive(Debug, PartialEq, Eq)]
pub struct Reference {
    /// Keys of the columns here.
    pub from: &'static [&'static str],
    /// The other table.
    pub table: &'static str,
    /// Keys of the columns there.
    pub to: &'static [&'static str],
}

/// A table.
#[derive(Debug, PartialEq, Eq)]
pub struct Shape {
    /// Name of the file without extension, and key in JSON.
    pub name: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What a row is.
    pub meaning: &'static str,
    /// Columns in order.
    pub columns: &'static [Column],
    /// Keys of the columns by which rows are told apart.
    pub key: &'static [&'static str],
    /// References to other tables.
    pub references: &'static [Reference],
}

/// The tables that only some plans have.
const OF_SOME_PLANS: [&str; 6] =
    ["ratings", "further_grades", "planned_stages", "actual_stages", "costs", "planned_costs"];

impl Shape {
    /// Whether only some plans have the table: it is left out where it has no rows.
    pub fn may_be_absent(&self) -> bool {
        OF_SOME_PLANS.contains(&self.name)
    }

    /// Position of the column with that key.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }

    /// `initiatives.csv`.
    pub fn file(&self) -> String {
        format!("{}.csv", self.name)
    }
}

const fn column(key: &'static str, head: &'static str, kind: Kind, required: bool, meaning: &'static str) -> Column {
    Column { key, head, kind, required, meaning, is_coded: false, is_later: false }
}

/// A column with one of a few fixed words in every cell.
const fn coded(key: &'static str, head: &'static str, words: &'static str) -> Column {
    Column { is_coded: true, ..column(key, head, Kind::Text, true, words) }
}

const CODE: Column =
    column("municipality_code", "全国地方公共団体コード", Kind::Text, false, "6桁。計画に定めがないときは空欄");
const YEAR: Column = column("fiscal_year", "年度", Kind::Integer, true, "西暦");
const PRINTED_NUMBER: Column = Column {
    is_later: true,
    ..column(
        "printed_number",
        "印刷番号",
        Kind::Text,
        true,
        "報告書に印刷する番号。前に「No.」を付け、日付や数値として読まれないようにする",
    )
};
const INITIATIVE: Column = column("initiative_id", "取組項目ID", Kind::Id, true, "I001 の形");
const ACTION: Column = column("action_id", "実践項目ID", Kind::Id, true, "I001-01 の形");
const GRADE: Column = column("grade", "進捗区分", Kind::Text, false, "区分の名。空欄は区分なし");
const MARK: Column = column("grade_mark", "区分の記号", Kind::Text, false, "");
const BUREAU: Column = column("bureau", "部", Kind::Text, false, "部に属さない部署は空欄");
const DEPARTMENT: Column = column("department", "部署", Kind::Text, true, "");
const PARAGRAPH: Column =
    column("paragraph", "段落番号", Kind::Integer, true, "1から。文章は段落ごとに1行とし、セルの中で改行しない");
const STATE: Column = column("state", "報告の状態", Kind::Text, false, "報告、該当なし。空欄は報告なし");

const PART: Column = column("part", "時期", Kind::Text, true, "上半期、下半期、又は第1四半期から第4四半期まで");
const ORDER_IN_PART: Column = column("order", "順", Kind::Integer, true, "時期の中の順。1から");
const STAGE: Column = column("stage", "工程", Kind::Text, true, "");
const COST_ITEM: Column = column("item", "費目", Kind::Text, true, "事業費、財源の名、人工、人件費");
const COST_YEN: Column = column("cost_yen", "金額（円）", Kind::Integer, false, "端数処理をしていない。人工の行は空欄");
const STAFF_YEARS: Column =
    column("staff_years", "人工", Kind::Decimal, false, "1人が1年働く分を1とした数。人工の行だけに記す");

const TO_INITIATIVE: Reference =
    Reference { from: &["fiscal_year", "initiative_id"], table: "initiatives", to: &["fiscal_year", "initiative_id"] };
const TO_ACTION: Reference =
    Reference { from: &["fiscal_year", "action_id"], table: "actions", to: &["fiscal_year", "action_id"] };
const TO_YEAR: Reference = Reference { from: &["fiscal_year"], table: "years", to: &["fiscal_year"] };

/// The years with input.
pub const YEARS: Shape = Shape {
    name: "years",
    title: "年度",
    meaning: "結果を収めた年度",
    columns: &[
        CODE,
        column("municipality", "地方公共団体名", Kind::Text, true, ""),
        column("plan", "計画", Kind::Text, true, "計画の名"),
        YEAR,
        column("fiscal_year_japanese", "年度（和暦）", Kind::Text, true, ""),
        column("first_day", "初日", Kind::Date, true, "ISO 8601"),
        column("first_day_japanese", "初日（和暦）", Kind::Text, true, ""),
        column("last_day", "末日", Kind::Date, true, "ISO 8601"),
        column("last_day_japanese", "末日（和暦）", Kind::Text, true, ""),
        column("published_on", "公表日", Kind::Date, false, "この資料の年度だけに記す。ISO 8601"),
        column("published_on_japanese", "公表日（和暦）", Kind::Text, false, ""),
        column("state", "速報か確定か", Kind::Text, true, "速報、確定"),
        column("settled_on", "決算の確定日", Kind::Date, false, "確定していないときは空欄。ISO 8601"),
        column("settled_on_japanese", "決算の確定日（和暦）", Kind::Text, false, ""),
        column("departments_owing", "提出を求めた部署の数", Kind::Integer, true, ""),
        column("departments_submitted", "提出した部署の数", Kind::Integer, true, ""),
        column("effect_yen", "効果額（円）", Kind::Integer, true, "年度の合計。端数処理をしていない"),
    ],
    key: &["fiscal_year"],
    references: &[],
};

/// The grades of the plan.
pub const GRADES: Shape = Shape {
    name: "grades",
    title: "進捗区分",
    meaning: "計画の定める進捗区分",
    columns: &[
        CODE,
        column("grade_order", "区分の順", Kind::Integer, true, "1から。良いものが先"),
        column("grade", "進捗区分", Kind::Text, true, ""),
        MARK,
        column("meaning", "区分の意味", Kind::Text, false, ""),
        column("rated", "評価対象", Kind::Flag, true, "割合の分母に含めるか"),
        column("on_track", "計画どおり以上", Kind::Flag, true, "割合の分子に含めるか"),
        column(
            "from_rate",
            "率の下限（%）",
            Kind::Decimal,
            false,
            "この率からこの区分と計算する。空欄は計算しない区分",
        ),
        column("ends", "完了とする", Kind::Flag, true, "翌年度から報告を求めない区分は1"),
    ],
    key: &["grade_order"],
    references: &[],
};

/// 取組項目 by year.
pub const INITIATIVES: Shape = Shape {
    name: "initiatives",
    title: "取組項目",
    meaning: "取組項目の年度ごとの結果",
    columns: &[
        CODE,
        YEAR,
        INITIATIVE,
        column("initiative_no", "取組項目番号", Kind::Integer, true, ""),
        PRINTED_NUMBER,
        column("initiative", "取組項目", Kind::Text, true, ""),
        column("content", "取組内容", Kind::Text, false, ""),
        GRADE,
        MARK,
        column("council_points", "審議会の評価の点の計", Kind::Decimal, false, "空欄は評価なし"),
        column("council_raters", "審議会の評価の人数", Kind::Integer, false, ""),
        column("council_mean", "審議会の評価の平均", Kind::Decimal, false, "小数第2位を四捨五入"),
        column("effect_yen", "効果額（円）", Kind::Integer, false, "空欄は報告なし"),
    ],
    key: &["fiscal_year", "initiative_id"],
    references: &[TO_YEAR],
};

/// How many members of the council gave each letter, where it rates by letters: one letter a row.
pub const RATINGS: Shape = Shape {
    name: "ratings",
    title: "審議会の評価の内訳",
    meaning: "取組項目にある年度に付けられた記号1つとその数",
    columns: &[
        CODE,
        YEAR,
        INITIATIVE,
        column("rating_order", "評価の順", Kind::Integer, true, "1から。良いものが先"),
        column("rating", "評価", Kind::Text, true, "記号"),
        column("rating_name", "評価の言葉", Kind::Text, false, ""),
        column("raters", "付けた人数", Kind::Integer, true, "誰も付けていない記号は0"),
    ],
    key: &["fiscal_year", "initiative_id", "rating_order"],
    references: &[TO_INITIATIVE],
};

/// Grades of the bodies that grade beside the departments, with reasons, one paragraph a row.
pub const FURTHER_GRADES: Shape = Shape {
    name: "further_grades",
    title: "ほかの組織の評価",
    meaning: "部署のほかの組織が付けた評価の理由の1段落",
    columns: &[
        CODE,
        YEAR,
        column("body_no", "組織の順", Kind::Integer, true, "計画に定める順。1から"),
        column("body", "組織", Kind::Text, true, ""),
        column("target_id", "対象のID", Kind::Id, true, "取組項目ID又は実践項目ID"),
        coded("target", "対象", "取組項目、実践項目"),
        column("grade_order", "評価の順", Kind::Integer, true, "その組織の評価の区分の順。1から。良いものが先"),
        column("grade", "評価", Kind::Text, true, ""),
        column("grade_mark", "評価の記号", Kind::Text, false, ""),
        PARAGRAPH,
        column("text", "評価の理由", Kind::Text, false, "空欄は理由の記入なし"),
    ],
    key: &["fiscal_year", "body_no", "target_id", "paragraph"],
    references: &[TO_YEAR],
};

/// Themes of 取組項目, long form.
pub const INITIATIVE_THEMES: Shape = Shape {
    name: "initiative_themes",
    title: "取組項目のテーマ",
    meaning: "取組項目とテーマの組1つ",
    columns: &[
        CODE,
        INITIATIVE,
        column("theme_no", "テーマ番号", Kind::Integer, true, ""),
        column("theme", "テーマ", Kind::Text, true, "略した名"),
        column("theme_title", "テーマの名", Kind::Text, true, ""),
    ],
    key: &["initiative_id", "theme_no"],
    references: &[],
};

/// SDGs of 取組項目, long form.
pub const INITIATIVE_SDGS: Shape = Shape {
    name: "initiative_sdgs",
    title: "取組項目のSDGs",
    meaning: "取組項目とSDGsの目標の組1つ",
    columns: &[
        CODE,
        INITIATIVE,
        column("goal", "SDGs目標番号", Kind::Integer, true, "1から17まで"),
        column("goal_name", "SDGs目標", Kind::Text, false, ""),
    ],
    key: &["initiative_id", "goal"],
    references: &[],
};

/// 実践項目 by year.
pub const ACTIONS: Shape = Shape {
    name: "actions",
    title: "実践項目",
    meaning: "実践項目の年度ごとの結果",
    columns: &[
        CODE,
        YEAR,
        ACTION,
        INITIATIVE,
        column("initiative_no", "取組項目番号", Kind::Integer, true, ""),
        column("action_no", "枝番", Kind::Integer, true, "取組項目の中の番号"),
        PRINTED_NUMBER,
        column("action", "実践項目", Kind::Text, true, ""),
        column("repeats_id", "再掲元の実践項目ID", Kind::Id, false, "再掲のときだけ"),
        BUREAU,
        column("department", "主担当の部署", Kind::Text, true, "年度末の名"),
        GRADE,
        MARK,
        column("reported_grade", "報告された区分", Kind::Text, false, "主担当の報告した区分"),
        column("grade_basis", "区分の由来", Kind::Text, true, "記入、計算、完了（前年度までに完了）、変更"),
        column("grade_rate", "区分を計算した率（%）", Kind::Decimal, false, "空欄は計算によらない区分"),
        column("ended_fiscal_year", "完了した年度", Kind::Integer, false, "前年度までに完了したものだけ"),
        column("reported", "報告の有無", Kind::Flag, true, "主担当の報告があれば1"),
        column("awaits_accounts", "決算待ち", Kind::Flag, true, "効果額と指標が決算の確定まで見込みであるものは1"),
        column("counted", "件数に含める", Kind::Flag, true, "再掲は0"),
        column("rated", "評価対象", Kind::Flag, true, "割合の分母に含めるものは1"),
        column("on_track", "計画どおり以上", Kind::Flag, true, "割合の分子に含めるものは1"),
        column("effect_yen", "効果額（円）", Kind::Integer, false, "歳入増と歳出減、単年度と継続の計。空欄は報告なし"),
    ],
    key: &["fiscal_year", "action_id"],
    references: &[TO_INITIATIVE],
};

/// Changes of grades by the office, with reasons.
pub const DECISIONS: Shape = Shape {
    name: "decisions",
    title: "区分の変更",
    meaning: "報告された区分を変更した理由の1段落",
    columns: &[
        CODE,
        YEAR,
        column("target_id", "対象のID", Kind::Id, true, "取組項目ID又は実践項目ID"),
        coded("target", "対象", "取組項目、実践項目"),
        column("grade_before", "変更前の区分", Kind::Text, false, "空欄は区分なし"),
        column("grade", "進捗区分", Kind::Text, true, ""),
        PARAGRAPH,
        column("text", "変更の理由", Kind::Text, false, ""),
    ],
    key: &["fiscal_year", "target_id", "paragraph"],
    references: &[TO_YEAR],
};

/// 工程, planned and reached, long form.
pub const STAGES: Shape = Shape {
    name: "stages",
    title: "工程",
    meaning: "実践項目のある年度の工程1つ",
    columns: &[
        CODE,
        YEAR,
        ACTION,
        column("kind", "計画か実績か", Kind::Text, true, "計画、実績"),
        column("order", "順", Kind::Integer, true, "1から"),
        STAGE,
    ],
    key: &["fiscal_year", "action_id", "kind", "order"],
    references: &[],
};

/// 工程 that the plan expects in the parts of a year; only of a plan with schedules by half-year or quarter.
pub const PLANNED_STAGES: Shape = Shape {
    name: "planned_stages",
    title: "時期ごとの工程の計画",
    meaning: "実践項目のある年度のある時期（半期、四半期）に計画した工程1つ",
    columns: &[CODE, YEAR, ACTION, PART, ORDER_IN_PART, STAGE],
    key: &["fiscal_year", "action_id", "part", "order"],
    references: &[],
};

/// 工程 that the lead says were reached in the parts of a year; of the same plans.
pub const ACTUAL_STAGES: Shape = Shape {
    name: "actual_stages",
    title: "時期ごとの工程の実績",
    meaning: "実践項目のある年度のある時期（半期、四半期）に実際に進んだ工程1つ",
    columns: &[CODE, YEAR, ACTION, PART, ORDER_IN_PART, STAGE],
    key: &["fiscal_year", "action_id", "part", "order"],
    references: &[TO_ACTION],
};

/// 担当部署 of 実践項目 by year, long form.
pub const ACTION_DEPARTMENTS: Shape = Shape {
    name: "action_departments",
    title: "実践項目の担当部署",
    meaning: "実践項目を担当し、又は報告した部署1つ",
    columns: &[
        CODE,
        YEAR,
        ACTION,
        column("order", "順", Kind::Integer, true, "1から"),
        BUREAU,
        DEPARTMENT,
        coded("role", "担当の別", "主担当、副担当"),
        column("reported", "報告の有無", Kind::Flag, true, ""),
        column("period", "報告の時期", Kind::Text, false, "中間、年度末。報告がないときは空欄"),
    ],
    key: &["fiscal_year", "action_id", "order"],
    references: &[TO_ACTION],
};

/// What departments wrote, one paragraph a row.
pub const RESULTS: Shape = Shape {
    name: "results",
    title: "実績などの文章",
    meaning: "部署が書いた文章の1段落",
    columns: &[
        CODE,
        YEAR,
        ACTION,
        column("order", "部署の順", Kind::Integer, true, "実践項目の担当部署の表の「順」"),
        BUREAU,
        DEPARTMENT,
        column("item", "項目のキー", Kind::Text, true, "result、issues など"),
        column("item_name", "項目", Kind::Text, true, "実績、課題、次年度の取組など"),
        PARAGRAPH,
        column("text", "文章", Kind::Text, false, "空欄は空行"),
    ],
    key: &["fiscal_year", "action_id", "order", "item", "paragraph"],
    references: &[Reference {
        from: &["fiscal_year", "action_id", "order"],
        table: "action_departments",
        to: &["fiscal_year", "action_id", "order"],
    }],
};

/// 指標 by year.
pub const INDICATORS: Shape = Shape {
    name: "indicators",
    title: "指標",
    meaning: "指標の年度ごとの目標値と実績値",
    columns: &[
        CODE,
        YEAR,
        column("indicator_id", "指標ID", Kind::Id, true, "I001-01-K1 の形"),
        ACTION,
        column("indicator_no", "指標番号", Kind::Integer, true, "実践項目の中の番号"),
        column("indicator", "指標", Kind::Text, true, ""),
        column("unit", "単位", Kind::Text, false, ""),
        column("direction", "望ましい方向", Kind::Text, true, "増加、減少、維持"),
        column("baseline", "計画前の値", Kind::Decimal, false, ""),
        column("target", "目標値", Kind::Decimal, false, "空欄は目標なし"),
        column("result", "実績値", Kind::Decimal, false, "空欄は報告なし"),
        STATE,
        column("achievement_percent", "達成率（%）", Kind::Decimal, false, "空欄は計算しないもの"),
        column(
            "verdict",
            "判定",
            Kind::Text,
            false,
            "達成、未達。空欄は目標か実績のないものと、年度の途中の報告によるもの",
        ),
    ],
    key: &["fiscal_year", "indicator_id"],
    references: &[],
};

/// 効果額, long form.
pub const EFFECTS: Shape = Shape {
    name: "effects",
    title: "効果額",
    meaning: "主担当が報告した効果額1つ（再掲の項目を除く。）",
    columns: &[
        CODE,
        YEAR,
        ACTION,
        column("kind", "歳入歳出の別", Kind::Text, true, "歳入増、歳出減"),
        column("term", "期間の別", Kind::Text, true, "単年度、継続"),
        column("effect_yen", "効果額（円）", Kind::Integer, false, "端数処理をしていない"),
        STATE,
    ],
    key: &["fiscal_year", "action_id", "kind", "term"],
    references: &[TO_ACTION],
};

/// 効果額 that the plan expects.
pub const PLANNED_EFFECTS: Shape = Shape {
    name: "planned_effects",
    title: "効果額の計画",
    meaning: "計画の定める効果額1つ",
    columns: &[CODE, YEAR, ACTION, column("planned_yen", "計画の効果額（円）", Kind::Integer, true, "")],
    key: &["fiscal_year", "action_id"],
    references: &[],
};

/// 事業費, its sources and 人工 as reported, with 人件費, long form; only of a plan that has costs.
pub const COSTS: Shape = Shape {
    name: "costs",
    title: "事業費",
    meaning: "主担当が報告した事業費、財源、人工のうち1つ、又は人工から計算した人件費（再掲の項目を除く。）",
    columns: &[CODE, YEAR, ACTION, COST_ITEM, COST_YEN, STAFF_YEARS, STATE],
    key: &["fiscal_year", "action_id", "item"],
    references: &[TO_ACTION],
};

/// 事業費, its sources and 人工 that the plan expects; only of a plan that has costs.
pub const PLANNED_COSTS: Shape = Shape {
    name: "planned_costs",
    title: "事業費の計画",
    meaning: "計画の定める事業費、財源、人工のうち1つ、又は人工から計算した人件費",
    columns: &[CODE, YEAR, ACTION, COST_ITEM, COST_YEN, STAFF_YEARS],
    key: &["fiscal_year", "action_id", "item"],
    references: &[],
};

/// 効果額 that the plan expected when it was first adopted, where the office keeps that version.
pub const ORIGINAL_EFFECTS: Shape = Shape {
    name: "original_effects",
    title: "当初の計画の効果額",
    meaning: "見直す前の当初の計画が定めた効果額1つ（再掲の項目を除く。見直しのない計画では空）",
    columns: &[CODE, YEAR, ACTION, column("planned_yen", "当初の計画の効果額（円）", Kind::Integer, true, "")],
    key: &["fiscal_year", "action_id"],
    references: &[],
};

/// Targets of the plan as it was first adopted.
pub const ORIGINAL_TARGETS: Shape = Shape {
    name: "original_targets",
    title: "当初の計画の目標値",
    meaning: "見直す前の当初の計画が定めた指標の目標値1つ（見直しのない計画では空）",
    columns: &[
        CODE,
        YEAR,
        column("indicator_id", "指標ID", Kind::Id, true, "I001-01-K1 の形"),
        ACTION,
        column("indicator_no", "指標番号", Kind::Integer, true, "実践項目の中の番号"),
        column("target", "当初の目標値", Kind::Decimal, true, ""),
    ],
    key: &["fiscal_year", "indicator_id"],
    references: &[],
};

/// Opinions and answers, one paragraph a row.
pub const OPINIONS: Shape = Shape {
    name: "opinions",
    title: "審議会の意見と対応",
    meaning: "意見又は対応の1段落",
    columns: &[
        CODE,
        YEAR,
        column("opinion_id", "意見ID", Kind::Id, true, "I001-2020-01 の形。年度は評価の対象の年度"),
        INITIATIVE,
        column("asked_fiscal_year", "意見の年度", Kind::Integer, true, "評価の対象の年度（西暦）"),
        column("opinion_no", "意見番号", Kind::Integer, true, "取組項目と年度の中の番号"),
        column("response_no", "対応番号", Kind::Integer, true, "意見は0、対応は1から"),
        column("kind", "意見か対応か", Kind::Text, true, "意見、対応"),
        BUREAU,
        column("department", "部署", Kind::Text, false, "対応した部署"),
        PARAGRAPH,
        column("text", "文章", Kind::Text, false, "空欄は空行"),
    ],
    key: &["fiscal_year", "opinion_id", "response_no", "paragraph"],
    references: &[TO_INITIATIVE],
};

/// The results that a summary puts forward, where the office picked them.
pub const HIGHLIGHTS: Shape = Shape {
    name: "highlights",
    title: "主な成果",
    meaning: "事務局が選んだ主な成果の1段落",
    columns: &[
        CODE,
        YEAR,
        ACTION,
        column("place", "順位", Kind::Integer, true, "掲げる順。1から"),
        PARAGRAPH,
        column("text", "紹介文", Kind::Text, false, "空欄は、主担当の実績による"),
    ],
    key: &["fiscal_year", "action_id", "paragraph"],
    references: &[TO_ACTION],
};

/// The tables that a page offers first.
pub const MAIN: [&Shape; 6] = [&INITIATIVES, &ACTIONS, &RESULTS, &INDICATORS, &EFFECTS, &OPINIONS];

/// The tables of a plan that has costs; other publications are without them.
pub const OF_COSTS: [&Shape; 2] = [&COSTS, &PLANNED_COSTS];

/// Tables that stand together in the publications of a plan that has what they are about, and in no other.
const OF_FEW_PLANS: [&[&Shape]; 2] = [&OF_COSTS, &[&PLANNED_STAGES, &ACTUAL_STAGES]];

/// All tables in the order in which they are published.
pub const ALL: [&Shape; 23] = [
    &YEARS,
    &GRADES,
    &INITIATIVES,
    &RATINGS,
    &INITIATIVE_THEMES,
    &INITIATIVE_SDGS,
    &ACTIONS,
    &DECISIONS,
    &FURTHER_GRADES,
    &STAGES,
    &PLANNED_STAGES,
    &ACTUAL_STAGES,
    &ACTION_DEPARTMENTS,
    &RESULTS,
    &INDICATORS,
    &EFFECTS,
    &PLANNED_EFFECTS,
    &ORIGINAL_EFFECTS,
    &ORIGINAL_TARGETS,
    &COSTS,
    &PLANNED_COSTS,
    &OPINIONS,
    &HIGHLIGHTS,
];

/// The tables that publications of a plan such as this one may have: those of few plans only where one of their kind is there.
pub fn of(has: impl Fn(&Shape) -> bool) -> impl Iterator<Item = &'static Shape> {
    ALL.into_iter().filter(move |shape| {
        let kind = OF_FEW_PLANS.into_iter().find(|kind| kind.iter().any(|of| of.name == shape.name));
        kind.is_none_or(|kind| kind.iter().any(|of| has(of)))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn keys_and_heads_are_unlike_and_references_lead_to_keys() {
        for shape in ALL {
            let keys: BTreeSet<&str> = shape.columns.iter().map(|column| column.key).collect();
            let heads: BTreeSet<&str> = shape.columns.iter().map(|column| column.head).collect();
            assert_eq!((keys.len(), heads.len()), (shape.columns.len(), shape.columns.len()), "{}", shape.name);
            for key in shape.key {
                let column = shape.columns.iter().find(|column| column.key == *key).expect("a column of the key");
                assert!(column.required, "{} {key}", shape.name);
            }
            for reference in shape.references {
                let other = ALL.into_iter().find(|other| other.name == reference.table).expect("another table");
                assert_eq!(other.key, reference.to, "{}", shape.name);
                assert!(reference.from.iter().all(|key| keys.contains(key)), "{}", shape.name);
            }
        }
    }
}
