//! What auditors found, as several pages show it: grades with the entries that they rest on, the worker's and the
//! family's words.

use crate::{
    records::{Entry, Mark, Opinion, Reflection, View, Words},
    rules::Way,
};
use access::FamilyId;
use pack::Pack;
use web::{Markup, Sheet, dates, html, parts::Choice};

/// The entries of a grade, as links into the file where whoever reads may open it.
pub(super) fn entries(all: &[Entry], family: Option<FamilyId>) -> Markup {
    html! {
        @if !all.is_empty() {
            ul.govuk-list.govuk-list--bullet {
                @for entry in all {
                    li {
                        @let text = format!("{}: {}", dates::day(entry.moment().date()), entry.title);
                        @match family {
                            Some(family) => { a.govuk-link href=(entry.href(family)) { (text) } }
                            None => { (text) }
                        }
                    }
                }
            }
        }
    }
}

/// A grade with its reason and what it rests on.
pub(super) fn mark(pack: &Pack, mark: &Mark, family: Option<FamilyId>) -> Markup {
    html! {
        p.govuk-body { (super::grade(pack, mark.grade.as_deref())) " " (mark.why) }
        (entries(&mark.entries.0, family))
        @if mark.silent { p.govuk-body.eh-muted { "The file has nothing about it." } }
    }
}

/// How the worker sees their own work.
pub(super) fn reflection(of: Option<&Reflection>, worker: &str) -> Markup {
    html! {
        h2.govuk-heading-m { "How the worker sees it" }
        @match of {
            Some(said) if said.given_at.is_some() => {
                p.govuk-body.eh-muted {
                    (said.given_by) @if let Some(at) = said.given_at { ", " (dates::day(at.date())) }
                }
                (line("What went well", &said.well))
                (line("What they would do otherwise", &said.otherwise))
                (line("What they would have needed", &said.needed))
            }
            Some(not) => p.govuk-body { "Not heard: " (not.not_why) },
            None if worker.is_empty() => p.govuk-body { "Nobody led for this family." },
            None => p.govuk-body { "Asked; nothing was written yet." },
        }
    }
}

/// What the family says.
pub(super) fn views(all: &[View], name: impl Fn(&View) -> String) -> Markup {
    html! {
        h2.govuk-heading-m { "What the family says" }
        @if all.is_empty() { p.govuk-body { "Nobody was asked yet." } }
        ul.govuk-list.eh-rows {
            @for view in all { li { (one(view, &name(view))) } }
        }
    }
}

fn one(view: &View, name: &str) -> Markup {
    let said = [("In time", view.timely), ("Helpful", view.helpful), ("Able to go on alone", view.able)];
    html! {
        @if !name.is_empty() { strong { (name) } ". " }
        @match (view.way, view.given_at) {
            (Way::NotAsked, _) => { "Not asked: " (view.why) }
            (Way::NoAnswer, _) => { "Asked, and no answer" }
            (Way::Link, None) => {
                "Asked by a link or a letter with a code"
                @if let Some(until) = view.until_on { "; can answer until " (dates::day(until)) }
            }
            (way, Some(at)) => {
                (way.label()) ", " (dates::day(at.date()))
                @if way == Way::Telephone { ", written down by " (view.asked_by) }
                ". "
                @for (what, opinion) in said {
                    @if let Some(opinion) = opinion { (what) ": " (opinion.label().to_lowercase()) ". " }
                }
                @if !view.words.is_empty() { br; span.eh-pre { "“" (view.words) "”" } }
            }
            (Way::Telephone, None) => {}
        }
        @if view.given_at.is_none() {
            " " span.eh-muted { "(" (view.asked_by) ", " (dates::day(view.asked_at.date())) ")" }
        }
    }
}

fn line(what: &str, text: &str) -> Markup {
    html! { @if !text.is_empty() { p.govuk-body { strong { (what) } br; span.eh-pre { (text) } } } }
}

/// The three questions of the strategy, and a line for words.
pub(super) fn questions(sheet: &Sheet, to_them: bool) -> Markup {
    let choices = || Opinion::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
    let [timely, helpful, able, words] = match to_them {
        true => [
            "Did help come in time?",
            "Was it helpful?",
            "Can you and your family manage now?",
            "What else would you like to say?",
        ],
        false => ["Did help come in time?", "Was it helpful?", "Can they meet their own needs now?", "In their words"],
    };
    html! {
        (sheet.radios("timely", timely).small().inline().items(choices()))
        (sheet.radios("helpful", helpful).small().inline().items(choices()))
        (sheet.radios("able", able).small().inline().items(choices()))
        (sheet.textarea("words", words).rows(4))
    }
}

/// What was answered to them.
pub(super) fn read(sheet: &mut Sheet) -> Words {
    let of = |sheet: &Sheet, name: &str| Opinion::parse(sheet.fields.get(name));
    Words {
        timely: of(sheet, "timely"),
        helpful: of(sheet, "helpful"),
        able: of(sheet, "able"),
        words: sheet.optional("words", 4_000),
    }
}
