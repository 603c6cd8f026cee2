//! `/episodes/{id}/reviews/new`: plan a review.

use crate::{
    records,
    rules::{self, When},
};
use access::{FamilyId, Permits, Sight, Visit, family};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use chrono::{Days, NaiveDate};
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

/// By when the next review must be held.
struct Planning {
    case: Case<family::HoldReview>,
    latest: NaiveDate,
    /// There is no plan that runs: this review makes it.
    makes_plan: bool,
    protected: bool,
}

impl Planning {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::HoldReview, id)?;
        let pack = inside.context().pack.clone();
        let latest = records::latest_on(inside.conn(), &case.permit, id, &pack)?;
        let plan = plans::records::current(inside.conn(), &case.permit, id)?;
        let protected = somebody_is_protected(inside, &case.permit)?;
        Ok(Self { case, latest, makes_plan: records::looked_at(plan).is_none(), protected })
    }

    /// The day that the pack suggests: a working day.
    fn first(&self, inside: &mut impl Permits) -> Result<Fields> {
        let (today, pack) = (inside.context().today, inside.context().pack.clone());
        let after = Days::new(pack.number("review-due").into());
        let from = records::counted_from(inside.conn(), &self.case.permit, self.case.episode.id)?;
        let due = (from.unwrap_or(today) + after).max(today);
        let working = pack.calendar().plus_working(due, 0);
        let last = rules::last_day(today, self.latest);
        Ok(Fields::default().with_date("on", Some(if working <= last { working } else { due })))
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let content = html! {
            (by_when(inside.context().today, self.latest))
            @if self.makes_plan {
                p.govuk-body { "This meeting makes the family plan, and agrees who leads." }
            }
            (sheet.short_form(html! {
                (when_and_where(sheet, self.protected))
                (parts::button("Plan a review"))
            }))
        };
        header::sheet_page(inside, &self.case.permit, "Plan a review", sheet, content)
    }
}

/// Until when it can be, and who comes.
pub(super) fn by_when(today: NaiveDate, latest: NaiveDate) -> Markup {
    html! {
        p.govuk-body {
            "It must be held by " strong { (dates::day(rules::last_day(today, latest))) } ". "
            "The family and everyone in the team are invited."
        }
    }
}

/// The day, the time and the place; a day off is asked about once.
pub(super) fn when_and_where(sheet: &Sheet, protected: bool) -> Markup {
    let asked = sheet.errors.of("sure").is_some() || sheet.fields.has("sure");
    let place = if protected {
        "Somebody's address is protected, so the place is shown to nobody but the lead and their manager."
    } else {
        "Everyone who is invited sees it."
    };
    html! {
        (sheet.date("on", "When will it be?"))
        @if let (true, Some(on)) = (asked, meant(sheet)) {
            @let day = dates::day(on);
            (sheet.checkboxes("sure", format!("Is {day} right?")).small().items([
                Choice::new(on.to_string(), format!("Yes, the review is on {day}")),
            ]))
        }
        (sheet.text("time", "At what time?")
            .hint("For example, 2:30pm. Leave it empty if it is not agreed yet.")
            .width(10))
        (sheet.text("place", "Where?").hint(place))
    }
}

/// The day that stands in the form, where it is one.
fn meant(sheet: &Sheet) -> Option<NaiveDate> {
    sheet.fields.date("on", "Date of the review").ok().flatten()
}

/// What was typed; `None` where there is no day.
pub(super) fn read(sheet: &mut Sheet) -> Option<When> {
    let on = sheet.required_day("on", "Date of the review");
    let (time, place) = (sheet.optional("time", 20), sheet.optional("place", 300));
    Some(When { on: on?, time, place, sure: sheet.fields.get("sure").parse().ok() })
}

/// Whether somebody's address is protected: then the place, which may be it, is for those who are cleared (T16).
pub(super) fn somebody_is_protected(inside: &mut impl Permits, sight: &Sight<FamilyId>) -> Result<bool> {
    let members = people::records::members(inside.conn(), sight)?;
    Ok(members.iter().filter_map(|member| member.address.as_ref()).any(people::Protected::is_closed))
}

/// The time and place of a review as this reader may know them.
pub(super) fn told(time: &str, place: &str, kept: bool) -> Markup {
    html! {
        @if time.is_empty() { "Time not said yet" } @else { "At " (rules::in_words(time)) }
        ", "
        @if kept { "ask the lead where" } @else if place.is_empty() { "place not said yet" } @else { (place) }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let planning = Planning::load(v, id)?;
            let first = planning.first(v)?;
            let sheet = v.context().sheet(first);
            planning.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let planning = Planning::load(change, id)?;
            let pack = change.pack.clone();

            let scheduled = match read(sheet) {
                Some(when) => sheet.heed(records::schedule(change.tx, &planning.case, &when, &pack))?,
                None => None,
            };
            let Some(review) = scheduled.filter(|_| sheet.is_valid()) else {
                return Sheet::again(planning.show(change, sheet)?);
            };
            Ok(format!("/reviews/{review}?done=saved"))
        })
        .await
}
