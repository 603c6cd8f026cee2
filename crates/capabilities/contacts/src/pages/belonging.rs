//! On the page of a decision: where somebody belongs who is in the record of another family.

use crate::{
    records::OfAnother,
    rules::{Belongs, belongs_field},
};
use std::collections::BTreeMap;
use web::{Markup, Sheet, html, parts::Choice};

/// One question each; nothing where everybody is new, or of this family.
pub(super) fn questions(sheet: &Sheet, others: &[OfAnother]) -> Markup {
    html! { @for other in others.iter().filter(|other| !other.families.is_empty()) { (question(sheet, other)) } }
}

fn question(sheet: &Sheet, other: &OfAnother) -> Markup {
    let families: Vec<String> =
        other.families.iter().map(|(name, reference)| format!("{name} family, {reference}")).collect();
    let hint = format!("They are in the record of the {}.", families.join(" and the "));
    let here = "They join this family's record. An address that is protected there stays closed here.";
    let apart = "They are named in this contact and not joined. If they need help, make a contact about them.";
    html! {
        (sheet.radios(&belongs_field(other.place), format!("Does {} belong to this family, too?", other.name))
            .medium()
            .small()
            .hint(hint)
            .items([
                Choice::new("here", "Yes, to this family, too").hint(here),
                Choice::new("apart", "No, only to their own").hint(apart),
            ]))
    }
}

/// What was said, by place.
pub(super) fn read(sheet: &Sheet, others: &[OfAnother]) -> BTreeMap<i64, Belongs> {
    let said = |other: &OfAnother| {
        let belongs = Belongs::parse(sheet.fields.get(&belongs_field(other.place)))?;
        Some((other.place, belongs))
    };
    others.iter().filter_map(said).collect()
}
