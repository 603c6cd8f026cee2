//! Imported indicators, impact assessments, and who was reached in a year: a file for what belongs together.

pub mod actions;
pub mod assessments;
pub mod monitoring;
pub mod values;

pub use actions::{ActionId, ActionUid};
pub use assessments::{AssessmentId, AssessmentUid};
pub use monitoring::{MonitoringId, MonitoringUid};
pub use values::{ImportId, ImportUid};

/// A step is known by the hash of its text: not a space of it changes.
pub(crate) const DDL: &str = "
CREATE TABLE area_import (id $UUID PRIMARY KEY NOT NULL, note TEXT NOT NULL, lines $INT8 NOT NULL, by_id $UUID NOT NULL \
  REFERENCES account(id), by_name TEXT NOT NULL, at $INSTANT NOT NULL, ended_at $INSTANT) $STRICT;
CREATE INDEX area_import_by ON area_import(by_id);
CREATE TABLE area_value (id $UUID PRIMARY KEY NOT NULL, import_id $UUID NOT NULL REFERENCES area_import(id),
  indicator TEXT NOT NULL, said $JSON NOT NULL) $STRICT;
CREATE INDEX area_value_import ON area_value(import_id);
CREATE TABLE area_release (id $UUID PRIMARY KEY NOT NULL, indicator TEXT NOT NULL, due_on $DATE NOT NULL,
  asked_at $INSTANT NOT NULL, UNIQUE (indicator, due_on)) $STRICT;
CREATE TABLE equality_assessment (id $UUID PRIMARY KEY NOT NULL, n $INT8 NOT NULL UNIQUE, way TEXT NOT NULL,
  title TEXT NOT NULL, lead_id $UUID NOT NULL REFERENCES account(id), state TEXT NOT NULL, said $JSON NOT NULL,
  writers $JSON NOT NULL, edition $INT8 NOT NULL, begun_at $INSTANT NOT NULL, handed_in_by $UUID REFERENCES account(id),
  handed_in_at $INSTANT, returned_why TEXT NOT NULL, review_on $DATE, version $INT8 NOT NULL) $STRICT;
CREATE INDEX equality_assessment_lead ON equality_assessment(lead_id);
CREATE INDEX equality_assessment_handed ON equality_assessment(handed_in_by);
CREATE TABLE equality_edition (assessment_id $UUID NOT NULL REFERENCES equality_assessment(id), n $INT8 NOT NULL,
  title TEXT NOT NULL, said $JSON NOT NULL, lead_name TEXT NOT NULL, authorised_by $UUID NOT NULL REFERENCES account(id),
  authorised_name TEXT NOT NULL, authorised_at $INSTANT NOT NULL, review_on $DATE NOT NULL,
  PRIMARY KEY (assessment_id, n)) $STRICT;
CREATE INDEX equality_edition_by ON equality_edition(authorised_by);
CREATE TABLE equality_action (id $UUID PRIMARY KEY NOT NULL,
  assessment_id $UUID NOT NULL REFERENCES equality_assessment(id), what TEXT NOT NULL, owner_id $UUID NOT NULL \
  REFERENCES account(id), due_on $DATE NOT NULL, done_at $INSTANT, done_by TEXT NOT NULL, became TEXT NOT NULL) $STRICT;
CREATE INDEX equality_action_assessment ON equality_action(assessment_id);
CREATE INDEX equality_action_owner ON equality_action(owner_id);
CREATE TABLE equality_monitoring (id $UUID PRIMARY KEY NOT NULL, year $INT8 NOT NULL, counted $JSON NOT NULL,
  shown $JSON NOT NULL, frozen_by $UUID NOT NULL REFERENCES account(id), frozen_name TEXT NOT NULL,
  frozen_at $INSTANT NOT NULL, published_name TEXT NOT NULL, published_at $INSTANT, ended_at $INSTANT) $STRICT;
CREATE INDEX equality_monitoring_year ON equality_monitoring(year);
CREATE INDEX equality_monitoring_by ON equality_monitoring(frozen_by);";
