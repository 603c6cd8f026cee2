//! What a version is written on: whom it asks about, what it asks, and in which words. Made anew from the record and
//! the pack while it is written; kept with it once it is authorised, so that no later name, birth or pack changes what it
//! says.

use chrono::NaiveDate;
use pack::{Area, Pack, Question, Term};
use people::{Member, MemberRole, PersonId, records::NOT_SHARED};
use serde::{Deserialize, Serialize};

/// How an unborn child without a name is called.
const UNNAMED: &str = "the unborn baby";

store::coded! {
    /// How far somebody can speak for themselves.
    pub enum Stage {
        /// Not yet born.
        Unborn = "unborn",
        /// Too young to say.
        Baby = "baby",
        /// A child or young person who can.
        Child = "child",
        /// No child.
        Grown = "grown",
    }
}

impl Stage {
    /// Whether it is one of the children.
    pub fn is_child(self) -> bool {
        self != Self::Grown
    }

    /// Whether they can say themselves how things are.
    pub fn speaks(self) -> bool {
        matches!(self, Self::Child | Self::Grown)
    }
}

/// Somebody of the family, as they were on the day of the paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Someone {
    /// Who.
    pub id: PersonId,
    /// In full.
    pub name: String,
    /// As they are called in a question.
    pub called: String,
    /// What they are to the family.
    pub role: MemberRole,
    /// How far they can speak for themselves.
    pub stage: Stage,
    /// Date of birth and age, or the day on which they are expected.
    pub born: String,
    /// They no longer share what is theirs with whoever reads.
    #[serde(skip)]
    pub withheld: bool,
}

impl Someone {
    fn of(member: &Member, baby_until: u32, on: NaiveDate) -> Self {
        let Member { person, role, .. } = member;
        let born = person.date_of_birth;
        let stage = match role {
            MemberRole::Unborn => Stage::Unborn,
            MemberRole::Child if born.is_some_and(|born| web::dates::years(born, on) < baby_until) => Stage::Baby,
            MemberRole::Child => Stage::Child,
            _ => Stage::Grown,
        };
        let unnamed = stage == Stage::Unborn && person.given_name.is_empty();
        let called = if unnamed { UNNAMED.to_owned() } else { person.given_name.clone() };
        let name = if unnamed { UNNAMED.to_owned() } else { person.name() };
        Self { id: person.id, name, called, role: *role, stage, born: person.born(on), withheld: false }
    }
}

/// The people, the questions and the words of a version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    /// The day.
    pub on: NaiveDate,
    /// The pack, by its content.
    pub pack: String,
    /// Everyone in the family, children first.
    pub people: Vec<Someone>,
    /// What is asked: what stands before the areas, then the areas.
    pub parts: Vec<Area>,
    /// The words for needs.
    pub needs: Vec<Term>,
    /// Who says how things are, on a scale.
    pub raters: Vec<Term>,
}

impl Paper {
    /// As the record and the pack are on this day.
    pub fn of(pack: &Pack, members: &[Member], on: NaiveDate) -> Self {
        let baby_until = pack.number("baby-until");
        let mut paper = Self {
            on,
            pack: pack.hash.to_string(),
            people: members.iter().map(|member| Someone::of(member, baby_until, on)).collect(),
            parts: pack.parts.iter().chain(&pack.areas).cloned().collect(),
            needs: pack.terms("need").to_vec(),
            raters: pack.terms("rater").to_vec(),
        };
        paper.withhold(members);
        paper
    }

    /// As whoever reads may know these people now: what somebody no longer shares is not told from what was kept.
    pub fn withhold(&mut self, members: &[Member]) {
        for member in members.iter().filter(|member| member.withheld) {
            for someone in self.people.iter_mut().filter(|someone| someone.id == member.person.id) {
                someone.name = NOT_SHARED.into();
                someone.called = NOT_SHARED.into();
                someone.born = String::new();
                someone.withheld = true;
            }
        }
    }

    /// The children: each has a section of their own.
    pub fn children(&self) -> impl Iterator<Item = &Someone> {
        self.people.iter().filter(|someone| someone.stage.is_child())
    }

    /// Parents and carers.
    pub fn parents(&self) -> impl Iterator<Item = &Someone> {
        self.people.iter().filter(|someone| matches!(someone.role, MemberRole::Parent | MemberRole::Carer))
    }

    /// A part or an area by its code.
    pub fn part(&self, code: &str) -> Option<&Area> {
        self.parts.iter().find(|part| part.code == code)
    }

    /// The needs that belong to this part.
    pub fn needs_of<'a>(&'a self, part: &'a Area) -> impl Iterator<Item = &'a Term> {
        self.needs.iter().filter(|need| part.need_groups.is_empty() || part.need_groups.contains(&need.group))
    }

    /// The words for needs, whose codes stand in one text.
    pub fn needs_in(&self, text: &str) -> String {
        let label = |code| self.needs.iter().find(|need| need.code == code).map_or(code, |need| need.label.as_str());
        text.split_whitespace().map(label).collect::<Vec<_>>().join(", ")
    }
}

/// A question in the words in which it is put about this person.
pub fn wording(question: &Question, about: Option<&Someone>) -> String {
    let Some(someone) = about else { return question.text.clone() };
    let text = match someone.stage {
        Stage::Unborn if !question.text_unborn.is_empty() => &question.text_unborn,
        Stage::Baby if !question.text_baby.is_empty() => &question.text_baby,
        _ => &question.text,
    };
    text.replace("{child}", &someone.called).replace("{parent}", &someone.called)
}
