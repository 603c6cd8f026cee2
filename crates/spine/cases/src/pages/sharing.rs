//! `/families/{id}/sharing`: with whom, what for, on what basis, until when.

use super::header;
use access::{Context, FamilyId, OrganisationId, Permit, Permits, Visit, accounts, accounts::Organisation, family};
use axum::{extract::Path, response::Response};
use chrono::NaiveDate;
use pack::Pack;
use people::agreement::{self, Declined, NewSharing, Sharing, SharingId};
use web::{Error, Fields, Markup, Result, Sheet, html, parts, parts::Choice};

/// With whom it is shared, and with whom it could be.
struct Sharings {
    permit: Permit<FamilyId, family::DecideSharing>,
    organisations: Vec<Organisation>,
    all: Vec<Sharing>,
    declined: Vec<Declined>,
}

impl Sharings {
    fn load(inside: &mut impl Permits, id: FamilyId) -> Result<Self> {
        let permit = inside.permit(family::DecideSharing, id)?;
        let organisations = accounts::list_organisations(inside.conn())?;
        let all = agreement::sharings(inside.conn(), &permit)?;
        let declined = agreement::declined(inside.conn(), &permit)?;
        Ok(Self { permit, organisations, all, declined })
    }

    /// A mark of all that is shared now: a new decision takes the place of the one before.
    fn stand(&self) -> String {
        let going_on = self.all.iter().filter(|sharing| sharing.ended_at.is_none());
        let ids: Vec<String> = going_on.map(|sharing| sharing.id.to_string()).collect();
        web::stand(&ids.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn first(&self) -> Fields {
        Fields::default().with("stand", self.stand())
    }

    /// What someone else has decided meanwhile.
    fn theirs(&self, inside: &mut impl Permits) -> Result<Markup> {
        let changed = access::last_change(
            inside.conn(),
            self.permit.subject().0,
            &[people::events::SHARING_DECIDED, people::events::SHARING_ENDED],
        )?;
        let going_on = self.all.iter().filter(|sharing| sharing.ended_at.is_none());
        let rows: Vec<(&str, &str)> = going_on.map(|sharing| (self.with(sharing), sharing.scope.as_str())).collect();
        Ok(web::theirs(changed.as_ref(), &rows))
    }

    fn with(&self, sharing: &Sharing) -> &str {
        self.called(sharing.organisation_id)
    }

    fn called(&self, id: OrganisationId) -> &str {
        let found = self.organisations.iter().find(|organisation| organisation.id == id);
        found.map_or("", |organisation| &organisation.name)
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet, above: Markup) -> Result<Markup> {
        let context = inside.context();
        let (pack, path, today) = (context.pack.clone(), context.path.clone(), context.today);
        let in_force: Vec<&Sharing> = self.all.iter().filter(|sharing| sharing.in_force(today)).collect();
        let content = html! {
            (above)
            h2.govuk-heading-m { "Shared now" }
            @if in_force.is_empty() { p.govuk-body { "With nobody outside the council." } }
            @for sharing in in_force {
                (sheet.form_to(&format!("{path}/end"), self.shared_now(&pack, sharing)))
            }
            (self.not_shared(&path))
            h2.govuk-heading-m { "Share with an organisation" }
            (sheet.form(self.questions(sheet, &pack, today)))
        };
        header::sheet_page(inside, &self.permit, "Sharing", sheet, content)
    }

    /// What was asked for and is not shared, with the way to say so of another.
    fn not_shared(&self, path: &str) -> Markup {
        let rows = self.declined.iter().map(|one| {
            vec![
                html! { (self.called(one.organisation_id)) br; span.eh-muted { (one.asked_by) } },
                html! { span.eh-pre { (one.asked_for) } },
                html! { span.eh-pre { (one.reason) } },
                html! { (web::dates::day(one.decided_at.date())) },
            ]
        });
        html! {
            @if !self.declined.is_empty() {
                (parts::table("Decided not to share", &["Who asked", "What for", "Why not", "When"], rows.collect()))
            }
            p.govuk-body { a.govuk-link href={ (path) "/declined" } { "Decide not to share" } }
        }
    }

    fn shared_now(&self, pack: &Pack, sharing: &Sharing) -> Markup {
        let with = self.with(sharing);
        html! {
            input type="hidden" name="sharing" value=(sharing.id);
            div.eh-actions {
                p.govuk-body {
                    strong { (with) } ": " (sharing.scope)
                    " (" (pack.label("sharing-basis", &sharing.basis))
                    ", since " (web::dates::day(sharing.decided_at.date()))
                    @if let Some(on) = sharing.expires_on { ", until " (web::dates::day(on)) }
                    ")"
                }
                button.govuk-button.govuk-button--secondary type="submit" data-module="govuk-button" {
                    "End" span.govuk-visually-hidden { " sharing with " (with) }
                }
            }
        }
    }

    fn questions(&self, sheet: &Sheet, pack: &Pack, today: NaiveDate) -> Markup {
        let partners = self.organisations.iter().filter(|organisation| !organisation.own);
        let partners = partners.map(|partner| Choice::new(partner.id.to_string(), partner.name.as_str()));
        let bases = pack.choices("sharing-basis", today).map(|basis| Choice::new(&basis.code, &basis.label));
        let told = [Choice::new("yes", "Yes"), Choice::new("no", "No")];
        html! {
            (sheet.hidden("stand"))
            (sheet.select("organisation", "Organisation").prompt("Choose an organisation").items(partners))
            (sheet.textarea("scope", "What is shared, and what for?").rows(3))
            (sheet.radios("basis", "On what basis?").small().items(bases))
            (sheet.textarea("reason", "If without agreement, why?").rows(3))
            (sheet.radios("told", "If without agreement, was the family told?").small().inline().items(told))
            (sheet.textarea("why_not_told", "If they were not told, why not?").rows(2))
            (sheet.date("expires", "Until when?").hint("Leave empty if it lasts as long as the help does."))
            (parts::button("Record sharing decision"))
        }
    }

    /// What is decided, as far as it was said with whom and on what basis; other faults stand in the sheet.
    fn read(&self, context: &Context, sheet: &mut Sheet) -> Option<NewSharing> {
        let (pack, today) = (&context.pack, context.today);
        let organisation = |id: &str| self.organisations.iter().find(|organisation| organisation.id.to_string() == id);
        let whom = sheet.chosen("organisation", organisation, "Choose an organisation");
        let scope = sheet.required("scope", 2_000, "Say what is shared and what for");
        let basis = sheet.chosen("basis", |code| pack.code("sharing-basis", code, today), "Choose on what basis");
        let (reason, why_not_told) = (sheet.optional("reason", 2_000), sheet.optional("why_not_told", 2_000));
        let expires_on = sheet.day("expires", "Until when");
        let told = match sheet.fields.get("told") {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };

        let (whom, basis) = whom.zip(basis)?;
        let (organisation, basis) = (whom.id, basis.code.clone());
        Some(NewSharing { organisation, scope, basis, reason, told, why_not_told, expires_on })
    }
}

pub(super) async fn page(visit: Visit, Path(id): Path<FamilyId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let sharings = Sharings::load(v, id)?;
            let sheet = v.sheet(|| sharings.first())?;
            sharings.show(v, &sheet, html! {})
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let sharings = Sharings::load(change, id)?;
            if sheet.is_behind("stand", sharings.stand()) {
                let theirs = sharings.theirs(change)?;
                return Err(Error::Conflict(Box::new(sharings.show(change, sheet, theirs)?)));
            }

            let (new, today, pack) = (sharings.read(change, sheet), change.today, change.pack.clone());
            if let Some(new) = &new {
                sheet.heed(agreement::may_share(change.conn(), &sharings.permit, &pack, today, new))?;
            }
            let Some(new) = new.filter(|_| sheet.is_valid()) else {
                return Sheet::again(sharings.show(change, sheet, html! {})?);
            };

            agreement::share(change.tx, &sharings.permit, &pack, &new)?;
            Ok(format!("/families/{id}/sharing?done=saved"))
        })
        .await
}

pub(super) async fn end(visit: Visit, Path(id): Path<FamilyId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let permit = change.permit(family::DecideSharing, id)?;
            let wanted: SharingId = sheet.fields.get("sharing").parse().map_err(|_| Error::NotFound)?;
            agreement::end_sharing(change.tx, &permit, wanted, "ended-by-worker")?;
            Ok(format!("/families/{id}/sharing?done=saved"))
        })
        .await
}
