//! The fields that a map may give, by file.

/// A field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// As the map names it.
    pub name: &'static str,
    /// Whether the map must give it.
    pub must: bool,
    /// What stands in it.
    pub what: &'static str,
}

const fn must(name: &'static str, what: &'static str) -> Field {
    Field { name, must: true, what }
}

const fn may(name: &'static str, what: &'static str) -> Field {
    Field { name, must: false, what }
}

pub(super) const FAMILIES: &[Field] = &[
    must("id", "of the family, so that other files can name it"),
    may("name", "by which the family goes; else the last names of its children"),
    may("restricted", "yes: nobody may know of it but those in restricted_to"),
];

pub(super) const PEOPLE: &[Field] = &[
    must("id", "of the person"),
    may("family", "the id of their family; who belongs to several stands in [members]"),
    may("role", "child, unborn, parent, carer, wider-family or other; with family"),
    may("given_name", ""),
    may("family_name", ""),
    may("former_family_name", ""),
    may("date_of_birth", ""),
    may("expected_on", "of an unborn child"),
    may("nhs_number", ""),
    may("upn", "unique pupil number"),
    may("phone", ""),
    may("email", ""),
    may("language", "first language: a code of the practice pack"),
    may("interpreter", "yes or no"),
    may("school", ""),
    may("gp", ""),
    may("sex", "a code of the practice pack (sex)"),
    may("ethnicity", "a code of the practice pack (ethnicity), or that of Annex A"),
    may("religion", "a code of the practice pack (religion)"),
    may("disability", "yes, no or refused"),
    may("disability_what", ""),
    may("sen_support", "a code of the practice pack (sen-support)"),
    may("line_1", "house and street"),
    may("line_2", ""),
    may("town", ""),
    may("postcode", ""),
    may("protected", "yes: where they live is kept from those who are not cleared for it"),
];

pub(super) const MEMBERS: &[Field] = &[
    must("person", "the id of the person"),
    must("family", "the id of the family"),
    must("role", "child, unborn, parent, carer, wider-family or other"),
];

pub(super) const CONTACTS: &[Field] = &[
    must("id", "of the contact"),
    must("family", "the id of the family"),
    must("received_on", "the day on which it came"),
    must("source", "a code of the practice pack (source)"),
    may("channel", "a code of the practice pack (channel); else another system"),
    may("made_by", "who made it"),
    may("summary", "what was said"),
    may("needs", "codes of the practice pack (need), with ; between"),
    may("agreement", "given, refused or not-asked"),
    may("decided_on", "empty: it waits to be decided here"),
    may("outcome", "a code of the practice pack (decision-outcome); with decided_on"),
    may("level", "a level of need of the practice pack"),
    may("reason", "of the decision"),
];

pub(super) const EPISODES: &[Field] = &[
    must("id", "of the episode"),
    must("family", "the id of the family"),
    must("opened_on", "the day on which help began"),
    must("kind", "assessment, intervention-plan or single-agency"),
    may("contact", "the id of the contact that led to it"),
    may("team", "the name of a team here; must be given while it is open"),
    may("lead", "the e-mail address of an account here"),
    may("led_from", "since when they lead; else since it was opened"),
    may("seen_on", "when somebody of the family was last seen"),
    may("closed_on", "empty: help goes on here"),
    may("closing_reason", "a code of the practice pack (closing-reason); with closed_on"),
    may("exit_plan", "what the family had then"),
];

pub(super) const CLOSURES: &[Field] = &[
    must("episode", "the id of the episode"),
    must("closed_on", "the day on which help ended"),
    must("closing_reason", "a code of the practice pack (closing-reason)"),
    may("exit_plan", "what the family had then"),
];

pub(super) const DOCUMENTS: &[Field] = &[
    must("id", "of the document"),
    must("family", "the id of the family"),
    must("written_on", "its day"),
    may("title", "what it is called; else Document"),
    may("text", "all of it"),
    may("file", "or the file, within the directory, that holds its text"),
    may("author", "who wrote it"),
    may("episode", "the id of the episode; else the one of its day"),
];

/// Every file, with its fields.
pub const COLUMNS: &[(&str, &[Field])] = &[
    ("families", FAMILIES),
    ("people", PEOPLE),
    ("members", MEMBERS),
    ("contacts", CONTACTS),
    ("episodes", EPISODES),
    ("closures", CLOSURES),
    ("documents", DOCUMENTS),
];
