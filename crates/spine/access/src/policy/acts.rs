//! How the acts of a subject are written down once: as an exhaustive enum for the rule, and each as a type of its own
//! for the permit, so that a permit to open a family is not one to close it.

/// Declares the acts of one subject. `reads` marks those whose permit also lets one read the record.
macro_rules! acts {
    ($(#[$doc:meta])* pub enum $acts:ident on $facts:ident {
        $($(#[$about:meta])* $act:ident = $code:literal $($reads:ident)?,)*
    }) => {
        store::coded! { $(#[$doc])* pub enum $acts { $($(#[$about])* $act = $code,)* } }

        $(
            $(#[$about])*
            #[derive(Debug, Clone, Copy)]
            pub struct $act;

            impl $crate::policy::Act for $act {
                type Facts = $facts;
                const WHICH: $acts = $acts::$act;
                const CODE: &'static str = $code;
            }

            $(acts!(@$reads $act);)?
        )*
    };
    (@reads $act:ident) => {
        impl $crate::policy::Reads for $act {}
    };
}
pub(super) use acts;
