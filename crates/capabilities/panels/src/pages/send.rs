//! A panel is asked: from a contact that was decided so, about a family one works with, or without a name.

use super::shown::others;
use crate::{
    records::{self, About, Item, ItemId, ItemKind, NewItem, Other, Panel, PanelId},
    rules::Grounds,
};
use access::{FamilyId, Permits, Visit, contact, family, guard, nobody, panel_item as acts};
use axum::{extract::Path, response::Response};
use contacts::{Contact, ContactId};
use store::{AnyId, Conn};
use waiting::Priority;
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// The question, with what stands around it.
struct Asking<'a> {
    title: &'a str,
    back: String,
    /// The panels to which whoever asks may send; none where the panel is chosen already.
    panels: Vec<Panel>,
    /// What other panels have of the family.
    others: Vec<Other>,
    /// It names a family.
    named: bool,
    above: Markup,
}

impl Asking<'_> {
    fn show(&self, inside: &impl Permits, sheet: &Sheet) -> Markup {
        let context = inside.context();
        let content = html! {
            h1.govuk-heading-l { (self.title) }
            (self.above)
            @if !self.others.is_empty() { (others(&self.others)) }
            (parts::inset(html! {
                @if self.named {
                    "The members read what you write here, and not the file. Write what they need to decide, and no more."
                } @else {
                    "A consultation names nobody: no name, date of birth, address or school."
                }
            }))
            (sheet.form(html! {
                (sheet.hidden("version"))
                @if !self.panels.is_empty() { (self.which(sheet)) }
                (sheet.textarea("summary", "What does the panel need to know?").rows(6))
                (sheet.textarea("asked_for", "What do you ask for?").rows(2))
                (needs(context, sheet))
                (levels(context, sheet))
                (priorities(sheet))
                @if self.named { (of_the_family(sheet)) }
                (parts::button(if self.panels.is_empty() { "Save" } else { "Send it" }))
            }))
        };
        context.frame.sheet_page(self.title, &self.back, sheet, content)
    }

    fn which(&self, sheet: &Sheet) -> Markup {
        let choice = |panel: &Panel| {
            let outside = if panel.outside { " You pass it on, and hear what it decides." } else { "" };
            Choice::new(panel.id.to_string(), panel.name.clone()).hint(format!("{}{outside}", panel.purpose))
        };
        let choices = self.panels.iter().map(choice);
        html! { (sheet.radios("panel", "Which panel?").medium().small().items(choices)) }
    }
}

fn needs(context: &access::Context, sheet: &Sheet) -> Markup {
    let all = || context.pack.choices("need", context.today).map(|need| Choice::new(&need.code, &need.label));
    html! {
        (sheet.checkboxes("presenting", "Which needs do people see?").small().in_columns().items(all()))
        (sheet.select("underlying", "What lies beneath?").prompt("Nothing else, or not known").items(all()))
        (sheet.select("beneath", "And what else?").prompt("Nothing else").items(all()))
    }
}

fn levels(context: &access::Context, sheet: &Sheet) -> Markup {
    let levels = context.pack.levels.iter().map(|level| Choice::new(level.code.clone(), level.label.clone()));
    html! { (sheet.radios("level", "Level of need").inline().items(levels)) }
}

fn priorities(sheet: &Sheet) -> Markup {
    let all = Priority::ALL.iter().map(|one| Choice::new(one.code(), one.label()).hint(one.hint()));
    html! {
        (sheet.radios("priority", "How soon?").items(all))
        (sheet.text("why", "If it cannot wait for its turn, why?"))
    }
}

/// What the family wishes, and on what grounds the panel hears of them.
fn of_the_family(sheet: &Sheet) -> Markup {
    let comes = [Choice::new("yes", "They come"), Choice::new("no", "They do not come")];
    let grounds = Grounds::ALL.iter().map(|one| Choice::new(one.code(), one.label()));
    let told = [Choice::new("yes", "They were told"), Choice::new("no", "They were not told")];
    html! {
        (sheet.textarea("wishes", "What does the family wish?").hint("In their words.").rows(3))
        (sheet.radios("comes", "Do they come to the meeting?").inline().items(comes))
        (sheet.radios("grounds", "On what grounds does the panel hear of them?").items(grounds))
        (sheet.text("grounds_why", "Without their agreement: why?"))
        (sheet.radios("told", "Without their agreement: were they told?").inline().items(told))
    }
}

fn read(inside: &impl Permits, sheet: &mut Sheet, panel: Option<PanelId>) -> NewItem {
    let context = inside.context();
    let known = |code: &String| context.pack.code("need", code, context.today).is_some();
    let yes = |word: &str| match word {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let level = sheet.fields.get("level").to_owned();
    let mut beneath = [sheet.all("underlying"), sheet.all("beneath")].concat();
    beneath.retain(|code| known(code));
    beneath.dedup();
    NewItem {
        panel: panel.or_else(|| sheet.fields.get("panel").parse().ok()),
        summary: sheet.optional("summary", 10_000),
        asked_for: sheet.optional("asked_for", 2_000),
        presenting: sheet.all("presenting").into_iter().filter(known).collect(),
        underlying: beneath,
        level: context.pack.level(&level).map(|level| level.code.clone()).unwrap_or_default(),
        priority: Priority::parse(sheet.fields.get("priority")),
        why: sheet.optional("why", 1_000),
        wishes: sheet.optional("wishes", 5_000),
        comes: Some(sheet.fields.get("comes").to_owned()).filter(|word| yes(word).is_some()).unwrap_or_default(),
        grounds: Grounds::parse(sheet.fields.get("grounds")),
        grounds_why: sheet.optional("grounds_why", 2_000),
        told: yes(sheet.fields.get("told")),
    }
}

/// The panels to which whoever asks may send.
fn open_to(inside: &mut impl Permits) -> store::Result<Vec<Panel>> {
    let actor = inside.context().actor.clone();
    let mut all = records::list(inside.conn())?;
    all.retain(|panel| records::may_send(panel, &actor));
    Ok(all)
}

/// The age of the youngest child, for the fair order.
fn youngest(conn: &mut Conn, family: FamilyId, today: chrono::NaiveDate) -> store::Result<Option<i64>> {
    let members = people::records::members_of(conn, family)?;
    let born = members.iter().filter(|member| member.role.is_child()).filter_map(|child| child.person.date_of_birth);
    Ok(born.map(|born| i64::from(web::dates::years(born, today))).min())
}

fn is_agreed(conn: &mut Conn, family: FamilyId, today: chrono::NaiveDate) -> store::Result<bool> {
    Ok(guard::agreed_until(conn, family)?.is_some_and(|until| until >= today))
}

// From a contact.

const OF_CONTACT: &str = "Send it to a panel";

/// What a contact brings along.
fn first_of(contact: &Contact) -> Fields {
    let grounds = if contact.agreement == "given" { Grounds::Agreement.code() } else { "" };
    let first = Fields::default()
        .with("summary", contact.summary.as_str())
        .with("asked_for", contact.hoped_for.as_str())
        .with("level", contact.level.clone().unwrap_or_default())
        .with("priority", Priority::Routine.code())
        .with("grounds", grounds);
    contact.needs.0.iter().fold(first, |mut fields, need| {
        fields.add("presenting", need.as_str());
        fields
    })
}

fn about_contact(inside: &mut impl Permits, found: &Contact, of: FamilyId) -> Result<About> {
    let (today, account) = (inside.context().today, inside.context().actor.account);
    // a family that agreed to the contact agrees until somebody says otherwise
    let said = people::agreement::anybody_said(inside.conn(), of)?;
    let agreed = is_agreed(inside.conn(), of, today)? || (found.agreement == "given" && !said);
    Ok(About {
        kind: ItemKind::Contact,
        family: Some(of),
        source: Some(AnyId(found.id.0)),
        contact: Some(AnyId(found.id.0)),
        episode: None,
        owner: account,
        agreed,
        since: found.received_at.date(),
        age: youngest(inside.conn(), of, today)?,
    })
}

fn of_contact(inside: &mut impl Permits, found: &Contact, of: FamilyId, sheet: &Sheet) -> Result<Markup> {
    let (pack, actor) = (inside.context().pack.clone(), inside.context().actor.clone());
    let asking = Asking {
        title: OF_CONTACT,
        back: format!("/contacts/{}/follow-up", found.id),
        panels: open_to(inside)?,
        others: records::others_of(inside.conn(), of, None, (&pack, &actor))?,
        named: true,
        above: html! {},
    };
    Ok(asking.show(inside, sheet))
}

pub(super) async fn of_contact_page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(contact::FollowUp, id)?;
            contacts::records::may_pass_on(v.conn(), &permit)?;
            let found = contacts::records::find(v.conn(), &permit)?;
            let of = found.family_id.ok_or(Error::NotFound)?;
            let sheet = v.sheet(|| first_of(&found))?;
            of_contact(v, &found, of, &sheet)
        })
        .await
}

pub(super) async fn of_contact_submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(contact::FollowUp, id)?;
            contacts::records::may_pass_on(change.conn(), &permit)?;
            let found = contacts::records::find(change.conn(), &permit)?;
            let of = found.family_id.ok_or(Error::NotFound)?;
            let (about, new) = (about_contact(change, &found, of)?, read(change, sheet, None));
            let pack = change.pack.clone();
            let sent = match sheet.is_valid() {
                true => sheet.heed(records::send(change.tx, &pack, permit.actor(), &about, &new))?,
                false => None,
            };
            let Some(item) = sent else { return Sheet::again(of_contact(change, &found, of, sheet)?) };
            let name = match new.panel {
                Some(panel) => records::load_panel(change.conn(), panel)?.name,
                None => String::new(),
            };
            contacts::records::pass_on(change.tx, &permit, &format!("Sent to a panel: {name}"))?;
            Ok(format!("/panel-items/{item}?done=saved"))
        })
        .await
}

// About a family one works with.

const OF_FAMILY: &str = "Ask a panel about this family";

fn of_family(inside: &mut impl Permits, of: FamilyId, sheet: &Sheet) -> Result<Markup> {
    let (pack, actor) = (inside.context().pack.clone(), inside.context().actor.clone());
    let asking = Asking {
        title: OF_FAMILY,
        back: format!("/families/{of}"),
        panels: open_to(inside)?,
        others: records::others_of(inside.conn(), of, None, (&pack, &actor))?,
        named: true,
        above: html! {},
    };
    Ok(asking.show(inside, sheet))
}

pub(super) async fn of_family_page(visit: Visit, Path(of): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.permit(family::OfferService, of)?;
            let today = v.today;
            let agreed = is_agreed(v.conn(), of, today)?;
            let grounds = if agreed { Grounds::Agreement.code() } else { "" };
            let first = || Fields::default().with("priority", Priority::Routine.code()).with("grounds", grounds);
            let sheet = v.sheet(|| first().with("level", "2"))?;
            of_family(v, of, &sheet)
        })
        .await
}

pub(super) async fn of_family_submit(visit: Visit, Path(of): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(family::OfferService, of)?;
            let today = change.today;
            let current = cases::records::current(change.conn(), &permit)?.filter(cases::Episode::is_open);
            let lead = current.as_ref().and_then(|episode| episode.lead_id);
            let about = About {
                kind: ItemKind::Episode,
                family: Some(of),
                source: current.as_ref().map(|episode| AnyId(episode.id.0)),
                contact: None,
                episode: current.map(|episode| episode.id),
                owner: lead.or(change.actor.account),
                agreed: is_agreed(change.conn(), of, today)?,
                since: today,
                age: youngest(change.conn(), of, today)?,
            };
            let (pack, new) = (change.pack.clone(), read(change, sheet, None));
            let sent = match sheet.is_valid() {
                true => sheet.heed(records::send(change.tx, &pack, permit.actor(), &about, &new))?,
                false => None,
            };
            let Some(item) = sent else { return Sheet::again(of_family(change, of, sheet)?) };
            Ok(format!("/panel-items/{item}?done=saved"))
        })
        .await
}

// Without a name.

const CONSULT: &str = "Ask the panel without a name";

fn consultation(inside: &impl Permits, id: PanelId, sheet: &Sheet) -> Markup {
    let asking = Asking {
        title: CONSULT,
        back: format!("/panels/{id}"),
        panels: vec![],
        others: vec![],
        named: false,
        above: html! {},
    };
    asking.show(inside, sheet)
}

pub(super) async fn consult_page(visit: Visit, Path(id): Path<PanelId>) -> Result<Markup> {
    visit
        .view(move |v| {
            v.allow(nobody::ConsultPanel)?;
            records::load_panel(v.conn(), id)?;
            let sheet = v.sheet(|| Fields::default().with("priority", Priority::Routine.code()))?;
            Ok(consultation(v, id, &sheet))
        })
        .await
}

pub(super) async fn consult_submit(visit: Visit, Path(id): Path<PanelId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.allow(nobody::ConsultPanel)?;
            let about = About {
                kind: ItemKind::Consultation,
                family: None,
                source: None,
                contact: None,
                episode: None,
                owner: None,
                agreed: false,
                since: change.today,
                age: None,
            };
            let (pack, new) = (change.pack.clone(), read(change, sheet, Some(id)));
            let sent = match sheet.is_valid() {
                true => sheet.heed(records::send(change.tx, &pack, permit.actor(), &about, &new))?,
                false => None,
            };
            let Some(item) = sent else { return Sheet::again(consultation(change, id, sheet)) };
            Ok(format!("/panel-items/{item}?done=saved"))
        })
        .await
}

// Changing what was sent.

const CHANGE: &str = "Change what the panel is asked";

fn fields_of(item: &Item) -> Fields {
    let told = match item.told {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    };
    let mut fields = Fields::default()
        .with("version", item.version.to_string())
        .with("summary", item.summary.as_str())
        .with("asked_for", item.asked_for.as_str())
        .with("level", item.level.as_str())
        .with("priority", item.priority.code())
        .with("why", item.why.as_str())
        .with("wishes", item.wishes.as_str())
        .with("comes", item.comes.as_str())
        .with("grounds", item.grounds.map_or("", Grounds::code))
        .with("grounds_why", item.grounds_why.as_str())
        .with("told", told);
    item.presenting.0.iter().for_each(|code| fields.add("presenting", code.as_str()));
    for (name, code) in ["underlying", "beneath"].iter().zip(&item.underlying.0) {
        fields.set(name, code.as_str());
    }
    fields
}

fn changing(inside: &impl Permits, item: &Item, sheet: &Sheet, above: Markup) -> Markup {
    let asking = Asking {
        title: CHANGE,
        back: format!("/panel-items/{}", item.id),
        panels: vec![],
        others: vec![],
        named: item.family_id.is_some(),
        above,
    };
    asking.show(inside, sheet)
}

pub(super) async fn change_page(visit: Visit, Path(id): Path<ItemId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let permit = v.permit(acts::Change, id)?;
            let item = records::find_item(v.conn(), &permit)?;
            let sheet = v.sheet(|| fields_of(&item))?;
            Ok(changing(v, &item, &sheet, html! {}))
        })
        .await
}

pub(super) async fn change_submit(visit: Visit, Path(id): Path<ItemId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(acts::Change, id)?;
            let item = records::find_item(change.conn(), &permit)?;
            if sheet.is_behind("version", item.version) {
                let kinds = [crate::events::CHANGED, crate::events::SENT];
                let changed = access::last_change(change.conn(), id.0, &kinds)?;
                let rows: [(&str, &str); 3] = [
                    ("What the panel needs to know", &item.summary),
                    ("What is asked for", &item.asked_for),
                    ("What the family wishes", &item.wishes),
                ];
                let theirs = web::theirs(changed.as_ref(), &rows);
                return Err(Error::Conflict(Box::new(changing(change, &item, sheet, theirs))));
            }
            let today = change.today;
            let agreed = match item.family_id {
                Some(of) => records::is_told_by_agreement(change.conn(), &item, of, today)?,
                None => false,
            };
            let about = About {
                kind: item.kind,
                family: item.family_id,
                source: item.source_id,
                contact: item.contact_id,
                episode: None,
                owner: None,
                agreed,
                since: item.since_on,
                age: item.age,
            };
            let new = read(change, sheet, Some(item.panel_id));
            let done = match sheet.is_valid() {
                true => sheet.heed(records::change_item(change.tx, &permit, (&about, item.version), &new))?,
                false => None,
            };
            if done.is_none() {
                return Sheet::again(changing(change, &item, sheet, html! {}));
            }
            Ok(format!("/panel-items/{id}?done=saved"))
        })
        .await
}
