//! `/directory/doubles/{one}/{two}`: two entries that may be one service.

use super::entry;
use crate::{
    ServiceId,
    doubles::{self, Judgement},
    keeping,
    records::{self, Provider, Service},
};
use access::{Context, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{
    Error, Fields, Markup, Result, Sheet, html,
    parts::{self, Choice},
};

/// Both, each with whoever provides it.
struct Double {
    one: (Service, Provider),
    two: (Service, Provider),
    said: Option<Judgement>,
}

impl Double {
    fn load(inside: &mut impl Permits, (one, two): (ServiceId, ServiceId)) -> Result<Self> {
        inside.allow(nobody::KeepDirectory)?;
        let said = doubles::was_said(inside.conn(), (one, two))?;
        Ok(Self { one: records::find(inside.conn(), one)?, two: records::find(inside.conn(), two)?, said })
    }

    /// A mark of both as they are compared here, and of what was said of them.
    fn stand(&self) -> String {
        let [one, two] = [&self.one.0, &self.two.0].map(|service| format!("{} {}", service.version, service.live));
        web::stand(&[&one, &two, self.said.map_or("", Judgement::code)])
    }

    /// What someone else has said of them meanwhile.
    fn theirs(&self) -> Markup {
        let said = match self.said {
            Some(Judgement::Two) => "They are two",
            Some(Judgement::First | Judgement::Second) => "They are one, and one of them was taken out",
            None => "",
        };
        web::theirs(None, &[("What was said", said)])
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: Markup) -> Markup {
        let Self { one, two, .. } = self;
        let rows = entry::differences(&context.pack, &one.0.body.0, &two.0.body.0);
        let choices = [
            Choice::new("first", "They are one: keep the first, take the second out"),
            Choice::new("second", "They are one: keep the second, take the first out"),
            Choice::new("two", "They are two"),
        ];
        let content = html! {
            h1.govuk-heading-l { "Perhaps listed twice" }
            (above)
            p.govuk-body { (named(one)) " and " (named(two)) }
            (entry::compared(&rows, "The first", "The second"))
            (sheet.short_form(html! {
                (sheet.hidden("stand"))
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
            let sheet = v.context().sheet(Fields::default().with("stand", double.stand()));
            Ok(double.show(v, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(pair): Path<(ServiceId, ServiceId)>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let double = Double::load(change, pair)?;
            if sheet.is_behind("stand", double.stand()) {
                return Err(Error::Conflict(Box::new(double.show(change, sheet, double.theirs()))));
            }
            let Some(judgement) = sheet.chosen("said", Judgement::parse, "Choose what they are") else {
                return Sheet::again(double.show(change, sheet, html! {}));
            };

            let (pack, permit) = (change.pack.clone(), change.allow(nobody::KeepDirectory)?);
            keeping::judge(change.tx, &pack, &permit, pair, judgement)?;
            // the other may be out already
            change.tx.nothing_new();
            Ok("/directory?done=saved".into())
        })
        .await
}
