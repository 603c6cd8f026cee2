//! What is known of a person, wherever it is asked for: intake, family page, duplicates, API, import.
//!
//! [`Typed`] is what somebody gave, as text; [`Typed::check`] makes [`NewPerson`] of it, or says what is wrong with
//! each field. [`form`] draws and reads the one form of it, [`told`] tells of it. A new field is a line in
//! [`Details`], in [`Typed`], in the check, in the form, where it is told, and a column.

pub mod answers;
pub mod form;
pub mod told;

use self::answers::{REFUSED, answer};
use crate::{
    Address, MemberRole,
    records::person,
    rules::{self, CannotBeRead},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use pack::Pack;
use serde::{Deserialize, Serialize};
use store::MultiBackend;
use utoipa::ToSchema;

/// The longest answer, in characters.
const LONGEST: usize = 200;

/// What is known of a person: the columns of their record that people fill in.
#[derive(
    Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
#[diesel(table_name = person, check_for_backend(MultiBackend))]
#[serde(default)]
pub struct Details {
    /// First names.
    pub given_name: String,
    /// Last name.
    pub family_name: String,
    /// Last name before.
    pub former_family_name: Option<String>,
    /// Date of birth.
    pub date_of_birth: Option<NaiveDate>,
    /// The day on which an unborn child is expected.
    pub expected_on: Option<NaiveDate>,
    /// NHS number: ten digits that check.
    pub nhs_number: Option<String>,
    /// Unique pupil number: a letter and twelve digits that check.
    pub upn: Option<String>,
    /// Telephone number, as it was given.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// First language: a word of the pack's `language`; empty where nobody asked.
    pub language: String,
    /// Whether they need an interpreter.
    pub interpreter: bool,
    /// The language in which they want to be spoken and written to, where it is another.
    pub preferred_language: Option<String>,
    /// How they want to be spoken of, in their own words: `they`.
    pub pronouns: String,
    /// School or nursery.
    pub school: String,
    /// The doctor's surgery.
    pub gp: String,
    /// A word of the pack's `sex`; of this and all that follow, nothing where nobody asked, and [`answers::REFUSED`]
    /// where they prefer not to say.
    pub sex: Option<String>,
    /// In their own words.
    pub gender: Option<String>,
    /// A word of the pack's `ethnicity`.
    pub ethnicity: Option<String>,
    /// A word of the pack's `religion`.
    pub religion: Option<String>,
    /// A word of the pack's `disability`.
    pub disability: Option<String>,
    /// Of a disability, what it is and what helps.
    pub disability_what: String,
    /// A word of the pack's `sen-support`.
    pub sen_support: Option<String>,
}

/// A person about to be entered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPerson {
    /// What is known of them.
    pub details: Details,
    /// Where they live.
    pub address: Address,
    /// Whether that is to be kept from someone (T16).
    pub protected: bool,
}

/// What somebody gave of a person, as text: from a form, a draft, the API, a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Person)]
#[serde(deny_unknown_fields, default)]
pub struct Typed {
    /// `child`, `unborn`, `parent`, `carer`, `wider-family` or `other`.
    pub role: String,
    /// First names.
    pub given_name: String,
    /// Last name.
    pub family_name: String,
    /// Last name before.
    pub former_family_name: Option<String>,
    /// ISO 8601.
    #[schema(format = Date)]
    pub date_of_birth: Option<String>,
    /// ISO 8601, for an unborn child.
    #[schema(format = Date)]
    pub expected_on: Option<String>,
    /// Ten digits that check.
    pub nhs_number: Option<String>,
    /// Unique pupil number.
    pub upn: Option<String>,
    /// Telephone number.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// First language: a word of the practice pack.
    pub language: String,
    /// Whether they need an interpreter.
    pub interpreter: bool,
    /// The language in which they want to be spoken and written to.
    pub preferred_language: Option<String>,
    /// How they want to be spoken of.
    pub pronouns: String,
    /// School or nursery.
    pub school: String,
    /// The doctor's surgery.
    pub gp: String,
    /// `f`, `m` or `refused`; this and all that follow are empty where nobody asked.
    pub sex: String,
    /// In their own words.
    pub gender: String,
    /// They prefer not to say their gender.
    pub gender_refused: bool,
    /// A word of the practice pack, or the code of Annex A: `WBRI`; `refused` or `REFU` where they prefer not to say.
    pub ethnicity: String,
    /// A word of the practice pack.
    pub religion: String,
    /// `yes`, `no` or `refused`.
    pub disability: String,
    /// Of a disability, what it is and what helps.
    pub disability_what: String,
    /// `none`, `support`, `plan` or `refused`.
    pub sen_support: String,
    /// Where they live.
    pub address: TypedAddress,
}

/// An address as somebody gave it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Address)]
#[serde(deny_unknown_fields, default)]
pub struct TypedAddress {
    /// House and street.
    pub line_1: String,
    /// More of it.
    pub line_2: String,
    /// Town.
    pub town: String,
    /// A full UK postcode.
    pub postcode: String,
    /// To be kept from someone.
    pub protected: bool,
}

impl TypedAddress {
    /// As it stands in a record.
    pub fn of(address: &Address, protected: bool) -> Self {
        let Address { line_1, line_2, town, postcode } = address.clone();
        Self { line_1, line_2, town, postcode, protected }
    }
}

impl Typed {
    /// As they stand in a record, without a place.
    pub fn of(details: &Details, role: MemberRole) -> Self {
        let known = details.clone();
        let withheld = known.gender.as_deref() == Some(REFUSED);
        Self {
            role: role.code().into(),
            given_name: known.given_name,
            family_name: known.family_name,
            former_family_name: known.former_family_name,
            date_of_birth: known.date_of_birth.map(|on| on.to_string()),
            expected_on: known.expected_on.map(|on| on.to_string()),
            nhs_number: known.nhs_number,
            upn: known.upn,
            phone: known.phone,
            email: known.email,
            language: known.language,
            interpreter: known.interpreter,
            preferred_language: known.preferred_language,
            pronouns: known.pronouns,
            school: known.school,
            gp: known.gp,
            sex: known.sex.unwrap_or_default(),
            gender: known.gender.filter(|_| !withheld).unwrap_or_default(),
            gender_refused: withheld,
            ethnicity: known.ethnicity.unwrap_or_default(),
            religion: known.religion.unwrap_or_default(),
            disability: known.disability.unwrap_or_default(),
            disability_what: known.disability_what,
            sen_support: known.sen_support.unwrap_or_default(),
            address: TypedAddress::default(),
        }
    }

    /// In full, as far as it was given.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name).trim().to_owned()
    }

    /// Checks everything. What is wrong is told field by field, under the names of [`Typed`] and [`TypedAddress`].
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the form.
    pub fn check(&self, pack: &Pack, today: NaiveDate) -> Result<NewPerson, Vec<CannotBeRead>> {
        let nameless = self.name().is_empty();
        self.checked(pack, today, nameless.then_some("Enter a name"))
    }

    /// As [`Typed::check`], of somebody who is only looked for: a number is as good as a name.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn check_sought(&self, pack: &Pack, today: NaiveDate) -> Result<NewPerson, Vec<CannotBeRead>> {
        let numbers = [or_empty(&self.nhs_number), or_empty(&self.upn)];
        let nothing = self.name().is_empty() && numbers.iter().all(|number| number.trim().is_empty());
        self.checked(pack, today, nothing.then_some("give a name or a number"))
    }

    fn checked(&self, pack: &Pack, today: NaiveDate, nameless: Option<&str>) -> Result<NewPerson, Vec<CannotBeRead>> {
        let mut wrong = Vec::new();
        if let Some(told) = nameless {
            wrong.push(CannotBeRead::new("given_name", told));
        }
        self.check_lengths(&mut wrong);

        let date_of_birth = date("date_of_birth", self.date_of_birth.as_deref(), &mut wrong);
        let expected_on = date("expected_on", self.expected_on.as_deref(), &mut wrong);
        if let Err(told) = rules::birth(date_of_birth, expected_on, today) {
            wrong.push(CannotBeRead::new("date_of_birth", told));
        }
        let nhs_number = number("nhs_number", self.nhs_number.as_deref(), rules::nhs_number, &mut wrong);
        let upn = number("upn", self.upn.as_deref(), rules::upn, &mut wrong);
        let postcode = number("postcode", Some(&self.address.postcode), rules::postcode, &mut wrong);
        let preferred = or_empty(&self.preferred_language);
        if !preferred.is_empty() && pack.code("language", preferred, today).is_none() {
            wrong.push(CannotBeRead::new("preferred_language", "Choose a language from the list"));
        }
        let mut said = |name: &'static str, said: &str| answer(pack, today, (name, said), &mut wrong);
        let sex = said("sex", &self.sex);
        let ethnicity = said("ethnicity", &self.ethnicity);
        let religion = said("religion", &self.religion);
        let disability = said("disability", &self.disability);
        let sen_support = said("sen_support", &self.sen_support);
        let (gender, disability) = (self.gender(&mut wrong), self.disability(disability, &mut wrong));
        if !wrong.is_empty() {
            return Err(wrong);
        }

        let details = Details {
            given_name: trimmed(&self.given_name),
            family_name: trimmed(&self.family_name),
            former_family_name: given(self.former_family_name.as_deref()),
            date_of_birth,
            expected_on,
            nhs_number,
            upn,
            phone: trimmed(&self.phone),
            email: trimmed(&self.email),
            language: trimmed(&self.language),
            interpreter: self.interpreter,
            preferred_language: given(self.preferred_language.as_deref()),
            pronouns: trimmed(&self.pronouns),
            school: trimmed(&self.school),
            gp: trimmed(&self.gp),
            sex,
            gender,
            ethnicity,
            religion,
            disability,
            disability_what: trimmed(&self.disability_what),
            sen_support,
        };
        let address = Address {
            line_1: trimmed(&self.address.line_1),
            line_2: trimmed(&self.address.line_2),
            town: trimmed(&self.address.town),
            postcode: postcode.unwrap_or_default(),
        };
        Ok(NewPerson { details, address, protected: self.address.protected })
    }

    /// Their own words, or that they prefer not to say; not both.
    fn gender(&self, wrong: &mut Vec<CannotBeRead>) -> Option<String> {
        let words = given(Some(&self.gender));
        if words.is_some() && self.gender_refused {
            let told = "Give their own words, or say that they prefer not to say, not both";
            wrong.push(CannotBeRead::new("gender", told));
        }
        words.or_else(|| self.gender_refused.then(|| REFUSED.into()))
    }

    /// Who says what it is says that there is one.
    fn disability(&self, answer: Option<String>, wrong: &mut Vec<CannotBeRead>) -> Option<String> {
        if self.disability_what.trim().is_empty() {
            return answer;
        }
        if answer.as_deref().is_some_and(|answer| answer != "yes") {
            wrong.push(CannotBeRead::new("disability", "Answer yes, or leave empty what the disability is"));
        }
        answer.or_else(|| Some("yes".into()))
    }

    fn check_lengths(&self, wrong: &mut Vec<CannotBeRead>) {
        let texts = [
            ("given_name", &*self.given_name),
            ("family_name", &self.family_name),
            ("former_family_name", or_empty(&self.former_family_name)),
            ("phone", &self.phone),
            ("email", &self.email),
            ("pronouns", &self.pronouns),
            ("school", &self.school),
            ("gp", &self.gp),
            ("gender", &self.gender),
            ("disability_what", &self.disability_what),
            ("line_1", &self.address.line_1),
            ("line_2", &self.address.line_2),
            ("town", &self.address.town),
        ];
        for (field, text) in texts {
            if text.chars().count() > LONGEST {
                wrong.push(CannotBeRead::new(field, format!("Use {LONGEST} characters or fewer")));
            }
        }
    }
}

fn or_empty(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

/// A text, unless nothing was given.
fn given(text: Option<&str>) -> Option<String> {
    text.map(trimmed).filter(|text| !text.is_empty())
}

fn date(field: &'static str, text: Option<&str>, wrong: &mut Vec<CannotBeRead>) -> Option<NaiveDate> {
    let text = given(text)?;
    let date = text.parse::<NaiveDate>().ok().filter(|date| (1900..2100).contains(&chrono::Datelike::year(date)));
    if date.is_none() {
        wrong.push(CannotBeRead::new(field, "Enter a real date, like 2016-03-27"));
    }
    date
}

fn number(
    field: &'static str,
    text: Option<&str>,
    parse: fn(&str) -> Result<String, &'static str>,
    wrong: &mut Vec<CannotBeRead>,
) -> Option<String> {
    let text = given(text)?;
    parse(&text).map_err(|told| wrong.push(CannotBeRead::new(field, told))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack() -> Pack {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../packs/medway");
        Pack::read(&dir).expect("the pack")
    }

    fn fields(typed: &Typed) -> Vec<&'static str> {
        let today = NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day");
        typed.check(&pack(), today).err().unwrap_or_default().iter().map(|wrong| wrong.field).collect()
    }

    #[test]
    fn every_fault_of_a_person_is_told_at_once_in_the_order_of_the_form() {
        let typed = Typed {
            date_of_birth: Some("2015-02-29".into()),
            nhs_number: Some("9434765918".into()),
            preferred_language: Some("klingon".into()),
            address: TypedAddress { postcode: "nowhere".into(), ..TypedAddress::default() },
            ..Typed::default()
        };
        assert_eq!(fields(&typed), ["given_name", "date_of_birth", "nhs_number", "postcode", "preferred_language"]);
    }

    #[test]
    fn a_name_alone_is_enough() {
        assert!(fields(&Typed { given_name: "Ada".into(), ..Typed::default() }).is_empty());
    }

    fn checked(typed: &Typed) -> Details {
        let today = NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day");
        typed.check(&pack(), today).expect("right").details
    }

    fn ada() -> Typed {
        Typed { given_name: "Ada".into(), ..Typed::default() }
    }

    #[test]
    fn not_asked_and_prefers_not_to_say_are_two_answers() {
        let unasked = checked(&ada());
        assert_eq!((unasked.language.as_str(), unasked.gender, unasked.ethnicity), ("", None, None));

        let refused = || REFUSED.to_owned();
        let said = Typed { ethnicity: "REFU".into(), religion: refused(), gender_refused: true, ..ada() };
        let details = checked(&said);
        let all = [details.ethnicity.clone(), details.religion.clone(), details.gender.clone()];
        assert_eq!(all, [Some(refused()), Some(refused()), Some(refused())]);
        let again = Typed::of(&details, MemberRole::Child);
        assert!(again.gender_refused && again.gender.is_empty());

        let nobt = Typed { ethnicity: "NOBT".into(), religion: "not-asked".into(), ..ada() };
        assert_eq!((checked(&nobt).ethnicity, checked(&nobt).religion), (None, None));
    }

    #[test]
    fn an_ethnicity_is_known_by_its_word_and_by_the_code_of_the_returns() {
        for said in ["WBRI", "wbri"] {
            assert_eq!(checked(&Typed { ethnicity: said.into(), ..ada() }).ethnicity, Some("wbri".into()));
        }
        assert_eq!(fields(&Typed { ethnicity: "martian".into(), sex: "x".into(), ..ada() }), ["sex", "ethnicity"]);
    }

    #[test]
    fn what_a_disability_is_says_that_there_is_one() {
        let what = Typed { disability_what: "Uses a wheelchair".into(), ..ada() };
        assert_eq!(checked(&what).disability, Some("yes".into()));
        assert_eq!(fields(&Typed { disability: "no".into(), ..what }), ["disability"]);
        assert_eq!(fields(&Typed { gender: "A girl".into(), gender_refused: true, ..ada() }), ["gender"]);
    }
}
