//! `/contacts/{id}/decision`: level of need, outcome, reason.

use crate::{
    ContactId,
    decide::{self, Decision, Unmet},
    events,
    intake::Asked,
    pages::{belonging, brought, known::Known, reaching},
    records::{self, Contact, ContactPerson, OfAnother, SaidSince},
    rules::level_field,
};
use access::{
    Because, Context, Permit, Permits, Visit,
    accounts::{self, Team},
    contact,
};
use axum::{extract::Path, response::Response};
use directory::{
    pages::suggestions,
    suggest::{self, Suggestions, Wish},
};
use pack::Level;
use std::collections::BTreeMap;
use web::{
    Error, Fields, Markup, Result, Sheet, html, parts,
    parts::{Choice, Row},
};

/// Where the agency that made the contact gives support itself, in place of a team.
const AGENCY: &str = "agency";

/// The contact, and that this officer may decide on it.
struct Decide {
    permit: Permit<ContactId, contact::Decide>,
    contact: Contact,
    people: Vec<ContactPerson>,
    /// The level of need at which each known child stands, by their place.
    stands: BTreeMap<i64, String>,
    known: Option<Known>,
    /// How whoever made it can be reached safely, where they were asked.
    asked: Option<Asked>,
    /// What they have said since.
    said: Vec<SaidSince>,
    /// Those who are in the record of another family.
    others: Vec<OfAnother>,
}

impl Decide {
    fn load(inside: &mut impl Permits, id: ContactId) -> Result<Self> {
        let permit = inside.permit(contact::Decide, id)?;
        let contact = records::find(inside.conn(), &permit)?;
        let people = records::people(inside.conn(), &permit)?;
        let others = records::of_other_families(inside.conn(), permit.actor(), &contact, &people)?;
        let stands = decide::standing_levels(inside, &permit, &people)?;
        let known = Known::load(inside, &contact)?;
        let asked = records::reach(inside.conn(), &permit)?;
        let said = records::said(inside.conn(), &permit)?;
        Ok(Self { permit, contact, people, stands, known, asked, said, others })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let (pack, today) = (inside.context().pack.clone(), inside.context().today);
        let wish = decide::wish(inside, &self.permit)?;
        let fitting = suggest::find(inside.conn(), &pack, today, &wish)?;
        let teams = accounts::list_teams(inside.conn())?;

        let context = inside.context();
        let title = format!("Decide on contact {}", self.contact.reference);
        let not_agreed = "The family has not agreed to this contact. Your reason should say why you go on.";
        let form = sheet.form(html! {
            // as it stands now: what was typed is kept, and sent again it is about this
            input type="hidden" name="version" value=(self.contact.version);
            (belonging::questions(sheet, &self.others))
            @if self.contact.needs.0.is_empty() { (needs(context, sheet)) }
            (levels(context, sheet, &self.children()))
            (indicators(context, sheet))
            (outcome(context, sheet, &self.takers(&teams), self.known.as_ref().is_some_and(Known::is_helped)))
            (services(context, sheet, &wish, &fitting))
            (reasons(sheet))
            div.govuk-button-group {
                (parts::button("Decide"))
                (parts::button_named("Save and come back later", "govuk-button--secondary", "save", "later"))
            }
        });
        let content = html! {
            h1.govuk-heading-l { (title) }
            (above)
            @if let Some(asked) = &self.asked { (reaching::before_a_call(context, asked, true)) }
            @if self.contact.danger { (parts::warning("A child may be in danger. Call now, write later.")) }
            @if let Some(known) = &self.known { (known.show(context)) }
            @if self.contact.agreement != "given" { (parts::inset(html! { (not_agreed) })) }
            div.eh-beside {
                section aria-labelledby="brought" {
                    h2.govuk-heading-m #brought { "What was brought" }
                    (parts::summary_list(self.brought(context)))
                    (reaching::since(context, &self.contact, &self.said, false))
                }
                div { (form) }
            }
        };
        Ok(context.frame.sheet_page(&title, &format!("/contacts/{}", self.contact.id), sheet, content))
    }

    fn brought(&self, context: &Context) -> Vec<Row<'_>> {
        let mut rows = brought::rows(context, &self.contact, &self.people);
        rows.extend(self.asked.iter().flat_map(|asked| reaching::rows(context, asked)));
        rows
    }

    /// The children, with where each stands: one question each.
    fn children(&self) -> Vec<(&ContactPerson, Option<&str>)> {
        let children = self.people.iter().filter(|person| person.role.is_child());
        children.map(|child| (child, self.stands.get(&child.place).map(String::as_str))).collect()
    }

    /// Who may take it on: a team of the council, or the agency that made the contact.
    fn takers(&self, teams: &[Team]) -> Vec<Choice<'static>> {
        let teams = teams.iter().map(|team| Choice::new(team.id.to_string(), team.name.clone()));
        let by_agency = self.contact.maker_id.is_some() && self.contact.organisation_id.is_some();
        let agency = by_agency.then(|| Choice::new(AGENCY, format!("Their own agency: {}", self.contact.maker_name)));
        teams.chain(agency).collect()
    }

    /// The level that stands, where a page is opened for the first time.
    fn first(&self) -> Fields {
        let children = self.children();
        match children.as_slice() {
            [(_, Some(stands))] => Fields::default().with("level", *stands),
            several => several.iter().fold(Fields::default(), |fields, (child, stands)| match stands {
                Some(stands) if several.len() > 1 => fields.with(&level_field(child.place), *stands),
                _ => fields,
            }),
        }
    }

    /// What was chosen and written; words that are none are left to the rules.
    fn read(&self, context: &Context, sheet: &mut Sheet) -> Decision {
        let levels = &context.pack.levels;
        let is_known =
            |code: &String| levels.iter().flat_map(|level| &level.indicators).any(|known| known.code == *code);
        let why_nothing = Some(sheet.fields.get("no_further_action")).filter(|why| !why.is_empty());
        Decision {
            levels: self.levels(sheet),
            by_agency: sheet.fields.get("team") == AGENCY,
            level: sheet.fields.get("level").into(),
            indicators: sheet.all("indicators").into_iter().filter(is_known).collect(),
            outcome: sheet.fields.get("outcome").into(),
            no_further_action: why_nothing.map(ToOwned::to_owned),
            team: sheet.fields.get("team").parse().ok(),
            needs: known_needs(context, sheet),
            offers: suggestions::ticked(&sheet.fields),
            belongs: belonging::read(sheet, &self.others),
            version: sheet.fields.get("version").parse().unwrap_or(self.contact.version),
            reason: sheet.optional("reason", 10_000),
            unmet: self.unmet(sheet),
        }
    }

    fn levels(&self, sheet: &Sheet) -> BTreeMap<i64, String> {
        let of = |place: i64| Some(sheet.fields.get(&level_field(place)).to_owned()).filter(|level| !level.is_empty());
        self.children().into_iter().filter_map(|(child, _)| Some((child.place, of(child.place)?))).collect()
    }

    fn unmet(&self, sheet: &mut Sheet) -> Option<Unmet> {
        let chosen = sheet.all("needs");
        let needs = if self.contact.needs.0.is_empty() { &chosen } else { &self.contact.needs.0 };
        let note = sheet.some("unmet", 2_000);
        let missing: Vec<String> = sheet.all("nothing-fits").into_iter().filter(|need| needs.contains(need)).collect();
        match (note, missing.is_empty()) {
            (None, true) => None,
            // said without saying which: all of them
            (Some(note), true) => Some(Unmet { needs: needs.clone(), note }),
            (note, false) => Some(Unmet { needs: missing, note: note.unwrap_or_default() }),
        }
    }
}

/// What was chosen, as far as the pack knows it.
fn known_needs(context: &Context, sheet: &Sheet) -> Vec<String> {
    sheet.all("needs").into_iter().filter(|need| context.pack.code("need", need, context.today).is_some()).collect()
}

/// A contact that someone else has decided while this officer was writing.
struct Decided {
    contact: Contact,
}

impl Decided {
    /// The contact, for the front door; anybody else is refused as they were.
    fn load(inside: &mut impl Permits, id: ContactId, refused: String) -> Result<Self> {
        let permit = inside.permit(contact::See, id)?;
        let contact = records::find(inside.conn(), &permit)?;
        match contact.decided_at {
            Some(_) if permit.because() == Because::FrontDoor => Ok(Self { contact }),
            _ => Err(Error::Forbidden(refused)),
        }
    }

    /// What they decided, and below it one's own in the form, as it was chosen and written.
    fn conflict<T>(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<T> {
        let Contact { id, reference, .. } = &self.contact;
        let changed = access::last_change(inside.conn(), id.0, &[events::DECIDED])?;
        let teams = accounts::list_teams(inside.conn())?;
        let teams: Vec<_> = teams.into_iter().map(|team| Choice::new(team.id.to_string(), team.name)).collect();
        let ticked = directory::records::list_live(inside.conn(), &suggestions::ticked(&sheet.fields))?;

        let context = inside.context();
        let (outcome_now, level) = self.in_words(context);
        let rows: [(&str, &str); 3] =
            [("Outcome", &outcome_now), ("Level of need", &level), ("Reason", &self.contact.reason)];
        let title = format!("Decide on contact {reference}");
        let content = html! {
            h1.govuk-heading-l { (title) }
            (web::too_late(changed.as_ref(), &rows))
            p.govuk-body { a.govuk-link href={ "/contacts/" (id) } { "Go to the contact" } }
            (sheet.form(html! {
                (levels(context, sheet, &[]))
                (indicators(context, sheet))
                (outcome(context, sheet, &teams, true))
                @for (service, provider) in &ticked {
                    p.govuk-body { "You ticked: " (service.body.0.name) ", " (provider.name) }
                }
                (reasons(sheet))
            }))
        };
        let page = context.frame.sheet_page(&title, &format!("/contacts/{id}"), sheet, content);
        Err(Error::Conflict(Box::new(page)))
    }

    fn in_words(&self, context: &Context) -> (String, String) {
        let Contact { outcome, level, .. } = &self.contact;
        let outcome = outcome.as_deref().unwrap_or_default();
        let level = level.as_deref().unwrap_or_default();
        let label = context.pack.level(level).map_or(level, |known| &known.label);
        (context.pack.label("decision-outcome", outcome).to_owned(), label.to_owned())
    }
}

/// One question for each child, for no brother has his sister's needs; one for all where none is named.
fn levels(context: &Context, sheet: &Sheet, children: &[(&ContactPerson, Option<&str>)]) -> Markup {
    let items = || level_items(context);
    let hint = |stands: Option<&str>| match stands {
        Some(stands) => format!("Level {stands} until now. Chosen again, it stays as it is."),
        None => "Where the child is now. Levels go up and down.".to_owned(),
    };
    let (guide, video) = (context.pack.text("threshold-guide-url"), context.pack.text("threshold-video-url"));
    html! {
        @match children {
            [] => (sheet.radios("level", "Level of need").medium().hint(hint(None)).items(items())),
            [(_, stands)] => (sheet.radios("level", "Level of need").medium().hint(hint(*stands)).items(items())),
            several => {
                @for (child, stands) in several {
                    (sheet.radios(&level_field(child.place), format!("Level of need of {}", child.name()))
                        .medium()
                        .hint(hint(*stands))
                        .items(items()))
                }
            },
        }
        @if !guide.is_empty() || !video.is_empty() {
            p.govuk-body {
                "What the levels mean: "
                @if !guide.is_empty() { a.govuk-link href=(guide) target="_blank" rel="noopener" { "threshold guide (opens in a new tab)" } " " }
                @if !video.is_empty() { a.govuk-link href=(video) target="_blank" rel="noopener" { "film (opens in a new tab)" } }
            }
        }
    }
}

fn level_items(context: &Context) -> Vec<Choice<'static>> {
    let choice = |level: &Level| Choice::new(level.code.clone(), level.label.clone()).hint(level.meaning.clone());
    context.pack.levels.iter().map(choice).collect()
}

/// Families are not asked for needs: the front door says which they are.
fn needs(context: &Context, sheet: &Sheet) -> Markup {
    let terms = context.pack.choices("need", context.today);
    let items = terms.map(|term| Choice::new(&term.code, &term.label).hint(&term.hint).group(&term.group));
    html! {
        (sheet.checkboxes("needs", "Which needs is it about?")
            .hint("They told it in their own words. Say which needs you see; it can change.")
            .small()
            .narrowed_by("Find a need")
            .items(items))
    }
}

fn indicators(context: &Context, sheet: &Sheet) -> Markup {
    let all = context.pack.levels.iter().flat_map(|level| &level.indicators);
    let all = all.map(|indicator| Choice::new(&indicator.code, &indicator.label));
    html! { (sheet.checkboxes("indicators", "What shows it?").small().items(all)) }
}

fn outcome(context: &Context, sheet: &Sheet, takers: &[Choice<'static>], helped: bool) -> Markup {
    let words = |vocabulary| {
        let terms = context.pack.choices(vocabulary, context.today);
        terms.map(|term| Choice::new(&term.code, &term.label).hint(&term.hint))
    };
    let outcomes = context.pack.choices("decision-outcome", context.today);
    let outcomes = outcomes.filter(|term| helped || term.code != "help-goes-on");
    let outcomes = outcomes.map(|term| Choice::new(&term.code, &term.label).hint(&term.hint));
    html! {
        (sheet.radios("outcome", "Outcome").medium().small().items(outcomes))
        (sheet.select("team", "Who takes it on?")
            .hint("For support by one agency, an intervention plan or an assessment.")
            .prompt("Choose a team")
            .items(takers.iter().cloned()))
        (sheet.radios("no_further_action", "If nothing further is done, why?")
            .small()
            .items(words("no-further-action-reason")))
    }
}

fn services(context: &Context, sheet: &Sheet, wish: &Wish, fitting: &Suggestions) -> Markup {
    html! {
        h2.govuk-heading-m { "Services that fit" }
        p.govuk-body {
            "For these needs and ages" @if wish.near.is_some() { ", near the family" } ". "
            @if !wish.agreed {
                "The family has not agreed to be referred, so only services are shown to which they can go themselves. "
            }
            "What you tick is offered to the family and stands in the answer's record. "
            a.govuk-link href="/services" target="_blank" { "Search all services (opens in a new tab)" }
        }
        (suggestions::boxes(context, sheet, fitting, "The contact names no need."))
    }
}

fn reasons(sheet: &Sheet) -> Markup {
    html! {
        (sheet.textarea("reason", "Reason").medium().hint("Whoever made the contact will read it.").rows(5))
        (sheet.textarea("unmet", "Is there a need that no service can meet? What is missing?")
            .hint("It is counted, without names, to plan services.")
            .rows(2))
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<ContactId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let page = Decide::load(v, id)?;
            let sheet = v.sheet(|| page.first())?;
            page.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<ContactId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let page = match Decide::load(change, id) {
                Err(Error::Forbidden(how)) => return Decided::load(change, id, how)?.conflict(change, sheet),
                page => page?,
            };
            if sheet.is_behind("version", page.contact.version) {
                let theirs = web::theirs(None, &[]);
                return Err(Error::Conflict(Box::new(page.show(change, sheet, theirs)?)));
            }

            let decision = page.read(change, sheet);
            let decided = match sheet.is_valid() {
                true => sheet.heed(decide::decide(change, &page.permit, &decision))?,
                false => None,
            };
            if decided.is_none() {
                return Sheet::again(page.show(change, sheet, html! {})?);
            }
            Ok(format!("/contacts/{id}/answer"))
        })
        .await
}
