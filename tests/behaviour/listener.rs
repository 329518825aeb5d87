//! A listener's walk: what a screen reader would say, told from nothing but the tags of the written PDF.
//!
//! Headings with their level, lists with their length, figures by their description, table cells with the headers that
//! head them. A person reads the golden texts and judges whether the document can be followed by ear.

use std::collections::BTreeMap;
use std::fmt::Write;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// What is said of a whole document, a line an utterance.
pub(crate) fn walk(pdf: &[u8]) -> String {
    let (mut listener, root) = listener(pdf);
    listener.element(&root, 0);
    listener.said
}

/// The tables whose cells do not fill every place of their rows and columns exactly once: the first words of each.
pub(crate) fn irregular_tables(pdf: &[u8]) -> Vec<String> {
    let (listener, root) = listener(pdf);
    let mut open = vec![root];
    let mut irregular = Vec::new();
    while let Some(element) = open.pop() {
        let dictionary = dictionary(&listener.document, &element);
        if role(&dictionary) == "Table" && !listener.is_regular(&dictionary) {
            irregular.push(listener.words(&element).chars().take(40).collect());
        }
        open.extend(listener.elements(&dictionary));
    }
    irregular
}

/// The header cells that head each cell of a table, in reading order; header cells are numbered through the document.
pub(crate) fn heads_of_cells(pdf: &[u8]) -> Vec<Vec<usize>> {
    let (listener, root) = listener(pdf);
    let mut cells = Vec::new();
    let mut open = vec![root];
    while let Some(element) = open.pop() {
        let dictionary = dictionary(&listener.document, &element);
        if role(&dictionary) == "Table" {
            cells.push(listener.grid(&listener.rows(&dictionary)));
        }
        open.extend(listener.elements(&dictionary).into_iter().rev());
    }
    let is_header = |cell: &&Cell| role(&dictionary(&listener.document, &cell.element)) == "TH";
    let headers: Vec<&Object> = cells.iter().flatten().filter(is_header).map(|cell| &cell.element).collect();
    let numbers: BTreeMap<ObjectId, usize> =
        headers.iter().zip(0..).map(|(header, number)| (header.as_reference().expect("an object"), number)).collect();
    let number = |header: &Object| numbers[&header.as_reference().expect("an object")];
    let of_table = |table: &Vec<Cell>| -> Vec<Vec<usize>> {
        let heads = table.iter().filter(|cell| !is_header(cell)).map(|cell| listener.headers(cell, table));
        heads.map(|heads| heads.iter().map(number).collect()).collect()
    };
    cells.iter().flat_map(of_table).collect()
}

fn listener(pdf: &[u8]) -> (Listener, Object) {
    let document = Document::load_mem(pdf).expect("a PDF");
    let catalog = document.catalog().expect("a catalog");
    let root = dictionary(&document, catalog.get(b"StructTreeRoot").expect("tags"));
    let mut listener =
        Listener { texts: marked_texts(&document), names: BTreeMap::new(), said: String::new(), document };
    let root = root.get(b"K").expect("a document element").clone();
    listener.collect_names(&root);
    (listener, root)
}

struct Listener {
    document: Document,
    /// The text of each marked content by page and MCID.
    texts: BTreeMap<(ObjectId, i64), String>,
    /// Elements by their ID.
    names: BTreeMap<Vec<u8>, Object>,
    said: String,
}

/// A cell of a table in its place.
struct Cell {
    element: Object,
    row: usize,
    column: usize,
    rows: usize,
    columns: usize,
}

impl Listener {
    fn collect_names(&mut self, element: &Object) {
        let dictionary = dictionary(&self.document, element);
        if let Ok(name) = dictionary.get(b"ID").and_then(Object::as_str) {
            self.names.insert(name.to_vec(), element.clone());
        }
        for kid in self.elements(&dictionary) {
            self.collect_names(&kid);
        }
    }

    fn say(&mut self, depth: usize, words: &str) {
        let _ = writeln!(self.said, "{}{words}", "  ".repeat(depth));
    }

    fn element(&mut self, element: &Object, depth: usize) {
        let dictionary = dictionary(&self.document, element);
        let role = role(&dictionary);
        match role.as_str() {
            "Document" | "Part" | "Sect" | "Div" | "NonStruct" => {
                if let Some(title) = string(&dictionary, b"T") {
                    self.say(depth, &format!("［{title}］"));
                }
                for kid in self.elements(&dictionary) {
                    self.element(&kid, depth);
                }
            }
            "H1" | "H2" | "H3" | "H4" | "H5" | "H6" => {
                let words = self.words(element);
                self.say(depth, &format!("見出し{}「{words}」", &role[1..]));
            }
            "Figure" => {
                let alt = string(&dictionary, b"Alt").unwrap_or_default();
                self.say(depth, &format!("図「{alt}」"));
            }
            "L" => {
                let items = self.elements(&dictionary);
                self.say(depth, &format!("リスト {}項目", items.len()));
                for item in items {
                    self.element(&item, depth + 1);
                }
                self.say(depth, "リスト終わり");
            }
            "LI" => self.list_item(&dictionary, depth),
            "TOC" => {
                let items = self.elements(&dictionary);
                self.say(depth, &format!("目次 {}項目", items.len()));
                for item in items {
                    self.element(&item, depth + 1);
                }
                self.say(depth, "目次終わり");
            }
            "TOCI" => self.list_item(&dictionary, depth),
            "Note" => {
                let words = self.words(element);
                self.say(depth, &format!("注「{words}」"));
            }
            "Table" => self.table(&dictionary, depth),
            _ => {
                let words = self.words(element);
                self.say(depth, &words);
            }
        }
    }

    /// Label and body in one breath; blocks within the item or its body (lists, further contents) after it.
    fn list_item(&mut self, item: &Dictionary, depth: usize) {
        let mut words = String::new();
        let mut blocks = Vec::new();
        let is_block =
            |kid: &&Object| matches!(role(&dictionary(&self.document, kid)).as_str(), "L" | "Table" | "Figure" | "TOC");
        for part in self.elements(item) {
            if is_block(&&part) {
                blocks.push(part);
                continue;
            }
            let part_dictionary = dictionary(&self.document, &part);
            let kids = self.elements(&part_dictionary);
            let nested: Vec<Object> = kids.iter().filter(is_block).cloned().collect();
            if nested.is_empty() {
                let _ = write!(words, "{} ", self.words(&part));
            } else {
                for kid in kids.iter().filter(|kid| !is_block(kid)) {
                    let _ = write!(words, "{} ", self.words(kid));
                }
                let _ = write!(words, "{}", self.own_words(&part_dictionary));
                blocks.extend(nested);
            }
        }
        self.say(depth, words.trim_end());
        for block in blocks {
            self.element(&block, depth + 1);
        }
    }

    fn table(&mut self, table: &Dictionary, depth: usize) {
        for kid in self.elements(table) {
            if role(&dictionary(&self.document, &kid)) == "Caption" {
                let words = self.words(&kid);
                self.say(depth, &format!("表題「{words}」"));
            }
        }
        let rows = self.rows(table);
        let cells = self.grid(&rows);
        let columns = cells.iter().map(|cell| cell.column + cell.columns).max().unwrap_or(0);
        self.say(depth, &format!("表 {}行{columns}列", rows.len()));
        let mut last_row = usize::MAX;
        for cell in &cells {
            if cell.row != last_row {
                last_row = cell.row;
                self.say(depth + 1, &format!("{}行", cell.row + 1));
            }
            let cell_dictionary = dictionary(&self.document, &cell.element);
            let words = self.words(&cell.element);
            let words = if words.is_empty() { "空欄".to_owned() } else { words };
            if role(&cell_dictionary) == "TH" {
                self.say(depth + 2, &format!("見出しセル「{words}」"));
                continue;
            }
            let headers = self.headers(cell, &cells);
            let headers: Vec<String> = headers.iter().map(|header| self.words(header)).collect();
            let headers = headers.iter().filter(|header| !header.is_empty()).cloned().collect::<Vec<_>>().join("、");
            self.say(depth + 2, &if headers.is_empty() { words } else { format!("{headers}：{words}") });
        }
        self.say(depth, "表終わり");
    }

    fn rows(&self, table: &Dictionary) -> Vec<Object> {
        let mut rows = Vec::new();
        for kid in self.elements(table) {
            let kid_dictionary = dictionary(&self.document, &kid);
            match role(&kid_dictionary).as_str() {
                "Caption" => {}
                "TR" => rows.push(kid),
                _ => rows.extend(self.elements(&kid_dictionary)),
            }
        }
        rows
    }

    fn is_regular(&self, table: &Dictionary) -> bool {
        let rows = self.rows(table);
        let cells = self.grid(&rows);
        let columns = cells.iter().map(|cell| cell.column + cell.columns).max().unwrap_or(0);
        let mut places: Vec<(usize, usize)> = Vec::new();
        for cell in &cells {
            for row in cell.row..cell.row + cell.rows {
                places.extend((cell.column..cell.column + cell.columns).map(|column| (row, column)));
            }
        }
        places.sort_unstable();
        places == (0..rows.len()).flat_map(|row| (0..columns).map(move |column| (row, column))).collect::<Vec<_>>()
    }

    fn grid(&self, rows: &[Object]) -> Vec<Cell> {
        let mut taken = std::collections::BTreeSet::new();
        let mut cells = Vec::new();
        for (row, element) in rows.iter().enumerate() {
            let mut column = 0;
            for element in self.elements(&dictionary(&self.document, element)) {
                while taken.contains(&(row, column)) {
                    column += 1;
                }
                let attributes = self.attributes(&element);
                let span =
                    |key: &[u8]| attributes.get(key).and_then(Object::as_i64).map_or(1, |span| span.max(1) as usize);
                let (rows, columns) = (span(b"RowSpan"), span(b"ColSpan"));
                for r in row..row + rows {
                    for c in column..column + columns {
                        taken.insert((r, c));
                    }
                }
                cells.push(Cell { element, row, column, rows, columns });
                column += columns;
            }
        }
        cells
    }

    /// Those that the cell names; else those that a reader finds going up and going left from its first place, each way no
    /// further than to a data cell beyond a header cell (HTML 4.01, 11.4.3, which PDF follows). Heads of columns first.
    fn headers(&self, cell: &Cell, cells: &[Cell]) -> Vec<Object> {
        if let Ok(headers) = self.attributes(&cell.element).get(b"Headers").and_then(Object::as_array) {
            return headers
                .iter()
                .filter_map(|name| name.as_str().ok().and_then(|name| self.names.get(name)).cloned())
                .collect();
        }
        let at = |row: usize, column: usize| {
            cells.iter().find(|cell| {
                (cell.row..cell.row + cell.rows).contains(&row)
                    && (cell.column..cell.column + cell.columns).contains(&column)
            })
        };
        let above = (0..cell.row).rev().map(|row| at(row, cell.column));
        let beside = (0..cell.column).rev().map(|column| at(cell.row, column));
        let mut headers = self.heads_on_the_way(above.flatten(), b"Column");
        headers.extend(self.heads_on_the_way(beside.flatten(), b"Row"));
        headers
    }

    fn heads_on_the_way<'a>(&self, way: impl Iterator<Item = &'a Cell>, scope: &[u8]) -> Vec<Object> {
        let mut headers: Vec<Object> = Vec::new();
        for cell in way {
            if role(&dictionary(&self.document, &cell.element)) != "TH" {
                if headers.is_empty() {
                    continue;
                }
                break;
            }
            let own = self.attributes(&cell.element);
            let own = own.get(b"Scope").and_then(Object::as_name).unwrap_or_default();
            if (own == scope || own == b"Both") && headers.last() != Some(&cell.element) {
                headers.push(cell.element.clone());
            }
        }
        headers.reverse();
        headers
    }

    fn attributes(&self, element: &Object) -> Dictionary {
        let element = dictionary(&self.document, element);
        element.get(b"A").map(|attributes| dictionary(&self.document, attributes)).unwrap_or_default()
    }

    /// All that an element says, its children's words included.
    fn words(&self, element: &Object) -> String {
        let element = dictionary(&self.document, element);
        if let Some(meant) = string(&element, b"ActualText").or_else(|| string(&element, b"Alt")) {
            return meant;
        }
        let words = self.own_words(&element);
        match role(&element).as_str() {
            "Link" => format!("〔リンク {words}〕"),
            "RT" => format!("（{words}）"),
            _ => words,
        }
    }

    fn own_words(&self, element: &Dictionary) -> String {
        let page = element.get(b"Pg").and_then(Object::as_reference).ok();
        let mut words = String::new();
        let mut after_block = false;
        for kid in kids(&self.document, element) {
            let resolved = resolve(&self.document, &kid);
            match resolved {
                Object::Integer(mcid) => {
                    words += page.and_then(|page| self.texts.get(&(page, *mcid))).map_or("", String::as_str);
                }
                Object::Dictionary(reference) if reference.has(b"MCID") => {
                    let place = reference.get(b"Pg").and_then(Object::as_reference).ok().or(page);
                    let mcid = reference.get(b"MCID").and_then(Object::as_i64).expect("a number");
                    words += place.and_then(|page| self.texts.get(&(page, mcid))).map_or("", String::as_str);
                }
                Object::Dictionary(kid_dictionary) if kid_dictionary.has(b"S") => {
                    let said = self.words(&kid);
                    let block = is_block(&role(kid_dictionary));
                    if !said.is_empty() && !words.is_empty() && (block || after_block) {
                        words.push_str(PAUSE);
                    }
                    if !said.is_empty() {
                        after_block = block;
                    }
                    words += &said;
                }
                _ => {}
            }
        }
        words
    }

    /// Children that are elements.
    fn elements(&self, element: &Dictionary) -> Vec<Object> {
        let mut elements = kids(&self.document, element);
        elements.retain(|kid| matches!(resolve(&self.document, kid), Object::Dictionary(d) if d.has(b"S")));
        elements
    }
}

/// Where a reader stops between one paragraph and the next within a cell or another element.
const PAUSE: &str = "／";

/// Whether an element is a block of its own; the others run on within the line (ISO 32000-1, 14.8.4.4).
fn is_block(role: &str) -> bool {
    !matches!(role, "Span" | "Link" | "Reference" | "Ruby" | "RB" | "RT" | "RP" | "Quote" | "Lbl" | "Note")
}

fn resolve<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).expect("an object").1
}

fn dictionary(document: &Document, object: &Object) -> Dictionary {
    resolve(document, object).as_dict().expect("a dictionary").clone()
}

fn role(element: &Dictionary) -> String {
    String::from_utf8_lossy(element.get(b"S").and_then(Object::as_name).unwrap_or_default()).into_owned()
}

fn kids(document: &Document, element: &Dictionary) -> Vec<Object> {
    match element.get(b"K") {
        Ok(Object::Array(kids)) => kids.clone(),
        Ok(kid) => match resolve(document, kid) {
            Object::Array(kids) => kids.clone(),
            _ => vec![kid.clone()],
        },
        Err(_) => Vec::new(),
    }
}

fn string(dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    dictionary.get(key).and_then(Object::as_str).ok().map(decoded)
}

/// A text string: UTF-16 with its mark, or ASCII.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    match bytes.strip_prefix(b"\xFE\xFF") {
        Some(units) => {
            let units: Vec<u16> = units.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// The text of every marked content: what ToUnicode or `ActualText` says.
fn marked_texts(document: &Document) -> BTreeMap<(ObjectId, i64), String> {
    let mut texts: BTreeMap<(ObjectId, i64), String> = BTreeMap::new();
    for page in document.get_pages().into_values() {
        let maps: BTreeMap<Vec<u8>, BTreeMap<u16, String>> = document
            .get_page_fonts(page)
            .expect("fonts")
            .into_iter()
            .map(|(name, font)| (name, to_unicode(document, font)))
            .collect();
        let content = Content::decode(&document.get_page_content(page)).expect("operators");
        let mut open: Vec<(Option<i64>, bool)> = Vec::new();
        let mut font: Option<&BTreeMap<u16, String>> = None;
        for operation in content.operations {
            let mcid = open.iter().rev().find_map(|(mcid, _)| *mcid);
            let replaced = open.iter().any(|(_, replaced)| *replaced);
            match operation.operator.as_str() {
                "BMC" => open.push((None, false)),
                "BDC" => {
                    let properties = operation.operands[1].as_dict().expect("properties");
                    let own = properties.get(b"MCID").and_then(Object::as_i64).ok();
                    let meant = string(properties, b"ActualText");
                    if let (Some(meant), Some(mcid), false) = (&meant, own.or(mcid), replaced) {
                        texts.entry((page, mcid)).or_default().push_str(meant);
                    }
                    open.push((own, meant.is_some()));
                }
                "EMC" => {
                    open.pop();
                }
                "Tf" => font = maps.get(operation.operands[0].as_name().expect("a font name")),
                "Tj" | "TJ" if !replaced => {
                    let Some(mcid) = mcid else { continue };
                    let shown = match &operation.operands[0] {
                        Object::Array(items) => items.clone(),
                        string => vec![string.clone()],
                    };
                    let codes = shown.iter().filter_map(|item| item.as_str().ok()).flat_map(|bytes| bytes.chunks(2));
                    let said: String = codes
                        .filter_map(|code| font.and_then(|map| map.get(&u16::from_be_bytes([code[0], code[1]]))))
                        .map(String::as_str)
                        .collect();
                    texts.entry((page, mcid)).or_default().push_str(&said);
                }
                _ => {}
            }
        }
    }
    texts
}

/// What the codes of a font stand for.
fn to_unicode(document: &Document, font: &Dictionary) -> BTreeMap<u16, String> {
    let stream = resolve(document, font.get(b"ToUnicode").expect("ToUnicode")).as_stream().expect("a CMap");
    let map = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
    let map = String::from_utf8_lossy(&map);
    let mut texts = BTreeMap::new();
    for line in map.lines().filter(|line| line.starts_with('<') && *line != "<0000> <FFFF>") {
        let fields: Vec<&str> = line.split(['<', '>', ' ']).filter(|field| !field.is_empty()).collect();
        let code = |field: &str| u16::from_str_radix(field, 16).expect("a code");
        let units =
            |field: &str| -> Vec<u16> { (0..field.len() / 4).map(|i| code(&field[4 * i..4 * i + 4])).collect() };
        match fields[..] {
            [from, text] => {
                texts.insert(code(from), String::from_utf16_lossy(&units(text)));
            }
            [from, to, text] => {
                for (step, code) in (code(from)..=code(to)).enumerate() {
                    let mut units = units(text);
                    *units.last_mut().expect("a unit") += step as u16;
                    texts.insert(code, String::from_utf16_lossy(&units));
                }
            }
            _ => {}
        }
    }
    texts
}
