//! Record linkage: which records are one person, how likely, and why; without labels, database or network.
//!
//! # A short course
//!
//! Two records of one child seldom agree in everything, and two children often agree in much. Fellegi and Sunter (1969)
//! weigh each field by a ratio: how often it agrees so among pairs that are one person (*m*) over how often among pairs
//! that are two (*u*). Its logarithm to base 2 is the field's weight in bits; the weights add up, the prior is added,
//! and the sum is a probability. [`model`] holds that; [`compare`] the levels of agreement of each field.
//!
//! Nobody has to label pairs. *u* is counted on random pairs. *m* is found by expectation maximisation on pairs that
//! agree in something else. The prior is the one under which the evidence adds up to itself. See [`batch::link`].
//!
//! Not all pairs can be looked at. [`batch`] brings records together in twenty-six ways (a birthday and how the last name
//! sounds; a telephone number; a rare full name …); a pair that meets in none of them is not found, whatever it would
//! score. [`batch::recall_of_candidates`] measures that ceiling.
//!
//! # When not to trust it
//!
//! * Fields are taken as independent. In a household they are not: brothers and sisters share name, address, telephone.
//!   Twins share the birthday, too. [`compare::apart`] holds such pairs below one half, and [`cluster`] never joins
//!   them. A child recorded once under an unrelated first name is missed for it: that is the better mistake.
//! * A probability near one half is a question for a person, not an answer.
//! * It has learned from the file at hand. A file in which nobody is twice has nothing to teach; then the figures given
//!   in [`compare`] stand, and they are judgements.
//! * Agreement of a number that was copied from one record to the other is not evidence.
//!
//! # Papers
//!
//! I. P. Fellegi and A. B. Sunter, A theory for record linkage, JASA 64 (1969). W. E. Winkler, Using the EM algorithm
//! for weight computation in the Fellegi–Sunter model, ASA (1988); String comparator metrics, ASA (1990). T. Enamorado,
//! B. Fifield and K. Imai, Using a probabilistic model to assist merging of large-scale administrative records, APSR
//! 113 (2019). R. Linacre and others, Splink: free software for probabilistic record linkage at scale, IJPDS 7 (2022),
//! for the form of the model.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "counts of pairs become shares and weights; what is lost is far below what is known"
)]
pub mod batch;
pub mod cluster;
pub mod compare;
pub mod identifiers;
mod keys;
mod learn;
pub mod model;
pub mod nicknames;
mod record;
pub mod text;

pub use keys::{keys, seek_keys, sound_key, sounds_key, strong_keys};
pub use model::Model;
pub use record::{Lexicon, Prepared, Record, Word};
