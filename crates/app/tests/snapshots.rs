//! `docs/generated/`: what is allowed, routes, events and schema as they are, under test. `UPDATE_DOCS=1 cargo test`
//! writes them anew; a difference in a review is a decision to be seen.

use access::{
    AccountId, Actor, AnswerFacts, AuditActionFacts, AuditFileFacts, BoardFacts, BookingFacts, ContactFacts,
    CourseFacts, EnrolmentFacts, ExitPlanFacts, FamilyFacts, Need, NobodyFacts, OwnPlaceFacts, Page, PanelFacts,
    PanelItemFacts, ReferralFacts, Role, Ruling, RunFacts, ServiceFacts, StepDownFacts, StepUpFacts, WaitingFacts,
    policy::service::ServiceAct,
    policy::{
        Facts, contact::ContactAct, exit_plan::ExitPlanAct, family::FamilyAct, nobody::NobodyAct, referral::ReferralAct,
    },
    policy::{answer::AnswerAct, own_place::OwnPlaceAct},
    policy::{audit_action::AuditActionAct, audit_file::AuditFileAct},
    policy::{board::BoardAct, booking::BookingAct, course::CourseAct, enrolment::EnrolmentAct, run::RunAct},
    policy::{
        panel::PanelAct, panel_item::PanelItemAct, step_down::StepDownAct, step_up::StepUpAct, waiting::WaitingAct,
    },
};

use app::capabilities;
use std::{fmt::Write, path::PathBuf};
use store::Uuid;

fn held(name: &str, text: &str) {
    let file = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/generated")).join(name);
    if std::env::var("UPDATE_DOCS").is_ok() {
        std::fs::create_dir_all(file.parent().expect("a directory")).expect("made");
        std::fs::write(&file, text).expect("written");
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(
        there, text,
        "docs/generated/{name} is not as the code is: run UPDATE_DOCS=1 cargo test -p app --test snapshots"
    );
}

const ME: AccountId = AccountId(Uuid::from_u128(1));

fn actor(role: Role, own: bool) -> Actor {
    Actor { account: Some(ME), own, roles: vec![role], ..Actor::nobody() }
}

fn word(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Allow(_) => "yes",
        Ruling::Hide => "404",
        Ruling::Refuse(_) => "403",
    }
}

/// One table: a row an act, a column for somebody who stands so to the subject.
fn table<F: Facts>(text: &mut String, acts: &[(&str, F::Act)], columns: &[(&str, Actor, F)]) {
    let heads: Vec<&str> = columns.iter().map(|(head, ..)| *head).collect();
    let _ = writeln!(text, "| act | {} |\n|---|{}", heads.join(" | "), "---|".repeat(heads.len()));
    for (code, act) in acts {
        let cells: Vec<&str> = columns.iter().map(|(_, actor, facts)| word(facts.decide(actor, *act))).collect();
        let _ = writeln!(text, "| {code} | {} |", cells.join(" | "));
    }
}

/// What is allowed on nobody's record: the roles of each act.
fn nobody(text: &mut String) {
    text.push_str("\n## Nobody's record: the role alone\n\n| act | who |\n|---|---|\n");
    for act in NobodyAct::ALL {
        let who = |own| -> Vec<&str> {
            let all = Role::ALL.iter().filter(|role| NobodyFacts.decide(&actor(**role, own), *act).allows());
            all.map(|role| role.code()).collect()
        };
        let (own, partner) = (who(true), who(false));
        let who = match (own.len() == Role::ALL.len(), partner == own) {
            (true, _) => "everybody who is signed in".to_owned(),
            (_, true) => own.join(", "),
            (_, false) => format!("{}, the council's own only", own.join(", ")),
        };
        let _ = writeln!(text, "| {} | {who} |", act.code());
    }
}

fn family(text: &mut String) {
    let shared = FamilyFacts { shared: true, ..FamilyFacts::default() };
    let acts: Vec<_> = FamilyAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let lead = FamilyFacts { leads: true, ..shared };
    let own = |role| actor(role, true);
    text.push_str("\n## A family's record: the tie to it\n\n");
    let ties = [
        ("lead", own(Role::Lead), lead),
        ("in the team", own(Role::Practitioner), FamilyFacts { in_team: true, ..shared }),
        ("manages its team", own(Role::Manager), FamilyFacts { managed: true, ..shared }),
        ("front door, contact undecided", own(Role::FrontDoor), FamilyFacts { undecided: true, ..shared }),
        ("auditor, sampled", own(Role::Auditor), FamilyFacts { sampled: true, ..shared }),
        (
            "social care, stepped up",
            actor(Role::SocialCare, false),
            FamilyFacts { stepped_up: true, ..FamilyFacts::default() },
        ),
        ("information governance", own(Role::Privacy), shared),
        ("none, meets families", own(Role::Practitioner), shared),
        ("none, does not", own(Role::Board), shared),
    ];
    table(text, &acts, &ties);

    text.push_str(
        "\nA partner's tie counts while their organisation is shared with; a restricted record is for those \
         listed:\n\n",
    );
    let partner = |shared| FamilyFacts { shared, ..lead };
    let hidden = FamilyFacts { restricted: true, ..lead };
    let limits = [
        ("partner leads, shared", actor(Role::Lead, false), partner(true)),
        ("partner leads, not shared", actor(Role::Lead, false), partner(false)),
        ("lead, restricted, listed", own(Role::Lead), FamilyFacts { listed: true, ..hidden }),
        ("lead, restricted, not listed", own(Role::Lead), hidden),
        ("information governance, restricted", own(Role::Privacy), hidden),
    ];
    let some = [FamilyAct::Open, FamilyAct::WriteNote, FamilyAct::SeeAccessLog].map(|act| (act.code(), act));
    table(text, &some, &limits);
}

fn own_contact(text: &mut String) {
    let acts: Vec<_> = AnswerAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    text.push_str("\n## One's own contact, without an account\n\n");
    let who = [
        ("holds its secret", Actor::nobody(), AnswerFacts { holds: true }),
        ("does not", Actor::nobody(), AnswerFacts::default()),
        ("front door, does not", actor(Role::FrontDoor, true), AnswerFacts::default()),
    ];
    table(text, &acts, &who);
}

fn contact(text: &mut String) {
    let acts: Vec<_> = ContactAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let family = Some(FamilyFacts { leads: true, shared: true, ..FamilyFacts::default() });
    let hidden = Some(FamilyFacts { restricted: true, ..FamilyFacts::default() });
    let none = ContactFacts::default();
    let door = || actor(Role::FrontDoor, true);
    text.push_str("\n## A contact\n\n");
    let who = [
        ("its maker", actor(Role::Practitioner, false), ContactFacts { maker: Some(ME), ..none }),
        (
            "its maker, asked for more",
            actor(Role::FrontDoor, true),
            ContactFacts { maker: Some(ME), asked: true, ..none },
        ),
        ("front door, undecided", door(), none),
        ("front door, decided", door(), ContactFacts { decided: true, ..none }),
        ("front door, closed", door(), ContactFacts { decided: true, closed: true, ..none }),
        (
            "front door, closed, decided lately",
            door(),
            ContactFacts { decided: true, closed: true, lately: true, ..none },
        ),
        ("front door, family restricted", door(), ContactFacts { family: hidden, ..none }),
        ("responds to the police", actor(Role::Practitioner, false), ContactFacts { responds: true, ..none }),
        ("works with the family", actor(Role::Lead, true), ContactFacts { family, ..none }),
        ("anybody else", actor(Role::Practitioner, true), none),
    ];
    table(text, &acts, &who);
}

fn service(text: &mut String) {
    let acts: Vec<_> = ServiceAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let facts = |ours, trusted| ServiceFacts { ours, trusted };
    text.push_str("\n## A service's entry\n\n");
    let who = [
        ("the council's directory editor", actor(Role::Directory, true), facts(false, false)),
        ("its provider, trusted", actor(Role::Provider, false), facts(true, true)),
        ("its provider", actor(Role::Provider, false), facts(true, false)),
        ("another provider", actor(Role::Provider, false), facts(false, true)),
        ("a commissioner of the council", actor(Role::Commissioner, true), facts(false, false)),
        ("anybody else", actor(Role::Lead, true), facts(true, true)),
    ];
    table(text, &acts, &who);
}

fn referral(text: &mut String) {
    let acts: Vec<_> = ReferralAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let none = ReferralFacts::default();
    let restricted = FamilyFacts { restricted: true, ..FamilyFacts::default() };
    let leads = FamilyFacts { leads: true, ..FamilyFacts::default() };
    text.push_str("\n## A referral to a service\n\n");
    let who = [
        ("the service's provider", actor(Role::Provider, false), ReferralFacts { to_us: true, ..none }),
        ("its maker", actor(Role::Practitioner, true), ReferralFacts { made: true, ..none }),
        (
            "its maker, family restricted since",
            actor(Role::Practitioner, true),
            ReferralFacts { made: true, family: restricted, ..none },
        ),
        ("works with the family", actor(Role::Lead, true), ReferralFacts { family: leads, ..none }),
        ("anybody else", actor(Role::Lead, true), none),
    ];
    table(text, &acts, &who);
}

fn step_up(text: &mut String) {
    let acts: Vec<_> = StepUpAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let family = FamilyFacts { leads: true, shared: true, ..FamilyFacts::default() };
    let sent = StepUpFacts { sent: true, attended: true, family, ..StepUpFacts::default() };
    let alone = StepUpFacts { family: FamilyFacts::default(), ..sent };
    let hidden = StepUpFacts { family: FamilyFacts { restricted: true, ..FamilyFacts::default() }, ..sent };
    text.push_str("\n## A step up to children's social care\n\n");
    let social_care = || actor(Role::SocialCare, false);
    let who = [
        ("social care", social_care(), alone),
        ("social care, not sent yet", social_care(), StepUpFacts { sent: false, ..alone }),
        ("social care, family restricted", social_care(), hidden),
        ("lead", actor(Role::Lead, true), sent),
        (
            "lead, nobody of social care has an account",
            actor(Role::Lead, true),
            StepUpFacts { attended: false, ..sent },
        ),
        ("who sent it from the front door", actor(Role::FrontDoor, true), StepUpFacts { made: true, ..alone }),
        ("anybody else", actor(Role::Lead, true), alone),
    ];
    table(text, &acts, &who);
}

fn step_down(text: &mut String) {
    let acts: Vec<_> = StepDownAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let none = StepDownFacts::default();
    text.push_str("\n## A step down from children's social care\n\n");
    let who = [
        ("social care", actor(Role::SocialCare, false), none),
        ("front door, no lead named", actor(Role::FrontDoor, true), none),
        ("front door, lead named", actor(Role::FrontDoor, true), StepDownFacts { named: true, ..none }),
        ("manager of the team", actor(Role::Manager, true), StepDownFacts { managed: true, ..none }),
        ("who was named as lead", actor(Role::Lead, true), StepDownFacts { leads: true, named: true, ..none }),
        ("social care, family restricted", actor(Role::SocialCare, true), StepDownFacts { hidden: true, ..none }),
        ("anybody else", actor(Role::Manager, true), none),
    ];
    table(text, &acts, &who);
}

fn waiting(text: &mut String) {
    let acts: Vec<_> = WaitingAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let none = WaitingFacts::default();
    let shared = FamilyFacts { shared: true, ..FamilyFacts::default() };
    let of = |family| WaitingFacts { family, over: false };
    text.push_str("\n## A place in a waiting list\n\n");
    let who = [
        ("front door", actor(Role::FrontDoor, true), none),
        ("front door of a partner", actor(Role::FrontDoor, false), none),
        ("panel chair", actor(Role::PanelChair, true), none),
        ("front door, ended long ago", actor(Role::FrontDoor, true), WaitingFacts { over: true, ..none }),
        ("lead", actor(Role::Lead, true), of(FamilyFacts { leads: true, ..shared })),
        ("in the team", actor(Role::Practitioner, true), of(FamilyFacts { in_team: true, ..shared })),
        ("manages its team", actor(Role::Manager, true), of(FamilyFacts { managed: true, ..shared })),
        ("front door, family restricted", actor(Role::FrontDoor, true), of(FamilyFacts { restricted: true, ..shared })),
        ("anybody else", actor(Role::Lead, true), none),
    ];
    table(text, &acts, &who);
}

fn panel(text: &mut String) {
    let acts: Vec<_> = PanelAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let none = PanelFacts::default();
    text.push_str("\n## A panel's meetings\n\n");
    let who = [
        ("chairs it", actor(Role::PanelChair, true), PanelFacts { chairs: true, ..none }),
        ("chairs it, role taken away", actor(Role::Lead, true), PanelFacts { chairs: true, ..none }),
        ("member", actor(Role::Practitioner, false), PanelFacts { member: true, ..none }),
        ("anybody else", actor(Role::FrontDoor, true), none),
    ];
    table(text, &acts, &who);
}

fn board(text: &mut String) {
    let acts: Vec<_> = BoardAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let none = BoardFacts::default();
    let seated = BoardFacts { seated: true, ..none };
    text.push_str("\n## A board, and what is its own\n\n");
    let who = [
        ("chair, deputy, secretary", actor(Role::Practitioner, false), BoardFacts { keeps: true, ..seated }),
        ("member", actor(Role::Practitioner, false), seated),
        ("member, paper not out", actor(Role::Practitioner, false), BoardFacts { unsent: true, ..seated }),
        ("owes it this", actor(Role::Lead, true), BoardFacts { owes: true, unsent: true, ..none }),
        ("head", actor(Role::Head, true), none),
        ("commissioner, manager", actor(Role::Commissioner, true), none),
        ("board role, no seat", actor(Role::Board, false), none),
        ("anybody else", actor(Role::Lead, true), none),
    ];
    table(text, &acts, &who);
}

fn panel_item(text: &mut String) {
    let acts: Vec<_> = PanelItemAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let asked = PanelItemFacts {
        on_agenda: true,
        told: true,
        family: Some(FamilyFacts::default()),
        ..PanelItemFacts::default()
    };
    let member = PanelItemFacts { member: true, ..asked };
    let chairs = PanelItemFacts { chairs: true, ..asked };
    let sent = PanelItemFacts { sent: true, ..asked };
    let restricted = Some(FamilyFacts { restricted: true, ..FamilyFacts::default() });
    text.push_str("\n## What a panel is asked\n\n");
    let partner = || actor(Role::Practitioner, false);
    let who = [
        ("chairs it", actor(Role::PanelChair, true), chairs),
        ("chairs it, tied to the family", actor(Role::PanelChair, true), PanelItemFacts { tied: true, ..chairs }),
        ("member", partner(), member),
        ("member, not on an agenda now", partner(), PanelItemFacts { on_agenda: false, ..member }),
        ("member, may not be told", partner(), PanelItemFacts { told: false, ..member }),
        ("member, tied to the family", partner(), PanelItemFacts { tied: true, ..member }),
        ("who sent it", partner(), sent),
        ("who sent it, panel outside", partner(), PanelItemFacts { outside: true, ..sent }),
        ("member, decided", partner(), PanelItemFacts { decided: true, ..member }),
        ("member, family restricted", partner(), PanelItemFacts { family: restricted, ..member }),
        ("anybody else", partner(), asked),
    ];
    table(text, &acts, &who);
}

fn audits(text: &mut String) {
    let acts: Vec<_> = AuditFileAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let none = AuditFileFacts::default();
    let grades = AuditFileFacts { grades: true, known: true, ..none };
    let named = AuditFileFacts { moderates: true, known: true, ..none };
    let both = AuditFileFacts { both: true, ..named };
    let auditor = || actor(Role::Auditor, false);
    text.push_str("\n## A case file in an audit\n\n");
    let who = [
        ("grades it", auditor(), grades),
        ("has finished", auditor(), AuditFileFacts { graded: true, ..grades }),
        ("grades it, tied to the family", auditor(), AuditFileFacts { tied: true, ..grades }),
        ("graded it once", auditor(), AuditFileFacts { known: true, ..none }),
        ("moderates, not both done", auditor(), named),
        ("moderates, both done", auditor(), both),
        ("moderates, agreed", auditor(), AuditFileFacts { agreed: true, ..both }),
        ("leads audits", actor(Role::Auditor, true), none),
        ("leads audits, tied", actor(Role::Head, true), AuditFileFacts { tied: true, ..none }),
        ("another auditor", auditor(), none),
        ("the worker", actor(Role::Lead, true), AuditFileFacts { worker: true, tied: true, ..none }),
        ("the worker, shared", actor(Role::Lead, true), AuditFileFacts { worker: true, shared: true, ..none }),
        (
            "manages the team, shared",
            actor(Role::Manager, true),
            AuditFileFacts { managed: true, shared: true, ..none },
        ),
        ("told of a concern", actor(Role::FrontDoor, true), AuditFileFacts { told: true, ..none }),
        ("grades it, family restricted", auditor(), AuditFileFacts { hidden: true, ..grades }),
    ];
    table(text, &acts, &who);

    let acts: Vec<_> = AuditActionAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let none = AuditActionFacts::default();
    text.push_str("\n## An action of an audit\n\n");
    let who = [
        ("owes it", actor(Role::Manager, true), AuditActionFacts { owes: true, ..none }),
        ("leads audits", actor(Role::Head, true), none),
        ("leads audits, tied to the family", actor(Role::Head, true), AuditActionFacts { tied: true, ..none }),
        ("anybody else", actor(Role::Lead, true), none),
    ];
    table(text, &acts, &who);
}

fn run(text: &mut String) {
    let acts: Vec<_> = RunAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let none = RunFacts::default();
    text.push_str("\n## A run of a group programme\n\n");
    let who = [
        ("the council's manager", actor(Role::Manager, true), none),
        ("its facilitator", actor(Role::Facilitator, false), RunFacts { facilitates: true, ..none }),
        ("covers a session", actor(Role::Practitioner, false), RunFacts { covers: true, ..none }),
        ("anybody else", actor(Role::Facilitator, false), none),
    ];
    table(text, &acts, &who);
}

fn enrolment(text: &mut String) {
    let acts: Vec<_> = EnrolmentAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let none = EnrolmentFacts::default();
    let told = EnrolmentFacts { told: true, ..none };
    let runs_it = EnrolmentFacts { facilitates: true, ..told };
    let of = |family| EnrolmentFacts { family, ..told };
    let ours = FamilyFacts::default();
    text.push_str("\n## A family's place in a group programme\n\n");
    let who = [
        ("lead", actor(Role::Lead, true), of(FamilyFacts { leads: true, ..ours })),
        ("in the team", actor(Role::Practitioner, true), of(FamilyFacts { in_team: true, ..ours })),
        ("facilitator of the run", actor(Role::Facilitator, false), runs_it),
        ("facilitator, no agreement", actor(Role::Facilitator, false), EnrolmentFacts { told: false, ..runs_it }),
        (
            "facilitator, family restricted",
            actor(Role::Facilitator, false),
            EnrolmentFacts { family: FamilyFacts { restricted: true, ..ours }, ..runs_it },
        ),
        ("the council's manager", actor(Role::Manager, true), told),
        ("keeps the run, no agreement", actor(Role::Manager, true), EnrolmentFacts { keeps: true, ..none }),
        ("who asked for it", actor(Role::Practitioner, false), EnrolmentFacts { asked: true, ..told }),
        ("anybody else", actor(Role::Lead, true), none),
    ];
    table(text, &acts, &who);
}

fn exit_plan(text: &mut String) {
    let acts: Vec<_> = ExitPlanAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let none = ExitPlanFacts::default();
    let led = ExitPlanFacts { led: true, ..none };
    let restricted = FamilyFacts { restricted: true, ..FamilyFacts::default() };
    let managed = FamilyFacts { managed: true, ..FamilyFacts::default() };
    let shared = FamilyFacts { shared: true, ..FamilyFacts::default() };
    text.push_str("\n## The exit plan of an episode that has ended\n\n");
    let who = [
        ("led until not long ago", actor(Role::Lead, true), led),
        ("led, family restricted since", actor(Role::Lead, true), ExitPlanFacts { family: restricted, ..led }),
        ("a partner led, shared", actor(Role::Lead, false), ExitPlanFacts { family: shared, ..led }),
        ("a partner led, not shared", actor(Role::Lead, false), led),
        ("manages its team", actor(Role::Manager, true), ExitPlanFacts { family: managed, ..none }),
        ("anybody else", actor(Role::Lead, true), none),
    ];
    table(text, &acts, &who);
}

fn training(text: &mut String) {
    let acts: Vec<_> = CourseAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let none = CourseFacts::default();
    text.push_str("\n## A course of training\n\n");
    let who = [
        ("its trainer", actor(Role::Trainer, false), CourseFacts { trains: true }),
        ("the council's manager", actor(Role::Manager, true), none),
        ("the head of service", actor(Role::Head, true), none),
        ("a trainer of another course", actor(Role::Trainer, true), none),
        ("anybody else", actor(Role::Practitioner, true), none),
    ];
    table(text, &acts, &who);

    let acts: Vec<_> = BookingAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let none = BookingFacts::default();
    let trains = BookingFacts { trains: true, ..none };
    text.push_str("\n## A place in a training session\n\n");
    let who = [
        ("their own", actor(Role::Practitioner, false), BookingFacts { own: true, ..none }),
        ("trainer of the course", actor(Role::Trainer, false), trains),
        (
            "trainer, somebody without an account",
            actor(Role::Trainer, false),
            BookingFacts { on_paper: true, ..trains },
        ),
        ("booked it for somebody", actor(Role::Practitioner, false), BookingFacts { booked: true, ..none }),
        ("the council's manager", actor(Role::Manager, true), none),
        ("a trainer of another course", actor(Role::Trainer, true), none),
    ];
    table(text, &acts, &who);
}

fn own_place(text: &mut String) {
    let acts: Vec<_> = OwnPlaceAct::ALL.iter().map(|act| (act.code(), *act)).collect();
    let (mine, open) = (OwnPlaceFacts { mine: true, open: true }, OwnPlaceFacts { mine: false, open: true });
    let person = Actor { own_place: Some(Uuid::from_u128(2)), ..Actor::nobody() };
    text.push_str("\n## A place of somebody's own\n\n");
    let who = [
        ("its person", person.clone(), mine),
        ("its person, once it is closed", person.clone(), OwnPlaceFacts { open: false, ..mine }),
        ("another of the family", person, open),
        ("the lead professional", actor(Role::Lead, true), mine),
        ("information governance", actor(Role::Privacy, true), mine),
    ];
    table(text, &acts, &who);
}

#[test]
fn what_is_allowed_is_as_written() {
    let mut text = String::from(
        "# Who may do what\n\n\
         Printed from `access/src/policy`, which alone decides. yes = allowed; 403 = refused, with \
         how to ask; 404 = as if it did not exist.\n",
    );
    nobody(&mut text);
    family(&mut text);
    own_place(&mut text);
    contact(&mut text);
    own_contact(&mut text);
    service(&mut text);
    referral(&mut text);
    step_up(&mut text);
    step_down(&mut text);
    waiting(&mut text);
    panel(&mut text);
    board(&mut text);
    panel_item(&mut text);
    audits(&mut text);
    exit_plan(&mut text);
    run(&mut text);
    enrolment(&mut text);
    training(&mut text);
    held("access.md", &text);
}

#[test]
fn the_routes_and_what_each_needs_are_as_written() {
    let mut text = String::from("# Routes\n\n| method | address | needs |\n|---|---|---|\n");
    let mut all = capabilities::pages();
    all.sort_by_key(|page| (page.address.clone(), page.method.to_string()));
    for Page { method, address, needs, .. } in &all {
        let _ = writeln!(text, "| {method} | `{address}` | {needs} |");
    }
    held("routes.md", &text);
}

#[test]
fn the_kinds_of_event_are_as_written() {
    let mut text = String::from("# Kinds of event\n\n| kind | happens to | meaning |\n|---|---|---|\n");
    let mut all = capabilities::events();
    all.sort_by_key(|kind| kind.name);
    assert!(all.windows(2).all(|two| two[0].name != two[1].name), "two kinds have one name");
    for kind in all {
        let _ = writeln!(text, "| `{}` | {} | {} |", kind.name, kind.subject, kind.meaning);
    }
    held("events.md", &text);
}

#[test]
fn the_schema_is_as_written_and_the_same_on_both_engines() {
    let world = testkit::World::sqlite();
    let tables = store::dialect::tables(&mut world.conn()).expect("tables");
    let tables: Vec<_> = tables.into_iter().filter(|(table, _)| !table.starts_with("sqlite_")).collect();
    if let Some(other) = testkit::World::postgres() {
        assert_eq!(store::dialect::tables(&mut other.conn()).expect("tables"), tables);
    }
    let mut text = String::from("# Schema\n\n| table | columns |\n|---|---|\n");
    for (table, columns) in &tables {
        let _ = writeln!(text, "| {table} | {} |", columns.join(", "));
    }
    held("schema.md", &text);
}

/// An address with something in every place that varies.
fn at(page: &Page, id: &str) -> String {
    let mut path = page.address.clone();
    for (place, with) in [("{n}", "1"), ("{area}", "health")] {
        path = path.replace(place, with);
    }
    while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
        path.replace_range(from..=to, id);
    }
    path
}

/// Somebody of this role, and the token of their forms.
async fn outsider(w: &testkit::World, who: &str) -> (testkit::Person, String) {
    let person = w.person(who).await;
    let form = person.get("/my-work").await.form("/sign-out").expect("a form");
    let csrf = form.into_iter().find(|(name, _)| name == "csrf").expect("a token").1;
    (person, csrf)
}

/// Every page that needs an act is tried by those for whom it is not: a stranger is sent to sign in or told 401, an
/// outsider of every role is refused. A handler that asks for nothing would let them in.
#[tokio::test(flavor = "multi_thread")]
async fn every_page_refuses_a_stranger_and_an_outsider() {
    let w = testkit::World::sqlite();
    let id = Uuid::now_v7().to_string();
    let (stranger, board, helper) = (w.stranger(), outsider(&w, "board").await, outsider(&w, "facilitator").await);
    for page in capabilities::pages() {
        let (Need::Act(code), method) = (page.needs.first, page.method.as_str()) else { continue };
        // these are for everybody who is signed in
        if matches!(code, "see-my-work" | "book-training") {
            continue;
        }
        // what the board sees, without a name, is tried by somebody else
        let seen_by_board = matches!(
            code,
            "see-needs"
                | "see-insight"
                | "see-audits"
                | "see-boards"
                | "see-training-figures"
                | "see-profile"
                | "see-equality"
        );
        let (outsider, csrf) = if seen_by_board { &helper } else { &board };
        let path = at(&page, &id);
        let body = if method == "POST" { format!("csrf={csrf}&key=k") } else { String::new() };
        let kind = Some("application/x-www-form-urlencoded").filter(|_| method == "POST");

        let answer = stranger.request(method, &path, kind, &[], body.clone()).await;
        let sent_away = answer.location.starts_with("/sign-in") || answer.status == 401;
        assert!(sent_away, "{method} {path}: a stranger got {} {}", answer.status, answer.text());

        let answer = outsider.request(method, &path, kind, &[], body).await;
        let refused = matches!(answer.status.as_u16(), 401 | 403 | 404);
        assert!(refused, "{method} {path}: an outsider got {} {}", answer.status, answer.text());
    }
}

/// Every check: what it looks at, what it asks of whoever writes, where it comes from.
fn checks() -> String {
    let mut text = String::from(
        "# Checks\n\nEach is a named rule with a test both ways (`crates/capabilities/checks/src/rules`). What they find is \
         advice; [docs/checks.md](../checks.md) says how it is used.\n",
    );
    for on in checks::rules::On::ALL {
        let _ = writeln!(text, "\n## {}", on.label());
        for check in checks::rules::all().filter(|check| check.on == *on) {
            let checks::rules::Check { code, title, advice, looks, source, .. } = check;
            let _ = writeln!(text, "\n### {title}\n\n{advice}\n");
            let _ = writeln!(text, "* code: `{code}`\n* looks at: {looks}\n* source: {source}");
        }
    }
    text
}

#[test]
fn the_checks_are_as_written() {
    held("checks.md", &checks());
}

/// Every figure, as data: what it counts and what it leaves out.
fn figures() -> String {
    use insight::figures::{ALL, Group, Rule};

    let mut text = String::from(
        "# Figures\n\nEach is data (`crates/capabilities/insight/src/figures`); one condition counts and lists. \
         `earlyhelp figures --from … --to … --json` gives their values.\n",
    );
    for group in Group::ALL {
        let _ = writeln!(text, "\n## {}", group.label());
        for figure in ALL.iter().filter(|figure| figure.group == *group) {
            let by: Vec<&str> = figure.by().map(|dim| dim.code()).collect();
            let _ = writeln!(text, "\n### {} {}\n\n{}\n", figure.id, figure.name, figure.sentence);
            let mut line = |name: &str, said: &str| {
                if !said.is_empty() {
                    let _ = writeln!(text, "* {name}: {said}");
                }
            };
            line("counted", figure.unit.label());
            line("in it", figure.numerator);
            line("of which it is a share", figure.denominator);
            line("the date that counts", figure.date);
            line("left out", figure.exclusions);
            line("told apart by", &by.join(", "));
            if let Rule::Missing { why } = figure.rule {
                line("not counted yet", why);
            }
            line("version", &format!("{}, since {}", figure.version, figure.since));
            line("who answers for it", figure.owner);
            line("source", figure.source);
        }
    }
    text
}

#[test]
fn the_figures_are_as_written() {
    held("figures.md", &figures());
}
