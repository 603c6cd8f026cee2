//! `/contracts/{id}/figures` and `/service-figures/{id}`: what came of it, what it cost, and whether there is too much
//! or too little of it.

use crate::{
    records::{
        ContractId,
        contracts::{self, Contract},
        figures::{self, Counted},
        returns,
        together::{self, Decided, MONTHS, What},
    },
    rules::{contracts::pounds, returns::Figure},
    withheld::{self, Cell},
};
use access::{Context, Permits, View, Visit, nobody};
use axum::extract::Path;
use chrono::NaiveDate;
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
    months: u32,
    days: (NaiveDate, NaiveDate),
    /// As it is: nothing of it is shown before it is decided.
    counted: Counted,
    decided: Decided,
    of: Of,
    spent: Option<i64>,
    places: Option<i64>,
    several: bool,
}

/// Of what.
#[derive(Clone, Copy)]
enum Of {
    Service(ServiceId),
    Contract(ContractId),
}

impl Looked {
    fn load(v: &mut View<'_>, of: Of, services: &[ServiceId], contracts: &[Contract], months: u32) -> Result<Self> {
        let permit = v.allow(nobody::KeepContracts)?;
        let (pack, today) = (v.pack.clone(), v.today);
        let days = together::days(today, months);
        let ids: Vec<ContractId> = contracts.iter().map(|one| one.id).collect();
        let spent = match ids.is_empty() {
            true => None,
            false => Some(figures::spent(v.conn(), &ids, days)?),
        };
        Ok(Self {
            title: String::new(),
            back: String::new(),
            months,
            days,
            counted: figures::count(v.conn(), &permit, services, days)?,
            decided: together::decide(v.conn(), &permit, services, (&pack, today))?,
            of,
            spent,
            places: contracts.iter().filter_map(|one| one.places).reduce(|one, other| one + other),
            several: contracts.iter().any(|one| one.services.0.iter().any(|id| !services.contains(id))),
        })
    }

    /// A count as it may be shown.
    fn cell(&self, what: What) -> Cell {
        match self.of {
            Of::Service(id) => self.decided.of_service(what, id, self.months),
            Of::Contract(id) => self.decided.of_contract(what, id, self.months),
        }
    }

    /// What the service returned, where it keeps a system of its own; else what is kept here.
    fn either(&self, pack: &Pack, returned: Figure, kept: What) -> Cell {
        match self.counted.is_returned() {
            true => {
                let count = self.counted.of(returned).unwrap_or_default();
                withheld::may_show(pack, count).then_some(count)
            }
            false => self.cell(kept),
        }
    }

    /// Who waits: as the longer of both lists has it.
    fn waits(&self, pack: &Pack) -> Cell {
        match self.counted.of(Figure::Waiting).filter(|returned| *returned > self.counted.waiting) {
            Some(returned) => withheld::may_show(pack, returned).then_some(returned),
            None => self.cell(What::Waiting),
        }
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
                (dates::day(self.days.0)) " to " (dates::day(self.days.1)) ": whole months that are over. Look at "
                a.govuk-link href={ (context.path) "?months=3" } { "3 months" } ", "
                a.govuk-link href={ (context.path) "?months=12" } { "12 months" } " or "
                a.govuk-link href={ (context.path) "?months=36" } { "3 years" } "."
            }
        }
    }

    fn words(&self, pack: &Pack) -> String {
        let shown = |returned, kept| withheld::sign(self.either(pack, returned, kept));
        format!(
            "{} referred, {} started, {} finished, {} outcomes achieved; {} wait.",
            shown(Figure::Referrals, What::Referred),
            shown(Figure::NewContacts, What::Started),
            shown(Figure::Ended, What::Finished),
            shown(Figure::Positive, What::Achieved),
            withheld::sign(self.waits(pack))
        )
    }

    fn table(&self, pack: &Pack) -> Markup {
        let counted = &self.counted;
        let line = |what: &'static str, here: Option<What>, returned: Option<Figure>| {
            let here = here.map_or("x".to_owned(), |of| withheld::sign(self.cell(of)));
            let returned = returned.and_then(|figure| counted.of(figure));
            let returned = returned.map_or("x".to_owned(), |count| withheld::shown(pack, count));
            vec![html! { (what) }, html! { (here) }, html! { (returned) }]
        };
        let rows = vec![
            line("Referred", Some(What::Referred), Some(Figure::Referrals)),
            line("Declined by the service", Some(What::Declined), None),
            line("Wait now", Some(What::Waiting), Some(Figure::Waiting)),
            line("Started", Some(What::Started), Some(Figure::NewContacts)),
            line("Worked with", None, Some(Figure::Families)),
            line("Finished", Some(What::Finished), Some(Figure::Ended)),
            line("Outcomes achieved", Some(What::Achieved), Some(Figure::Positive)),
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
        let each = |returned, kept| match self.either(pack, returned, kept) {
            Some(0) => "none, so that no cost of one can be said".to_owned(),
            None => format!("{} (not shown)", withheld::SIGN),
            Some(count) => pounds(spent / count),
        };
        html! {
            h2.govuk-heading-m { "What it cost" }
            p.govuk-body {
                (pounds(spent)) " was paid in this time. For each start: " (each(Figure::NewContacts, What::Started))
                ". For each outcome achieved: " (each(Figure::Positive, What::Achieved)) "."
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
            let shown = self.waits(pack);
            let longest = match shown.is_some() && counted.longest > 0 {
                true => format!(", the longest for {}", dates::plural(counted.longest, "day")),
                false => String::new(),
            };
            lines.push(format!("Too little: {} wait{longest}.", withheld::sign(shown)));
        }
        if counted.declined + counted.not_given > 0 {
            // a sum is shown only where both of its parts are
            let refused = self.cell(What::Declined).zip(self.cell(What::NotGiven)).map(|(one, other)| one + other);
            lines.push(format!(
                "Too little, or the wrong families are sent: {} were declined, or waited and were told that it is not \
                 given.",
                withheld::sign(refused)
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
    visit.query("months").parse().ok().filter(|months| MONTHS.contains(months)).unwrap_or(12)
}

pub(super) async fn of_contract(visit: Visit, Path(id): Path<ContractId>) -> Result<Markup> {
    let months = days(&visit);
    visit
        .view(move |v| {
            v.allow(nobody::KeepContracts)?;
            let of = contracts::find(v.conn(), id)?;
            let services = of.services.0.clone();
            let mut looked = Looked::load(v, Of::Contract(id), &services, std::slice::from_ref(&of), months)?;
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
            let mut looked = Looked::load(v, Of::Service(id), &[id], &all, months)?;
            (looked.title, looked.back) = (name, "/contracts".into());
            Ok(v.frame.page_back(&looked.title, &looked.back, looked.show(v)))
        })
        .await
}
