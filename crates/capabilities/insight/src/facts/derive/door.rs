//! The front door: contacts, needs, waiting, panels, services.

use super::{Telling, day};
use crate::{
    facts::{About, Fact, Kind, dims},
    source::tables::Contact,
};

pub(super) fn tell(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for contact in &telling.history.contacts {
        came(telling, contact, facts);
    }
    waiting(telling, facts);
    panels(telling, facts);
    services(telling, facts);
}

/// What is said of a contact.
fn about(telling: &Telling<'_>, contact: &Contact) -> About {
    let on = day(contact.received_at);
    let mut about = About {
        source: Some(contact.source.clone()),
        level: contact.level.clone(),
        what: Some(contact.kind.clone()),
        ..About::default()
    };
    telling.around.of_organisation(contact.organisation_id, &mut about);
    telling.place(on, &mut about);
    about.age = age_of_youngest(telling, contact).map(str::to_owned);
    let helped = telling.episodes().find(|episode| episode.contact_id == Some(contact.id));
    about.team = helped.and_then(|episode| episode.team_id).map(|team| team.to_string());
    about
}

/// The age of the youngest child who is named; one who is expected only where none is born.
fn age_of_youngest(telling: &Telling<'_>, contact: &Contact) -> Option<&'static str> {
    let named = || telling.history.named.iter().filter(|named| named.contact_id == contact.id);
    let children = named().filter(|named| named.role == "child");
    let youngest = children.filter_map(|child| child.date_of_birth).max();
    let expected = || named().any(|named| named.role == "unborn").then_some("unborn");
    youngest.map(|born| dims::age_band(born, day(contact.received_at))).or_else(expected)
}

fn came(telling: &Telling<'_>, contact: &Contact, facts: &mut Vec<Fact>) {
    let on = day(contact.received_at);
    let about = about(telling, contact);
    let fact = |kind| Fact { about: about.clone(), ..Fact::new(kind, on, contact.id.0) };
    facts.push(Fact { yes: contact.again, ..fact(Kind::Contact) });

    for need in &contact.needs.0 {
        let about = About { need: Some(need.clone()), ..about.clone() };
        facts.push(Fact { about, ..fact(Kind::Need) });
    }

    let calendar = telling.pack.calendar();
    let stopped = contact.decided_at.map(day);
    facts.push(Fact {
        until: stopped,
        mark: Some(contact.decide_by),
        value: stopped.map(|until| calendar.working_between(on, until)),
        yes: stopped.is_some_and(|until| until <= contact.decide_by),
        ..fact(Kind::Deciding)
    });
    let answered = contact.answered_at.map(day);
    facts.push(Fact {
        until: answered,
        value: answered.map(|until| calendar.working_between(on, until)),
        yes: answered.is_some(),
        ..fact(Kind::Answering)
    });
    if let (Some(decided), Some(outcome)) = (stopped, &contact.outcome) {
        let about = About { what: Some(outcome.clone()), ..about.clone() };
        facts.push(Fact { about, day: decided, ..fact(Kind::Decided) });
    }
}

fn waiting(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for place in &telling.history.waiting {
        let on = day(place.since_at);
        let mut fact = Fact::new(Kind::Waiting, on, place.id.0);
        let episode = place.episode_id.and_then(|id| telling.episode(id));
        if let Some(episode) = episode {
            telling.around.of_team(episode.team_id, &mut fact.about);
        }
        telling.place(on, &mut fact.about);
        fact.about.what = Some(place.kind.clone());
        fact.about.service = place.target_id.map(|id| id.to_string());
        fact.about.level = Some(place.level.clone()).filter(|level| !level.is_empty());
        fact.about.need = place.needs.0.first().cloned();
        fact.until = place.ended_at.map(day);
        fact.value = fact.until.map(|until| (until - on).num_days());
        facts.push(fact);
    }
}

fn panels(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for item in &telling.history.items {
        let Some((decided, decision)) = item.decided_at.map(day).zip(item.decision.clone()) else { continue };
        let mut fact = Fact::new(Kind::Panel, decided, item.id.0);
        telling.place(decided, &mut fact.about);
        fact.about.service = Some(item.panel_id.to_string());
        fact.about.level = Some(item.level.clone()).filter(|level| !level.is_empty());
        fact.about.what = Some(decision);
        fact.value = Some((decided - day(item.sent_at)).num_days());
        facts.push(fact);
    }
}

fn services(telling: &Telling<'_>, facts: &mut Vec<Fact>) {
    for referral in &telling.history.referrals {
        let on = day(referral.at);
        let mut fact = Fact::new(Kind::Referral, on, referral.id.0);
        telling.place(on, &mut fact.about);
        fact.about.service = Some(referral.service_id.to_string());
        fact.about.what = Some(referral.state.clone());
        fact.until = referral.started_at.map(day);
        fact.value = referral.started_at.map(|at| (day(at) - on).num_days());
        fact.yes = referral.started_at.is_some();
        facts.push(fact);
    }
    for place in &telling.history.enrolments {
        let Some(on) = place.joined_on else { continue };
        let mut fact = Fact::new(Kind::Group, on, place.id.0);
        match place.person_id {
            Some(person) => telling.person(person, on, &mut fact.about),
            None => telling.place(on, &mut fact.about),
        }
        fact.about.service = Some(place.programme_id.to_string());
        fact.about.what = Some(place.state.clone());
        fact.yes = place.state == "finished";
        facts.push(fact);
        for factor in telling.around.programmes.get(&place.programme_id).into_iter().flatten() {
            let mut fact = Fact::new(Kind::Factor, on, place.id.0);
            telling.place(on, &mut fact.about);
            fact.about.what = Some(factor.clone());
            fact.yes = place.state == "finished";
            facts.push(fact);
        }
    }
}
