//! Who is not let in, not shut out and not listed.

use super::{account, does, refuses};
use crate::helpers::led;
use access::{
    AccountId, Change, FamilyId, Permits, Role,
    accounts::{self, NewAccount},
    family,
    guard::{self, NewRestriction},
    manage, nobody,
};

use std::collections::BTreeSet;
use testkit::{World, story};
use web::Result;

fn invite(change: &mut Change<'_, '_>, new: &NewAccount) -> Result<()> {
    let permit = change.allow(nobody::ManageAccounts)?;
    let vault = change.app.vault.clone();
    manage::invite(change.tx, &permit, &vault, new)?;
    Ok(())
}

fn disable(change: &mut Change<'_, '_>, id: AccountId) -> Result<()> {
    let permit = change.allow(nobody::ManageAccounts)?;
    manage::disable(change.tx, &permit, id)
}

fn restrict(change: &mut Change<'_, '_>, family: FamilyId, listed: &[AccountId], reason: &str) -> Result<()> {
    let permit = change.permit(family::Restrict, family)?;
    let listed: BTreeSet<AccountId> = listed.iter().copied().collect();
    guard::restrict(change.tx, &permit, &NewRestriction { listed, lift: false, reason: reason.into() })
}

/// An account of which nothing is missing.
fn colleague(w: &World) -> NewAccount {
    let organisations = accounts::list_organisations(&mut w.conn()).expect("organisations");
    NewAccount {
        email: "new@example.org".into(),
        name: "Ann Boateng".into(),
        job_title: "Family worker".into(),
        phone: String::new(),
        organisation: Some(organisations[0].id),
        roles: vec![Role::Lead],
    }
}

story!(an_account_has_a_name_an_address_an_organisation_and_a_role, |w| {
    let nobody =
        NewAccount { email: String::new(), name: " ".into(), organisation: None, roles: vec![], ..colleague(&w) };
    let missing =
        ["account-without-name", "account-without-email", "account-without-organisation", "account-without-role"];

    for rule in missing {
        refuses(&w, "admin", rule, |change| invite(change, &nobody));
        refuses(&w, "admin", rule, |change| manage::program::add(change.tx, &nobody));
    }
});

story!(an_account_has_an_address_of_its_own, |w| {
    let no_address = NewAccount { email: "ann".into(), ..colleague(&w) };
    let taken = NewAccount { email: "lead@example.org".into(), ..colleague(&w) };

    refuses(&w, "admin", "account-email", |change| invite(change, &no_address));
    refuses(&w, "admin", "account-email-taken", |change| invite(change, &taken));
});

story!(nobody_shuts_themselves_out, |w| {
    let own = account(&w, "admin");

    refuses(&w, "admin", "own-account", |change| disable(change, own));
});

story!(nobody_who_leads_is_shut_out_before_the_lead_is_handed_over, |w| {
    led(&w, "intervention-plan").await;
    let (leading, other) = (account(&w, "lead"), account(&w, "school"));

    refuses(&w, "admin", "account-leads", |change| disable(change, leading));
    does(&w, "admin", |change| disable(change, other));
});

story!(a_record_is_restricted_for_a_reason_and_to_somebody, |w| {
    let (family, ..) = led(&w, "intervention-plan").await;
    let lead = account(&w, "lead");

    refuses(&w, "manager", "restriction-without-reason", |change| restrict(change, family, &[lead], " "));
    refuses(&w, "manager", "restriction-to-nobody", |change| restrict(change, family, &[], "A threat."));
});
