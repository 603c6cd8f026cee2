//! How may we reach you safely? Asked of families before anything of the family is told.

use super::{
    draft::{self, Step, Way},
    worries::asks_no_agreement,
};
use crate::{
    intake::{NewContact, Reach},
    rules::ReachBy,
};
use access::{Context, Visit};
use axum::{http::HeaderMap, response::Response};
use web::{Fields, Markup, Result, Sheet, html, parts, parts::Choice, say, tell};

const TITLE: &str = "How may we reach you safely?";

/// The note of a contact in which nobody else is asked, because a young person asks for themselves.
const YOUNG: &str = "A young person asks for themselves. Talk with them before a parent or carer is told, unless somebody \
                     is in danger.";

/// The note of a contact in which nobody else is asked, because somebody at home is the danger.
const AT_HOME: &str = "Somebody at home may be the danger. Nobody else who is named here is told.";

pub(super) const WAYS: &[(ReachBy, &str)] = &[
    (ReachBy::Call, "Call me"),
    (ReachBy::Text, "Send me a text message"),
    (ReachBy::Email, "Send me an email"),
    (ReachBy::Letter, "Send me a letter"),
    (ReachBy::Here, "Do not write or call: I will read the answer on this site"),
];

struct Reaching;

impl Step for Reaching {
    const ASKS: &'static [&'static str] =
        &["ways", "maker_phone", "maker_email", "times", "never", "letter_to", "interpreter"];

    fn way(&self) -> Way {
        Way::Family
    }

    fn first(&self, _: &Context, draft: &NewContact) -> Result<Fields> {
        let reach = &draft.asked.reach;
        let mut fields = Fields::default()
            .with("maker_phone", &draft.maker.phone)
            .with("maker_email", &draft.maker.email)
            .with("voicemail", &reach.voicemail)
            .with("times", &reach.times)
            .with("never", &reach.never)
            .with("letter_to", &reach.letter_to)
            .with("interpreter", &reach.interpreter)
            .with("bsl", if reach.bsl { "yes" } else { "" })
            .with("danger_at_home", &reach.danger_at_home);
        reach.ways.iter().for_each(|way| fields.add("ways", way));
        Ok(fields)
    }

    fn show(&self, context: &Context, _: &NewContact, sheet: &Sheet) -> Markup {
        let content = html! {
            h1.govuk-heading-l { (say(TITLE)) }
            p.govuk-body {
                (say("Choose only what nobody else sees or hears. Everybody here who may call or write to you is shown \
                      this first. Messages say only that there is something new."))
            }
            (draft::step_form(context, sheet, questions(context, sheet)))
        };
        context.frame.sheet_page(&tell(TITLE), &Way::Family.at("about"), sheet, content)
    }

    fn read(&self, _: &Context, draft: &mut NewContact, sheet: &mut Sheet) -> String {
        draft.maker.phone = sheet.optional("maker_phone", 40);
        draft.maker.email = sheet.optional("maker_email", 200);
        let one_of = |said: &str| if matches!(said, "yes" | "no") { said.to_owned() } else { String::new() };
        let ways: Vec<String> = sheet.all("ways").into_iter().filter(|way| ReachBy::parse(way).is_some()).collect();
        if ways.is_empty() {
            sheet.errors.add("ways", "Choose how we may reach you");
        }
        draft.asked.reach = Reach {
            ways,
            voicemail: one_of(sheet.fields.get("voicemail")),
            times: sheet.optional("times", 500),
            never: sheet.optional("never", 200),
            letter_to: sheet.optional("letter_to", 500),
            interpreter: sheet.optional("interpreter", 40),
            bsl: sheet.ticked("bsl"),
            danger_at_home: one_of(sheet.fields.get("danger_at_home")),
        };
        note_of_others(draft);
        Way::Family.at(if draft.asked.is_young() { "worries" } else { "people" })
    }
}

/// Where nobody else is to be asked, the front door reads why; a note of ours that does not hold any more goes.
fn note_of_others(draft: &mut NewContact) {
    let ours = matches!(draft.agreement_note.as_str(), YOUNG | AT_HOME);
    if asks_no_agreement(draft) {
        draft.agreement = "not-asked".into();
        draft.agreement_note = if draft.asked.danger_at_home() { AT_HOME } else { YOUNG }.into();
    } else if ours {
        draft.agreement.clear();
        draft.agreement_note.clear();
    }
}

fn questions(context: &Context, sheet: &Sheet) -> Markup {
    let ways = WAYS.iter().map(|(way, text)| Choice::new(way.code(), *text));
    let yes_no = || [Choice::new("yes", "Yes"), Choice::new("no", "No")];
    let languages = context.pack.choices("language", context.today).filter(|term| term.code != "refused");
    let languages = languages.map(|term| Choice::new(&term.code, &term.label));
    let phone = sheet.text("maker_phone", "Telephone number").hint("If you chose a call or a text message.");
    let email = sheet.text("maker_email", "Email address").hint("If you chose an email.");
    html! {
        (sheet.checkboxes("ways", "What is safe?").hint("Choose all that are.").items(ways))
        (phone.telephone().autocomplete("tel").width(20))
        (email.email().autocomplete("email"))
        (sheet.textarea("letter_to", "Address for a letter").hint("If you chose a letter. It need not be where \
            you live.").rows(3))
        (sheet.radios("voicemail", "May we leave a message on an answering machine?").small().items(yes_no()))
        (sheet.text("times", "When is it safe?").hint("For example, on school days between 9am and 2pm."))
        (sheet.text("never", "Is there a number that we must never use?").hint("For example, one that somebody \
            else may answer."))
        (sheet.radios("danger_at_home", "Is somebody at home hurting or frightening you or a child?")
            .hint("If you say yes, we tell nobody else whom you name.")
            .small()
            .items(yes_no()))
        (parts::details("If you need an interpreter or British Sign Language", html! {
            (sheet.select("interpreter", "Interpreter, in which language?").prompt("No interpreter").items(languages))
            (sheet.checkboxes("bsl", "British Sign Language").small().items([Choice::new("yes", "I use British Sign Language")]))
        }))
    }
}

pub(super) async fn page(visit: Visit, headers: HeaderMap) -> Result<Markup> {
    draft::page(visit, headers, Reaching).await
}

pub(super) async fn submit(visit: Visit, headers: HeaderMap, fields: Fields) -> Result<Response> {
    draft::submit(visit, headers, Reaching, fields).await
}
