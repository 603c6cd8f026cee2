//! The pages of accounts: the list, one account, and what is done to it.

pub(super) mod account;
pub(super) mod change;
pub(super) mod enable;
pub(super) mod form;
pub(super) mod list;
pub(super) mod renew;

use crate::AccountId;

/// The page of an account.
fn href(id: AccountId) -> String {
    format!("/admin/accounts/{id}")
}
