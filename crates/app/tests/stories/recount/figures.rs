//! Each figure, counted from the base tables as a board member reads its definition. Of the code that is tested it
//! knows the names of the dimensions and the bands of age, and nothing else.
//!
//! Where a definition leaves something open, it is read so:
//!
//! * the day on which help ended is a day on which the family was helped, but it was not helped at its end;
//! * a family with several periods of help in a period is told apart as the first of them says, and so is a child;
//! * a child is one of the family until they leave it or die; who came later is one, too;
//! * who is expected is born on the day on which they are expected, until somebody says when they were;
//! * a contact has the age of the youngest child in it who is born;
//! * half of a plan's outcomes is half of all of them, those that are no longer relevant with them;
//! * a review that was held counts though help had ended by its latest day;
//! * a first visit is one on or after the day on which somebody led, and notes that were struck out say nothing;
//! * a scale is asked twice within one period of help, or one place in a group, on two days: in versions of an
//!   assessment that were authorised, or before and after the group; the numbers of a review have no area.

use super::{
    base::{Answer, At, Base, Contact, Enrolment, Episode, Outcome, Plan, StepUp},
    calendar::{months_before, working_days},
};
use chrono::{Days, NaiveDate};
use insight::{
    counting::Window,
    facts::{Dim, dims},
};
use std::collections::{BTreeMap, BTreeSet};

/// One record that a figure counts.
#[derive(Debug, Clone, Default)]
pub struct Thing {
    /// Whether it is in the numerator.
    pub yes: bool,
    /// How long it took; none where it is not over, or where nobody asks.
    pub value: Option<i64>,
    /// What is said of it.
    pub said: BTreeMap<Dim, Option<String>>,
}

impl Thing {
    fn new(yes: bool) -> Self {
        Self { yes, ..Self::default() }
    }

    fn lasting(value: Option<i64>) -> Self {
        Self { value, ..Self::new(true) }
    }

    fn said(mut self, dim: Dim, word: Option<&str>) -> Self {
        self.said.insert(dim, word.filter(|word| !word.is_empty()).map(str::to_owned));
        self
    }
}

/// Counts one period, on the day of counting.
pub struct Counter<'a> {
    pub base: &'a Base,
    pub window: Window,
    pub today: NaiveDate,
}

impl Counter<'_> {
    /// What the figure of this id counts: each record once, with those of its denominator that are not in it.
    pub fn figure(&self, id: &str) -> Vec<Thing> {
        match id {
            "1a" => self.received().map(|contact| self.contact(contact, true)).collect(),
            "1b" => self.received().flat_map(|contact| self.needs(contact)).collect(),
            "2" => self.received().map(|contact| self.contact(contact, contact.again != 0)).collect(),
            "3" => self.waiting(),
            "4" => self.families(|episode| self.touches(episode), |_| true),
            "4c" => self.children(|_, _| true),
            "5" => self.assessments(|_| true),
            "5h" => self.assessments(|side| side == Some("hub")),
            "5p" => self.assessments(|side| side == Some("partner")),
            "6" => self.plans("intervention"),
            "6f" => self.plans("family"),
            "7" => self.ended().map(of_length).collect(),
            "7o" => self.families(|episode| self.goes_on(episode), |_| true),
            "8" => self.step_ups(),
            "9" => self.step_downs(),
            "10" => self.ended().map(|episode| of_reason(episode, self.is_positive(episode))).collect(),
            "11" => self.audits(),
            "12a" => self.answers(|answer| answer.timely.as_deref()),
            "12b" => self.answers(|answer| answer.helpful.as_deref()),
            "12c" => self.answers(|answer| answer.able.as_deref()),
            "c1" => self.received().map(|contact| self.timed(contact, contact.decided_at)).collect(),
            "c2" => self.received().map(|contact| self.timed(contact, contact.answered_at)).collect(),
            "c3" => self.steps(|episode| Some(episode.opened_at.day()), |episode| self.led_on(episode)),
            "c4" => self.steps(|episode| self.led_on(episode), |episode| self.visited_on(episode)),
            "c5" => self.steps(|episode| self.agreed_on(episode), |episode| self.assessed_on(episode)),
            "c6" => self.steps(begun_with_a_plan, |episode| self.planned_on(episode)),
            "r1" => self.reviews(),
            "r2" => self.families(|episode| self.drifts(episode), |_| true),
            "r3" => self.families(|episode| self.goes_on(episode), |episode| self.is_led(episode)),
            "r4" => self.children(|episodes, child| self.was_seen(episodes, child)),
            "r5" => self.changes_of_level(),
            "b6" => self.ended_long_ago(183).map(|episode| of_reason(episode, self.came_back(episode, 183))).collect(),
            "b12" => self.ended_long_ago(365).map(|episode| of_reason(episode, self.came_back(episode, 365))).collect(),
            "s6" => self.sustained(),
            "o1" => self.results(),
            "o10" => self.national(),
            "d1" => self.scales(),
            "v1" => self.referrals(),
            "v2" => self.taken().map(of_state).collect(),
            "v3" => self.factors(),
            "v4" => self.built(),
            "n1" => self.unmet(),
            "p1" => self.decisions(),
            "w1" => self.decided(),
            "q1" => self.to_mend(),
            "q2" => self.not_so(),
            other => panic!("figure {other} has no recount"),
        }
    }

    fn holds(&self, day: NaiveDate) -> bool {
        self.window.from <= day && day <= self.window.to
    }

    fn holds_at(&self, at: Option<At>) -> bool {
        at.is_some_and(|at| self.holds(at.day()))
    }
}

/// Contacts.
impl<'a> Counter<'a> {
    fn received(&self) -> impl Iterator<Item = &'a Contact> {
        self.base.contacts.iter().filter(|contact| self.holds(contact.received_at.day()))
    }

    fn contact(&self, contact: &Contact, yes: bool) -> Thing {
        Thing::new(yes)
            .said(Dim::Source, Some(&contact.source))
            .said(Dim::What, Some(&contact.kind))
            .said(Dim::Level, contact.level.as_deref())
            .said(Dim::Ward, contact.family_id.as_deref().and_then(|family| self.ward(family)))
            .said(Dim::Age, self.age_of_youngest(contact))
    }

    /// The age of the youngest child who is named and born; else that one is expected.
    fn age_of_youngest(&self, contact: &Contact) -> Option<&'static str> {
        let named = || self.base.named.iter().filter(|named| named.contact_id == contact.id);
        let born = named().filter(|named| named.role == "child").filter_map(|named| named.date_of_birth).max();
        match born {
            Some(youngest) => Some(dims::age_band(youngest, contact.received_at.day())),
            None => named().any(|named| named.role == "unborn").then_some("unborn"),
        }
    }

    fn needs(&self, contact: &Contact) -> Vec<Thing> {
        let needs: BTreeSet<String> = serde_json::from_str(&contact.needs).expect("needs");
        needs.iter().map(|need| self.contact(contact, true).said(Dim::Need, Some(need))).collect()
    }

    fn timed(&self, contact: &Contact, done: Option<At>) -> Thing {
        let value = done.map(|done| working_days(contact.received_at.day(), done.day()));
        Thing { value, ..self.contact(contact, true) }
    }

    fn decided(&self) -> Vec<Thing> {
        let decided = self.base.contacts.iter().filter(|contact| self.holds_at(contact.decided_at));
        decided.map(|contact| self.contact(contact, true).said(Dim::What, contact.outcome.as_deref())).collect()
    }

    fn unmet(&self) -> Vec<Thing> {
        let unmet = self.base.unmet.iter().filter(|unmet| self.holds(unmet.at.day()));
        unmet.map(|unmet| Thing::new(true).said(Dim::Need, Some(&unmet.need))).collect()
    }

    /// The ward of the home; none where the address of somebody who lives there is protected.
    fn ward(&self, family: &str) -> Option<&'a str> {
        let home = |family_id: &Option<String>| family_id.as_deref() == Some(family);
        let addresses = self.base.addresses.iter().filter(|at| home(&at.family_id) && at.until_at.is_none());
        let homes: Vec<_> = addresses.collect();
        if homes.iter().any(|address| address.protected != 0) {
            return None;
        }

        let code = homes.first()?.postcode.replace(' ', "");
        let found = self.base.postcodes.iter().find(|postcode| postcode.code == code);
        found.map(|postcode| postcode.ward.as_str())
    }
}

/// What checks find.
impl Counter<'_> {
    /// Every file once for each check that has found something in it which stands at the end of the last day.
    fn to_mend(&self) -> Vec<Thing> {
        let last = self.window.to;
        let stands = |day: Option<NaiveDate>| day.is_none_or(|day| day > last);
        let found = self.base.findings.iter().filter(|finding| finding.found_on <= last);
        let found = found.filter(|finding| stands(finding.ended_on) && stands(finding.answered_on));
        let files: BTreeSet<(&str, &str)> = found.map(|one| (one.episode_id.as_str(), one.code.as_str())).collect();
        let files = files.into_iter().filter(|(episode, _)| self.is_valid(episode));
        files.map(|(_, code)| Thing::new(true).said(Dim::What, Some(code))).collect()
    }

    fn not_so(&self) -> Vec<Thing> {
        let answers = self.base.not_so.iter().filter(|answer| self.holds(answer.answered_at.day()));
        let answers = answers.filter(|answer| answer.taken_back_at.is_none() && self.is_valid(&answer.episode_id));
        answers.map(|answer| Thing::new(true).said(Dim::What, Some(&answer.code))).collect()
    }
}

/// Help, and for whom.
impl<'a> Counter<'a> {
    /// Episodes that were not opened in error.
    fn valid(&self) -> impl Iterator<Item = &'a Episode> {
        let in_error = |episode: &Episode| episode.closing_reason.as_deref() == Some("opened-in-error");
        self.base.episodes.iter().filter(move |episode| !in_error(episode))
    }

    fn ended(&self) -> impl Iterator<Item = &'a Episode> {
        self.valid().filter(|episode| self.holds_at(episode.closed_at))
    }

    fn ended_long_ago(&self, days: u64) -> impl Iterator<Item = &'a Episode> {
        self.ended().filter(move |episode| self.today >= last_day(episode) + Days::new(days))
    }

    /// Whether the family was helped on a day of the period: the day on which help ends is one.
    fn touches(&self, episode: &Episode) -> bool {
        episode.opened_at.day() <= self.window.to && self.window.from <= last_day(episode)
    }

    /// Whether help had begun and had not ended at the end of the last day.
    fn goes_on(&self, episode: &Episode) -> bool {
        let ended = episode.closed_at.is_some_and(|at| at.day() <= self.window.to);
        episode.opened_at.day() <= self.window.to && !ended
    }

    fn drifts(&self, episode: &Episode) -> bool {
        self.goes_on(episode) && episode.opened_at.day() < months_before(self.window.to, 6)
    }

    fn is_led(&self, episode: &Episode) -> bool {
        self.led_on(episode).is_some_and(|day| day <= self.window.to)
    }

    /// Families with such an episode, each once, told apart as the first of them says.
    fn families(&self, such: impl Fn(&Episode) -> bool, yes: impl Fn(&Episode) -> bool) -> Vec<Thing> {
        let mut episodes: Vec<&Episode> = self.valid().filter(|episode| such(episode)).collect();
        episodes.sort_by_key(|episode| (&episode.family_id, episode.opened_at));
        episodes.dedup_by_key(|episode| &episode.family_id);
        episodes.iter().map(|one| Thing::new(yes(one)).said(Dim::What, Some(&one.kind))).collect()
    }

    /// Children of families that were helped in the period, each once in a family.
    fn children(&self, yes: impl Fn(&[&Episode], &str) -> bool) -> Vec<Thing> {
        let touching: Vec<&Episode> = self.valid().filter(|episode| self.touches(episode)).collect();
        let families: BTreeSet<&str> = touching.iter().map(|episode| episode.family_id.as_str()).collect();
        families.iter().flat_map(|family| self.children_of(family, &touching, &yes)).collect()
    }

    fn children_of(&self, family: &str, touching: &[&Episode], yes: impl Fn(&[&Episode], &str) -> bool) -> Vec<Thing> {
        let mut episodes: Vec<&Episode> = touching.iter().copied().filter(|one| one.family_id == family).collect();
        episodes.sort_by_key(|episode| episode.opened_at);
        let ward = self.ward(family);

        let mut children = vec![];
        for member in self.base.members.iter().filter(|member| member.family_id == family) {
            let person = self.base.persons.iter().find(|person| person.id == member.person_id).expect("a person");
            let gone = member.until_at.map(At::day).into_iter().chain(person.died_on).min();
            let there = |episode: &Episode| gone.is_none_or(|day| episode.opened_at.day().max(self.window.from) <= day);

            let born = person.date_of_birth.or(person.expected_on);
            let band = |episode: &&Episode| age(&member.role, born, episode.opened_at.day());
            let Some(band) = episodes.iter().filter(|one| there(one)).find_map(band) else { continue };
            let child = Thing::new(yes(&episodes, &person.id));
            children.push(child.said(Dim::Ward, ward).said(Dim::Age, Some(band)));
        }
        children
    }

    /// Whether a note says that this child was seen on a day of the period while the family was helped.
    fn was_seen(&self, episodes: &[&Episode], child: &str) -> bool {
        let helped = |family: &str, day: NaiveDate| {
            episodes.iter().any(|one| {
                one.family_id == family && one.opened_at.day() <= day && one.closed_at.is_none_or(|at| day <= at.day())
            })
        };
        let notes = self.base.notes.iter().filter(|note| note.struck_at.is_none() && self.holds(note.occurred_on));
        notes
            .filter(|note| helped(&note.family_id, note.occurred_on))
            .any(|note| self.base.seen.iter().any(|seen| seen.note_id == note.id && seen.person_id == child))
    }

    fn changes_of_level(&self) -> Vec<Thing> {
        let mut levels: Vec<_> = self.base.levels.iter().collect();
        levels.sort_by_key(|level| (level.set_at, &level.id));

        let mut last: BTreeMap<&str, &str> = BTreeMap::new();
        let mut changes = vec![];
        for level in levels {
            let Some(before) = last.insert(&level.person_id, &level.level) else { continue };
            if before != level.level && self.holds(level.set_at.day()) {
                let change = format!("{before}-{}", level.level);
                changes.push(Thing::new(true).said(Dim::What, Some(&change)).said(Dim::Level, Some(&level.level)));
            }
        }
        changes
    }
}

/// What is done in an episode, and how long it takes.
impl<'a> Counter<'a> {
    fn episode(&self, id: &str) -> &'a Episode {
        self.base.episodes.iter().find(|episode| episode.id == id).expect("an episode")
    }

    fn is_valid(&self, id: &str) -> bool {
        self.valid().any(|episode| episode.id == id)
    }

    fn side(&self, account: Option<&str>) -> Option<&'static str> {
        let account = self.base.accounts.iter().find(|one| Some(one.id.as_str()) == account)?;
        let organisation = self.base.organisations.iter().find(|one| one.id == account.organisation_id)?;
        Some(match (organisation.hub != 0, organisation.own != 0) {
            (true, _) => "hub",
            (_, true) => "council",
            _ => "partner",
        })
    }

    fn assessments(&self, of: impl Fn(Option<&str>) -> bool) -> Vec<Thing> {
        let first = self.base.assessments.iter().filter(|one| one.number == 1 && self.holds(one.started_at.day()));
        let valid = first.filter(|one| self.is_valid(&one.episode_id));
        let sides = valid.map(|one| self.side(one.started_by.as_deref())).filter(|side| of(*side));
        sides.map(|side| Thing::new(true).said(Dim::Side, side)).collect()
    }

    fn plans(&self, kind: &str) -> Vec<Thing> {
        let plans = self.base.plans.iter().filter(|plan| plan.kind == kind && self.holds_at(plan.agreed_at));
        plans.filter(|plan| self.is_valid(&plan.episode_id)).map(|_| Thing::new(true)).collect()
    }

    /// Whether the last agreed plan reached half of its outcomes, and help did not end with a step up.
    fn is_positive(&self, episode: &Episode) -> bool {
        let agreed = self.base.plans.iter().filter(|plan| plan.episode_id == episode.id && plan.agreed_at.is_some());
        let reached = |plan: &Plan| {
            let outcomes: Vec<_> = self.base.outcomes.iter().filter(|outcome| outcome.plan_id == plan.id).collect();
            let achieved = outcomes.iter().filter(|outcome| outcome.result.as_deref() == Some("achieved")).count();
            !outcomes.is_empty() && achieved * 2 >= outcomes.len()
        };
        let last = agreed.max_by_key(|plan| plan.agreed_at);
        last.is_some_and(reached) && episode.closing_reason.as_deref() != Some("step-up")
    }

    /// Whether a contact, a new episode or a step up came so many days after the end.
    fn came_back(&self, episode: &Episode, days: u64) -> bool {
        let end = episode.closed_at.expect("an end");
        let until = end.day() + Days::new(days);
        let after = |family: Option<&String>, at: Option<At>| {
            family == Some(&episode.family_id) && at.is_some_and(|at| end < at && at.day() <= until)
        };
        self.base.contacts.iter().any(|contact| after(contact.family_id.as_ref(), Some(contact.received_at)))
            || self.valid().any(|other| other.id != episode.id && after(Some(&other.family_id), Some(other.opened_at)))
            || self.base.step_ups.iter().any(|step| after(step.family_id.as_ref(), step.submitted_at))
    }

    fn sustained(&self) -> Vec<Thing> {
        let well = self.ended_long_ago(183).filter(|episode| self.is_positive(episode));
        well.map(|episode| of_reason(episode, !self.came_back(episode, 183))).collect()
    }

    /// Clocks that began in the period: those that stopped, and those that still run.
    fn steps(
        &self,
        began: impl Fn(&Episode) -> Option<NaiveDate>,
        done: impl Fn(&Episode) -> Option<NaiveDate>,
    ) -> Vec<Thing> {
        let clock = |episode: &Episode| {
            let from = began(episode).filter(|day| self.holds(*day))?;
            let done = done(episode);
            let goes_on = episode.closed_at.is_none();
            (done.is_some() || goes_on).then(|| Thing::lasting(done.map(|day| working_days(from, day))))
        };
        self.valid().filter_map(clock).collect()
    }

    fn led_on(&self, episode: &Episode) -> Option<NaiveDate> {
        let offers = self.base.hand_overs.iter().filter(|offer| offer.episode_id == episode.id);
        offers.filter_map(|offer| offer.accepted_at).min().map(At::day)
    }

    /// The first visit or direct work since somebody led.
    fn visited_on(&self, episode: &Episode) -> Option<NaiveDate> {
        let led = self.led_on(episode)?;
        let visits = self.base.notes.iter().filter(|note| matches!(note.kind.as_str(), "visit" | "direct-work"));
        let theirs = visits.filter(|note| note.family_id == episode.family_id && note.struck_at.is_none());
        let last = episode.closed_at.map_or(NaiveDate::MAX, At::day);
        theirs.map(|note| note.occurred_on).filter(|day| led <= *day && *day <= last).min()
    }

    /// The day on which the family agreed; else that of the first version.
    fn agreed_on(&self, episode: &Episode) -> Option<NaiveDate> {
        let assessments = self.base.assessments.iter().filter(|one| one.episode_id == episode.id);
        let started = assessments.map(|one| one.started_at).min()?;
        let given = self.base.agreements.iter().filter(|one| one.state == "given");
        let theirs = given.filter(|agreement| agreement.family_id == episode.family_id);
        let agreed = theirs.map(|agreement| agreement.recorded_at).filter(|at| episode.opened_at <= *at);
        Some(agreed.min().unwrap_or(started).day())
    }

    fn assessed_on(&self, episode: &Episode) -> Option<NaiveDate> {
        let assessments = self.base.assessments.iter().filter(|one| one.episode_id == episode.id);
        assessments.filter_map(|one| one.completed_at).min().map(At::day)
    }

    fn planned_on(&self, episode: &Episode) -> Option<NaiveDate> {
        let plans = self.base.plans.iter().filter(|plan| plan.episode_id == episode.id);
        plans.filter_map(|plan| plan.agreed_at).min().map(At::day)
    }

    fn reviews(&self) -> Vec<Thing> {
        let due =
            self.base.reviews.iter().filter(|review| self.holds(review.latest_on) && review.latest_on <= self.today);
        let ended = |id: &str, by: NaiveDate| self.episode(id).closed_at.is_some_and(|at| at.day() <= by);
        let owed = due.filter(|review| review.held_on.is_some() || !ended(&review.episode_id, review.latest_on));
        let owed = owed.filter(|review| self.is_valid(&review.episode_id));
        owed.map(|review| Thing::new(review.held_on.is_some_and(|day| day <= review.latest_on))).collect()
    }
}

/// In which episode or group, of whom, by which question and rater.
type Asked<'a> = (&'a str, String, String);

/// What it changes, and what others give.
impl<'a> Counter<'a> {
    fn waiting(&self) -> Vec<Thing> {
        let begun = self.base.places.iter().filter(|place| place.since_at.day() <= self.window.to);
        let waits = begun.filter(|place| place.ended_at.is_none_or(|at| at.day() > self.window.to));
        let thing = |kind, level| Thing::new(true).said(Dim::What, Some(kind)).said(Dim::Level, Some(level));
        waits.map(|place| thing(&place.kind, &place.level)).collect()
    }

    fn step_ups(&self) -> Vec<Thing> {
        let submitted = self.base.step_ups.iter().filter(|step| self.holds_at(step.submitted_at));
        let answer = |step: &StepUp| match (step.accepted_at, step.returned_at) {
            (Some(_), _) => "accepted",
            (_, Some(_)) => "returned",
            _ => "waits",
        };
        submitted.map(|step| Thing::new(true).said(Dim::What, Some(answer(step)))).collect()
    }

    fn step_downs(&self) -> Vec<Thing> {
        let accepted = self.base.step_downs.iter().filter(|step| self.holds_at(step.accepted_at));
        accepted.filter(|step| step.returned_at.is_none()).map(|_| Thing::new(true)).collect()
    }

    fn answers(&self, said: impl Fn(&Answer) -> Option<&str>) -> Vec<Thing> {
        let given = self.base.answers.iter().filter(|answer| self.holds(answer.given_at.day()));
        let given = given.filter(|answer| self.is_valid(&answer.episode_id));
        let yes_or_no = given.filter_map(|answer| said(answer).filter(|word| matches!(*word, "yes" | "no")));
        yes_or_no.map(|word| Thing::new(word == "yes").said(Dim::What, Some(word))).collect()
    }

    fn results(&self) -> Vec<Thing> {
        self.outcomes_with_results().map(|(thing, _)| thing).collect()
    }

    fn outcomes_with_results(&self) -> impl Iterator<Item = (Thing, &Outcome)> {
        let said = self.base.outcomes.iter().filter(|outcome| self.holds_at(outcome.result_at));
        let plan = |id: &str| self.base.plans.iter().find(|plan| plan.id == id).expect("a plan");
        said.filter(move |outcome| self.is_valid(&plan(&outcome.plan_id).episode_id)).filter_map(|outcome| {
            let result = outcome.result.as_deref()?;
            let thing = Thing::new(result == "achieved").said(Dim::What, Some(result));
            Some((thing.said(Dim::Outcome, Some(&outcome.framework)), outcome))
        })
    }

    /// Each outcome with a result, once for each protective factor that it builds.
    fn built(&self) -> Vec<Thing> {
        let all = self.outcomes_with_results().flat_map(|(thing, outcome)| {
            let factors: Vec<String> = serde_json::from_str(&outcome.builds).expect("factors");
            factors.into_iter().map(move |factor| thing.clone().said(Dim::What, Some(&factor)))
        });
        all.collect()
    }

    /// The same by the national outcome to which the pack maps its own (`means` in `outcome-framework`).
    fn national(&self) -> Vec<Thing> {
        const MAPPED: [(&str, &str); 6] = [
            ("work-and-money", "10"),
            ("health", "3"),
            ("education", "1"),
            ("free-from-crime", "7"),
            ("home", "9"),
            ("safe", "6"),
        ];
        let told = |thing: Thing| {
            let own = thing.said[&Dim::Outcome].clone()?;
            let (_, national) = MAPPED.iter().find(|(code, _)| *code == own)?;
            Some(Thing::new(thing.yes).said(Dim::What, Some(national)))
        };
        self.results().into_iter().filter_map(told).collect()
    }

    /// The first and the last number that the same person gave to the same question, on two days.
    fn scales(&self) -> Vec<Thing> {
        let mut asked: BTreeMap<Asked<'_>, Vec<(NaiveDate, f64)>> = BTreeMap::new();
        for one in self.base.measurements.iter().filter(|one| one.least == 0.0 && one.most == 10.0) {
            let key =
                (one.enrolment_id.as_str(), one.question.clone(), format!("group-{}.{}", one.question, one.rater));
            asked.entry(key).or_default().push((one.taken_on, one.value));
        }
        for (episode, child, what, day, number) in self.numbers_of_assessments() {
            asked.entry((episode, child, what)).or_default().push((day, number));
        }

        let mut pairs = vec![];
        for ((_, _, what), mut numbers) in asked {
            numbers.sort_by_key(|(day, _)| *day);
            let ((first_on, first), (day, last)) = (numbers[0], numbers[numbers.len() - 1]);
            if first_on < day && self.holds(day) {
                pairs.push(Thing::new(last > first).said(Dim::What, Some(&what)));
            }
        }
        pairs
    }

    /// How things are for a child, by area and rater, as each version said on the day on which it was authorised.
    fn numbers_of_assessments(&self) -> Vec<(&'a str, String, String, NaiveDate, f64)> {
        let mut numbers = vec![];
        for one in &self.base.assessments {
            let Some(at) = one.authorised_at.filter(|_| self.is_valid(&one.episode_id)) else { continue };
            let answers: BTreeMap<String, serde_json::Value> = serde_json::from_str(&one.answers).expect("answers");
            for (key, answer) in answers {
                // `health-scale.<child>.worker`
                let parts: Vec<&str> = key.split('.').collect();
                let [question, child, rater] = parts[..] else { continue };
                let (Some(area), Some(number)) = (question.strip_suffix("-scale"), answer.as_str()) else { continue };
                let Ok(number) = number.parse() else { continue };
                numbers.push((one.episode_id.as_str(), child.to_owned(), format!("{area}.{rater}"), at.day(), number));
            }
        }
        numbers
    }

    fn referrals(&self) -> Vec<Thing> {
        let made = self.base.referrals.iter().filter(|referral| self.holds(referral.at.day()));
        made.map(|referral| Thing::new(referral.started_at.is_some())).collect()
    }

    fn taken(&self) -> impl Iterator<Item = &'a Enrolment> {
        self.base.enrolments.iter().filter(|place| place.joined_on.is_some_and(|day| self.holds(day)))
    }

    fn factors(&self) -> Vec<Thing> {
        let of = |id: &str| -> Vec<String> {
            let programme = self.base.programmes.iter().find(|programme| programme.id == id).expect("a programme");
            serde_json::from_str(&programme.factors).expect("factors")
        };
        let factors = self.taken().flat_map(|place| of(&place.programme_id));
        factors.map(|factor| Thing::new(true).said(Dim::What, Some(&factor))).collect()
    }

    /// Case files with an agreed grade, of help that was not opened in error.
    fn audits(&self) -> Vec<Thing> {
        let help: BTreeSet<&str> = self.valid().map(|episode| episode.id.as_str()).collect();
        let agreed = self.base.audited.iter().filter(|file| self.holds_at(file.agreed_at));
        let ours = agreed.filter(|file| help.contains(file.episode_id.as_str()));
        ours.map(|file| Thing::new(true).said(Dim::What, file.grade.as_deref())).collect()
    }

    fn decisions(&self) -> Vec<Thing> {
        let decided = self.base.items.iter().filter(|item| self.holds_at(item.decided_at));
        let theirs = decided.filter(|item| item.family_id.is_some() && item.withdrawn_at.is_none());
        let thing = |word, level| Thing::new(true).said(Dim::What, word).said(Dim::Level, Some(level));
        theirs.map(|item| thing(item.decision.as_deref(), &item.level)).collect()
    }
}

fn last_day(episode: &Episode) -> NaiveDate {
    episode.closed_at.map_or(NaiveDate::MAX, At::day)
}

fn of_reason(episode: &Episode, yes: bool) -> Thing {
    Thing::new(yes).said(Dim::What, episode.closing_reason.as_deref())
}

fn of_length(episode: &Episode) -> Thing {
    let days = (last_day(episode) - episode.opened_at.day()).num_days();
    Thing { value: Some(days), ..of_reason(episode, true) }
}

fn of_state(place: &Enrolment) -> Thing {
    Thing::new(place.state == "finished").said(Dim::What, Some(&place.state))
}

fn begun_with_a_plan(episode: &Episode) -> Option<NaiveDate> {
    (episode.kind != "single-agency").then(|| episode.opened_at.day())
}

/// The band of age of a child; none of who is 18 or a grown-up of the family.
fn age(role: &str, born: Option<NaiveDate>, day: NaiveDate) -> Option<&'static str> {
    let child = matches!(role, "child" | "unborn");
    let grown = born.and_then(|born| dims::years(born, day)).is_some_and(|years| years >= 18);
    (child && !grown).then(|| born.map_or("unborn", |born| dims::age_band(born, day)))
}
