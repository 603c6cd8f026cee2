//! `/on-call`: who is told when a child may be in danger, in which order, when, and how they are reached.

use crate::records::{self, NewOnCall, OnCall, OnCallId};
use access::{AccountId, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};
use work::colleagues;

const TITLE: &str = "On call";

/// The days of the week, with the bit of each.
const DAYS: [(&str, &str); 7] = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("4", "Wednesday"),
    ("8", "Thursday"),
    ("16", "Friday"),
    ("32", "Saturday"),
    ("64", "Sunday"),
];

fn show(inside: &mut impl Permits, list: &[OnCall], sheet: &Sheet) -> Result<Markup> {
    let chosen: Vec<AccountId> = sheet.fields.get("account").parse().into_iter().collect();
    let colleagues = colleagues::near(inside, None, &chosen)?;
    let context = inside.context();
    let (keeps, now) = (context.may_alone(nobody::KeepOnCall), context.now);
    let on_duty = list.iter().filter(|one| one.hours().cover(now.london())).count();
    let minutes = context.pack.number("danger-again");
    let people = colleagues.shown.iter().filter(|colleague| colleague.own);
    let people = people.map(|one| Choice::new(one.id.to_string(), format!("{}, {}", one.name, one.job_title)));
    let content = html! {
        h1.govuk-heading-l { (TITLE) }
        p.govuk-body {
            "When somebody says that a child may be in danger, the first who is on call is told at once, and the next "
            "after " (minutes) " minutes, until somebody takes it by name: at night and at weekends, too."
        }
        @if on_duty == 0 {
            (parts::warning("Nobody is on call now. An alarm goes to every officer, manager and head of service."))
        }
        @if list.is_empty() {
            p.govuk-body { "Nobody is on the list yet." }
        } @else {
            (parts::table("In the order in which they are told", &HEADS, rows(list, sheet, keeps, now)))
        }
        @if keeps {
            h2.govuk-heading-m { "Put somebody on call" }
            (colleagues.finder)
            (sheet.form(questions(sheet, people.collect())))
        }
    };
    Ok(inside.context().frame.sheet_page(TITLE, "/triage", sheet, content))
}

const HEADS: [&str; 5] = ["Who", "When", "Reached at", "Now", "Do"];

fn rows(list: &[OnCall], sheet: &Sheet, keeps: bool, now: store::Instant) -> Vec<Vec<Markup>> {
    let row = |one: &OnCall| {
        let at = |what: &str| format!("/on-call/{}/{what}", one.id);
        let button = |text: &str| {
            html! {
                button.govuk-button.govuk-button--secondary type="submit" data-module="govuk-button" {
                    (text) span.govuk-visually-hidden { " " (one.name) }
                }
            }
        };
        vec![
            html! { (one.name) @if one.email.is_empty() { br; span.eh-muted { "by telephone only" } } },
            html! { (days(one.days)) br; (clock(one.from_minute)) " to " (clock(one.until_minute)) },
            parts::telephone(&one.reach),
            html! { @if one.hours().cover(now.london()) { (parts::tag("On call", parts::Colour::Green)) } },
            html! {
                @if keeps {
                    div.eh-actions {
                        (sheet.form_to(&at("up"), button("Tell earlier")))
                        (sheet.form_to(&at("end"), button("Take off the list")))
                    }
                }
            },
        ]
    };
    list.iter().map(row).collect()
}

fn days(bits: i64) -> String {
    let on = |bit: &str| bit.parse::<i64>().is_ok_and(|bit| bits & bit != 0);
    match bits {
        0b111_1111 => "Every day".into(),
        0b1_1111 => "Monday to Friday".into(),
        _ => DAYS.iter().filter(|(bit, _)| on(bit)).map(|(_, day)| *day).collect::<Vec<_>>().join(", "),
    }
}

fn clock(minute: i64) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}

fn questions(sheet: &Sheet, people: Vec<Choice<'_>>) -> Markup {
    let days = DAYS.iter().map(|(bit, day)| Choice::new(*bit, *day));
    html! {
        (sheet.select("account", "A colleague").prompt("Choose a colleague").items(people))
        (sheet.text("name", "Or somebody without an account").hint("For example, the out-of-hours team."))
        (sheet.text("email", "Their email address").email().hint("Leave empty if there is only a telephone."))
        (sheet.text("reach", "Telephone number in those hours").telephone().width(20))
        (sheet.checkboxes("days", "On which days?").small().items(days))
        (sheet.text("from", "From").hint("For example, 17:00.").width(5))
        (sheet.text("until", "Until").hint("For example, 8:30, which is the next morning.").width(5))
        (parts::button("Put on call"))
    }
}

fn read(sheet: &mut Sheet) -> NewOnCall {
    NewOnCall {
        account: sheet.fields.get("account").parse().ok(),
        name: sheet.optional("name", 100),
        reach: sheet.optional("reach", 40),
        email: sheet.optional("email", 200),
        days: sheet.all("days").iter().filter_map(|bit| bit.parse::<i64>().ok()).fold(0, |all, bit| all | bit) & 0x7f,
        from: sheet.optional("from", 5),
        until: sheet.optional("until", 5),
    }
}

pub(super) async fn page(visit: Visit) -> Result<Markup> {
    visit
        .view(|v| {
            let permit = v.allow(nobody::SeeOnCall)?;
            let list = records::list_on_call(v.conn(), &permit)?;
            let sheet = v.context().sheet(Fields::default());
            show(v, &list, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, fields: Fields) -> Result<Response> {
    visit
        .change(fields, |change, sheet| {
            let (see, keep) = (change.allow(nobody::SeeOnCall)?, change.allow(nobody::KeepOnCall)?);
            let new = read(sheet);
            let done = match sheet.is_valid() {
                true => sheet.heed(records::put_on_call(change.tx, &keep, &new))?,
                false => None,
            };
            if done.is_none() {
                let list = records::list_on_call(change.conn(), &see)?;
                return Sheet::again(show(change, &list, sheet)?);
            }
            Ok("/on-call?done=saved".into())
        })
        .await
}

pub(super) async fn end(visit: Visit, Path(id): Path<OnCallId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::KeepOnCall)?;
            records::end_on_call(change.tx, &permit, id)?;
            Ok("/on-call?done=saved".into())
        })
        .await
}

pub(super) async fn up(visit: Visit, Path(id): Path<OnCallId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, _| {
            let permit = change.allow(nobody::KeepOnCall)?;
            records::move_up(change.tx, &permit, id)?;
            Ok("/on-call?done=saved".into())
        })
        .await
}
