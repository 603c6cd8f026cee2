//! What pages of figures share: what is asked for, how a count reads, whose figures somebody sees.

use crate::{
    counting::{Asking, Count, Looked, Period, Window},
    facts::Dim,
    figures::{Figure, Group, Rule},
};
use access::{Actor, Context, Permits, Role, View};
use web::{Fields, Markup, Result, Sheet, dates, html, parts};

/// What the address asks for.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// The period, where it has a name.
    pub period: Option<Period>,
    /// Its days.
    pub window: Window,
    /// What is looked at.
    pub looked: Looked,
    /// Only this team.
    pub team: Option<String>,
}

/// Reads what the address asks for; what it does not say is the last quarter that is over.
pub(crate) fn wanted(context: &Context, query: &Fields) -> Wanted {
    let day = |name: &str| query.get(name).parse().ok();
    let named = Period::parse(query.get("period"));
    let (period, window) = match (day("from"), day("to")) {
        (Some(from), Some(to)) if from <= to && named.is_none() => (None, Window { from, to }),
        _ => {
            let period = named.unwrap_or_else(|| Period::last_quarter(context.today));
            (Some(period), period.window())
        }
    };
    let mut by: Vec<Dim> = ["by", "and"].iter().filter_map(|name| Dim::parse(query.get(name))).collect();
    by.dedup();
    let team = Some(query.get("team").to_owned()).filter(|team| !team.is_empty());
    let framework = context.pack.framework(query.get("framework")).map(|framework| framework.code.clone());
    let mut looked = Looked { by, framework, ..Looked::default() };
    if let Some(teams) = of_teams(&context.actor, team.as_deref()) {
        looked.only.insert(Dim::Team, teams);
    }
    Wanted { period, window, looked, team }
}

/// Asks for counts in the snapshot of this page.
pub(crate) fn asking(v: &mut View<'_>) -> Result<Asking> {
    let (app, pack, today) = (v.app.clone(), v.pack.clone(), v.today);
    Ok(Asking::new(&app.db, v.conn(), &pack, today)?)
}

/// The teams whose figures somebody sees; `None` where it is all of them. A head sees every team, a manager theirs.
fn of_teams(actor: &Actor, asked: Option<&str>) -> Option<Vec<String>> {
    if actor.is(Role::Head) {
        return asked.map(|team| vec![team.to_owned()]);
    }
    let theirs: Vec<String> = actor.manages.iter().map(ToString::to_string).collect();
    Some(theirs.into_iter().filter(|team| asked.is_none_or(|asked| asked == team)).collect())
}

impl Wanted {
    /// The period in words.
    pub fn label(&self) -> String {
        match self.period {
            Some(period) => period.label(),
            None => format!("{} to {}", dates::day(self.window.from), dates::day(self.window.to)),
        }
    }

    /// The same question as the end of an address, without what it is told apart by.
    pub fn query(&self) -> String {
        let period = match self.period {
            Some(period) => format!("period={}", period.code()),
            None => format!("from={}&to={}", self.window.from, self.window.to),
        };
        match &self.team {
            Some(team) => format!("{period}&team={team}"),
            None => period,
        }
    }

    /// The same question with what it is told apart by.
    pub fn whole_query(&self) -> String {
        let by: String =
            ["by", "and"].iter().zip(&self.looked.by).map(|(name, dim)| format!("&{name}={}", dim.code())).collect();
        let framework = self.looked.framework.iter().map(|code| format!("&framework={code}"));
        self.query() + &by + &framework.collect::<String>()
    }

    /// With what it is compared: the period before and the same a year before.
    pub fn compared(&self) -> Vec<(&'static str, Window)> {
        let Some(period) = self.period else { return vec![] };
        let (before, year) = period.compared();
        let mut all = vec![("Before", before.window())];
        if year != before {
            all.push(("Year before", year.window()));
        }
        all
    }
}

/// A figure's value as one reads it.
pub(crate) fn value(figure: &Figure, count: &Count) -> String {
    match figure.rule {
        Rule::Missing { .. } => "x".into(),
        rule if rule.is_share() => percent(count.n, count.of),
        rule if rule.is_time() => count.median().map_or_else(|| "none".into(), |days| time(figure, days)),
        _ => count.n.to_string(),
    }
}

/// Of how many, and how many still run.
pub(crate) fn beside(figure: &Figure, count: &Count) -> String {
    match figure.rule {
        Rule::Clock if count.open > 0 => {
            format!("{} of {} in time; {} go on, at least so long", count.in_time, count.of, count.open)
        }
        Rule::Clock => format!("{} of {} in time", count.in_time, count.of),
        Rule::Days => {
            let quarter = count.quantile(1, 4).zip(count.quantile(3, 4));
            let spread = quarter.map(|(low, high)| format!(", a quarter up to {low}, three quarters up to {high}"));
            format!("of {}{}", count.of, spread.unwrap_or_default())
        }
        rule if rule.is_share() => format!("{} of {}", count.n, count.of),
        Rule::Missing { why } => why.into(),
        _ => figure.unit.label().into(),
    }
}

fn time(figure: &Figure, days: i64) -> String {
    let word = if figure.rule == Rule::Clock { "working day" } else { "day" };
    dates::plural(days, word)
}

/// A share; none of nothing.
pub(crate) fn percent(part: i64, whole: i64) -> String {
    if whole == 0 {
        return "none".into();
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of people are far below 2^52")]
    let percent = part as f64 * 100.0 / whole as f64;
    format!("{percent:.0} %")
}

/// What stands above every page of true figures.
pub(crate) fn not_for_sharing() -> Markup {
    parts::inset(html! {
        strong { "Not for sharing. " }
        "These are true counts, and small ones could give a family away. What may be passed on is published."
    })
}

/// What stands there while all is counted anew.
pub(crate) fn being_counted(context: &Context) -> Markup {
    context.frame.page(
        "Figures",
        html! {
            h1.govuk-heading-l { "Figures are being counted" }
            p.govuk-body { "All records are being counted anew. Look again in some minutes; nothing is lost." }
            p.govuk-body { a.govuk-link href="/insight" { "Published figures" } }
        },
    )
}

/// The form in which a period and a team are chosen.
pub(crate) fn chooser(
    context: &Context,
    wanted: &Wanted,
    to: &str,
    teams: &[(String, String)],
    more: Markup,
) -> Markup {
    let fields = Fields::default()
        .with("period", wanted.period.map(Period::code).unwrap_or_default())
        .with("team", wanted.team.clone().unwrap_or_default());
    let sheet = Sheet::from(fields);
    html! {
        form method="get" action=(to) {
            div.eh-filters {
                (sheet.select("period", "Period").items(periods(context, wanted)))
                @if teams.len() > 1 {
                    (sheet.select("team", "Team").prompt("All teams").items(teams.iter().map(|(id, name)| {
                        parts::Choice::new(id.clone(), name.clone())
                    })))
                }
                (more)
            }
            button.govuk-button.govuk-button--secondary type="submit" { "Show" }
        }
    }
}

/// Periods to choose from, the newest first.
fn periods(context: &Context, wanted: &Wanted) -> Vec<parts::Choice<'static>> {
    use chrono::Datelike;

    let now = Period::quarter_of(context.today);
    let quarters = std::iter::successors(Some(now), |period| Some(period.compared().0)).take(9);
    let month = Period::parse(&context.today.format("%Y-%m").to_string());
    let months = std::iter::successors(month, |period| Some(period.compared().0)).take(6);
    let year = now.financial_year();
    let school = if context.today.month() >= 9 { context.today.year() } else { context.today.year() - 1 };
    let years = [year, year - 1, year - 2].map(Period::Financial);
    let others = [Period::Year(context.today.year()), Period::Year(context.today.year() - 1)];
    let schools = [school, school - 1].map(Period::School);
    let mut all: Vec<Period> = quarters.chain(months).chain(years).chain(others).chain(schools).collect();
    if let Some(period) = wanted.period.filter(|period| !all.contains(period)) {
        all.insert(0, period);
    }
    all.into_iter().map(|period| parts::Choice::new(period.code(), period.label())).collect()
}

/// The figures of a group.
pub(crate) fn of_group(group: Group) -> impl Iterator<Item = &'static Figure> {
    crate::figures::ALL.iter().filter(move |figure| figure.group == group)
}

/// The figure of an address.
pub(crate) fn figure(id: &str) -> Result<&'static Figure> {
    Figure::find(id).ok_or(web::Error::NotFound)
}
