//! Made-up families go the usual way. Here they also go those that definitions leave out, or that one forgets.

use testkit::World;

/// Each changes some rows, told by their number: what happened, and how it is kept.
pub const CHANGES: &[&str] = &[
    // help that ended on the day it began, and that ended late in a summer's evening: a day later in London than in UTC
    "UPDATE episode SET closed_at = opened_at + 60000000 WHERE closed_at IS NOT NULL AND rowid % 9 = 1",
    "UPDATE episode SET closed_at = closed_at / 86400000000 * 86400000000 + 84600000000
     WHERE closed_at < unixepoch('2026-03-01') * 1000000 AND rowid % 5 = 2",
    // nobody led yet; agreement that was taken back, or never kept
    "UPDATE hand_over SET accepted_at = NULL WHERE rowid % 6 = 0",
    "UPDATE agreement SET state = 'withdrawn' WHERE rowid % 8 = 0",
    "DELETE FROM agreement WHERE rowid % 9 = 1",
    // contacts: undecided, of nobody's family yet, late in the evening, about the same family again
    "UPDATE contact SET decided_at = NULL, outcome = NULL, answered_at = NULL WHERE rowid % 10 = 0",
    "UPDATE contact SET answered_at = NULL WHERE rowid % 7 = 3",
    "UPDATE contact SET family_id = NULL WHERE rowid % 9 = 1",
    "UPDATE contact SET received_at = received_at / 86400000000 * 86400000000 + 84600000000,
     decided_at = decided_at + 172800000000, answered_at = answered_at + 259200000000
     WHERE received_at < unixepoch('2026-02-01') * 1000000 AND rowid % 8 = 1",
    "UPDATE contact SET family_id = (SELECT family_id FROM episode WHERE closed_at IS NOT NULL ORDER BY rowid LIMIT 1)
     WHERE rowid % 11 = 2",
    "UPDATE contact SET needs = '[]' WHERE rowid % 13 = 4",
    // people: young people who are nearly 18, babies, who left or died, children whose birthday nobody said
    "UPDATE person SET date_of_birth = '2007-06-15' WHERE rowid % 7 = 0
     AND id IN (SELECT person_id FROM member WHERE role = 'child')",
    "UPDATE person SET date_of_birth = '2025-08-20' WHERE rowid % 8 = 1
     AND id IN (SELECT person_id FROM member WHERE role = 'child')",
    "UPDATE member SET until_at = since_at + 5184000000000 WHERE role = 'child' AND rowid % 10 = 2",
    "UPDATE person SET died_on = '2024-10-10' WHERE rowid % 23 = 3",
    "UPDATE contact_person SET date_of_birth = NULL WHERE rowid % 10 = 0",
    // assessments of hubs and partners, again, and not complete
    "UPDATE account SET organisation_id = (SELECT id FROM organisation WHERE hub = 1 LIMIT 1) WHERE rowid % 3 = 0",
    "UPDATE account SET organisation_id = (SELECT id FROM organisation WHERE own = 0 AND hub = 0 LIMIT 1)
     WHERE rowid % 3 = 1",
    "UPDATE assessment SET completed_at = NULL WHERE rowid % 4 = 1",
    "CREATE TEMP TABLE again AS SELECT * FROM assessment;
     UPDATE again SET id = randomblob(16), number = 2, started_at = started_at + 2592000000000,
     completed_at = started_at + 3000000000000, authorised_at = authorised_at + 3100000000000,
     answers = replace(answers, '\"3\"', '\"6\"');
     INSERT INTO assessment SELECT * FROM again; DROP TABLE again",
    // plans that were never agreed, results that say something else or nothing
    "UPDATE plan SET agreed_at = NULL WHERE rowid % 7 = 0",
    "UPDATE outcome SET result = 'not-relevant' WHERE result IS NOT NULL AND rowid % 6 = 0",
    "UPDATE outcome SET result = NULL, result_at = NULL WHERE rowid % 8 = 1",
    // reviews that were late or not held, notes that were struck
    "UPDATE review SET held_on = NULL WHERE rowid % 5 = 0",
    "UPDATE review SET held_on = date(latest_on, '+3 days') WHERE rowid % 5 = 1",
    "UPDATE note SET struck_at = written_at WHERE rowid % 3 = 0",
    "UPDATE feedback_answer SET timely = NULL WHERE rowid % 5 = 0",
    "INSERT INTO feedback SELECT id, 'yes', 'yes', 'yes', '', closed_at FROM episode WHERE closed_at IS NOT NULL",
    // what checks find: mended, answered, found again, and an answer that was taken back
    "UPDATE finding SET ended_on = date(found_on, '+20 days') WHERE rowid % 3 = 0",
    "UPDATE finding SET answered_on = date(found_on, '+5 days') WHERE rowid % 4 = 1",
    "UPDATE finding_answer SET taken_back_at = answered_at WHERE rowid % 2 = 0",
    // step ups that were dropped, returned or wait; step downs that were returned
    "UPDATE step_up SET dropped = 1, returned_at = proposed_at, submitted_at = NULL, accepted_at = NULL
     WHERE rowid % 4 = 0",
    "UPDATE step_up SET returned_at = accepted_at, accepted_at = NULL WHERE rowid % 4 = 1",
    "UPDATE step_up SET accepted_at = NULL WHERE rowid % 4 = 2",
    "UPDATE step_down SET returned_at = offered_at, accepted_at = NULL WHERE rowid % 3 = 0",
    // the same level again, and another
    "CREATE TEMP TABLE again AS SELECT * FROM need_level WHERE rowid % 3 = 0;
     UPDATE again SET id = randomblob(16), set_at = set_at + 864000000000;
     INSERT INTO need_level SELECT * FROM again; DROP TABLE again",
    "CREATE TEMP TABLE again AS SELECT * FROM need_level WHERE rowid % 5 = 0;
     UPDATE again SET id = randomblob(16), set_at = set_at + 950400000000, level = '3';
     INSERT INTO need_level SELECT * FROM again; DROP TABLE again",
    // places that are waited for, taken, left, declined
    "UPDATE waiting_place SET ended_at = NULL, ended = NULL WHERE rowid % 4 = 0",
    "CREATE TEMP TABLE again AS SELECT * FROM enrolment;
     UPDATE again SET id = randomblob(16), state = 'left', joined_on = date(joined_on, '-30 days');
     INSERT INTO enrolment SELECT * FROM again;
     UPDATE again SET id = randomblob(16), state = 'declined', joined_on = NULL;
     INSERT INTO enrolment SELECT * FROM again; DROP TABLE again",
    // scales that were asked once, or that are not from 0 to 10
    "DELETE FROM measurement WHERE moment = 'after' AND rowid % 4 = 0",
    "UPDATE measurement SET value = least WHERE moment = 'after' AND rowid % 4 = 1",
    // services and panels, and needs that nobody meets
    "INSERT INTO referral SELECT randomblob(16), (SELECT id FROM service LIMIT 1), family_id,
     (SELECT id FROM account LIMIT 1), '', '', received_at, '', '', iif(rowid % 2 = 0, 'started', 'sent'), '', NULL,
     iif(rowid % 2 = 0, received_at + 864000000000, NULL), NULL FROM contact
     WHERE family_id IS NOT NULL AND rowid % 3 = 0",
    "INSERT INTO need_unmet SELECT randomblob(16), 'housing', area, 5, '', received_at FROM contact
     WHERE rowid % 4 = 0",
    "CREATE TEMP TABLE again AS SELECT * FROM panel_item;
     UPDATE again SET id = randomblob(16), decided_at = decided_at - 8640000000000, decision = 'help';
     INSERT INTO panel_item SELECT * FROM again;
     UPDATE again SET id = randomblob(16), family_id = NULL;
     INSERT INTO panel_item SELECT * FROM again;
     DROP TABLE again",
    "UPDATE panel_item SET withdrawn_at = sent_at, decided_at = NULL, decision = NULL WHERE rowid % 7 = 1",
];

/// Besides: help that was opened in error, and a home of which one address is protected.
pub const BESIDES: &[&str] = &[
    "UPDATE episode SET closing_reason = 'opened-in-error' WHERE closed_at IS NOT NULL AND rowid % 6 = 0",
    "UPDATE address SET protected = 1 WHERE rowid % 17 = 0",
];

/// Changes all of it.
pub fn spoil(world: &World, changes: &[&str]) {
    let mut conn = world.conn();
    for change in changes {
        store::dialect::batch(&mut conn, change).expect(change);
    }
}
