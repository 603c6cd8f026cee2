//! `/my-settings`: how colleagues reach whoever is signed in, and how they are told of what is new.

use crate::{
    events,
    news::{self, Kind, Told},
};
use access::{
    Context, Permits, Visit,
    accounts::{self, Colleague},
    manage,
};
use axum::response::Response;
use serde_json::json;
use std::collections::BTreeMap;
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "My settings";

/// What stands, and what can be chosen.
struct Settings {
    own: Colleague,
    chosen: BTreeMap<String, Told>,
    /// Kinds of which this person is told.
    kinds: Vec<Kind>,
}

impl Settings {
    fn load(inside: &mut impl Permits) -> Result<Self> {
        let account = inside.context().account()?;
        let all = inside.context().app.capabilities.iter().flat_map(|capability| capability.news).copied();
        let kinds = all.filter(|kind| inside.context().actor.is_any(kind.roles())).collect();
        Ok(Self {
            own: accounts::colleague(inside.conn(), account)?,
            chosen: news::choices(inside.conn(), account)?,
            kinds,
        })
    }

    fn told(&self, kind: Kind) -> Told {
        kind.told(self.chosen.get(kind.code()).copied())
    }

    /// Those that leave a choice.
    fn asked(&self) -> impl Iterator<Item = Kind> {
        self.kinds.iter().copied().filter(|kind| kind.choices().len() > 1)
    }

    fn stand(&self) -> String {
        let told: Vec<&str> = self.asked().map(|kind| self.told(kind).code()).collect();
        web::stand(&[&self.own.job_title, &self.own.phone, &told.join(",")])
    }

    fn first(&self) -> Fields {
        let fields = Fields::default()
            .with("stand", self.stand())
            .with("job_title", &self.own.job_title)
            .with("phone", &self.own.phone);
        self.asked().fold(fields, |fields, kind| fields.with(&field(kind), self.told(kind).code()))
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: &Markup) -> Markup {
        let content = html! {
            (above)
            h1.govuk-heading-l { (TITLE) }
            (sheet.form(html! {
                (sheet.hidden("stand"))
                h2.govuk-heading-m { "How colleagues see me" }
                p.govuk-body {
                    (self.own.name) ", " (self.own.organisation) ", " (self.own.email)
                    ". An administrator changes these."
                }
                (sheet.text("job_title", "Job title").width(20))
                (sheet.text("phone", "Telephone number").hint("Shown to those who work with the same family.")
                    .telephone().width(20))
                (self.questions(sheet))
                (parts::button("Save"))
            }))
        };
        context.frame.sheet_page(TITLE, "/my-work", sheet, content)
    }

    fn questions(&self, sheet: &Sheet) -> Markup {
        let fixed: Vec<&str> = self.kinds.iter().filter(|kind| kind.choices().len() == 1).map(|k| k.asked()).collect();
        html! {
            @if !self.kinds.is_empty() {
                h2.govuk-heading-m { "Emails about what is new" }
                p.govuk-body {
                    "What is new stands on My work until you have seen it. An email says what kind of thing happened "
                    "and where to read of it, and never a name. Once a day means one email in the morning."
                }
            }
            @if !fixed.is_empty() {
                p.govuk-body { "You are always told at once: " (fixed.join("; ").to_lowercase()) "." }
            }
            @for kind in self.asked() {
                @let items = kind.choices().iter().map(|told| Choice::new(told.code(), told.label()));
                (sheet.radios(&field(kind), kind.asked()).items(items).inline().small())
            }
        }
    }

    /// What the same person has saved in another window meanwhile.
    fn theirs(&self) -> Markup {
        let told: Vec<(&str, &str)> = self.asked().map(|kind| (kind.asked(), self.told(kind).label())).collect();
        let own = [("Job title", self.own.job_title.as_str()), ("Telephone number", &self.own.phone)];
        web::theirs(None, &[&own[..], &told].concat())
    }

    fn read(&self, sheet: &mut Sheet) -> (String, String, Vec<(Kind, Told)>) {
        let (job_title, phone) = (sheet.optional("job_title", 100), sheet.optional("phone", 40));
        let told = self.asked().filter_map(|kind| {
            let may = |code: &str| Told::parse(code).filter(|told| kind.choices().contains(told));
            Some((kind, sheet.chosen(&field(kind), may, "Choose how you are told")?))
        });
        let told = told.collect();
        (job_title, phone, told)
    }
}

fn field(kind: Kind) -> String {
    format!("news-{}", kind.code())
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let settings = Settings::load(v)?;
            let sheet = v.sheet(|| settings.first())?;
            Ok(settings.show(v, &sheet, &html! {}))
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let settings = Settings::load(change)?;
            if sheet.is_behind("stand", settings.stand()) {
                return Err(Error::Conflict(Box::new(settings.show(change, sheet, &settings.theirs()))));
            }

            let (job_title, phone, told) = settings.read(sheet);
            if !sheet.is_valid() {
                return Sheet::again(settings.show(change, sheet, &html! {}));
            }
            let described = manage::own::describe(change.tx, &job_title, &phone)?;
            let changed = news::choose(change.tx, &told)?;
            if !changed.is_empty() {
                let event = events::CHOSEN.on(settings.own.id.0).detail(json!({"kinds": changed}));
                change.tx.record(event)?;
            } else if !described {
                change.tx.nothing_new();
            }
            Ok("/my-settings?done=saved".into())
        })
        .await
}
