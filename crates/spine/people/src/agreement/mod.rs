//! Three separate records (practice 3): agreement to be supported, per person; lawful basis and privacy notice, per
//! purpose; sharing decisions, per organisation. All are kept; the last of each counts.

mod agreed;
mod bases;
mod declined;
mod helping;
mod recording;
mod sharings;
mod standing;
mod withheld;

pub use agreed::{Agreement, AgreementId, AgreementState, AgreementUid, agreed_since, agreement, in_force, latest};
pub use bases::{Basis, BasisId, BasisUid, NewBasis, bases, lawful_basis, record_basis, record_notice};
pub use declined::{
    Declined, DeclinedId, DeclinedUid, NewDeclined, decline_sharing, declined, may_decline, sharing_declined,
};
pub use helping::{anybody_said, first_agreed};
pub use recording::{Agreed, record, withdraw_own};
pub use sharings::{
    NewSharing, Sharing, SharingId, SharingUid, end_own_sharing, end_sharing, may_share, share, sharing, sharings,
};
pub use standing::{Grounds, grounds, may_help};
pub use withheld::withdrawn_among;
pub(crate) use withheld::{withheld_from, withheld_in};

/// Its tables are one migration; what was run stays as it was, to the letter.
pub(crate) const DDL: &str = "
CREATE TABLE agreement (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id),
  person_id $UUID NOT NULL REFERENCES person(id), state TEXT NOT NULL, how TEXT NOT NULL, words TEXT NOT NULL,
  capacity TEXT NOT NULL, recorded_by $UUID, recorded_at $INSTANT NOT NULL, expires_on $DATE) $STRICT;
CREATE INDEX agreement_family ON agreement(family_id);
CREATE TABLE lawful_basis (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id), \
  purpose TEXT NOT NULL,
  basis TEXT NOT NULL, notice_given_on $DATE, recorded_by $UUID, recorded_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX lawful_basis_family ON lawful_basis(family_id);
CREATE TABLE sharing (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id),
  organisation_id $UUID NOT NULL REFERENCES organisation(id), scope TEXT NOT NULL, basis TEXT NOT NULL, \
  reason TEXT NOT NULL,
  told $BOOL, why_not_told TEXT NOT NULL, decided_by $UUID, decided_at $INSTANT NOT NULL, expires_on $DATE,
  ended_at $INSTANT, ended_because TEXT NOT NULL) $STRICT;
CREATE INDEX sharing_family ON sharing(family_id);";

/// Why another basis than agreement applies, and what is not shared although somebody asked.
pub(crate) const GROUNDS: &str = "
ALTER TABLE lawful_basis ADD COLUMN reason TEXT NOT NULL DEFAULT '';
CREATE TABLE sharing_declined (id $UUID PRIMARY KEY NOT NULL, family_id $UUID NOT NULL REFERENCES family(id),
  organisation_id $UUID NOT NULL REFERENCES organisation(id), asked_for TEXT NOT NULL, asked_by TEXT NOT NULL,
  reason TEXT NOT NULL, decided_by $UUID, decided_at $INSTANT NOT NULL) $STRICT;
CREATE INDEX sharing_declined_family ON sharing_declined(family_id);";

/// Until when each family agrees, as its people's last words say.
pub(crate) const AGREED: &str = "
UPDATE guard SET agreed_until = (SELECT max(said.expires_on) FROM agreement said \
  WHERE said.family_id = guard.family_id AND said.state = 'given' AND NOT EXISTS (SELECT 1 FROM agreement later \
    WHERE later.family_id = said.family_id AND later.person_id = said.person_id \
    AND (later.recorded_at > said.recorded_at OR later.recorded_at = said.recorded_at AND later.id > said.id)));";
