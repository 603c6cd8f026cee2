//! The three questions of 001 s10, as adults and as children are asked them.

use crate::rules::{Answer, Asked, Opinion};
use people::PersonId;
use web::{Markup, Sheet, html, parts::Choice};

/// Name of the field, as it is told of somebody, as an adult is asked, as a child is asked.
pub(super) const QUESTIONS: [(&str, &str, &str, &str); 3] = [
    ("timely", "Help came in time", "Did help come in time?", "Did help come when you needed it?"),
    ("helpful", "It was helpful", "Was it helpful?", "Did it help?"),
    (
        "able",
        "They can meet their own needs now",
        "Can you manage by yourselves now?",
        "Can you manage now, and do you know whom to ask?",
    ),
];

/// The fields, each with a way not to say.
pub(super) fn questions(sheet: &Sheet, young: bool) -> Markup {
    let yes = if young { ["Yes", "No", "I don't want to say"] } else { ["Yes", "No", "I would rather not say"] };
    let items = || ["yes", "no", ""].into_iter().zip(yes).map(|(code, label)| Choice::new(code, label));
    let (label, hint) = match young {
        true => ("Is there something you want to say?", "What was good? What was not? You can leave it empty."),
        false => {
            ("In your own words", "What was good, what was not, what should we do differently? You can leave it empty.")
        }
    };
    html! {
        @for (name, _, adult, child) in QUESTIONS {
            (sheet.radios(name, if young { child } else { adult }).small().items(items()))
        }
        (sheet.textarea("words", label).hint(hint).rows(5))
    }
}

/// What was chosen and typed; the rule says what is missing.
pub(super) fn read(sheet: &mut Sheet, asked: Option<Asked>) -> Answer {
    let said = |name: &str| Opinion::parse(sheet.fields.get(name)).filter(|opinion| *opinion != Opinion::NotAsked);
    let [timely, helpful, able] = ["timely", "helpful", "able"].map(said);
    let words = sheet.optional("words", 5_000);
    Answer { person: PersonId(store::Uuid::nil()), asked, timely, helpful, able, words }
}
