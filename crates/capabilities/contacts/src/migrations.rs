//! The schema history of this crate.

use store::Migration;

/// Its steps, oldest first.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::new("contacts", "0001-contact", crate::records::DDL),
        // whom somebody might be, as it was shown to the officer who looked, and whether they were sure
        Migration::new(
            "contacts",
            "0002-matching",
            "ALTER TABLE contact_person ADD COLUMN offered $JSON NOT NULL DEFAULT '[]';
             ALTER TABLE contact_person ADD COLUMN unsure $BOOL NOT NULL DEFAULT $FALSE;",
        ),
        // needs that nothing meets are kept by the directory, which plans record, too
        Migration::new(
            "contacts",
            "0003-unmet",
            "INSERT INTO need_unmet (id, need, area, age, note, at) \
             SELECT id, need, area, age, note, recorded_at FROM unmet_need;",
        ),
        // where a contact comes from, for the filters of the queue, and which anonymous ones are alike
        Migration::new("contacts", "0004-queue", crate::records::SENDERS),
        // what follows a decision; whether a contact is a re-referral; the contact of which this one is the next
        Migration::new("contacts", "0005-follow-up", crate::records::FOLLOW_UP),
        Migration::new("contacts", "0006-alarm", crate::records::ALARM),
        // the words by which the front door finds a contact again; older ones are given theirs by steady work
        Migration::new("contacts", "0007-words", crate::records::WORDS),
        // what a notification of the police says, and who responds
        Migration::new("contacts", "0008-police", crate::records::POLICE),
        // conversations that need no front door
        Migration::new("contacts", "0009-conversations", crate::records::CONVERSATIONS),
        // a worker has several drafts, each under an id of its own: the one of before becomes the first of them
        Migration::new(
            "contacts",
            "0010-drafts",
            "UPDATE draft SET form = '/contacts/new/00000000-0000-7000-8000-000000000001'
               WHERE form = '/contacts/new/check';
             UPDATE draft SET form = '/contacts/new/00000000-0000-7000-8000-000000000001' || substr(form, 14)
               WHERE form IN ('/contacts/new/about', '/contacts/new/worries', '/contacts/new/agreement')
                 OR form LIKE '/contacts/new/people/%';",
        ),
        // whoever is taken back is looked for in every contact
        Migration::new(
            "contacts",
            "0011-person",
            "CREATE INDEX contact_person_person ON contact_person(person_id) WHERE person_id IS NOT NULL;",
        ),
        // how a family can be reached safely, for whom it asks, and what it is about in its words
        Migration::new("contacts", "0012-reach", crate::records::REACH),
        // the code with which whoever asked without an account reads the answer, and what they have said since
        Migration::new("contacts", "0013-own", crate::records::OWN),
        // a request that is not finished, kept because somebody asked for it
        Migration::new("contacts", "0014-kept", crate::records::KEPT),
    ]
}
