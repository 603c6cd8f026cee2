//! `/episodes/{id}/withdrawal`: somebody no longer agrees; what follows?

use super::header;
use crate::{
    Case, EpisodeId, open_case,
    withdrawal::{self, Answering, Follows},
};
use access::{Context, Permits, Visit, family};
use axum::{extract::Path, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice};

const TITLE: &str = "Someone no longer agrees";

struct Asked {
    case: Case<family::RecordAgreement>,
    /// Whether it is still to be said.
    open: bool,
}

impl Asked {
    fn load(inside: &mut impl Permits, id: EpisodeId) -> Result<Self> {
        let case = open_case(inside, family::RecordAgreement, id)?;
        let open = withdrawal::is_asked(inside.conn(), &case.permit)?;
        Ok(Self { case, open })
    }

    fn show(&self, inside: &mut impl Permits, sheet: &Sheet) -> Result<Markup> {
        let said = format!("{}/agreement", header::href(self.case.family()));
        let bases = other_bases(inside.context());
        let content = html! {
            p.govuk-body {
                "What is theirs is no longer shared with organisations with whom it was shared by agreement. "
                a.govuk-link href=(said) { "What each person said last" }
            }
            @if self.open {
                (sheet.form(html! {
                    (sheet.radios("follows", "What follows?").items(choices()))
                    (sheet.radios("basis", "If on another lawful basis, on which?").small().items(bases))
                    (sheet.textarea("words", "Why?").hint("The family may read it.").rows(4))
                    (parts::button("Save"))
                }))
            } @else {
                p.govuk-body { "It was said already what follows. It stands in the chronology." }
            }
        };
        header::sheet_page(inside, &self.case.permit, TITLE, sheet, content)
    }
}

/// What can stand in for agreement.
fn other_bases(context: &Context) -> Vec<Choice<'static>> {
    let bases = context.pack.choices("sharing-basis", context.today);
    let other = bases.filter(|basis| basis.code != people::rules::AGREEMENT);
    other.map(|basis| Choice::new(basis.code.clone(), basis.label.clone())).collect()
}

fn choices() -> [Choice<'static>; 3] {
    [
        Choice::new(Follows::WithOthers.code(), "Help goes on with those who agree"),
        Choice::new(Follows::OtherBasis.code(), "Help goes on, on another lawful basis"),
        Choice::new(Follows::Ends.code(), "Help ends").hint("It is asked for until the episode is closed."),
    ]
}

pub(super) async fn page(visit: Visit, Path(id): Path<EpisodeId>) -> Result<Markup> {
    visit
        .view(move |v| {
            let asked = Asked::load(v, id)?;
            let sheet = v.sheet(Fields::default)?;
            asked.show(v, &sheet)
        })
        .await
}

pub(super) async fn submit(visit: Visit, Path(id): Path<EpisodeId>, fields: Fields) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let asked = Asked::load(change, id)?;
            let follows = sheet.chosen("follows", Follows::parse, "Choose what follows");
            let words = sheet.optional("words", 2_000);
            let basis = change.pack.code("sharing-basis", sheet.fields.get("basis"), change.today);
            let basis = basis.map(|basis| basis.code.clone()).unwrap_or_default();
            let said = match follows.filter(|_| sheet.is_valid()) {
                Some(follows) => {
                    let answer = Answering { follows, basis: &basis, words: &words };
                    sheet.heed(withdrawal::answer(change.tx, &asked.case, answer))?
                }
                None => None,
            };
            let Some(()) = said else { return Sheet::again(asked.show(change, sheet)?) };
            Ok(match follows {
                Some(Follows::Ends) => format!("/episodes/{id}/closure"),
                _ => format!("{}?done=saved", header::href(asked.case.family())),
            })
        })
        .await
}
