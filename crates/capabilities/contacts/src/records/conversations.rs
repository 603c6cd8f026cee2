//! Conversations that needed no front door: each is its maker's own, who may make a contact of it later.

use super::tables::{ContactId, contact};
use crate::{
    events,
    rules::{self, Noting, With},
};
use access::{AccountId, Nobody, OrganisationId, Permit, Sight, nobody};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde_json::json;
use store::{Conn, Instant, MultiBackend, Result, Tx, each};
use web::{Refusal, Refusals};

pub(crate) const DDL: &str = "
CREATE TABLE conversation (id $UUID PRIMARY KEY NOT NULL, maker_id $UUID NOT NULL REFERENCES account(id),
  organisation_id $UUID, with_whom TEXT NOT NULL, with_name TEXT NOT NULL, agency TEXT NOT NULL, child TEXT NOT NULL,
  held_on $DATE NOT NULL, said TEXT NOT NULL, advised TEXT NOT NULL, noted_at $INSTANT NOT NULL,
  contact_id $UUID REFERENCES contact(id)) $STRICT;
CREATE INDEX conversation_maker ON conversation(maker_id, noted_at);
CREATE INDEX conversation_contact ON conversation(contact_id) WHERE contact_id IS NOT NULL;";

store::strict_id!(
    /// A conversation.
    ConversationId,
    ConversationUid
);

diesel::table! {
    use super::super::tables::ContactUid;
    use super::ConversationUid;
    use access::{AccountUid, OrganisationUid};
    use diesel::sql_types::*;
    use store::types::Utc;

    conversation (id) {
        id -> ConversationUid,
        maker_id -> AccountUid,
        organisation_id -> Nullable<OrganisationUid>,
        with_whom -> Text,
        with_name -> Text,
        agency -> Text,
        child -> Text,
        held_on -> Date,
        said -> Text,
        advised -> Text,
        noted_at -> Utc,
        contact_id -> Nullable<ContactUid>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(conversation, contact);

/// A conversation.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(treat_none_as_default_value = false, table_name = conversation, check_for_backend(MultiBackend))]
pub struct Conversation {
    /// Which.
    pub id: ConversationId,
    /// Who noted it: it is theirs alone.
    pub maker_id: AccountId,
    /// For whom they acted.
    pub organisation_id: Option<OrganisationId>,
    /// With whom they spoke.
    pub with_whom: With,
    /// Their name; empty where it was not noted.
    pub with_name: String,
    /// The agency of a worker.
    pub agency: String,
    /// About which child; empty for a consultation without a name.
    pub child: String,
    /// When.
    pub held_on: NaiveDate,
    /// What was said.
    pub said: String,
    /// What was advised.
    pub advised: String,
    /// When it was noted.
    pub noted_at: Instant,
    /// The contact that it became.
    pub contact_id: Option<ContactId>,
}

/// A conversation about to be noted.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the words of the form")]
pub struct NewConversation {
    pub with: Option<With>,
    pub with_name: String,
    pub agency: String,
    pub child: String,
    pub held_on: Option<NaiveDate>,
    pub said: String,
    pub advised: String,
}

/// Notes a conversation. It is over with that: nobody decides on it, and nothing is owed.
///
/// # Errors
/// Every [`rules::CannotNote`].
pub fn note(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::RecordContact>,
    new: &NewConversation,
) -> web::Result<ConversationId> {
    let noting = Noting { with: new.with, agency: &new.agency, held_on: new.held_on, said: &new.said };
    let no = rules::cannot_note(&noting, tx.now.date());
    Refusals::check(no.into_iter().map(Refusal::from).collect())?;

    let maker = permit.actor().account.ok_or(store::Error::Missing)?;
    let (with, held_on) = new.with.zip(new.held_on).ok_or(store::Error::Missing)?;
    let row = Conversation {
        id: ConversationId::new(),
        maker_id: maker,
        organisation_id: permit.actor().organisation,
        with_whom: with,
        with_name: new.with_name.clone(),
        agency: if with == With::Agency { new.agency.clone() } else { String::new() },
        child: new.child.clone(),
        held_on,
        said: new.said.clone(),
        advised: new.advised.clone(),
        noted_at: tx.now,
        contact_id: None,
    };
    each!(tx.conn(), c => diesel::insert_into(conversation::table).values(&row).execute(c))?;

    let detail = json!({"kind": "conversation", "with": with, "named": !row.child.is_empty()});
    tx.record(events::CONVERSATION_NOTED.on(row.id.0).detail(detail))?;
    Ok(row.id)
}

/// A conversation of this actor.
///
/// # Errors
/// [`store::Error::Missing`] where it is somebody else's.
pub fn conversation_of(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::RecordContact>,
    id: ConversationId,
) -> Result<Conversation> {
    let maker = permit.actor().account.ok_or(store::Error::Missing)?;
    let theirs = conversation::table.find(id).filter(conversation::maker_id.eq(maker));
    Ok(each!(conn, c => theirs.select(Conversation::as_select()).first(c))?)
}

/// The conversations of this actor, newest first.
pub fn conversations(
    conn: &mut Conn,
    permit: &Permit<Nobody, nobody::RecordContact>,
    most: i64,
) -> Result<Vec<Conversation>> {
    let Some(maker) = permit.actor().account else { return Ok(vec![]) };
    Ok(conversation::table
        .filter(conversation::maker_id.eq(maker))
        .order((conversation::held_on.desc(), conversation::noted_at.desc()))
        .limit(most)
        .select(Conversation::as_select())
        .load(conn)?)
}

/// A conversation has become this contact.
///
/// # Errors
/// [`rules::CannotTurn`] where it became another before; [`store::Error::Missing`] where it is somebody else's.
pub(crate) fn turned(
    tx: &mut Tx<'_>,
    permit: &Permit<Nobody, nobody::RecordContact>,
    id: ConversationId,
    into: ContactId,
) -> web::Result<()> {
    let conversation = conversation_of(tx.conn(), permit, id)?;
    rules::turn(conversation.contact_id.is_some()).map_err(Refusal::from)?;
    let there = conversation::table.find(id);
    diesel::update(there).set(conversation::contact_id.eq(Some(into))).execute(tx.conn())?;
    tx.record(events::CONVERSATION_TURNED.on(id.0).detail(json!({"contact": into})))?;
    Ok(())
}

/// The conversation with which a contact began: its day, and its id for whoever noted it.
pub fn began_with(conn: &mut Conn, sight: &Sight<ContactId>) -> Result<Option<(NaiveDate, Option<ConversationId>)>> {
    let there = conversation::table.filter(conversation::contact_id.eq(sight.subject()));
    let row: Option<Conversation> = there.select(Conversation::as_select()).first(conn).optional()?;
    let own = |row: &Conversation| sight.actor().account == Some(row.maker_id);
    Ok(row.map(|row| (row.held_on, Some(row.id).filter(|_| own(&row)))))
}
