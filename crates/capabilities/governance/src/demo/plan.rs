//! What the demo's board keeps besides its meetings: priorities, risks, linked plans, a strategy, scrutiny,
//! self-assessments.

use super::Story;
use crate::{
    PriorityId, RiskId,
    records::{
        actions::{self, NewAction},
        assessing::{self, Grade, Grades},
        linked::{self, NewLinked},
        priorities::{self, Said},
        risks::{self, NewRisk},
        scrutiny::{self, NewScrutiny},
        strategies::{self, NewStep, NewStrategy},
    },
    rules::{
        plan::{Shows, State},
        risks::{Raised, Rating},
        strategy::Step,
    },
};
use access::{Permits, board as acts};
use chrono::{Datelike, Days, Months, NaiveDate};
use web::Result;

/// How each priority stands, in words, and what shows it.
const STANDS: &[(State, &str, &str)] = &[
    (
        State::OnTrack,
        "Four in five of those asked know where to turn; parents of older children less.",
        "Survey of partners",
    ),
    (
        State::OnTrack,
        "Managers say that decisions of the board reach them; the page of leads helps.",
        "Minutes, and what managers said",
    ),
    (State::Behind, "The threshold document is in use; the assessment waits for two partners.", "Returned assessments"),
    (State::OnTrack, "More leads come from schools each term.", "Figure 4: who was worked with"),
    (State::OnTrack, "Parents help to read feedback and to choose rooms.", "Notes of the parents' forum"),
    (State::Behind, "Sharing is agreed with health; two housing providers are missing.", "Sharing agreements"),
    (State::OnTrack, "Nine groups are given by two agencies each.", "Calendar of groups"),
    (State::NotBegun, "A list of what each agency uses is begun this spring.", ""),
    (State::Behind, "Two systems still do not speak with one another.", "Periodic returns that come late"),
    (State::OnTrack, "A rolling programme stands; health comes least.", "Who came to training"),
    (State::Done, "Evening help was tried, looked at, and goes on.", "Decision on evening help"),
    (State::OnTrack, "One set of figures is published each quarter; audits follow it.", "The dashboard"),
    (State::OnTrack, "The analysis is published, and three gaps come first.", "Needs analysis"),
];

/// Actions of priorities: which, what, who leads, months after the founding in which it is due.
const ACTIONS: &[(usize, &str, &str, u32)] = &[
    (0, "Ask two hundred parents where they would turn", "health-visitor", 9),
    (2, "A new delivery structure of targeted early help", "manager", 8),
    (2, "The threshold document, revised and in use", "manager", 12),
    (2, "The early help assessment, reviewed with Signs of Safety", "head", 25),
    (2, "Better step up and step down", "manager", 18),
    (5, "Agree sharing with the last two housing providers", "head", 29),
    (8, "Name what the two systems must tell one another", "commissioner", 24),
    (9, "Open partners' courses to all", "health-visitor", 15),
    (11, "Agree on one core set of figures", "head", 10),
];

/// A risk: its words, what is done, who owns it, from where, and its ratings with months after the founding.
type Told =
    (&'static str, &'static str, &'static str, &'static str, Raised, &'static [(&'static str, u32, &'static str)]);

/// A step of the strategy: what, from when until when, who, what was said, what came of it, whether it was chosen.
type Kept = (Step, NaiveDate, Option<NaiveDate>, &'static str, &'static str, &'static str, bool);

const RISKS: &[Told] = &[
    (
        "Partners do not recognise early help as theirs",
        "Families are passed on instead of helped, and come back with more.",
        "A lead in every agency; the page about the offer; training together.",
        "head",
        Raised::Board,
        &[("B3", 0, "Raised"), ("C3", 6, "Schools lead more."), ("D3", 15, "Health has named leads.")],
    ),
    (
        "Gaps need money that nobody has",
        "What the analysis finds is not bought.",
        "Joint bids; what ends is looked at a year before.",
        "commissioner",
        Raised::Gap,
        &[("D2", 2, "Raised"), ("C2", 10, "Two grants end."), ("E3", 20, "Evening help is paid for two years.")],
    ),
    (
        "Plans name too many outcomes",
        "Nobody knows what comes first, and nothing is finished.",
        "Managers look at each plan; the form stops at five.",
        "manager",
        Raised::Audit,
        &[("C3", 5, "Raised"), ("C3", 11, "The second audit finds the same."), ("D3", 17, "Fewer in the third.")],
    ),
    (
        "The counselling contract ends",
        "Children wait in the middle of their help.",
        "A bridge of six months is in the contract.",
        "commissioner",
        Raised::Contract,
        &[("C2", 8, "Raised"), ("B2", 16, "No other provider has bid."), ("C2", 22, "The bridge is agreed.")],
    ),
    (
        "Leads leave faster than they come",
        "Families meet somebody new each term.",
        "Cover is agreed in each team; exits are read together.",
        "manager",
        Raised::Other,
        &[("C3", 12, "Raised"), ("D4", 19, "Four new leads.")],
    ),
];

impl Story<'_> {
    fn all_priorities(&mut self, on: NaiveDate) -> Result<Vec<(PriorityId, i64)>> {
        let board = self.board;
        self.kept(on, |change| {
            let permit = change.permit(acts::Keep, board)?;
            Ok(priorities::list(change.conn(), &permit)?.into_iter().map(|one| (one.id, one.version)).collect())
        })
    }

    pub(super) fn priorities(&mut self, founded: NaiveDate) -> Result<()> {
        let (all, board) = (self.all_priorities(founded)?, self.board);
        for (at, what, who, months) in ACTIONS {
            let Some((priority, _)) = all.get(*at).copied() else { continue };
            let (owner, due) = (self.who(who), founded + Months::new(*months));
            let new = NewAction {
                what: (*what).into(),
                owner: Some(owner),
                due: Some(due),
                priority: Some(priority),
                ..NewAction::default()
            };
            let action = self.kept(founded + Days::new(20), |change| {
                let permit = change.permit(acts::Keep, board)?;
                actions::agree(change.tx, &permit, &new)
            })?;
            let done = due - Days::new(5);
            // the assessment is late
            if done < self.today && *months != 25 {
                self.by(who, done, |change| {
                    let permit = change.permit(acts::Answer, action)?;
                    actions::finish(change.tx, &permit, "It is in use, and the board has seen it.")
                })?;
            }
        }
        for round in [8, 20] {
            let on = founded + Months::new(round);
            for ((priority, version), (state, words, shown)) in self.all_priorities(on)?.into_iter().zip(STANDS) {
                let early = round == 8 && *state == State::Done;
                let said = Said {
                    title: self.title(priority, on)?,
                    state: Some(if early { State::OnTrack } else { *state }),
                    words: if round == 8 { "It is begun; who leads it is agreed.".into() } else { (*words).into() },
                    ended: false,
                };
                self.kept(on, |change| {
                    let permit = change.permit(acts::Keep, priority)?;
                    priorities::say(change.tx, &permit, version, &said)?;
                    if round == 20 && !shown.is_empty() {
                        let figure = shown.starts_with("Figure") || shown.ends_with("dashboard");
                        let (kind, href) = match () {
                            () if figure => (Shows::Figure, "/insight"),
                            () if shown.starts_with("Needs") => (Shows::Other, "/needs"),
                            () if shown.starts_with("Decision") => (Shows::Decision, ""),
                            () => (Shows::Other, ""),
                        };
                        priorities::link(change.tx, &permit, Some(kind), (shown, href))?;
                    }
                    Ok(())
                })?;
            }
        }
        Ok(())
    }

    fn title(&mut self, priority: PriorityId, on: NaiveDate) -> Result<String> {
        self.kept(on, |change| {
            let permit = change.permit(acts::Keep, priority)?;
            Ok(priorities::find(change.conn(), &permit)?.title)
        })
    }

    pub(super) fn risks(&mut self, founded: NaiveDate) -> Result<()> {
        let (pack, board) = (self.app.pack.clone(), self.board);
        for (title, description, mitigation, owner, raised, ratings) in RISKS {
            let mut id: Option<RiskId> = None;
            for (n, (rating, months, why)) in (1..).zip(*ratings) {
                let on = founded + Months::new(*months) + Days::new(8);
                let next =
                    ratings.get(n).map_or(self.today + Days::new(30), |(_, months, _)| founded + Months::new(*months));
                let (rating, review) = (Rating::parse(&pack, rating), Some(next.max(on + Days::new(1))));
                match id {
                    None => {
                        let new = NewRisk {
                            title: (*title).into(),
                            description: (*description).into(),
                            mitigation: (*mitigation).into(),
                            owner: Some(self.who(owner)),
                            rating,
                            accepts: Rating::parse(&pack, pack.text("risk-appetite")),
                            raised: Some(*raised),
                            raised_from: String::new(),
                            review,
                        };
                        id = Some(self.kept(on, |change| {
                            let permit = change.permit(acts::Keep, board)?;
                            risks::raise(change.tx, &permit, &new)
                        })?);
                    }
                    Some(id) => self.by(owner, on, |change| {
                        let permit = change.permit(acts::Answer, id)?;
                        let now = risks::find(change.conn(), &permit)?.version;
                        risks::rate(change.tx, &permit, now, rating, (why, review))
                    })?,
                }
            }
            // the last of them is over
            if let (Some(id), "Leads leave faster than they come") = (id, *title) {
                self.kept(founded + Months::new(24), |change| {
                    let permit = change.permit(acts::Keep, id)?;
                    risks::close(change.tx, &permit, "Two terms without a gap.")
                })?;
            }
        }
        Ok(())
    }

    /// Most linked plans were looked at after a year; three should have been by now.
    pub(super) fn linked(&mut self, founded: NaiveDate) -> Result<()> {
        const WATCHERS: &[&str] = &["commissioner", "manager", "health-visitor", "police", "head"];
        let board = self.board;
        let all = self.kept(founded + Days::new(30), |change| {
            let permit = change.permit(acts::Keep, board)?;
            Ok(linked::list(change.conn(), &permit)?)
        })?;
        let ours = self.all_priorities(founded + Days::new(30))?;
        for (n, plan) in all.into_iter().enumerate() {
            let watcher = WATCHERS[n % WATCHERS.len()];
            let new = NewLinked {
                name: plan.name.clone(),
                owner: plan.owner.clone(),
                watcher: Some(self.who(watcher)),
                from: Some(founded - Months::new(12)),
                until: Some(founded + Months::new(36)),
                review: Some(plan.review_on),
                touches: "Whoever it reaches also meets early help: who leads, and who says what to families.".into(),
                priorities: ours.get(n % ours.len().max(1)).map(|(id, _)| *id).into_iter().collect(),
                ended: false,
            };
            self.kept(founded + Days::new(35), |change| {
                let permit = change.permit(acts::Keep, plan.id)?;
                linked::change(change.tx, &permit, plan.version, &new)
            })?;
            if n % 7 == 3 {
                continue;
            }
            let said = "Its aims stay; what it asks of schools was put beside ours, and nothing is asked twice.";
            self.by(watcher, founded + Months::new(11), |change| {
                let permit = change.permit(acts::Answer, plan.id)?;
                linked::look(change.tx, &permit, said, Some(founded + Months::new(28)))
            })?;
        }
        Ok(())
    }

    /// From the workshop to the review, with three options and four bodies (002).
    pub(super) fn strategy(&mut self, founded: NaiveDate) -> Result<()> {
        let (board, pack) = (self.board, self.app.pack.clone());
        let from = founded + Months::new(6);
        let new = NewStrategy {
            title: "Early Help Strategy".into(),
            from: Some(from),
            until: Some(from + Months::new(36) - Days::new(1)),
            said:
                "Help as soon as problems show, by whoever the family trusts, from agencies that share one plan. Each \
                year the board says how its priorities stand."
                    .into(),
        };
        let id = self.kept(founded + Days::new(10), |change| {
            let permit = change.permit(acts::Keep, board)?;
            strategies::begin(change.tx, &permit, &new)
        })?;
        let day = |days: u64| founded + Days::new(days);
        let steps: [Kept; 9] = [
            (
                Step::Workshop,
                day(14),
                None,
                "Partners and parents",
                "More than eighty came, and voted for a vision.",
                "The vision and the principles.",
                false,
            ),
            (
                Step::Choice,
                day(30),
                None,
                "No strategy",
                "Each agency goes on alone; nobody answers for the whole.",
                "",
                false,
            ),
            (Step::Choice, day(31), None, "The council's own", "Quick, and others would not follow it.", "", false),
            (
                Step::Choice,
                day(32),
                None,
                "A shared strategy",
                "All agencies agree on priorities and on who leads.",
                "Recommended.",
                true,
            ),
            (
                Step::Consultation,
                day(45),
                Some(day(91)),
                "All partners, and parents",
                "Most agreed; many asked for plainer words and a page about the offer.",
                "Plainer words; the page.",
                false,
            ),
            (
                Step::Decision,
                day(98),
                None,
                "Early Help Partnership Board",
                "Read section by section.",
                "Supported, with small changes.",
                false,
            ),
            (
                Step::Decision,
                day(124),
                None,
                "Overview and scrutiny committee",
                "Asked about leads, data and how families hear of it.",
                "Recommended to cabinet.",
                false,
            ),
            (
                Step::Decision,
                day(132),
                None,
                "Health and wellbeing board",
                "Spoke of the first years, and of parents who tell others.",
                "Supported.",
                false,
            ),
            (Step::Decision, day(158), None, "Cabinet", "Discussed with the comments of both.", "Approved.", false),
        ];
        for (kind, on, until, title, said, outcome, chosen) in steps {
            let step = NewStep {
                kind: Some(kind),
                on: Some(on),
                until,
                title: title.into(),
                said: said.into(),
                outcome: outcome.into(),
                chosen,
            };
            self.kept(until.unwrap_or(on), |change| {
                let permit = change.permit(acts::Keep, id)?;
                strategies::keep_step(change.tx, &permit, &step)
            })?;
        }
        self.by("board", day(165), |change| {
            let permit = change.permit(acts::Keep, id)?;
            let now = strategies::find(change.conn(), &permit)?.version;
            strategies::publish(change.tx, &permit, &pack, now)
        })?;
        let review = NewStep {
            kind: Some(Step::Review),
            on: Some(day(345)),
            title: "Partners, six months after the launch".into(),
            said: "Priority by priority: what moved, what did not, and what families noticed.".into(),
            outcome: "Sharing with housing comes first; the page about the offer stays.".into(),
            ..NewStep::default()
        };
        self.kept(day(345), |change| {
            let permit = change.permit(acts::Keep, id)?;
            strategies::keep_step(change.tx, &permit, &review)
        })
    }

    pub(super) fn scrutiny(&mut self, founded: NaiveDate) -> Result<()> {
        const ASKED: &[(&str, &str, &str)] = &[
            (
                "How is the right lead found for a family?",
                "manager",
                "The family chooses with those who know it; the form asks whom they trust.",
            ),
            (
                "Can the committee see the figures?",
                "commissioner",
                "Yes: the published dashboard goes with each report.",
            ),
            (
                "How do parents hear of early help?",
                "health-visitor",
                "Through schools, surgeries, hubs, libraries, and other parents.",
            ),
        ];
        let board = self.board;
        let last = self.today - Days::new(9);
        for (n, on) in [founded + Days::new(124), founded + Months::new(14), last].into_iter().enumerate() {
            let shared = insight::papers::published(self.conn)?.into_iter().find(|one| one.on <= on);
            let new = NewScrutiny {
                body: "Children and Young People Overview and Scrutiny Committee".into(),
                on: Some(on),
                title: ["The draft strategy", "Early help after a year", "Early help after two years"][n].into(),
                report: "What was done, what families said, what is late, and what comes next.".into(),
                source: shared.map(|one| one.id.0),
            };
            let report = self.kept(on, |change| {
                let permit = change.permit(acts::Keep, board)?;
                scrutiny::keep(change.tx, &permit, &new)
            })?;
            for (k, (question, owner, answer)) in ASKED.iter().enumerate() {
                let due = self.app.pack.calendar().plus_working(on, self.app.pack.number("scrutiny-answer"));
                let owed = (Some(self.who(owner)), Some(due));
                let asked = self.kept(on, |change| {
                    let permit = change.permit(acts::Keep, report)?;
                    scrutiny::ask(change.tx, &permit, ("A member", question), owed)
                })?;
                // of the last, two wait for their answer
                let answered = on + Days::new(6);
                if answered < self.today && (n < 2 || k == 0) {
                    self.by(owner, answered, |change| {
                        let permit = change.permit(acts::Answer, asked)?;
                        scrutiny::answer(change.tx, &permit, answer)
                    })?;
                }
            }
        }
        Ok(())
    }

    /// Four times, each a little better in most.
    pub(super) fn assess(&mut self, founded: NaiveDate) -> Result<()> {
        let (board, pack) = (self.board, self.app.pack.clone());
        let best = pack.terms("self-grade").len().max(1);
        for round in 0..4_usize {
            let on = founded + Months::new(6 * u32::try_from(round + 1).unwrap_or(1));
            let season = if on.month() < 7 { "Spring" } else { "Autumn" };
            let title = format!("{season} {}", on.format("%Y"));
            let mut grades = Grades::default();
            for (n, term) in pack.choices("self-descriptor", on).enumerate() {
                // one falls back once, as it does
                let down = usize::from(n == 4 && round == 2);
                let at = ((n % 3 + round * (1 + n % 2) / 2).saturating_sub(down)).min(best - 1);
                let grade = pack.terms("self-grade").get(at).map(|term| term.code.clone()).unwrap_or_default();
                let next_step = if at + 1 == best { String::new() } else { "Ask families, and look again.".into() };
                let evidence = "Audits, the dashboard, and what partners said in the workshop.".into();
                grades.0.insert(term.code.clone(), Grade { grade, evidence, next_step });
            }
            self.kept(on, |change| {
                let permit = change.permit(acts::Keep, board)?;
                let id = assessing::begin(change.tx, &permit, &title)?;
                let permit = change.permit(acts::Keep, id)?;
                assessing::grade(change.tx, &permit, &pack, 1, &grades)?;
                assessing::finish(change.tx, &permit, &pack)
            })?;
        }
        Ok(())
    }
}
