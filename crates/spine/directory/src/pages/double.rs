//! `/directory/doubles/{one}/{two}`: two entries that may be one service.

use super::entry;
use crate::{
    ServiceId,
    doubles::Judgement,
    keeping,
    records::{self, Provider, Service},
};
use access::{Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{
    Fields, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

/// Both, each with whoever provides it.
struct Double {
    one: (Service, Provider),
    two: (Service, Provider),
}

impl Double {
    fn load(inside: &mut impl Permits, (one, two): (ServiceId, ServiceId)) -> Result<Self> {
        inside.allow(nobody::KeepDirectory)?;
        Ok(Self { one: records::find(inside.conn(), one)?, two: records::find(inside.conn(), two)? })
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let Self { one, two } = self;
        let rows = entry::differences(&context.pack, &one.0.body.0, &two.0.body.0);
        let choices = [
            Choice::new("first", "They are one: keep the first, take the second out"),
            Choice::new("second", "They are one: keep the second, take the first out"),
            Choice::new("two", "They are two"),
        ];
        let content = html! {
            h1.govuk-heading-l { "Perhaps listed twice" }
            p.govuk-body { (named(one)) " and " (named(two)) }
            (entry::compared(&rows, "The first", "The second"))
            (sheet.short_form(html! {
                (sheet.radios("said", "What are they?").items(choices))
                (parts::button("Save"))
            }))
        };
        context.frame.sheet_page("Perhaps listed twice", "/directory", sheet, content)
    }
}

fn named((service, provider): &(Service, Provider)) -> Markup {
    html! {
        a.govuk-link href={ "/services/" (service.id) } { (service.body.0.name) } ", " (provider.name)
    }
}

pub(super) async fn page(visit: Visit, Path(pair): Path<(ServiceId, ServiceId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let double = Double::load(v, pair)?;
            Ok(double.show(v, &v.context().sheet(Fields::default())))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(pair): Path<(ServiceId, ServiceId)>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let double = Double::load(change, pair)?;
            let Some(judgement) = sheet.chosen("said", Judgement::parse, "Choose what they are") else {
                return Sheet::again(double.show(change, sheet));
            };

            let (pack, permit) = (change.pack.clone(), change.allow(nobody::KeepDirectory)?);
            keeping::judge(change.tx, &pack, &permit, pair, judgement)?;
            // the other may be out already
            change.tx.nothing_new();
            Ok("/directory?done=saved".into())
        })
        .await
}
