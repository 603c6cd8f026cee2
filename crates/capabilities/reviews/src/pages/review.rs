//! `/reviews/{id}`: before, who is invited and what they reported; then what was said and decided.

use crate::{
    events,
    records::{self, Held, Invitee, Review, ReviewId},
    rules::{self, Attendance, NextStep},
};
use access::{
    Context, FamilyFacts, FamilyId, Period, Permits, Sight, View, Visit, family,
    policy::{Act, Reads},
};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use chrono::NaiveDate;
use plans::{
    Action,
    records::{Progress, Whole},
};
use web::{
    Error, Fields, Markup, Result, Sheet, dates, html, parts,
    parts::{Choice, Colour, Row},
};

/// More would hide the newest.
const SHOWN_TO_FAMILY_PAGE: usize = 6;

/// A review, who is invited, and the plan that is looked at.
struct Meeting<A: Act> {
    case: Case<A>,
    review: Review,
    invited: Vec<Invitee>,
    plan: Option<Whole>,
}

impl<A: Act<Facts = FamilyFacts> + Reads> Meeting<A> {
    fn load(inside: &mut impl Permits, act: A, id: ReviewId) -> Result<Self> {
        let episode = records::episode_of(inside.conn(), id)?;
        let case = open_case(inside, act, episode)?;
        let review = records::find(inside.conn(), &case.permit, id)?;
        let invited = records::list_invited(inside.conn(), &case.permit, id)?;
        let plan = plans::records::current(inside.conn(), &case.permit, episode)?;
        Ok(Self { case, review, invited, plan })
    }

    fn open_actions(&self) -> impl Iterator<Item = &Action> {
        self.plan.iter().flat_map(|whole| whole.open_actions())
    }

    /// A mark of whether it is still to be held.
    fn stand(&self) -> &'static str {
        match (self.review.held_on.is_some(), self.review.not_held_at.is_some()) {
            (true, _) => "held",
            (_, true) => "not-held",
            _ => "planned",
        }
    }

    fn first(&self) -> Fields {
        Fields::default().with("stand", self.stand())
    }

    /// What someone else has said and decided meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let Review { id, positives, family_view, decision, reason, .. } = &self.review;
        let changed = access::last_change(inside.conn(), id.0, &[events::HELD, events::NOT_HELD])?;
        let rows: [(&str, &str); 4] = [
            ("What has gone well", positives),
            ("What the family says", family_view),
            ("What happens next", decision.map_or("", NextStep::label)),
            ("Why", reason),
        ];
        Ok(web::too_late(changed.as_ref(), &rows))
    }

    /// Where someone else held it meanwhile: what they wrote, and one's own words in the form.
    fn conflict(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let content = html! {
            (self.theirs(inside)?)
            (self.state(inside.context()))
            (self.form(sheet))
        };
        header::sheet_page(inside, &self.case.permit, "Review", sheet, content)
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let context = inside.context();
        let planned = self.review.is_planned();
        let may_hold = planned && self.case.episode.is_open() && context.may_now(&self.case.permit, family::HoldReview);
        let content = html! {
            (self.state(context))
            (self.other_ways(context, may_hold))
            (self.who_is_invited())
            @if self.review.held_on.is_some() { (self.what_was_said()) }
            @else if may_hold {
                h2.govuk-heading-m { "Hold the review" }
                (self.form(sheet))
            }
        };
        header::sheet_page(inside, &self.case.permit, "Review", sheet, content)
    }

    fn state(&self, context: &Context) -> Markup {
        let Review { held_on, not_held_at, not_held_why, planned_on, latest_on, .. } = &self.review;
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
                @if may_hold { a.govuk-link href={ (context.path) "/date" } { "Move it" } }
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
                        @if !invitee.report.is_empty() { br; span.eh-pre { (invitee.report) } }
                    }
                }
            }
        }
    }

    fn what_was_said(&self) -> Markup {
        let text = |text: &str| html! { span.eh-pre { (text) } };
        parts::summary_list(vec![
            Row::new("What has gone well", text(&self.review.positives)),
            Row::new("What the family says", text(&self.review.family_view)),
            Row::new("What happens next", self.review.decision.map_or("", NextStep::label)),
            Row::new("Why", text(&self.review.reason)),
        ])
    }

    fn form(&self, sheet: &Sheet) -> Markup {
        let steps = NextStep::ALL.iter().map(|step| Choice::new(step.code(), step.label()));
        sheet.form(html! {
            (sheet.hidden("stand"))
            (sheet.textarea("positives", "What has gone well?").small().rows(4))
            @for invitee in &self.invited { (who_came(sheet, invitee)) }
            @if self.plan.is_some() { h3.govuk-heading-s { "Each action of the plan" } }
            @for action in self.open_actions() { (how_far(sheet, action)) }
            (sheet.textarea("family_view", "What do the children and parents say?").small().rows(4))
            (sheet.radios("decision", "What happens next?").small().items(steps))
            (sheet.textarea("reason", "Why?").rows(3))
            @if self.review.is_planned() {
                div.govuk-button-group {
                    (parts::button("The review was held"))
                    (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
                }
            }
        })
    }

    /// What was typed; the rule says what it lacks.
    fn read(&self, sheet: &mut Sheet) -> Held {
        let attendance = self.invited.iter().filter_map(|invitee| {
            Some((invitee.id, Attendance::parse(sheet.fields.get(&format!("came-{}", invitee.id)))?))
        });
        let attendance = attendance.collect();
        let actions = self.open_actions().filter_map(|action| {
            Some((action.id, Progress::parse(sheet.fields.get(&format!("action-{}", action.id)))?))
        });
        let actions = actions.collect();
        Held {
            review: self.review.id,
            positives: sheet.optional("positives", 10_000),
            family_view: sheet.optional("family_view", 10_000),
            next_step: NextStep::parse(sheet.fields.get("decision")),
            reason: sheet.optional("reason", 5_000),
            attendance,
            actions,
        }
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

fn who_came(sheet: &Sheet, invitee: &Invitee) -> Markup {
    let came =
        [Choice::new("attended", "Came"), Choice::new("report", "Sent a report"), Choice::new("neither", "Neither")];
    let name = format!("came-{}", invitee.id);
    html! { (sheet.radios(&name, invitee.name.as_str()).small().inline().items(came)) }
}

fn how_far(sheet: &Sheet, action: &Action) -> Markup {
    let done = [
        Choice::new("done", "Done"),
        Choice::new("going-on", "Not yet: goes on"),
        Choice::new("not-done", "Will not be done"),
    ];
    let name = format!("action-{}", action.id);
    let legend = format!("{} ({}, by {})", action.text, action.owner_name, dates::day(action.due_on));
    html! { (sheet.radios(&name, legend).small().inline().items(done)) }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ReviewId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let meeting = Meeting::load(v, family::Open, id)?;
            let sheet = v.sheet(|| meeting.first())?;
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
            if sheet.is_overtaken("stand", meeting.stand()) {
                return Err(Error::Conflict(Box::new(meeting.conflict(change, sheet)?)));
            }
            let (held, pack) = (meeting.read(sheet), change.pack.clone());

            let done = sheet.heed(records::hold(change.tx, &meeting.case, &acting, &held, &pack))?;
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
        NextStep::Close | NextStep::StepDown => format!("/episodes/{episode}/closure"),
        NextStep::StepUp => format!("/episodes/{episode}/step-up"),
        NextStep::Amend => format!("/episodes/{episode}/plan?done=saved"),
        NextStep::Continue => format!("/reviews/{review}?done=saved"),
    }
}

/// On the family page: the reviews.
pub fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, episode: Option<Period>) -> Result<Markup> {
    let Some(period) = episode else { return Ok(html! {}) };
    let all = records::list(v.conn(), sight, period.episode)?;
    let still = period.open && stands_still(v, sight, period.episode, &all)?;
    Ok(html! {
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
