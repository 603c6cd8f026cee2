//! `/joins/{id}`: two records that were joined are two people after all.

use super::beside::beside;
use crate::merging::{self, JoinId, Pair};
use access::{FamilyId, Nobody, Permit, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{Fields, Frame, Markup, Result, Sheet, html, parts};

const TITLE: &str = "Undo: these are two people";

/// The joined records, and that this actor may part them.
struct Undo {
    permit: Permit<Nobody, nobody::ReviewDuplicates>,
    pair: Pair,
}

impl Undo {
    fn load(inside: &mut impl Permits, id: JoinId) -> Result<Self> {
        let permit = inside.allow(nobody::ReviewDuplicates)?;
        let join = merging::find_join(inside.conn(), &permit, id)?;
        let pair = merging::pair(inside.conn(), &permit, join.kept_id, join.other_id)?;
        Ok(Self { permit, pair })
    }

    fn show(&self, frame: &Frame, sheet: &Sheet) -> Markup {
        let content = html! {
            h1.govuk-heading-l { (TITLE) }
            p.govuk-body {
                "Both records are as those who worked with them left them. Nothing that was done since is lost."
            }
            (beside(&self.pair))
            (sheet.short_form(html! {
                (sheet.textarea("why", "How do you know?").rows(2))
                (parts::button("They are two people"))
            }))
        };
        frame.sheet_page(TITLE, "/duplicates", sheet, content)
    }
}

/// How they know, or nothing when the sheet holds errors; that it is given is the command's rule.
fn read(sheet: &mut Sheet) -> Option<String> {
    let why = sheet.optional("why", 2_000);
    sheet.is_valid().then_some(why)
}

pub(super) async fn page(visit: Visit, Path(id): Path<JoinId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let undo = Undo::load(v, id)?;
            let families: Vec<FamilyId> = undo.pair.all_families().collect();
            v.showed(&undo.permit, 2, &families);

            let sheet = v.context().sheet(Fields::default());
            Ok(undo.show(&v.frame, &sheet))
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<JoinId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let undo = Undo::load(change, id)?;
            let parted = match read(sheet) {
                Some(why) => sheet.heed(merging::part(change.tx, &undo.permit, id, &why))?,
                None => None,
            };
            if parted.is_none() {
                return Sheet::again(undo.show(&change.frame, sheet));
            }
            Ok("/duplicates?done=saved".into())
        })
        .await
}
