//! Who was in the family and is not any more.

use crate::pages::header;
use access::Permit;
use access::{FamilyId, View, family};
use people::records::Former;
use web::{Markup, html, parts};

/// Nothing where nobody has left.
pub(super) fn show(v: &View<'_>, permit: &Permit<FamilyId, family::Open>, former: &[Former]) -> Markup {
    if former.is_empty() {
        return html! {};
    }
    let may_change = v.may_now(permit, family::ChangePeople);
    let rows = former.iter().map(|one| {
        let name = one.person.name();
        let back = format!("{}/people/{}/return", header::href(permit.subject()), one.person.id);
        vec![
            html! { (name) br; span.eh-muted { (v.pack.label("person-role", one.role.code())) } },
            html! { (left(one)) },
            html! {
                @if may_change {
                    a.govuk-link href=(back) {
                        "Put back" span.govuk-visually-hidden { " " (name) }
                    }
                }
            },
        ]
    });
    parts::table("Who was in the family", &["Name", "Until", "Change"], rows.collect())
}

/// `Died on 3 March 2026`, or `Left on 3 March 2026, to the other parent`.
fn left(one: &Former) -> String {
    let what = if one.died() { "Died" } else { "Left" };
    let on = one.left_on.map(|on| format!(" on {}", web::dates::day(on))).unwrap_or_default();
    let went = if one.went.is_empty() { String::new() } else { format!(", {}", one.went) };
    format!("{what}{on}{went}")
}
