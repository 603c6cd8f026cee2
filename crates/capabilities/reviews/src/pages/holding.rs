//! The form in which a review is held: what went well first, then everyone and everything that is looked at, then what
//! happens next.

use super::review::{Meeting, scales};
use crate::{
    records::{self, Heard, Held, Invitee, Lead},
    rules::{Attendance, NextStep},
};
use access::{
    Context, FamilyFacts,
    policy::{Act, Reads},
};
use people::Member;
use plans::{Action, Outcome, records::Progress};
use web::{Markup, Sheet, dates, html, parts, parts::Choice};

/// The vocabulary of how far an outcome is.
const PROGRESS: &str = "outcome-progress";

impl<A: Act<Facts = FamilyFacts> + Reads> Meeting<A> {
    pub(super) fn form(&self, context: &Context, sheet: &Sheet) -> Markup {
        let steps = NextStep::offered(self.plan.is_some()).iter();
        let steps = steps.map(|step| Choice::new(step.code(), step.label()));
        sheet.form(html! {
            (sheet.hidden("stand"))
            (sheet.date("held", "On which day was it held?"))
            (sheet.textarea("positives", "What has gone well?").small().rows(4))
            (sheet.textarea("changed", "What has changed?").small().rows(3))
            (sheet.textarea("support", "What still needs support?").small().rows(3))
            @for invitee in &self.invited { (who_came(sheet, invitee)) }
            @if self.plan.is_some() { h3.govuk-heading-s { "Each outcome and action of the plan" } }
            @for outcome in self.open_outcomes() { (how_near(context, sheet, outcome)) }
            @for action in self.open_actions() { (how_far(sheet, action)) }
            @for child in records::children(&self.members) { (self.heard(sheet, child)) }
            (sheet.textarea("family_view", "What do the parents and carers say?").small().rows(4))
            @if self.plan.is_none() { (self.who_leads_from_now_on(sheet)) }
            (sheet.radios("decision", "What happens next?").small().items(steps))
            (sheet.textarea("reason", "Why?").rows(3))
            @if self.review.is_planned() {
                div.govuk-button-group {
                    (parts::button("The review was held"))
                    (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
                }
            }
        })
    }

    /// What a child says, or why it was not heard; the numbers of today, with the last beside them.
    fn heard(&self, sheet: &Sheet, child: &Member) -> Markup {
        let (id, name) = (child.person.id, &child.person.given_name);
        let last = self.last.iter().find(|voice| voice.person_id == id).map(scales).filter(|last| !last.is_empty());
        let at = |what: &str| format!("{what}-{id}");
        html! {
            h3.govuk-heading-s { (name) }
            (sheet.textarea(&at("said"), format!("What does {name} say, in their own words?")).rows(2))
            (sheet.text(&at("unheard"), format!("If {name} was not heard, why not?")))
            @if let Some(last) = last { p.govuk-body.eh-muted { "Last time, from 0 to 10: " (last) } }
            (sheet.text(&at("worker"), format!("How are things for {name}, from 0 to 10, as you see it?"))
                .numeric()
                .width(2))
            (sheet.text(&at("own"), format!("And as {name} or a parent sees it?")).numeric().width(2))
        }
    }

    fn who_leads_from_now_on(&self, sheet: &Sheet) -> Markup {
        let team = self.team.iter().filter_map(|helper| {
            let account = helper.account_id?;
            Some(Choice::new(account.to_string(), format!("{}, {}", helper.name, helper.organisation)))
        });
        html! {
            (sheet.select("lead", "Who leads from now on?")
                .hint("The person best placed to give consistent support. Whoever leads now holds until they accept.")
                .prompt("Choose someone of the team")
                .items(team))
            (sheet.radios("lead_agreed", "Does the family agree to who leads?").small().inline().items([
                Choice::new("yes", "Yes"),
                Choice::new("no", "No"),
            ]))
            (sheet.textarea("lead_why", "What was said about it?").rows(2))
        }
    }

    /// What was typed; the rule says what it lacks.
    pub(super) fn read(&self, context: &Context, sheet: &mut Sheet) -> Held {
        let attendance = self.invited.iter().filter_map(|invitee| {
            Some((invitee.id, Attendance::parse(sheet.fields.get(&format!("came-{}", invitee.id)))?))
        });
        let attendance = attendance.collect();
        let actions = self.open_actions().filter_map(|action| {
            Some((action.id, Progress::parse(sheet.fields.get(&format!("action-{}", action.id)))?))
        });
        let actions = actions.collect();
        let outcomes = self.open_outcomes().filter_map(|outcome| {
            let typed = sheet.fields.get(&format!("outcome-{}", outcome.id));
            let known = context.pack.code(PROGRESS, typed, context.today)?;
            Some((outcome.id, known.code.clone()))
        });
        let outcomes = outcomes.collect();
        let children = records::children(&self.members).map(|child| (child.person.id, read_child(sheet, child)));
        let children = children.collect();
        let agreed = match sheet.fields.get("lead_agreed") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let in_team = |to: &access::AccountId| self.team.iter().any(|helper| helper.account_id == Some(*to));
        let to = sheet.fields.get("lead").parse().ok().filter(in_team);
        Held {
            review: self.review.id,
            on: sheet.day("held", "The day on which it was held"),
            positives: sheet.optional("positives", 10_000),
            changed: sheet.optional("changed", 10_000),
            support: sheet.optional("support", 10_000),
            family_view: sheet.optional("family_view", 10_000),
            next_step: NextStep::parse(sheet.fields.get("decision")),
            reason: sheet.optional("reason", 5_000),
            attendance,
            outcomes,
            actions,
            children,
            lead: Lead { to, agreed, why: sheet.optional("lead_why", 2_000) },
        }
    }
}

fn read_child(sheet: &mut Sheet, child: &Member) -> Heard {
    let at = |what: &str| format!("{what}-{}", child.person.id);
    let number = |typed: &str| match typed {
        "" => None,
        // what is no number is no number from 0 to 10, either
        typed => Some(typed.parse().unwrap_or(-1)),
    };
    let (worker, own) = (number(sheet.fields.get(&at("worker"))), number(sheet.fields.get(&at("own"))));
    Heard {
        said: sheet.optional(&at("said"), 5_000),
        unheard_why: sheet.optional(&at("unheard"), 500),
        scale_worker: worker,
        scale_own: own,
    }
}

fn who_came(sheet: &Sheet, invitee: &Invitee) -> Markup {
    let came =
        [Choice::new("attended", "Came"), Choice::new("report", "Sent a report"), Choice::new("neither", "Neither")];
    let name = format!("came-{}", invitee.id);
    html! { (sheet.radios(&name, invitee.name.as_str()).small().inline().items(came)) }
}

fn how_near(context: &Context, sheet: &Sheet, outcome: &Outcome) -> Markup {
    let progress = context.pack.choices(PROGRESS, context.today);
    let progress = progress.map(|term| Choice::new(&term.code, &term.label));
    let name = format!("outcome-{}", outcome.id);
    let legend = format!("{} (by {})", outcome.words, dates::day(outcome.by_on));
    html! { (sheet.radios(&name, legend).small().inline().items(progress)) }
}

fn how_far(sheet: &Sheet, action: &Action) -> Markup {
    let done = [
        Choice::new("done", "Done"),
        Choice::new("going-on", "Not yet: goes on"),
        Choice::new("not-done", "Will not be done"),
    ];
    let name = format!("action-{}", action.id);
    let legend = format!("{} ({}, by {})", action.text, action.owner_name, dates::day(action.due_on));
    html! { (sheet.radios(&name, legend).small().inline().items(done)) }
}
