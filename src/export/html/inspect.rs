//! A written page, read again as a checker would: what a machine can tell of its accessibility.

use std::collections::{BTreeMap, BTreeSet};

use super::palette::Palette;
use super::{SCRIPT, policy};

/// Elements without an end tag that we write.
const VOID: [&str; 7] = ["!doctype", "meta", "br", "hr", "col", "input", "link"];

struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    /// All text within it.
    text: String,
}

impl Element {
    fn get(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).map_or("", String::as_str)
    }

    fn has(&self, attribute: &str) -> bool {
        self.attributes.contains_key(attribute)
    }

    /// What to call it in a message.
    fn shown(&self) -> String {
        let text: String = self.text.trim().chars().take(20).collect();
        format!("<{}>{text}", self.name)
    }
}

/// The elements of a page in order, and what is wrong with its markup.
pub(super) struct Inspection {
    elements: Vec<Element>,
    broken: Vec<String>,
}

impl Inspection {
    /// Reads a page.
    pub(super) fn of(html: &str) -> Inspection {
        let mut inspection = Inspection { elements: Vec::new(), broken: Vec::new() };
        // Those that have begun and not ended, the outermost first, by their index.
        let mut open_elements: Vec<usize> = Vec::new();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            let (text, tag) = rest.split_at(at);
            inspection.add_text(&open_elements, text);
            let Some((tag, after)) = tag[1..].split_once('>') else {
                inspection.broken.push("閉じていないタグ".to_owned());
                break;
            };
            rest = after;
            if let Some(name) = tag.strip_prefix('/') {
                let last = open_elements.pop();
                if last.is_none_or(|at| inspection.elements[at].name != name) {
                    inspection.broken.push(format!("対応しない終了タグ </{name}>"));
                }
                continue;
            }
            let element = inspection.element(tag);
            let closed = tag.ends_with('/') || VOID.contains(&element.name.as_str());
            let raw = matches!(element.name.as_str(), "style" | "script");
            let end = format!("</{}", element.name);
            inspection.elements.push(element);
            if raw {
                let (text, after) = rest.split_at(rest.find(&end).unwrap_or(rest.len()));
                inspection.add_text(&[inspection.elements.len() - 1], text);
                rest = after;
            }
            if !closed {
                open_elements.push(inspection.elements.len() - 1);
            }
        }
        inspection
            .broken
            .extend(open_elements.iter().map(|at| format!("閉じていない要素 {}", inspection.elements[*at].name)));
        inspection
    }

    fn add_text(&mut self, open_elements: &[usize], text: &str) {
        if text.trim().is_empty() {
            return;
        }
        for at in open_elements {
            self.elements[*at].text.push_str(text);
        }
    }

    /// Name and attributes of a start tag, the way we write them: `name="value"` or a bare name.
    fn element(&mut self, tag: &str) -> Element {
        let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
        let name = name.trim_end_matches('/').to_lowercase();
        let mut attributes = BTreeMap::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                break;
            }
            let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
            let (attribute, after) = rest.split_at(end);
            let value;
            (value, rest) = match after.strip_prefix("=\"").and_then(|after| after.split_once('"')) {
                Some(found) => found,
                None => ("", after),
            };
            if attributes.insert(attribute.to_lowercase(), value.to_owned()).is_some() {
                self.broken.push(format!("<{name}> の属性 {attribute} の重複"));
            }
            if after.starts_with('=') && !after.starts_with("=\"") {
                self.broken.push(format!("<{name}> の属性 {attribute} の値に引用符がない"));
                break;
            }
        }
        Element { name, attributes, text: String::new() }
    }

    fn named<'a>(&'a self, names: &'a [&'a str]) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |element| names.contains(&element.name.as_str()))
    }

    fn ids(&self) -> BTreeSet<&str> {
        self.elements.iter().filter(|e| e.has("id")).map(|element| element.get("id")).collect()
    }

    fn style(&self) -> &str {
        self.named(&["style"]).next().map_or("", |style| style.text.as_str())
    }

    /// All faults of all checks.
    #[cfg(test)]
    pub(super) fn faults(&self) -> Vec<String> {
        let checks = [
            Inspection::markup,
            Inspection::pictures,
            Inspection::structure,
            Inspection::fields,
            Inspection::contrast,
            Inspection::zoom,
            Inspection::keyboard,
            Inspection::order,
            Inspection::skip,
            Inspection::title,
            Inspection::links,
            Inspection::language,
            Inspection::own_script,
        ];
        checks.iter().flat_map(|check| check(self)).collect()
    }

    /// Tags nest and close, attributes and ids are unique.
    pub(super) fn markup(&self) -> Vec<String> {
        let mut faults = self.broken.clone();
        let mut seen = BTreeSet::new();
        for id in self.elements.iter().filter(|e| e.has("id")).map(|e| e.get("id")) {
            if id.is_empty() || !seen.insert(id) {
                faults.push(format!("id「{id}」の重複又は空"));
            }
        }
        faults
    }

    /// Every drawing has a title and a description.
    pub(super) fn pictures(&self) -> Vec<String> {
        let ids = self.ids();
        let named = |svg: &&Element| {
            let mut names = svg.get("aria-labelledby").split_whitespace().peekable();
            svg.get("role") == "img" && names.peek().is_some() && names.all(|name| ids.contains(name))
        };
        let drawings =
            self.named(&["svg"]).filter(|svg| !named(svg)).map(|svg| format!("名前のない図 {}", svg.shown()));
        let texts = self.named(&["title", "desc"]).filter(|e| e.text.trim().is_empty());
        drawings.chain(texts.map(|e| format!("空の <{}>", e.name))).collect()
    }

    /// One `h1`, no level left out, heads of tables with their scope.
    pub(super) fn structure(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut before = 0;
        for heading in self.named(&["h1", "h2", "h3", "h4", "h5", "h6"]) {
            let level: usize = heading.name[1..].parse().unwrap_or(0);
            if level > before + 1 || (level == 1) != (before == 0) || heading.text.trim().is_empty() {
                faults.push(format!("見出しの順序 {}", heading.shown()));
            }
            before = level;
        }
        if self.named(&["main"]).count() != 1 {
            faults.push("main が1つでない".to_owned());
        }
        let scopes = ["row", "col", "rowgroup", "colgroup"];
        faults.extend(
            self.named(&["th"])
                .filter(|th| !scopes.contains(&th.get("scope")))
                .map(|th| format!("範囲のない見出しセル {}", th.shown())),
        );
        faults
    }

    /// Every field has a label, every button a name.
    pub(super) fn fields(&self) -> Vec<String> {
        let labels: BTreeSet<&str> =
            self.named(&["label"]).filter(|l| !l.text.trim().is_empty()).map(|l| l.get("for")).collect();
        let fields = self
            .named(&["input", "select", "textarea"])
            .filter(|field| !labels.contains(field.get("id")))
            .map(|field| format!("ラベルのない入力欄 {}", field.get("id")));
        let named = self.named(&["button", "summary"]).filter(|button| button.text.trim().is_empty());
        fields.chain(named.map(|button| format!("名前のない操作 {}", button.name))).collect()
    }

    /// Colours of text on their grounds, in both schemes.
    pub(super) fn contrast(&self) -> Vec<String> {
        match Palette::read(self.style()) {
            Some(palette) => palette.too_faint(),
            None => vec!["配色を読み取れない".to_owned()],
        }
    }

    /// The page can be enlarged.
    pub(super) fn zoom(&self) -> Vec<String> {
        let viewport = self.named(&["meta"]).find(|meta| meta.get("name") == "viewport");
        match viewport.map(|meta| meta.get("content")) {
            Some(content) if !content.contains("user-scalable") && !content.contains("maximum-scale") => Vec::new(),
            _ => vec!["拡大を妨げる viewport".to_owned()],
        }
    }

    /// Only what the keyboard reaches by itself reacts; boxes that scroll can be reached.
    pub(super) fn keyboard(&self) -> Vec<String> {
        let handlers = self
            .elements
            .iter()
            .filter(|element| element.attributes.keys().any(|name| name.starts_with("on")))
            .map(|element| format!("マウスなどの操作に直接応じる要素 {}", element.shown()));
        let boxes = self
            .elements
            .iter()
            .filter(|element| element.get("class") == "scroll" && element.get("tabindex") != "0")
            .map(|element| format!("キーボードで届かない枠 {}", element.shown()));
        handlers.chain(boxes).collect()
    }

    /// The order of focus is that of the text.
    pub(super) fn order(&self) -> Vec<String> {
        let forward = |element: &&Element| element.get("tabindex").parse::<i32>().is_ok_and(|index| index > 0);
        self.elements
            .iter()
            .filter(forward)
            .map(|element| format!("順序を変える tabindex {}", element.shown()))
            .collect()
    }

    /// The first link leads to the text.
    pub(super) fn skip(&self) -> Vec<String> {
        let target = self.named(&["a"]).next().and_then(|link| link.get("href").strip_prefix('#'));
        let leads = target.is_some_and(|target| self.named(&["main"]).any(|main| main.get("id") == target));
        if leads { Vec::new() } else { vec!["最初のリンクが本文に移動しない".to_owned()] }
    }

    /// The page says what it is.
    pub(super) fn title(&self) -> Vec<String> {
        // The drawings have titles of their own; the page's comes first.
        let named = self.named(&["title"]).next().is_some_and(|title| !title.text.trim().is_empty());
        if named { Vec::new() } else { vec!["題名がない".to_owned()] }
    }

    /// Links have words, and those within the page lead somewhere.
    pub(super) fn links(&self) -> Vec<String> {
        let ids = self.ids();
        let faulty = |link: &&Element| {
            link.text.trim().is_empty()
                || link.get("href").is_empty()
                || link.get("href").strip_prefix('#').is_some_and(|target| !ids.contains(target))
        };
        self.named(&["a"]).filter(faulty).map(|link| format!("行き先又は語のないリンク {}", link.get("href"))).collect()
    }

    /// The page says its language.
    pub(super) fn language(&self) -> Vec<String> {
        let japanese = self.named(&["html"]).next().is_some_and(|html| html.get("lang") == "ja");
        if japanese { Vec::new() } else { vec!["言語の指定がない".to_owned()] }
    }

    /// No script but ours runs: it changes no context on focus or input, and nothing that ends by itself.
    pub(super) fn own_script(&self) -> Vec<String> {
        let mut faults: Vec<String> = self
            .named(&["script"])
            .filter(|script| script.text != SCRIPT)
            .map(|_| "確かめていないスクリプト".to_owned())
            .collect();
        let script = self.named(&["script"]).next().map(|script| script.text.as_str());
        let wanted = policy::of(self.style(), script);
        let stated = self.named(&["meta"]).find(|meta| meta.get("http-equiv") == "Content-Security-Policy");
        if stated.is_none_or(|stated| stated.get("content") != wanted) {
            faults.push("内容の安全方針（CSP）が内容と合わない".to_owned());
        }
        faults
    }

    /// Sound, film, frames or pictures made of dots.
    pub(super) fn has_media(&self) -> bool {
        let media = ["audio", "video", "object", "embed", "iframe", "canvas", "img", "picture"];
        self.named(&media).next().is_some()
    }

    /// Something that moves or ends by itself.
    pub(super) fn moves(&self) -> bool {
        let refreshed = self.named(&["meta"]).any(|meta| meta.get("http-equiv").eq_ignore_ascii_case("refresh"));
        refreshed || self.style().contains("animation") || self.named(&["marquee", "blink"]).next().is_some()
    }

    /// Fields that can be filled in wrongly or are sent somewhere.
    pub(super) fn sends(&self) -> bool {
        self.named(&["form"]).any(|form| form.has("action"))
            || self.named(&["input", "select", "textarea"]).any(|field| field.has("required") || field.has("pattern"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A check that finds nothing in the sound page and something in the page with the fault.
    fn sees(check: fn(&Inspection) -> Vec<String>, sound: &str, faulty: &str) {
        assert_eq!(check(&Inspection::of(sound)), Vec::<String>::new(), "{sound}");
        assert!(!check(&Inspection::of(faulty)).is_empty(), "{faulty}");
    }

    #[test]
    fn each_check_sees_its_fault() {
        sees(Inspection::markup, "<p id=\"a\">x</p>", "<p id=\"a\">x");
        sees(Inspection::markup, "<p id=\"a\">x<br></p>", "<p id=\"a\">x</p><b id=\"a\"></b>");
        let svg = "<svg role=\"img\" aria-labelledby=\"t\"><title id=\"t\">x</title></svg>";
        sees(Inspection::pictures, svg, "<svg role=\"img\"></svg>");
        sees(Inspection::structure, "<main><h1>a</h1><h2>b</h2></main>", "<main><h1>a</h1><h3>b</h3></main>");
        sees(Inspection::structure, "<main><h1>a</h1></main>", "<main><h1>a</h1><th>x</th></main>");
        sees(Inspection::fields, "<label for=\"a\">x</label><input id=\"a\">", "<input id=\"a\">");
        sees(
            Inspection::zoom,
            "<meta name=\"viewport\" content=\"x\">",
            "<meta name=\"viewport\" content=\"maximum-scale=1\">",
        );
        sees(Inspection::keyboard, "<div class=\"scroll\" tabindex=\"0\">x</div>", "<div class=\"scroll\">x</div>");
        sees(Inspection::keyboard, "<p>x</p>", "<p onclick=\"x\">x</p>");
        sees(Inspection::order, "<p tabindex=\"0\">x</p>", "<p tabindex=\"2\">x</p>");
        sees(
            Inspection::skip,
            "<a href=\"#m\">x</a><main id=\"m\"></main>",
            "<a href=\"#n\">x</a><main id=\"m\"></main>",
        );
        sees(Inspection::title, "<title>x</title>", "<title></title>");
        sees(Inspection::links, "<a href=\"x.pdf\">x</a>", "<a href=\"#gone\">x</a>");
        sees(Inspection::language, "<html lang=\"ja\"></html>", "<html></html>");
        let sound = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">", policy::of("", None));
        sees(Inspection::own_script, &sound, &format!("{sound}<script>alert()</script>"));
        assert!(Inspection::of("<video></video>").has_media() && !Inspection::of("<p>x</p>").has_media());
        assert!(Inspection::of("<style>a { animation: x }</style>").moves());
        assert!(Inspection::of("<form action=\"x\"></form>").sends());
    }
}
