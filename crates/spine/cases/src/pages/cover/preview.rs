//! `/team/cover/{id}`: all that moves and all that does not, before it does; while it lasts, how to end it.

use crate::cover::{self as covers, Offered};
use access::{AccountId, Context, FamilyId, Nobody, Permit, Permits, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use chrono::Days;
use std::collections::BTreeMap;
use web::{Error, Fields, Markup, Result, Sheet, html, parts};
use work::{
    Task,
    cover::{self, Absence, CoverId, Plan, Way},
};

const TITLE: &str = "What moves";

/// A cover, and what it moves.
struct Preview {
    permit: Permit<Nobody, nobody::SeeTeam>,
    absence: Absence,
    plan: Plan,
    offers: Vec<Offered>,
    people: BTreeMap<AccountId, String>,
    names: BTreeMap<FamilyId, (String, String)>,
}

impl Preview {
    fn load(inside: &mut impl Permits, id: CoverId) -> Result<Self> {
        let (permit, absence) = covers::find(inside, id)?;
        let plan = match absence.begun_at {
            None => cover::plan(inside.conn(), &permit, &absence)?,
            Some(_) => Plan::default(),
        };
        let offers = covers::offers(inside.conn(), &permit, &absence, &plan)?;
        let people = accounts::names(inside.conn(), &[absence.away_id, absence.cover_id])?;
        let families: Vec<FamilyId> = plan.families.keys().copied().collect();
        let names = people::records::names(inside.conn(), &families)?;
        Ok(Self { permit, absence, plan, offers, people, names })
    }

    fn person(&self, id: AccountId) -> &str {
        self.people.get(&id).map_or("", String::as_str)
    }

    fn away(&self) -> &str {
        self.person(self.absence.away_id)
    }

    fn cover(&self) -> &str {
        self.person(self.absence.cover_id)
    }

    fn family(&self, id: Option<FamilyId>) -> &str {
        id.and_then(|id| self.names.get(&id)).map_or("", |(name, _)| name.as_str())
    }

    /// What of the plan is no offer: with it goes the lead's answer, and nobody gives it for another.
    fn work(&self) -> impl Iterator<Item = &(Task, Option<&'static str>)> {
        self.plan.work.iter().filter(|(task, _)| !covers::is_offer(task))
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: &Markup) -> Markup {
        let content = html! {
            (above)
            h1.govuk-heading-l { (self.cover()) " covers for " (self.away()) }
            (self.days())
            @match (self.absence.begun_at, self.absence.ended_at) {
                (None, _) => (self.before(sheet)),
                (Some(_), None) => (self.under_way(sheet)),
                (Some(_), Some(_)) => p.govuk-body { "This is done." },
            }
        };
        context.frame.sheet_page(TITLE, "/team", sheet, content)
    }

    fn days(&self) -> Markup {
        let Absence { from_on, until_on, .. } = self.absence;
        html! {
            p.govuk-body {
                @match until_on {
                    Some(until) => {
                        "From " (web::dates::day(from_on)) " until " (web::dates::day(until))
                        ". What is still open on " (web::dates::day(until + Days::new(1))) " comes back by itself."
                    },
                    None => "For good: nothing comes back by itself.",
                }
            }
        }
    }

    fn before(&self, sheet: &Sheet) -> Markup {
        html! {
            (self.moves())
            (self.leads())
            (self.offered())
            (self.cannot())
            p.govuk-body {
                @if self.absence.until_on.is_some() {
                    "Work that " (self.away()) " comes to owe while away goes to " (self.cover())
                    ", too, where it is due before the end. "
                }
                "Both are told. The record of each family says it."
            }
            (sheet.short_form(html! {
                (sheet.hidden("stand"))
                // a refusal that belongs to a field of the page before is told here
                @if let Some(why) = sheet.errors.of("cover").or_else(|| sheet.errors.of("away")) {
                    p.govuk-error-message #cover { span.govuk-visually-hidden { "Error: " } (why) }
                }
                (parts::button("Move all of this"))
            }))
            p.govuk-body { a.govuk-link href={ "/team/cover?away=" (self.absence.away_id) } { "Choose again" } }
        }
    }

    fn moves(&self) -> Markup {
        let rows: Vec<Vec<Markup>> = self
            .work()
            .filter(|(_, obstacle)| obstacle.is_none())
            .map(|(task, _)| {
                let due = web::dates::day(task.due_on);
                vec![html! { (task.title) }, html! { (self.family(task.family_id)) }, html! { (due) }]
            })
            .collect();
        html! {
            @if rows.is_empty() {
                p.govuk-body { "No due work moves now." }
            } @else {
                (parts::table(&format!("Due work that moves ({})", rows.len()), &["What", "Family", "Due"], rows))
            }
        }
    }

    fn leads(&self) -> Markup {
        let led: Vec<FamilyId> = self.plan.led.iter().copied().filter(|family| self.can(*family)).collect();
        if led.is_empty() {
            return html! {};
        }
        html! {
            h2.govuk-heading-m { "Families that " (self.away()) " leads (" (led.len()) ")" }
            p.govuk-body {
                @match self.absence.until_on {
                    Some(until) => {
                        (self.away()) " stays lead professional. " (self.cover())
                        " is shown as cover and may do what the lead may, until " (web::dates::day(until)) "."
                    },
                    None => {
                        "The lead is offered to " (self.cover()) ". " (self.away())
                        " leads until it is accepted, family by family."
                    },
                }
            }
            ul.govuk-list.govuk-list--bullet {
                @for family in &led {
                    li {
                        (self.family(Some(*family)))
                        @if matches!(self.plan.families.get(family), Some(Way::Joins(_))) {
                            span.eh-muted { ", " (self.cover()) " joins" }
                        }
                    }
                }
            }
        }
    }

    fn can(&self, family: FamilyId) -> bool {
        self.plan.families.get(&family).is_some_and(|way| way.obstacle().is_none())
    }

    fn offered(&self) -> Markup {
        let offers: Vec<&Offered> = self.offers.iter().filter(|offer| offer.obstacle.is_none()).collect();
        html! {
            @if !offers.is_empty() {
                h2.govuk-heading-m { "Offers of the lead that wait for an answer (" (offers.len()) ")" }
                p.govuk-body { "Each is made to " (self.cover()) " instead." }
                ul.govuk-list.govuk-list--bullet {
                    @for offer in offers { li { (self.family(Some(offer.family))) } }
                }
            }
        }
    }

    fn cannot(&self) -> Markup {
        let work =
            self.work().filter_map(|(task, why)| Some((self.family(task.family_id), task.title.as_str(), (*why)?)));
        let led = self.plan.led.iter().filter_map(|family| {
            let why = self.plan.families.get(family)?.obstacle()?;
            Some((self.family(Some(*family)), "The lead", why))
        });
        let offers = self
            .offers
            .iter()
            .filter_map(|offer| Some((self.family(Some(offer.family)), "An offer of the lead", offer.obstacle?)));
        let all: Vec<(&str, &str, &str)> = work.chain(led).chain(offers).collect();
        html! {
            @if !all.is_empty() {
                h2.govuk-heading-m { "Cannot be covered by " (self.cover()) " (" (all.len()) ")" }
                ul.govuk-list.govuk-list--bullet {
                    @for (family, what, why) in all {
                        li { (what) @if !family.is_empty() { ", " (family) } ", because " (why) "." }
                    }
                }
                p.govuk-body { "This stays with " (self.away()) ". Cover it by somebody else in the same way." }
            }
        }
    }

    fn under_way(&self, sheet: &Sheet) -> Markup {
        html! {
            p.govuk-body { "This has begun. End it when " (self.away()) " is back before the last day." }
            (sheet.form_to(&format!("/team/cover/{}/end", self.absence.id), parts::button("End it now")))
        }
    }
}

pub(in crate::pages) async fn page(visit: Visit, Path(id): Path<CoverId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let preview = Preview::load(v, id)?;
            let families: Vec<FamilyId> = preview.plan.families.keys().copied().collect();
            v.showed(&preview.permit, families.len(), &families);
            let sheet = v.context().sheet(Fields::default().with("stand", preview.plan.stand()));
            Ok(preview.show(v, &sheet, &html! {}))
        })
        .await
}

pub(in crate::pages) async fn begin(visit: Visit, Path(id): Path<CoverId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let preview = Preview::load(change, id)?;
            if sheet.is_behind("stand", preview.plan.stand()) {
                let above = web::theirs(None, &[("What moves now", "is below")]);
                return Err(Error::Conflict(Box::new(preview.show(change, sheet, &above))));
            }
            let done = covers::begin(change, &preview.permit, &preview.absence);
            if sheet.heed(done)?.is_none() {
                return Sheet::again(preview.show(change, sheet, &html! {}));
            }
            Ok("/team?done=saved".into())
        })
        .await
}

/// Where it is over already there is nothing on the page to put right: that is told on a page of its own.
pub(in crate::pages) async fn end(visit: Visit, Path(id): Path<CoverId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let (permit, absence) = covers::find(change, id)?;
            cover::end(change.tx, &permit, &absence)?;
            Ok("/team?done=saved".into())
        })
        .await
}
