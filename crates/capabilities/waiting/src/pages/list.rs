//! `/waiting`: everybody who waits, in the fair order, for those who allocate.

use super::place::in_days;
use crate::records::{self, For, Place, Priority, Wanted};
use access::{Context, FamilyId, View, Visit, nobody};
use std::collections::BTreeMap;
use web::{Fields, Markup, Result, dates, html, parts, parts::Colour};

/// As many as one page shows.
const SIZE: usize = 25;

struct List {
    shown: Vec<Place>,
    count: usize,
    names: BTreeMap<FamilyId, (String, String)>,
    wanted: Wanted,
    page: usize,
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What the address asks for.
fn wanted(query: &Fields) -> Wanted {
    Wanted {
        kind: For::parse(query.get("for")),
        too_long: query.get("show") == "too-long",
        offered: query.get("show") == "offered",
    }
}

impl List {
    fn load(v: &mut View<'_>, query: &Fields) -> Result<Self> {
        let permit = access::Permits::allow(v, nobody::SeeWaiting)?;
        let (wanted, page) = (wanted(query), query.get("page").parse::<usize>().unwrap_or(1).clamp(1, 10_000));
        let pack = v.pack.clone();
        let conn = access::Permits::conn(v);
        let (shown, count) = records::list(conn, &permit, &pack, wanted, (page - 1, SIZE))?;
        let families: Vec<FamilyId> = shown.iter().map(|place| place.family_id).collect();
        let names = people::records::names(conn, &families)?;
        v.showed(&permit, shown.len(), &families);
        Ok(Self { shown, count, names, wanted, page })
    }

    fn show(&self, context: &Context) -> Markup {
        let rows = self.shown.iter().map(|place| self.row(context, place)).collect();
        let caption = match self.count {
            1 => "1 place, in the fair order".to_owned(),
            count => format!("{count} places, in the fair order"),
        };
        html! {
            h1.govuk-heading-l { "Waiting" }
            p.govuk-body {
                "The fair order: level of need, how soon, how long, how young. "
                a.govuk-link href="/waiting/figures" { "How many wait, and how long" }
            }
            (self.filter())
            @if self.shown.is_empty() {
                p.govuk-body { "Nobody waits here." }
            } @else {
                (parts::table(&caption, &["Family", "Waits for", "Since", "How soon", "Next"], rows))
                (parts::pagination(whole(self.page), whole(self.count.div_ceil(SIZE)), |page| self.address(page)))
            }
        }
    }

    fn address(&self, page: i64) -> String {
        let (kind, show) = self.narrowed();
        format!("/waiting?for={kind}&show={show}&page={page}")
    }

    /// As the address says it.
    fn narrowed(&self) -> (&'static str, &'static str) {
        let show = match self.wanted {
            Wanted { too_long: true, .. } => "too-long",
            Wanted { offered: true, .. } => "offered",
            Wanted { .. } => "",
        };
        (self.wanted.kind.map_or("", For::code), show)
    }

    fn filter(&self) -> Markup {
        let (kind, show) = self.narrowed();
        let sheet = web::Sheet::from(Fields::default().with("for", kind).with("show", show));
        let kinds = For::ALL.iter().map(|kind| parts::Choice::new(kind.code(), kind.label()));
        let shows = [
            parts::Choice::new("too-long", "Those who wait too long"),
            parts::Choice::new("offered", "Those with an offer"),
        ];
        html! {
            form method="get" action="/waiting" {
                div.eh-filters {
                    (sheet.select("for", "For what?").prompt("Anything").items(kinds))
                    (sheet.select("show", "Which?").prompt("Everybody").items(shows))
                }
                button.govuk-button.govuk-button--secondary type="submit" { "Show" }
            }
        }
    }

    fn row(&self, context: &Context, place: &Place) -> Vec<Markup> {
        let (name, reference) = self.names.get(&place.family_id).cloned().unwrap_or_default();
        let since = place.since_at.date();
        let late = place.check_on < context.today && !place.is_offered();
        vec![
            html! {
                a.govuk-link href={ "/waiting/" (place.id) } { (name) " family" } br;
                span.eh-muted { (reference) }
            },
            html! { (place.target()) @if !place.level.is_empty() { br; span.eh-muted { "Level " (place.level) } } },
            html! { (dates::day(since)) br; span.eh-muted { (in_days((context.today - since).num_days())) } },
            html! {
                @match place.priority {
                    Priority::Urgent => (parts::tag("Urgent", Colour::Red)),
                    Priority::Soon => (parts::tag("Soon", Colour::Yellow)),
                    Priority::Routine => "Routine",
                }
            },
            html! {
                @match place.answer_by {
                    Some(by) if place.is_offered() => { "Offered: answer by " (dates::day(by)) }
                    _ => { "Look on " span class=[late.then_some("eh-late")] { (dates::day(place.check_on)) } }
                }
            },
        ]
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    let query = visit.queries();
    visit
        .view(move |v| {
            let list = List::load(v, &query)?;
            Ok(v.frame.page("Waiting", list.show(v)))
        })
        .await
}
