//! Beside a family's record: who helps and how to reach them, what is next, what may be done.

use super::next::NextStep;
use crate::{
    Episode,
    pages::header,
    records,
    team::{self, Helper},
};
use access::{
    FamilyId, Period, Permits, Sight, View,
    accounts::{self, Colleague},
    family,
};
use chrono::NaiveDate;
use people::{agreement::Grounds, rules::InForce};
use web::{Markup, Result, html, parts, parts::Colour};
use work::Task;

/// The pieces of due work that are shown.
const NEXT: usize = 8;

/// Where one goes from here: its words and its address.
type Link = (&'static str, String);

/// Where the family's help stands. Of who helps and what they owe there is nothing where no episode is open.
pub(super) struct Side {
    /// The open episode, else the last.
    pub(super) episode: Option<Episode>,
    /// Whether anybody's agreement is in force.
    pub(super) agreed: bool,
    grounds: Grounds,
    lead: Option<Colleague>,
    /// Who covers for a lead who is away.
    cover: String,
    helpers: Vec<Helper>,
    due: Vec<Task>,
    /// What stands first of it.
    pub(super) next: NextStep,
}

impl Side {
    pub(super) fn load(v: &mut View<'_>, sight: &Sight<FamilyId>) -> Result<Self> {
        let today = v.today;
        let episode = records::current(v.conn(), sight)?;
        let pack = v.pack.clone();
        let grounds = people::agreement::grounds(v.conn(), sight, &pack, today)?;
        let agreed = grounds.anybody;
        let Some(open) = episode.as_ref().filter(|episode| episode.is_open()) else {
            let next = NextStep::default();
            return Ok(Self {
                episode,
                agreed,
                grounds,
                lead: None,
                cover: String::new(),
                helpers: vec![],
                due: vec![],
                next,
            });
        };

        let lead = match open.lead_id {
            Some(lead) => Some(accounts::colleague(v.conn(), lead)?),
            None => None,
        };
        let cover = match open.lead_id {
            Some(lead) => work::cover::of_lead(v.conn(), sight.subject(), lead, today)?,
            None => None,
        };
        let cover = cover.map(|covering| covering.line()).unwrap_or_default();
        let mut helpers = team::list(v.conn(), sight, open.id)?;
        helpers.retain(|helper| helper.account_id.is_none() || helper.account_id != open.lead_id);
        let mut due = work::tasks::of_family(v.conn(), sight)?;
        let next = NextStep::of(v, &mut due, lead.as_ref())?;
        Ok(Self { episode, agreed, grounds, lead, cover, helpers, due, next })
    }

    /// The open episode, else the last, as far as other capabilities know it.
    pub(super) fn period(&self) -> Option<Period> {
        self.episode.as_ref().map(|episode| Period { episode: episode.id, open: episode.is_open() })
    }

    pub(super) fn show(&self, v: &View<'_>, sight: &Sight<FamilyId>) -> Markup {
        html! {
            (self.who_helps())
            (self.what_is_next(v.today))
            (self.agreement())
            (self.links(v, sight))
        }
    }

    fn who_helps(&self) -> Markup {
        html! {
            h2.govuk-heading-m { "Who helps" }
            @match &self.lead {
                Some(lead) => (reach_lead(lead)),
                None if self.episode.as_ref().is_some_and(Episode::is_open) => {
                    p.govuk-body { (parts::tag("No lead professional yet", Colour::Red)) }
                },
                None => p.govuk-body { "Nobody at the moment." },
            }
            @if !self.cover.is_empty() { p.govuk-body { strong { (self.cover) } } }
            ul.govuk-list {
                @for helper in &self.helpers {
                    li {
                        (helper.name) ", " (helper.job) br;
                        span.eh-muted {
                            (helper.organisation) @if !helper.reach.is_empty() { ", " (helper.reach) }
                        }
                    }
                }
            }
        }
    }

    fn what_is_next(&self, today: NaiveDate) -> Markup {
        if self.due.is_empty() {
            return html! {};
        }
        html! {
            h2.govuk-heading-m { "Also owed" }
            ul.govuk-list.govuk-list--spaced {
                @for task in self.due.iter().take(NEXT) {
                    li {
                        a.govuk-link href=(task.href) { (task.title) } br;
                        span class=(if task.due_on < today { "eh-late" } else { "eh-muted" }) {
                            (web::dates::day(task.due_on)) ", " (web::dates::due(task.due_on, today))
                        }
                    }
                }
            }
        }
    }

    fn agreement(&self) -> Markup {
        let complete = self.grounds.in_force == InForce::Complete;
        let (text, colour) = if complete { ("In force", Colour::Green) } else { ("Not in force", Colour::Red) };
        html! {
            h2.govuk-heading-m { "Agreement" }
            p.govuk-body {
                (parts::tag(text, colour))
                @match &self.grounds.in_force {
                    InForce::Partial(who) => { br; "Not asked yet: " (who.join(", ")) },
                    InForce::Refused(who) => { br; "Not agreed by: " (who.join(", ")) },
                    InForce::Complete | InForce::None => {},
                }
                @if !complete && self.grounds.may_help() { br; "Help rests on another basis, with its reason." }
            }
        }
    }

    /// What this person may do, as far as the relationship through which they read the record allows it.
    fn links(&self, v: &View<'_>, sight: &Sight<FamilyId>) -> Markup {
        let links = [self.of_episode(v, sight), of_family(v, sight)].concat();
        if links.is_empty() {
            return html! {};
        }
        html! {
            h2.govuk-heading-m { "Do" }
            ul.govuk-list.govuk-list--spaced {
                @for (text, href) in &links { li { a.govuk-link href=(href) { (text) } } }
            }
        }
    }

    fn of_episode(&self, v: &View<'_>, sight: &Sight<FamilyId>) -> Vec<Link> {
        let Some(episode) = &self.episode else { return vec![] };
        let id = episode.id;
        if !episode.is_open() {
            let again = ("Begin early help again", format!("/episodes/{id}/reopening"));
            return if v.may_now(sight, family::ReopenEpisode) { vec![again] } else { vec![] };
        }

        let lead = if episode.lead_id.is_some() { "Hand over the lead" } else { "Choose a lead professional" };
        let note = format!("{}/notes/new", header::href(sight.subject()));
        let danger = format!("{}/danger", header::href(sight.subject()));
        allowed([
            (v.may_now(sight, family::WriteNote), "A child is in danger", danger),
            (v.may_now(sight, family::WriteNote), "Write a note", note),
            (v.may_now(sight, family::ChangeTeam), "Change the team", format!("/episodes/{id}/team")),
            (v.may_now(sight, family::HandOver), lead, format!("/episodes/{id}/lead")),
            (v.may_now(sight, family::ProposeStepUp), "Step up to social care", format!("/episodes/{id}/step-up")),
            (v.may_now(sight, family::CloseEpisode), "Close the episode", format!("/episodes/{id}/closure")),
        ])
    }
}

fn of_family(v: &View<'_>, sight: &Sight<FamilyId>) -> Vec<Link> {
    let href = header::href(sight.subject());
    allowed([
        (v.may_now(sight, family::SetLevel), "Level of need", format!("{href}/level")),
        (v.may_now(sight, family::ChangePeople), "Add a person", format!("{href}/people/new")),
        (v.may_now(sight, family::RecordAgreement), "Agreement", format!("{href}/agreement")),
        (v.may_now(sight, family::DecideSharing), "Sharing", format!("{href}/sharing")),
        (v.may_now(sight, family::Restrict), "Restrict this record", format!("{href}/restriction")),
    ])
}

fn allowed<const N: usize>(links: [(bool, &'static str, String); N]) -> Vec<Link> {
    links.into_iter().filter(|(may, ..)| *may).map(|(_, text, href)| (text, href)).collect()
}

fn reach_lead(lead: &Colleague) -> Markup {
    html! {
        p.govuk-body {
            strong { (lead.name) } ", lead professional" br; (lead.job_title) ", " (lead.organisation) br;
            @if lead.phone.is_empty() { (lead.email) } @else { (parts::telephone(&lead.phone)) }
        }
    }
}
