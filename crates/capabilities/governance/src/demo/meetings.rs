//! The meetings of the demo's board, from the agenda to approved minutes.

use super::Story;
use crate::{
    ItemId, MeetingId,
    records::{
        actions::{self, NewAction},
        agenda::{self, NewDecision, NewItem},
        meetings::{self, When},
        minutes,
        papers::{self, Given, NewPaper, PaperKind},
    },
    rules::meetings::{Attended, Outcome, Wants},
};
use access::{Permits, board as acts};
use chrono::{Days, Months, NaiveDate};
use web::Result;

/// What one meeting was about: the question, what was decided, and the action that follows: what, who, who helps.
type Topic = (&'static str, &'static str, &'static str, (&'static str, &'static str, &'static str));

const TOPICS: &[Topic] = &[
    (
        "Who does what in the first year",
        "Agree who leads each priority",
        "Each priority has a lead of one agency and a helper of another.",
        ("Write who leads what on one page", "commissioner", "All agencies"),
    ),
    (
        "One page about the offer",
        "Agree to print it in schools and surgeries",
        "It is printed, and stands on every agency's site.",
        ("Put the page into every school's welcome pack", "school", "Family hubs"),
    ),
    (
        "The threshold document",
        "Agree to the new text",
        "Agreed, with plainer words about neglect.",
        ("Brief front-line staff in every agency", "manager", "Safeguarding partnership"),
    ),
    (
        "Evening help in two wards",
        "Agree to a year of it",
        "Two evenings a week in two wards, for a year.",
        ("Find rooms that are open until eight", "charity", "Family hubs"),
    ),
    (
        "The assessment and Signs of Safety",
        "Agree to one way of scaling",
        "One scale is used in assessments and in conferences.",
        ("Train the trainers of each agency", "health-visitor", "Learning and development"),
    ),
    (
        "Shorter waits for counselling",
        "Agree to say how long each wait is",
        "Every service says each month how long its wait is.",
        ("Ask the three services that do not say it", "commissioner", "Providers"),
    ),
    (
        "Group work that agencies share",
        "Agree to a shared calendar",
        "One calendar of groups, kept by the hubs.",
        ("Enter all groups of the spring", "charity", "Family hubs"),
    ),
    (
        "Step up and step down",
        "Agree to the two working rules",
        "Help goes on until social care has accepted; a lead is named before it closes.",
        ("Look at twenty step downs together", "manager", "Children's social care"),
    ),
    (
        "What families said",
        "Agree to ask everybody at the end",
        "Feedback is asked at every closure, and read out here twice a year.",
        ("Find three parents who help to read it", "charity", "Parents' forum"),
    ),
    (
        "Training that goes on",
        "Agree to the programme of the year",
        "Neglect and parenting come first; partners open their courses.",
        ("Count who of each agency came", "health-visitor", "Learning and development"),
    ),
    (
        "Police notifications",
        "Agree to a daily look",
        "Front door and police look at them together each morning.",
        ("Write down how it goes for three months", "police", "Front door"),
    ),
    (
        "Gaps in what families need",
        "Agree to the first three",
        "Parents' low mood, conflict between parents, counselling for the under tens.",
        ("Bring a proposal for the first gap", "commissioner", "Public health"),
    ),
];

impl Story<'_> {
    pub(super) fn meet(&mut self, days: &[NaiveDate]) -> Result<()> {
        let mut before: Option<MeetingId> = None;
        for (n, (held, topic)) in days.iter().zip(TOPICS).enumerate() {
            before = Some(self.one(n, *held, topic, before)?);
        }
        // the next is planned, and its papers are asked for
        let last = days.last().copied().unwrap_or(self.today);
        let pack = self.app.pack.clone();
        let next = pack.calendar().plus_working(last + Months::new(2), 0);
        let (meeting, _) = self.plan(last + Days::new(3), next, &TOPICS[0], false)?;
        self.ask(
            self.today.min(last + Days::new(10)),
            (meeting, None),
            (PaperKind::Audit, "Audit of the autumn"),
            "auditor",
        )?;
        Ok(())
    }

    fn plan(
        &mut self,
        on: NaiveDate,
        held: NaiveDate,
        topic: &Topic,
        whole: bool,
    ) -> Result<(MeetingId, Option<ItemId>)> {
        let (board, pack) = (self.board, self.app.pack.clone());
        let when = When { on: Some(held), starts: "10am".into(), place: "Gun Wharf, and online".into() };
        self.kept(on, |change| {
            let permit = change.permit(acts::Keep, board)?;
            let meeting = meetings::plan(change.tx, &permit, &pack, &when)?;
            let permit = change.permit(acts::Keep, meeting)?;
            let mut items: Vec<(&str, i64, &str, Wants, &str)> = vec![
                ("The dashboard", 20, "Head of early help", Wants::Discussion, ""),
                ("Risks", 10, "Secretary", Wants::Discussion, ""),
            ];
            if whole {
                items.insert(0, (topic.0, 30, "Whoever wrote the paper", Wants::Decision, topic.1));
            }
            let mut first = None;
            for (title, takes, lead, wants, asked) in items {
                let new = NewItem {
                    title: title.into(),
                    takes: Some(takes),
                    lead: lead.into(),
                    wants: Some(wants),
                    asked: asked.into(),
                    n: None,
                };
                let item = agenda::put(change.tx, &permit, &new)?;
                first = first.or(Some(item).filter(|_| whole));
            }
            Ok((meeting, first))
        })
    }

    fn ask(
        &mut self,
        on: NaiveDate,
        (meeting, item): (MeetingId, Option<ItemId>),
        (kind, title): (PaperKind, &str),
        owner: &str,
    ) -> Result<crate::PaperId> {
        let (pack, owner) = (self.app.pack.clone(), Some(self.who(owner)));
        let new = NewPaper { kind: Some(kind), title: title.into(), item, owner };
        self.kept(on, |change| {
            let permit = change.permit(acts::Keep, meeting)?;
            papers::ask(change.tx, &permit, &pack, &new)
        })
    }

    fn give(&mut self, who: &str, on: NaiveDate, paper: crate::PaperId, given: &Given) -> Result<()> {
        let pack = self.app.pack.clone();
        self.by(who, on, |change| {
            let permit = change.permit(acts::Answer, paper)?;
            papers::give(change.tx, &permit, &pack, 1, given)
        })
    }

    fn papers(
        &mut self,
        n: usize,
        held: NaiveDate,
        (meeting, item): (MeetingId, Option<ItemId>),
        topic: &Topic,
    ) -> Result<()> {
        let (asked, given) = (held - Days::new(30), held - Days::new(10));
        let writer = topic.3.1;
        let paper = self.ask(asked, (meeting, item), (PaperKind::Other, topic.0), writer)?;
        let body = format!(
            "What is asked: {}.\n\nPartners were asked in the spring; those who work with families say that it helps \
             most where it is simple. It costs no more than the time of those who meet anyway.",
            topic.1.to_lowercase()
        );
        self.give(writer, given, paper, &Given { body, ..Given::default() })?;
        let published = insight::papers::published(self.conn)?.into_iter().find(|one| one.on <= given);
        if let Some(published) = published {
            let paper = self.ask(asked, (meeting, None), (PaperKind::Dashboard, "The dashboard"), "commissioner")?;
            let body = "What stands out: more contacts come from schools, and fewer families wait long.".into();
            self.give("commissioner", given, paper, &Given { body, source: Some(published.id.0), ..Given::default() })?;
        }
        let risks = self.ask(asked, (meeting, None), (PaperKind::Risks, "Risks"), "commissioner")?;
        self.give("commissioner", given, risks, &Given::default())?;
        if n % 3 == 1 {
            let audit =
                self.ask(asked, (meeting, None), (PaperKind::Audit, "What the audit of the quarter found"), "auditor")?;
            let body = "Twenty files, two agencies. Children's own words are there more often; plans still name too \
                many outcomes. Three actions for managers."
                .into();
            self.give("auditor", given, audit, &Given { body, ..Given::default() })?;
        }
        Ok(())
    }

    fn one(&mut self, n: usize, held: NaiveDate, topic: &Topic, before: Option<MeetingId>) -> Result<MeetingId> {
        let (meeting, item) = self.plan(held - Days::new(40), held, topic, true)?;
        self.papers(n, held, (meeting, item), topic)?;
        self.kept(held - Days::new(9), |change| {
            let permit = change.permit(acts::Keep, meeting)?;
            meetings::send(change.tx, &permit)
        })?;
        self.hold(n, held, (meeting, item), topic)?;
        if let Some(before) = before {
            self.by("board", held, |change| {
                let permit = change.permit(acts::Keep, before)?;
                minutes::approve(
                    change.tx,
                    &permit,
                    if n % 4 == 2 { "The name of one agency was put right." } else { "" },
                )
            })?;
        }
        let text = format!(
            "The chair welcomed everybody. The dashboard was looked at group by group. {}\n\nRisks were read; none was \
             raised.\n\nThe board thanked those who wrote papers.",
            topic.2
        );
        self.kept(held + Days::new(6), |change| {
            let permit = change.permit(acts::Keep, meeting)?;
            let now = meetings::find(change.conn(), &permit)?.version;
            minutes::write(change.tx, &permit, now, &text, true)
        })?;
        Ok(meeting)
    }

    fn hold(&mut self, n: usize, held: NaiveDate, of: (MeetingId, Option<ItemId>), topic: &Topic) -> Result<()> {
        let ((meeting, item), pack, board, owner) = (of, self.app.pack.clone(), self.board, self.who(topic.3.1));
        let action = self.kept(held, |change| {
            let permit = change.permit(acts::Keep, meeting)?;
            let found = meetings::find(change.conn(), &permit)?;
            let seats = meetings::seats(change.conn(), &found)?;
            // somebody is ill each time, another each time
            let away = n % seats.len().max(1);
            let came = |at: usize| if at == away && at > 1 { Attended::Apologies } else { Attended::Came };
            let who: Vec<_> = seats.iter().enumerate().map(|(at, seat)| (seat.id, came(at))).collect();
            meetings::keep_attendance(change.tx, &permit, &who, "Two parents, for the first item")?;
            let there = |id| who.iter().any(|(seat, came)| *seat == id && *came == Attended::Came);
            let mut votes: Vec<_> =
                seats.iter().filter(|seat| seat.capacity.votes() && there(seat.id)).map(|seat| seat.id).collect();
            if let (Some(item), 3) = (item, n) {
                let permit = change.permit(acts::Keep, item)?;
                let charity = seats.iter().find(|seat| seat.account_id == Some(owner)).map(|seat| seat.id);
                votes.retain(|seat| Some(*seat) != charity);
                agenda::declare(change.tx, &permit, charity, "Runs one of the halls that are to be used.")?;
            }
            for one in agenda::list(change.conn(), &permit)? {
                let decides = Some(one.id) == item || one.wants == Wants::Decision;
                let new = NewDecision {
                    outcome: Some(if decides { Outcome::Agreed } else { Outcome::Noted }),
                    decided: if Some(one.id) == item { topic.2.into() } else { "As they were put.".into() },
                    took_part: if decides { votes.clone() } else { vec![] },
                };
                let permit = change.permit(acts::Keep, one.id)?;
                agenda::decide(change.tx, &permit, &pack, one.version, &new)?;
            }
            let permit_of_board = change.permit(acts::Keep, board)?;
            let (what, _, who) = topic.3;
            let new = NewAction {
                what: what.into(),
                who: who.into(),
                owner: Some(owner),
                due: Some(held + Days::new(40)),
                item,
                ..NewAction::default()
            };
            let action = actions::agree(change.tx, &permit_of_board, &new)?;
            meetings::close(change.tx, &permit, &pack)?;
            Ok(action)
        })?;
        // one of them is late, and those of the last meeting go on
        let done = held + Days::new(35);
        if done < self.today && n != 9 {
            self.by(topic.3.1, done, |change| {
                let permit = change.permit(acts::Answer, action)?;
                actions::finish(change.tx, &permit, "Done; the board was told in writing.")
            })?;
        }
        Ok(())
    }
}
