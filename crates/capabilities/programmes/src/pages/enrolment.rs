//! `/enrolments/{id}`: a place, from the day on which it was asked for: who comes, what they agreed to share, the
//! register, before and after, and what is next. The panel of the family page.

use super::run::tag;
use crate::{
    placing,
    records::{self, Attended, Enrolment, EnrolmentId, Feedback, Measure, Programme, Run, Session},
    rules::{Ending, Mark, Moment, State},
};
use access::{Context, FamilyId, Period, Permits, Sight, View, Visit, accounts::Colleague, enrolment as place, family};
use axum::extract::Path;
use web::{
    Markup, Result, dates, html,
    parts::{self, Row},
};

/// A place with all that belongs to it, and what whoever looks may do.
struct One {
    place: Enrolment,
    name: String,
    programme: Programme,
    run: Option<Run>,
    register: Vec<(Session, Attended)>,
    measures: Vec<Measure>,
    feedback: Option<Feedback>,
    /// Whom to ask how they are reached, where they shared nothing of it.
    ask: Option<Colleague>,
    /// Whether the family's record is open to them.
    opens: bool,
    answers: bool,
    measure: bool,
    goes_on: bool,
    ends: bool,
}

impl One {
    fn load(inside: &mut impl Permits, sight: &Sight<EnrolmentId>) -> Result<Self> {
        let id = sight.subject();
        let place = records::find_enrolment(inside.conn(), sight)?;
        // who waits again has no place in the run that offered one before
        let run = match place.run_id.filter(|_| !matches!(place.state, State::Waiting | State::Off)) {
            Some(run) => Some(records::load_run(inside.conn(), run)?),
            None => None,
        };
        Ok(Self {
            name: records::name_of(inside.conn(), &place)?,
            programme: records::find_programme(inside.conn(), place.programme_id)?,
            ask: placing::whom_to_ask(inside.conn(), &place)?,
            run,
            register: records::attended(inside.conn(), sight)?,
            measures: records::measures_of(inside.conn(), sight)?,
            feedback: records::feedback_of(inside.conn(), sight)?,
            opens: inside.may(family::Open, place.family_id)?,
            answers: inside.may(place::Answer, id)?,
            measure: inside.may(place::Measure, id)?,
            goes_on: inside.may(place::GoOn, id)?,
            ends: inside.may(place::End, id)?,
            place,
        })
    }

    fn show(&self, context: &Context) -> Markup {
        let back = match self.place.run_id {
            Some(run) if !self.opens => format!("/runs/{run}"),
            _ if self.opens => format!("/families/{}", self.place.family_id),
            _ => "/programmes".into(),
        };
        let content = html! {
            span.govuk-caption-l { (self.programme.name) }
            h1.govuk-heading-l { (self.name) " " (tag(&self.place)) }
            (self.next())
            (parts::summary_list(self.rows(context)))
            @if !self.register.is_empty() { (self.days()) }
            @if !self.measures.is_empty() { (self.measured(context)) }
            @if let Some(said) = &self.feedback { (feedback(said)) }
            (self.more())
        };
        context.frame.page_back(&self.programme.name, &back, content)
    }

    /// What can be done now.
    fn next(&self) -> Markup {
        let at = |page: &str| format!("/enrolments/{}/{page}", self.place.id);
        let missed = self.register.iter().filter(|(_, said)| said.mark == Mark::Missed);
        let uncalled = missed.clone().any(|(_, said)| said.called_at.is_none());
        html! {
            div.govuk-button-group {
                @if self.place.state == State::Offered && self.answers {
                    (parts::button_link("Say what they answer", &at("answer"), ""))
                }
                @if self.place.state == State::Accepted && self.measure {
                    @if uncalled { (parts::button_link("Say what came of the call", &at("call"), "")) }
                    @if self.place.welcomed_at.is_none() {
                        (parts::button_link("Welcome letter", &at("welcome"), "govuk-button--secondary"))
                    }
                    (parts::button_link("Measure before or after", &at("measure"), "govuk-button--secondary"))
                }
                @if self.ends && !Ending::of(self.place.state).is_empty() {
                    (parts::button_link("End it", &at("end"), "govuk-button--secondary"))
                }
            }
        }
    }

    fn rows(&self, context: &Context) -> Vec<Row<'static>> {
        let place = &self.place;
        let text = |text: &str| html! { span.eh-pre { (text) } };
        let mut rows = vec![];
        if let Some(run) = &self.run {
            rows.push(Row::new("Group", format!("{}. {}", run.dates(), run.place())));
        }
        rows.push(Row::new("Hopes for", text(&place.what)));
        rows.push(Row::new("The group's people know", text(&place.share)));
        let reach = match (place.reach.as_str(), &self.ask) {
            ("", Some(ask)) => format!("Not shared. Ask {}, {}", ask.name, ask.phone),
            ("", None) => "Not shared".to_owned(),
            (shared, _) => shared.to_owned(),
        };
        rows.push(Row::new("Reach them", reach.trim_end_matches(", ").to_owned()));
        rows.push(Row::new("Agreed by", place.agreed_by.clone()));
        if !place.age_why.is_empty() {
            rows.push(Row::new("Outside of its ages, because", place.age_why.clone()));
        }
        rows.push(Row::new("Asked for on", dates::day(place.asked_at.date())));
        if let Some(by) = place.answer_by.filter(|_| place.state == State::Offered) {
            rows.push(Row::new("They answer by", format!("{} ({})", dates::day(by), dates::due(by, context.today))));
        }
        if !place.answer_why.is_empty() {
            rows.push(Row::new("They said", text(&place.answer_why)));
        }
        if let Some(on) = place.joined_on {
            rows.push(Row::new("Expected from", dates::day(on)));
        }
        if let Some(result) = &place.result {
            rows.push(Row::new("Result", context.pack.label("result", result).to_owned()));
        }
        if !place.ended_why.is_empty() {
            rows.push(Row::new("How it ended", text(&place.ended_why)));
        }
        if self.opens {
            let record = html! { a.govuk-link href={ "/families/" (place.family_id) } { "The family's record" } };
            rows.push(Row::new("Family", record));
        }
        rows
    }

    fn days(&self) -> Markup {
        let rows = self.register.iter().map(|(session, said)| {
            let more = html! {
                (said.mark.label())
                @if !said.called.is_empty() { br; span.eh-muted { "Called: " (said.called) } }
                @if let Some(on) = said.caught_up_on {
                    br; span.eh-muted { "Caught up on " (dates::day(on)) " with " (said.caught_up_by) }
                }
            };
            vec![html! { (session.title()) }, more]
        });
        parts::table("Register", &["Session", "Came"], rows.collect())
    }

    fn measured(&self, context: &Context) -> Markup {
        let of = |moment: Moment, asked: &Measure| {
            let same = |one: &&Measure| {
                one.moment == moment
                    && one.question == asked.question
                    && one.tool == asked.tool
                    && one.scale == asked.scale
            };
            self.measures.iter().rev().find(same).map_or_else(|| "not yet".to_owned(), |one| one.value.to_string())
        };
        let mut shown: Vec<(&str, &str, &str)> = Vec::new();
        let mut rows = Vec::new();
        for one in &self.measures {
            let key = (one.question.as_str(), one.tool.as_str(), one.scale.as_str());
            if shown.contains(&key) {
                continue;
            }
            shown.push(key);
            let what = match one.tool.as_str() {
                "" => context.pack.label("programme-question", &one.question).to_owned(),
                tool => format!("{tool} {}, {} ({} to {})", one.tool_version, one.scale, one.least, one.most),
            };
            let numbers = [Moment::Before, Moment::After].map(|moment| html! { (of(moment, one)) });
            rows.push([html! { (what) }].into_iter().chain(numbers).collect());
        }
        parts::table("Before and after", &["What", "Before", "After"], rows)
    }

    fn more(&self) -> Markup {
        let at = |page: &str| format!("/enrolments/{}/{page}", self.place.id);
        let missed = self.register.iter().any(|(_, said)| said.mark != Mark::Came && said.caught_up_on.is_none());
        let running = self.place.state == State::Accepted;
        let been = matches!(self.place.state, State::Accepted | State::Finished | State::Left);
        html! {
            ul.govuk-list {
                @if running && missed && self.measure {
                    li { a.govuk-link href=(at("catch-up")) { "Say that a session was caught up" } }
                }
                @if running && missed && self.goes_on {
                    li { a.govuk-link href=(at("going-on")) { "Say whether they go on" } }
                }
                @if been && self.measure {
                    li { a.govuk-link href=(at("feedback")) { "What they think of the group" } }
                }
                @if self.place.state == State::Finished {
                    li { a.govuk-link href=(at("certificate")) { "Print the certificate" } }
                }
            }
        }
    }
}

fn feedback(said: &Feedback) -> Markup {
    let mut rows = vec![
        Row::new("They felt welcome", said.welcome.label()),
        Row::new("It helped", said.helpful.label()),
        Row::new("They would tell others to come", said.again.label()),
    ];
    if !said.words.is_empty() {
        rows.push(Row::new("In their words", html! { span.eh-pre { (said.words) } }));
    }
    html! { h2.govuk-heading-m { "What they think of the group" } (parts::summary_list(rows)) }
}

pub(super) async fn page(visit: Visit, Path(id): Path<EnrolmentId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(place::See, id)?;
            Ok(One::load(v, &permit)?.show(v))
        })
        .await
}

/// Those of these places of which a partner is told no longer: of whoever said that they do not agree any more (T26).
fn untold(v: &mut View<'_>, all: &[Enrolment]) -> Result<Vec<EnrolmentId>> {
    if v.actor.own {
        return Ok(vec![]);
    }
    let families: Vec<FamilyId> = all.iter().map(|one| one.family_id).collect();
    let withdrawn = people::agreement::withdrawn_among(v.conn(), &families)?;
    let untold = all.iter().filter(|one| one.person_id.is_some_and(|person| withdrawn.contains(&person)));
    Ok(untold.map(|one| one.id).collect())
}

/// On the family page: the groups in which they have or had a place, and a way to ask for one.
pub(crate) fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, _: Option<Period>) -> Result<Markup> {
    let all = records::of_family(v.conn(), sight)?;
    let names = records::names_of(v.conn(), &all)?;
    let untold = untold(v, &all)?;
    let all = records::titled(v.conn(), all)?;
    let asks = v.may_now(sight, family::OfferService);
    if all.is_empty() && !asks {
        return Ok(html! {});
    }
    Ok(html! {
        h2.govuk-heading-m { "Group programmes" }
        ul.govuk-list {
            @for ((place, programme), name) in all.iter().zip(&names) {
                li {
                    @if untold.contains(&place.id) { (programme) ". Name not shared" }
                    @else { a.govuk-link href={ "/enrolments/" (place.id) } { (programme) ", " (name) } }
                    " " (tag(place))
                }
            }
            @if asks {
                li {
                    a.govuk-link href={ "/families/" (sight.subject()) "/programme" } {
                        "Ask for a place in a programme"
                    }
                }
            }
        }
    })
}
