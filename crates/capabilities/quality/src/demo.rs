//! Audits in the demo: four of two years that are done, with their grades, actions and what was seen again; one that runs,
//! with a file in every state; and the tracked children of a joint inspection.

use crate::{
    records::{
        self, AuditId, File, FileId, NewAction, NewAgreed, NewAudit, NewMark, NewSeats, NewView, Opinion, Overall,
        Said, Words,
        register::{self, NewEntry},
    },
    rules::{
        Way,
        register::{Kind, Upheld},
        sampling::SampleRule,
    },
};
use access::{
    AccountId, Actor, App, Change, Permits, Role, accounts, audit_action, audit_file as acts, family, nobody,
};
use chrono::{Days, Months, NaiveDate, NaiveTime};
use fastrand::Rng;
use std::sync::Arc;
use store::{AnyId, Author, Conn, Instant, Tx, Uuid};
use web::Result;

/// Title, what it wants to find out, its standards, what was found, what is to be learned, what was to be done.
type Theme = (&'static str, &'static str, &'static [&'static str], &'static str, &'static str, &'static str);

const THEMES: &[Theme] = &[
    (
        "The voice of the child",
        "Is every child seen, and does what they say change what is done?",
        &["agreement", "voice", "wishes", "practitioners", "plan", "reviews"],
        "Children are seen. What they say stands in the assessment, and less often in the plan.",
        "The child who is well is asked last.",
        "Two mornings in which teams practise how to ask brothers and sisters",
    ),
    (
        "Plans that can be measured",
        "Are outcomes few, clear and the family's own?",
        &["wishes", "interventions", "plan", "one-plan", "record", "lead"],
        "Plans are short. Half of their outcomes say how one would see that they were reached.",
        "Measures are written once the plan is agreed, and not with the family.",
        "A page of good measures beside the plan",
    ),
    (
        "The right help at the right time",
        "Is the level of need right, and does help come in time and from one hand?",
        &["threshold", "needs", "practitioners", "help", "lead", "reviews"],
        "Levels of need are right. What lies beneath is named in most files; help waits where several agencies are \
            needed.",
        "Nobody says to the family how long it will wait.",
        "The lead rings every family that waits, each fortnight",
    ),
    (
        "How help ends",
        "Does the family know what comes next, and is what was achieved written down?",
        &["record", "exit", "reviews", "whole-family", "voice", "needs"],
        "What was achieved is written down. Plans for afterwards are there in most files, and seldom name a person.",
        "A plan for afterwards without a name is not used.",
        "Every plan for afterwards names whom to ring",
    ),
];

/// Files of an audit that is done.
const FILES: i64 = 12;

/// Who audits, and who leads the audits.
struct Story<'a> {
    conn: &'a mut Conn,
    app: &'a App,
    rng: Rng,
    lead: AccountId,
    auditors: Vec<AccountId>,
    manager: AccountId,
    end: Instant,
}

/// The audits, once every family's story is told.
pub(crate) fn make(conn: &mut Conn, app: &App) -> Result<()> {
    let lead = accounts::with_role(conn, Role::Auditor)?.into_iter().next();
    let manager = accounts::with_role(conn, Role::Manager)?.into_iter().next();
    let Some((lead, manager)) = lead.zip(manager) else { return Ok(()) };
    let mut auditors = accounts::anywhere_with_role(conn, Role::Auditor)?;
    auditors.sort_unstable();
    if auditors.len() < 3 {
        return Ok(());
    }
    let end = app.db.now();
    let mut story = Story { conn, app, rng: Rng::with_seed(43), lead, auditors, manager, end };
    let today = end.date();
    for (theme, quarters) in THEMES.iter().zip([8_u32, 6, 4, 2]) {
        story.done(theme, today - Months::new(3 * quarters))?;
    }
    story.running(today - Days::new(24))?;
    story.tracked(today - Days::new(9))?;
    // where nobody is helped, nobody writes to say how it was
    if store::dialect::count(story.conn, "episode")? > 0 { story.register(today) } else { Ok(()) }
}

/// Two years of the register: so many days ago, what, from whom, what was said, what came of it.
const ENTRIES: &[(u64, Kind, &str, &str, &str)] = &[
    (690, Kind::Compliment, "family", "The worker rang when she said she would.", "Thanked, and told to the team."),
    (
        610,
        Kind::Complaint,
        "family",
        "Nobody rang back for three weeks.",
        "We said sorry; calls are rung back in two days.",
    ),
    (520, Kind::Complaint, "partner", "The plan came after the meeting.", "Plans go out two days before."),
    (450, Kind::Review, "worker", "A family fell between two teams.", "Who leads is said at every move."),
    (380, Kind::Compliment, "young-person", "Somebody asked me, too.", "Told to all teams."),
    (240, Kind::Complaint, "family", "A letter went to the old address.", "The address is asked at every visit."),
    (160, Kind::Compliment, "partner", "One plan that we could all read.", "Thanked."),
    (95, Kind::Review, "councillor", "Help came late to families without a telephone.", "Libraries take messages now."),
    (6, Kind::Complaint, "family", "We were asked the same thing by three people.", ""),
    (3, Kind::Compliment, "family", "The group gave us our evenings back.", ""),
];

impl Story<'_> {
    /// Compliments, complaints and learning reviews; the last are open.
    fn register(&mut self, today: NaiveDate) -> Result<()> {
        let lead = self.lead;
        for (ago, kind, whose, what, came) in ENTRIES {
            let on = today - Days::new(*ago);
            let new = NewEntry {
                kind: Some(*kind),
                on: Some(on),
                whose: (*whose).into(),
                what: (*what).into(),
                team: None,
                owner: Some(lead),
            };
            let id = self.at(lead, on, |change| {
                let (permit, pack) = (change.allow(nobody::KeepRegister)?, change.pack.clone());
                register::enter(change.tx, &permit, &pack, &new)
            })?;
            if came.is_empty() {
                continue;
            }
            let upheld = (*kind == Kind::Complaint).then_some(Upheld::Partly);
            self.at(lead, on + Days::new(12), |change| {
                let permit = change.allow(nobody::KeepRegister)?;
                register::end(change.tx, &permit, id, (came, upheld, ""))
            })?;
        }
        Ok(())
    }

    /// Something by somebody at noon of a day; no later than now.
    fn at<T>(
        &mut self,
        who: AccountId,
        day: NaiveDate,
        work: impl FnOnce(&mut Change<'_, '_>) -> Result<T>,
    ) -> Result<T> {
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
        let at = Instant::at_london(day.and_time(noon)).min(self.end);
        let actor: Actor = accounts::actor(self.conn, at, who)?.ok_or(web::Error::NotFound)?;
        let author = Author { pack: self.app.pack.hash.clone(), ..Author::program() };
        let mut tx = Tx::within(self.conn, at, author);
        work(&mut Change::within(self.app, &mut tx, Arc::new(actor)))
    }

    /// Sets one up and draws it; none where nothing fits.
    fn drawn(&mut self, new: &NewAudit, day: NaiveDate) -> Result<Option<AuditId>> {
        let (lead, pack) = (self.lead, self.app.pack.clone());
        let seed = self.rng.i64(1..1_000_000);
        self.at(lead, day, |change| {
            let permit = change.allow(nobody::KeepAudits)?;
            let id = records::begin(change.tx, &permit, &pack, new)?;
            match records::draw(change.tx, &permit, &pack, id, (Some(seed), false)) {
                Ok(_) => Ok(Some(id)),
                // a town in which nobody was helped then
                Err(web::Error::Refused(_)) => Ok(None),
                Err(other) => Err(other),
            }
        })
    }

    fn audit(&self, theme: &Theme, (from, until): (NaiveDate, NaiveDate), files: i64) -> NewAudit {
        let standards = theme.2.iter().map(|code| (*code).to_owned()).collect();
        NewAudit {
            title: theme.0.into(),
            theme: theme.1.into(),
            tracked: false,
            from: Some(from),
            until: Some(until),
            rule: SampleRule::default(),
            standards,
            files: Some(files),
            files_wrong: false,
        }
    }

    /// An audit of the quarter before this day, from its theme to its end, as far as the clock lets it come.
    fn done(&mut self, theme: &Theme, day: NaiveDate) -> Result<()> {
        let until = day - Days::new(1);
        let new = self.audit(theme, (until - Months::new(3), until), FILES);
        let Some(id) = self.drawn(&new, day + Days::new(5))? else { return Ok(()) };
        for file in records::files_of(self.conn, id)? {
            if self.allocated(&file, day + Days::new(8))? {
                self.beside(&file, day + Days::new(12))?;
                self.graded(&file, day + Days::new(18), 2)?;
                self.agreed(&file, day + Days::new(24))?;
            } else {
                self.out(file.id, day + Days::new(8))?;
            }
        }
        let (lead, manager, pack) = (self.lead, self.manager, self.app.pack.clone());
        let (published, due) = (day + Days::new(40), day + Days::new(100));
        let action = self.at(lead, published, |change| {
            let permit = change.allow(nobody::KeepAudits)?;
            records::learn(change.tx, &permit, &pack, id, (theme.2.first().copied().unwrap_or_default(), theme.4))?;
            let action = NewAction {
                file: None,
                standard: theme.2.get(1).copied().unwrap_or_default().into(),
                what: theme.5.into(),
                owner: Some(manager),
                due: Some(due),
            };
            let action = records::act(change.tx, &permit, &pack, id, &action)?;
            let said = Said { findings: theme.3.into(), follows: format!("{}.", theme.5) };
            records::publish(change.tx, &permit, &pack, id, &said)?;
            Ok(action)
        })?;
        if due < self.end.date() {
            self.at(manager, due - Days::new(6), |change| {
                let permit = change.permit(audit_action::Answer, action)?;
                records::answer_action(change.tx, &permit, "It is done, and teams say that it helps.")
            })?;
        }
        let again = published + Months::new(pack.number("audit-again")) + Days::new(3);
        if again < self.end.date() {
            self.at(lead, again, |change| {
                let permit = change.allow(nobody::KeepAudits)?;
                let text = "Twelve files of this quarter were looked at for the same: more of them are good now.";
                records::look_again(change.tx, &permit, id, text)?;
                records::close(change.tx, &permit, id)
            })?;
        }
        Ok(())
    }

    /// Two of three agencies, and the third moderates; whether nobody had a tie.
    fn allocated(&mut self, file: &File, day: NaiveDate) -> Result<bool> {
        let turn = usize::try_from(file.n).unwrap_or_default();
        let of = |n: usize| self.auditors.get((turn + n) % self.auditors.len()).copied();
        let new = NewSeats { two: [of(0), of(1)], moderator: of(2), why: String::new() };
        let (lead, pack, id) = (self.lead, self.app.pack.clone(), file.id);
        let done = self.at(lead, day, |change| {
            let permit = change.permit(acts::Keep, id)?;
            records::allocate(change.tx, &permit, &pack, &new)
        });
        match done {
            Ok(()) => Ok(true),
            Err(web::Error::Refused(_) | web::Error::Forbidden(_) | web::Error::NotFound) => Ok(false),
            Err(other) => Err(other),
        }
    }

    fn out(&mut self, id: FileId, day: NaiveDate) -> Result<()> {
        let (lead, pack) = (self.lead, self.app.pack.clone());
        self.at(lead, day, |change| {
            let permit = change.permit(acts::Keep, id)?;
            records::take_out(change.tx, &permit, &pack, ("nobody-free", "")).map(|_| ())
        })
    }

    /// What the worker and the family say.
    fn beside(&mut self, file: &File, day: NaiveDate) -> Result<()> {
        let id = file.id;
        if let Some(worker) = file.worker_id.filter(|_| self.rng.u8(..4) > 0) {
            self.at(worker, day, |change| {
                let permit = change.permit(acts::Reflect, id)?;
                let words = ["We found a rhythm that held.", "I would ask each child sooner.", "An hour more a week."];
                records::reflect(change.tx, &permit, words)
            })?;
        }
        let Some(auditor) = records::seats_of(self.conn, id)?.first().map(|seat| seat.account_id) else {
            return Ok(());
        };
        let (pack, of, draw) = (self.app.pack.clone(), file.family_id, self.rng.u8(..4));
        self.at(auditor, day, |change| {
            let permit = change.permit(acts::AskFamily, id)?;
            let sight = change.permit(family::Open, of)?;
            let members = people::records::members(change.conn(), &sight)?;
            let person = members.iter().rev().find(|member| !member.withheld).map(|member| member.person.id);
            let said = Words {
                timely: Some(if draw == 0 { Opinion::No } else { Opinion::Yes }),
                helpful: Some(Opinion::Yes),
                able: Some(if draw == 1 { Opinion::Partly } else { Opinion::Yes }),
                words: "Somebody came who listened first.".into(),
            };
            let new = match (person, draw) {
                (Some(_), 1..) => NewView { way: Some(Way::Telephone), person, said, why: String::new() },
                (Some(_), 0) => NewView { way: Some(Way::NoAnswer), person, ..NewView::default() },
                (None, _) => {
                    let why = "Nobody of the family can be reached.".into();
                    NewView { way: Some(Way::NotAsked), why, ..NewView::default() }
                }
            };
            records::ask(change.tx, &permit, &sight, &pack, &new).map(|_| ())
        })
    }

    /// So many of the two grade every standard and finish.
    fn graded(&mut self, file: &File, day: NaiveDate, many: usize) -> Result<()> {
        const GRADES: &[&str] = &[
            "good",
            "good",
            "good",
            "good",
            "requires-improvement",
            "requires-improvement",
            "outstanding",
            "inadequate",
        ];
        const WHYS: &[&str] = &[
            "It stands in the file, with dates and in their words.",
            "Most of it is there; some has to be read out of notes.",
            "It is named, and not followed up.",
            "Clear, short, and agreed with the family.",
        ];
        let standards = records::find(self.conn, file.audit_id)?.standards.0;
        let seats: Vec<AccountId> =
            records::seats_of(self.conn, file.id)?.iter().map(|seat| seat.account_id).take(many).collect();
        let first: Vec<&str> = standards.iter().map(|_| GRADES[self.rng.usize(..GRADES.len())]).collect();
        for auditor in seats {
            let (id, of, pack) = (file.id, file.family_id, self.app.pack.clone());
            let mut rng = self.rng.fork();
            let (standards, first) = (standards.clone(), first.clone());
            self.at(auditor, day, |change| {
                let permit = change.permit(acts::Grade, id)?;
                let sight = change.permit(family::Open, of)?;
                let before = Some((change.now, AnyId(Uuid::nil())));
                let lines = records::entries(change.conn(), &sight, before, 30)?;
                for (standard, grade) in standards.iter().zip(first) {
                    let differs = rng.u8(..5) == 0;
                    let grade = if differs { GRADES[rng.usize(..GRADES.len())] } else { grade };
                    let entry = lines.get(rng.usize(..lines.len().max(1)));
                    let new = NewMark {
                        grade: if entry.is_some() { grade.into() } else { "inadequate".into() },
                        why: WHYS[rng.usize(..WHYS.len())].into(),
                        entries: entry.map(|line| format!("{}_{}", line.occurred_at.0, line.id)).into_iter().collect(),
                        nothing: entry.is_none(),
                    };
                    records::mark(change.tx, &permit, &sight, &pack, (standard, &new))?;
                }
                let overall = Overall {
                    grade: GRADES[rng.usize(..6)].into(),
                    why: "As most of its standards.".into(),
                    good: "The family is known and liked.".into(),
                    better: "Say sooner how one would see that it is better.".into(),
                };
                records::finish(change.tx, &permit, &pack, &overall)
            })?;
        }
        Ok(())
    }

    /// Moderated, and shared.
    fn agreed(&mut self, file: &File, day: NaiveDate) -> Result<()> {
        let found = records::load_file(self.conn, file.id)?;
        let Some(moderator) = found.moderator_id.filter(|_| found.graded_at.is_some()) else { return Ok(()) };
        let standards = records::find(self.conn, file.audit_id)?.standards.0;
        let (id, pack, lead) = (file.id, self.app.pack.clone(), self.lead);
        self.at(moderator, day, |change| {
            let permit = change.permit(acts::Moderate, id)?;
            let both = records::graded(change.conn(), &permit, id)?;
            let grade = both.first().and_then(|(seat, _)| seat.grade.clone()).unwrap_or_default();
            let settled = standards.iter().map(|code| {
                let marks = both.iter().flat_map(|(_, marks)| marks).find(|mark| &mark.standard == code);
                let grade = marks.and_then(|mark| mark.grade.clone()).unwrap_or_else(|| NewMark::NONE.into());
                (code.clone(), grade, "The entries that the first auditor names show it.".to_owned())
            });
            let why = "Both say the same of most of it.".to_owned();
            let new = NewAgreed { settled: settled.collect(), grade, why };
            records::agree(change.tx, &permit, &pack, &new)
        })?;
        self.at(lead, day + Days::new(2), |change| {
            let permit = change.permit(acts::Keep, id)?;
            records::share(change.tx, &permit)
        })
    }

    /// One that runs: a file in every state.
    fn running(&mut self, day: NaiveDate) -> Result<()> {
        let new = NewAudit {
            title: "The whole family".into(),
            theme: "Are brothers, sisters and fathers part of the help?".into(),
            standards: ["voice", "whole-family", "needs", "plan"].map(str::to_owned).into(),
            ..self.audit(&THEMES[0], (day - Months::new(3), day), 7)
        };
        let Some(id) = self.drawn(&new, day)? else { return Ok(()) };
        for file in records::files_of(self.conn, id)? {
            // the last waits to be allocated
            if file.n == 7 || !self.allocated(&file, day + Days::new(3))? {
                continue;
            }
            let many = match file.n {
                1..=3 => 2,
                4 | 5 => 1,
                _ => 0,
            };
            self.beside(&file, day + Days::new(8))?;
            self.graded(&file, day + Days::new(14), many)?;
            if file.n == 1 {
                self.agreed(&file, day + Days::new(18))?;
            }
        }
        Ok(())
    }

    /// The tracked children of a joint inspection, allocated.
    fn tracked(&mut self, day: NaiveDate) -> Result<()> {
        let new = NewAudit {
            title: "Joint inspection: tracked children".into(),
            theme: "What did all agencies do, when, and what did it change for the child?".into(),
            tracked: true,
            ..self.audit(&THEMES[2], (day - Months::new(12), day), 6)
        };
        let Some(id) = self.drawn(&new, day)? else { return Ok(()) };
        for file in records::files_of(self.conn, id)? {
            self.allocated(&file, day + Days::new(1))?;
        }
        Ok(())
    }
}
