//! PostgreSQL's own programs. What they are given as arguments everyone on the machine can read, so the password goes
//! through the environment.

use crate::{Error, Result};
use std::process::Command;

/// A libpq address without its password.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Address {
    url: String,
    password: Option<String>,
}

impl Address {
    /// Reads `postgres://user:password@host/name?password=…`; the last password named counts, as in libpq.
    fn parse(url: &str) -> Self {
        let mut password = None;
        let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
        let (rest, query) = rest.split_once('?').map_or((rest, None), |(rest, query)| (rest, Some(query)));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));

        let mut plain = format!("{scheme}://");
        let (user, hosts) = authority.rsplit_once('@').map_or((None, authority), |(user, hosts)| (Some(user), hosts));
        if let Some(user) = user {
            let (name, secret) = user.split_once(':').map_or((user, None), |(name, secret)| (name, Some(secret)));
            password = secret.map(decode);
            plain.push_str(&format!("{name}@"));
        }
        plain.push_str(hosts);
        plain.push_str(path);

        let (secrets, kept): (Vec<&str>, Vec<&str>) =
            query.unwrap_or_default().split('&').filter(|one| !one.is_empty()).partition(|one| is_password(one));
        if let Some((_, secret)) = secrets.last().and_then(|one| one.split_once('=')) {
            password = Some(decode(secret));
        }
        if !kept.is_empty() {
            plain.push_str(&format!("?{}", kept.join("&")));
        }
        Self { url: plain, password: password.filter(|password| !password.is_empty()) }
    }
}

fn is_password(parameter: &str) -> bool {
    parameter.split_once('=').is_some_and(|(name, _)| decode(name) == "password")
}

/// `%40` is `@`.
fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Runs one of PostgreSQL's programs on the database at `url`; `{}` among the arguments stands for its address.
pub(super) fn run(program: &str, args: &[&str], url: &str) -> Result<()> {
    let address = Address::parse(url);
    let mut command = Command::new(program);
    command.args(args.iter().map(|arg| if *arg == "{}" { address.url.as_str() } else { arg }));
    if let Some(password) = &address.password {
        command.env("PGPASSWORD", password);
    }

    let done = command.output().map_err(|e| Error::Outside(format!("{program} could not be run: {e}")))?;
    if done.status.success() {
        return Ok(());
    }
    Err(Error::Outside(format!("{program}: {}", String::from_utf8_lossy(&done.stderr).trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_taken_out_of_an_address_wherever_it_stands() {
        for (url, plain, password) in [
            ("postgres://ada:s%40cret@db:5432/help", "postgres://ada@db:5432/help", Some("s@cret")),
            ("postgresql://ada:a:b@db/help?sslmode=require", "postgresql://ada@db/help?sslmode=require", Some("a:b")),
            (
                "postgres://ada@db/help?password=se%26cret&sslmode=require",
                "postgres://ada@db/help?sslmode=require",
                Some("se&cret"),
            ),
            ("postgres://ada:one@db/help?password=two", "postgres://ada@db/help", Some("two")),
            ("postgres:///help?host=/run&user=ada&p%61ssword=x", "postgres:///help?host=/run&user=ada", Some("x")),
            ("postgres://ada@one:1,two:2/help", "postgres://ada@one:1,two:2/help", None),
            ("postgres://ada:@db/help", "postgres://ada@db/help", None),
        ] {
            let wanted = Address { url: plain.into(), password: password.map(Into::into) };
            assert_eq!(Address::parse(url), wanted, "{url}");
        }
    }
}
