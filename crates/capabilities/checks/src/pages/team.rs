//! `/team/checks`: what checks find in the files of one's teams, by check and by file, the longest first. It takes no
//! worker, and nothing on it is ordered by one.

use crate::{
    records::{self, ByCheck, Finding, Listed, Scope, Wanted},
    rules::{self, Check},
};
use access::{FamilyId, Permits, Role, TeamId, View, Visit, accounts, nobody};
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

/// Files of one page.
const SIZE: i64 = 20;

/// Lines of one file on this page; its own page has all.
const LINES: usize = 4;

struct Checks {
    by_check: ByCheck,
    files: Vec<Listed>,
    findings: Vec<Finding>,
    names: BTreeMap<FamilyId, (String, String)>,
    count: i64,
    teams: Vec<(TeamId, String)>,
    asked: Asked,
    head: bool,
}

/// What the address asks for.
#[derive(Debug, Clone)]
struct Asked {
    check: Option<&'static Check>,
    team: Option<TeamId>,
    by_file: bool,
    page: i64,
}

impl Asked {
    fn read(query: &Fields) -> Self {
        Self {
            check: rules::check(query.get("check")),
            team: query.get("team").parse().ok(),
            by_file: query.get("by") == "file",
            page: query.get("page").parse::<i64>().unwrap_or(1).clamp(1, 10_000),
        }
    }

    fn lists_files(&self) -> bool {
        self.by_file || self.check.is_some()
    }

    fn address(&self, check: Option<&str>, by_file: bool, page: i64) -> String {
        let team = self.team.map(|team| team.to_string()).unwrap_or_default();
        let by = if by_file { "file" } else { "check" };
        format!("/team/checks?by={by}&check={}&team={team}&page={page}", check.unwrap_or_default())
    }
}

impl Checks {
    fn load(v: &mut View<'_>, asked: Asked) -> Result<Self> {
        let permit = v.allow(nobody::SeeChecks)?;
        let head = permit.actor().is(Role::Head);
        let manages = permit.actor().manages.clone();
        let teams = accounts::list_teams(v.conn())?.into_iter();
        let teams = teams.filter(|team| head || manages.contains(&team.id)).map(|team| (team.id, team.name));
        let teams: Vec<(TeamId, String)> = teams.collect();
        let scope = Scope::of(&permit, asked.team);
        let by_check = records::by_check(v.conn(), &permit, &scope)?;

        let wanted = Wanted { check: asked.check.map(|check| check.code) };
        let (files, count) = match asked.lists_files() {
            true => records::files(v.conn(), &permit, &scope, &wanted, (asked.page - 1, SIZE))?,
            false => (vec![], 0),
        };
        let findings = records::findings_of(v.conn(), &permit, &files, &wanted)?;
        let families: Vec<FamilyId> = files.iter().map(|file| file.family).collect();
        let names = people::records::names(v.conn(), &families)?;
        v.showed(&permit, families.len(), &families);
        Ok(Self { by_check, files, findings, names, count, teams, asked, head })
    }

    fn show(&self) -> Markup {
        html! {
            h1.govuk-heading-l { "Checks" }
            p.govuk-body {
                "What a machine sees in files: it says what can be made better, and nothing of who wrote it. "
                "Each can be answered: not so, because."
            }
            (self.filter())
            @if self.asked.lists_files() { (self.by_file()) } @else { (self.list_of_checks()) }
        }
    }

    fn filter(&self) -> Markup {
        let team = self.asked.team.map(|team| team.to_string()).unwrap_or_default();
        let check = self.asked.check.map_or("", |check| check.code);
        let by = if self.asked.by_file { "file" } else { "" };
        let sheet = Sheet::from(Fields::default().with("team", team).with("check", check).with("by", by));
        let teams = self.teams.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()));
        let checks = rules::all().map(|check| Choice::new(check.code, check.title));
        html! {
            form method="get" action="/team/checks" {
                div.eh-filters {
                    @if self.teams.len() > 1 { (sheet.select("team", "Team").prompt("All").items(teams)) }
                    (sheet.select("check", "What is found").prompt("Anything").items(checks))
                    (sheet.select("by", "Show").prompt("By check").items([Choice::new("file", "By file")]))
                }
                button.govuk-button.govuk-button--secondary type="submit" { "Show" }
            }
        }
    }

    fn list_of_checks(&self) -> Markup {
        if self.by_check.is_empty() {
            return html! { p.govuk-body { "Nothing is found that nobody has answered." } };
        }
        let rows = self.by_check.iter().map(|(code, many)| {
            let href = self.asked.address(Some(code), true, 1);
            vec![
                html! { a.govuk-link href=(href) { (rules::title(code)) } },
                html! { (rules::check(code).map_or("", |check| check.on.label())) },
                html! { (many) },
            ]
        });
        html! {
            (parts::table("In how many files", &["What is found", "Where", "Files"], rows.collect()))
            p.govuk-body {
                a.govuk-link href=(self.asked.address(None, true, 1)) { "File by file" }
                ", those in which something has stood for longest first."
            }
        }
    }

    fn by_file(&self) -> Markup {
        let caption = match self.count {
            1 => "1 file".to_owned(),
            count => format!("{count} files, what has stood for longest first"),
        };
        let pages = (self.count + SIZE - 1) / SIZE;
        let check = self.asked.check.map(|check| check.code);
        html! {
            p.govuk-body { a.govuk-link href=(self.asked.address(None, false, 1)) { "Check by check" } }
            @if self.head {
                p.govuk-body { "Files are listed as far as you may open them; the counts by check are of all." }
            }
            @if self.files.is_empty() {
                p.govuk-body { "No file." }
            } @else {
                (parts::table(&caption, &["Family", "What is found", "Since"], self.rows()))
                (parts::pagination(self.asked.page, pages, |page| self.asked.address(check, true, page)))
            }
        }
    }

    /// What stands in a file, each check once, with where its first finding is mended.
    fn of_file(&self, file: &Listed) -> Vec<(&Finding, usize)> {
        let mut all: Vec<(&Finding, usize)> = vec![];
        for finding in self.findings.iter().filter(|finding| finding.episode_id == file.episode) {
            match all.iter_mut().find(|(known, _)| known.code == finding.code) {
                Some((_, many)) => *many += 1,
                None => all.push((finding, 1)),
            }
        }
        all
    }

    fn rows(&self) -> Vec<Vec<Markup>> {
        let row = |file: &Listed| {
            let (name, reference) = self.names.get(&file.family).cloned().unwrap_or_default();
            let here = self.of_file(file);
            let since = file.since.map(dates::day).unwrap_or_default();
            vec![
                html! {
                    a.govuk-link href={ "/episodes/" (file.episode) "/checks" } { (name) " family" } br;
                    span.eh-muted { (reference) }
                },
                html! {
                    ul.govuk-list {
                        @for (finding, many) in here.iter().take(LINES) {
                            li {
                                a.govuk-link href=(finding.href) { (rules::title(&finding.code)) }
                                @if *many > 1 { ", " (many) " times" }
                            }
                        }
                        @if here.len() > LINES { li.eh-muted { "and " (here.len() - LINES) " more" } }
                    }
                },
                html! { (since) },
            ]
        };
        self.files.iter().map(row).collect()
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let asked = Asked::read(&visit.queries());
    visit
        .view(move |v| {
            let checks = Checks::load(v, asked.clone())?;
            Ok(v.frame.page("Checks", checks.show()))
        })
        .await
}
