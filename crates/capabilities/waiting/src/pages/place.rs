//! `/waiting/{id}`: for what a family waits, what was heard meanwhile, and what can be done. Its questions stand below
//! what is known, each on a page of its own.

use crate::{
    kinds,
    records::{self, Look, Place, WaitingId},
    rules::CannotWait,
};
use access::{AccountId, Context, Permits, Sight, Visit, accounts, family, waiting};
use axum::extract::Path;
use web::{Markup, Result, Sheet, dates, html, parts, parts::Row};

/// A place with what a reader is told beside it.
pub(super) struct Shown {
    pub place: Place,
    family: (String, String),
    owner: Option<String>,
    asked_by: Option<String>,
    opens: bool,
}

impl Shown {
    pub(super) fn load(inside: &mut impl Permits, sight: &Sight<WaitingId>) -> Result<Self> {
        let place = records::find(inside.conn(), sight)?;
        let owner = match work::tasks::owner_of(inside.conn(), kinds::CHECK, place.id.0)? {
            Some(owner) => Some(owner),
            None => work::tasks::owner_of(inside.conn(), kinds::ANSWER, place.id.0)?,
        };
        let who: Vec<AccountId> = owner.into_iter().chain(place.asked_by).collect();
        let names = accounts::names(inside.conn(), &who)?;
        let name = |id: Option<AccountId>| id.and_then(|id| names.get(&id).cloned());
        Ok(Self {
            owner: name(owner),
            asked_by: name(place.asked_by),
            family: people::records::names(inside.conn(), &[place.family_id])?
                .remove(&place.family_id)
                .unwrap_or_default(),
            opens: inside.may(family::Open, place.family_id)?,
            place,
        })
    }

    pub(super) fn title(&self) -> String {
        let target = match self.place.target_name.as_str() {
            "" => self.place.kind.label().to_lowercase(),
            name => name.to_owned(),
        };
        format!("{} family: waits for {target}", self.family.0)
    }

    pub(super) fn at(&self, page: &str) -> String {
        format!("/waiting/{}{page}", self.place.id)
    }

    fn summary(&self, context: &Context) -> Markup {
        let place = &self.place;
        let since = place.since_at.date();
        let needs: Vec<&str> = place.needs.0.iter().map(|code| context.pack.label("need", code)).collect();
        let days = (context.today - since).num_days();
        let mut rows = vec![
            Row::new("Family", format!("{}, {}", self.family.0, self.family.1)),
            Row::new("Waits for", format!("{}: {}", place.kind.label(), place.target())),
            Row::new("What is hoped for", html! { span.eh-pre { (place.what) } }),
            Row::new("Since", format!("{} ({})", dates::day(since), in_days(days))),
            Row::new("How soon", html! { (place.priority.label()) @if !place.why.is_empty() { ": " (place.why) } }),
        ];
        if !place.level.is_empty() {
            rows.push(Row::new("Level of need", place.level.clone()));
        }
        if !needs.is_empty() {
            rows.push(Row::new("Needs", needs.join(", ")));
        }
        if let Some(asked_by) = &self.asked_by {
            rows.push(Row::new("Asked for by", asked_by.clone()));
        }
        match (place.ended_at, place.ended, place.answer_by) {
            (Some(at), Some(ended), _) => {
                let how = format!("{}, {}", ended.label(), dates::day(at.date()));
                rows.push(Row::new(
                    "Ended",
                    html! { (how) @if !place.ended_words.is_empty() { ": " (place.ended_words) } },
                ));
            }
            (_, _, Some(by)) => {
                let due = format!("{}. They answer by {}", place.offer, dates::day(by));
                rows.push(Row::new("Offered", due));
            }
            _ => {
                let due = format!("{} ({})", dates::day(place.check_on), dates::due(place.check_on, context.today));
                rows.push(Row::new("Next look", due));
            }
        }
        if place.is_open() {
            rows.push(Row::new("Looked after by", self.owner.clone().unwrap_or_else(|| "Nobody yet".into())));
        }
        parts::summary_list(rows)
    }

    /// A question that is asked only of what is kept on this list and waits; what was typed stays.
    pub(super) fn by_hand(&self, context: &Context, title: &str, sheet: &Sheet, content: Markup) -> Markup {
        match self.not_asked() {
            Some(why) if sheet.is_valid() => self.question(context, title, sheet, parts::inset(html! { (why) })),
            _ => self.question(context, title, sheet, content),
        }
    }

    /// One question of its own about it, below what is known.
    pub(super) fn question(&self, context: &Context, title: &str, sheet: &Sheet, content: Markup) -> Markup {
        let content = html! { h1.govuk-heading-l { (title) } (self.summary(context)) (content) };
        context.frame.sheet_page(title, &self.at(""), sheet, content)
    }

    fn not_asked(&self) -> Option<String> {
        if !self.place.is_open() {
            return Some("They wait for this no more.".into());
        }
        let elsewhere = self.place.source_id.map(|_| web::Refusal::from(CannotWait::KeptElsewhere));
        elsewhere.map(|refusal| format!("{}.", refusal.message))
    }

    fn actions(&self) -> Markup {
        let place = &self.place;
        html! {
            div.govuk-button-group {
                @if place.is_offered() {
                    @let answer = match place.answer_href.as_str() {
                        "" => self.at("/answer"),
                        elsewhere => elsewhere.to_owned(),
                    };
                    (parts::button_link("Keep their answer", &answer, ""))
                    (parts::button_link("Say how they are", &self.at("/look"), "govuk-button--secondary"))
                } @else {
                    (parts::button_link("Say how they are", &self.at("/look"), ""))
                    @if place.source_id.is_none() {
                        (parts::button_link("Offer it", &self.at("/offer"), "govuk-button--secondary"))
                    }
                }
                @if place.source_id.is_none() { a.govuk-link href=(self.at("/end")) { "They wait no more" } }
            }
        }
    }
}

/// How long, in words.
pub(super) fn in_days(days: i64) -> String {
    match days {
        0 => "today".into(),
        1 => "1 day".into(),
        days if days < 14 => format!("{days} days"),
        days => format!("{} weeks", days / 7),
    }
}

fn heard(looks: &[Look]) -> Markup {
    html! {
        h2.govuk-heading-m { "Meanwhile" }
        @if looks.is_empty() {
            p.govuk-body { "Nobody has written of it yet." }
        }
        @for look in looks {
            p.govuk-body {
                strong { (look.what) } ", " (dates::day(look.at.date())) ", " (look.by_name)
                @if !look.words.is_empty() { br; span.eh-pre { (look.words) } }
                @if !look.meanwhile.is_empty() { br; "What helps meanwhile: " (look.meanwhile) }
            }
        }
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<WaitingId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(waiting::See, id)?;
            let shown = Shown::load(v, &permit)?;
            let looks = records::looks(v.conn(), &permit)?;
            let keeps = shown.place.is_open() && v.may(waiting::Keep, id)?;
            let content = html! {
                h1.govuk-heading-l { (shown.title()) }
                (shown.summary(v))
                @if keeps { (shown.actions()) }
                @if shown.opens {
                    p.govuk-body {
                        a.govuk-link href={ "/families/" (shown.place.family_id) } { "The family's record" }
                    }
                }
                (heard(&looks))
            };
            Ok(v.frame.page(&shown.title(), content))
        })
        .await
}
