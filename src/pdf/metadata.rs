//! What the file says about itself, twice: as XMP and as the older Info dictionary, which must agree.
//!
//! It exists because the standards' claims live here, and a claim that is worded wrongly counts as none. Input:
//! [`Meta`]. Output: objects for the catalog and trailer.

use lopdf::{Dictionary, Object, ObjectId};

use crate::pdf::Meta;
use crate::pdf::file::File;
use crate::pdf::objects::{dictionary, name, text_string};

/// What makes the file.
const PRODUCER: &str = concat!("inwriting ", env!("CARGO_PKG_VERSION"));

/// A small sRGB profile in the public domain (CC0).
const SRGB: &[u8] = include_bytes!("../../letter-templates/_house/sRGB-v4.icc");

/// What PDF/A wants to know of every XMP schema that it does not define: here, that of PDF/UA.
const UA_SCHEMA: &str = r#"<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"#;

/// Adds the XMP stream.
pub(crate) fn add_xmp(file: &mut File<'_>, meta: &Meta) -> ObjectId {
    // Not compressed, so that programs that know nothing of PDF find it.
    file.add_stream(xmp(meta).as_bytes(), |out| out.extend_from_slice(b"/Type/Metadata/Subtype/XML"))
}

/// The Info dictionary. The same values as the XMP.
pub(crate) fn info(meta: &Meta) -> Dictionary {
    let date = text_string(&format!("D:{}000000Z", meta.date.format("%Y%m%d")));
    let mut info = dictionary(vec![("Title", text_string(&meta.title))]);
    for (key, value) in [("Author", &meta.author), ("Subject", &meta.subject)] {
        if !value.is_empty() {
            info.set(key, text_string(value));
        }
    }
    info.set("Creator", text_string(PRODUCER));
    info.set("Producer", text_string(PRODUCER));
    info.set("CreationDate", date.clone());
    info.set("ModDate", date);
    info
}

/// Adds the colours that black and grey are meant in, as PDF/A asks.
pub(crate) fn add_output_intent(file: &mut File<'_>) -> Object {
    let profile = file.add_stream(SRGB, |out| out.extend_from_slice(b"/N 3"));
    Object::Array(vec![
        dictionary(vec![
            ("Type", name("OutputIntent")),
            ("S", name("GTS_PDFA1")),
            ("OutputConditionIdentifier", text_string("sRGB")),
            ("Info", text_string("sRGB IEC61966-2.1")),
            ("DestOutputProfile", profile.into()),
        ])
        .into(),
    ])
}

fn xmp(meta: &Meta) -> String {
    let date = format!("{}T00:00:00Z", meta.date);
    let mut xmp = String::from(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n<rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n",
    );
    let alternative = |tag: &str, value: &str| {
        format!("<dc:{tag}><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt></dc:{tag}>\n", escaped(value))
    };
    xmp.push_str("<dc:format>application/pdf</dc:format>\n");
    xmp.push_str(&alternative("title", &meta.title));
    if !meta.subject.is_empty() {
        xmp.push_str(&alternative("description", &meta.subject));
    }
    for (tag, value) in [("creator", &meta.author), ("language", &meta.language)] {
        let kind = if tag == "creator" { "Seq" } else { "Bag" };
        if !value.is_empty() {
            let value = escaped(value);
            xmp.push_str(&format!("<dc:{tag}><rdf:{kind}><rdf:li>{value}</rdf:li></rdf:{kind}></dc:{tag}>\n"));
        }
    }
    xmp.push_str(&format!(
        "<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>\n<xmp:CreateDate>{date}</xmp:CreateDate>\n\
         <xmp:ModifyDate>{date}</xmp:ModifyDate>\n<pdf:Producer>{PRODUCER}</pdf:Producer>\n",
    ));
    if meta.accessible {
        xmp.push_str("<pdfuaid:part>1</pdfuaid:part>\n");
    }
    if meta.archival {
        xmp.push_str("<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>A</pdfaid:conformance>\n");
    }
    xmp.push_str("</rdf:Description>\n");
    if meta.archival {
        xmp.push_str(UA_SCHEMA);
    }
    xmp.push_str("</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>");
    xmp
}

/// Text for XML, without the control characters that XML cannot hold.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            control if control.is_control() => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
