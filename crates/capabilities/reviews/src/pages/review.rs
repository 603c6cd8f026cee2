//! `/reviews/{id}`: before, when and where it is, who is invited and what they reported; then what was said and
//! decided.

use super::schedule::{somebody_is_protected, told};
use crate::{
    events,
    records::{self, Chair, Invitee, OutcomeLook, Report, Review, ReviewId, Voice},
    rules::{self, Attendance, NextStep},
};
use access::{
    Context, FamilyFacts, FamilyId, Period, Permits, Sight, View, Visit,
    capability::{self, Writing},
    family,
    policy::{Act, Reads},
};
use axum::{extract::Path, response::Response};
use cases::{
    Case, EpisodeId, open_case,
    pages::{duties, header},
    team::{self, Helper},
};
use chrono::NaiveDate;
use people::Member;
use plans::{Action, Outcome, records::Whole};
use web::{
    Error, Fields, Markup, Result, Sheet, dates, html, parts,
    parts::{Colour, Row},
};

/// More would hide the newest.
const SHOWN_TO_FAMILY_PAGE: usize = 6;

/// A review, who is invited, and what is looked at: the plan, where one runs, every child, who could lead.
pub(super) struct Meeting<A: Act> {
    pub(super) case: Case<A>,
    pub(super) review: Review,
    pub(super) invited: Vec<Invitee>,
    reports: Vec<Report>,
    pub(super) plan: Option<Whole>,
    pub(super) members: Vec<Member>,
    pub(super) team: Vec<Helper>,
    /// What each child said at the last review, with its numbers.
    pub(super) last: Vec<Voice>,
    /// What was said at this one.
    looks: Vec<OutcomeLook>,
    voices: Vec<Voice>,
    /// All of the episode, for those that were looked at.
    outcomes: Vec<Outcome>,
    /// Somebody's address is protected, and this reader is not cleared.
    place_is_kept: bool,
}

impl<A: Act<Facts = FamilyFacts> + Reads> Meeting<A> {
    fn load(inside: &mut impl Permits, act: A, id: ReviewId) -> Result<Self> {
        let episode = records::episode_of(inside.conn(), id)?;
        let case = open_case(inside, act, episode)?;
        let place_is_kept = somebody_is_protected(inside, &case.permit)? && !case.permit.clears_protected();
        let (conn, sight) = (inside.conn(), &case.permit);
        let review = records::find(conn, sight, id)?;
        let invited = records::list_invited(conn, sight, &review)?;
        let reports = records::reports(conn, sight, &review)?;
        let plan = records::looked_at(plans::records::current(conn, sight, episode)?);
        let members = people::records::members(conn, sight)?;
        let team = team::list(conn, sight, episode)?;
        let last = records::last_voices(conn, sight, &review)?;
        let (mut looks, mut voices, mut outcomes) = (vec![], vec![], vec![]);
        if review.held_on.is_some() {
            looks = records::looks(conn, sight, id)?;
            voices = records::voices(conn, sight, id)?;
            outcomes = plans::records::all_outcomes(conn, sight, episode)?;
        }
        Ok(Self { case, review, invited, reports, plan, members, team, last, looks, voices, outcomes, place_is_kept })
    }

    pub(super) fn open_actions(&self) -> impl Iterator<Item = &Action> {
        self.plan.iter().flat_map(|whole| whole.open_actions())
    }

    pub(super) fn open_outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.plan.iter().flat_map(records::open_outcomes)
    }

    /// A mark of whether it is still to be held.
    fn stand(&self) -> &'static str {
        match (self.review.held_on.is_some(), self.review.not_held_at.is_some()) {
            (true, _) => "held",
            (_, true) => "not-held",
            _ => "planned",
        }
    }

    /// On the planned day, as long as it has come.
    fn first(&self, today: NaiveDate) -> Fields {
        let mut fields =
            Fields::default().with("stand", self.stand()).with_date("held", Some(self.review.planned_on.min(today)));
        if let Some(lead) = self.case.episode.lead_id {
            fields.set("lead", lead.to_string());
        }
        fields
    }

    /// What someone else has said and decided meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let Review { id, positives, changed, support, family_view, decision, reason, .. } = &self.review;
        let by = access::last_change(inside.conn(), id.0, &[events::HELD, events::NOT_HELD])?;
        let rows: [(&str, &str); 6] = [
            ("What has gone well", positives),
            ("What has changed", changed),
            ("What still needs support", support),
            ("What the family says", family_view),
            ("What happens next", decision.map_or("", NextStep::label)),
            ("Why", reason),
        ];
        Ok(web::too_late(by.as_ref(), &rows))
    }

    /// Where someone else held it meanwhile: what they wrote, and one's own words in the form.
    fn conflict(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let content = html! {
            (self.theirs(inside)?)
            (self.state(inside.context()))
            (self.form(inside.context(), sheet))
        };
        header::sheet_page(inside, &self.case.permit, "Review", sheet, content)
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let on = Writing::Review(self.review.id.0);
        let advice = capability::advice(inside, &self.case.permit, self.case.episode.id, on);
        let context = inside.context();
        let planned = self.review.is_planned();
        let may_hold = planned && self.case.episode.is_open() && context.may_now(&self.case.permit, family::HoldReview);
        let content = html! {
            (self.state(context))
            (self.other_ways(context, may_hold))
            @if planned { (duties::of_members(context)) }
            (self.who_is_invited())
            (advice)
            @if self.review.held_on.is_some() { (self.what_was_said(context)) }
            @else if may_hold {
                h2.govuk-heading-m { "Hold the review" }
                (self.form(context, sheet))
            }
        };
        header::sheet_page(inside, &self.case.permit, "Review", sheet, content)
    }

    fn state(&self, context: &Context) -> Markup {
        let Review { held_on, not_held_at, not_held_why, planned_on, latest_on, at_time, place, .. } = &self.review;
        html! {
            p.govuk-body {
                @if let Some(on) = held_on {
                    (parts::tag("Held", Colour::Green)) " on " (dates::day(*on))
                } @else if not_held_at.is_some() {
                    (parts::tag("Not held", Colour::Grey)) " " (context.pack.label("review-moved-reason", not_held_why))
                } @else {
                    (parts::tag("Planned", Colour::Blue)) " for " strong { (dates::day(*planned_on)) }
                    ", by " (dates::day(*latest_on)) " at the latest"
                }
            }
            @if self.review.is_planned() { p.govuk-body { (told(at_time, place, self.place_is_kept)) } }
        }
    }

    /// To move it, or to report to it.
    fn other_ways(&self, context: &Context, may_hold: bool) -> Markup {
        let me = context.actor.account;
        let invited = me.is_some() && self.invited.iter().any(|invitee| invitee.account_id == me);
        let may_report =
            invited && self.review.is_planned() && context.may_now(&self.case.permit, family::ReportToReview);
        if !may_hold && !may_report {
            return html! {};
        }
        html! {
            div.eh-actions {
                @if may_hold { a.govuk-link href={ (context.path) "/date" } { "Change the day, time or place" } }
                @if may_report { a.govuk-link href={ (context.path) "/report" } { "Write a report" } }
            }
        }
    }

    fn who_is_invited(&self) -> Markup {
        html! {
            h2.govuk-heading-m { "Who is invited" }
            ul.govuk-list.govuk-list--spaced {
                @for invitee in &self.invited {
                    li {
                        (invitee.name) ": " (in_words(invitee.attendance))
                        @for report in self.reports.iter().filter(|report| report.invitee_id == invitee.id) {
                            (handed_in(report))
                        }
                    }
                }
            }
        }
    }

    fn what_was_said(&self, context: &Context) -> Markup {
        let text = |text: &str| html! { span.eh-pre { (text) } };
        let Review { positives, changed, support, family_view, decision, reason, .. } = &self.review;
        let mut rows = vec![
            Row::new("What has gone well", text(positives)),
            Row::new("What has changed", text(changed)),
            Row::new("What still needs support", text(support)),
            Row::new("What the parents and carers say", text(family_view)),
        ];
        // reviews of before asked neither
        rows.retain(|row| row.value.0.len() > text("").0.len());
        rows.extend(self.who_leads().map(|who| Row::new("Who leads", who)));
        rows.push(Row::new("What happens next", decision.map_or("", NextStep::label)));
        rows.push(Row::new("Why", text(reason)));
        html! {
            (parts::summary_list(rows))
            (self.what_children_said())
            (self.how_far_outcomes_were(context))
        }
    }

    fn who_leads(&self) -> Option<Markup> {
        let agreed = self.review.lead_agreed?;
        let name = self.team.iter().find(|helper| helper.account_id == self.review.lead_id);
        let name = name.map_or("Somebody who has left the team", |helper| &helper.name);
        let said = if agreed { "the family agrees" } else { "the family does not agree" };
        Some(html! {
            (name) ": " (said)
            @if !self.review.lead_why.is_empty() { br; span.eh-pre { (self.review.lead_why) } }
        })
    }

    fn what_children_said(&self) -> Markup {
        let name = |voice: &Voice| {
            let member = self.members.iter().find(|member| member.person.id == voice.person_id);
            member.map_or("A child", |member| member.person.given_name.as_str()).to_owned()
        };
        html! {
            @for voice in &self.voices {
                h3.govuk-heading-s { (name(voice)) }
                p.govuk-body.eh-pre {
                    @if voice.said.is_empty() { "Not heard: " (voice.unheard_why) } @else { (voice.said) }
                }
                @if voice.scale_worker.is_some() || voice.scale_own.is_some() {
                    p.govuk-body { "From 0 to 10: " (scales(voice)) }
                }
            }
        }
    }

    fn how_far_outcomes_were(&self, context: &Context) -> Markup {
        let words = |look: &OutcomeLook| {
            let outcome = self.outcomes.iter().find(|outcome| outcome.id == look.outcome_id);
            outcome.map(|outcome| outcome.words.trim_end_matches('.').to_owned())
        };
        html! {
            @if !self.looks.is_empty() {
                h3.govuk-heading-s { "How far the outcomes were" }
                ul.govuk-list.govuk-list--bullet {
                    @for look in &self.looks {
                        @if let Some(words) = words(look) {
                            li { (words) ": " (context.pack.label("outcome-progress", &look.progress).to_lowercase()) }
                        }
                    }
                }
            }
        }
    }
}

/// The numbers of a child: `worker 6, child or parent 7`.
pub(super) fn scales(voice: &Voice) -> String {
    let of = |who: &str, scale: Option<i64>| scale.map(|scale| format!("{who} {scale}"));
    let both = [of("worker", voice.scale_worker), of("child or parent", voice.scale_own)];
    both.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn handed_in(report: &Report) -> Markup {
    html! {
        br; span.eh-muted { "Handed in on " (dates::day(report.handed_in_at.date())) }
        br; span.eh-pre { (report.text) }
    }
}

fn in_words(attendance: Option<Attendance>) -> &'static str {
    match attendance {
        Some(Attendance::Attended) => "came",
        Some(Attendance::Report) => "sent a report",
        Some(Attendance::Neither) => "neither came nor reported",
        None => "invited",
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ReviewId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let meeting = Meeting::load(v, family::Open, id)?;
            let today = v.today;
            let sheet = v.sheet(|| meeting.first(today))?;
            meeting.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ReviewId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let meeting = Meeting::load(change, family::HoldReview, id)?;
            let episode = meeting.case.episode.id;
            let acting = open_case(change, family::UpdateAction, episode)?;
            // only where it agrees who leads
            let handing = match meeting.plan {
                None => Some(open_case(change, family::HandOver, episode)?),
                Some(_) => None,
            };
            if sheet.is_overtaken("stand", meeting.stand()) {
                return Err(Error::Conflict(Box::new(meeting.conflict(change, sheet)?)));
            }
            let (held, pack) = (meeting.read(change, sheet), change.pack.clone());
            let chair = Chair { case: &meeting.case, acting: &acting, handing: handing.as_ref() };

            let done = sheet.heed(records::hold(change.tx, &chair, &held, &pack))?;
            let Some(next_step) = done.filter(|_| sheet.is_valid()) else {
                return Sheet::again(meeting.show(change, sheet)?);
            };
            Ok(page_of(next_step, episode, id))
        })
        .await
}

/// Where what comes next is done.
fn page_of(next_step: NextStep, episode: EpisodeId, review: ReviewId) -> String {
    match next_step {
        NextStep::Close | NextStep::OneAgency | NextStep::StepDown => format!("/episodes/{episode}/closure"),
        NextStep::StepUp => format!("/episodes/{episode}/step-up"),
        NextStep::EndPlan => format!("/episodes/{episode}/plan/end"),
        NextStep::Plan | NextStep::Amend => format!("/episodes/{episode}/plan?done=saved"),
        NextStep::Continue => format!("/reviews/{review}?done=saved"),
    }
}

/// On the family page: the reviews.
pub fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, episode: Option<Period>) -> Result<Markup> {
    let Some(period) = episode else { return Ok(html! {}) };
    let all = records::list(v.conn(), sight, period.episode)?;
    let still = period.open && stands_still(v, sight, period.episode, &all)?;
    let exit_plan = format!("/episodes/{}/exit-plan", period.episode);
    Ok(html! {
        @if !period.open {
            p.govuk-body { a.govuk-link href=(exit_plan) { "The exit plan, to print" } }
        }
        @if still {
            p.govuk-body {
                (parts::tag("Drift", Colour::Yellow))
                " No progress at the last " (v.pack.number("drift-reviews")) " reviews."
            }
        }
        @if !all.is_empty() {
            h2.govuk-heading-m { "Reviews" }
            ul.govuk-list {
                @for review in all.iter().take(SHOWN_TO_FAMILY_PAGE) {
                    li {
                        a.govuk-link href={ "/reviews/" (review.id) } {
                            (dates::day(review.held_on.unwrap_or(review.planned_on)))
                        }
                        " " (in_a_word(review, v.today))
                    }
                }
            }
        }
    })
}

fn stands_still(v: &mut View<'_>, sight: &Sight<FamilyId>, episode: EpisodeId, all: &[Review]) -> Result<bool> {
    let held: Vec<NaiveDate> = all.iter().filter_map(|review| review.held_on).collect();
    let most = v.pack.number("drift-reviews");
    if held.len() < most as usize {
        return Ok(false);
    }
    let plan = plans::records::current(v.conn(), sight, episode)?;
    Ok(plan.is_some_and(|whole| {
        let agreed = whole.plan.agreed_at.unwrap_or(whole.plan.started_at).date();
        rules::stands_still(&held, agreed, &whole.progress(), most)
    }))
}

pub(super) fn in_a_word(review: &Review, today: NaiveDate) -> Markup {
    match review.decision {
        Some(next_step) => html! { (next_step.label()) },
        None if !review.is_planned() => parts::tag("Not held", Colour::Grey),
        None if review.planned_on < today => parts::tag("Overdue", Colour::Red),
        None => parts::tag("Planned", Colour::Blue),
    }
}
