//! Every page that takes a form is one of two: it overwrites what somebody wrote, and then it knows the version that it
//! overwrites; or it adds, ends or answers once, and then there is nothing to lose.

use crate::{
    directory::{body, service},
    helpers::{CONTACT, agree, assess, contact, contact_of, decide, led, plan},
};
use cases::EpisodeId;
use std::collections::{BTreeMap, BTreeSet};
use testkit::{Person, World, story};

/// Pages that overwrite, with the field by which they know what they overwrite. A new one of them belongs here, and
/// among those that the story below walks to.
const OVERWRITES: &[(&str, &str)] = &[
    ("/actions/{id}", "stand"),
    ("/actions/{id}/change", "stand"),
    ("/audit-actions/{id}/move", "version"),
    ("/audits/{id}/change", "version"),
    ("/admin/accounts/{id}/change", "stand"),
    ("/admin/organisations/{id}/change", "stand"),
    ("/admin/teams/{id}", "stand"),
    ("/board-actions/{id}/change", "version"),
    ("/board-items/{id}", "version"),
    ("/board-items/{id}/decision", "version"),
    ("/board-meetings/{id}/change", "version"),
    ("/board-meetings/{id}/minutes", "version"),
    ("/board-papers/{id}/give", "version"),
    ("/board-priorities/{id}/state", "version"),
    ("/board-risks/{id}/change", "version"),
    ("/board-risks/{id}/rating", "version"),
    ("/board-seats/{id}", "version"),
    ("/boards/{id}/change", "version"),
    ("/contacts/{id}/answer", "version"),
    ("/contacts/{id}/closure", "version"),
    ("/contacts/{id}/decision", "version"),
    ("/contacts/{id}/people", "stand"),
    ("/contacts/{id}/police-response", "version"),
    ("/contracts/{id}/change", "version"),
    ("/directory/doubles/{one}/{two}", "stand"),
    ("/directory/proposals/{id}", "version"),
    ("/directory/providers/{id}", "stand"),
    ("/duplicates/{one}/{two}", "stand"),
    ("/enrolments/{id}/feedback", "stand"),
    ("/enrolments/{id}/measure", "stand"),
    ("/episodes/{id}/assessment/areas/{area}", "stand"),
    ("/episodes/{id}/assessment/authorisation", "stand"),
    ("/episodes/{id}/assessment/seen", "stand"),
    ("/episodes/{id}/lead", "stand"),
    ("/episodes/{id}/plan/factors", "stand"),
    ("/episodes/{id}/services/answers", "stand"),
    ("/episodes/{id}/services/needs", "stand"),
    ("/episodes/{id}/step-up", "stand"),
    ("/exports/{id}/schedule", "version"),
    ("/families/{id}/feedback/answers/{answer}", "stand"),
    ("/families/{id}/level", "stand"),
    ("/families/{id}/people/{person}", "version"),
    ("/families/{id}/restriction", "stand"),
    ("/families/{id}/sharing", "stand"),
    ("/linked-plans/{id}/change", "version"),
    ("/my-settings", "stand"),
    ("/needs/analyses/{id}/publication", "version"),
    ("/needs/analyses/{id}/words", "version"),
    ("/outcomes/{id}", "stand"),
    ("/outcomes/{id}/result", "stand"),
    ("/panel-items/{id}/change", "version"),
    ("/panel-items/{id}/decision", "version"),
    ("/panel-meetings/{id}/move", "version"),
    ("/panels/{id}/change", "version"),
    ("/programmes/{id}/change", "version"),
    ("/referrals/{id}", "stand"),
    ("/returns/owing/{id}", "version"),
    ("/returns/{id}/{period}", "version"),
    ("/reviews/{id}", "stand"),
    ("/reviews/{id}/date", "stand"),
    ("/reviews/{id}/report", "stand"),
    ("/runs/{id}/change", "version"),
    ("/runs/{id}/sessions/{n}", "stand"),
    ("/runs/{id}/sessions/{n}/plan", "stand"),
    ("/self-assessments/{id}/strands/{strand}", "version"),
    ("/services/{id}/capacity", "stand"),
    ("/services/{id}/edit", "version"),
    ("/services/{id}/withdrawal", "stand"),
    ("/strategies/{id}/change", "version"),
    ("/strategies/{id}/publication", "version"),
    ("/tasks/{id}/owner", "stand"),
    ("/team/cover/{id}", "stand"),
    ("/equality/{id}/evidence", "version"),
    ("/equality/{id}/impacts", "version"),
    ("/equality/{id}/words", "version"),
    ("/training/courses/{id}/change", "version"),
    ("/training/sessions/{id}/change", "version"),
    ("/training/sessions/{id}/register", "stand"),
];

/// Pages that overwrite nothing, with the reason.
const ONCE: &[(&str, &str)] = &[
    ("/admin/accounts", "asks and changes nothing"),
    ("/admin/accounts/new", "adds an account"),
    ("/admin/accounts/{id}/disable", "ends an account"),
    ("/admin/accounts/{id}/enable", "begins an account again; a new address is asked for only where there is none"),
    ("/admin/accounts/{id}/invite", "adds an invitation; the one before is void"),
    ("/admin/accounts/{id}/reset", "ends a password and a second factor, without a word"),
    ("/admin/accounts/{id}/revoke", "ends a token"),
    ("/admin/organisations/new", "adds an organisation"),
    ("/admin/organisations/{id}/teams/new", "adds a team"),
    ("/api/v1/Patient/$person-info-query", "asks; that it was asked is kept"),
    ("/api/v1/contacts", "adds a contact, once for its key"),
    ("/api/v1/returns", "adds a version, on the one that it names, once for its key"),
    ("/board-actions/{id}", "answers once: who comes second is refused with all that they wrote"),
    ("/board-items/{id}/interest", "adds an interest, once for whoever has it"),
    ("/board-items/{id}/interest/{seat}/end", "ends, without a word"),
    ("/board-meetings/{id}/approval", "answers once: who comes second is refused with all that they wrote"),
    ("/board-meetings/{id}/attendance", "says of each member by name whether they came; said again it is the same"),
    ("/board-meetings/{id}/close", "ends once, without a word"),
    ("/board-meetings/{id}/items/new", "adds an item"),
    ("/board-meetings/{id}/not-held", "ends once: who comes second is refused with all that they wrote"),
    ("/board-meetings/{id}/papers/new", "asks for a paper"),
    ("/board-meetings/{id}/send", "sends once, without a word"),
    ("/board-priorities/{id}/evidence", "adds evidence"),
    ("/board-risks/{id}/closure", "ends once: who comes second is refused with all that they wrote"),
    ("/boards/new", "adds a board"),
    ("/boards/{id}/actions/new", "adds an action"),
    ("/boards/{id}/linked-plans/new", "adds a linked plan"),
    ("/boards/{id}/meetings/new", "adds a meeting"),
    ("/boards/{id}/priorities/new", "adds a priority"),
    ("/boards/{id}/risks/new", "adds a risk"),
    ("/boards/{id}/scrutiny/new", "adds a report"),
    ("/boards/{id}/seats", "adds a term"),
    ("/boards/{id}/self-assessments", "begins one, one at a time"),
    ("/boards/{id}/strategies/new", "adds a strategy"),
    ("/linked-plans/{id}/review", "adds what somebody found; what was found before stays"),
    ("/scrutiny-questions/{id}", "answers once: who comes second is refused with all that they wrote"),
    ("/scrutiny/{id}/questions/new", "adds a question"),
    ("/self-assessments/{id}/finish", "ends once, without a word"),
    ("/strategies/{id}/steps/new", "adds a step; what was kept before stays"),
    ("/audit-actions/{id}", "answers once: who comes second is refused with all that they wrote"),
    ("/audit-concerns/{id}", "answers once: who comes second is refused with all that they wrote"),
    (
        "/audit-files/{id}/allocation",
        "allocates as it is said; whoever takes over is named with a reason, and what was written stays",
    ),
    ("/audit-files/{id}/concern", "adds a concern"),
    ("/audit-files/{id}/family", "adds what somebody said"),
    ("/audit-files/{id}/moderation", "settles once, by the one who was named"),
    ("/audit-files/{id}/out", "ends once, with a reason"),
    ("/audit-files/{id}/overall", "ends once, by the auditor alone"),
    ("/audit-files/{id}/reflection", "the worker's own words"),
    ("/audit-files/{id}/reflection/not", "says why nobody is heard; what a worker wrote is not overwritten"),
    ("/audit-files/{id}/sharing", "shares once, without a word"),
    ("/audit-files/{id}/standards/{code}", "the auditor's own grade"),
    ("/audit-files/{id}/tie", "steps out, once"),
    ("/audits/new", "adds an audit"),
    ("/audits/{id}/actions/new", "adds an action"),
    ("/audits/{id}/again", "says it once: who comes second is refused with all that they wrote"),
    ("/audits/{id}/close", "ends once, without a word"),
    ("/audits/{id}/draw", "draws once"),
    ("/audits/{id}/end", "ends once, with a reason"),
    ("/audits/{id}/learning/new", "adds a line"),
    ("/audits/{id}/owner", "gives it to somebody, without a word"),
    ("/audits/{id}/publication", "publishes once: who comes second is refused with all that they wrote"),
    ("/tell-us", "answers once, by whoever holds the code"),
    ("/episodes/{id}/checks/{key}", "answers once: who comes second is refused with all that they wrote"),
    ("/contract-actions/{id}", "answers once: who comes second is refused with all that they wrote"),
    ("/contracts/new", "adds a contract"),
    ("/contracts/{id}/consultations/new", "adds what somebody said"),
    ("/contracts/{id}/items/new", "adds a line"),
    ("/contracts/{id}/items/{item}/done", "ends once, without a word"),
    ("/contracts/{id}/meetings/new", "adds a meeting"),
    ("/contracts/{id}/payments/new", "adds a payment"),
    ("/needs/analyses/new", "adds an analysis"),
    ("/needs/analyses/{id}/actions/new", "adds an action"),
    ("/needs/analyses/{id}/actions/{action}/done", "ends once, without a word"),
    ("/needs/analyses/{id}/count", "counts again, without a word"),
    ("/needs/voice", "adds a need"),
    ("/returns/lines", "adds returns; one that was given is put right with a word why, and stays readable"),
    ("/returns/owing/new", "adds a service; one that owes returns already is not in the list, and refused"),
    ("/api/v1/people/matches", "asks and changes nothing"),
    ("/api/v1/people/search", "asks and changes nothing"),
    (
        "/api/v1/runs/{id}/sessions/{n}/register",
        "keeps a register as the program that sends it has it, once for its key",
    ),
    ("/ask-for-help/about", "the writer's own draft"),
    ("/ask-for-help/agreement", "the writer's own draft"),
    ("/ask-for-help/answer", "opens, and changes nothing"),
    ("/ask-for-help/answer/close", "ends, without a word"),
    ("/ask-for-help/answer/read", "adds what they say"),
    ("/ask-for-help/check", "adds a contact"),
    ("/ask-for-help/danger", "adds a contact"),
    ("/ask-for-help/discard", "the writer's own draft"),
    ("/ask-for-help/go-on", "uses a code up; who comes second is told so"),
    ("/ask-for-help/go-on/link", "asks for a letter"),
    ("/ask-for-help/keep", "the writer's own draft"),
    ("/ask-for-help/later", "the writer's own draft"),
    ("/ask-for-help/people", "the writer's own draft"),
    ("/ask-for-help/people/{n}", "the writer's own draft"),
    ("/ask-for-help/reach", "the writer's own draft"),
    ("/ask-for-help/who", "the writer's own draft"),
    ("/ask-for-help/worries", "the writer's own draft"),
    ("/contacts/new/{draft}/about", "the writer's own draft"),
    ("/contacts/new/{draft}/agreement", "the writer's own draft"),
    ("/contacts/new/{draft}/check", "adds a contact"),
    ("/contact-search", "asks and changes nothing"),
    ("/contacts/new/danger", "adds a contact"),
    ("/contacts/{id}/alarm", "taken once, by name"),
    ("/contacts/{id}/code", "adds a code; the one before is void"),
    ("/contacts/{id}/said", "said to be read; said again it is the same"),
    ("/contacts/{id}/follow-up", "answers once: who comes second is refused with all that they wrote"),
    ("/contacts/new/{draft}/people", "the writer's own draft"),
    ("/contacts/new/{draft}/people/{n}", "the writer's own draft"),
    ("/contacts/new/{draft}/discard", "the writer's own draft"),
    ("/contacts/new/{draft}/police", "the writer's own draft"),
    ("/contacts/new/{draft}/worries", "the writer's own draft"),
    ("/contacts/{id}/information", "answers once, by whoever made it"),
    ("/contacts/{id}/information-request", "adds a question"),
    ("/contacts/{id}/police-response/done", "answers once, by whoever responds"),
    ("/contacts/{id}/programme", "adds a place that is asked for, one at a time"),
    ("/conversations/new", "adds a conversation"),
    ("/conversations/{id}/contact", "begins a draft; what was noted stays"),
    ("/demo/sign-in", "begins a session"),
    ("/drafts", "the writer's own draft"),
    ("/drafts/discard", "the writer's own draft"),
    ("/enrolments/{id}/answer", "answers once: who comes second is refused with all that they wrote"),
    ("/enrolments/{id}/call", "adds what came of a call"),
    ("/enrolments/{id}/catch-up", "adds a day, once for a session"),
    ("/enrolments/{id}/end", "ends once: who comes second is refused with all that they wrote"),
    ("/enrolments/{id}/free", "ends once: who comes second is refused with all that they wrote"),
    ("/enrolments/{id}/going-on", "adds a word; who stops ends it once"),
    ("/enrolments/{id}/welcome", "says once that a letter was given"),
    ("/episodes/{id}/assessment", "begins or completes a version, once"),
    ("/episodes/{id}/closure", "ends once: who comes second is refused with all that they wrote"),
    ("/episodes/{id}/plan", "begins a plan, once"),
    ("/episodes/{id}/plan/agreement", "answers once: who comes second is refused with all that they wrote"),
    ("/episodes/{id}/plan/end", "ends once: who comes second is refused with all that they wrote"),
    ("/episodes/{id}/plan/outcomes/new", "adds an outcome"),
    ("/episodes/{id}/reopening", "begins an episode, once"),
    ("/episodes/{id}/reviews/new", "adds a review, one at a time"),
    ("/episodes/{id}/services", "adds offers; one that is there stays"),
    ("/episodes/{id}/team", "adds a helper"),
    ("/episodes/{id}/team/leaving", "ends, without a word"),
    ("/episodes/{id}/withdrawal", "answers once: who comes second is refused with all that they wrote"),
    ("/exports/{id}/file", "asks for a file, which is made when it is taken"),
    ("/families/{id}/agreement", "adds what somebody said; what was said before stays"),
    ("/families/{id}/danger", "adds a contact"),
    ("/families/{id}/feedback/new", "asks somebody, one at a time"),
    ("/families/{id}/feedback/{ask}", "answers once: who comes second is refused with all that they wrote"),
    ("/families/{id}/feedback/{ask}/code", "makes a new code; the one before is void"),
    ("/feedback", "asks and changes nothing"),
    ("/feedback/{code}", "answers once, by the one who was asked"),
    ("/families/{id}/own-places/new", "invites somebody, one at a time"),
    (
        "/families/{id}/own-places/releases/{release}",
        "answers once: who comes second is refused with all that they wrote",
    ),
    ("/families/{id}/own-places/releases/{release}/end", "ends, without a word"),
    ("/families/{id}/own-places/said/{saying}", "answers once: who comes second is refused with all that they wrote"),
    ("/families/{id}/own-places/{place}/close", "ends once: who comes second is refused with all that they wrote"),
    ("/families/{id}/own-places/{place}/code", "makes a new code; the one before is void"),
    (
        "/families/{id}/own-places/{place}/release/{kind}",
        "adds a version; one that is shown stays until another is let be seen",
    ),
    ("/my/actions/{id}", "says how far one's own action is; said again it is the same"),
    ("/my/agreement", "adds what somebody said; what was said before stays"),
    ("/my/begin", "sets a place up once, by whoever holds its code"),
    ("/my/good-days", "adds a picture"),
    ("/my/good-days/{id}/forget", "ends, without a word"),
    ("/my/releases/{id}/disagree", "adds what somebody said; what was said before stays"),
    ("/my/say", "adds what somebody said; what was said before stays"),
    ("/my/sharing/{id}", "ends, without a word"),
    ("/my/sign-in", "begins a session"),
    ("/families/{id}/notes/new", "adds a note"),
    ("/families/{id}/notes/{note}/error", "strikes out once: who comes second is refused with all that they wrote"),
    ("/families/{id}/people/new", "adds a person"),
    ("/families/{id}/people/{person}/leaving", "ends once: who comes second is refused with all that they wrote"),
    ("/families/{id}/people/{person}/return", "ends once: who comes second is refused with all that they wrote"),
    ("/families/{id}/programme", "adds a place that is asked for, one at a time"),
    ("/families/{id}/referrals/new/{service}", "adds a referral, one at a time"),
    ("/families/{id}/sharing/declined", "adds a decision not to share"),
    ("/families/{id}/sharing/end", "ends, without a word"),
    ("/hand-overs/{id}", "answers once, by the one who was asked"),
    ("/invitation/{token}", "answers once, by the one who was invited"),
    ("/insight/figures/{id}/file", "asks for a file, with a reason"),
    ("/insight/publications", "freezes a period, once"),
    ("/insight/publications/{id}/end", "ends once: who comes second is refused with all that they wrote"),
    ("/insight/publications/{id}/publish", "publishes once, without a word"),
    ("/insight/views", "adds a view of one's own"),
    ("/insight/views/{id}/forget", "ends, without a word"),
    ("/leave", "ends what a browser holds, without a word"),
    ("/joins/{id}", "undoes once"),
    ("/on-call", "puts one more on the list"),
    ("/on-call/{id}/end", "ends, without a word"),
    ("/on-call/{id}/up", "moves one place, without a word"),
    ("/news/seen", "the reader's own mark of what they have seen"),
    ("/outcomes/{id}/actions/new", "adds an action"),
    ("/contacts/{id}/panel", "adds an item, one at a time"),
    ("/contacts/{id}/waiting", "adds a place, one at a time"),
    ("/families/{id}/panel", "adds an item, one at a time"),
    ("/families/{id}/waiting", "adds a place, one at a time"),
    ("/api/v1/panel-items/{id}/decision", "decides once, on the version that it names"),
    ("/panel-items/{id}/tie", "steps out, once"),
    ("/panel-items/{id}/withdrawal", "ends once: who comes second is refused with all that they wrote"),
    ("/panel-meetings/{id}/attendance", "says of each member by name whether they came; said again it is the same"),
    ("/panel-meetings/{id}/close", "ends once, without a word"),
    ("/panel-meetings/{id}/not-held", "ends once: who comes second is refused with all that they wrote"),
    ("/panels/new", "adds a panel"),
    ("/panels/{id}/consultation", "adds an item"),
    ("/panels/{id}/meetings/new", "adds a meeting"),
    ("/panels/{id}/members", "adds a member"),
    ("/panels/{id}/members/{member}/end", "ends, without a word"),
    ("/people", "asks and changes nothing"),
    ("/person-queries/{id}", "answers once: who comes second is refused with all that they wrote"),
    ("/waiting/{id}/answer", "answers once: who comes second is refused with all that they wrote"),
    ("/waiting/{id}/end", "ends once: who comes second is refused with all that they wrote"),
    ("/waiting/{id}/look", "adds what was heard; what was heard before stays"),
    ("/waiting/{id}/offer", "adds an offer, one at a time"),
    ("/register/new", "adds an entry"),
    ("/register/{id}", "answers once: who comes second is refused with all that they wrote"),
    ("/register/{id}/owner", "hands on, on the version that it names"),
    ("/reviews/{id}/absence", "ends once, without a word"),
    ("/services/doubts/{id}", "answers once: who comes second sees what was done, with their own words"),
    ("/directory/entries", "gives entries to somebody; said again it is the same"),
    ("/directory/import", "takes a list; taken again it changes nothing"),
    ("/services/new", "adds a service"),
    ("/services/{id}/assured", "says it again, without a word"),
    ("/services/{id}/wrong", "adds a doubt"),
    ("/sign-in", "begins a session"),
    ("/step-downs/new", "adds a step down, one at a time"),
    ("/step-downs/{id}/acceptance", "answers once, by the one who was asked"),
    ("/step-downs/{id}/closure", "ends once, without a word"),
    ("/step-downs/{id}/lead", "names once: who comes second is refused with all that they wrote"),
    ("/step-downs/{id}/return", "ends once: who comes second is refused with all that they wrote"),
    ("/step-downs/{id}/team", "chooses, without a word, until a lead is named"),
    ("/step-ups/{id}", "answers once: who comes second is refused with all that they wrote"),
    ("/step-ups/{id}/reading", "says who reads it, without a word"),
    ("/sign-in/code", "begins a session"),
    ("/sign-out", "ends a session"),
    ("/sign-out/everywhere", "ends sessions"),
    ("/team/cover", "asks; nothing moves before all of it was seen"),
    ("/team/cover/{id}/end", "ends once, without a word"),
    ("/programmes/new", "adds a programme"),
    ("/programmes/{id}/end", "ends once: who comes second is refused with all that they wrote"),
    ("/programmes/{id}/runs/new", "adds a run"),
    ("/runs/{id}/cancel", "ends once: who comes second is refused with all that they wrote"),
    ("/runs/{id}/offers", "offers a place, once"),
    ("/runs/{id}/register-file", "keeps registers that were not kept; one that was is refused"),
    ("/area/import", "adds values; what stood before comes back when they are taken back"),
    ("/area/imports/{id}/end", "ends once, without a word"),
    ("/equality-actions/{id}", "answers once: who comes second is refused with all that they wrote"),
    ("/equality/monitoring", "freezes a year, once"),
    ("/equality/monitoring/{id}/end", "ends once, without a word"),
    ("/equality/monitoring/{id}/publish", "publishes once, without a word"),
    ("/equality/new", "adds an assessment"),
    ("/equality/{id}/actions/new", "adds an action"),
    ("/equality/{id}/authorisation", "answers once: who comes second is refused with all that they wrote"),
    ("/equality/{id}/hand-in", "hands it in once, without a word"),
    ("/equality/{id}/next", "begins an edition, once"),
    ("/training/bookings/{id}/answer", "answers once, without a word"),
    ("/training/bookings/{id}/certificate", "gives it once, without a word"),
    ("/training/bookings/{id}/certificate/end", "ends once: who comes second is refused with all that they wrote"),
    ("/training/bookings/{id}/evaluation/{moment}", "answers once, by whoever came"),
    ("/training/bookings/{id}/withdrawal", "ends once, without a word"),
    ("/training/courses/new", "adds a course"),
    ("/training/courses/{id}/end", "ends once, without a word"),
    ("/training/courses/{id}/sessions/new", "adds a session"),
    ("/training/leads/{account}/reminder", "reminds, without a word"),
    ("/training/sessions/{id}/booking", "adds a place, once a person"),
    ("/training/sessions/{id}/cancel", "ends once: who comes second is refused with all that they wrote"),
    ("/training/sessions/{id}/certificates", "gives those that are missing, without a word"),
    ("/training/sessions/{id}/people/new", "adds a place, once a person"),
];

#[test]
fn every_page_that_takes_a_form_is_one_of_the_two() {
    let mut pages: Vec<String> =
        app::capabilities::pages().into_iter().filter(|page| page.method == "POST").map(|page| page.address).collect();
    let mut said: Vec<String> = OVERWRITES.iter().chain(ONCE).map(|(address, _)| (*address).to_owned()).collect();
    pages.sort();
    said.sort();
    let unsaid: Vec<&String> = pages.iter().filter(|page| !said.contains(page)).collect();
    assert!(unsaid.is_empty(), "say of each whether it overwrites: {unsaid:#?}");
    assert_eq!(said, pages, "each is said once, and is there");
}

/// Somebody at a page on which a form of this address stands.
struct Place {
    who: Person,
    page: String,
    action: String,
}

/// Where the forms are, by the address that each page declares; and those that were held to it.
#[derive(Default)]
struct Places(BTreeMap<&'static str, Place>, BTreeSet<&'static str>);

impl Places {
    /// The form stands at its own address.
    async fn at(&mut self, w: &World, declared: &'static str, who: &str, address: impl Into<String>) {
        let address = address.into();
        self.on(w, declared, who, (&address, &address)).await;
    }

    /// The form stands on this page and is sent to that address.
    async fn on(&mut self, w: &World, declared: &'static str, who: &str, (page, action): (&str, &str)) {
        let place = Place { who: w.person(who).await, page: page.to_owned(), action: action.to_owned() };
        self.0.insert(declared, place);
    }

    /// Each form carries its mark, and one that is outdated is a conflict, in which all stands that was typed.
    async fn are_kept(&mut self) {
        for (declared, Place { who, page, action }) in std::mem::take(&mut self.0) {
            let shown = who.get(&page).await;
            assert_eq!(shown.status, 200, "{declared}");
            let form = shown.form(&action).unwrap_or_else(|| panic!("{declared}: no form on {page}: {}", shown.text()));
            let (_, field) = OVERWRITES.iter().find(|(address, _)| *address == declared).expect("it overwrites");
            assert!(form.iter().any(|(name, _)| name == field), "{declared} carries no {field}: {form:?}");

            let key = store::Uuid::now_v7().to_string();
            let sent: Vec<(&str, &str)> = form
                .iter()
                .map(|(name, value)| match name.as_str() {
                    name if name == *field => (name, "outdated"),
                    "key" => ("key", key.as_str()),
                    name => (name, value.as_str()),
                })
                .collect();
            let answer = who.post(&action, &sent).await;
            assert_eq!(answer.status, 409, "{declared}: {}", answer.text());
            self.1.insert(declared);
        }
    }
}

/// Another family, of whom nothing is known.
fn other(child: &str, family: &str) -> String {
    let people = format!(r#"[{{"role": "child", "given_name": "{child}", "family_name": "{family}"}}]"#);
    let start = CONTACT.split("\"people\":").next().expect("a start");
    format!("{start}\"people\": {people}}}")
}

async fn front_door(w: &World, places: &mut Places) {
    let undecided = contact_of(w, &other("Bo", "Quist")).await;
    let at = |id: &str, step: &str| format!("/contacts/{id}/{step}");
    places.at(w, "/contacts/{id}/people", "front-door", at(&undecided, "people")).await;
    places.at(w, "/contacts/{id}/decision", "front-door", at(&undecided, "decision")).await;

    let decided = contact_of(w, &other("Cy", "Rask")).await;
    decide(w, &decided, "advice").await;
    places.at(w, "/contacts/{id}/answer", "front-door", at(&decided, "answer")).await;
    let answered = contact_of(w, &other("Di", "Strand")).await;
    decide(w, &answered, "advice").await;
    let officer = w.person("front-door").await;
    officer.submit(&at(&answered, "answer"), &[("answer", "Thank you.")]).await.must_be(303);
    let (page, action) = (at(&answered, "answer"), at(&answered, "closure"));
    places.on(w, "/contacts/{id}/closure", "front-door", (&page, &action)).await;

    let notified = crate::police::notified(w, &other("Ed", "Tveit")).await;
    places.at(w, "/contacts/{id}/police-response", "front-door", at(&notified, "police-response")).await;
}

async fn family(w: &World, places: &mut Places, lead: &Person, family: access::FamilyId, e: EpisodeId) {
    agree(lead, family).await;
    let at = |step: &str| format!("/families/{family}/{step}");
    let person = lead.get(&format!("/families/{family}")).await.link(&at("people/0")).expect("somebody");
    places.at(w, "/families/{id}/people/{person}", "lead", person).await;
    places.at(w, "/families/{id}/level", "lead", at("level")).await;
    places.at(w, "/families/{id}/sharing", "lead", at("sharing")).await;
    places.at(w, "/families/{id}/restriction", "privacy", at("restriction")).await;
    places.at(w, "/episodes/{id}/lead", "manager", format!("/episodes/{e}/lead")).await;
    places.at(w, "/episodes/{id}/step-up", "lead", format!("/episodes/{e}/step-up")).await;
}

async fn assessment(w: &World, places: &mut Places, lead: &Person, e: EpisodeId) {
    assess(lead, e).await;
    let path = format!("/episodes/{e}/assessment");
    let authorisation = format!("{path}/authorisation");
    places.at(w, "/episodes/{id}/assessment/authorisation", "manager", &*authorisation).await;
    places.are_kept().await;
    w.person("manager").await.submit(&authorisation, &[("answer", "authorise")]).await.must_be(303);
    lead.submit(&path, &[("step", "start")]).await.must_be(303);
    let area = format!("{path}/areas/health");
    places.at(w, "/episodes/{id}/assessment/areas/{area}", "lead", area).await;
    places.at(w, "/episodes/{id}/assessment/seen", "lead", format!("{path}/seen")).await;
}

async fn plan_and_review(w: &World, places: &mut Places, lead: &Person, e: EpisodeId) {
    plan(lead, e, "family").await;
    let page = lead.get(&format!("/episodes/{e}/plan")).await;
    let (action, adding) = (page.link("/actions/").expect("an action"), page.link("/outcomes/").expect("an outcome"));
    let outcome = adding.trim_end_matches("/actions/new").to_owned();
    places.at(w, "/actions/{id}/change", "lead", format!("{action}/change")).await;
    places.at(w, "/actions/{id}", "lead", action).await;
    places.at(w, "/outcomes/{id}/result", "lead", format!("{outcome}/result")).await;
    places.at(w, "/outcomes/{id}", "lead", outcome).await;
    places.at(w, "/episodes/{id}/plan/factors", "lead", format!("/episodes/{e}/plan/factors")).await;

    let day = [("on-day", "29"), ("on-month", "4"), ("on-year", "2026")];
    let review = lead.submit(&format!("/episodes/{e}/reviews/new"), &day).await.led_to();
    places.at(w, "/reviews/{id}/date", "lead", format!("{review}/date")).await;
    places.at(w, "/reviews/{id}/report", "lead", format!("{review}/report")).await;
    places.at(w, "/reviews/{id}", "lead", review).await;
}

async fn services(w: &World, places: &mut Places, lead: &Person, family: access::FamilyId, e: EpisodeId) {
    let (one, two) = (service(w, body("Baby bank"), 1), service(w, body("Baby bank of Quay Lane"), 2));
    let at = |step: &str| format!("/services/{one}/{step}");
    places.at(w, "/services/{id}/capacity", "provider", at("capacity")).await;
    places.at(w, "/services/{id}/withdrawal", "provider", at("withdrawal")).await;
    let keeper = w.person("directory").await;
    let provider = keeper.get(&at("edit")).await.link("/directory/providers/").expect("the provider");
    places.at(w, "/directory/providers/{id}", "directory", provider).await;
    places.at(w, "/directory/doubles/{one}/{two}", "directory", format!("/directory/doubles/{one}/{two}")).await;

    w.person("provider").await.submit(&at("edit"), &[("summary", "Winter coats.")]).await.must_be(303);
    let proposal = keeper.get("/directory").await.link("/directory/proposals/").expect("the change");
    places.at(w, "/directory/proposals/{id}", "directory", proposal).await;
    places.at(w, "/services/{id}/edit", "directory", at("edit")).await;

    let path = format!("/episodes/{e}/services");
    let needs = format!("{path}/needs");
    lead.submit_on(&lead.get(&path).await, &needs, &[("need", "money-and-debt")]).await.must_be(303);
    lead.submit(&path, &[("offer", &one.to_string())]).await.must_be(303);
    places.on(w, "/episodes/{id}/services/needs", "lead", (&path, &needs)).await;
    places.on(w, "/episodes/{id}/services/answers", "lead", (&path, &format!("{path}/answers"))).await;

    let words = [("text", "A cot."), ("reach", "01634 1"), ("agreed_by", "The mother, today")];
    let sent = lead.submit(&format!("/families/{family}/referrals/new/{one}"), &words).await.led_to();
    places.at(w, "/referrals/{id}", "provider", sent).await;
}

async fn groups(w: &World, places: &mut Places, lead: &Person, family: access::FamilyId) {
    let (run, place) = crate::programmes::place_of(w, family, lead).await;
    let programme = w.person("manager").await.get(&run).await.link("/programmes/").expect("its programme");
    places.at(w, "/programmes/{id}/change", "manager", format!("{programme}/change")).await;
    places.at(w, "/runs/{id}/change", "manager", format!("{run}/change")).await;
    places.at(w, "/runs/{id}/sessions/{n}/plan", "manager", format!("{run}/sessions/2/plan")).await;
    places.at(w, "/runs/{id}/sessions/{n}", "facilitator", format!("{run}/sessions/1")).await;
    places.at(w, "/enrolments/{id}/measure", "facilitator", format!("{place}/measure")).await;
    places.at(w, "/enrolments/{id}/feedback", "lead", format!("{place}/feedback")).await;
}

async fn feedback(w: &World, places: &mut Places, family: access::FamilyId) {
    let answer = crate::feedback::answered(w, family).await;
    places.at(w, "/families/{id}/feedback/answers/{answer}", "manager", answer).await;
}

async fn duplicates(w: &World, places: &mut Places) {
    let again = contact(w).await;
    let officer = w.person("front-door").await;
    let path = format!("/contacts/{again}/people");
    let page = officer.get(&path).await;
    let unsure: Vec<String> = page.names("who-");
    let unsure: Vec<(&str, &str)> = unsure.iter().map(|name| (name.as_str(), "not-sure")).collect();
    officer.submit_on(&page, &path, &unsure).await.must_be(303);
    decide(w, &again, "advice").await;
    let pair = officer.get("/duplicates").await.link("/duplicates/").expect("a pair");
    places.at(w, "/duplicates/{one}/{two}", "front-door", pair).await;
}

async fn accounts(w: &World, places: &mut Places) {
    places.at(w, "/my-settings", "lead", "/my-settings").await;
    let someone = access::accounts::find_by_email(&mut w.conn(), "school@example.org").expect("read").expect("there");
    let team = access::accounts::list_teams(&mut w.conn()).expect("teams").remove(0);
    let (account, organisation) = (someone.id, team.organisation_id);
    places.at(w, "/admin/accounts/{id}/change", "admin", format!("/admin/accounts/{account}/change")).await;
    let path = format!("/admin/organisations/{organisation}/change");
    places.at(w, "/admin/organisations/{id}/change", "admin", path).await;
    places.at(w, "/admin/teams/{id}", "admin", format!("/admin/teams/{}", team.id)).await;
}

async fn panels(w: &World, places: &mut Places) {
    let forum = crate::panels::forum(w);
    let agenda = crate::panels::meeting(w, forum, "9").await;
    let asked = contact_of(w, &other("Fi", "Ulv")).await;
    let (_, _, item) = crate::panels::sent_of(w, forum, &asked).await;
    places.at(w, "/panel-items/{id}/change", "front-door", format!("{item}/change")).await;
    places.at(w, "/panel-items/{id}/decision", "panel-chair", format!("{item}/decision")).await;
    places.at(w, "/panel-meetings/{id}/move", "panel-chair", format!("{agenda}/move")).await;
    places.at(w, "/panels/{id}/change", "manager", format!("/panels/{forum}/change")).await;
}

async fn commissioned(w: &World, places: &mut Places) {
    let bank = service(w, body("Coat bank"), 3);
    crate::commissioning::owes(w, bank, "quarter").await;
    places.at(w, "/returns/owing/{id}", "commissioner", format!("/returns/owing/{bank}")).await;
    places.at(w, "/returns/{id}/{period}", "provider", format!("/returns/{bank}/2025-q4")).await;
    let contract = crate::commissioning_contracts::bought(w, bank).await;
    places.at(w, "/contracts/{id}/change", "commissioner", format!("{contract}/change")).await;
    let analysis = crate::commissioning_needs::analysis(w).await;
    places.at(w, "/needs/analyses/{id}/words", "commissioner", format!("{analysis}/words")).await;
    places.at(w, "/needs/analyses/{id}/publication", "commissioner", format!("{analysis}/publication")).await;
}

async fn boards(w: &World, places: &mut Places) {
    use crate::boards::{fill, founded, item, meeting, place};

    let board = founded(w).await;
    let path = meeting(w, &board, "18").await;
    let of = item(w, &path, "Evening help").await;
    let secretary = w.person("commissioner").await;
    let at = |step: &str| format!("{board}/{step}");
    places.at(w, "/boards/{id}/change", "head", at("change")).await;
    let seat = secretary.get(&board).await.link("/board-seats/").expect("a seat");
    places.at(w, "/board-seats/{id}", "head", seat).await;
    places.at(w, "/board-meetings/{id}/change", "commissioner", format!("{path}/change")).await;
    places.at(w, "/board-items/{id}", "commissioner", &*of).await;
    let asked = [("kind", "other"), ("title", "A paper")];
    let give = place(&secretary.submit(&format!("{path}/papers/new"), &asked).await);
    places.at(w, "/board-papers/{id}/give", "commissioner", give).await;
    let priority = secretary.get(&at("plan")).await.link("/board-priorities/").expect("a priority");
    places.at(w, "/board-priorities/{id}/state", "commissioner", format!("{priority}/state")).await;
    let plan = secretary.get(&at("linked-plans")).await.link("/linked-plans/").expect("a plan");
    places.at(w, "/linked-plans/{id}/change", "commissioner", format!("{plan}/change")).await;

    let owner = crate::panels::account(w, "school").to_string();
    let (due, words) = ([("due", ["1", "9", "2026"])], [("what", "Write to schools"), ("owner", owner.as_str())]);
    fill(&secretary, &at("actions/new"), &due, &words).await.must_be(303);
    let action = secretary.get(&at("actions")).await.link("/board-actions/").expect("an action");
    places.at(w, "/board-actions/{id}/change", "commissioner", format!("{action}/change")).await;
    let risk = [
        ("title", "Money ends"),
        ("description", "Help stops."),
        ("mitigation", "Bid again."),
        ("owner", owner.as_str()),
        ("likelihood", "c"),
        ("impact", "3"),
        ("raised", "contract"),
    ];
    let risk = place(&secretary.submit(&at("risks/new"), &risk).await);
    places.at(w, "/board-risks/{id}/change", "commissioner", format!("{risk}/change")).await;
    places.at(w, "/board-risks/{id}/rating", "school", format!("{risk}/rating")).await;
    let (term, words) =
        ([("from", ["1", "7", "2026"]), ("until", ["30", "6", "2029"])], [("title", "S"), ("said", "W.")]);
    let strategy = place(&fill(&secretary, &at("strategies/new"), &term, &words).await);
    places.at(w, "/strategies/{id}/change", "commissioner", format!("{strategy}/change")).await;
    places.at(w, "/strategies/{id}/publication", "board", format!("{strategy}/publication")).await;
    let assessed = place(&secretary.submit(&at("self-assessments"), &[("title", "Spring 2026")]).await);
    let strand = format!("{assessed}/strands/voice");
    places.at(w, "/self-assessments/{id}/strands/{strand}", "commissioner", strand).await;
    places.at(w, "/board-items/{id}/decision", "commissioner", format!("{of}/decision")).await;
    places.at(w, "/board-meetings/{id}/minutes", "commissioner", format!("{path}/minutes")).await;
    places.are_kept().await;
}

async fn training(w: &World, places: &mut Places) {
    let of = crate::training::course_of(w, &[]).await;
    let session = crate::training::session_of(w, of, ("18", "3")).await;
    places.at(w, "/training/courses/{id}/change", "manager", format!("/training/courses/{of}/change")).await;
    let assessment = crate::equality::begun(w, "full").await;
    places.at(w, "/equality/{id}/words", "manager", format!("{assessment}/words")).await;
    places.at(w, "/equality/{id}/impacts", "manager", format!("{assessment}/impacts")).await;
    places.at(w, "/equality/{id}/evidence", "manager", format!("{assessment}/evidence")).await;
    places.at(w, "/training/sessions/{id}/change", "trainer", format!("/training/sessions/{session}/change")).await;
}

story!(who_overwrites_what_they_did_not_see_is_told_so, |w| {
    let mut places = Places::default();
    boards(&w, &mut places).await;
    training(&w, &mut places).await;
    commissioned(&w, &mut places).await;
    let (action, audit) = crate::audits::with_an_action(&w).await;
    places.at(&w, "/audit-actions/{id}/move", "auditor", format!("{action}/move")).await;
    places.at(&w, "/audits/{id}/change", "auditor", format!("{audit}/change")).await;
    front_door(&w, &mut places).await;
    panels(&w, &mut places).await;
    places.at(&w, "/exports/{id}/schedule", "head", "/exports/annex-a-1/schedule").await;
    let (id, e, lead) = led(&w, "assessment").await;
    family(&w, &mut places, &lead, id, e).await;
    assessment(&w, &mut places, &lead, e).await;
    plan_and_review(&w, &mut places, &lead, e).await;
    services(&w, &mut places, &lead, id, e).await;
    groups(&w, &mut places, &lead, id).await;
    feedback(&w, &mut places, id).await;
    duplicates(&w, &mut places).await;
    accounts(&w, &mut places).await;
    places.are_kept().await;

    let account = |email: &str| {
        access::accounts::find_by_email(&mut w.conn(), email).expect("read").expect("there").id.to_string()
    };
    // what a cover would move is seen before it moves
    let manager = w.person("manager").await;
    let (away, cover) = (account("lead@example.org"), account("worker-0-1@demo.example.org.uk"));
    let until = [("until-day", "20"), ("until-month", "3"), ("until-year", "2026")];
    let asked = [&[("away", away.as_str()), ("cover", &cover), ("lasts", "until")], &until[..]].concat();
    let preview = manager.submit("/team/cover", &asked).await.led_to();
    places.at(&w, "/team/cover/{id}", "manager", preview).await;
    places.are_kept().await;

    // what is late is given to somebody else
    let w = w.later(30);
    let register = w.person("trainer").await.get("/my-work").await.link("/training/sessions/").expect("a register");
    places.at(&w, "/training/sessions/{id}/register", "trainer", register).await;
    let task = w.person("manager").await.get("/team").await.link("/tasks/").expect("a task");
    places.at(&w, "/tasks/{id}/owner", "manager", task).await;
    places.are_kept().await;

    let missed: Vec<&str> =
        OVERWRITES.iter().map(|(address, _)| *address).filter(|address| !places.1.contains(address)).collect();
    assert!(missed.is_empty(), "no form of these was looked at: {missed:#?}");
});
