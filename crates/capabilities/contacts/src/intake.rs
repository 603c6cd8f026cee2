//! What a contact is made of, as it comes in: the same from pages and from the API, checked by one function.

use crate::rules::{self as own_rules, CannotNotify, Notifying};
use chrono::NaiveDate;
use pack::Pack;
use people::{MemberRole, NewPerson, details::Typed, rules};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use web::{Errors, Refusal};

/// The most people of one contact.
const MOST_PEOPLE: usize = 20;

/// The longest number of an incident, in characters.
const LONGEST_NUMBER: usize = 60;

/// The longest text, in characters.
const LONGEST: usize = 20_000;

/// The kind of a notification of the police.
pub(crate) const POLICE: &str = "police-notification";

/// Answers to whether it was heard at a MARAC.
pub(crate) const MARAC: &[(&str, &str)] = &[("yes", "Yes"), ("no", "No"), ("not-known", "Not known")];

/// What is told where nobody said what someone is to the family.
pub(crate) const NO_ROLE: &str = "Choose who they are";

/// Whoever makes a contact without an account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Maker {
    /// In full.
    pub name: String,
    /// Telephone number.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// What they are to the child.
    pub relation: String,
    /// They say that they cannot be called back. Only families are asked for it, when a child is in danger.
    #[serde(skip)]
    pub unreachable: bool,
}

/// What a notification of the police says beside its contact. Whether it is a repeat is worked out, and not told here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = NewPoliceNotice)]
#[serde(deny_unknown_fields, default)]
pub struct NewNotice {
    /// The day of the incident, ISO 8601.
    #[schema(required, format = Date)]
    pub incident_on: String,
    /// The police's own number of it.
    #[schema(required)]
    pub incident_number: String,
    /// Of `police-risk`: the grade that the police gave.
    #[schema(required)]
    pub risk: String,
    /// Whether it was heard at a MARAC: `yes`, `no` or `not-known`.
    #[schema(required)]
    pub marac: String,
    /// The places in `people`, from 1, of the children who were there; none where no child was.
    #[schema(required)]
    pub children_present: Option<Vec<usize>>,
}

/// A notification of the police, checked.
#[derive(Debug, Clone)]
pub struct Notice {
    pub(crate) incident_on: NaiveDate,
    pub(crate) incident_number: String,
    pub(crate) risk: String,
    pub(crate) marac: String,
    pub(crate) present: Vec<i64>,
}

/// A contact as it comes in. Codes are words of the practice pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewContact {
    /// Of `contact-kind`: `request`, `conversation`, `police-notification`, …
    #[schema(required)]
    pub kind: String,
    /// Of `source`: where it comes from.
    #[schema(required)]
    pub source: String,
    /// Of `channel`: how it came.
    #[schema(required)]
    pub channel: String,
    /// What is happening.
    #[schema(required)]
    pub summary: String,
    /// What the family hopes for.
    pub hoped_for: String,
    /// Of `need`.
    #[schema(required)]
    pub needs: Vec<String>,
    /// Codes of the ordered check of 004: what is around the child already.
    pub network: Vec<String>,
    /// What was found there.
    pub network_note: String,
    /// `given`, `refused`, `not-asked`.
    #[schema(required)]
    pub agreement: String,
    /// Why it was not asked, or what they said.
    pub agreement_note: String,
    /// A child is in danger now: no form, agreement or queue stands in the way.
    pub danger: bool,
    /// Everyone in the family, children first; at most 20.
    #[schema(required, max_items = 20)]
    pub people: Vec<Typed>,
    /// Whoever makes it, where they have no account.
    pub maker: Maker,
    /// What families are asked and nobody else: programs leave it out.
    #[serde(skip_serializing_if = "Asked::is_empty")]
    #[schema(ignore)]
    pub asked: Asked,
    /// What the police say, where its kind is `police-notification`; refused for any other kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub police: Option<NewNotice>,
}

/// For whom somebody asks who has no account.
pub(crate) const FOR_WHOM: &[(&str, &str)] = &[
    ("me-young", "Me, and I am under 18"),
    ("me", "Me, and I am 18 or older"),
    ("my-child", "My child, or a child I look after"),
    ("someone-else", "Somebody else"),
];

/// What families are asked and nobody else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// One of `FOR_WHOM`; a child of theirs where it is empty.
    pub for_whom: String,
    /// Words of the pack's `subject`, in place of needs.
    pub subjects: Vec<String>,
    /// When each of the people was born, as it was written, where that is no day.
    pub born: Vec<String>,
    /// How they can be reached safely.
    pub reach: Reach,
}

/// How somebody can be reached safely, as they said it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Reach {
    /// Codes of `ReachBy`.
    pub ways: Vec<String>,
    /// `yes` or `no`: whether a message may be left on an answering machine.
    pub voicemail: String,
    /// When it is safe.
    pub times: String,
    /// Numbers that must never be used.
    pub never: String,
    /// Where a letter goes.
    pub letter_to: String,
    /// The language of an interpreter: a word of the pack.
    pub interpreter: String,
    /// British Sign Language.
    pub bsl: bool,
    /// `yes` or `no`: whether somebody at home is the danger.
    pub danger_at_home: String,
}

impl Asked {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a young person asks for themselves.
    pub(crate) fn is_young(&self) -> bool {
        self.for_whom == "me-young"
    }

    /// Whether somebody at home is the danger.
    pub(crate) fn danger_at_home(&self) -> bool {
        self.reach.danger_at_home == "yes"
    }

    /// Whether it is nothing without a child by name.
    fn needs_child(&self) -> bool {
        matches!(self.for_whom.as_str(), "" | "my-child")
    }

    /// When the person at this place, from 1, was born, as it was written.
    pub(crate) fn born_of(&self, place: usize) -> &str {
        place.checked_sub(1).and_then(|at| self.born.get(at)).map_or("", String::as_str)
    }

    /// Keeps when the person at this place, from 1, was born.
    pub(crate) fn set_born(&mut self, place: usize, written: String) {
        if self.born.len() < place {
            self.born.resize(place, String::new());
        }
        if let Some(born) = place.checked_sub(1).and_then(|at| self.born.get_mut(at)) {
            *born = written;
        }
    }
}

impl Reach {
    /// The rule by which they are reached.
    pub fn safe(&self) -> own_rules::SafeReach {
        own_rules::SafeReach {
            ways: self.ways.iter().filter_map(|way| own_rules::ReachBy::parse(way)).collect(),
            never: self.never.clone(),
            danger_at_home: self.danger_at_home == "yes",
        }
    }

    fn by(&self, way: own_rules::ReachBy) -> bool {
        self.ways.iter().any(|said| said == way.code())
    }
}

impl NewContact {
    /// Whether it is a notification of the police.
    pub(crate) fn is_police(&self) -> bool {
        self.kind == POLICE
    }

    /// The places of its children, from 1.
    pub(crate) fn children(&self) -> Vec<usize> {
        let child = |person: &Typed| MemberRole::parse(&person.role).is_some_and(MemberRole::is_child);
        (1..).zip(&self.people).filter(|(_, person)| child(person)).map(|(place, _)| place).collect()
    }

    /// Takes out whoever stands at this place, from 1; those behind move up, also among the children who were there.
    pub(crate) fn remove_person(&mut self, place: usize) {
        if place == 0 || place > self.people.len() {
            return;
        }
        self.people.remove(place - 1);
        if place <= self.asked.born.len() {
            self.asked.born.remove(place - 1);
        }
        if let Some(present) = self.police.as_mut().and_then(|notice| notice.children_present.as_mut()) {
            present.retain(|there| *there != place);
            present.iter_mut().filter(|there| **there > place).for_each(|there| *there -= 1);
        }
    }
}

/// Someone named in a contact, checked.
#[derive(Debug, Clone)]
pub struct Named {
    /// What they are to the family.
    pub role: MemberRole,
    /// What is known of them.
    pub person: NewPerson,
    /// When they were born, as it was written, where that is no day.
    pub born: String,
}

/// A contact, checked. Made nowhere but in [`check`].
#[derive(Debug, Clone)]
pub struct Valid {
    pub(crate) new: NewContact,
    pub(crate) people: Vec<Named>,
    pub(crate) notice: Option<Notice>,
}

/// Checks everything; field names are those of the pages (`summary`, `people-1-nhs_number`).
///
/// # Errors
/// Everything that is wrong.
pub fn check(new: &NewContact, pack: &Pack, today: NaiveDate, public: bool) -> Result<Valid, Errors> {
    let mut errors = Errors::default();
    check_words(new, pack, today, public, &mut errors);
    check_texts(new, &mut errors);
    if new.danger && public {
        check_call_back(&new.maker, &mut errors);
    }
    if !new.danger {
        check_needs(new, public, &mut errors);
        check_agreement(new, public, &mut errors);
        if new.children().is_empty() && (!public || new.asked.needs_child()) {
            errors.add("people", "Add at least one child");
        }
        if public {
            check_maker(&new.maker, &new.asked, &mut errors);
            check_reach(new, pack, today, &mut errors);
        }
    }

    let notice = check_police(new, pack, today, &mut errors);
    let people = check_people(new, pack, today, &mut errors);
    if errors.is_empty() { Ok(Valid { new: new.clone(), people, notice }) } else { Err(errors) }
}

/// What is wrong with what the police say, by the names of the rules.
pub(crate) fn police_faults(new: &NewContact, pack: &Pack, today: NaiveDate) -> Vec<Refusal> {
    match &new.police {
        Some(_) if !new.is_police() => {
            let told = "Only a notification from the police says this: leave it out, or choose that kind";
            vec![Refusal::new("police-of-another-kind", told).at("police")]
        }
        Some(notice) => notify(new, notice, pack, today).into_iter().map(Refusal::from).collect(),
        // programs may send what they have sent before this was asked; pages ask for it
        None => vec![],
    }
}

fn notify(new: &NewContact, notice: &NewNotice, pack: &Pack, today: NaiveDate) -> Vec<CannotNotify> {
    let notifying = Notifying {
        incident_on: notice.incident_on.parse().ok(),
        incident_number: &notice.incident_number,
        risk_known: pack.code("police-risk", &notice.risk, today).is_some(),
        marac_said: MARAC.iter().any(|(code, _)| *code == notice.marac),
        present: notice.children_present.as_deref(),
        children: &new.children(),
    };
    own_rules::cannot_notify(&notifying, today)
}

fn check_police(new: &NewContact, pack: &Pack, today: NaiveDate, errors: &mut Errors) -> Option<Notice> {
    for fault in police_faults(new, pack, today) {
        errors.add(fault.field.as_deref().unwrap_or("police"), fault.message);
    }
    let notice = new.police.as_ref().filter(|_| new.is_police())?;
    if notice.incident_number.chars().count() > LONGEST_NUMBER {
        errors.add("incident_number", format!("Use {LONGEST_NUMBER} characters or fewer"));
    }
    Some(Notice {
        incident_on: notice.incident_on.parse().ok()?,
        incident_number: notice.incident_number.trim().to_owned(),
        risk: notice.risk.clone(),
        marac: notice.marac.clone(),
        present: notice.children_present.iter().flatten().filter_map(|place| i64::try_from(*place).ok()).collect(),
    })
}

/// Codes that the pack knows; of a family only needs are asked.
fn check_words(new: &NewContact, pack: &Pack, today: NaiveDate, public: bool, errors: &mut Errors) {
    let mut word = |vocabulary: &str, code: &str, field: &str, told: &str| {
        if pack.code(vocabulary, code, today).is_none() {
            errors.add(field, told);
        }
    };
    if !public {
        word("contact-kind", &new.kind, "kind", "Choose what kind of contact this is");
        word("source", &new.source, "source", "Choose where the contact comes from");
        word("channel", &new.channel, "channel", "Choose how it came");
    }
    for need in &new.needs {
        word("need", need, "needs", &format!("There is no need called {need:?} in the practice pack"));
    }
    for code in &new.network {
        word("network", code, "network", &format!("There is nothing called {code:?} in the ordered check"));
    }
}

fn check_texts(new: &NewContact, errors: &mut Errors) {
    if new.summary.trim().is_empty() {
        errors.add("summary", "Say what is happening");
    }
    let texts = [
        ("summary", &new.summary),
        ("hoped_for", &new.hoped_for),
        ("network_note", &new.network_note),
        ("agreement_note", &new.agreement_note),
    ];
    for (field, text) in texts {
        if text.chars().count() > LONGEST {
            errors.add(field, format!("Use {LONGEST} characters or fewer"));
        }
    }
}

/// Families are shown subjects, none of which they have to choose: the front door says which needs they are.
fn check_needs(new: &NewContact, public: bool, errors: &mut Errors) {
    if new.needs.is_empty() && !public {
        errors.add("needs", "Choose at least one need, as you see it now");
    }
}

/// Help may be asked for without agreement; then somebody says why (practice 3).
fn check_agreement(new: &NewContact, public: bool, errors: &mut Errors) {
    match new.agreement.as_str() {
        "given" => {}
        "refused" | "not-asked" if new.agreement_note.trim().is_empty() => {
            let told = match public {
                true => "Say what we should know before we talk to them",
                false => "Say why help is asked for without the family's agreement",
            };
            errors.add("agreement_note", told);
        }
        "refused" | "not-asked" => {}
        _ if public => errors.add("agreement", "Choose yes or not yet"),
        _ => errors.add("agreement", "Say whether the family agrees to this contact"),
    }
}

/// Everyone gets an answer: a family says how it reaches them. Of a young person a first name is enough.
fn check_maker(maker: &Maker, asked: &Asked, errors: &mut Errors) {
    if maker.name.trim().is_empty() {
        errors.add(
            "maker_name",
            if asked.is_young() { "Enter a name that we can call you by" } else { "Enter your name" },
        );
    }
    check_email(maker.email.trim(), errors);
}

/// What is safe has to be possible: a call needs a number, and a letter an address.
fn check_reach(new: &NewContact, pack: &Pack, today: NaiveDate, errors: &mut Errors) {
    use own_rules::ReachBy::{Call, Email, Here, Letter, Text};
    let (maker, reach) = (&new.maker, &new.asked.reach);
    let (phone, email) = (maker.phone.trim(), maker.email.trim());
    if (reach.by(Call) || reach.by(Text)) && phone.is_empty() {
        errors.add("maker_phone", "Enter the telephone number that is safe");
    }
    if (reach.by(Call) || reach.by(Text))
        && reach.safe().may(Call, phone) == Err(own_rules::CannotReach::NeverThisNumber)
    {
        errors.add("never", "You gave this number as the one to use. Take it out of one of the two");
    }
    if reach.by(Email) && email.is_empty() {
        errors.add("maker_email", "Enter the email address that is safe");
    }
    if reach.by(Letter) && reach.letter_to.trim().is_empty() {
        errors.add("letter_to", "Enter the address to which a letter can go");
    }
    if phone.is_empty() && email.is_empty() && !reach.by(Letter) && !reach.by(Here) {
        let told = "Enter a telephone number or an email address, or choose to read the answer on this site";
        errors.add("ways", told);
    }
    if !reach.interpreter.is_empty() && pack.code("language", &reach.interpreter, today).is_none() {
        errors.add("interpreter", "Choose a language from the list");
    }
    if new.asked.subjects.iter().any(|subject| pack.code("subject", subject, today).is_none()) {
        errors.add("subjects", "Choose from the list, or choose nothing");
    }
    let texts = [("times", &reach.times, 500), ("never", &reach.never, 200), ("letter_to", &reach.letter_to, 500)];
    for (field, text, most) in texts {
        if text.chars().count() > most {
            errors.add(field, format!("Use {most} characters or fewer"));
        }
    }
}

/// Nobody can ask more about a child in danger whom they cannot reach; whoever says that they cannot be, is heard, too.
fn check_call_back(maker: &Maker, errors: &mut Errors) {
    let (phone, email) = (maker.phone.trim(), maker.email.trim());
    check_email(email, errors);
    if phone.is_empty() && email.is_empty() && !maker.unreachable {
        let told = "Enter a telephone number or an email address, or say that you cannot be called back";
        errors.add("maker_phone", told);
    }
}

fn check_email(email: &str, errors: &mut Errors) {
    if !email.is_empty() && !is_address(email) {
        errors.add("maker_email", "Enter an email address like name@example.org");
    }
}

pub(crate) fn is_address(email: &str) -> bool {
    let parts = email.split_once('@');
    parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.')) && !email.contains(char::is_whitespace)
}

fn check_people(new: &NewContact, pack: &Pack, today: NaiveDate, errors: &mut Errors) -> Vec<Named> {
    if new.people.len() > MOST_PEOPLE {
        errors.add("people", format!("Name at most {MOST_PEOPLE} people"));
    }
    let some = new.people.iter().take(MOST_PEOPLE);
    let mut named: Vec<Named> =
        (1..).zip(some).filter_map(|(n, typed)| check_person(typed, n, pack, today, errors)).collect();
    for (n, one) in (1..).zip(&mut named) {
        one.born = new.asked.born_of(n).to_owned();
    }
    rules::together(named.iter_mut().map(|one| (one.role, &mut one.person)));
    named
}

/// Checks one person; field names begin with `people-N-`.
fn check_person(typed: &Typed, n: usize, pack: &Pack, today: NaiveDate, errors: &mut Errors) -> Option<Named> {
    let role = MemberRole::parse(&typed.role);
    if role.is_none() {
        errors.add(&format!("people-{n}-role"), NO_ROLE);
    }
    match typed.check(pack, today) {
        Ok(person) => role.map(|role| Named { role, person, born: String::new() }),
        Err(wrong) => {
            wrong.into_iter().for_each(|one| errors.add(&format!("people-{n}-{}", one.field), one.told));
            None
        }
    }
}
