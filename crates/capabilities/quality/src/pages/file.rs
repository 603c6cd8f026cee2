//! `/audit-files/{id}`: a file, as far as it is for whoever looks. Who grades sees their own; who moderates, both; who
//! leads the audit, how far it is, and what was found once it is agreed; the worker and the manager, what was shared.

use super::found;
use crate::records::{self, Agreed, Concern, File, FileId, Mark, Reflection, Seat, Stage};
use access::{AccountId, Because, Context, FamilyId, Permits, View, Visit, audit_file as acts, family as family_acts};
use axum::{extract::Path, response::Response};
use people::PersonId;
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, dates, html, parts, parts::Row};

struct Shown {
    because: Because,
    file: File,
    names: records::FileNames,
    standards: Vec<String>,
    seats: Vec<Seat>,
    me: Option<AccountId>,
    /// The family, for those who read it.
    family: Option<(FamilyId, String)>,
    people: BTreeMap<PersonId, String>,
    own: Vec<Mark>,
    both: Vec<(Seat, Vec<Mark>)>,
    agreed: Vec<Agreed>,
    reflection: Option<Reflection>,
    views: Vec<records::View>,
    concerns: Vec<Concern>,
    keeps: bool,
}

impl Shown {
    fn load(v: &mut View<'_>, id: FileId) -> Result<Self> {
        let permit = v.permit(acts::See, id)?;
        let (because, me) = (permit.because(), permit.actor().account);
        let file = records::file(v.conn(), &permit)?;
        let names = records::names_of_file(v.conn(), &file)?;
        let audit = records::find(v.conn(), file.audit_id)?;
        let seats = records::seats_of(v.conn(), id)?;
        let reads = matches!(because, Because::Sampled | Because::Moderates);
        let (mut family, mut people) = (None, BTreeMap::new());
        if reads && v.may(family_acts::Open, file.family_id)? {
            let sight = v.permit(family_acts::Open, file.family_id)?;
            let of = people::records::family(v.conn(), &sight)?;
            family = Some((file.family_id, format!("{} family, {}", of.name, of.reference)));
            let members = people::records::members(v.conn(), &sight)?;
            people = members.into_iter().map(|one| (one.person.id, one.person.name())).collect();
        }
        let own = match seats.iter().find(|seat| Some(seat.account_id) == me && seat.ended_at.is_none()) {
            Some(seat) if because == Because::Sampled => records::marks_of(v.conn(), &permit, seat.id)?,
            _ => vec![],
        };
        // nobody sees what the other wrote before both have finished
        let open = match because {
            Because::Sampled | Because::Moderates => file.graded_at.is_some(),
            Because::Role => file.agreed_at.is_some(),
            // who is audited reads the reasons, and not whose they are
            _ => file.shared_at.is_some(),
        };
        let both = if open { records::graded(v.conn(), &permit, id)? } else { vec![] };
        let mut agreed = if file.agreed_at.is_some() { records::agreed_of(v.conn(), &permit)? } else { vec![] };
        agreed.sort_by_key(|one| audit.standards.0.iter().position(|code| *code == one.standard));
        let beside = reads || because == Because::Role;
        let reflection = records::reflection_of(v.conn(), &permit, id)?;
        let views = if beside { records::views_of(v.conn(), &permit)? } else { vec![] };
        let concerns = if beside { records::concerns_of(v.conn(), id)? } else { vec![] };
        let keeps = v.may(acts::Keep, id)?;
        let standards = audit.standards.0;
        Ok(Self {
            because,
            file,
            names,
            standards,
            seats,
            me,
            family,
            people,
            own,
            both,
            agreed,
            reflection,
            views,
            concerns,
            keeps,
        })
    }

    fn at(&self, step: &str) -> String {
        format!("{}/{step}", self.file.href())
    }

    fn back(&self) -> String {
        match (self.keeps, self.because) {
            (true, _) => format!("/audits/{}", self.file.audit_id),
            (_, Because::Sampled | Because::Moderates) => "/audits".into(),
            _ => "/my-work".into(),
        }
    }

    fn show(&self, context: &Context) -> Markup {
        let audited = matches!(self.because, Because::Audited | Because::ManagerOfTeam);
        html! {
            @if let Some((_, family)) = &self.family { (parts::identity_bar(family, html! {})) }
            h1.govuk-heading-l { "File " (self.file.n) ": " (self.names.audit) }
            (self.facts(context))
            @if self.keeps { (self.keeping(context)) }
            @match self.because {
                Because::Sampled if self.own_seat().is_some_and(|seat| seat.finished_at.is_none()) => (self.grading(context)),
                Because::Moderates => {
                    div.eh-actions {
                        @if self.file.agreed_at.is_none() {
                            (parts::button_link("Moderate it", &self.at("moderation"), ""))
                        }
                        (self.links())
                    }
                },
                Because::Sampled => { p.govuk-body { "You have finished." } (self.links()) },
                _ => {},
            }
            @if !self.agreed.is_empty() { (self.results(context, !audited)) }
            @if audited { (self.over_all()) }
            @if !self.both.is_empty() && !audited { (self.side_by_side(context)) }
            @if !audited {
                (found::reflection(self.reflection.as_ref(), &self.names.worker))
                (self.family_says())
                (self.the_concerns())
            } @else {
                (found::reflection(self.reflection.as_ref(), &self.names.worker))
            }
        }
    }

    fn own_seat(&self) -> Option<&Seat> {
        self.seats.iter().find(|seat| Some(seat.account_id) == self.me && seat.ended_at.is_none())
    }

    fn facts(&self, context: &Context) -> Markup {
        let file = &self.file;
        let mut rows = vec![Row::new("How far", file.stage().label())];
        if let Some((family, _)) = &self.family {
            rows.push(Row::new(
                "Case file",
                html! {
                    a.govuk-link href={ "/families/" (family) } { "Open the file" }
                    ", " a.govuk-link href=(self.at("chronology")) { "what all agencies did, in one document" }
                },
            ));
        }
        if let Some(seat) = self.own_seat().filter(|seat| seat.finished_at.is_none()) {
            rows.push(Row::new("You can open it until", dates::day(seat.until_at.date())));
        }
        if !self.names.team.is_empty() {
            rows.push(Row::new("Team", self.names.team.as_str()));
        }
        if !self.names.agency.is_empty() {
            rows.push(Row::new("Agency of the lead", self.names.agency.as_str()));
        }
        if self.keeps {
            let who: Vec<String> = self
                .seats
                .iter()
                .filter(|seat| seat.ended_at.is_none())
                .map(|seat| {
                    let done = if seat.finished_at.is_some() { " (finished)" } else { "" };
                    format!("{}{done}", seat.name)
                })
                .collect();
            rows.push(Row::new("Auditors", if who.is_empty() { "Nobody yet".to_owned() } else { who.join(", ") }));
            let before: Vec<&Seat> =
                self.seats.iter().filter(|seat| seat.ended_at.is_some() && !seat.ended_why.is_empty()).collect();
            if !before.is_empty() {
                rows.push(Row::new(
                    "Before them",
                    html! { @for seat in before { (seat.name) ": " (seat.ended_why) br; } },
                ));
            }
            rows.push(Row::new(
                "Moderates",
                if self.names.moderator.is_empty() { "Nobody yet" } else { &self.names.moderator },
            ));
        }
        if file.agreed_at.is_some() {
            rows.push(Row::new("Grade", html! { (super::grade(&context.pack, file.grade.as_deref())) " " (file.why) }));
        }
        if let Some(at) = file.out_at {
            let by = if file.out_by.is_empty() { String::new() } else { format!(", {}", file.out_by) };
            let why = context.pack.label("audit-out", &file.out_reason);
            rows.push(Row::new("Taken out", html! { (dates::day(at.date())) (by) ": " (why) @if !file.out_note.is_empty() { ". " (file.out_note) } }));
        }
        parts::summary_list(rows)
    }

    fn keeping(&self, context: &Context) -> Markup {
        let asked = self.reflection.is_none() && self.file.allocated_at.is_some() && self.file.out_at.is_none();
        html! {
            div.eh-actions {
                @match self.file.stage() {
                    Stage::Unallocated => {
                        (parts::button_link("Allocate it", &self.at("allocation"), ""))
                        a.govuk-link href=(self.at("out")) { "Take it out" }
                    }
                    Stage::Grading => {
                        a.govuk-link href=(self.at("allocation")) { "Somebody else takes over, or more time" }
                        a.govuk-link href=(self.at("out")) { "Take it out" }
                    }
                    Stage::Moderating => {
                        a.govuk-link href=(self.at("allocation")) { "Somebody else moderates" }
                        a.govuk-link href=(self.at("out")) { "Take it out" }
                    }
                    Stage::Agreed => {
                        (context.sheet(Fields::default()).form_to(&self.at("sharing"), parts::button("Share it with the worker and the manager")))
                    }
                    Stage::Shared => {
                        p.govuk-body {
                            "Shared on " (self.file.shared_at.map(|at| dates::day(at.date())).unwrap_or_default())
                            " by " (self.file.shared_by) "."
                        }
                    }
                    Stage::Out => {}
                }
                @if asked { a.govuk-link href=(self.at("reflection/not")) { "The worker cannot be heard" } }
            }
        }
    }

    fn links(&self) -> Markup {
        html! {
            ul.govuk-list {
                li { a.govuk-link href=(self.at("concern")) { "I am worried about a child in this file" } }
                @if self.file.agreed_at.is_none() {
                    li { a.govuk-link href=(self.at("tie")) { "I have a tie to this family" } }
                }
            }
        }
    }

    /// Every standard with one's own grade, or that it waits for one.
    fn grading(&self, context: &Context) -> Markup {
        let graded = self.standards.iter().filter(|code| self.own.iter().any(|mark| &mark.standard == *code)).count();
        let rows = self.standards.iter().map(|code| {
            let own = self.own.iter().find(|mark| &mark.standard == code);
            vec![
                html! {
                    a.govuk-link href=(self.at(&format!("standards/{code}"))) {
                        (context.pack.label("audit-standard", code))
                    }
                },
                html! {
                    @match own {
                        Some(mark) => { (super::grade(&context.pack, mark.grade.as_deref())) } None => { "Not graded" }
                    }
                },
                html! {
                    @if let Some(mark) = own {
                        (dates::plural(i64::try_from(mark.entries.0.len()).unwrap_or_default(), "entry").replace("entrys", "entries"))
                    }
                },
            ]
        });
        html! {
            (parts::table("Your grades", &["Standard", "Grade", "Rests on"], rows.collect()))
            @if graded == self.standards.len() {
                div.eh-actions { (parts::button_link("Finish", &self.at("overall"), "")) }
            } @else {
                p.govuk-body { (graded) " of " (self.standards.len()) " standards graded. You finish once all are." }
            }
            (self.links())
        }
    }

    /// What both auditors say over all, without their names.
    fn over_all(&self) -> Markup {
        let said = |of: fn(&Seat) -> &String| -> Vec<&String> {
            self.both.iter().map(|(seat, _)| of(seat)).filter(|text| !text.is_empty()).collect()
        };
        html! {
            @for (what, texts) in [("What is good", said(|seat| &seat.good)), ("What could be better", said(|seat| &seat.better))] {
                @if !texts.is_empty() {
                    h2.govuk-heading-m { (what) }
                    ul.govuk-list.govuk-list--bullet { @for text in texts { li { (text) } } }
                }
            }
        }
    }

    fn results(&self, context: &Context, named: bool) -> Markup {
        let rows = self.agreed.iter().map(|one| {
            let why = if one.why.is_empty() { self.why_of(&one.standard) } else { one.why.clone() };
            vec![
                html! { (context.pack.label("audit-standard", &one.standard)) },
                html! { (super::grade(&context.pack, one.grade.as_deref())) },
                html! {
                    (why)
                    @if one.differed && named {
                        br; span.eh-muted { "The two differed; " (one.by_name) " settled it." }
                    }
                },
            ]
        });
        html! { (parts::table("What was found", &["Standard", "Grade", "Why"], rows.collect())) }
    }

    /// Where both said the same, their reasons; for the worker those are what there is to learn from.
    fn why_of(&self, standard: &str) -> String {
        let all = self.both.iter().flat_map(|(_, marks)| marks).filter(|mark| mark.standard == standard);
        all.map(|mark| mark.why.clone()).collect::<Vec<_>>().join(" ")
    }

    fn side_by_side(&self, context: &Context) -> Markup {
        let family = self.family.as_ref().map(|(id, _)| *id);
        html! {
            h2.govuk-heading-m { "The first grades" }
            @for (seat, marks) in &self.both {
                (parts::details(&format!("{}: {}", seat.name, context.pack.label("audit-grade", seat.grade.as_deref().unwrap_or_default())), html! {
                    p.govuk-body { (seat.why) }
                    @if !seat.good.is_empty() { p.govuk-body { strong { "Good: " } (seat.good) } }
                    @if !seat.better.is_empty() { p.govuk-body { strong { "Could be better: " } (seat.better) } }
                    @for code in &self.standards {
                        @if let Some(mark) = marks.iter().find(|mark| &mark.standard == code) {
                            h3.govuk-heading-s { (context.pack.label("audit-standard", code)) }
                            @if self.because == Because::Role {
                                p.govuk-body { (super::grade(&context.pack, mark.grade.as_deref())) " " (mark.why) }
                            }
                            @else { (found::mark(&context.pack, mark, family)) }
                        }
                    }
                }))
            }
        }
    }

    fn family_says(&self) -> Markup {
        let name =
            |view: &records::View| view.person_id.and_then(|id| self.people.get(&id)).cloned().unwrap_or_default();
        let asks = self.because == Because::Sampled && !self.file.ended && self.file.agreed_at.is_none();
        html! {
            (found::views(&self.views, name))
            @if asks {
                p.govuk-body { a.govuk-link href=(self.at("family")) { "Ask the family, or write down what it said" } }
            }
        }
    }

    /// That a concern was raised, and whether it was answered. What it is about is for whoever raised it and was told.
    fn the_concerns(&self) -> Markup {
        html! {
            @if !self.concerns.is_empty() {
                h2.govuk-heading-m { "Concerns about a child" }
                ul.govuk-list.eh-rows {
                    @for concern in &self.concerns {
                        li {
                            "Raised on " (dates::moment(concern.at)) " by " (concern.by_name) ". "
                            @match concern.answered_at {
                                Some(at) => { "Answered on " (dates::moment(at)) " by " (concern.answered_by) "." }
                                None => { "Not answered yet." }
                            }
                        }
                    }
                }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<FileId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let shown = Shown::load(v, id)?;
            let title = format!("File {}: {}", shown.file.n, shown.names.audit);
            Ok(v.frame.page_back(&title, &shown.back(), shown.show(v)))
        })
        .await
}

pub(super) async fn share(visit: Visit, Path(id): Path<FileId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.permit(acts::Keep, id)?;
            records::share(change.tx, &permit)?;
            Ok(format!("/audit-files/{id}?done=saved"))
        })
        .await
}
