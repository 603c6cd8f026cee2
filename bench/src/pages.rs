//! Every page that shows something, from the one list of the program. Somebody of each kind walks from page to page by its
//! links; a page that nobody comes to, and that is not excused here, stops the run before anything is measured.

use crate::load::{Plan, Server};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A page, and where examples of it are.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its address, as the program declares it.
    pub address: String,
    /// Who came to it.
    pub who: String,
    /// How that one is known.
    pub plan: Plan,
}

/// Examples of one page that are asked in turn.
const EXAMPLES: usize = 3;

/// Pages that one person looks at on their walk.
const STEPS: usize = 4_000;

/// Where a walk begins: what stands in the menu, and what programs read, to which no link leads.
const STARTS: &[&str] = &[
    "/my-work",
    "/",
    "/account",
    "/services",
    "/robots.txt",
    "/sitemap.xml",
    "/services/list",
    "/open-referral/v3",
    "/open-referral/v3/",
    "/open-referral/v3/openapi.json",
    "/open-referral/v3/services",
    "/open-referral/v3/removed",
    "/open-referral/v3/taxonomies",
    "/open-referral/v3/taxonomy_terms",
    "/open-referral/v3/service_at_locations",
];

/// Pages of one address that one person looks at: what some lead to, others do not.
const TRIES: usize = 60;

/// Pages that no walk leads to, and why, with all that stand below them: a step of a form, what a secret opens.
const EXCUSED: &[(&str, &str)] = &[
    ("{code}", "opened by a secret that is told once"),
    ("/ask-for-help", "steps of a draft that a family begins"),
    ("/contacts/drafts", "steps of a draft"),
    ("/contacts/new", "steps of a draft"),
    ("/assets", "files, which a browser keeps"),
    ("/my", "a place of one's own, which a code opens"),
    ("/sign-in", "asked for a code"),
    ("/invitation", "opened by a secret that is sent once"),
    ("/left", "after the way out"),
    ("/tell-us", "opened by a letter or a link that is sent once"),
    ("/tell-us-thanks", "after an answer was sent"),
    ("/people/found", "a search that was sent: measured beside the floor"),
    ("/contact-search/found", "a search that was sent"),
];

/// Pages of a state in which demo data have nothing, or that follow a form: no walk leads to them, and nobody measured them.
const UNMEASURED: &[&str] = &[
    "/admin/accounts/{id}/invite",
    "/admin/accounts/{id}/enable",
    "/services/{id}/thanks",
    "/services/doubts/{id}",
    "/directory/proposals/{id}",
    "/directory/doubles/{one}/{two}",
    "/referrals/{id}",
    "/families/{id}/referrals/new/{service}",
    "/open-referral/v3/services/{id}",
    "/open-referral/v3/taxonomies/{id}",
    "/open-referral/v3/taxonomy_terms/{id}",
    "/open-referral/v3/service_at_locations/{id}",
    "/joins/{id}",
    "/families/{id}/people/{person}/place",
    "/families/{id}/access",
    "/step-downs/{id}/lead",
    "/step-downs/{id}/return",
    "/step-downs/{id}/acceptance",
    "/team/cover/{id}",
    "/episodes/{id}/withdrawal",
    "/api/v1/families/{id}",
    "/api/v1/events",
    "/news/{id}",
    "/conversations/{id}",
    "/contacts/{id}/information",
    "/contacts/{id}/answer",
    "/contacts/{id}/police-response/done",
    "/episodes/{id}/plan/agreement",
    "/enrolments/{id}/call",
    "/enrolments/{id}/free",
    "/enrolments/{id}/welcome",
    "/families/{id}/feedback/{ask}",
    "/feedback",
    "/panel-meetings/{id}/next",
    "/panel-items/{id}/change",
    "/panel-items/{id}/withdrawal",
    "/audits/{id}/change",
    "/audits/{id}/draw",
    "/audits/{id}/publication",
    "/audit-files/{id}/overall",
    "/audit-files/{id}/reflection",
    "/audit-concerns/{id}",
    "/audit-actions/{id}/move",
    "/families/{id}/own-places/said/{saying}",
    "/export-runs/{id}",
    "/export-runs/{id}/file",
    "/person-queries/{id}",
    "/insight/published/{id}/{figure}/late",
    "/insight/files/{id}",
    "/strategies/{id}/change",
    "/self-assessments/{id}/strands/{strand}",
];

/// Walks through the program; what was found, and the addresses that were neither found nor excused.
pub fn walk(server: &Server, accounts: &[String], token: impl Fn(&str) -> String) -> (Vec<Found>, Vec<String>) {
    let declared: Vec<String> =
        app::capabilities::pages().into_iter().filter(|page| page.method == "GET").map(|page| page.address).collect();
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let people =
        accounts.iter().map(|email| (email.clone(), server.sign_in(email))).chain([("anyone".into(), String::new())]);
    for (who, cookie) in people {
        Walk { server, declared: &declared, who, cookie }.go(&mut found);
    }
    of_programs(server, &declared, &mut found, token);
    let missing = declared.iter().filter(|address| !found.contains_key(*address) && !is_excused(address));
    let missing = missing.cloned().collect();
    (found.into_values().collect(), missing)
}

fn is_excused(address: &str) -> bool {
    let whole = |part: &str| address == part || address.starts_with(&format!("{part}/"));
    let within = |part: &str| whole(part) || (part.starts_with('{') && address.contains(part));
    EXCUSED.iter().any(|(part, _)| within(part)) || UNMEASURED.contains(&address)
}

/// The declared address that a path is one of: what is written out goes before what varies.
fn matched<'a>(declared: &'a [String], path: &str) -> Option<&'a String> {
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |address: &&String| {
        let wanted: Vec<&str> = address.split('/').collect();
        wanted.len() == parts.len()
            && wanted.iter().zip(&parts).all(|(w, p)| w == p || (w.starts_with('{') && !p.is_empty()))
    };
    declared.iter().filter(fits).min_by_key(|address| address.matches('{').count())
}

struct Walk<'a> {
    server: &'a Server,
    declared: &'a [String],
    who: String,
    cookie: String,
}

impl Walk<'_> {
    fn go(&self, found: &mut BTreeMap<String, Found>) {
        let mut next: VecDeque<String> = STARTS.iter().map(|path| (*path).to_owned()).collect();
        let mut seen: BTreeSet<String> = next.iter().cloned().collect();
        let mut tried: BTreeMap<&String, usize> = BTreeMap::new();
        for _ in 0..STEPS {
            let Some(path) = next.pop_front() else { break };
            let bare = path.split('?').next().unwrap_or_default();
            let Some(address) = matched(self.declared, bare) else { continue };
            let times = tried.entry(address).or_default();
            *times += 1;
            if *times > TRIES {
                continue;
            }
            let (status, text) = self.server.get(&path, &self.cookie, "");
            if status != 200 {
                continue;
            }
            let one = found.entry(address.clone()).or_insert_with(|| Found {
                address: address.clone(),
                who: self.who.split('@').next().unwrap_or_default().to_owned(),
                plan: Plan { cookie: self.cookie.clone(), ..Plan::default() },
            });
            if one.plan.cookie == self.cookie && one.plan.paths.len() < EXAMPLES {
                one.plan.paths.push(path.clone());
            }
            for link in links(&text, bare) {
                if seen.insert(link.clone()) {
                    next.push_back(link);
                }
            }
        }
    }
}

/// The pages of this site that a page leads to.
fn links(text: &str, from: &str) -> Vec<String> {
    let folder = &from[..=from.rfind('/').unwrap_or(0)];
    let hrefs = text.split("href=\"").skip(1).filter_map(|rest| rest.split(['"', '#']).next());
    let local = hrefs.filter(|href| !href.is_empty() && !href.contains(':') && !href.starts_with("//"));
    let whole = |href: &str| match href {
        absolute if absolute.starts_with('/') => absolute.to_owned(),
        query if query.starts_with('?') => format!("{from}{query}"),
        relative => format!("{folder}{relative}"),
    };
    local.map(|href| whole(&href.replace("&amp;", "&"))).filter(|path| !path.contains("/sign-out")).collect()
}

/// Addresses for programs: by what pages of the same name are about, with the token of whoever may.
fn of_programs(
    server: &Server,
    declared: &[String],
    found: &mut BTreeMap<String, Found>,
    token: impl Fn(&str) -> String,
) {
    let tokens: Vec<(String, String)> =
        ["school", "front-door", "lead", "manager", "head", "panel-chair", "facilitator", "board"]
            .into_iter()
            .map(|who| (who.to_owned(), token(&format!("{who}@example.org"))))
            .collect();
    for address in declared.iter().filter(|address| address.starts_with("/api/v1/")) {
        let page = address.replacen("/api/v1", "", 1).replacen("/figures/", "/insight/figures/", 1);
        let examples = found.get(&page).map(|one| one.plan.paths.clone()).unwrap_or_default();
        let mut paths: Vec<String> = examples
            .iter()
            .map(|path| path.split('?').next().unwrap_or_default().replacen("/insight", "", 1))
            .map(|path| format!("/api/v1{path}"))
            .collect();
        if !address.contains('{') {
            paths = vec![address.clone()];
        }
        let opened = tokens.iter().find_map(|(who, token)| {
            let mine: Vec<String> = paths.iter().filter(|path| server.get(path, "", token).0 == 200).cloned().collect();
            (!mine.is_empty()).then(|| (who.clone(), Plan { paths: mine, token: token.clone(), ..Plan::default() }))
        });
        if let Some((who, plan)) = opened {
            found.insert(address.clone(), Found { address: address.clone(), who, plan });
        }
    }
}
