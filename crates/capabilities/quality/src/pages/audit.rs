//! `/audits/{id}`: how far an audit is, whose turn it is, and what comes next. No family is named.

use crate::{
    records::{self, Action, Audit, AuditId, File, Learning, Seat, Stage},
    rules::Closing,
};
use access::{AccountId, Context, Permits, View, Visit, accounts, nobody};
use axum::{extract::Path, response::Response};
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, dates, html, parts, parts::Row};

struct Shown {
    of: Audit,
    files: Vec<(File, Vec<Seat>)>,
    teams: BTreeMap<access::TeamId, String>,
    actions: Vec<Action>,
    learnings: Vec<Learning>,
    names: BTreeMap<AccountId, String>,
    open: Closing,
}

impl Shown {
    fn load(v: &mut View<'_>, id: AuditId) -> Result<Self> {
        v.allow(nobody::KeepAudits)?;
        let of = records::find(v.conn(), id)?;
        let mut files = Vec::new();
        for file in records::files_of(v.conn(), id)? {
            let seats = records::seats_of(v.conn(), file.id)?;
            files.push((file, seats));
        }
        let teams = accounts::list_teams(v.conn())?.into_iter().map(|team| (team.id, team.name)).collect();
        let actions = records::actions_of(v.conn(), id)?;
        let mut ids: Vec<AccountId> = actions.iter().map(|action| action.owner_id).collect();
        ids.extend(files.iter().filter_map(|(file, _)| file.moderator_id));
        ids.push(of.owner_id);
        let names = accounts::names(v.conn(), &ids)?;
        let learnings = records::learnings_of(v.conn(), id)?;
        let open = records::open_of(v.conn(), id)?;
        Ok(Self { of, files, teams, actions, learnings, names, open })
    }

    fn at(&self, step: &str) -> String {
        format!("/audits/{}/{step}", self.of.id)
    }

    fn name(&self, id: AccountId) -> &str {
        self.names.get(&id).map_or("", String::as_str)
    }

    fn show(&self, context: &Context) -> Markup {
        html! {
            h1.govuk-heading-l { (self.of.title) }
            (self.next(context))
            @if self.of.closed_at.is_none() && self.files.iter().all(|(file, _)| file.agreed_at.is_none()) {
                p.govuk-body { a.govuk-link href=(self.at("end")) { "Give up the audit" } }
            }
            (self.facts(context))
            @if self.of.drawn_at.is_some() {
                (self.the_files(context)) (self.the_actions(context)) (self.to_learn(context))
            }
        }
    }

    /// The next thing to do.
    fn next(&self, context: &Context) -> Markup {
        let open = self.files.iter().filter(|(file, _)| file.out_at.is_none() && file.agreed_at.is_none()).count();
        let many = i64::try_from(open).unwrap_or_default();
        html! {
            div.eh-next {
                @match (&self.of.drawn_at, &self.of.published_at, &self.of.again_at, &self.of.closed_at) {
                    (.., Some(at)) => p.govuk-body {
                        "Closed on " (dates::day(at.date())) " by " (self.of.closed_by) ". "
                        @if self.of.published_at.is_none() { (self.of.findings) }
                    },
                    (None, ..) => div.eh-actions {
                        (parts::button_link("Draw the sample", &self.at("draw"), ""))
                        a.govuk-link href=(self.at("change")) { "Change the audit" }
                    },
                    (_, None, ..) if open > 0 => p.govuk-body {
                        (dates::plural(many, "file")) " not agreed yet. The report comes after the last."
                    },
                    (_, None, ..) => div.eh-actions {
                        (parts::button_link("Publish the report", &self.at("publication"), ""))
                    },
                    (_, Some(_), None, _) => p.govuk-body {
                        "Reported. "
                        @if let Some(from) = self.of.again_from {
                            @if context.today >= from { a.govuk-link href=(self.at("again")) { "Look at it again" } }
                            @else { "It is looked at again from " (dates::day(from)) "." }
                        }
                    },
                    _ => (context.sheet(Fields::default()).form_to(&self.at("close"), html! {
                        @if self.is_open() {
                            p.govuk-body { "Before it can be closed: " (self.still_open().join("; ")) "." }
                        }
                        (parts::button("Close the audit"))
                    })),
                }
            }
        }
    }

    fn is_open(&self) -> bool {
        !self.still_open().is_empty()
    }

    fn still_open(&self) -> Vec<String> {
        let told =
            |many: usize, word: &str| (many > 0).then(|| dates::plural(i64::try_from(many).unwrap_or_default(), word));
        [
            told(self.open.actions, "open action"),
            told(self.open.concerns, "unanswered concern"),
            told(self.open.unshared, "file not shared"),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn facts(&self, context: &Context) -> Markup {
        let of = &self.of;
        let standards = format!("{} of {}", of.standards.0.len(), context.pack.terms("audit-standard").len());
        let owner = html! {
            (self.name(of.owner_id)) " "
            a.govuk-link href=(self.at("owner")) { "Change" span.govuk-visually-hidden { " who leads it" } }
        };
        let mut rows = vec![
            Row::new("What it wants to find out", of.theme.as_str()),
            Row::new("Period", format!("{} to {}", dates::day(of.from_on), dates::day(of.until_on))),
            Row::new("Standards", standards),
            Row::new("Led by", owner),
        ];
        if let (Some(at), Some(seed)) = (of.drawn_at, of.seed) {
            rows.push(Row::new(
                "Sample",
                html! {
                    (self.files.len()) " of " (of.listed) " that fitted, drawn on " (dates::day(at.date())) " by "
                    (of.drawn_by)
                    " with the number " (seed) ". " a.govuk-link href=(self.at("sample")) { "Draw it again" }
                },
            ));
        }
        if of.published_at.is_some() {
            rows.push(Row::new("Report", html! { a.govuk-link href=(self.at("report")) { "Read or print it" } }));
        }
        if let Some(at) = of.again_at {
            rows.push(Row::new("Seen again", html! { (dates::day(at.date())) ", " (of.again_by) ": " (of.again) }));
        }
        parts::summary_list(rows)
    }

    fn the_files(&self, context: &Context) -> Markup {
        let row = |(file, seats): &(File, Vec<Seat>)| {
            let team = file.team_id.and_then(|team| self.teams.get(&team)).map_or("No team", String::as_str);
            vec![
                html! { a.govuk-link href=(file.href()) { "File " (file.n) } },
                html! { (team) },
                html! {
                    (file.stage().label()) @if file.stage() == Stage::Out {
                        br; span.eh-muted { (context.pack.label("audit-out", &file.out_reason)) }
                    }
                },
                html! { (self.turn(file, seats)) },
                html! { @if file.agreed_at.is_some() { (super::grade(&context.pack, file.grade.as_deref())) } },
            ]
        };
        html! {
            (parts::table("Files", &["File", "Team", "How far", "Whose turn", "Grade"], self.files.iter().map(row).collect()))
        }
    }

    /// Whose turn it is; who has finished, and not what they found.
    fn turn(&self, file: &File, seats: &[Seat]) -> Markup {
        let live: Vec<&Seat> = seats.iter().filter(|seat| seat.ended_at.is_none()).collect();
        html! {
            @match file.stage() {
                Stage::Unallocated => {
                    a.govuk-link href={ (file.href()) "/allocation" } {
                        "Allocate it" span.govuk-visually-hidden { ": file " (file.n) }
                    }
                }
                Stage::Grading => {
                    @for seat in &live {
                        (seat.name) @if seat.finished_at.is_some() { " (finished)" } br;
                    }
                    @if live.len() < 2 {
                        a.govuk-link href={ (file.href()) "/allocation" } {
                            "Find another auditor" span.govuk-visually-hidden { ": file " (file.n) }
                        }
                    }
                }
                Stage::Moderating => {
                    @match file.moderator_id {
                        Some(id) => { (self.name(id)) " moderates" }
                        None => {
                            a.govuk-link href={ (file.href()) "/allocation" } {
                                "Name who moderates" span.govuk-visually-hidden { ": file " (file.n) }
                            }
                        }
                    }
                }
                Stage::Agreed => {
                    a.govuk-link href=(file.href()) { "Share it" span.govuk-visually-hidden { ": file " (file.n) } }
                }
                Stage::Shared | Stage::Out => {}
            }
        }
    }

    fn the_actions(&self, context: &Context) -> Markup {
        let open = self.of.closed_at.is_none();
        html! {
            h2.govuk-heading-m { "Actions" }
            @if self.actions.is_empty() { p.govuk-body { "None was agreed yet." } }
            ul.govuk-list.eh-rows {
                @for action in &self.actions {
                    li {
                        a.govuk-link href=(action.id.href()) { (action.what) }
                        ". " (self.name(action.owner_id)) ", "
                        @match action.done_at {
                            Some(at) => { "done on " (dates::day(at.date())) ": " (action.became) }
                            None => {
                                "by " (dates::day(action.due_on)) " (" (dates::due(action.due_on, context.today)) ")"
                            }
                        }
                    }
                }
            }
            @if open { p.govuk-body { a.govuk-link href=(self.at("actions/new")) { "Agree an action" } } }
        }
    }

    fn to_learn(&self, context: &Context) -> Markup {
        html! {
            h2.govuk-heading-m { "What is to be learned" }
            @if self.learnings.is_empty() { p.govuk-body { "Nothing was written down yet." } }
            ul.govuk-list.govuk-list--bullet {
                @for one in &self.learnings {
                    li {
                        (one.text)
                        @if !one.standard.is_empty() {
                            " " span.eh-muted { "(" (context.pack.label("audit-standard", &one.standard)) ")" }
                        }
                    }
                }
            }
            @if self.of.closed_at.is_none() {
                p.govuk-body { a.govuk-link href=(self.at("learning/new")) { "Write down something to be learned" } }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<AuditId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let shown = Shown::load(v, id)?;
            Ok(v.frame.page_back(&shown.of.title, "/audits", shown.show(v)))
        })
        .await
}

pub(super) async fn close(visit: Visit, Path(id): Path<AuditId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::KeepAudits)?;
            records::close(change.tx, &permit, id)?;
            Ok(format!("/audits/{id}?done=saved"))
        })
        .await
}
