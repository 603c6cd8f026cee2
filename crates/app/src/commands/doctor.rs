//! `doctor`: what is misconfigured, and what to do.

use super::{Outcome, accounts, say};
use crate::settings::Settings;
use store::{
    Conn, Instant,
    clock::{self, Jump},
    migrate,
};

/// What public pages say in the council's words, and what is so where the pack leaves it empty.
const OF_THE_COUNCIL: &[(&str, &str)] = &[
    ("council-name", "pages do not say which council this is"),
    ("front-door-phone", "families are shown no such number, and are led to /contact instead"),
    ("front-door-hours", "nobody is told when the front door answers"),
    ("front-door-text-phone", "nobody is shown a number for text messages"),
    ("front-door-email", "nobody is shown an email address of the front door"),
    ("front-door-address", "nobody is shown where a letter goes"),
    ("out-of-hours-phone", "families are shown no such number when a child is in danger at night"),
    ("data-protection-contact", "the privacy notice names no data protection officer"),
    ("accessibility-contact", "the accessibility statement leads to /contact"),
];

/// Names every misconfiguration in words that say what to do (T39).
pub(super) fn run() -> Outcome {
    let settings = Settings::read().map_err(|faults| faults.join("\n"))?;
    let mut faults = Vec::new();
    match Conn::open(&settings.database, &settings.options()) {
        Err(e) => faults.push(format!("{e}. Check EARLYHELP_DATABASE and that the server runs.")),
        Ok(mut conn) => match migrate::check(&mut conn, &crate::capabilities::migrations()) {
            Err(e) => faults.push(format!("The schema cannot be read: {e}")),
            Ok(check) => {
                if !check.pending.is_empty() {
                    faults.push(format!(
                        "{} schema steps are not applied. Run `earlyhelp migrate`.",
                        check.pending.len()
                    ));
                }
                faults.extend(check.faults.iter().map(|f| format!("Schema: {f}.")));
                faults.extend(accounts::unsealed(&mut conn));
                if check.pending.is_empty() {
                    faults.extend(clock(&mut conn, settings.clock.now()));
                }
                if check.pending.is_empty() && contacts::nobody_is_on_call(&mut conn).unwrap_or(false) {
                    say(
                        "Note: nobody is on call, so an alarm goes to every officer, manager and head of service. Put \
                         somebody on call under /on-call.",
                    );
                }
                if check.pending.is_empty() && directory::postcodes::count(&mut conn).is_ok_and(|n| n == 0) {
                    say("Note: no postcode is known, so /services measures no distance. Run `earlyhelp import \
                         postcodes FILE`.");
                }
            }
        },
    }
    match settings.read_pack() {
        Err(e) => faults.push(format!("The practice pack has faults:\n{e}")),
        Ok(pack) => {
            for (text, so) in OF_THE_COUNCIL.iter().filter(|(text, _)| pack.text(text).is_empty()) {
                say(format!(
                    "Note: the practice pack leaves {text} empty, so {so}. Set it under [texts] of the council's \
                     own pack."
                ));
            }
        }
    }
    if let Err(e) = crate::mail::Post::parse(&settings.mail) {
        faults.push(e);
    }
    if settings.mail.is_empty() {
        say("Note: EARLYHELP_MAIL is empty, so no messages are sent.");
    }
    if !settings.url.starts_with("https:") && !settings.demo {
        let told = "EARLYHELP_URL is not https: sessions would travel unprotected. Put a proxy with TLS in \
                    front and set the public address.";
        faults.push(told.into());
    }
    if settings.url.starts_with("https:") && settings.proxies.is_empty() {
        let told = "EARLYHELP_URL is https, so a proxy with TLS stands in front, but EARLYHELP_PROXY is empty: \
                    everyone would count as one client and be slowed down together. Set EARLYHELP_PROXY to the \
                    proxy's IP address as this program sees it, such as 127.0.0.1, and let the proxy add \
                    X-Forwarded-For.";
        faults.push(told.into());
    }
    if settings.leaked.as_ref().is_some_and(|f| !f.exists()) {
        faults.push("EARLYHELP_LEAKED_PASSWORDS names a file that is not there.".into());
    }
    if let Err(e) = store::seal::signing_key(&settings.key_file) {
        faults.push(format!("The signing key cannot be read: {e}"));
    }
    if faults.is_empty() {
        say("All is well.");
        return Ok(());
    }
    Err(faults.join("\n"))
}

/// A jump is told for so long.
const WEEK: i64 = 7 * 86_400;

/// What is wrong with the clock: one that lags behind what was served, or has jumped in the last days.
fn clock(conn: &mut Conn, now: Instant) -> Option<String> {
    let mark = clock::find_mark(conn).ok().flatten()?;
    let behind = mark.latest.seconds_since(now);
    if behind > 120 {
        return Some(format!(
            "The machine's clock is {} behind the moment at which this program last served. Set it right, and keep it \
             right with NTP (`timedatectl set-ntp true`).",
            span(behind)
        ));
    }

    let (Jump { seconds, at }, seen) = mark.jump().filter(|(jump, _)| now.seconds_since(jump.at) < WEEK)?;
    let (by, when) = (span(seconds.abs()), at.london().format("%-d %B %Y, %H:%M"));
    let way = if seconds < 0 { "back" } else { "forward" };
    if seen {
        return Some(format!(
            "The machine's clock jumped {way} by {by} ({when}). It was not followed until it had stayed so for 10 \
             minutes. See that it is right, and keep it right with NTP (`timedatectl set-ntp true`)."
        ));
    }
    if seconds < 0 {
        return Some(format!(
            "Between two runs of the program the machine's clock went back by {by} ({when}). See that it is right, and \
             keep it right with NTP. Until time has been steady for a day no account is disabled for want of use."
        ));
    }
    say(format!(
        "Note: for {by} until {when} nothing was served, or the machine's clock jumped. If the program did run, set \
         the clock right. Until time has been steady for a day no account is disabled for want of use."
    ));
    None
}

/// So many seconds, in the largest unit of which there are two.
fn span(seconds: i64) -> String {
    match seconds {
        s if s >= 2 * 86_400 => format!("{} days", s / 86_400),
        s if s >= 2 * 3_600 => format!("{} hours", s / 3_600),
        s if s >= 120 => format!("{} minutes", s / 60),
        s => format!("{s} seconds"),
    }
}
