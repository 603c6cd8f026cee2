//! `/families/{id}/own-places/{place}/release/{kind}`: choose what of the plan or the assessment one person sees. What
//! another grown-up says of themself is not among it; what tells a protected place is refused; what may name somebody of
//! another family is asked about before it is kept (T16, T21, T28).

use super::{Keeps, member, of_person};
use crate::{
    records::{self, Block, Body, NewRelease, PlaceId, Row},
    rules::{self, Subject},
};
use access::{FamilyId, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use cases::pages::header;
use people::{Member, MemberRole, PersonId};
use store::AnyId;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

/// A part that can be chosen.
struct Part {
    block: Block,
    /// Whether it is chosen from the first.
    first: bool,
}

impl Part {
    /// In one line, from which it is chosen; the second person sees all of it.
    fn line(&self) -> String {
        let Block { heading, text, .. } = &self.block;
        let heading = heading.split_once(": ").map_or(heading.as_str(), |(_, question)| question);
        let short: String = text.chars().take(100).collect();
        let more = if short.len() < text.len() { "…" } else { "" };
        if heading.is_empty() { format!("{short}{more}") } else { format!("{heading} {short}{more}") }
    }
}

struct Preparing {
    permit: Keeps,
    row: Row,
    to: Member,
    kind: Subject,
    source: Option<AnyId>,
    parts: Vec<Part>,
    children: Vec<(PersonId, String)>,
}

impl Preparing {
    fn load(inside: &mut impl Permits, id: FamilyId, place: PlaceId, kind: &str) -> Result<Self> {
        let permit = inside.permit(family::KeepOwnPlaces, id)?;
        let kind = Subject::parse(kind).ok_or(Error::NotFound)?;
        let (row, _) = of_person(inside, &permit, place)?;
        if row.closed_at.is_some() {
            return Err(Error::NotFound);
        }
        let to = member(inside, &permit, row.person_id)?;
        let (source, parts) = match kind {
            Subject::Plan => plan(inside, &permit, &to)?,
            Subject::Assessment => assessment(inside, &permit, &to)?,
            Subject::ChildPage => (None, vec![]),
        };
        let members = people::records::members(inside.conn(), &permit)?;
        let young = inside.context().pack.number("own-place-age");
        let today = inside.context().today;
        let children = members
            .iter()
            .filter(|one| one.role == MemberRole::Child && !one.withheld)
            .filter(|one| one.person.date_of_birth.is_some_and(|born| dates::years(born, today) < young))
            .map(|one| (one.person.id, one.person.name()))
            .collect();
        Ok(Self { permit, row, to, kind, source, parts, children })
    }

    fn first(&self) -> Fields {
        let mut fields = Fields::default();
        for (n, _) in self.parts.iter().enumerate().filter(|(_, part)| part.first) {
            fields.add("parts", n.to_string());
        }
        fields
    }

    fn relationship(&self) -> String {
        let what = match self.to.role {
            MemberRole::Child | MemberRole::Unborn => "a child of the family",
            MemberRole::Parent => "a parent",
            MemberRole::Carer => "a carer",
            MemberRole::WiderFamily => "of the wider family",
            MemberRole::Other => "somebody else in the home",
        };
        format!("{}, {what}", self.to.person.name())
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, named: &[String]) -> Result<Markup> {
        let items = self.parts.iter().enumerate().map(|(n, part)| Choice::new(n.to_string(), part.line()));
        let content = html! {
            p.govuk-body {
                "For " strong { (self.relationship()) } ". Choose what they see. A second person looks at exactly this before they \
                 do, and after that it does not change. What another grown-up says of themself is not offered here."
            }
            @if !named.is_empty() {
                (parts::warning("This may name somebody of another family, or lead to them."))
                ul.govuk-list.govuk-list--bullet { @for name in named { li { (name) } } }
            }
            (sheet.form(html! {
                @if self.kind == Subject::ChildPage {
                    @if self.children.is_empty() { p.govuk-body { "No child of this family is too young for a place of \
                        their own." } }
                    (sheet.radios("about", "Whose page is it?").small().items(self.children.iter().map(|(id, name)| Choice::new(id.to_string(), name))))
                } @else if self.parts.is_empty() {
                    p.govuk-body { "There is nothing yet that can be released: the plan has to be agreed, the assessment \
                        authorised." }
                } @else {
                    (sheet.checkboxes("parts", "What they see").small().items(items))
                }
                (sheet.textarea("words", if self.kind == Subject::ChildPage { "The page, in the child's own words" } else { "Words of yours to them" }).rows(5))
                (sheet.checkboxes("looked", "Other families").small()
                    .items([Choice::new("yes", "I have looked: nobody of another family is named in it")]))
                (parts::button("Send to a second person"))
            }))
        };
        let title = format!("{}: what {} sees", self.kind.label(), self.to.person.given_name);
        header::sheet_page(inside, &self.permit, &title, sheet, content)
    }

    fn read(&self, sheet: &mut Sheet) -> NewRelease {
        let chosen = sheet.all("parts");
        let blocks = self.parts.iter().enumerate().filter(|(n, _)| chosen.contains(&n.to_string()));
        let blocks = blocks.map(|(_, part)| part.block.clone()).collect();
        let about = self.children.iter().find(|(id, _)| id.to_string() == sheet.fields.get("about")).map(|(id, _)| *id);
        if self.kind == Subject::ChildPage && about.is_none() {
            sheet.errors.add("about", "Choose whose page it is");
        }
        NewRelease {
            kind: self.kind,
            about,
            source: self.source,
            relationship: self.relationship(),
            body: Body { words: sheet.optional("words", 10_000), blocks },
            looked: sheet.ticked("looked"),
        }
    }
}

/// Of the plan that runs and was agreed: its outcomes in the family's words, and who does what by when.
fn plan(inside: &mut impl Permits, permit: &Keeps, _: &Member) -> Result<(Option<AnyId>, Vec<Part>)> {
    let Some(of) = cases::records::current(inside.conn(), permit)? else { return Ok((None, vec![])) };
    let whole = plans::records::last_agreed(inside.conn(), permit, of.id)?;
    let Some(whole) = whole else { return Ok((None, vec![])) };
    let mut parts = Vec::new();
    for outcome in &whole.outcomes {
        let text = format!("By {}. {}", dates::day(outcome.by_on), outcome.measure);
        parts.push(Part { block: Block { heading: outcome.words.clone(), text, action: None }, first: true });
        for action in whole.actions_of(outcome).filter(|action| action.dropped_at.is_none()) {
            let text = format!("{}: {} By {}.", action.owner_name, action.text, dates::day(action.due_on));
            parts.push(Part { block: Block { heading: String::new(), text, action: Some(action.id) }, first: true });
        }
    }
    Ok((Some(AnyId(whole.plan.id.0)), parts))
}

/// Of the assessment that was authorised last: what is about nobody in particular, about them, and to parents about the
/// children.
fn assessment(inside: &mut impl Permits, permit: &Keeps, to: &Member) -> Result<(Option<AnyId>, Vec<Part>)> {
    let Some(of) = cases::records::current(inside.conn(), permit)? else { return Ok((None, vec![])) };
    let pack = inside.context().pack.clone();
    let found = assessments::records::authorised(inside.conn(), permit, &pack, of.id)?;
    let Some((version, paper)) = found else { return Ok((None, vec![])) };
    let parent = matches!(to.role, MemberRole::Parent | MemberRole::Carer);
    let mut parts = Vec::new();
    for area in &paper.parts {
        for entry in assessments::rules::entries(&paper, area) {
            let (somebody, them) = (entry.person.is_some(), entry.person.is_some_and(|one| one.id == to.person.id));
            let child = entry.person.is_some_and(|one| one.stage.is_child());
            let withheld = entry.person.is_some_and(|one| one.withheld);
            let answer = version.answer(&entry.key).trim();
            if answer.is_empty() || withheld || !rules::is_theirs_to_read(somebody, them, child, parent) {
                continue;
            }
            let said = match entry.rater {
                Some(rater) => format!("{answer} of 10, says {}", rater.label.to_lowercase()),
                None if matches!(entry.question.kind, pack::Kind::Needs | pack::Kind::UnderlyingNeeds) => {
                    paper.needs_in(answer)
                }
                None => answer.to_owned(),
            };
            let block = Block { heading: format!("{}: {}", area.label, entry.text()), text: said, action: None };
            parts.push(Part { block, first: !somebody || them });
        }
    }
    Ok((Some(AnyId(version.id.0)), parts))
}

pub(in crate::pages) async fn page(
    visit: Visit,
    Path((id, place, kind)): Path<(FamilyId, PlaceId, String)>,
) -> Result<Markup> {
    visit
        .view(move |v| {
            let preparing = Preparing::load(v, id, place, &kind)?;
            let sheet = v.sheet(|| preparing.first())?;
            preparing.show(v, &sheet, &[])
        })
        .await
}

pub(in crate::pages) async fn submit(
    visit: Visit,
    Path((id, place, kind)): Path<(FamilyId, PlaceId, String)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let preparing = Preparing::load(change, id, place, &kind)?;
            let pack = change.pack.clone();
            let new = preparing.read(sheet);
            let text = new.body.text();
            let done = match sheet.is_valid() {
                true => sheet.heed(records::prepare(change.tx, &preparing.permit, &preparing.row, new, &pack))?,
                false => None,
            };
            let Some(release) = done else {
                let named = records::names_others(change.conn(), id, &text)?;
                return Sheet::again(preparing.show(change, sheet, &named)?);
            };
            Ok(format!("/families/{id}/own-places/releases/{release}?done=saved"))
        })
        .await
}
