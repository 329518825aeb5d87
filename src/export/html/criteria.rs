//! The 38 success criteria of levels A and AA of WCAG 2.0, which JIS X 8341-3:2016 shares, and how each is checked.

use super::inspect::Inspection;

/// A success criterion (達成基準).
pub(super) struct Criterion {
    /// 1.1.1.
    pub(super) number: &'static str,
    /// Its name in JIS X 8341-3:2016, without の達成基準.
    pub(super) name: &'static str,
    /// A or AA.
    pub(super) level: &'static str,
    /// How it is checked.
    pub(super) check: Check,
}

/// How a criterion is checked.
pub(super) enum Check {
    /// It applies only where a page has such content; the function tells whether it has.
    Absent(fn(&Inspection) -> bool, &'static str),
    /// By machine alone.
    Machine(fn(&Inspection) -> Vec<String>, &'static str),
    /// By machine, and what is left by a person.
    Both(fn(&Inspection) -> Vec<String>, &'static str, &'static str),
    /// By a person.
    Person(&'static str),
}

const fn criterion(number: &'static str, name: &'static str, level: &'static str, check: Check) -> Criterion {
    Criterion { number, name, level, check }
}

use Check::{Absent, Both, Machine, Person};

const NO_MEDIA: &str = "音声、映像又は画像の要素がないことを確かめた。";
const NO_MOTION: &str = "動き、点滅、自動更新及び制限時間のある要素がないことを確かめた。";
const NO_SENDING: &str = "送信する欄及び誤りを判定する入力欄がないことを確かめた。";
const OWN_SCRIPT: &str = "スクリプトが、文脈を変えないと分かっているもの（検索と絞込み）のほかにないことを確かめた。";

/// All criteria in the order of the standard.
pub(super) const CRITERIA: [Criterion; 38] = [
    criterion(
        "1.1.1",
        "非テキストコンテンツ",
        "A",
        Both(
            Inspection::pictures,
            "すべての図とグラフに題名と説明文があることを確かめた。",
            "説明文が図とグラフの内容を言い尽くしているかを確かめる。",
        ),
    ),
    criterion("1.2.1", "音声だけ及び映像だけ（収録済み）", "A", Absent(Inspection::has_media, NO_MEDIA)),
    criterion("1.2.2", "キャプション（収録済み）", "A", Absent(Inspection::has_media, NO_MEDIA)),
    criterion(
        "1.2.3",
        "音声解説又はメディアに対する代替コンテンツ（収録済み）",
        "A",
        Absent(Inspection::has_media, NO_MEDIA),
    ),
    criterion("1.2.4", "キャプション（ライブ）", "AA", Absent(Inspection::has_media, NO_MEDIA)),
    criterion("1.2.5", "音声解説（収録済み）", "AA", Absent(Inspection::has_media, NO_MEDIA)),
    criterion(
        "1.3.1",
        "情報及び関係性",
        "A",
        Both(
            Inspection::structure,
            "見出しの段階に飛びがないこと、表の見出しセルに範囲の指定があることを確かめた。",
            "入力された文章の中に、見た目だけの見出しや箇条書きがないかを確かめる。",
        ),
    ),
    criterion(
        "1.3.2",
        "意味のある順序",
        "A",
        Both(
            Inspection::order,
            "文書の順序と操作の順序が同じであることを確かめた。",
            "読み上げの順序で意味が通じるかを確かめる。",
        ),
    ),
    criterion(
        "1.3.3",
        "感覚的な特徴",
        "A",
        Person("入力された文章に、色、形又は位置だけを手がかりとする説明（「右の図」など）がないかを確かめる。"),
    ),
    criterion(
        "1.4.1",
        "色の使用",
        "A",
        Person("進捗区分とグラフの系列が、色のほかに記号、模様又は文字で区別できるかを確かめる。"),
    ),
    criterion("1.4.2", "音声の制御", "A", Absent(Inspection::has_media, NO_MEDIA)),
    criterion(
        "1.4.3",
        "最低限のコントラスト",
        "AA",
        Machine(
            Inspection::contrast,
            "文字と背景の色のすべての組合せについて、明るい配色と暗い配色の両方で、比が4.5以上であることを計算で確かめた。",
        ),
    ),
    criterion(
        "1.4.4",
        "テキストのサイズ変更",
        "AA",
        Both(
            Inspection::zoom,
            "拡大を妨げる指定がないことを確かめた。",
            "文字を200％に拡大して、内容と機能が損なわれないかを確かめる。",
        ),
    ),
    criterion(
        "1.4.5",
        "文字画像",
        "AA",
        Absent(Inspection::has_media, "画像がなく、図の中の語も文字であることを確かめた。"),
    ),
    criterion(
        "2.1.1",
        "キーボード",
        "A",
        Both(
            Inspection::keyboard,
            "操作できる要素がキーボードで届く標準の要素だけであること、横に動く枠に届くことを確かめた。",
            "キーボードだけで、すべての内容を読み、絞り込めるかを確かめる。",
        ),
    ),
    criterion("2.1.2", "キーボードトラップなし", "A", Machine(Inspection::own_script, OWN_SCRIPT)),
    criterion("2.2.1", "タイミング調整可能", "A", Absent(Inspection::moves, NO_MOTION)),
    criterion("2.2.2", "一時停止、停止及び非表示", "A", Absent(Inspection::moves, NO_MOTION)),
    criterion("2.3.1", "3回のせん（閃）光、又はしきい（閾）値以下", "A", Absent(Inspection::moves, NO_MOTION)),
    criterion(
        "2.4.1",
        "ブロックスキップ",
        "A",
        Machine(Inspection::skip, "最初のリンクで本文に移動できることを確かめた。"),
    ),
    criterion(
        "2.4.2",
        "ページタイトル",
        "A",
        Both(Inspection::title, "題名があることを確かめた。", "題名が内容を表しているかを確かめる。"),
    ),
    criterion(
        "2.4.3",
        "フォーカス順序",
        "A",
        Machine(Inspection::order, "操作の順序が文書の順序のとおりであることを確かめた。"),
    ),
    criterion(
        "2.4.4",
        "リンクの目的（コンテキスト内）",
        "A",
        Both(
            Inspection::links,
            "すべてのリンクに語と行き先があることを確かめた。",
            "リンクの語又はその前後の文から、行き先が分かるかを確かめる。",
        ),
    ),
    criterion(
        "2.4.5",
        "複数の手段",
        "AA",
        Person("このページへ、サイトの目次、検索など二つ以上の手段で届くように掲載しているかを確かめる。"),
    ),
    criterion(
        "2.4.6",
        "見出し及びラベル",
        "AA",
        Both(
            Inspection::fields,
            "空の見出しとラベルがないことを確かめた。",
            "見出しとラベルが、主題又は目的を表しているかを確かめる。",
        ),
    ),
    criterion(
        "2.4.7",
        "フォーカスの可視化",
        "AA",
        Person("キーボードで移動したとき、どこにいるかが枠線で見えるかを、使用する閲覧ソフトで確かめる。"),
    ),
    criterion(
        "3.1.1",
        "ページの言語",
        "A",
        Machine(Inspection::language, "言語が日本語と指定されていることを確かめた。"),
    ),
    criterion(
        "3.1.2",
        "一部分の言語",
        "AA",
        Person("入力された文章に、外国語の文がないかを確かめる（固有名詞、技術用語及び日本語となった語を除く。）。"),
    ),
    criterion("3.2.1", "フォーカス時", "A", Machine(Inspection::own_script, OWN_SCRIPT)),
    criterion("3.2.2", "入力時", "A", Machine(Inspection::own_script, OWN_SCRIPT)),
    criterion(
        "3.2.3",
        "一貫したナビゲーション",
        "AA",
        Person("サイトの中で繰り返される部分が、ほかのページと同じ順序で現れるように掲載しているかを確かめる。"),
    ),
    criterion(
        "3.2.4",
        "一貫した識別性",
        "AA",
        Person("同じ働きをするリンクと操作の名前が、サイトのほかのページと同じであるかを確かめる。"),
    ),
    criterion("3.3.1", "エラーの特定", "A", Absent(Inspection::sends, NO_SENDING)),
    criterion(
        "3.3.2",
        "ラベル又は説明",
        "A",
        Machine(Inspection::fields, "すべての入力欄にラベルがあることを確かめた。"),
    ),
    criterion("3.3.3", "エラー修正の提案", "AA", Absent(Inspection::sends, NO_SENDING)),
    criterion("3.3.4", "エラー回避（法的、金融及びデータ）", "AA", Absent(Inspection::sends, NO_SENDING)),
    criterion(
        "4.1.1",
        "構文解析",
        "A",
        Machine(
            Inspection::markup,
            "開始タグと終了タグが対応し、入れ子が正しく、属性と id に重複がないことを確かめた。",
        ),
    ),
    criterion(
        "4.1.2",
        "名前（name）、役割（role）及び値（value）",
        "A",
        Machine(Inspection::fields, "操作できる要素が標準の要素だけで、すべてに名前があることを確かめた。"),
    ),
];
