//! Returns, contracts, voiced needs and analyses, a file for what belongs together.

pub mod analyses;
pub mod contracts;
pub mod counting;
pub mod figures;
pub mod monitoring;
pub mod owing;
pub mod returns;
pub mod together;
pub mod voiced;

pub use analyses::{AnalysisId, AnalysisUid};
pub use contracts::{ContractId, ContractUid};
pub use monitoring::{ActionId, ActionUid, ItemId, ItemUid};
pub use owing::{DueId, DueUid};
pub use returns::{ReturnId, ReturnUid};
pub use voiced::{VoiceId, VoiceUid};

/// A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE return_service (service_id $UUID PRIMARY KEY NOT NULL, every TEXT NOT NULL, since_on $DATE NOT NULL,
  ended_on $DATE, note TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE TABLE return_due (id $UUID PRIMARY KEY NOT NULL, service_id $UUID NOT NULL REFERENCES return_service(service_id),
  from_on $DATE NOT NULL, until_on $DATE NOT NULL, due_on $DATE NOT NULL, given_at $INSTANT, chased_at $INSTANT,
  UNIQUE (service_id, from_on)) $STRICT;
CREATE INDEX return_due_open ON return_due(due_on) WHERE given_at IS NULL;
CREATE TABLE service_return (id $UUID PRIMARY KEY NOT NULL, service_id $UUID NOT NULL, from_on $DATE NOT NULL,
  until_on $DATE NOT NULL, version $INT8 NOT NULL, new_contacts $INT8, referrals $INT8, waiting $INT8, families $INT8,
  children $INT8, assessments_started $INT8, plans $INT8, ended $INT8, ended_positive $INT8, needs $JSON NOT NULL,
  odd TEXT NOT NULL, note TEXT NOT NULL, why TEXT NOT NULL, way TEXT NOT NULL, by_id $UUID REFERENCES account(id),
  by_name TEXT NOT NULL, at $INSTANT NOT NULL, UNIQUE (service_id, from_on, version)) $STRICT;
CREATE INDEX service_return_from ON service_return(from_on);
CREATE TABLE contract (id $UUID PRIMARY KEY NOT NULL, provider_id $UUID NOT NULL, owner_id $UUID NOT NULL \
  REFERENCES account(id), name TEXT NOT NULL, purpose TEXT NOT NULL, services $JSON NOT NULL, outcomes $JSON NOT NULL,
  factors $JSON NOT NULL, begins_on $DATE NOT NULL, ends_on $DATE NOT NULL, value_pence $INT8 NOT NULL, places $INT8,
  options TEXT NOT NULL, next_meeting_on $DATE, version $INT8 NOT NULL) $STRICT;
CREATE TABLE contract_version (contract_id $UUID NOT NULL REFERENCES contract(id), version $INT8 NOT NULL,
  said $JSON NOT NULL, by_name TEXT NOT NULL, at $INSTANT NOT NULL, PRIMARY KEY (contract_id, version)) $STRICT;
CREATE TABLE contract_payment (id $UUID PRIMARY KEY NOT NULL, contract_id $UUID NOT NULL REFERENCES contract(id),
  paid_on $DATE NOT NULL, pence $INT8 NOT NULL, what TEXT NOT NULL, by_name TEXT NOT NULL,
  at $INSTANT NOT NULL) $STRICT;
CREATE INDEX contract_payment_contract ON contract_payment(contract_id, paid_on);
CREATE TABLE contract_item (id $UUID PRIMARY KEY NOT NULL, contract_id $UUID NOT NULL REFERENCES contract(id),
  what TEXT NOT NULL, due_on $DATE NOT NULL, done_at $INSTANT, done_by TEXT NOT NULL) $STRICT;
CREATE INDEX contract_item_contract ON contract_item(contract_id);
CREATE TABLE contract_consultation (id $UUID PRIMARY KEY NOT NULL, contract_id $UUID NOT NULL REFERENCES contract(id),
  who TEXT NOT NULL, on_day $DATE NOT NULL, how TEXT NOT NULL, said TEXT NOT NULL, by_name TEXT NOT NULL,
  at $INSTANT NOT NULL) $STRICT;
CREATE INDEX contract_consultation_contract ON contract_consultation(contract_id);
CREATE TABLE contract_meeting (id $UUID PRIMARY KEY NOT NULL, contract_id $UUID NOT NULL REFERENCES contract(id),
  held_on $DATE NOT NULL, present TEXT NOT NULL, notes TEXT NOT NULL, by_name TEXT NOT NULL,
  at $INSTANT NOT NULL) $STRICT;
CREATE INDEX contract_meeting_contract ON contract_meeting(contract_id, held_on);
CREATE TABLE contract_action (id $UUID PRIMARY KEY NOT NULL, contract_id $UUID NOT NULL REFERENCES contract(id),
  meeting_id $UUID NOT NULL REFERENCES contract_meeting(id), what TEXT NOT NULL, who TEXT NOT NULL,
  owner_id $UUID NOT NULL REFERENCES account(id), due_on $DATE NOT NULL, done_at $INSTANT, done_by TEXT NOT NULL,
  became TEXT NOT NULL) $STRICT;
CREATE INDEX contract_action_contract ON contract_action(contract_id);
CREATE TABLE voiced_need (id $UUID PRIMARY KEY NOT NULL, need TEXT NOT NULL, area TEXT NOT NULL, age TEXT NOT NULL,
  note TEXT NOT NULL, by_id $UUID REFERENCES account(id), on_day $DATE NOT NULL) $STRICT;
CREATE INDEX voiced_need_day ON voiced_need(on_day);
CREATE TABLE needs_analysis (id $UUID PRIMARY KEY NOT NULL, n $INT8 NOT NULL UNIQUE, title TEXT NOT NULL,
  from_on $DATE NOT NULL, until_on $DATE NOT NULL, counted $JSON NOT NULL, said $JSON NOT NULL, begun_by TEXT NOT NULL,
  counted_at $INSTANT NOT NULL, published_at $INSTANT, published_by TEXT NOT NULL, version $INT8 NOT NULL) $STRICT;
CREATE TABLE needs_action (id $UUID PRIMARY KEY NOT NULL, analysis_id $UUID NOT NULL REFERENCES needs_analysis(id),
  what TEXT NOT NULL, who TEXT NOT NULL, owner_id $UUID NOT NULL REFERENCES account(id), due_on $DATE NOT NULL,
  done_at $INSTANT, done_by TEXT NOT NULL) $STRICT;
CREATE INDEX needs_action_analysis ON needs_action(analysis_id);";
