//! Who has a tie to a family, and so no part in its audit (T19): whoever works or worked with it, manages it, wrote in
//! its record, brought a contact about it, or has said that they know it, here or at a panel.

use super::tables::audit_tie;
use crate::rules::Auditor;
use access::{AccountId, FamilyId, Role, accounts, guard};
use contacts::records::contact;
use diesel::prelude::*;
use std::collections::BTreeSet;
use store::{Conn, Result, each, log::event};

mod panels {
    //! What panels keep of those who stepped out, as far as it is asked here.

    diesel::table! {
        use diesel::sql_types::*;
        use access::FamilyUid;
        use store::types::Uid;

        panel_item (id) {
            id -> Uid,
            family_id -> Nullable<FamilyUid>,
        }
    }

    diesel::table! {
        use diesel::sql_types::*;
        use access::AccountUid;
        use store::types::Uid;

        panel_interest (item_id, account_id) {
            item_id -> Uid,
            account_id -> AccountUid,
        }
    }

    diesel::joinable!(panel_interest -> panel_item (item_id));
    diesel::allow_tables_to_appear_in_same_query!(panel_item, panel_interest);
}

mod people {
    //! In which families the same person stands.

    diesel::table! {
        use diesel::sql_types::*;
        use access::FamilyUid;
        use store::types::Uid;

        member (family_id, person_id) {
            family_id -> FamilyUid,
            person_id -> Uid,
        }
    }

    diesel::table! {
        use diesel::sql_types::*;
        use store::types::{Uid, Utc};

        same_person (id) {
            id -> Uid,
            kept_id -> Uid,
            other_id -> Uid,
            parted_at -> Nullable<Utc>,
        }
    }
}

/// The family, and every other in which somebody of it has a record too: two records of one person are one life.
fn beside(conn: &mut Conn, family: FamilyId) -> Result<Vec<FamilyId>> {
    use people::{member, same_person};
    let mut all: Vec<store::AnyId> =
        each!(conn, c => member::table.filter(member::family_id.eq(family)).select(member::person_id).load(c))?;
    let joined: Vec<(store::AnyId, store::AnyId)> = same_person::table
        .filter(same_person::kept_id.eq_any(&all).or(same_person::other_id.eq_any(&all)))
        .filter(same_person::parted_at.is_null())
        .select((same_person::kept_id, same_person::other_id))
        .load(conn)?;
    all.extend(joined.iter().flat_map(|(kept, other)| [*kept, *other]));
    let mut families: Vec<FamilyId> =
        member::table.filter(member::person_id.eq_any(&all)).select(member::family_id).distinct().load(conn)?;
    if !families.contains(&family) {
        families.push(family);
    }
    Ok(families)
}

/// Those of these accounts who have a tie to this family. It gives nothing of the record.
pub fn tied_among(conn: &mut Conn, family: FamilyId, among: &[AccountId]) -> Result<BTreeSet<AccountId>> {
    if among.is_empty() {
        return Ok(BTreeSet::new());
    }
    let families = beside(conn, family)?;
    let mut tied: BTreeSet<AccountId> = BTreeSet::new();
    {
        use guard::tie;
        let worked: Vec<AccountId> = tie::table
            .filter(tie::family_id.eq_any(&families).and(tie::account_id.eq_any(among)))
            .filter(tie::kind.ne(guard::Tie::Audit))
            .select(tie::account_id)
            .load(conn)?;
        tied.extend(worked);
    }
    let said: Vec<AccountId> = audit_tie::table
        .filter(audit_tie::family_id.eq_any(&families).and(audit_tie::account_id.eq_any(among)))
        .select(audit_tie::account_id)
        .load(conn)?;
    tied.extend(said);
    let made: Vec<Option<AccountId>> = contact::table
        .filter(contact::family_id.eq_any(families.iter().map(|family| Some(*family)).collect::<Vec<_>>()))
        .filter(contact::maker_id.is_not_null())
        .select(contact::maker_id)
        .load(conn)?;
    tied.extend(made.into_iter().flatten().filter(|maker| among.contains(maker)));
    {
        use panels::{panel_interest, panel_item};
        let stepped_out: Vec<AccountId> = panel_interest::table
            .inner_join(panel_item::table)
            .filter(panel_item::family_id.eq_any(families.iter().map(|family| Some(*family)).collect::<Vec<_>>()))
            .filter(panel_interest::account_id.eq_any(among))
            .select(panel_interest::account_id)
            .load(conn)?;
        tied.extend(stepped_out);
    }
    for family in &families {
        if let Some(team) = guard::team_of(conn, *family)? {
            tied.extend(accounts::managers_of(conn, team)?.into_iter().filter(|one| among.contains(one)));
        }
    }
    // whoever changed anything in the record; an audit of it is no change
    let wrote: Vec<Option<AccountId>> = event::table
        .filter(event::family_id.eq_any(families.iter().map(|family| Some(*family)).collect::<Vec<_>>()))
        .filter(event::actor_id.eq_any(among.iter().map(|one| Some(*one)).collect::<Vec<_>>()))
        .filter(event::kind.not_like("audit%"))
        .select(event::actor_id)
        .distinct()
        .load(conn)?;
    tied.extend(wrote.into_iter().flatten());
    Ok(tied)
}

/// Somebody as allocation asks of them; `None` where they are no auditor in use.
pub fn auditor(conn: &mut Conn, family: FamilyId, account: AccountId) -> Result<Option<Auditor>> {
    if !accounts::anywhere_with_role(conn, Role::Auditor)?.contains(&account) {
        return Ok(None);
    }
    let organisation = accounts::colleague(conn, account)?.organisation_id;
    let tied = tied_among(conn, family, &[account])?.contains(&account);
    Ok(Some(Auditor { account, organisation, tied }))
}
