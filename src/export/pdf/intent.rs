//! The output intent, which defines the colours of the pages (ISO 19005-2, 6.2.3): sRGB.

use lopdf::{Document, Object, Stream, dictionary};
use moxcms::{ColorDateTime, ColorProfile};

use super::Error;
use super::string::{name, text};

/// Adds the sRGB profile; returns the catalog's entry.
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

/// An sRGB profile with parametric curves and without optional tags. Its date is that of the standard (IEC 61966-2-1:1999),
/// because the library would put in the current time.
fn profile() -> Result<Vec<u8>, Error> {
    let mut profile = ColorProfile::new_srgb();
    profile.cicp = None;
    profile.creation_date_time =
        ColorDateTime { year: 1999, month: 10, day_of_the_month: 18, hours: 0, minutes: 0, seconds: 0 };
    profile.encode().map_err(|e| Error::Document(e.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_is_small_and_knows_no_clock() {
        let profile = profile().expect("a profile");
        assert!(profile.len() < 1000, "{} bytes", profile.len());
        assert_eq!(profile[24..36], [7, 207, 0, 10, 0, 18, 0, 0, 0, 0, 0, 0]);
    }
}
