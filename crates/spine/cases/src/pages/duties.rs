//! What the lead professional and the members of the team have promised, in the words of the practice pack: shown where
//! it helps.

use access::Context;
use web::{Markup, html, parts};

/// In what the lead sees that children and families are actively involved (001 s7).
pub fn of_lead(context: &Context) -> Markup {
    let involved = "The lead professional makes sure that children and families are actively involved in:";
    duties(context, "lead-duty", "What the lead professional does", involved)
}

/// What everyone who is invited to a review is asked to do (004).
pub fn of_members(context: &Context) -> Markup {
    duties(context, "member-duty", "What everyone in the team does", "Everyone in the team is asked to:")
}

fn duties(context: &Context, vocabulary: &str, summary: &str, before: &str) -> Markup {
    parts::details(
        summary,
        html! {
            p.govuk-body { (before) }
            ul.govuk-list.govuk-list--bullet {
                @for duty in context.pack.choices(vocabulary, context.today) { li { (in_a_sentence(&duty.label)) } }
            }
        },
    )
}

/// `attend the meeting`, as it stands in a list that a sentence begins.
fn in_a_sentence(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
}
