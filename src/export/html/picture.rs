//! Charts and figures: the drawings of the page as inline SVG, charts with their data in a table beside them.

use std::fmt::Write as _;

use super::Writer;
use crate::export::markup::escape;
use crate::export::svg::{self, Label};
use crate::report::document::{Chart, ChartKind, Figure, Series};
use crate::report::text::of_inlines;
use crate::typeset::length::Length;

/// The measure that charts are laid out on, in points: shown on the width of a phone, their labels are as large as its text.
const CHART_MEASURE: f64 = 250.0;

/// The same of a course within a cell of a table.
const SMALL_MEASURE: f64 = 90.0;

impl Writer<'_> {
    pub(super) fn figure(&mut self, figure: &Figure) {
        let title = figure.caption.as_deref().map_or_else(|| "図".to_owned(), of_inlines);
        let picture = self.illustrator.figure(figure);
        let id = self.next_picture();
        // A figure is drawn at the size of paper; where the screen is narrower it scrolls in its own box.
        let _ = write!(
            self.out,
            "<figure class=\"drawing\">\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">\n",
            escape(&title)
        );
        self.out.push_str(&svg::picture(&picture, Label { id: &id, title: &title, description: &figure.alt }));
        self.out.push_str("</div>\n");
        if let Some(caption) = &figure.caption {
            self.out.push_str("<figcaption>");
            self.inlines(caption);
            self.out.push_str("</figcaption>\n");
        }
        self.out.push_str("</figure>\n");
    }

    pub(super) fn chart(&mut self, chart: &Chart) {
        let (categories, series) = chart.kind.data();
        let small = matches!(chart.kind, ChartKind::SmallTrend { .. });
        let measure = if small { SMALL_MEASURE } else { CHART_MEASURE };
        let picture = self.illustrator.chart(chart, Length::pt(measure));
        let id = self.next_picture();
        if small {
            self.out.push_str("<figure class=\"small-trend\">\n");
            self.out.push_str(&svg::picture(&picture, Label { id: &id, title: &chart.title, description: &chart.alt }));
            self.data_table(chart, categories, series);
            self.out.push_str("</figure>\n");
            return;
        }
        let _ = writeln!(
            self.out,
            "<figure class=\"chart\">\n<figcaption>{}<span class=\"unit\">{}</span></figcaption>",
            escape(&chart.title),
            escape(&chart.unit)
        );
        self.out.push_str(&svg::picture(&picture, Label { id: &id, title: &chart.title, description: &chart.alt }));
        if let Some(source) = &chart.source {
            let _ = writeln!(self.out, "<p class=\"note\">{}</p>", escape(source));
        }
        self.data_table(chart, categories, series);
        self.out.push_str("</figure>\n");
    }

    fn next_picture(&mut self) -> String {
        self.pictures += 1;
        format!("figure{}", self.pictures)
    }

    /// A row a category, so that years and units read downwards on a narrow screen.
    fn data_table(&mut self, chart: &Chart, categories: &[String], series: &[Series]) {
        let title = escape(&chart.title);
        let _ = write!(
            self.out,
            "<details class=\"data\"><summary>グラフのデータ<span class=\"hidden\">（{title}）</span></summary>\n\
             <div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"グラフのデータ（{title}）\">\n\
             <table class=\"numbers\">\n<caption>{title}<span class=\"unit\">{}</span></caption>\n<thead>\n<tr><td></td>",
            escape(&chart.unit)
        );
        for one in series {
            let _ = write!(self.out, "<th scope=\"col\" class=\"center\">{}</th>", escape(&one.name));
        }
        self.out.push_str("</tr>\n</thead>\n<tbody>\n");
        for (c, name) in categories.iter().enumerate() {
            let _ = write!(self.out, "<tr><th scope=\"row\">{}</th>", escape(name));
            for one in series {
                let label = one.labels.get(c).map(String::as_str).filter(|label| !label.is_empty()).unwrap_or("―");
                let _ = write!(self.out, "<td class=\"end\">{}</td>", escape(label));
            }
            self.out.push_str("</tr>\n");
        }
        self.out.push_str("</tbody>\n</table>\n</div>\n</details>\n");
    }
}
