//! Runs, and what each of them made.

mod item;
mod run;

pub(crate) use item::{Item, What, add, family_items, forget, known, move_to, of_family, of_run};
pub use run::{Run, RunId, RunUid, State, find, list, under_way};
pub(crate) use run::{add_counts, begin, end, undone};

/// The first migration; a step is known by the hash of its text.
pub(crate) const DDL: &str = "
CREATE TABLE import_run (id $UUID PRIMARY KEY NOT NULL, system TEXT NOT NULL, hash TEXT NOT NULL, files $JSON NOT NULL,
  counts $JSON NOT NULL, began_at $INSTANT NOT NULL, ended_at $INSTANT, undone_at $INSTANT,
  kept $INT8 NOT NULL) $STRICT;
CREATE TABLE import_item (system $KEY NOT NULL, kind TEXT NOT NULL, old_id $KEY NOT NULL,
  run_id $UUID NOT NULL REFERENCES import_run(id), our_id $UUID NOT NULL, family_id $UUID NOT NULL, made $BOOL NOT NULL,
  PRIMARY KEY (system, kind, old_id)) $STRICT;
CREATE INDEX import_item_run ON import_item(run_id, kind, old_id);
CREATE INDEX import_item_family ON import_item(family_id);";
