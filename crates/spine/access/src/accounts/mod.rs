//! Organisations, teams and accounts: a file a subject. [`crate::manage`] lets people in and shuts them out.

mod acting;
mod colleagues;
mod former;
mod holders;
mod listing;
mod organisations;
mod teams;

pub use crate::ids::{TeamId, TeamUid};
pub use acting::actor;
pub use colleagues::{Colleague, Known, colleague, colleagues_among, known, list_colleagues, organisations_of};
pub(crate) use former::{FORMER, find_former, forget_former, keep_former, release};
pub use holders::{
    Account, NewAccount, account, anywhere_with_role, find, find_by_email, list, names, of_organisation_with_role,
    with_role,
};
pub(crate) use holders::{insert, is_last_administrator, update};
pub(crate) use listing::count_by_organisation;
pub use listing::{Listed, State, list_all};
pub(crate) use organisations::update_organisation;
pub use organisations::{
    Organisation, Standing, add_organisation, find_organisation, list_organisations, organisation, place_organisation,
};
pub use teams::{
    Team, add_team, find_team, join_team, list_teams, managers_of, members, members_in, team, team_member, teams_of,
};
pub(crate) use teams::{place, rename_team};

/// How an account stands.
fn state(disabled_at: Option<store::Instant>, came_in: bool, demo: bool) -> State {
    match (disabled_at, came_in || demo) {
        (Some(_), _) => State::Disabled,
        (None, true) => State::InUse,
        (None, false) => State::Invited,
    }
}

/// Its hash is the migration's: a line that ends with `\` is broken here, and not in the text.
pub(crate) const DDL: &str = "
CREATE TABLE organisation (id $UUID PRIMARY KEY NOT NULL, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, \
  phone TEXT NOT NULL,
  own $BOOL NOT NULL) $STRICT;
CREATE TABLE team (id $UUID PRIMARY KEY NOT NULL, organisation_id $UUID NOT NULL REFERENCES organisation(id),
  name TEXT NOT NULL) $STRICT;
CREATE TABLE account (id $UUID PRIMARY KEY NOT NULL, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, \
  job_title TEXT NOT NULL,
  phone TEXT NOT NULL, organisation_id $UUID NOT NULL REFERENCES organisation(id), roles TEXT NOT NULL, password TEXT,
  totp_secret TEXT, totp_step $INT8 NOT NULL, created_at $INSTANT NOT NULL, seen_at $INSTANT NOT NULL,
  disabled_at $INSTANT) $STRICT;
CREATE TABLE team_member (team_id $UUID NOT NULL REFERENCES team(id), account_id $UUID NOT NULL REFERENCES account(id),
  manages $BOOL NOT NULL, PRIMARY KEY (team_id, account_id)) $STRICT;
CREATE INDEX team_member_account ON team_member(account_id);";

diesel::joinable!(account -> organisation (organisation_id));
diesel::joinable!(team_member -> account (account_id));
diesel::joinable!(team_member -> team (team_id));

diesel::allow_tables_to_appear_in_same_query!(organisation, team, account, team_member);
