//! Short ways to a family at some stage of the road, each over HTTP as its people would go.

use access::FamilyId;
use diesel::prelude::*;
use testkit::{Page, Person, World};

/// What a school sends.
pub const CONTACT: &str = r#"{"kind": "request", "source": "school", "channel": "online",
 "summary": "Misses school on Mondays.",
 "needs": ["school-attendance"], "agreement": "given",
 "people": [{"role": "child", "given_name": "Ada", "family_name": "Okoro", "date_of_birth": "2016-02-29",
 "nhs_number": "9434765919",
   "address": {"line_1": "1 Example Road", "postcode": "ME4 4TR"}},
  {"role": "parent", "given_name": "Ife", "family_name": "Okoro", "phone": "07700 900123"}]}"#;

/// A contact of the school; its id.
pub async fn contact(w: &World) -> String {
    contact_of(w, CONTACT).await
}

/// A contact of the school with this body; its id.
pub async fn contact_of(w: &World, body: &str) -> String {
    let school = w.program("school").await;
    let page = send_contact(&school, body).await;
    page.must_be(201);
    page.json()["id"].as_str().expect("an id").to_owned()
}

/// A program sends a contact with this body, under a key of its own.
pub async fn send_contact(program: &Person, body: &str) -> testkit::Page {
    let key = store::Uuid::now_v7().to_string();
    let headers = [("idempotency-key", key.as_str())];
    program.request("POST", "/api/v1/contacts", Some("application/json"), &headers, body.to_owned()).await
}

/// The fields of a good decision.
pub fn decision<'a>(outcome: &'a str, team: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("level", "2"),
        ("indicators", "additional-needs"),
        ("outcome", outcome),
        ("team", team),
        ("reason", "Attendance fell, and the family asks for help."),
    ]
}

/// The front door decides; the family's id.
pub async fn decide(w: &World, contact: &str, outcome: &str) -> FamilyId {
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{contact}/decision");
    let page = officer.get(&path).await;
    let team = page.value_of("Chatham and Luton").expect("a team");
    // one question a child
    let levels = page.names("level");
    let mut fields = decision(outcome, &team);
    fields.retain(|(name, _)| *name != "level");
    fields.extend(levels.iter().map(|name| (name.as_str(), "2")));
    // a family is not asked for needs: the front door says which they are
    if !page.values("needs").is_empty() {
        fields.push(("needs", "parenting"));
    }
    officer.submit_on(&page, &path, &fields).await.must_be(303);
    family(w, contact)
}

/// The family of a decided contact.
pub fn family(w: &World, contact: &str) -> FamilyId {
    use contacts::records::contact::dsl;
    let id: contacts::ContactId = contact.parse().expect("an id");
    let found: Option<FamilyId> = dsl::contact.find(id).select(dsl::family_id).first(&mut w.conn()).expect("a contact");
    found.expect("a family")
}

/// The open episode of a family.
pub fn episode(w: &World, family: FamilyId) -> cases::EpisodeId {
    use cases::records::episode::dsl;
    let open = dsl::episode.filter(dsl::family_id.eq(family).and(dsl::closed_at.is_null()));
    open.select(dsl::id).first(&mut w.conn()).expect("an episode")
}

/// The family of an episode.
pub fn family_of(w: &World, e: cases::EpisodeId) -> FamilyId {
    use cases::records::episode::dsl;
    dsl::episode.find(e).select(dsl::family_id).first(&mut w.conn()).expect("an episode")
}

/// A family with an episode of this kind, led by `lead`.
pub async fn led(w: &World, outcome: &str) -> (FamilyId, cases::EpisodeId, Person) {
    let contact = contact(w).await;
    let family = decide(w, &contact, outcome).await;
    let e = episode(w, family);
    let manager = w.person("manager").await;
    let path = format!("/episodes/{e}/lead");
    let page = manager.get(&path).await;
    let to = page.value_of("Daniel Osei").expect("the lead");
    manager.submit_on(&page, &path, &[("to", &to), ("reason", "The family knows him.")]).await.must_be(303);
    let lead = w.person("lead").await;
    let offer = lead.get("/my-work").await.link("/hand-overs/").expect("an offer");
    lead.submit(&offer, &[("answer", "accept")]).await.must_be(303);
    (family, e, lead)
}

/// The parent agrees to be supported.
pub async fn agree(lead: &Person, family: FamilyId) {
    let path = format!("/families/{family}/agreement");
    let page = lead.get(&path).await;
    let parent = page.value_of("Ife Okoro").expect("the parent");
    let fields = [
        ("person", parent.as_str()),
        ("state", "given"),
        ("how", "in-person"),
        ("words", "Yes please."),
        ("basis", "agreement"),
        ("notice", "yes"),
    ];
    lead.submit_on(&page, &path, &fields).await.must_be(303);
}

/// Everything needed is shared with the organisation called so.
pub async fn share(lead: &Person, family: FamilyId, organisation: &str) {
    let path = format!("/families/{family}/sharing");
    let page = lead.get(&path).await;
    let whom = page.value_of(organisation).expect("an organisation");
    lead.submit_on(&page, &path, &[("organisation", &whom), ("scope", "The plan"), ("basis", "agreement")])
        .await
        .must_be(303);
}

/// Someone joins the team around the family.
pub async fn join(lead: &Person, e: cases::EpisodeId, name: &str) -> testkit::Page {
    let path = format!("/episodes/{e}/team");
    let page = lead.get(&path).await;
    let who = page.value_of(name).expect("a colleague");
    lead.submit_on(&page, &path, &[("account", &who)]).await
}

/// The lead notes a visit.
pub async fn visit(lead: &Person, family: FamilyId) {
    let path = format!("/families/{family}/notes/new");
    let page = lead.get(&path).await;
    let everyone = page.values("seen");
    let mut fields = vec![("kind", "visit"), ("text", "Met everyone at home."), ("place", "home")];
    fields.extend(everyone.iter().map(|person| ("seen", person.as_str())));
    lead.submit_on(&page, &path, &fields).await.must_be(303);
}

/// Fills every part of the assessment, of a family that agrees, and completes it.
pub async fn assess(lead: &Person, e: cases::EpisodeId) {
    let path = format!("/episodes/{e}/assessment");
    let page = lead.get(&path).await;
    if page.link("/families/").is_some() && page.says("You can begin.") {
        let family = page.link("/families/").and_then(|href| href.split('/').nth(2)?.parse().ok());
        agree(lead, family.expect("a family")).await;
    }
    lead.submit(&path, &[("step", "start")]).await.must_be(303);
    write_assessment(lead, e).await;
    lead.submit(&path, &[("step", "complete")]).await.must_be(303);
}

/// Fills every part of a draft.
pub async fn write_assessment(lead: &Person, e: cases::EpisodeId) {
    let path = format!("/episodes/{e}/assessment");
    for area in ["start", "health", "development", "parenting", "community"] {
        let path = format!("{path}/areas/{area}");
        let page = lead.get(&path).await;
        let form = page.form(&path).expect("a form");
        let mut texts: Vec<(&str, &str)> = form
            .iter()
            .filter(|(n, _)| n.starts_with(area) && !n.contains("scale") && !n.contains("-needs"))
            .map(|(n, _)| (n.as_str(), "What was seen and said."))
            .collect();
        if area == "health" {
            texts.extend([("health-needs", "physical-health"), ("health-underlying", "emotional-health")]);
        }
        lead.submit_on(&page, &path, &texts).await.must_be(303);
    }
    see_everyone(lead, e).await;
}

/// Every child was seen today, alone.
pub async fn see_everyone(lead: &Person, e: cases::EpisodeId) {
    let path = format!("/episodes/{e}/assessment/seen");
    let page = lead.get(&path).await;
    let mut fields: Vec<(String, &str)> = Vec::new();
    for name in page.names("seen-") {
        let value = match name.as_str() {
            name if name.ends_with("-day") => "4",
            name if name.ends_with("-month") => "3",
            name if name.ends_with("-year") => "2026",
            name if name.starts_with("seen-alone-") => "yes",
            name if name.starts_with("seen-not-") => "",
            _ => continue,
        };
        fields.push((name, value));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    lead.submit_on(&page, &path, &fields).await.must_be(303);
}

/// An agreed intervention plan with one outcome and one action.
pub async fn plan(lead: &Person, e: cases::EpisodeId, kind: &str) {
    let path = format!("/episodes/{e}/plan");
    lead.submit(&path, &[("kind", kind)]).await.must_be(303);
    let added = outcome(lead, e, "In school every day").await;
    let action = lead.follow(&added).await;
    let owner = action.value_of("Daniel Osei").expect("an owner");
    let fields = [
        ("text", "Walk to school together"),
        ("owner", owner.as_str()),
        ("due-day", "20"),
        ("due-month", "3"),
        ("due-year", "2026"),
    ];
    lead.submit_on(&action, &added.location, &fields).await.must_be(303);
    // no plan without their agreement to be supported, or another ground
    let page = lead.get(&format!("{path}/agreement")).await;
    let missing = page.links("/families/").into_iter().find(|href| href.ends_with("/agreement"));
    if let Some(family) = missing.as_deref().and_then(|href| href.split('/').nth(2)) {
        agree(lead, family.parse().expect("a family")).await;
    }
    agree_plan(lead, e, "no").await.must_be(303);
}

/// The family agrees the plan; needs are complex, or not, where that is asked.
pub async fn agree_plan(lead: &Person, e: cases::EpisodeId, complex: &str) -> testkit::Page {
    let path = format!("/episodes/{e}/plan/agreement");
    let page = lead.get(&path).await;
    let mut fields = vec![("who", "Ife Okoro"), ("words", "We want to try it.")];
    if !page.names("complex").is_empty() {
        fields.extend([("complex", complex), ("complex_why", "Mornings are all that is hard.")]);
    }
    lead.submit_on(&page, &path, &fields).await
}

/// Adds an outcome.
pub async fn outcome(lead: &Person, e: cases::EpisodeId, words: &str) -> testkit::Page {
    let fields = [
        ("words", words),
        ("measure", "The register shows it"),
        ("by-day", "15"),
        ("by-month", "4"),
        ("by-year", "2026"),
        ("framework", "education"),
        ("area", "development"),
    ];
    lead.submit(&format!("/episodes/{e}/plan/outcomes/new"), &fields).await
}

/// All that is said of a review that was held, in its form on this page: everyone came, every outcome gets there, every
/// action goes on, every child is heard.
pub fn meeting(page: &Page, decision: &str) -> Vec<(String, String)> {
    let every = [("came-", "attended"), ("outcome-", "better"), ("action-", "going-on"), ("said-", "It is better.")];
    let every = every.iter().flat_map(|(start, said)| page.names(start).into_iter().map(move |name| (name, *said)));
    let rest = [
        ("positives", "School"),
        ("changed", "She has a friend."),
        ("support", "Mondays."),
        ("family_view", "Better"),
        ("decision", decision),
        ("reason", "They want it."),
    ];
    let rest = rest.map(|(name, said)| (name.to_owned(), said));
    every.chain(rest).map(|(name, said)| (name, said.to_owned())).collect()
}

/// All that a closure says, in its form on this page: the family agrees, and each answered by letter.
pub fn closing(page: &Page, reason: &str, exit_plan: &str) -> Vec<(String, String)> {
    let every = [("asked-", "answered"), ("timely-", "no"), ("helpful-", "yes"), ("words-", "We sleep again.")];
    let every = every.iter().flat_map(|(start, said)| page.names(start).into_iter().map(move |name| (name, *said)));
    let rest = [("reason", reason), ("exit_plan", exit_plan), ("family_end", "agreed"), ("way", "letter")];
    let rest = rest.map(|(name, said)| (name.to_owned(), said));
    every.chain(rest).map(|(name, said)| (name, said.to_owned())).collect()
}

/// Help ends for this reason.
pub async fn close(lead: &Person, e: cases::EpisodeId, reason: &str, exit_plan: &str) -> Page {
    let path = format!("/episodes/{e}/closure");
    let page = lead.get(&path).await;
    let fields = closing(&page, reason, exit_plan);
    lead.submit_on(&page, &path, &borrowed(&fields)).await
}

/// The same fields, to be sent.
pub fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// The same fields with some of them otherwise.
pub fn but(mut fields: Vec<(String, String)>, others: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
    fields.extend(others.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    fields
}

/// The front door says of everyone in this contact that they are the likeliest of those who are known.
pub async fn same_people(w: &World, contact: &str) {
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{contact}/people");
    let page = officer.get(&path).await;
    page.must_say("NHS number agrees");
    let likeliest = |name: String| page.values(&name).into_iter().next().map(|value| (name, value));
    let fields: Vec<(String, String)> = page.names("who-").into_iter().filter_map(likeliest).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    officer.submit_on(&page, &path, &fields).await.must_be(303);
}

/// A worker begins a contact; the address under which its draft is kept.
pub async fn begin(worker: &Person) -> String {
    let start = worker.get("/contacts/new/start").await;
    let about = start.links("/contacts/new/").into_iter().find(|href| href.ends_with("/about")).expect("a way on");
    about.trim_end_matches("/about").to_owned()
}

/// Adds somebody after the first to a draft: first what they are, then the rest.
pub async fn add_person(writer: &Person, at: &str, role: &str, fields: &[(&str, &str)]) -> testkit::Page {
    let asked = writer.submit(at, &[("role", role)]).await;
    let page = writer.follow(&asked).await;
    writer.submit_on(&page, at, fields).await
}
