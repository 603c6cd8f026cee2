//! `/runs/{id}`: the group. Who has a place, with what each family agreed to share; who waits; the sessions.

use super::programme::{state, with};
use crate::{
    placing, queue,
    records::{self, Enrolment, EnrolmentId, Hidden, Member, Programme, Run, RunId, Session},
    rules::State,
};
use access::{
    AccountId, Context, FamilyId, Permits, Sight, Visit,
    accounts::{self, Colleague},
    nobody, run,
};
use axum::{extract::Path, response::Response};
use std::collections::{BTreeMap, BTreeSet};
use web::{
    Fields, Markup, Result, Sheet, dates, html,
    parts::{self, Choice, Colour, Row},
};

/// Those of the list that are shown at once.
const MOST: usize = 30;

/// A run as its facilitators see it.
struct Group {
    run: Run,
    programme: Programme,
    sessions: Vec<Session>,
    /// Who has or was offered a place.
    members: Vec<Member>,
    /// How many more there are, of whom whoever looks may not know.
    hidden: usize,
    waiting: Vec<Member>,
    /// How many more wait of whom nothing may be told yet, and who looks after them: for whoever keeps the run.
    untold: (usize, Vec<Colleague>),
    /// Places of whose holders nothing may be told any more, for whoever keeps the run.
    unseen: Vec<EnrolmentId>,
    taken: i64,
    names: BTreeMap<AccountId, String>,
    facilitators: Vec<AccountId>,
    keeps: bool,
    offers: bool,
}

impl Group {
    fn load(inside: &mut impl Permits, sight: &Sight<RunId>) -> Result<Self> {
        let id = sight.subject();
        let run = records::find_run(inside.conn(), sight)?;
        let (members, hidden) = records::group(inside.conn(), sight)?;
        let offers = run.is_open(inside.context().today) && inside.may(run::Offer, id)?;
        let keeps = inside.may(run::Keep, id)?;
        let (waiting, silent) = match offers {
            true => {
                let all = queue::in_order(inside.conn(), run.programme_id)?;
                records::known_among(inside.conn(), sight.actor(), all)?
            }
            false => (vec![], Hidden::default()),
        };
        let (mut ask, many) = (BTreeSet::new(), silent.untold.len());
        for place in silent.untold.iter().filter(|_| keeps).take(MOST) {
            ask.extend(queue::looks_after(inside.conn(), place)?);
        }
        let ask: Vec<AccountId> = ask.into_iter().collect();
        let untold = (many, accounts::colleagues_among(inside.conn(), &ask)?);
        // only they may free a place of which they may know nothing more
        let unseen = match sight.actor().account == Some(run.keeper_id) && keeps {
            true => records::untold(inside.conn(), sight)?.into_iter().map(|place| place.id).collect(),
            false => vec![],
        };
        let sessions = records::sessions_of(inside.conn(), id)?;
        let facilitators = records::facilitators_of(inside.conn(), id)?;
        let people: Vec<AccountId> =
            facilitators.iter().copied().chain(sessions.iter().filter_map(|one| one.covered_by)).collect();
        Ok(Self {
            programme: records::find_programme(inside.conn(), run.programme_id)?,
            taken: records::places_taken(inside.conn(), id)?,
            names: accounts::names(inside.conn(), &people)?,
            keeps,
            untold,
            unseen,
            run,
            sessions,
            members,
            hidden,
            waiting,
            facilitators,
            offers,
        })
    }

    fn families(&self) -> Vec<FamilyId> {
        self.members.iter().chain(&self.waiting).map(|member| member.place.family_id).collect()
    }

    fn name(&self, id: AccountId) -> &str {
        self.names.get(&id).map_or("", String::as_str)
    }

    fn show(&self, context: &Context, sheet: &Sheet) -> Markup {
        let content = html! {
            span.govuk-caption-l { (self.run.dates()) }
            h1.govuk-heading-l { (self.programme.name) " " (state(&self.run, context.today)) }
            @if !self.run.cancelled_why.is_empty() { (parts::inset(html! { (self.run.cancelled_why) })) }
            (parts::summary_list(self.rows(context)))
            (self.group())
            @if self.offers { (self.list(sheet)) }
            (self.days(context))
            @if self.keeps && self.run.cancelled_at.is_none() { (self.keeping()) }
        };
        let back = format!("/programmes/{}", self.programme.id);
        context.frame.sheet_page(&self.programme.name, &back, sheet, content)
    }

    fn rows(&self, context: &Context) -> Vec<Row<'static>> {
        let run = &self.run;
        let who: Vec<&str> = self.facilitators.iter().map(|id| self.name(*id)).collect();
        let place = if run.secret { "The place may not be known".to_owned() } else { run.place() };
        let mut rows = vec![
            Row::new("Where", place),
            Row::new("Who runs it", who.join(", ")),
            Row::new("How", with(context, run)),
            Row::new("Places", super::free(run.places, self.taken)),
        ];
        if !run.note.is_empty() {
            rows.push(Row::new("To know or bring", html! { span.eh-pre { (run.note) } }));
        }
        rows
    }

    fn group(&self) -> Markup {
        html! {
            h2.govuk-heading-m { "The group" }
            @if self.members.is_empty() { p.govuk-body { "Nobody has a place yet." } }
            @for member in &self.members {
                div.eh-row {
                    h3.govuk-heading-s {
                        a.govuk-link href={ "/enrolments/" (member.place.id) } { (member.name) }
                        " " (tag(&member.place))
                    }
                    p.govuk-body.eh-pre { (member.place.share) }
                }
            }
            @if self.hidden > 0 {
                p.govuk-body.eh-muted {
                    (dates::plural(i64::try_from(self.hidden).unwrap_or(0), "place"))
                    " more are taken by people of whom you may not know."
                }
            }
            @for (n, id) in (1..).zip(&self.unseen) {
                p.govuk-body {
                    a.govuk-link href={ "/enrolments/" (id) "/free" } {
                        "Free place " (n) " of those whose people no longer agree"
                    }
                }
            }
        }
    }

    fn list(&self, sheet: &Sheet) -> Markup {
        if self.waiting.is_empty() {
            let none = if self.untold.0 == 0 { "Nobody waits for this programme." } else { "" };
            return html! {
                h2.govuk-heading-m { "Waiting" }
                @if !none.is_empty() { p.govuk-body { (none) } }
                (self.more_wait())
            };
        }
        if self.taken >= self.run.places {
            return html! {
                h2.govuk-heading-m { "Waiting (" (self.waiting.len()) ")" }
                p.govuk-body { "No place is free. In the order of need and of waiting:" }
                ol.govuk-list.govuk-list--number {
                    @for member in self.waiting.iter().take(MOST) { li { (member.name) } }
                }
                (self.more_wait())
            };
        }
        let choices = self.waiting.iter().take(MOST).map(|member| {
            let since = format!("Waits since {}. {}", dates::day(member.place.asked_at.date()), member.place.what);
            Choice::new(member.place.id.to_string(), member.name.as_str()).hint(since)
        });
        let content = html! {
            (sheet.radios("enrolment", format!("Waiting ({})", self.waiting.len())).medium().small().items(choices)
                .hint("In the order of need and of waiting."))
            (parts::button("Offer a place"))
        };
        html! { (sheet.form_to(&format!("/runs/{}/offers", self.run.id), content)) (self.more_wait()) }
    }

    /// Those who wait and of whom nothing may be told: so that whoever keeps the run knows why nobody is offered a place.
    fn more_wait(&self) -> Markup {
        let (many, ask) = &self.untold;
        html! {
            @if *many > 0 {
                p.govuk-body {
                    (many) " more " (if *many == 1 { "waits" } else { "wait" })
                    " whom the group's people may not be told of yet: no agreement is recorded."
                    @for one in ask {
                        " Ask " (one.name) @if !one.phone.is_empty() { ", " (one.phone) } "."
                    }
                }
            }
        }
    }

    fn days(&self, context: &Context) -> Markup {
        let cancelled = self.run.cancelled_at.is_some();
        let rows = self.sessions.iter().map(|session| {
            let at = format!("/runs/{}/sessions/{}", self.run.id, session.n);
            let come = session.on_day <= context.today && !cancelled;
            vec![
                html! {
                    (session.n) ". " (dates::day(session.on_day)) br;
                    span.eh-muted { (session.hours()) @if !session.topic.is_empty() { ", " (session.topic) } }
                    @if let Some(covers) = session.covered_by { br; (self.name(covers)) " runs it" }
                },
                html! {
                    @match (session.kept_at.is_some(), come) {
                        (true, _) => a.govuk-link href=(at) { "Register kept" },
                        (false, false) if cancelled => "Cancelled",
                        (false, true) => a.govuk-link href=(at) { "Keep the register" },
                        (false, false) => "To come",
                    }
                    @if self.keeps && !cancelled { br; a.govuk-link href={ (at) "/plan" } { "Plan session " (session.n) } }
                },
            ]
        });
        let at = format!("/runs/{}", self.run.id);
        html! {
            (parts::table("Sessions", &["Session", "Register"], rows.collect()))
            ul.govuk-list {
                li { a.govuk-link href={ (at) "/calendar.ics" } { "Put the sessions into a calendar" } }
                li { a.govuk-link href={ (at) "/register-file" } { "Take over a register from a file" } }
            }
        }
    }

    fn keeping(&self) -> Markup {
        let at = format!("/runs/{}", self.run.id);
        html! {
            div.govuk-button-group {
                (parts::button_link("Change the group", &format!("{at}/change"), "govuk-button--secondary"))
                a.govuk-link href={ (at) "/cancel" } { "Cancel the group" }
            }
        }
    }
}

/// How far a place is.
pub(super) fn tag(place: &Enrolment) -> Markup {
    let colour = match place.state {
        State::Waiting => Colour::Yellow,
        State::Offered => Colour::Blue,
        State::Accepted | State::Finished => Colour::Green,
        State::Left | State::Declined | State::Off => Colour::Grey,
    };
    parts::tag(place.state.label(), colour)
}

pub(super) async fn page(visit: Visit, Path(id): Path<RunId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(run::See, id)?;
            let shows = v.allow(nobody::SeeProgrammes)?;
            let group = Group::load(v, &permit)?;
            let families = group.families();
            v.showed(&shows, families.len(), &families);
            let sheet = v.context().sheet(Fields::default());
            Ok(group.show(v, &sheet))
        })
        .await
}

pub(super) async fn offer(visit: Visit, Path(id): Path<RunId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(run::Offer, id)?;
            let pack = change.pack.clone();
            let chosen =
                sheet.chosen("enrolment", |id| id.parse::<EnrolmentId>().ok(), "Choose who is offered a place");
            let offered = match chosen {
                Some(to) => sheet.heed(placing::offer(change.tx, &pack, &permit, to))?,
                None => None,
            };
            match offered {
                Some(()) => Ok(format!("/runs/{id}?done=saved")),
                None => {
                    let group = Group::load(change, &permit)?;
                    Sheet::again(group.show(change, sheet))
                }
            }
        })
        .await
}
