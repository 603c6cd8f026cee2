//! `/contracts/{id}/figures` and `/service-figures/{id}`: what came of it, what it cost, and whether there is too much
//! or too little of it.

use crate::{
    records::{
        ContractId,
        contracts::{self, Contract},
        figures::{self, Counted},
        returns,
    },
    rules::{contracts::pounds, returns::Figure},
    withheld,
};
use access::{Context, Permits, View, Visit, nobody};
use axum::extract::Path;
use chrono::{Datelike, Months, NaiveDate};
use directory::ServiceId;
use pack::Pack;
use web::{Markup, Result, dates, html, parts};

/// What is counted where the service keeps a system of its own.
const AS_RETURNED: &str = "The service keeps a system of its own: for what follows, what it returned counts, and what \
    is kept here of the same families is not added. Its figures are added up over the periods: a family that was \
    worked with in two of them stands in both. Started are new contacts; an outcome is a family with whom work ended \
    well.";

/// What is counted where it does not.
const AS_KEPT: &str = "Started are referrals that began and places in groups that were taken up; an outcome is one of \
    a plan for which somebody had a place in a group.";

/// What stands beside every cost.
const CAUTION: &str = "This cannot say whether it was worth it, nor whether the service brought the outcome about. \
    Families differ in what they need, payments do not fall when help is given, and what was prevented is not seen. Do \
    not rank services by it.";

/// What a service or a contract is looked at through.
struct Looked {
    title: String,
    back: String,
    days: (NaiveDate, NaiveDate),
    counted: Counted,
    spent: Option<i64>,
    places: Option<i64>,
    several: bool,
}

impl Looked {
    fn of(
        v: &mut View<'_>,
        services: &[ServiceId],
        contracts: &[Contract],
        days: (NaiveDate, NaiveDate),
    ) -> Result<Self> {
        let permit = v.allow(nobody::KeepContracts)?;
        let ids: Vec<ContractId> = contracts.iter().map(|one| one.id).collect();
        let spent = match ids.is_empty() {
            true => None,
            false => Some(figures::spent(v.conn(), &ids, days)?),
        };
        Ok(Self {
            title: String::new(),
            back: String::new(),
            days,
            counted: figures::count(v.conn(), &permit, services, days)?,
            spent,
            places: contracts.iter().filter_map(|one| one.places).reduce(|one, other| one + other),
            several: contracts.iter().any(|one| one.services.0.iter().any(|id| !services.contains(id))),
        })
    }

    fn show(&self, context: &Context) -> Markup {
        let pack = &context.pack;
        html! {
            h1.govuk-heading-l { "What came of it: " (self.title) }
            (self.choose(context))
            p.govuk-body-l { (self.words(pack)) }
            (self.table(pack))
            p.govuk-body-s { (withheld::KEY) }
            (self.cost(pack))
            h2.govuk-heading-m { "Too much or too little of it?" }
            ul.govuk-list.govuk-list--bullet { @for line in self.balance(pack) { li { (line) } } }
            (self.of_returns(pack))
        }
    }

    /// The times that can be looked at; the address says which.
    fn choose(&self, context: &Context) -> Markup {
        html! {
            p.govuk-body {
                (dates::day(self.days.0)) " to " (dates::day(self.days.1)) ". Look at "
                a.govuk-link href={ (context.path) "?months=3" } { "3 months" } ", "
                a.govuk-link href={ (context.path) "?months=12" } { "12 months" } " or "
                a.govuk-link href={ (context.path) "?months=36" } { "3 years" } "."
            }
        }
    }

    fn words(&self, pack: &Pack) -> String {
        let counted = &self.counted;
        let shown = |count| withheld::shown(pack, count);
        let referred = counted.of(Figure::Referrals).filter(|_| counted.is_returned()).unwrap_or(counted.referred);
        format!(
            "{} referred, {} started, {} finished, {} outcomes achieved; {} wait.",
            shown(referred),
            shown(counted.starts()),
            shown(self.ended()),
            shown(counted.achievements()),
            shown(counted.waits())
        )
    }

    fn ended(&self) -> i64 {
        let returned = self.counted.of(Figure::Ended).filter(|_| self.counted.is_returned());
        returned.unwrap_or(self.counted.finished)
    }

    fn table(&self, pack: &Pack) -> Markup {
        let counted = &self.counted;
        let line = |what: &'static str, here: Option<i64>, returned: Option<Figure>| {
            let cell = |count: Option<i64>| count.map_or("x".to_owned(), |count| withheld::shown(pack, count));
            let returned = returned.and_then(|figure| counted.of(figure));
            vec![html! { (what) }, html! { (cell(here)) }, html! { (cell(returned)) }]
        };
        let rows = vec![
            line("Referred", Some(counted.referred), Some(Figure::Referrals)),
            line("Declined by the service", Some(counted.declined), None),
            line("Wait now", Some(counted.waiting), Some(Figure::Waiting)),
            line("Started", Some(counted.started), Some(Figure::NewContacts)),
            line("Worked with", None, Some(Figure::Families)),
            line("Finished", Some(counted.finished), Some(Figure::Ended)),
            line("Outcomes achieved", Some(counted.achieved), Some(Figure::Positive)),
        ];
        html! {
            (parts::table("Families", &["What", "As kept here", "As the service returned"], rows))
            p.govuk-body-s { (if counted.is_returned() { AS_RETURNED } else { AS_KEPT }) }
        }
    }

    fn cost(&self, pack: &Pack) -> Markup {
        let Some(spent) = self.spent else {
            return html! { p.govuk-body { "No contract is for it, so that nothing is known of what it costs." } };
        };
        let each = |count: i64| match count {
            0 => "none, so that no cost of one can be said".to_owned(),
            count if !withheld::may_show(pack, count) => format!("{} (too few to be shown)", withheld::SIGN),
            count => pounds(spent / count),
        };
        html! {
            h2.govuk-heading-m { "What it cost" }
            p.govuk-body {
                (pounds(spent)) " was paid in this time. For each start: " (each(self.counted.starts()))
                ". For each outcome achieved: " (each(self.counted.achievements())) "."
            }
            (parts::warning(CAUTION))
            @if self.several {
                p.govuk-body { "The contract pays for other services, too: the payments are those for all of them." }
            }
        }
    }

    /// Waits, refusals and empty places, in words.
    fn balance(&self, pack: &Pack) -> Vec<String> {
        let counted = &self.counted;
        let mut lines = Vec::new();
        let waits = counted.waits();
        if waits > 0 {
            let longest = match withheld::may_show(pack, waits) && counted.longest > 0 {
                true => format!(", the longest for {}", dates::plural(counted.longest, "day")),
                false => String::new(),
            };
            lines.push(format!("Too little: {} wait{longest}.", withheld::shown(pack, waits)));
        }
        let refused = counted.declined + counted.not_given;
        if refused > 0 {
            lines.push(format!(
                "Too little, or the wrong families are sent: {} were declined, or waited and were told that it is not \
                 given.",
                withheld::shown(pack, refused)
            ));
        }
        if let Some(free) = counted.free.filter(|free| *free > 0 && waits == 0) {
            lines.push(format!("Too much, or not known enough: {free} places are free and nobody waits."));
        }
        if let (Some(places), Some(families)) = (self.places, counted.of(Figure::Families))
            && places > 0
            && withheld::may_show(pack, families)
            && families * 2 < places * counted.returns.0.max(1)
        {
            lines.push(format!(
                "Too much, or not known enough: it has room for {places} families at a time, and {families} were \
                 worked with over {}.",
                dates::plural(counted.returns.0, "return")
            ));
        }
        if lines.is_empty() {
            lines.push("Nothing says so: nobody waits, nobody was refused, and no place is known to be empty.".into());
        }
        lines
    }

    fn of_returns(&self, pack: &Pack) -> Markup {
        let (given, owed) = self.counted.returns;
        if owed == 0 {
            return html! {};
        }
        let others = [Figure::Children, Figure::Assessments, Figure::Plans];
        html! {
            h2.govuk-heading-m { "Returns" }
            p.govuk-body {
                (given) " of " (owed) " returns for this time were given."
                @if given < owed { " What the others would say is missing in all figures above." }
            }
            p.govuk-body {
                @for figure in others {
                    @if let Some(count) = self.counted.of(figure) {
                        (figure.label()) ": " (withheld::shown(pack, count)) ". "
                    }
                }
            }
        }
    }
}

/// The days that are looked at: so many months up to today.
fn days(visit: &Visit) -> u32 {
    visit.query("months").parse().ok().filter(|months| [3, 12, 36].contains(months)).unwrap_or(12)
}

/// From the first of a month, so that whole periods of returns lie within.
fn until_today(today: NaiveDate, months: u32) -> (NaiveDate, NaiveDate) {
    let from = today - Months::new(months);
    (from.with_day(1).unwrap_or(from), today)
}

pub(super) async fn of_contract(visit: Visit, Path(id): Path<ContractId>) -> Result<Markup> {
    let months = days(&visit);
    visit
        .view(move |v| {
            v.allow(nobody::KeepContracts)?;
            let of = contracts::find(v.conn(), id)?;
            let services = of.services.0.clone();
            let days = until_today(v.today, months);
            let mut looked = Looked::of(v, &services, std::slice::from_ref(&of), days)?;
            (looked.title, looked.back) = (of.name, format!("/contracts/{id}"));
            Ok(v.frame.page_back(&looked.title, &looked.back, looked.show(v)))
        })
        .await
}

pub(super) async fn of_service(visit: Visit, Path(id): Path<ServiceId>) -> Result<Markup> {
    let months = days(&visit);
    visit
        .view(move |v| {
            v.allow(nobody::KeepContracts)?;
            let name = returns::name_of(v.conn(), id)?;
            let mut all = contracts::list(v.conn())?;
            all.retain(|one| one.services.0.contains(&id));
            let days = until_today(v.today, months);
            let mut looked = Looked::of(v, &[id], &all, days)?;
            (looked.title, looked.back) = (name, "/contracts".into());
            Ok(v.frame.page_back(&looked.title, &looked.back, looked.show(v)))
        })
        .await
}
