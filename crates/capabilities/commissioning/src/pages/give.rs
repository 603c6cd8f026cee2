//! `/returns/{id}/{period}`: a return is given or put right; every version of it stays readable.

use super::service::cell;
use crate::{
    period::Period,
    records::returns::{self, NewReturn, Returned, Way},
    rules::returns::{Figure, Figures},
};
use access::{Context, Permits, Visit, service as acts};
use axum::{extract::Path, response::Response};
use directory::ServiceId;
use pack::Pack;
use std::collections::BTreeMap;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

/// So many needs can be named in the form: more than a pack has.
const NEEDS: usize = 60;

/// The fields of the n-th need: which, and how many people.
fn fields_of_need(n: usize) -> (String, String) {
    (format!("need-{n}"), format!("need-count-{n}"))
}

struct Giving {
    name: String,
    id: ServiceId,
    period: Period,
    versions: Vec<Returned>,
    last: Option<Returned>,
}

impl Giving {
    fn load(inside: &mut impl Permits, id: ServiceId, period: &str) -> Result<Self> {
        let period = Period::parse(period).ok_or(Error::NotFound)?;
        Ok(Self {
            name: returns::name_of(inside.conn(), id)?,
            versions: returns::versions(inside.conn(), id, period)?,
            last: returns::standing(inside.conn(), id, period.before())?,
            id,
            period,
        })
    }

    fn stands(&self) -> Option<&Returned> {
        self.versions.first()
    }

    fn seen(&self) -> i64 {
        self.stands().map_or(0, |stands| stands.version)
    }

    fn title(&self) -> String {
        format!("{}: {}", self.name, self.period.label())
    }

    fn fields(&self) -> Fields {
        let mut fields = Fields::default().with("version", self.seen().to_string());
        let Some(stands) = self.stands() else { return fields };
        for figure in Figure::ALL {
            let count = stands.figures.get(*figure).map(|count| count.to_string()).unwrap_or_default();
            fields.set(figure.code(), count);
        }
        for (n, (need, count)) in stands.needs.iter().enumerate() {
            let (which, many) = fields_of_need(n);
            fields.set(&which, need.as_str());
            fields.set(&many, count.to_string());
        }
        fields.with("odd", stands.odd.as_str()).with("note", stands.note.as_str())
    }

    fn show(&self, context: &Context, sheet: &Sheet, above: Markup) -> Markup {
        let content = html! {
            h1.govuk-heading-l { (self.title()) }
            (above)
            @if self.stands().is_some() {
                (parts::inset(html! {
                    "This return was given. If something in it is wrong, put it right: what was said before stays "
                    "readable below."
                }))
            }
            (sheet.form(html! {
                (sheet.hidden("version"))
                @if self.period.until >= context.today {
                    (parts::warning(&format!("{} is not over yet.", self.period.label())))
                }
                @for figure in Figure::ALL { (self.figure(sheet, *figure)) }
                (parts::details("How many by need, where you keep that", needs(context, sheet)))
                (sheet.text("odd", "If a figure is far from the last one and right, why?")
                    .hint("You are asked for this only then."))
                (sheet.textarea("note", "Is there anything else to say?").rows(2)
                    .hint("Nothing about any one family."))
                @if self.stands().is_some() { (sheet.text("why", "Why is it put right?")) }
                (parts::button(if self.stands().is_some() { "Put it right" } else { "Give the return" }))
            }))
            (self.history(context))
        };
        context.frame.sheet_page(&self.title(), &format!("/returns/{}", self.id), sheet, content)
    }

    fn figure(&self, sheet: &Sheet, figure: Figure) -> Markup {
        let last = self.last.as_ref().and_then(|last| last.figures.get(figure));
        let mut hint = figure.hint().to_owned();
        if !figure.is_needed() {
            hint.push_str(" Leave empty if you do not keep this.");
        }
        if let Some(last) = last {
            hint.push_str(&format!(" Last time: {last}."));
        }
        html! { (sheet.text(figure.code(), figure.label()).hint(hint.trim().to_owned()).width(5).numeric()) }
    }

    fn history(&self, context: &Context) -> Markup {
        if self.versions.is_empty() {
            return html! {};
        }
        html! {
            h2.govuk-heading-m { "Every version" }
            @for one in &self.versions {
                section.eh-next {
                    p.govuk-body {
                        strong { "Version " (one.version) } ", " (dates::moment(one.at)) ", " (one.by_name) ", "
                        (one.way.label())
                    }
                    @if !one.why.is_empty() { p.govuk-body { "Why: " (one.why) } }
                    p.govuk-body {
                        @for (n, figure) in Figure::ALL.iter().enumerate() {
                            @if n > 0 { "; " }
                            (figure.label()) ": " (cell(one.figures.get(*figure)))
                        }
                        "."
                    }
                    @if !one.needs.is_empty() { p.govuk-body { "By need: " (by_need(&context.pack, one)) "." } }
                    @if !one.odd.is_empty() { p.govuk-body { "Though far from the last: " (one.odd) } }
                    @if !one.note.is_empty() { p.govuk-body.eh-pre { (one.note) } }
                }
            }
        }
    }
}

fn by_need(pack: &Pack, one: &Returned) -> String {
    let words = one.needs.iter().map(|(need, count)| format!("{} {count}", pack.label("need", need)));
    words.collect::<Vec<_>>().join(", ")
}

/// The fields for needs: as many as are filled in, and one more, so that the page stays short.
fn needs(context: &Context, sheet: &Sheet) -> Markup {
    let taken = (0..NEEDS).filter(|n| !sheet.fields.get(&fields_of_need(*n).0).is_empty()).count();
    let all = || context.pack.choices("need", context.today).map(|need| Choice::new(&need.code, &need.label));
    let names: Vec<(String, String)> = (0..(taken + 1).clamp(2, NEEDS)).map(fields_of_need).collect();
    html! {
        @for (which, many) in &names {
            (sheet.select(which, "Need").prompt("None").items(all()))
            (sheet.text(many, "How many people").width(5).numeric())
        }
        p.govuk-body-s { "For more, save and come to this page again, or give the return as a line of a table." }
    }
}

fn read(sheet: &mut Sheet, period: Period, seen: i64) -> NewReturn {
    let mut figures = Figures::default();
    for figure in Figure::ALL {
        match number(sheet, figure.code()) {
            Ok(Some(count)) => figures.set(*figure, count),
            Ok(None) => {}
            Err(told) => sheet.errors.add(figure.code(), told),
        }
    }
    let mut needs = BTreeMap::new();
    for (which, many) in (0..NEEDS).map(fields_of_need) {
        let (code, count) = (sheet.optional(&which, 60), number(sheet, &many));
        match (code.is_empty(), count) {
            (_, Err(told)) => sheet.errors.add(&many, told),
            (false, Ok(Some(count))) => drop(needs.insert(code, count)),
            (false, Ok(None)) => sheet.errors.add(&many, "Enter how many people had this need"),
            (true, Ok(Some(_))) => sheet.errors.add(&which, "Choose the need"),
            (true, Ok(None)) => {}
        }
    }
    NewReturn {
        period,
        figures,
        needs,
        odd: sheet.optional("odd", 500),
        note: sheet.optional("note", 1_000),
        why: sheet.optional("why", 500),
        way: Way::Form,
        seen,
    }
}

fn number(sheet: &Sheet, field: &str) -> std::result::Result<Option<i64>, &'static str> {
    match sheet.fields.get(field).replace(',', "").as_str() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| "Enter a whole number, like 12"),
    }
}

pub(super) async fn page(visit: Visit, Path((id, period)): Path<(ServiceId, String)>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(acts::GiveReturn, id)?;
            let giving = Giving::load(v, id, &period)?;
            let sheet = v.sheet(|| giving.fields())?;
            Ok(giving.show(v, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(
    visit: Visit,
    Path((id, period)): Path<(ServiceId, String)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::GiveReturn, id)?;
            let giving = Giving::load(change, id, &period)?;
            if sheet.is_behind("version", giving.seen()) {
                let theirs = giving.theirs();
                return Err(Error::Conflict(Box::new(giving.show(change, sheet, theirs))));
            }
            let new = read(sheet, giving.period, giving.seen());
            let pack = change.pack.clone();
            let given = match sheet.is_valid() {
                true => sheet.heed(returns::give(change.tx, &permit, &pack, &new))?,
                false => None,
            };
            if given.is_none() {
                let told = said_of_none(sheet);
                return Sheet::again(giving.show(change, sheet, told));
            }
            Ok(format!("/returns/{id}?done=saved"))
        })
        .await
}

/// What is wrong with no field of the form stands above it.
fn said_of_none(sheet: &Sheet) -> Markup {
    let told = ["period", "needs", "form"].into_iter().filter_map(|field| sheet.errors.of(field));
    html! { @for told in told { (parts::warning(told)) } }
}

impl Giving {
    fn theirs(&self) -> Markup {
        let Some(stands) = self.stands() else { return web::theirs(None, &[]) };
        let changed = web::Changed { by: stands.by_name.clone(), at: stands.at };
        let counts: Vec<(&str, String)> = Figure::ALL
            .iter()
            .filter_map(|figure| Some((figure.label(), stands.figures.get(*figure)?.to_string())))
            .collect();
        let rows: Vec<(&str, &str)> = counts.iter().map(|(label, count)| (*label, count.as_str())).collect();
        web::theirs(Some(&changed), &rows)
    }
}
