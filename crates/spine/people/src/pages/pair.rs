//! `/duplicates/{one}/{two}`: two records side by side, and what to say of them.

use super::beside::beside;
use crate::{
    PersonId,
    merging::{self, Answer, Pair, Verdict},
};
use access::{FamilyId, Nobody, Permit, Permits, Visit, nobody};
use axum::{extract::Path, response::Response};
use web::{
    Error, Fields, Frame, Markup, Result, Sheet, html,
    parts::{self, Choice, Colour},
};

const TITLE: &str = "Is this one person?";

/// The two records, and that this actor may say what they are.
struct Question {
    permit: Permit<Nobody, nobody::ReviewDuplicates>,
    pair: Pair,
}

impl Question {
    fn load(inside: &mut impl Permits, one: PersonId, two: PersonId) -> Result<Self> {
        let permit = inside.allow(nobody::ReviewDuplicates)?;
        let pair = merging::pair(inside.conn(), &permit, one, two)?;
        Ok(Self { permit, pair })
    }

    fn stand(&self) -> &'static str {
        self.pair.said.map_or("nothing", Verdict::code)
    }

    /// What someone else has said of them meanwhile.
    fn theirs(&self) -> Markup {
        let said = self.pair.said.map_or("Nothing", in_words);
        web::theirs(self.pair.said_by.as_ref(), &[("What was said", said)])
    }

    fn show(&self, frame: &Frame, sheet: &Sheet, above: Markup) -> Markup {
        let weighed = &self.pair.weighed;
        let content = html! {
            h1.govuk-heading-l { (TITLE) }
            (above)
            p.govuk-body { (parts::tag(weighed.likely(), Colour::Grey)) " " (weighed.why) "." }
            @if weighed.apart {
                (parts::warning("This looks like a brother, sister or twin. Twins stay two."))
            }
            (beside(&self.pair))
            (sheet.short_form(html! {
                (sheet.hidden("stand"))
                (sheet.radios("said", "What do you say?").medium().items(verdicts()))
                (sheet.textarea("reason", "How do you know?").hint("Needed when they are one person.").rows(2))
                (parts::button("Save"))
            }))
        };
        frame.sheet_page(TITLE, "/duplicates", sheet, content)
    }
}

const fn in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "They are one person",
        Verdict::NotSame => "They are two people",
        Verdict::NotSure => "I am not sure",
    }
}

fn verdicts() -> [Choice<'static>; 3] {
    [
        Choice::new(Verdict::Same.code(), in_words(Verdict::Same)).hint(
            "Nothing is moved or deleted. Each family keeps its own record and its own readers; it can be undone.",
        ),
        Choice::new(Verdict::NotSame.code(), in_words(Verdict::NotSame)).hint("You will not be asked again."),
        Choice::new(Verdict::NotSure.code(), in_words(Verdict::NotSure))
            .hint("The pair stays here for somebody who knows."),
    ]
}

/// What was said, or nothing when the sheet holds errors.
fn read(sheet: &mut Sheet) -> Option<Answer> {
    let verdict = sheet.chosen("said", Verdict::parse, "Say whether they are one person");
    let reason = sheet.optional("reason", 2_000);
    verdict.filter(|_| sheet.is_valid()).map(|verdict| Answer { verdict, reason })
}

pub(super) async fn page(visit: Visit, Path((one, two)): Path<(PersonId, PersonId)>) -> Result<Markup> {
    visit
        .view(move |v| {
            let question = Question::load(v, one, two)?;
            let families: Vec<FamilyId> = question.pair.all_families().collect();
            v.showed(&question.permit, 2, &families);

            let sheet = v.context().sheet(Fields::default().with("stand", question.stand()));
            Ok(question.show(&v.frame, &sheet, html! {}))
        })
        .await
}

pub(super) async fn submit(
    visit: Visit,
    Path((one, two)): Path<(PersonId, PersonId)>,
    fields: Fields,
) -> Result<Response> {
    visit
        .change(fields, move |change, sheet| {
            let question = Question::load(change, one, two)?;
            if sheet.is_behind("stand", question.stand()) {
                return Err(Error::Conflict(Box::new(question.show(&change.frame, sheet, question.theirs()))));
            }

            let said = match read(sheet) {
                Some(answer) => sheet.heed(merging::say(change.tx, &question.permit, one, two, &answer))?,
                None => None,
            };
            if said.is_none() {
                return Sheet::again(question.show(&change.frame, sheet, html! {}));
            }
            Ok("/duplicates?done=saved".into())
        })
        .await
}
