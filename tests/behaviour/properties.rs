//! How many cases the properties try.

use proptest::prelude::ProptestConfig;

/// The configuration of a cheap property: so many cases on a developer's machine, and as many as `KAIKAKU_CASES` says where that is
/// more (200 in CI, with a seed that the commit gives).
pub(crate) fn cheap(usual: u32) -> ProptestConfig {
    let asked = std::env::var("KAIKAKU_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual);
    ProptestConfig::with_cases(asked.max(usual))
}
