//! `/duplicates`: pairs that may be one person; `/duplicates/{one}/{two}`: both side by side, and what to say of them;
//! `/joins/{id}`: undo.

use crate::{
    PersonId,
    merging::{self, JoinId, Pair, Said},
    sweep,
};
use access::{Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Error, Fields, Form, Markup, Result, form, html, parts, parts::Colour};

const MOST: i64 = 30;

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let permit = v.allow(nobody::ReviewDuplicates)?;
            let pairs = merging::queue(v, MOST)?;
            let waiting = merging::waiting(v.conn())?;
            let night = sweep::last(v.conn())?;
            let mut joined = Vec::new();
            for join in merging::joined_lately(v.conn(), 10)? {
                // what one may not know of is not listed
                if let Ok(pair) = merging::pair(v, join.kept_id, join.other_id) {
                    joined.push((join, pair));
                }
            }
            v.showed(&permit, pairs.len() + joined.len(), &[]);
            let today = v.today;
            let row = |p: &Pair| {
                vec![
                    html! { a.govuk-link href={ "/duplicates/" (p.one.id) "/" (p.two.id) } { (p.one.name()) " and " (p.two.name()) } },
                    html! { (p.one.born(today)) br; (p.two.born(today)) },
                    html! { (p.weighed.why) },
                    html! { (parts::tag(p.weighed.likely(), if p.weighed.probability >= 0.95 { Colour::Yellow } else { Colour::Grey })) },
                ]
            };
            let (several, single): (Vec<Vec<Pair>>, Vec<Vec<Pair>>) =
                merging::clusters(pairs).into_iter().partition(|c| c.len() > 1);
            let rows: Vec<_> = single.iter().flatten().map(row).collect();
            let content = html! {
                h1.govuk-heading-l { "Perhaps one person" }
                p.govuk-body {
                    (web::dates::plural(waiting, "pair")) " of records to look at. "
                    @match night {
                        Some(n) if n.finished_at.is_some() => { "All " (web::dates::plural(n.people, "record")) " were held against each other on " (web::dates::moment(n.began_at)) "." },
                        Some(n) => { "They are being held against each other since " (web::dates::moment(n.began_at)) ": " (web::dates::plural(n.people, "record")) ", " (web::dates::plural(n.kept, "new pair")) " so far." },
                        None => { "The records have not been held against each other yet; it is done each night." },
                    }
                }
                @if rows.is_empty() && several.is_empty() { p.govuk-body { (parts::tag("Nothing waits", Colour::Green)) } }
                @for c in &several {
                    (parts::table(&format!("{} records that may all be one person", records_in(c)), &["Who", "Born", "Why", "How likely"], c.iter().map(row).collect()))
                }
                @if !rows.is_empty() { (parts::table("The likeliest first", &["Who", "Born", "Why", "How likely"], rows)) }
                @if !joined.is_empty() {
                    h2.govuk-heading-m { "Joined lately" }
                    ul.govuk-list { @for (join, pair) in &joined {
                        li { (pair.one.name()) " and " (pair.two.name()) ", " (web::dates::day(join.joined_at.date())) " " a.govuk-link href={ "/joins/" (join.id) } { "Undo" span.govuk-visually-hidden { " for " (pair.one.name()) } } }
                    } }
                }
            };
            Ok(v.frame.page("Perhaps one person", content))
        })
        .await
}

/// How many records a group of pairs has.
fn records_in(pairs: &[Pair]) -> usize {
    let mut ids: Vec<PersonId> = pairs.iter().flat_map(|p| [p.one.id, p.two.id]).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len()
}

/// Two records, field by field; what differs is marked in words, not by colour alone.
fn beside(p: &Pair) -> Markup {
    let date = |d: Option<chrono::NaiveDate>| d.map(web::dates::day).unwrap_or_default();
    let former = |t: &Option<String>| t.clone().unwrap_or_default();
    let (a, b) = (&p.one, &p.two);
    let fields = [
        ("First name", a.given_name.clone(), b.given_name.clone()),
        ("Last name", a.family_name.clone(), b.family_name.clone()),
        ("Former last name", former(&a.former_family_name), former(&b.former_family_name)),
        ("Date of birth", date(a.date_of_birth), date(b.date_of_birth)),
        ("Expected", date(a.expected_on), date(b.expected_on)),
        ("NHS number", former(&a.nhs_number), former(&b.nhs_number)),
        ("Pupil number", former(&a.upn), former(&b.upn)),
        ("Record", p.families[0].join(", "), p.families[1].join(", ")),
    ];
    let shown = fields.iter().filter(|(_, x, y)| !x.is_empty() || !y.is_empty()).map(|(label, x, y)| {
        let differs = *label != "Record" && !x.is_empty() && !y.is_empty() && x != y;
        let cell = |t: &str| html! { @if t.is_empty() { span.eh-muted { "Not known" } } @else { (t) } };
        let compared = match (differs, x.is_empty() || y.is_empty(), *label) {
            (true, ..) => parts::tag("Differs", Colour::Yellow),
            (_, true, _) => html! { "Cannot be compared" },
            (.., "Record") => html! { "Each keeps its own" },
            _ => html! { "Agrees" },
        };
        vec![html! { (label) }, cell(x), cell(y), compared]
    });
    parts::table("Both records", &["What", "Older record", "Newer record", "Compared"], shown.collect())
}

fn view(inside: &impl Permits, p: &Pair, f: &Form, key: &str) -> Markup {
    let c = inside.context();
    let items = vec![
        parts::Choice::new("same", "They are one person").hint(
            "Nothing is moved or deleted. Each family keeps its own record and its own readers; it can be undone.",
        ),
        parts::Choice::new("not-same", "They are two people").hint("You will not be asked again."),
        parts::Choice::new("not-sure", "I am not sure").hint("The pair stays here for somebody who knows."),
    ];
    let content = html! {
        h1.govuk-heading-l { "Is this one person?" }
        p.govuk-body { (parts::tag(p.weighed.likely(), Colour::Grey)) " " (p.weighed.why) "." }
        @if p.weighed.apart { (parts::warning("This looks like a brother, sister or twin. Twins stay two.")) }
        (beside(p))
        (form(&c.frame, &c.path, key, false, html! {
            (parts::radios(f, parts::Choices { name: "said", legend: "What do you say?", legend_class: "govuk-fieldset__legend--m", items, ..Default::default() }))
            (parts::textarea(f, parts::OldTextarea { name: "reason", label: "How do you know?", hint: "Needed when they are one person.", rows: 2, ..Default::default() }))
            (parts::button("Save"))
        }))
    };
    c.frame.form_page("Is this one person?", "/duplicates", f, content)
}

pub(super) async fn pair(visit: Visit, Path((one, two)): Path<(PersonId, PersonId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.allow(nobody::ReviewDuplicates)?;
            let pair = merging::pair(v, one, two)?;
            v.showed(&permit, 2, &[]);
            Ok(view(v, &pair, &Form::default(), &web::new_key()))
        })
        .await
}

pub(super) async fn say(
    visit: Visit,
    Path((one, two)): Path<(PersonId, PersonId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            change.allow(nobody::ReviewDuplicates)?;
            let pair = merging::pair(change, one, two)?;
            let mut f = Form::from(fields.clone());
            let said = f.choice("said", Said::parse, "Say whether they are one person");
            let reason = f.text("reason", 2_000, None);
            match said.filter(|_| f.is_valid()) {
                None => {}
                Some(Said::Same) => match merging::join(change.tx, one, two, &reason) {
                    Err(Error::Refused(refusals)) => f.refuse(refusals, "said"),
                    other => {
                        other?;
                    }
                },
                Some(said) => merging::say(change.tx, one, two, said)?,
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(view(change, &pair, &f, fields.get("key")))));
            }
            Ok("/duplicates?done=saved".into())
        })
        .await
}

fn part_view(inside: &impl Permits, p: &Pair, f: &Form, key: &str) -> Markup {
    let c = inside.context();
    let content = html! {
        h1.govuk-heading-l { "Undo: these are two people" }
        p.govuk-body { "Both records are as those who worked with them left them. Nothing that was done since is lost." }
        (beside(p))
        (form(&c.frame, &c.path, key, false, html! {
            (parts::textarea(f, parts::OldTextarea { name: "why", label: "How do you know?", rows: 2, ..Default::default() }))
            (parts::button("They are two people"))
        }))
    };
    c.frame.form_page("Undo: these are two people", "/duplicates", f, content)
}

pub(super) async fn join_page(visit: Visit, Path(id): Path<JoinId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.allow(nobody::ReviewDuplicates)?;
            let join = merging::find_join(v.conn(), id)?;
            let pair = merging::pair(v, join.kept_id, join.other_id)?;
            v.showed(&permit, 2, &[]);
            Ok(part_view(v, &pair, &Form::default(), &web::new_key()))
        })
        .await
}

pub(super) async fn join_submit(visit: Visit, Path(id): Path<JoinId>, fields: Fields) -> Result<Response> {
    visit
        .change_fields(fields, move |change, fields| {
            change.allow(nobody::ReviewDuplicates)?;
            let join = merging::find_join(change.conn(), id)?;
            let pair = merging::pair(change, join.kept_id, join.other_id)?;
            let mut f = Form::from(fields.clone());
            let why = f.text("why", 2_000, None);
            if f.is_valid() {
                match merging::part(change.tx, id, &why) {
                    Err(Error::Refused(refusals)) => f.refuse(refusals, "why"),
                    other => other?,
                }
            }
            if !f.is_valid() {
                return Err(Error::Invalid(Box::new(part_view(change, &pair, &f, fields.get("key")))));
            }
            Ok("/duplicates?done=saved".into())
        })
        .await
}
