//! The impact assessment by the form of 2021 (003) and the screening of 2014 (000d): what each must say before it is
//! authorised, and that nobody authorises alone.

use super::refuse;
use access::AccountId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use web::{Refusal, Refusals};

store::coded! {
    /// Which form.
    pub enum Way {
        /// The short form of 000d: is a full assessment needed?
        Screening = "screening",
        /// The full form of 003.
        Full = "full",
    }
}

impl Way {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Screening => "Screening",
            Self::Full => "Impact assessment",
        }
    }
}

store::coded! {
    /// How far it is.
    pub enum State {
        /// It is written.
        Draft = "draft",
        /// Somebody else looks at it.
        HandedIn = "handed-in",
        /// It is authorised and published.
        Published = "published",
    }
}

impl State {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::HandedIn => "Waits to be authorised",
            Self::Published => "Published",
        }
    }
}

store::coded! {
    /// What whoever leads it recommends (003 s7).
    pub enum Recommendation {
        /// Go on with it.
        Proceed = "proceed",
        /// Consider alternatives.
        Alternatives = "alternatives",
        /// Gather further evidence.
        Evidence = "evidence",
    }
}

impl Recommendation {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Proceed => "Go on with the change, with the actions",
            Self::Alternatives => "Consider alternatives",
            Self::Evidence => "Gather more evidence first",
        }
    }
}

store::coded! {
    /// What a screening concludes (000d).
    pub enum Conclusion {
        /// No full assessment.
        No = "no",
        /// None, but something is needed.
        NoBut = "no-but",
        /// A full assessment.
        Yes = "yes",
    }
}

impl Conclusion {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::No => "NO: no full assessment is needed",
            Self::NoBut => "NO, BUT: something else is needed",
            Self::Yes => "YES: a full assessment is made",
        }
    }
}

/// What is said of one characteristic, or one question of the screening.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "as the columns of the form; `None` where nothing is said")]
pub struct Impact {
    pub adverse: Option<bool>,
    pub advance: Option<bool>,
    pub foster: Option<bool>,
    pub evidence: String,
}

/// Everything that an assessment says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// The texts of the form, by the codes of [`FULL`] and [`SCREENING`].
    pub texts: BTreeMap<String, String>,
    /// By the codes of the pack's `equality-characteristic`, or of its `screening-question`.
    pub impacts: BTreeMap<String, Impact>,
    /// What was taken from the record and the area profile, as it stood then.
    pub evidence: Vec<String>,
    /// What is recommended.
    pub recommendation: Option<Recommendation>,
    /// Question 16: could it be adverse?
    pub adverse: Option<bool>,
    /// Question 17: can that be justified?
    pub justified: Option<bool>,
    /// What a screening concludes.
    pub conclusion: Option<Conclusion>,
    /// By when the full assessment is made.
    pub full_by: Option<NaiveDate>,
}

/// The texts of the full form: code, question, whether it must be answered (003 s1 to s7).
pub const FULL: &[(&str, &str, bool)] = &[
    ("change", "1. What is to change?", true),
    ("now", "1. How is it now?", true),
    ("consultation", "2. What did people say who were asked?", true),
    ("users", "2. What do figures of those who use it show beside those who live here?", true),
    ("who", "4. Who will be affected?", true),
    ("how", "4. How?", true),
    ("mitigation", "5. What can be done against what is adverse, and for equality and good relations?", true),
    ("other-ways", "5. In which other ways could it be given?", false),
    ("other-providers", "5. Who else could give it?", false),
    ("demand", "5. Could demand be met differently?", false),
    ("why-not", "7. Why does nothing mitigate, if nothing does?", false),
    ("service-plan", "8. Into which service plan do the actions go?", true),
];

/// The texts of the screening (000d 1 to 6, and what its conclusion asks for).
pub const SCREENING: &[(&str, &str, bool)] = &[
    ("purpose", "1. What is it for?", true),
    ("benefit", "2. Who is to benefit, and in what way?", true),
    ("outcomes", "3. Which outcomes are wanted?", true),
    ("contribute", "4. What could help the outcomes?", true),
    ("detract", "4. What could hinder them?", true),
    ("stakeholders", "5. Who has a stake in it?", true),
    ("responsible", "6. Who does it, and who is responsible?", true),
    ("required", "What is needed besides, if the conclusion is NO, BUT?", false),
];

/// The texts of a form.
pub const fn texts(way: Way) -> &'static [(&'static str, &'static str, bool)] {
    match way {
        Way::Full => FULL,
        Way::Screening => SCREENING,
    }
}

/// Why an assessment cannot be kept, handed in, authorised or acted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CannotAssess {
    /// It has no title.
    NoTitle,
    /// Neither form was chosen.
    NoWay,
    /// It is no draft.
    NotDraft,
    /// A text leads to somebody.
    Named(String),
    /// A text is missing.
    Unsaid(String),
    /// A characteristic or question is not answered.
    Unanswered(String),
    /// It is answered without evidence.
    NoEvidence(String),
    /// Something adverse is met by no action and no reason.
    Unmitigated,
    /// Nothing is recommended.
    NoRecommendation,
    /// The last questions of the screening.
    NoConclusion,
    /// What could be adverse and is not justified needs the full form.
    SaysNo,
    /// NO, BUT what?
    NoBut,
    /// YES, by when?
    NoFullBy,
    /// It was not handed in.
    NotHandedIn,
    /// Whoever wrote it, leads it or handed it in is to authorise it.
    Alone,
    /// When is it looked at again?
    NoReview,
    /// Why is it returned?
    NoReason,
    /// It is not published.
    NotPublished,
    /// An action says nothing.
    NoWhat,
    /// An action that nobody owns.
    NoOwner,
    /// An action without a day to come.
    NoDay,
    /// It is done already.
    DoneAlready,
    /// Nobody says what came of it.
    NotSaidWhatBecame,
}

impl From<CannotAssess> for Refusal {
    fn from(rule: CannotAssess) -> Self {
        let evidence = "Write the evidence for it: a yes or no alone is not enough";
        let (name, told, field): (_, &str, String) = match rule {
            CannotAssess::NoTitle => ("equality-without-title", "Enter what it is about", "title".into()),
            CannotAssess::NoWay => ("equality-without-form", "Choose the form", "way".into()),
            CannotAssess::NotDraft => (
                "equality-no-draft",
                "It was handed in or published, and does not change: begin the next from it",
                "form".into(),
            ),
            CannotAssess::Named(field) => (
                "equality-names-somebody",
                "Leave out telephone numbers, dates of birth, e-mail addresses and postcodes",
                field,
            ),
            CannotAssess::Unsaid(field) => ("equality-unsaid", "This is still to be written", field),
            CannotAssess::Unanswered(code) => ("equality-unanswered", "Say yes or no", format!("adverse-{code}")),
            CannotAssess::NoEvidence(code) => ("equality-without-evidence", evidence, format!("evidence-{code}")),
            CannotAssess::Unmitigated => (
                "equality-unmitigated",
                "Something is adverse: add an action against it, or write why nothing mitigates",
                "actions".into(),
            ),
            CannotAssess::NoRecommendation => {
                ("equality-without-recommendation", "Choose what is recommended", "recommendation".into())
            }
            CannotAssess::NoConclusion => (
                "screening-without-conclusion",
                "Answer the last two questions, and choose a conclusion",
                "conclusion".into(),
            ),
            CannotAssess::SaysNo => (
                "screening-says-no",
                "What could be adverse and is not justified needs a full assessment: choose YES",
                "conclusion".into(),
            ),
            CannotAssess::NoBut => ("screening-no-but", "Write what is needed besides", "required".into()),
            CannotAssess::NoFullBy => {
                ("screening-full-by", "Enter by when the full assessment is made, a day after today", "full_by".into())
            }
            CannotAssess::NotHandedIn => ("equality-not-handed-in", "It does not wait to be authorised", "form".into()),
            CannotAssess::Alone => (
                "equality-authorised-alone",
                "Whoever wrote, leads or handed in an assessment does not authorise it: somebody else does",
                "form".into(),
            ),
            CannotAssess::NoReview => {
                ("equality-without-review", "Enter when it is looked at again, a day after today", "review".into())
            }
            CannotAssess::NoReason => ("equality-returned-without-reason", "Write what is still missing", "why".into()),
            CannotAssess::NotPublished => ("equality-not-published", "It is not published yet", "form".into()),
            CannotAssess::NoWhat => ("equality-action-without-what", "Say what is to be done", "what".into()),
            CannotAssess::NoOwner => {
                ("equality-action-without-owner", "Choose who sees that it is done", "owner".into())
            }
            CannotAssess::NoDay => ("equality-action-without-day", "Enter a day after today", "on".into()),
            CannotAssess::DoneAlready => {
                ("equality-action-done", "Somebody has said already that it is done", "form".into())
            }
            CannotAssess::NotSaidWhatBecame => ("equality-action-without-word", "Say what came of it", "became".into()),
        };
        Self::new(name, told).at(field)
    }
}

/// May one be begun?
///
/// # Errors
/// Every [`CannotAssess`] that holds.
pub fn begin(title: &str, way: Option<Way>) -> Result<(), Refusals> {
    refuse([(title.trim().is_empty(), CannotAssess::NoTitle), (way.is_none(), CannotAssess::NoWay)])
}

/// May a draft say this?
///
/// # Errors
/// Every [`CannotAssess`] that holds.
pub fn say(state: State, title: &str, said: &Said) -> Result<(), Refusals> {
    let texts = said.texts.iter().filter(|(_, text)| web::names_somebody(text)).map(|(code, _)| code.clone());
    let evidence = said.impacts.iter().filter(|(_, impact)| web::names_somebody(&impact.evidence));
    let named = texts.chain(evidence.map(|(code, _)| format!("evidence-{code}")));
    let own = [(state != State::Draft, CannotAssess::NotDraft), (title.trim().is_empty(), CannotAssess::NoTitle)];
    refuse(own.into_iter().chain(named.map(|field| (true, CannotAssess::Named(field)))))
}

/// What handing in depends on.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct HandingIn<'a> {
    pub way: Way,
    pub state: State,
    pub said: &'a Said,
    /// The codes that have to be answered: characteristics, or questions of the screening.
    pub asked: &'a [String],
    pub actions: usize,
    pub today: NaiveDate,
}

/// May it be handed in?
///
/// # Errors
/// Every [`CannotAssess`] that holds.
pub fn hand_in(asked: HandingIn<'_>) -> Result<(), Refusals> {
    let said = asked.said;
    let text = |code: &str| said.texts.get(code).map_or("", |text| text.trim());
    let mut faults = vec![(asked.state != State::Draft, CannotAssess::NotDraft)];
    for (code, _, needed) in texts(asked.way) {
        faults.push((*needed && text(code).is_empty(), CannotAssess::Unsaid((*code).into())));
    }
    let nothing = Impact::default();
    for code in asked.asked {
        let impact = said.impacts.get(code).unwrap_or(&nothing);
        let whole = match asked.way {
            Way::Full => impact.adverse.is_some() && impact.advance.is_some() && impact.foster.is_some(),
            Way::Screening => impact.adverse.is_some(),
        };
        faults.push((!whole, CannotAssess::Unanswered(code.clone())));
        faults.push((whole && impact.evidence.trim().is_empty(), CannotAssess::NoEvidence(code.clone())));
    }
    match asked.way {
        Way::Full => {
            let adverse = said.impacts.values().any(|impact| impact.adverse == Some(true));
            let met = asked.actions > 0 || !text("why-not").is_empty();
            faults.push((adverse && !met, CannotAssess::Unmitigated));
            faults.push((said.recommendation.is_none(), CannotAssess::NoRecommendation));
        }
        Way::Screening => {
            // 17 is asked only of what could be adverse
            let asks = said.adverse == Some(true) && said.justified.is_none();
            faults.push((said.adverse.is_none() || asks || said.conclusion.is_none(), CannotAssess::NoConclusion));
            let needs = said.adverse == Some(true) && said.justified == Some(false);
            let conclusion = said.conclusion;
            faults.push((needs && conclusion.is_some_and(|one| one != Conclusion::Yes), CannotAssess::SaysNo));
            faults.push((conclusion == Some(Conclusion::NoBut) && text("required").is_empty(), CannotAssess::NoBut));
            let late = said.full_by.is_none_or(|by| by <= asked.today);
            faults.push((conclusion == Some(Conclusion::Yes) && late, CannotAssess::NoFullBy));
        }
    }
    refuse(faults)
}

/// Who had a hand in an assessment.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "as the rules ask")]
pub struct Hands<'a> {
    pub lead: AccountId,
    pub writers: &'a [AccountId],
    pub handed_in: Option<AccountId>,
}

/// May this person authorise and publish it, to be looked at again on that day?
///
/// # Errors
/// Every [`CannotAssess`] that holds.
pub fn authorise(
    state: State,
    hands: Hands<'_>,
    by: AccountId,
    (review, today): (Option<NaiveDate>, NaiveDate),
) -> Result<(), Refusals> {
    let own = hands.lead == by || hands.writers.contains(&by) || hands.handed_in == Some(by);
    refuse([
        (state != State::HandedIn, CannotAssess::NotHandedIn),
        (own, CannotAssess::Alone),
        (review.is_none_or(|on| on <= today), CannotAssess::NoReview),
    ])
}

/// May it be returned?
///
/// # Errors
/// Every [`CannotAssess`] that holds.
pub fn give_back(state: State, why: &str) -> Result<(), Refusals> {
    refuse([(state != State::HandedIn, CannotAssess::NotHandedIn), (why.trim().is_empty(), CannotAssess::NoReason)])
}

/// May the next edition be begun from it?
///
/// # Errors
/// [`CannotAssess::NotPublished`].
pub fn begin_again(state: State) -> Result<(), Refusals> {
    refuse([(state != State::Published, CannotAssess::NotPublished)])
}

/// May an action be agreed?
///
/// # Errors
/// Every [`CannotAssess`] that holds.
pub fn action(
    state: State,
    what: &str,
    owner: bool,
    (due, today): (Option<NaiveDate>, NaiveDate),
) -> Result<(), Refusals> {
    refuse([
        (state != State::Draft, CannotAssess::NotDraft),
        (what.trim().is_empty(), CannotAssess::NoWhat),
        (web::names_somebody(what), CannotAssess::Named("what".into())),
        (!owner, CannotAssess::NoOwner),
        (due.is_none_or(|day| day <= today), CannotAssess::NoDay),
    ])
}

/// May it be said that an action is done?
///
/// # Errors
/// Every [`CannotAssess`] that holds.
pub fn done(done: bool, became: &str) -> Result<(), Refusals> {
    refuse([(done, CannotAssess::DoneAlready), (!done && became.trim().is_empty(), CannotAssess::NotSaidWhatBecame)])
}

/// Why a year of monitoring cannot be frozen or published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotMonitor {
    /// The year is not over.
    NotOver,
    /// Its figures are not published.
    NoFigures,
    /// It is frozen or published already.
    Already,
    /// It does not wait.
    NotWaiting,
    /// Whoever froze it is to publish it.
    Alone,
}

impl From<CannotMonitor> for Refusal {
    fn from(rule: CannotMonitor) -> Self {
        let (name, told, field) = match rule {
            CannotMonitor::NotOver => ("monitoring-year-not-over", "Choose a financial year that is over", "year"),
            CannotMonitor::NoFigures => (
                "monitoring-figures-not-published",
                "The figures of that year are not published yet: that comes first",
                "year",
            ),
            CannotMonitor::Already => ("monitoring-already", "That year is frozen or published already", "year"),
            CannotMonitor::NotWaiting => ("monitoring-not-waiting", "It does not wait to be published", "form"),
            CannotMonitor::Alone => (
                "monitoring-published-alone",
                "Whoever froze it does not publish it: somebody else looks at it first",
                "form",
            ),
        };
        Self::new(name, told).at(field)
    }
}

/// May a year be frozen?
///
/// # Errors
/// Every [`CannotMonitor`] that holds.
pub fn freeze((over, figures, already): (bool, bool, bool)) -> Result<(), Refusals> {
    refuse([
        (!over, CannotMonitor::NotOver),
        (over && !figures, CannotMonitor::NoFigures),
        (already, CannotMonitor::Already),
    ])
}

/// May it be published by this person?
///
/// # Errors
/// Every [`CannotMonitor`] that holds.
pub fn publish(waits: bool, frozen_by: AccountId, by: AccountId) -> Result<(), Refusals> {
    refuse([(!waits, CannotMonitor::NotWaiting), (waits && frozen_by == by, CannotMonitor::Alone)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 5, n).expect("a day")
    }

    fn whole(way: Way, codes: &[String]) -> Said {
        let impact = Impact {
            adverse: Some(false),
            advance: Some(true),
            foster: Some(false),
            evidence: "Figures of the year.".into(),
        };
        Said {
            texts: texts(way).iter().map(|(code, _, _)| ((*code).to_owned(), "Said.".to_owned())).collect(),
            impacts: codes.iter().map(|code| (code.clone(), impact.clone())).collect(),
            recommendation: Some(Recommendation::Proceed),
            adverse: Some(false),
            conclusion: Some(Conclusion::No),
            ..Said::default()
        }
    }

    fn handing<'a>(way: Way, said: &'a Said, asked: &'a [String]) -> HandingIn<'a> {
        HandingIn { way, state: State::Draft, said, asked, actions: 0, today: day(1) }
    }

    #[test]
    fn a_yes_or_no_without_evidence_is_refused_in_both_forms() {
        let codes = vec!["age".to_owned(), "race".to_owned()];
        for way in [Way::Full, Way::Screening] {
            let mut said = whole(way, &codes);
            assert!(hand_in(handing(way, &said, &codes)).is_ok(), "{way:?}");
            said.impacts.get_mut("race").expect("said").evidence = " ".into();
            assert!(hand_in(handing(way, &said, &codes)).expect_err("no").names("equality-without-evidence"));
            said.impacts.remove("race");
            assert!(hand_in(handing(way, &said, &codes)).expect_err("no").names("equality-unanswered"));
        }
    }

    #[test]
    fn what_is_adverse_is_met_by_an_action_or_a_reason() {
        let codes = vec!["age".to_owned()];
        let mut said = whole(Way::Full, &codes);
        said.impacts.get_mut("age").expect("said").adverse = Some(true);
        said.texts.remove("why-not");
        assert!(hand_in(handing(Way::Full, &said, &codes)).expect_err("no").names("equality-unmitigated"));
        assert!(hand_in(HandingIn { actions: 1, ..handing(Way::Full, &said, &codes) }).is_ok());
        said.texts.insert("why-not".into(), "The law asks for it.".into());
        assert!(hand_in(handing(Way::Full, &said, &codes)).is_ok());
    }

    #[test]
    fn a_screening_that_finds_what_is_adverse_and_not_justified_says_yes() {
        let codes = vec!["age".to_owned()];
        let mut said = Said { adverse: Some(true), ..whole(Way::Screening, &codes) };
        assert!(hand_in(handing(Way::Screening, &said, &codes)).expect_err("no").names("screening-without-conclusion"));
        said.justified = Some(false);
        assert!(hand_in(handing(Way::Screening, &said, &codes)).expect_err("no").names("screening-says-no"));
        said.conclusion = Some(Conclusion::Yes);
        assert!(hand_in(handing(Way::Screening, &said, &codes)).expect_err("no").names("screening-full-by"));
        said.full_by = Some(day(20));
        assert!(hand_in(handing(Way::Screening, &said, &codes)).is_ok());
        said.conclusion = Some(Conclusion::NoBut);
        said.justified = Some(true);
        said.texts.remove("required");
        assert!(hand_in(handing(Way::Screening, &said, &codes)).expect_err("no").names("screening-no-but"));
    }

    #[test]
    fn nobody_authorises_what_they_wrote_lead_or_handed_in() {
        let [lead, writer, other] = [AccountId::new(), AccountId::new(), AccountId::new()];
        let writers = [writer];
        let hands = Hands { lead, writers: &writers, handed_in: Some(writer) };
        let when = (Some(day(20)), day(1));
        for by in [lead, writer] {
            let refused = authorise(State::HandedIn, hands, by, when).expect_err("refused");
            assert!(refused.names("equality-authorised-alone"));
        }
        assert!(authorise(State::HandedIn, hands, other, when).is_ok());
        let refused = authorise(State::HandedIn, hands, other, (Some(day(1)), day(1))).expect_err("refused");
        assert!(refused.names("equality-without-review"));
        assert!(authorise(State::Draft, hands, other, when).expect_err("no").names("equality-not-handed-in"));
        assert!(publish(true, lead, lead).expect_err("no").names("monitoring-published-alone"));
    }
}
