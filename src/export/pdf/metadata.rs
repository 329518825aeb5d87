//! Metadata: XMP, the information dictionary that repeats it, language and title.

use lopdf::{Document, Object, Stream, dictionary};

use super::string::{bytes, text};
use super::{Conformance, Error, Options};
use crate::typeset::page::Meta;

/// The language of all text that does not say another.
const LANGUAGE: &str = "ja-JP";
/// The program, as it calls itself in documents.
const CREATOR: &str = concat!("kaikaku ", env!("CARGO_PKG_VERSION"));

/// Adds the metadata; returns the catalog's entries.
pub(super) fn add(
    document: &mut Document,
    meta: &Meta,
    options: &Options,
) -> Result<Vec<(&'static str, Object)>, Error> {
    let info = document.trailer.get(b"Info")?.as_reference()?;
    let date = format!("D:{}000000+09'00'", meta.date.strftime("%Y%m%d"));
    let mut entries = dictionary! {
        "Title" => text(&meta.title),
        "Author" => text(&meta.author),
        "Subject" => text(&meta.subject),
        "Creator" => text(CREATOR),
        "Producer" => text(CREATOR),
        "CreationDate" => bytes(date.as_bytes()),
        "ModDate" => bytes(date.as_bytes()),
    };
    if !meta.keywords.is_empty() {
        entries.set("Keywords", text(&keywords(meta)));
    }
    document.objects.insert(info, entries.into());
    let mut packet =
        Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, xmp(meta, options).into_bytes());
    // Programs that do not know PDF must be able to find the packet (ISO 19005-2, 6.6.2.1).
    packet.allows_compression = false;
    let packet = document.add_object(packet);
    Ok(vec![
        ("Metadata", packet.into()),
        ("Lang", text(LANGUAGE)),
        ("ViewerPreferences", dictionary! { "DisplayDocTitle" => true }.into()),
    ])
}

fn keywords(meta: &Meta) -> String {
    meta.keywords.join("、")
}

/// The XMP packet. PDF/A does not know PDF/UA's schema, so the packet describes it (ISO 19005-2, 6.6.2.3.3).
fn xmp(meta: &Meta, options: &Options) -> String {
    let date = meta.date.strftime("%Y-%m-%dT00:00:00+09:00").to_string();
    let (title, author, subject) = (escaped(&meta.title), escaped(&meta.author), escaped(&meta.subject));
    let keywords = match meta.keywords.is_empty() {
        true => String::new(),
        false => format!("<pdf:Keywords>{}</pdf:Keywords>\n", escaped(&keywords(meta))),
    };
    let subjects: String = meta.keywords.iter().map(|word| format!("<rdf:li>{}</rdf:li>", escaped(word))).collect();
    let subjects = match subjects.is_empty() {
        true => subjects,
        false => format!("<dc:subject><rdf:Bag>{subjects}</rdf:Bag></dc:subject>\n"),
    };
    let identification = match (options.untagged, &options.conformance) {
        (true, _) => String::new(),
        (false, conformance) => {
            let part = match conformance {
                Conformance::A2a => 2,
                Conformance::A3a(_) => 3,
            };
            format!(
                "<pdfaid:part>{part}</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n\
                 <pdfuaid:part>1</pdfuaid:part>\n"
            )
        }
    };
    format!(
        r#"<?xpacket begin="{bom}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li><rdf:li xml:lang="{LANGUAGE}">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
{subjects}<dc:language><rdf:Bag><rdf:li>{LANGUAGE}</rdf:li></rdf:Bag></dc:language>
<dc:date><rdf:Seq><rdf:li>{date}</rdf:li></rdf:Seq></dc:date>
{keywords}<pdf:Producer>{CREATOR}</pdf:Producer>
<xmp:CreatorTool>{CREATOR}</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<xmp:MetadataDate>{date}</xmp:MetadataDate>
{identification}</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the document conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"#,
        bom = '\u{FEFF}',
    )
}

/// Text as XML content, without what XML 1.0 cannot hold.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut xml, c| {
        match c {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            c => xml.push(c),
        }
        xml
    })
}
