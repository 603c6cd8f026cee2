//! Who works with families in the demo: the accounts of `interface.md`, and as many teams as the families need.

use access::{
    AccountId, Actor, App, OrganisationId, Role, TeamId,
    accounts::{self, NewAccount},
    demo::{Cast, Team},
    manage,
};
use people::demo::worker_name;
use std::sync::Arc;
use store::{Author, Conn, Instant, Tx, origin};
use web::{Error, Result};

const COUNCIL: &str = "Council";
const SCHOOLS: &[&str] = &["Elm Street Primary", "Riverside Academy", "Hilltop Infants", "Castle View School"];
const PARTNERS: &[(&str, &str)] =
    &[("Community Health", "health"), ("County Police", "police"), ("Harbour Families", "community")];
/// The council's children and family hubs, with their towns.
const HUBS: &[(&str, &str)] = &[("Luton Road Family Hub", "Chatham"), ("Woodlands Family Hub", "Gillingham")];
/// The towns of the schools and partners, in their order.
const TOWNS: &[&str] = &["Chatham", "Rochester", "Strood", "Gillingham", "Rainham", "Rochester", "Chatham"];
const AREAS: &[&str] = &["Chatham and Luton", "Gillingham", "Rochester and Strood"];

/// A manager answers for a dozen workers, each with a dozen families.
const WORKERS: usize = 12;

/// The accounts of interface.md: word before `@example.org`, name, job, organisation, roles.
const NAMED: &[(&str, &str, &str, &str, &[Role])] = &[
    ("school", "Priya Shah", "Family liaison officer", "Elm Street Primary", &[Role::Practitioner]),
    ("health-visitor", "Grace Adeyemi", "Health visitor", "Community Health", &[Role::Practitioner]),
    ("police", "Tom Barker", "Community support officer", "County Police", &[Role::Practitioner]),
    ("charity", "Lena Novak", "Family worker", "Harbour Families", &[Role::Practitioner]),
    ("front-door", "Sam Whitlock", "Front-door officer", COUNCIL, &[Role::FrontDoor]),
    ("panel-chair", "Moira Kent", "Panel chair", COUNCIL, &[Role::PanelChair]),
    ("lead", "Daniel Osei", "Family solutions worker", COUNCIL, &[Role::Lead, Role::Practitioner]),
    ("manager", "Ruth Calder", "Service manager", COUNCIL, &[Role::Manager]),
    ("head", "Diane Moss", "Head of early help", COUNCIL, &[Role::Head]),
    ("auditor", "Imran Qureshi", "Quality auditor", COUNCIL, &[Role::Auditor]),
    ("commissioner", "Helen Frost", "Commissioner", COUNCIL, &[Role::Commissioner]),
    ("board", "Peter Lang", "Board member", COUNCIL, &[Role::Board]),
    ("privacy", "Naomi Green", "Information-governance officer", COUNCIL, &[Role::Privacy]),
    ("admin", "Alex Reed", "System administrator", COUNCIL, &[Role::Admin]),
    ("directory", "Wendy Hart", "Directory editor", COUNCIL, &[Role::Directory]),
    ("social-care", "Asha Menon", "Social worker, triage", COUNCIL, &[Role::SocialCare]),
    ("facilitator", "Marta Silva", "Group facilitator", "Harbour Families", &[Role::Facilitator]),
    ("trainer", "Bridget Amadi", "Training officer", COUNCIL, &[Role::Trainer]),
    ("provider", "Joseph Lowe", "Project manager", "Harbour Families", &[Role::Provider]),
    ("auditor-health", "Colette Byrne", "Named nurse, quality", "Community Health", &[Role::Auditor]),
    ("auditor-police", "Neil Hargreave", "Vulnerability reviewer", "County Police", &[Role::Auditor]),
];

/// Enters everyone, and gives them as those who act.
pub(super) fn enter(conn: &mut Conn, app: &App, now: Instant, families: u32) -> Result<Cast> {
    origin::mark_demo(conn, now)?;
    let author = Author { pack: app.pack.hash.clone(), ..Author::program() };
    let mut entering = Entering { tx: Tx::within(conn, now, author), organisations: vec![], phones: 0 };
    entering.add_organisations()?;
    for (word, name, job, of, roles) in NAMED {
        entering.add(&format!("{word}@example.org"), name, job, of, roles)?;
    }
    let front_door = entering.front_door()?;
    let social_care = entering.named("social-care")?;
    let makers = entering.makers()?;
    let teams = entering.teams(families)?;

    let makers: Vec<_> =
        makers.into_iter().map(|(id, source)| Ok((entering.actor(id)?, source))).collect::<Result<_>>()?;
    let partners = makers.iter().filter_map(|(actor, _)| Some((actor.clone(), actor.organisation?))).collect();
    Ok(Cast {
        front_door: front_door.into_iter().map(|id| entering.actor(id)).collect::<Result<_>>()?,
        social_care: vec![entering.actor(social_care)?],
        teams: teams.into_iter().map(|team| entering.team(team)).collect::<Result<_>>()?,
        makers,
        partners,
        memory: serde_json::Value::Null.into(),
    })
}

/// A team as it is entered: who manages, who works in it.
type NewTeam = (TeamId, AccountId, Vec<AccountId>);

/// Everyone as they are entered.
struct Entering<'c> {
    tx: Tx<'c>,
    organisations: Vec<(&'static str, OrganisationId)>,
    phones: u32,
}

impl Entering<'_> {
    fn add_organisations(&mut self) -> Result<()> {
        let council = accounts::add_organisation(&mut self.tx, COUNCIL, "council", "01634 000000", true)?;
        self.organisations.push((COUNCIL, council));
        let schools = SCHOOLS.iter().map(|school| (*school, "education"));
        for (name, kind) in schools.chain(PARTNERS.iter().copied()) {
            let id = accounts::add_organisation(&mut self.tx, name, kind, "", false)?;
            self.organisations.push((name, id));
        }
        for ((_, id), town) in self.organisations[1..].iter().zip(TOWNS) {
            accounts::place_organisation(&mut self.tx, *id, town, false)?;
        }
        for (name, town) in HUBS {
            let id = accounts::add_organisation(&mut self.tx, name, "council", "", false)?;
            accounts::place_organisation(&mut self.tx, id, town, true)?;
            self.organisations.push((name, id));
        }
        Ok(())
    }

    fn organisation(&self, name: &str) -> Result<OrganisationId> {
        let found = self.organisations.iter().find(|(known, _)| *known == name);
        found.map(|(_, id)| *id).ok_or(Error::NotFound)
    }

    fn add(&mut self, email: &str, name: &str, job: &str, of: &str, roles: &[Role]) -> Result<AccountId> {
        self.phones += 1;
        let new = NewAccount {
            email: email.into(),
            name: name.into(),
            job_title: job.into(),
            phone: format!("01634 {:06}", self.phones),
            organisation: Some(self.organisation(of)?),
            roles: roles.to_vec(),
        };
        manage::program::add(&mut self.tx, &new)
    }

    fn named(&mut self, word: &str) -> Result<AccountId> {
        let found = accounts::find_by_email(self.tx.conn(), &format!("{word}@example.org"))?;
        found.map(|account| account.id).ok_or(Error::NotFound)
    }

    fn front_door(&mut self) -> Result<Vec<AccountId>> {
        let mut officers = vec![self.named("front-door")?];
        for (n, name) in ["Joan Pettit", "Karim Aziz"].iter().enumerate() {
            let email = format!("front-door-{n}@demo.example.org.uk");
            officers.push(self.add(&email, name, "Front-door officer", COUNCIL, &[Role::FrontDoor])?);
        }
        Ok(officers)
    }

    /// Who brings concerns, with the source that they are.
    fn makers(&mut self) -> Result<Vec<(AccountId, &'static str)>> {
        let mut makers = vec![
            (self.named("school")?, "school"),
            (self.named("health-visitor")?, "health-visiting"),
            (self.named("police")?, "police"),
            (self.named("charity")?, "charity"),
        ];
        for (n, (school, name)) in (1..).zip(SCHOOLS[1..].iter().zip(["Beth Salter", "Omar Hadi", "Claire Dunn"])) {
            let email = format!("school-{n}@demo.example.org.uk");
            makers.push((self.add(&email, name, "Pastoral lead", school, &[Role::Practitioner])?, "school"));
        }
        for (n, ((hub, _), name)) in HUBS.iter().zip(["Maureen Tate", "Sunil Rao"]).enumerate() {
            let email = format!("hub-{n}@demo.example.org.uk");
            makers.push((self.add(&email, name, "Hub worker", hub, &[Role::Practitioner])?, "hub"));
        }
        Ok(makers)
    }

    fn teams(&mut self, families: u32) -> Result<Vec<NewTeam>> {
        let many = AREAS.len().max(usize::try_from(families / 1_000).unwrap_or(0));
        (0..many).map(|n| self.new_team(n)).collect()
    }

    fn new_team(&mut self, n: usize) -> Result<NewTeam> {
        let (area, round) = (AREAS[n % AREAS.len()], n / AREAS.len() + 1);
        let name = if round == 1 { area.to_owned() } else { format!("{area} {round}") };
        let council = self.organisation(COUNCIL)?;
        let team = accounts::add_team(&mut self.tx, council, &name)?;

        let manager = match n {
            0 => self.named("manager")?,
            n => {
                let email = format!("manager-{n}@demo.example.org.uk");
                self.add(&email, &worker_name(n * 13 + 7), "Service manager", COUNCIL, &[Role::Manager])?
            }
        };
        accounts::join_team(&mut self.tx, team, manager, true)?;
        let workers = (0..WORKERS).map(|k| self.worker(team, n, k)).collect::<Result<_>>()?;
        Ok((team, manager, workers))
    }

    fn worker(&mut self, team: TeamId, n: usize, k: usize) -> Result<AccountId> {
        let worker = match (n, k) {
            (0, 0) => self.named("lead")?,
            (n, k) => {
                let email = format!("worker-{n}-{k}@demo.example.org.uk");
                let name = worker_name(n * WORKERS + k);
                self.add(&email, &name, "Family solutions worker", COUNCIL, &[Role::Lead, Role::Practitioner])?
            }
        };
        accounts::join_team(&mut self.tx, team, worker, false)?;
        Ok(worker)
    }

    fn actor(&mut self, id: AccountId) -> Result<Arc<Actor>> {
        let now = self.tx.now;
        accounts::actor(self.tx.conn(), now, id)?.map(Arc::new).ok_or(Error::NotFound)
    }

    fn team(&mut self, (id, manager, workers): NewTeam) -> Result<Team> {
        let manager = self.actor(manager)?;
        let workers = workers.into_iter().map(|worker| self.actor(worker)).collect::<Result<_>>()?;
        Ok(Team { id, manager, workers })
    }
}
