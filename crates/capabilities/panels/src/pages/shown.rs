//! An item as its pages show it: what the members need to know, and no more.

use crate::{
    records::{self, Decided, Item, ItemId, Meeting, Other, Panel},
    rules::Grounds,
};
use access::{AccountId, Context, Permits, Sight, family};
use std::collections::BTreeMap;
use web::{Markup, Result, dates, html, parts, parts::Row};

/// An item, with what a reader is told beside it.
pub(super) struct Shown {
    pub item: Item,
    pub panel: Panel,
    pub decided: Vec<Decided>,
    pub others: Vec<Other>,
    family: Option<(String, String)>,
    stepped_out: BTreeMap<AccountId, String>,
    opens: bool,
    /// It was sent because the family agrees, and nobody does any more.
    pub no_longer_agreed: bool,
    /// The meeting on whose agenda it is.
    meeting: Option<Meeting>,
    /// Whether whoever looks may see that meeting.
    attends: bool,
}

/// The needs of an item in words, the first `most` of them.
pub(super) fn needs(context: &Context, item: &Item, most: usize) -> String {
    let all = item.presenting.0.iter().chain(&item.underlying.0);
    let words: Vec<&str> = all.take(most).map(|code| context.pack.label("need", code)).collect();
    words.join(", ").to_lowercase()
}

impl Shown {
    pub(super) fn load(inside: &mut impl Permits, sight: &Sight<ItemId>) -> Result<Self> {
        let item = records::find_item(inside.conn(), sight)?;
        let (pack, actor) = (inside.context().pack.clone(), inside.context().actor.clone());
        let (family, others, opens) = match item.family_id {
            Some(of) => (
                people::records::names(inside.conn(), &[of])?.remove(&of),
                records::others_of(inside.conn(), of, Some(item.id), (&pack, &actor))?,
                inside.may(family::Open, of)?,
            ),
            None => (None, vec![], false),
        };
        let today = inside.context().today;
        let no_longer_agreed =
            match item.family_id.filter(|_| item.grounds == Some(Grounds::Agreement) && item.is_open()) {
                Some(of) => !records::is_told_by_agreement(inside.conn(), &item, of, today)?,
                None => false,
            };
        let meeting = item.meeting_id.map(|id| records::load_meeting(inside.conn(), id)).transpose()?;
        let attends = match item.meeting_id {
            Some(id) => inside.may(access::panel::Attend, id)?,
            None => false,
        };
        Ok(Self {
            no_longer_agreed,
            meeting,
            attends,
            panel: records::load_panel(inside.conn(), item.panel_id)?,
            decided: records::decisions(inside.conn(), sight)?,
            stepped_out: records::interests(inside.conn(), item.id)?,
            family,
            others,
            opens,
            item,
        })
    }

    pub(super) fn title(&self) -> String {
        match &self.family {
            Some((name, _)) => format!("{name} family"),
            None => "A question without a name".into(),
        }
    }

    pub(super) fn back(&self) -> String {
        match self.item.meeting_id.filter(|_| self.attends) {
            Some(meeting) => format!("/panel-meetings/{meeting}"),
            None => format!("/panels/{}", self.panel.id),
        }
    }

    /// What is asked.
    pub(super) fn summary(&self, context: &Context) -> Markup {
        let item = &self.item;
        let words =
            |codes: &[String]| codes.iter().map(|code| context.pack.label("need", code)).collect::<Vec<_>>().join(", ");
        let text = |text: &str| html! { span.eh-pre { (text) } };
        let mut rows = vec![Row::new("Panel", self.panel.name.as_str()), Row::new("Comes as", item.kind.label())];
        if let Some((_, reference)) = &self.family {
            rows.push(Row::new("Reference", reference.clone()));
        }
        rows.push(Row::new("What the panel needs to know", text(&item.summary)));
        rows.push(Row::new("What is asked for", text(&item.asked_for)));
        rows.push(Row::new("Needs that people see", words(&item.presenting.0)));
        if !item.underlying.0.is_empty() {
            rows.push(Row::new("What lies beneath", words(&item.underlying.0)));
        }
        rows.push(Row::new("Level of need", item.level.clone()));
        let soon = if item.why.is_empty() {
            item.priority.label().to_owned()
        } else {
            format!("{}: {}", item.priority.label(), item.why)
        };
        rows.push(Row::new("How soon", soon));
        if !item.wishes.is_empty() {
            rows.push(Row::new("What the family wishes", text(&item.wishes)));
        }
        if item.family_id.is_some() {
            let comes = match item.comes.as_str() {
                "yes" => "They come",
                "no" => "They do not come",
                _ => "Not asked",
            };
            rows.push(Row::new("The family at the meeting", comes));
        }
        if let Some(grounds) = item.grounds {
            rows.push(Row::new("Grounds", self.grounds(grounds)));
        }
        let days = (context.today - item.since_on).num_days();
        rows.push(Row::new("Waits since", format!("{} ({days} days)", dates::day(item.since_on))));
        let sent = format!("{}, {}", item.sent_by_name, dates::day(item.sent_at.date()));
        rows.push(Row::new("Sent by", sent));
        if item.is_open() {
            let due = format!("{} ({})", dates::day(item.due_on), dates::due(item.due_on, context.today));
            rows.push(Row::new("To be decided by", due));
            if let Some(meeting) = &self.meeting {
                let when = [dates::day(meeting.held_on), meeting.starts.clone(), meeting.place.clone()];
                let when: Vec<String> = when.into_iter().filter(|part| !part.is_empty()).collect();
                rows.push(Row::new("On the agenda of", when.join(", ")));
            }
        }
        parts::summary_list(rows)
    }

    fn grounds(&self, grounds: Grounds) -> String {
        match (grounds, self.item.told) {
            (Grounds::Agreement, _) => grounds.label().to_owned(),
            (Grounds::Basis, told) => {
                let told = if told == Some(true) { "The family was told." } else { "The family was not told." };
                format!("{}. {} {told}", grounds.label(), self.item.grounds_why)
            }
        }
    }

    /// What else is asked of panels for the family, so that nobody is sent from one to the next.
    pub(super) fn elsewhere(&self) -> Markup {
        html! {
            @if !self.others.is_empty() { (others(&self.others)) }
            @if !self.stepped_out.is_empty() {
                p.govuk-body {
                    "Stepped out, because they have a tie to the family: "
                    (self.stepped_out.values().map(String::as_str).collect::<Vec<_>>().join(", ")) "."
                }
            }
            @if self.opens {
                @if let Some(family) = self.item.family_id {
                    p.govuk-body { a.govuk-link href={ "/families/" (family) } { "The family's record" } }
                }
            }
        }
    }

    /// What was decided, the newest first.
    pub(super) fn decisions(&self) -> Markup {
        html! {
            @for decided in &self.decided {
                section.eh-next {
                    p.govuk-body {
                        strong { (decided.line()) } ", " (dates::moment(decided.at)) ", " (decided.by_name)
                        @if !decided.said_by.is_empty() { br; "Heard from " (decided.said_by) }
                    }
                    p.govuk-body.eh-pre { (decided.reason) }
                    @if !decided.departure.is_empty() {
                        p.govuk-body {
                            "It went before " (decided.ahead) " in the fair order: " (decided.departure)
                        }
                    }
                }
            }
        }
    }
}

/// The other items of a family, each with whoever chairs and what came of it.
pub(super) fn others(all: &[Other]) -> Markup {
    html! {
        section.eh-next aria-label="Other panels" {
            h2.govuk-heading-s { "Other panels have, or lately had, this family" }
            ul.govuk-list {
                @for other in all {
                    li {
                        strong { (other.panel) } ", sent on " (dates::day(other.sent_on))
                        @if !other.chair.is_empty() { ". Chair: " (other.chair) }
                        @match (&other.decided, other.open) {
                            (Some(decided), _) => { ". " (decided.line()) ", " (dates::day(decided.at.date())) ": " (decided.reason) }
                            (None, true) => ". Not decided yet.",
                            (None, false) => ".",
                        }
                    }
                }
            }
        }
    }
}
