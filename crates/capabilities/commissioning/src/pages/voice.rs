//! `/needs/voice`: whoever works with families says what a family needed and nobody gives, without naming them.

use crate::{
    records::voiced::{self, NewVoice},
    rules::needs::Age,
};
use access::{Context, Permits, Visit, nobody};
use axum::response::Response;
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "Say what is missing";

fn show(context: &Context, sheet: &Sheet) -> Markup {
    let needs = context.pack.choices("need", context.today).map(|need| Choice::new(&need.code, &need.label));
    let ages = Age::ALL.iter().map(|age| Choice::new(age.code(), age.label()));
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "What did a family need that nobody gives, or not in time, or not near enough? Those who buy and plan "
            "services count it with what others say. It is about no one family: no name, date of birth, address or "
            "school."
        }
        (sheet.form(html! {
            (sheet.select("need", "Which need?").prompt("Choose").items(needs))
            (sheet.text("area", "Where?").hint("The ward, or the first half of the postcode, like ME4.").width(20))
            (sheet.radios("age", "How old is the child or young person?").inline().items(ages))
            (sheet.textarea("note", "What would have helped?").rows(4))
            (parts::button("Say it"))
        }))
    };
    context.frame.sheet_page(TITLE, "/my-work", sheet, content)
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            v.allow(nobody::VoiceNeed)?;
            let sheet = v.sheet(Fields::default)?;
            Ok(show(v, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let permit = change.allow(nobody::VoiceNeed)?;
            let pack = change.pack.clone();
            let new = NewVoice {
                need: sheet.optional("need", 60),
                area: sheet.optional("area", 60),
                age: Age::parse(sheet.fields.get("age")),
                note: sheet.optional("note", 1_000),
            };
            let voiced = match sheet.is_valid() {
                true => sheet.heed(voiced::voice(change.tx, &permit, &pack, &new))?,
                false => None,
            };
            if voiced.is_none() {
                return Sheet::again(show(change, sheet));
            }
            Ok("/needs/voice?done=saved".into())
        })
        .await
}
