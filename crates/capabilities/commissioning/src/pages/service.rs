//! `/returns/{id}`: the returns of one service, period by period.

use crate::{
    records::{
        owing::{self, Due, Owing},
        returns::{self, Returned},
    },
    rules::returns::Figure,
};
use access::{Context, Permits, Visit, nobody, service as acts};
use axum::extract::Path;
use directory::ServiceId;
use web::{Error, Markup, Result, dates, html, parts, parts::Colour};

/// So many periods stand on one page.
const SHOWN: usize = 24;

struct OfService {
    name: String,
    owing: Owing,
    dues: Vec<Due>,
    returned: Vec<Returned>,
}

impl OfService {
    fn load(inside: &mut impl Permits, id: ServiceId) -> Result<Self> {
        inside.permit(acts::GiveReturn, id)?;
        Ok(Self {
            owing: owing::find(inside.conn(), id)?.ok_or(Error::NotFound)?,
            name: returns::name_of(inside.conn(), id)?,
            dues: owing::dues_of(inside.conn(), id)?,
            returned: returns::of_service(inside.conn(), id)?,
        })
    }

    fn show(&self, context: &Context) -> Markup {
        let open: Vec<&Due> = self.dues.iter().filter(|due| due.given_at.is_none()).collect();
        html! {
            h1.govuk-heading-l { "Returns of " (self.name) }
            p.govuk-body {
                (self.owing.every.label()) ", since " (dates::day(self.owing.since_on)) "."
                @if !self.owing.note.is_empty() { " " (self.owing.note) }
            }
            @if context.may_alone(nobody::KeepContracts) {
                p.govuk-body {
                    a.govuk-link href={ "/service-figures/" (self.owing.service_id) } { "What came of this service" }
                }
            }
            @if !open.is_empty() {
                h2.govuk-heading-m { "To be given" }
                ul.govuk-list.eh-rows {
                    @for due in open.iter().rev() {
                        li {
                            a.govuk-link href=(due.href()) { (due.period().label()) }
                            ", due " (dates::day(due.due_on)) " "
                            @if due.due_on < context.today { (parts::tag("Late", Colour::Red)) }
                        }
                    }
                }
            }
            @if self.returned.is_empty() {
                p.govuk-body { "None was given yet." }
            } @else {
                (self.table())
                p.govuk-body-s {
                    "As the service gave them, and not to be passed on: figures that are published withhold small "
                    "counts."
                }
            }
        }
    }

    fn table(&self) -> Markup {
        let figures = [Figure::NewContacts, Figure::Waiting, Figure::Families, Figure::Ended, Figure::Positive];
        let heads: Vec<&str> = ["Period"].into_iter().chain(figures.iter().map(|figure| short(*figure))).collect();
        let row = |one: &Returned| {
            let href = format!("/returns/{}/{}", one.service, one.period.code());
            let period = html! {
                a.govuk-link href=(href) { (one.period.label()) }
                @if one.version > 1 { br; span.eh-muted { "put right " (times(one.version - 1)) } }
            };
            [period].into_iter().chain(figures.iter().map(|figure| cell(one.figures.get(*figure)))).collect()
        };
        parts::table("What was given", &heads, self.returned.iter().take(SHOWN).map(row).collect())
    }
}

fn times(n: i64) -> String {
    if n == 1 { "once".into() } else { format!("{n} times") }
}

const fn short(figure: Figure) -> &'static str {
    match figure {
        Figure::NewContacts => "New contacts",
        Figure::Waiting => "Waiting",
        Figure::Families => "Families",
        Figure::Ended => "Ended",
        _ => "Positive",
    }
}

/// A figure, or that it is not known.
pub(super) fn cell(count: Option<i64>) -> Markup {
    match count {
        Some(count) => html! { (count) },
        None => html! { abbr title="not known" { "x" } },
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let of = OfService::load(v, id)?;
            Ok(v.frame.page_back(&format!("Returns of {}", of.name), "/returns", of.show(v)))
        })
        .await
}
