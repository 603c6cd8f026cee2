//! `/returns`: which services owe a return, which are late, and what they gave last.

use crate::records::owing::{self, Due, Named, Owing};
use access::{Context, Permits, Role, View, Visit, nobody};
use directory::ServiceId;
use std::collections::BTreeMap;
use web::{Markup, Result, dates, html, parts, parts::Colour};

/// The services whose returns whoever looks may give, with what each owes.
pub(super) struct Returns {
    pub(super) all: Vec<Owing>,
    pub(super) names: BTreeMap<ServiceId, Named>,
    open: Vec<Due>,
}

impl Returns {
    /// All of them for a commissioner of the council, those of one's own organisation for a provider.
    pub(super) fn load(inside: &mut impl Permits) -> Result<Self> {
        let mut all = owing::list(inside.conn())?;
        let ids: Vec<ServiceId> = all.iter().map(|one| one.service_id).collect();
        let mut names = owing::names(inside.conn(), &ids)?;
        let actor = inside.context().actor.clone();
        let sees_all = actor.own && actor.is(Role::Commissioner);
        names.retain(|_, named| sees_all || (named.organisation.is_some() && named.organisation == actor.organisation));
        all.retain(|one| names.contains_key(&one.service_id));
        all.sort_by_key(|one| names.get(&one.service_id).map(|named| named.service.clone()));
        let mut open = owing::open(inside.conn())?;
        open.retain(|due| names.contains_key(&due.service_id));
        Ok(Self { all, names, open })
    }

    /// Ids and names of the services, for lines of text.
    pub(super) fn services(&self) -> Vec<(ServiceId, String)> {
        self.names.iter().map(|(id, named)| (*id, named.service.clone())).collect()
    }

    /// What is owed, the longest first.
    pub(super) fn owed(&self, context: &Context) -> Markup {
        html! {
            ul.govuk-list.eh-rows {
                @for due in &self.open {
                    li {
                        a.govuk-link href=(due.href()) { (self.name(due.service_id)) ": " (due.period().label()) }
                        ", due " (dates::day(due.due_on)) " "
                        @if due.due_on < context.today { (parts::tag("Late", Colour::Red)) }
                    }
                }
            }
        }
    }

    pub(super) fn is_nothing_owed(&self) -> bool {
        self.open.is_empty()
    }

    /// Only what is late.
    pub(super) fn keep_late(&mut self, context: &Context) {
        self.open.retain(|due| due.due_on < context.today);
    }

    fn name(&self, id: ServiceId) -> &str {
        self.names.get(&id).map_or("", |named| named.service.as_str())
    }

    fn show(&self, context: &Context) -> Markup {
        let keeps = context.may_alone(nobody::KeepReturns);
        html! {
            h1.govuk-heading-l { "Returns" }
            p.govuk-body {
                "Services that keep a system of their own say every month or quarter how many they helped, so that all "
                "early help is counted."
            }
            div.eh-actions {
                @if keeps {
                    (parts::button_link(
                        "Add a service that owes returns", "/returns/owing/new", "govuk-button--secondary",
                    ))
                }
                @if !self.all.is_empty() {
                    a.govuk-link href="/returns/lines" { "Give several at once from a table" }
                }
            }
            @if !self.open.is_empty() {
                h2.govuk-heading-m { "To be given (" (self.open.len()) ")" }
                (self.owed(context))
            }
            @if self.all.is_empty() {
                p.govuk-body { "No service owes a return." }
            } @else {
                (parts::table("Services", &["Service", "Provider", "How often", "Since"], self.rows(keeps)))
            }
        }
    }

    fn rows(&self, keeps: bool) -> Vec<Vec<Markup>> {
        let row = |one: &Owing| {
            let id = one.service_id;
            vec![
                html! { a.govuk-link href={ "/returns/" (id) } { (self.name(id)) } },
                html! { (self.names.get(&id).map_or("", |named| named.provider.as_str())) },
                html! {
                    (one.every.label())
                    @if keeps {
                        br;
                        a.govuk-link href={ "/returns/owing/" (id) } {
                            "Change" span.govuk-visually-hidden { " " (self.name(id)) }
                        }
                    }
                },
                html! {
                    (dates::day(one.since_on))
                    @if let Some(ended) = one.ended_on { " until " (dates::day(ended)) }
                },
            ]
        };
        self.all.iter().map(row).collect()
    }
}

fn load(v: &mut View<'_>) -> Result<Returns> {
    v.allow(nobody::SeeReturns)?;
    Returns::load(v)
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let returns = load(v)?;
            Ok(v.frame.page("Returns", returns.show(v)))
        })
        .await
}
