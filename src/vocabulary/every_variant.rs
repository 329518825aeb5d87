//! Lists of an enum's variants that the compiler holds complete.

/// An array of all variants of an enum, in the order given: a variant that is missing, or named twice, does not compile. Variants after
/// `except` are left out on purpose.
///
/// ```ignore
/// pub const ALL: [EffectTerm; 2] = every_variant!(EffectTerm: Once, Recurring);
/// pub const SOURCES: [CostPart; 2] = every_variant!(CostPart: First, Second; except Total);
/// ```
macro_rules! every_variant {
    ($of:ident: $($listed:ident),+ $(; except $($other:ident),+)?) => {{
        #[deny(unreachable_patterns)]
        const _: fn($of) = |variant| match variant {
            $($of::$listed)|+ $($(| $of::$other)+)? => (),
        };
        [$($of::$listed),+]
    }};
}

pub(crate) use every_variant;
