//! A file as plain facts: what is kept of one period of help, as far as a check looks at it. Nothing here asks a
//! database.

use chrono::NaiveDate;
use people::PersonId;
use store::Uuid;

/// Numbers of the pack.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "named as in the pack")]
pub struct Numbers {
    pub line: u32,
    pub paragraph: u32,
    pub after_move: u32,
    pub contact_gap: u32,
    pub drift_months: u32,
    pub drift_reviews: u32,
    pub review_latest: u32,
    pub agreement_again: u32,
    pub positive_outcomes: u32,
}

/// One period of help.
#[derive(Debug, Clone)]
pub struct File {
    /// The day.
    pub today: NaiveDate,
    /// Which.
    pub episode: Uuid,
    /// Whose.
    pub family: Uuid,
    /// When it began.
    pub opened_on: NaiveDate,
    /// When it ended.
    pub closed_on: Option<NaiveDate>,
    /// Since when somebody leads; `None` where nobody does.
    pub led_since: Option<NaiveDate>,
    /// When somebody of the family last moved to another home; never of a home that is protected.
    pub moved_on: Option<NaiveDate>,
    /// Who is in the family now.
    pub people: Vec<Person>,
    /// The newest assessment.
    pub assessment: Option<Assessed>,
    /// The plan that runs, else the last.
    pub plan: Option<Planned>,
    /// Reviews that were held, the newest first.
    pub reviews: Vec<Reviewed>,
    /// The review that is planned.
    pub planned: Option<Coming>,
    /// How help ended.
    pub ended: Option<Ended>,
    /// Marks of paragraphs of this file that stood in another family's file before.
    pub elsewhere: Vec<u64>,
    /// Of the pack.
    pub numbers: Numbers,
}

impl File {
    /// Whether help goes on.
    pub fn is_open(&self) -> bool {
        self.closed_on.is_none()
    }

    /// The children who are born.
    pub fn born(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|person| person.is_child && !person.unborn)
    }
}

/// Somebody of the family.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// A child, born or not.
    pub is_child: bool,
    /// Not yet born.
    pub unborn: bool,
    /// A parent, not a carer or anybody else.
    pub is_parent: bool,
    /// When they were last seen in this period of help.
    pub seen_on: Option<NaiveDate>,
    /// Until when their last yes holds, if it was one.
    pub agreed_until: Option<NaiveDate>,
}

/// The newest version of the assessment.
#[derive(Debug, Clone)]
pub struct Assessed {
    /// Which.
    pub id: Uuid,
    /// When it was completed; `None` while it is written.
    pub completed_on: Option<NaiveDate>,
    /// Everybody on the paper on which it is written.
    pub on_paper: Vec<PersonId>,
    /// Its parts.
    pub parts: Vec<Part>,
    /// How many were asked besides the family.
    pub consulted: usize,
    /// Answers, and those that were taken over from before and that nobody has confirmed.
    pub taken_over: (usize, usize),
}

/// A part of the assessment: what stands before the areas, or an area.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Its code.
    pub code: String,
    /// Whether it is one of the areas.
    pub is_area: bool,
    /// What goes well; `None` where that is not asked.
    pub strengths: Option<String>,
    /// What people worry about.
    pub worries: Option<String>,
    /// What needs to happen.
    pub needed: Option<String>,
    /// What else is asked of the family.
    pub other: Vec<String>,
    /// Presenting needs are named.
    pub presenting: bool,
    /// Underlying needs are named.
    pub underlying: bool,
    /// What is asked about each child: who, whether they can speak for themselves, question, answer.
    pub of_children: Vec<OfChild>,
    /// What is asked of each parent or carer.
    pub of_parents: Vec<(PersonId, String)>,
    /// For each scale, how many could say a number and how many did.
    pub scales: Vec<(usize, usize)>,
}

impl Part {
    /// Every text of it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let of_family = [&self.strengths, &self.worries, &self.needed].into_iter().flatten().chain(&self.other);
        let of_each = self.of_children.iter().map(|of| &of.text).chain(self.of_parents.iter().map(|(_, text)| text));
        of_family.chain(of_each).map(String::as_str)
    }

    /// Whether anything was written into it.
    pub fn is_begun(&self) -> bool {
        self.texts().any(|text| !text.trim().is_empty()) || self.presenting || self.underlying
    }
}

/// What is said about one child.
#[derive(Debug, Clone)]
pub struct OfChild {
    /// Who.
    pub child: PersonId,
    /// They can speak for themselves.
    pub speaks: bool,
    /// To which question.
    pub question: String,
    /// The answer.
    pub text: String,
}

/// A plan.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Which.
    pub id: Uuid,
    /// When the family agreed it.
    pub agreed_on: Option<NaiveDate>,
    /// It is still followed.
    pub runs: bool,
    /// What the family said of it.
    pub words: String,
    /// Its outcomes.
    pub outcomes: Vec<Outcome>,
    /// When something was last done or achieved.
    pub progress: Vec<NaiveDate>,
}

/// An outcome.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Which.
    pub id: Uuid,
    /// What will be different.
    pub words: String,
    /// How one will see it.
    pub measure: String,
    /// By when.
    pub by_on: NaiveDate,
    /// The area of the assessment.
    pub area: String,
    /// A word of the pack's `result`.
    pub result: Option<String>,
}

/// A review that was held.
#[derive(Debug, Clone)]
pub struct Reviewed {
    /// Which.
    pub id: Uuid,
    /// When.
    pub on: NaiveDate,
    /// What has gone well.
    pub positives: String,
    /// What has changed.
    pub changed: String,
    /// What still needs support.
    pub support: String,
    /// What the parents and carers say.
    pub family_view: String,
    /// Why it was decided so.
    pub reason: String,
    /// The plan goes on as it is.
    pub goes_on: bool,
    /// What each child said.
    pub said: Vec<(PersonId, String)>,
}

/// A review that is to be held.
#[derive(Debug, Clone, Copy)]
pub struct Coming {
    /// Which.
    pub id: Uuid,
    /// The last day.
    pub latest_on: NaiveDate,
}

/// How help ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// A word of the pack's `closing-reason`.
    pub reason: String,
    /// What the family has.
    pub exit_plan: String,
    /// Outcomes of the last plan that the family agreed, and how many were achieved.
    pub outcomes: (usize, usize),
}
