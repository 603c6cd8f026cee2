//! `/families/{id}`: who is in it, who helps and how to reach them, what is next, what happened.

mod former;
mod next;
mod side;

use self::side::Side;
use super::{chronology::Lines, header};
use crate::{
    records::{self, LastSeen, LegalFooting, NeedLevel},
    rules::{self, Footing},
    step_up::{self, Standing},
};
use access::{FamilyId, Permit, Permits, View, Visit, capability, family, log};
use axum::extract::Path;
use pack::Pack;
use people::{Family, Member, MemberRole, details::told, merging::Elsewhere, records::Former};
use web::{Markup, Result, html, parts, parts::Colour};

/// The lines of the chronology that stand on this page.
const RECENT: i64 = 5;

/// Everything that stands on the page.
struct FamilyPage {
    permit: Permit<FamilyId, family::Open>,
    family: Family,
    members: Vec<Member>,
    former: Vec<Former>,
    elsewhere: Vec<Elsewhere>,
    levels: Vec<NeedLevel>,
    /// On which footing of law each child is helped.
    footings: Vec<LegalFooting>,
    /// When each child was last seen.
    seen: Vec<LastSeen>,
    /// How far a step up is.
    stepping: Option<Standing>,
    side: Side,
    /// What other capabilities show.
    panels: Vec<Markup>,
    recent: Lines,
}

impl FamilyPage {
    fn load(v: &mut View<'_>, id: FamilyId) -> Result<Self> {
        let permit = v.permit(family::Open, id)?;
        let today = v.today;
        let side = Side::load(v, &permit)?;
        let recent = log::chronology(v.conn(), &permit, None, RECENT)?;
        let period = side.period();
        Ok(Self {
            family: people::records::family(v.conn(), &permit)?,
            members: people::records::members(v.conn(), &permit)?,
            former: people::records::former(v.conn(), &permit)?,
            elsewhere: people::merging::elsewhere(v.conn(), &permit)?,
            levels: records::levels(v.conn(), &permit)?,
            footings: records::footings(v.conn(), &permit)?,
            seen: records::seen(v.conn(), &permit)?,
            stepping: step_up::standing(v.conn(), &permit, today)?,
            panels: capability::panels(v, &permit, period)?,
            recent: Lines::of(v.conn(), &permit, recent)?,
            permit,
            side,
        })
    }

    fn show(&self, v: &View<'_>) -> Markup {
        html! {
            (header::identity(&self.family))
            (header::parts_of(v, self.permit.subject(), self.side.period()))
            h1.govuk-heading-l { (self.family.name) " family" }
            @if let Some(stepping) = &self.stepping { (step_up_banner(stepping)) }
            (self.state(v))
            (self.side.next.show(v))
            div.eh-columns {
                div {
                    (self.people(v))
                    (former::show(v, &self.permit, &self.former))
                    @for elsewhere in &self.elsewhere { (self.joined(elsewhere)) }
                    @for panel in &self.panels { (panel) }
                    h2.govuk-heading-m { "What happened" }
                    (parts::timeline(&self.recent.items()))
                    p.govuk-body {
                        a.govuk-link href={ (header::href(self.permit.subject())) "/chronology" } {
                            "The whole chronology"
                        }
                    }
                }
                div.eh-side { (self.side.show(v, &self.permit)) }
            }
        }
    }

    /// What is first to be known: that help has ended and how, or that it drifts.
    fn state(&self, v: &View<'_>) -> Markup {
        let Some(episode) = &self.side.episode else {
            let since = web::dates::day(self.family.begun_at.date());
            return parts::inset(html! { "No early help episode. This family is known since " (since) "." });
        };
        if let (Some(closed), Some(reason)) = (episode.closed_at, &episode.closing_reason) {
            let (on, why) = (web::dates::day(closed.date()), v.pack.label("closing-reason", reason));
            return parts::inset(html! {
                p.govuk-body { "Early help ended on " (on) ": " (why) "." }
                @if !episode.exit_plan.is_empty() { p.govuk-body.eh-pre { (episode.exit_plan) } }
            });
        }

        let (months, gap) = (v.pack.number("drift-months"), v.pack.number("contact-gap"));
        let signs = rules::drift(episode.opened_at.date(), episode.seen_on, v.today, months, gap);
        html! {
            @if !self.side.agreed {
                (parts::warning(
                    "Nobody's agreement is in force. Record it, name another basis, or close the episode."
                ))
            }
            @if !signs.is_empty() {
                div.eh-next {
                    ul.govuk-list {
                        @for sign in &signs { li { (parts::tag("Drift", Colour::Yellow)) " " (sign) } }
                    }
                }
            }
        }
    }

    fn people(&self, v: &View<'_>) -> Markup {
        let may_change = v.may_now(&self.permit, family::ChangePeople);
        let rows = self.members.iter().map(|member| {
            vec![
                self.name(&v.pack, member, may_change),
                html! { (v.pack.label("person-role", member.role.code())) },
                html! { (member.person.born(v.today)) },
                self.level(member),
                self.last_seen(member),
                self.place(member),
            ]
        });
        let heads = ["Name", "Who", "Born", "Level of need", "Last seen", "Where"];
        parts::table("Who is in the family", &heads, rows.collect())
    }

    fn name(&self, pack: &Pack, member: &Member, may_change: bool) -> Markup {
        let person = &member.person;
        html! {
            @if may_change {
                a.govuk-link href={ (header::href(self.permit.subject())) "/people/" (person.id) } { (person.name()) }
            } @else {
                (person.name())
            }
            (told::how_to_speak(pack, person))
            (told::about(pack, person, self.is_place_hidden(member)))
        }
    }

    fn is_place_hidden(&self, member: &Member) -> bool {
        member.address.as_ref().is_some_and(|address| address.open(&self.permit).is_none())
    }

    fn level(&self, member: &Member) -> Markup {
        let level = self.levels.iter().find(|level| level.person_id == member.person.id);
        html! {
            @match level {
                Some(level) => {
                    "Level " (level.level)
                    span.govuk-visually-hidden { " since " (web::dates::day(level.set_at.date())) }
                    @if let Some(footing) = self.footing(member) { br; (footing) }
                },
                None if member.role.is_child() => { "Not set" },
                None => {},
            }
        }
    }

    /// The footing of law, where it is another than early help.
    fn footing(&self, member: &Member) -> Option<&'static str> {
        let now = self.footings.iter().find(|footing| footing.person_id == member.person.id && footing.to_on.is_none());
        now.map(|footing| footing.footing).filter(|footing| *footing != Footing::EarlyHelp).map(Footing::label)
    }

    /// Of a child: when they were last seen, and when alone. A call is not "seen".
    fn last_seen(&self, member: &Member) -> Markup {
        let seen = self.seen.iter().find(|seen| seen.person == member.person.id);
        html! {
            @match seen {
                Some(seen) => {
                    (web::dates::day(seen.on))
                    @match seen.alone_on {
                        Some(on) if on == seen.on => ", alone",
                        Some(on) => { br; span.eh-muted { "alone on " (web::dates::day(on)) } },
                        None => {},
                    }
                },
                None if member.role == MemberRole::Child => { (parts::tag("Not seen yet", Colour::Yellow)) },
                None => {},
            }
        }
    }

    /// Where they live and how they are reached. A telephone number leads to a place as surely as an address (T16).
    fn place(&self, member: &Member) -> Markup {
        let phone = &member.person.phone;
        let reach = html! { @if !phone.is_empty() { br; (phone) } };
        let Some(address) = &member.address else { return reach };
        let Some(open) = address.open(&self.permit) else { return parts::tag("Address protected", Colour::Red) };
        html! {
            (open.line())
            @if address.is_closed() { " " (parts::tag("Protected", Colour::Red)) }
            (reach)
        }
    }

    /// Somebody of this family stands in another record, too.
    fn joined(&self, elsewhere: &Elsewhere) -> Markup {
        let now = self.members.iter().map(|member| &member.person);
        let who = now.chain(self.former.iter().map(|one| &one.person)).find(|person| person.id == elsewhere.person);
        let name = who.map_or("", |person| &person.given_name);
        html! {
            p.govuk-body {
                (parts::tag("Also recorded elsewhere", Colour::Blue)) " " (name) " "
                @match &elsewhere.family {
                    Some((family, other)) => {
                        "is also in the record of the "
                        a.govuk-link href=(header::href(*family)) { (other) " family" } "."
                    },
                    None => {
                        "is also in a record that you cannot open. Find " (name) " under "
                        a.govuk-link href="/people" { "Find a person" } " to see whom to call."
                    },
                }
            }
        }
    }
}

/// How far a step up is, for everyone who opens the family.
fn step_up_banner(stepping: &Standing) -> Markup {
    html! {
        section.eh-next aria-label="Step up to social care" {
            p.govuk-body {
                @if stepping.danger { (parts::tag("Danger", Colour::Red)) " " }
                @if stepping.late { (parts::tag("Late", Colour::Red)) " " }
                (stepping.words) " "
                a.govuk-link href=(stepping.href) { "Look at it" }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let page = FamilyPage::load(v, id)?;
            Ok(v.frame.page(&format!("{} family", page.family.name), page.show(v)))
        })
        .await
}
