//! The output intent: what the colours of the pages are measured by (ISO 19005-2, 6.2.3). It is sRGB.

use lopdf::{Document, Object, Stream, dictionary};
use moxcms::{ColorProfile, DataColorSpace};

use super::Error;
use super::string::{name, text};

/// Adds the sRGB profile and gives the catalog's entry.
pub(super) fn add(document: &mut Document) -> Result<Option<(&'static str, Object)>, Error> {
    let profile = profile()?;
    let profile = document.add_object(Stream::new(dictionary! { "N" => 3 }, profile));
    let intent = dictionary! {
        "Type" => name("OutputIntent"),
        "S" => name("GTS_PDFA1"),
        "OutputConditionIdentifier" => text("sRGB IEC61966-2.1"),
        "Info" => text("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    };
    Ok(Some(("OutputIntents", vec![Object::Dictionary(intent)].into())))
}

/// An sRGB profile with curves as formulas, without what is of no use in a document, and without a date.
fn profile() -> Result<Vec<u8>, Error> {
    let mut profile = ColorProfile::new_srgb();
    profile.cicp = None;
    debug_assert_eq!(profile.color_space, DataColorSpace::Rgb);
    profile.encode().map_err(|e| Error::Document(e.to_string()))
}
