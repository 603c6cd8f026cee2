//! `/my/agreement`: somebody no longer agrees to be helped. What follows stands above the button (T26).

use super::{changed, sheet_page, shown};
use access::{Context, Permits, Visit, own_place};
use axum::response::Response;
use cases::withdrawal;
use web::{Error, Fields, Markup, Result, Sheet, html, parts, say};

fn show(context: &Context, sheet: &Sheet) -> Markup {
    let content = html! {
        p.govuk-body { (say("You can stop agreeing to early help at any time. You need not say why. This is what follows:")) }
        ul.govuk-list.govuk-list--bullet {
            li { (say("Where nobody else of your family agrees, nothing more is shared because you agreed to it, from this \
                moment.")) }
            li { (say("Your lead professional calls you to talk about what you want instead. Help ends unless there is \
                another reason for it, and then you are told which.")) }
            li { (say("What was written until today is kept, and you can ask for a copy.")) }
            li { (say("If a child may be in danger, the council can still act.")) }
        }
        (sheet.short_form(html! {
            (sheet.textarea("words", "In your own words").hint("They are kept as you write them.").rows(4))
            (parts::button_named("I no longer agree", "govuk-button--warning", "sure", "yes"))
        }))
        p.govuk-body { a.govuk-link href="/my/sharing" { (say("Back, and leave it as it is")) } }
    };
    sheet_page(context, "I no longer agree to early help", "/my/sharing", sheet, content)
}

pub(in crate::pages) async fn page(visit: Visit) -> Result<Response> {
    shown(visit, |v, own| {
        let agreed = own.agreement(v.conn())?.is_some_and(|one| one.in_force(v.today));
        if !agreed {
            return Err(Error::NotFound);
        }
        let sheet = v.context().sheet(Fields::default());
        Ok(show(v, &sheet))
    })
    .await
}

pub(in crate::pages) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    changed(visit, fields, |change, own, sheet| {
        let (today, pack) = (change.today, change.pack.clone());
        let permit = change.permit(own_place::Decide, own.subject())?;
        if !own.agreement(change.conn())?.is_some_and(|one| one.in_force(today)) {
            return Err(Error::NotFound);
        }
        let words = sheet.optional("words", 4_000);
        let words = if words.is_empty() { "I no longer agree.".to_owned() } else { words };
        let done = match sheet.is_valid() {
            true => sheet.heed(withdrawal::record_own(change.tx, &permit, &pack, &words))?,
            false => None,
        };
        if done.is_none() {
            return Sheet::again(show(change, sheet));
        }
        Ok("/my/sharing?done=saved".into())
    })
    .await
}
