//! What an area of the assessment says, for reading.

use crate::{records::Assessment, rules};
use pack::{Area, Kind, Pack, Question};
use people::Member;
use web::{Markup, html, parts, parts::Row};

/// An area with all that was answered, each child's section under the child's name.
pub(super) fn area(pack: &Pack, area: &Area, members: &[Member], assessment: &Assessment) -> Markup {
    let mut rows: Vec<(String, Markup)> = Vec::new();
    for question in &area.questions {
        if question.per_child {
            rows.extend(rules::children(members).map(|child| {
                let text = answer(assessment, &rules::child_key(question, child.person.id));
                (question.text.replace("{child}", &child.person.given_name), html! { span.eh-pre { (text) } })
            }));
        } else {
            rows.push((question.text.clone(), said(pack, question, assessment)));
        }
    }
    html! {
        h2.govuk-heading-m { (area.label) }
        (parts::summary_list(rows.iter().map(|(key, value)| Row::new(key, value)).collect()))
    }
}

fn said(pack: &Pack, question: &Question, assessment: &Assessment) -> Markup {
    let text = answer(assessment, &question.id);
    match question.kind {
        Kind::Text => html! { span.eh-pre { (text) } },
        Kind::Needs => {
            let needs: Vec<&str> = text.split_whitespace().map(|need| pack.label("need", need)).collect();
            html! { (needs.join(", ")) }
        }
        Kind::Scale => html! {
            @for rater in pack.terms("rater") {
                @let number = answer(assessment, &rules::rater_key(question, rater));
                @if !number.is_empty() { (rater.label) ": " (number) " of 10" br; }
            }
        },
    }
}

fn answer<'a>(assessment: &'a Assessment, key: &str) -> &'a str {
    assessment.answers.0.get(key).map_or("", String::as_str)
}
