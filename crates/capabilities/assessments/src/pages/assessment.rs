//! `/episodes/{id}/assessment`: the areas and how far each is; the finished text; the next step.

use super::text;
use crate::{
    clock::{self, From},
    paper::Paper,
    records::{self, Assessment},
    rules::{self, State},
};
use access::{
    Context, FamilyFacts, FamilyId, Period, Permits, Sight, View, Visit,
    capability::{self, Writing},
    family,
    policy::{Act, Reads},
};
use axum::{extract::Path, response::Response};
use cases::{Case, EpisodeId, open_case, pages::header};
use people::{Member, agreement::Grounds};
use web::{
    Fields, Markup, Result, Sheet, dates, html, parts,
    parts::{Colour, Task},
};

/// The newest version, if there is one, and the family it is about.
struct Overview<A: Act> {
    case: Case<A>,
    newest: Option<Version>,
    grounds: Grounds,
}

/// A version with what it is written on.
struct Version {
    version: Assessment,
    paper: Paper,
    from: From,
    /// Children who came into the family after it was authorised, by name.
    came_after: Vec<String>,
}

impl<A: Act<Facts = FamilyFacts> + Reads> Overview<A> {
    fn load(inside: &mut impl Permits, act: A, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, act, id)?;
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let grounds = people::agreement::grounds(inside.conn(), &case.permit, &pack, today)?;
        let newest = match records::current(inside.conn(), &case.permit, id)? {
            Some(version) => Some(Version::load(inside, &case, version)?),
            None => None,
        };
        Ok(Self { case, newest, grounds })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let advice = capability::advice(inside, &self.case.permit, self.case.episode.id, Writing::Assessment);
        let context = inside.context();
        let content = match &self.newest {
            None => self.none_yet(context, sheet),
            Some(draft) if draft.version.state() == State::Draft => self.draft(context, sheet, draft),
            Some(finished) => self.finished(context, sheet, finished),
        };
        header::sheet_page(inside, &self.case.permit, "Early help assessment", sheet, html! { (advice) (content) })
    }

    fn may_write(&self, context: &Context) -> bool {
        context.may_now(&self.case.permit, family::WriteAssessment) && self.case.episode.is_open()
    }

    fn none_yet(&self, context: &Context, sheet: &Sheet) -> Markup {
        html! {
            p.govuk-body {
                "There is none yet. It is made with the family, over one or more talks, "
                "and every child has a section of their own."
            }
            (self.missing_grounds())
            @if self.may_write(context) { (step(sheet, "Start an assessment", "start")) }
        }
    }

    /// What is missing of agreement: one begins the talk without it, and does not complete it.
    fn missing_grounds(&self) -> Markup {
        let Err(missing) = self.grounds.check() else { return html! {} };
        let href = format!("{}/agreement", header::href(self.case.family()));
        html! {
            div #agreement {
                (parts::inset(html! {
                    p.govuk-body { "You can begin. To complete it: " (missing.told()) "." }
                    p.govuk-body { a.govuk-link href=(href) { "Agreement" } }
                }))
            }
        }
    }

    fn draft(&self, context: &Context, sheet: &Sheet, draft: &Version) -> Markup {
        let may_write = self.may_write(context);
        let Version { version, paper, .. } = draft;
        let status = |missing: usize| match missing {
            0 => html! { "Done" },
            missing => parts::tag(&format!("{missing} to answer"), Colour::Blue),
        };
        let silent =
            rules::to_be_seen(paper).filter(|child| !rules::is_seen_or_said_why(&version.meetings.0, child.id));
        let seen = Task {
            title: "Who was seen and who was asked",
            href: may_write.then(|| format!("{}/seen", context.path)),
            status: status(silent.count()),
        };
        let parts_of_it = paper.parts.iter().map(|part| Task {
            title: &part.label,
            href: may_write.then(|| format!("{}/areas/{}", context.path, part.code)),
            status: status(rules::missing(paper, part, &version.answers.0)),
        });
        html! {
            p.govuk-body { "Version " (version.number) ", " (tag(version.state())) }
            (by_when(context, draft))
            @if !version.returned_why.is_empty() { (returned(&version.returned_why)) }
            (self.missing_grounds())
            (parts::task_list("areas", std::iter::once(seen).chain(parts_of_it).collect()))
            (who_was_seen(draft))
            @if may_write { (step(sheet, "Complete the assessment", "complete")) }
        }
    }

    fn finished(&self, context: &Context, sheet: &Sheet, finished: &Version) -> Markup {
        let Version { version, paper, came_after, .. } = finished;
        let state = version.state();
        let may_authorise = context.may_now(&self.case.permit, family::AuthoriseAssessment);
        let may_renew = state == State::Authorised && self.may_write(context);
        html! {
            p.govuk-body {
                "Version " (version.number) ", " (tag(state))
                @if let Some(at) = version.authorised_at { " on " (dates::day(at.date())) }
            }
            @if !came_after.is_empty() {
                (parts::warning(&format!(
                    "{} joined the family after this was authorised. Start a new version that speaks of every child.",
                    came_after.join(" and ")
                )))
            }
            @if state == State::Complete && may_authorise {
                (parts::button_link("Authorise or return", &format!("{}/authorisation", context.path), ""))
            }
            (text::whole(paper, version))
            @if may_renew { (step(sheet, "Start a new version", "start")) }
        }
    }
}

impl Version {
    fn load<A>(inside: &mut impl Permits, case: &Case<A>, version: Assessment) -> Result<Self>
    where
        A: Act<Facts = FamilyFacts> + Reads,
    {
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let members = people::records::members(inside.conn(), &case.permit)?;
        let from = clock::of(inside.conn(), version.timed(&case.episode))?;
        let came_after = match version.authorised_at {
            Some(at) => records::children_since(inside.conn(), case.family(), at)?,
            None => vec![],
        };
        let named = |member: &&Member| came_after.contains(&member.person.id);
        let came_after = members.iter().filter(named).map(|member| member.person.name()).collect();
        let paper = version.paper(&pack, &members, today);
        Ok(Self { version, paper, from, came_after })
    }
}

/// The last day, and from when it is counted.
fn by_when(context: &Context, draft: &Version) -> Markup {
    let on = dates::day(draft.from.complete_by(&context.pack));
    let days = context.pack.number("assessment-complete");
    html! {
        p.govuk-body {
            "To be complete by " (on) ", " (days) " working days after "
            @match draft.from {
                From::Agreement(on) => { "the family agreed on " (dates::day(on)) "." },
                From::Start(_) => {
                    "it was started. Nobody has agreed yet; once they do, the days are counted from then."
                },
                From::NewVersion(on) => { "this version was started on " (dates::day(on)) "." },
            }
        }
    }
}

/// Each child, and whether it is said that they were seen; what is refused about one leads here.
fn who_was_seen(draft: &Version) -> Markup {
    let seen = &draft.version.meetings.0.seen;
    html! {
        ul.govuk-list {
            @for child in rules::to_be_seen(&draft.paper).filter(|child| !child.withheld) {
                @let how = seen.get(&child.id).and_then(|seen| text::how_seen(child, seen));
                li id={ "seen-" (child.id) } {
                    (child.called) ": " (how.unwrap_or_else(|| "not said whether they were seen".into()))
                }
            }
        }
    }
}

fn tag(state: State) -> Markup {
    let colour = match state {
        State::Draft => Colour::Blue,
        State::Complete => Colour::Yellow,
        State::Authorised => Colour::Green,
        State::Superseded => Colour::Grey,
    };
    parts::tag(state.label(), colour)
}

fn returned(why: &str) -> Markup {
    parts::inset(html! {
        p.govuk-body { strong { "Returned to you: " } span.eh-pre { (why) } }
    })
}

/// A button that takes the next step; an error about it leads here.
fn step(sheet: &Sheet, text: &str, step: &str) -> Markup {
    sheet.short_form(html! {
        input type="hidden" name="step" id="step" value=(step);
        (parts::button(text))
    })
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let overview = Overview::load(v, family::Open, id)?;
            let sheet = v.context().sheet(Fields::default());
            overview.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let overview = Overview::load(change, family::WriteAssessment, id)?;
            let (case, pack) = (&overview.case, change.pack.clone());

            let done = match sheet.fields.get("step") {
                "complete" => records::complete(change.tx, case, &pack),
                _ => records::start(change.tx, case, &pack).map(|_| ()),
            };
            if sheet.heed(done)?.is_none() {
                return Sheet::again(overview.show(change, sheet)?);
            }
            Ok(format!("/episodes/{id}/assessment?done=saved"))
        })
        .await
}

/// On the family page: how far the assessment is.
pub fn panel(v: &mut View<'_>, sight: &Sight<FamilyId>, episode: Option<Period>) -> Result<Markup> {
    let Some(period) = episode else { return Ok(html! {}) };
    let newest = records::newest(v.conn(), sight, period.episode)?;
    let came_after = match newest {
        Some((_, State::Authorised, Some(at))) if period.open => {
            records::children_since(v.conn(), sight.subject(), at)?.len()
        }
        _ => 0,
    };
    let href = format!("/episodes/{}/assessment", period.episode);
    Ok(html! {
        h2.govuk-heading-m { "Assessment" }
        p.govuk-body {
            @match newest {
                Some((number, state, _)) => {
                    a.govuk-link href=(href) { "Early help assessment, version " (number) }
                    " " (tag(state))
                },
                None if period.open => { a.govuk-link href=(href) { "Start an assessment" } },
                None => { "None was made." },
            }
        }
        @if came_after > 0 {
            p.govuk-body {
                (parts::tag("New version", Colour::Yellow)) " A child joined the family after it was authorised."
            }
        }
    })
}
