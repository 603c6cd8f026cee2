//! `/families/{id}/level`: a child's level of need goes up or down, with what shows it and why; the history stays.

use super::header;
use crate::{
    records::{self, Need, NeedLevel},
    rules,
};
use access::{AccountId, Context, FamilyId, Permit, Permits, Visit, accounts, family};
use axum::{extract::Path, response::Response};
use pack::Pack;
use people::{Person, PersonId};
use std::collections::BTreeMap;
use web::{Changed, Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// The children, and what was said of each until now.
struct Levels {
    permit: Permit<FamilyId, family::SetLevel>,
    children: Vec<Person>,
    /// Those who left, for what was said of them.
    former: Vec<Person>,
    history: Vec<NeedLevel>,
    authors: BTreeMap<AccountId, String>,
}

/// What is said now.
struct Change {
    child: Person,
    label: String,
    need: Need,
}

impl Levels {
    fn load(inside: &mut impl Permits, id: FamilyId) -> Result<Self> {
        let permit = inside.permit(family::SetLevel, id)?;
        let members = people::records::members(inside.conn(), &permit)?;
        let children = members.into_iter().filter(|member| member.role.is_child()).map(|member| member.person);
        let former = people::records::former(inside.conn(), &permit)?.into_iter().map(|one| one.person).collect();
        let history = records::levels(inside.conn(), &permit)?;
        let set_by: Vec<AccountId> = history.iter().filter_map(|level| level.set_by).collect();
        let authors = accounts::names(inside.conn(), &set_by)?;
        Ok(Self { permit, children: children.collect(), former, history, authors })
    }

    /// A mark of the level that was set last.
    fn stand(&self) -> String {
        self.history.first().map(|last| last.id.to_string()).unwrap_or_default()
    }

    fn first(&self) -> Fields {
        Fields::default().with("stand", self.stand())
    }

    /// What someone else has set meanwhile.
    fn theirs(&self) -> Markup {
        let Some(last) = self.history.first() else { return web::theirs(None, &[]) };
        let by = last.set_by.and_then(|id| self.authors.get(&id)).cloned();
        let changed = by.map(|by| Changed { by, at: last.set_at });
        let level = format!("{}: level {}", self.name_of(last.person_id), last.level);
        web::theirs(changed.as_ref(), &[("Level of need", &level), ("Why", &last.reason)])
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let pack = inside.context().pack.clone();
        let children = self.children.iter().map(|child| Choice::new(child.id.to_string(), child.name()));
        let levels = pack.levels.iter();
        let levels = levels.map(|level| Choice::new(&level.code, &level.label).hint(&level.meaning));
        let indicators = pack.levels.iter().flat_map(|level| &level.indicators);
        let indicators = indicators.map(|indicator| Choice::new(&indicator.code, &indicator.label));
        let content = html! {
            (above)
            (sheet.form(html! {
                (sheet.hidden("stand"))
                (sheet.radios("child", "Whose level of need?").small().items(children))
                (sheet.radios("level", "Where is the child now?").hint("Levels go up and down.").items(levels))
                (sheet.checkboxes("indicators", "What shows it?").small().items(indicators))
                (sheet.textarea("reason", "Why?").rows(3))
                (parts::button("Set level of need"))
            }))
            @if !self.history.is_empty() { (self.until_now(&pack)) }
        };
        header::sheet_page(inside, &self.permit, "Level of need", sheet, content)
    }

    fn until_now(&self, pack: &Pack) -> Markup {
        let rows = self.history.iter().map(|level| {
            let shown_by: Vec<&str> = level.indicators.0.iter().map(|code| indicator(pack, code)).collect();
            let author = level.set_by.and_then(|id| self.authors.get(&id));
            vec![
                html! { (web::dates::day(level.set_at.date())) },
                html! { (self.name_of(level.person_id)) },
                html! { "Level " (level.level) },
                html! {
                    (level.reason)
                    @if !shown_by.is_empty() { br; span.eh-muted { (shown_by.join("; ")) } }
                },
                html! { (author.map_or("", String::as_str)) },
            ]
        });
        parts::table("Until now", &["When", "Child", "Level", "Why", "Who"], rows.collect())
    }

    fn name_of(&self, id: PersonId) -> String {
        let mut all = self.children.iter().chain(&self.former);
        all.find(|child| child.id == id).map_or(String::new(), Person::name)
    }

    fn read(&self, context: &Context, sheet: &mut Sheet) -> Option<Change> {
        let pack = &context.pack;
        let child = |id: &str| self.children.iter().find(|child| child.id.to_string() == id);
        let child = sheet.chosen("child", child, "Choose whose level it is");
        let level = sheet.chosen("level", |code| pack.level(code), "Choose a level of need");
        let reason = sheet.optional("reason", 5_000);
        if let Err(refusals) = rules::set_level(&reason) {
            sheet.refuse(refusals);
        }
        let mut indicators = sheet.all("indicators");
        let known = |code: &str| pack.levels.iter().flat_map(|level| &level.indicators).any(|known| known.code == code);
        indicators.retain(|code| known(code));

        let (child, level) = child.zip(level).filter(|_| sheet.is_valid())?;
        let need = Need { level: level.code.clone(), indicators, reason };
        Some(Change { child: child.clone(), label: level.label.clone(), need })
    }
}

/// An indicator in words; its code where the pack does not know it any more.
fn indicator<'a>(pack: &'a Pack, code: &'a str) -> &'a str {
    let mut all = pack.levels.iter().flat_map(|level| &level.indicators);
    all.find(|indicator| indicator.code == code).map_or(code, |indicator| &indicator.label)
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let levels = Levels::load(v, id)?;
            let sheet = v.sheet(|| levels.first())?;
            levels.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let levels = Levels::load(change, id)?;
            if sheet.is_behind("stand", levels.stand()) {
                return Err(Error::Conflict(Box::new(levels.show(change, sheet, levels.theirs())?)));
            }
            let Some(Change { child, label, need }) = levels.read(change, sheet) else {
                return Sheet::again(levels.show(change, sheet, html! {})?);
            };

            records::change_level(change.tx, &levels.permit, &child, &label, &need)?;
            Ok(format!("{}?done=saved", header::href(id)))
        })
        .await
}
