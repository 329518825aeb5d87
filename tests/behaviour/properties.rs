//! How many cases the properties try.

use proptest::prelude::ProptestConfig;

/// The configuration of a cheap property: so many cases on a developer's machine, and as many as `PROPTEST_CASES` says where that is
/// more (1,000 in CI, with a seed that the commit gives).
pub(crate) fn cheap(usual: u32) -> ProptestConfig {
    ProptestConfig::with_cases(asked().unwrap_or(usual).max(usual))
}

/// The same of a property whose cases take some hundredths of a second each, because they make whole papers or workbooks: a fifth of
/// what is asked for.
pub(crate) fn dear(usual: u32) -> ProptestConfig {
    ProptestConfig::with_cases(asked().map_or(usual, |cases| cases / 5).max(usual))
}

fn asked() -> Option<u32> {
    std::env::var("PROPTEST_CASES").ok()?.parse().ok()
}
