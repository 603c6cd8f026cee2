//! The figures: the 13 of the strategy (001 s10), the clocks of the road, and what stands beside them.

use super::{Figure, Group, Rule, Unit};
use crate::facts::{Dim, Kind};
use commissioning::rules::returns;

const HEAD: &str = "Head of early help";
const SINCE: &str = "2026-11";

/// By what families are told apart.
const OF_FAMILIES: &[Dim] = &[Dim::Ward, Dim::Area, Dim::Level, Dim::Team, Dim::Agency, Dim::Side];

/// By what children are told apart.
const OF_CHILDREN: &[Dim] = &[
    Dim::Age,
    Dim::Sex,
    Dim::Ethnicity,
    Dim::Disability,
    Dim::Sen,
    Dim::Ward,
    Dim::Area,
    Dim::Level,
    Dim::Team,
    Dim::Agency,
];

/// By what contacts are told apart.
const OF_CONTACTS: &[Dim] = &[Dim::Source, Dim::Agency, Dim::Ward, Dim::Area, Dim::Age, Dim::Level, Dim::What];

/// A figure of which only what differs is said.
const BASE: Figure = Figure {
    id: "",
    group: Group::Beside,
    name: "",
    sentence: "",
    unit: Unit::Family,
    date: "",
    numerator: "",
    denominator: "",
    exclusions: "Nothing.",
    owner: HEAD,
    version: 1,
    since: SINCE,
    source: "001 s10",
    kind: Kind::Contact,
    only: &[],
    rule: Rule::Flow,
    main: None,
    dims: &[],
};

/// What every figure of help leaves out.
const NOT_IN_ERROR: &str = "Episodes that were opened in error.";

/// A clock: how long a step of the road takes.
const CLOCK: Figure = Figure {
    group: Group::Clocks,
    unit: Unit::Episode,
    exclusions: "Episodes that were opened in error, and those that ended before the step was taken.",
    rule: Rule::Clock,
    main: Some(Dim::Team),
    dims: OF_FAMILIES,
    ..BASE
};

/// What a service with a system of its own has returned.
const RETURNED: Figure = Figure {
    group: Group::Others,
    date: "The period of the return; only returns whose whole period lies in the period count.",
    exclusions: "Returns that are not in yet; the last version of each counts.",
    source: "001 s10: all early help services; evidence 2: periodic return",
    kind: Kind::Referral,
    main: Some(Dim::Service),
    ..BASE
};

/// All figures, in the order of the dashboard.
pub const ALL: &[Figure] = &[
    Figure {
        id: "1a",
        group: Group::Access,
        name: "Contacts and referrals, by source",
        sentence: "So many contacts and referrals came to early help, and from whom.",
        unit: Unit::Contact,
        date: "The day on which the contact was received.",
        numerator: "Contacts of every kind: requests, notifications, conversations that became a contact, step downs.",
        exclusions: "Drafts that were never sent.",
        kind: Kind::Contact,
        main: Some(Dim::Source),
        dims: OF_CONTACTS,
        ..BASE
    },
    Figure {
        id: "1b",
        group: Group::Access,
        name: "Contacts and referrals, by need",
        sentence: "What the contacts were about: a contact is counted under every need that it names.",
        unit: Unit::Thing("needs of contacts"),
        date: "The day on which the contact was received.",
        numerator: "Needs that contacts name; a contact with two needs is in two rows.",
        exclusions: "Contacts that name no need.",
        kind: Kind::Need,
        main: Some(Dim::Need),
        dims: OF_CONTACTS,
        ..BASE
    },
    Figure {
        id: "2",
        group: Group::Access,
        name: "Re-referrals",
        sentence: "Of all contacts, this share was about a family that was helped or decided on in the 12 months before.",
        unit: Unit::Contact,
        date: "The day on which the contact was received.",
        numerator: "Contacts of which was noted, when they were decided, that the family's help had ended, or that another \
            contact about it had been decided, in the time before that the pack sets (12 months). What changes in the \
            record later does not change it.",
        denominator: "All contacts received.",
        exclusions: "None: a contact that nobody has matched yet counts as not a re-referral until it is.",
        rule: Rule::Share { answered: false },
        main: Some(Dim::Source),
        dims: OF_CONTACTS,
        source: "001 s10; practice 7: 12 months (set)",
        ..BASE
    },
    Figure {
        id: "3",
        group: Group::Access,
        name: "Waiting lists",
        sentence: "So many families waited at the end of the period, and for what.",
        unit: Unit::Thing("places in waiting lists"),
        date: "The last day of the period.",
        numerator: "Places in waiting lists that had begun and had not ended at the end of that day.",
        kind: Kind::Waiting,
        rule: Rule::Stock,
        main: Some(Dim::What),
        dims: &[Dim::Service, Dim::Need, Dim::Ward, Dim::Area, Dim::Level, Dim::Team],
        ..BASE
    },
    Figure {
        id: "4",
        group: Group::Intervention,
        name: "Families worked with",
        sentence: "So many families were helped on at least one day of the period.",
        date: "Any day of the period from that on which help began to that on which it ended, both included.",
        numerator: "Families with an episode of early help that touches the period, each once, told apart as the first of \
            them in the period says.",
        exclusions: NOT_IN_ERROR,
        kind: Kind::Help,
        rule: Rule::Touch,
        main: Some(Dim::Team),
        dims: &[Dim::Ward, Dim::Area, Dim::Level, Dim::Agency, Dim::Side, Dim::What],
        ..BASE
    },
    Figure {
        id: "4c",
        group: Group::Intervention,
        name: "Children worked with",
        sentence: "So many children and young people were of families that were helped in the period.",
        unit: Unit::Child,
        date: "Any day of the period from that on which help began to that on which it ended, both included.",
        numerator: "Children under 18 when help began, or not born then, of families with an episode that touches the \
            period, until they left the family or died; who came into it later is one of it from the beginning of help. \
            Told apart as the first episode in the period says. A child of two families that are both helped is counted \
            in each.",
        exclusions: NOT_IN_ERROR,
        kind: Kind::Child,
        rule: Rule::Touch,
        main: Some(Dim::Age),
        dims: OF_CHILDREN,
        ..BASE
    },
    Figure {
        id: "5",
        group: Group::Intervention,
        name: "Early help assessments started",
        sentence: "So many early help assessments were started, by hubs and by partners.",
        unit: Unit::Thing("assessments"),
        date: "The day on which the first version was started.",
        numerator: "Early help assessments whose first version was started in the period, by the organisation of \
            whoever started it.",
        exclusions: "New versions of an assessment; episodes that were opened in error.",
        kind: Kind::Assessment,
        main: Some(Dim::Side),
        dims: &[Dim::Agency, Dim::Team, Dim::Ward, Dim::Area, Dim::Level],
        ..BASE
    },
    Figure {
        id: "5h",
        group: Group::Intervention,
        name: "Assessments started by hubs",
        sentence: "So many of them were started by a children and family hub.",
        unit: Unit::Thing("assessments"),
        date: "The day on which the first version was started.",
        numerator: "As figure 5, where whoever started it works for a hub.",
        exclusions: "As figure 5.",
        kind: Kind::Assessment,
        only: &[(Dim::Side, "hub")],
        dims: &[Dim::Agency, Dim::Team, Dim::Ward, Dim::Area, Dim::Level],
        ..BASE
    },
    Figure {
        id: "5p",
        group: Group::Intervention,
        name: "Assessments started by partners",
        sentence: "So many of them were started by a partner agency.",
        unit: Unit::Thing("assessments"),
        date: "The day on which the first version was started.",
        numerator: "As figure 5, where whoever started it works neither for the council nor for a hub.",
        exclusions: "As figure 5.",
        kind: Kind::Assessment,
        only: &[(Dim::Side, "partner")],
        dims: &[Dim::Agency, Dim::Team, Dim::Ward, Dim::Area, Dim::Level],
        ..BASE
    },
    Figure {
        id: "6",
        group: Group::Intervention,
        name: "Intervention plans",
        sentence: "So many intervention plans were agreed with a family.",
        unit: Unit::Thing("plans"),
        date: "The day on which the family agreed the plan.",
        numerator: "Intervention plans agreed in the period.",
        exclusions: "Family plans, which follow an assessment (figure 6f); plans that were never agreed; episodes that \
            were opened in error.",
        kind: Kind::Plan,
        only: &[(Dim::What, "intervention")],
        main: Some(Dim::Team),
        dims: OF_FAMILIES,
        ..BASE
    },
    Figure {
        id: "6f",
        group: Group::Intervention,
        name: "Family plans",
        sentence: "So many family plans were agreed with a family, after an assessment.",
        unit: Unit::Thing("plans"),
        date: "The day on which the family agreed the plan.",
        numerator: "Family plans agreed in the period.",
        exclusions: "Intervention plans (figure 6); plans that were never agreed; episodes that were opened in error.",
        kind: Kind::Plan,
        only: &[(Dim::What, "family")],
        main: Some(Dim::Team),
        dims: OF_FAMILIES,
        ..BASE
    },
    Figure {
        id: "7",
        group: Group::Intervention,
        name: "Length of intervention",
        sentence: "Half of the families whose help ended had been helped for no longer than this.",
        unit: Unit::Episode,
        date: "The day on which help ended.",
        numerator: "Days from the beginning of help to its end: the middle value of the episodes that ended.",
        exclusions: "Episodes that were opened in error; those still open, whose length is not known yet (figure 7o).",
        kind: Kind::Ending,
        rule: Rule::Days,
        main: Some(Dim::What),
        dims: OF_FAMILIES,
        ..BASE
    },
    Figure {
        id: "7o",
        group: Group::Intervention,
        name: "Families helped at the end of the period",
        sentence: "So many families were still being helped on the last day: their help lasts at least until then.",
        date: "The last day of the period.",
        numerator: "Families whose episode had begun and had not ended at the end of that day.",
        exclusions: NOT_IN_ERROR,
        kind: Kind::Help,
        rule: Rule::Stock,
        main: Some(Dim::Team),
        dims: OF_FAMILIES,
        ..BASE
    },
    Figure {
        id: "8",
        group: Group::Outcome,
        name: "Step ups to children's social care",
        sentence: "So many times early help asked children's social care to take over, and what the answer was.",
        unit: Unit::Thing("step ups"),
        date: "The day on which it was submitted.",
        numerator: "Step ups submitted in the period, by answer: accepted (`accepted`), returned (`returned`), still waiting \
            (`waits`).",
        exclusions: "Step ups that were dropped before they were submitted.",
        kind: Kind::StepUp,
        main: Some(Dim::What),
        dims: OF_FAMILIES,
        ..BASE
    },
    Figure {
        id: "9",
        group: Group::Outcome,
        name: "Step downs from children's social care",
        sentence: "So many families came to early help from children's social care.",
        unit: Unit::Thing("step downs"),
        date: "The day on which a lead professional accepted.",
        numerator: "Step downs that a lead professional accepted in the period.",
        exclusions: "Step downs that were offered and not accepted yet, or returned.",
        kind: Kind::StepDown,
        main: Some(Dim::Team),
        dims: &[Dim::Ward, Dim::Area, Dim::Agency],
        ..BASE
    },
    Figure {
        id: "10",
        group: Group::Outcome,
        name: "Positive outcomes at closure",
        sentence: "Of the families whose help ended, this share reached at least half of what was planned.",
        unit: Unit::Episode,
        date: "The day on which help ended.",
        numerator: "Episodes of whose last agreed plan at least the share of all outcomes was achieved that the pack sets \
            (half; those no longer relevant are among all), and that did not end with a step up.",
        denominator: "Episodes that ended in the period.",
        exclusions: "Episodes that were opened in error. Those that ended without an agreed plan are in the \
            denominator.",
        kind: Kind::Ending,
        rule: Rule::Share { answered: false },
        main: Some(Dim::What),
        dims: OF_FAMILIES,
        source: "001 s10; practice 7: half of a plan's outcomes (set)",
        ..BASE
    },
    Figure {
        id: "11",
        group: Group::Outcome,
        name: "Case-file audits, and their grades",
        sentence: "So many case files were audited, and how they were graded.",
        unit: Unit::Thing("audits"),
        date: "The day on which the grade was agreed.",
        numerator: "Case files that two auditors of two agencies graded and of which the grade over all was agreed, each once in \
            each audit, by that grade.",
        exclusions: "Files that were taken out of an audit before; the first grades of either auditor; episodes that were \
            opened in error.",
        kind: Kind::Audit,
        main: Some(Dim::What),
        dims: OF_FAMILIES,
        version: 2,
        source: "001 s10; evidence 5: grades (set)",
        ..BASE
    },
    Figure {
        id: "12a",
        group: Group::Outcome,
        name: "Families who say that help was timely",
        sentence: "Of the children and adults who answered, this share says that help came in time.",
        unit: Unit::Answer,
        date: "The day on which they answered.",
        numerator: "People who answered yes.",
        denominator: "People who answered yes or no. How many were asked and did not answer, or were not asked, stands \
            beside it.",
        exclusions: "What was said for a whole family before each was asked; episodes that were opened in error.",
        kind: Kind::Timely,
        rule: Rule::Share { answered: true },
        main: Some(Dim::What),
        dims: &[Dim::Age, Dim::Sex, Dim::Ethnicity, Dim::Ward, Dim::Team],
        ..BASE
    },
    Figure {
        id: "12b",
        group: Group::Outcome,
        name: "Families who say that help was helpful",
        sentence: "Of the children and adults who answered, this share says that it helped.",
        unit: Unit::Answer,
        date: "The day on which they answered.",
        numerator: "People who answered yes.",
        denominator: "As figure 12a.",
        exclusions: "As figure 12a.",
        kind: Kind::Helpful,
        rule: Rule::Share { answered: true },
        main: Some(Dim::What),
        dims: &[Dim::Age, Dim::Sex, Dim::Ethnicity, Dim::Ward, Dim::Team],
        ..BASE
    },
    Figure {
        id: "12c",
        group: Group::Outcome,
        name: "Families who can meet their own needs",
        sentence: "Of the children and adults who answered, this share says that they can meet their own needs now.",
        unit: Unit::Answer,
        date: "The day on which they answered.",
        numerator: "People who answered yes.",
        denominator: "As figure 12a.",
        exclusions: "As figure 12a.",
        kind: Kind::Able,
        rule: Rule::Share { answered: true },
        main: Some(Dim::What),
        dims: &[Dim::Age, Dim::Sex, Dim::Ethnicity, Dim::Ward, Dim::Team],
        ..BASE
    },
    Figure {
        id: "e1",
        name: "New contacts of services with systems of their own",
        sentence: "So many people came to these services for the first time.",
        unit: Unit::Thing("new contacts"),
        numerator: "New contacts, as returned.",
        rule: Rule::Returned { of: returns::Figure::NewContacts, whole: None },
        ..RETURNED
    },
    Figure {
        id: "e2",
        name: "Referrals to services with systems of their own",
        sentence: "So many families were referred to these services.",
        unit: Unit::Thing("referrals"),
        numerator: "Referrals, as returned.",
        rule: Rule::Returned { of: returns::Figure::Referrals, whole: None },
        ..RETURNED
    },
    Figure {
        id: "e3",
        name: "Waiting for services with systems of their own",
        sentence: "So many families waited for these services at the end.",
        unit: Unit::Thing("families who wait"),
        numerator: "Families who waited, by the last return of each service.",
        rule: Rule::Returned { of: returns::Figure::Waiting, whole: None },
        ..RETURNED
    },
    Figure {
        id: "e4",
        name: "Families worked with by services with systems of their own",
        sentence: "So many families were helped by these services.",
        numerator: "Families worked with, as returned: a family that is helped in two months of monthly returns, or by two \
            services, is counted in each.",
        rule: Rule::Returned { of: returns::Figure::Families, whole: None },
        ..RETURNED
    },
    Figure {
        id: "e5",
        name: "Assessments started by services with systems of their own",
        sentence: "So many early help assessments were started by these services.",
        unit: Unit::Thing("assessments"),
        numerator: "Early help assessments started, as returned.",
        rule: Rule::Returned { of: returns::Figure::Assessments, whole: None },
        ..RETURNED
    },
    Figure {
        id: "e10",
        name: "Positive endings at services with systems of their own",
        sentence: "Of the families with whom these services ended their work, this share ended well.",
        numerator: "Families whose help ended with a positive outcome, as returned.",
        denominator: "Families with whom work ended, as returned.",
        rule: Rule::Returned { of: returns::Figure::Positive, whole: Some(returns::Figure::Ended) },
        ..RETURNED
    },
    Figure {
        id: "c1",
        name: "From contact to decision",
        sentence: "Half of the contacts were decided within so many working days.",
        unit: Unit::Contact,
        date: "The day on which the contact was received.",
        numerator: "Working days from contact to decision, of contacts received in the period that are decided; how \
            many still wait stands beside it.",
        exclusions: "Nothing.",
        kind: Kind::Deciding,
        main: Some(Dim::Source),
        dims: OF_CONTACTS,
        source: "practice 7: one working day (set)",
        ..CLOCK
    },
    Figure {
        id: "c2",
        name: "From contact to answer",
        sentence: "Half of those who made a contact had an answer within so many working days.",
        unit: Unit::Contact,
        date: "The day on which the contact was received.",
        numerator: "Working days from contact to answer, of contacts received in the period that are answered; how \
            many still wait stands beside it.",
        exclusions: "Nothing.",
        kind: Kind::Answering,
        main: Some(Dim::Source),
        dims: OF_CONTACTS,
        source: "000 s7: 70 % of contacts had no answer",
        ..CLOCK
    },
    Figure {
        id: "c3",
        name: "From the beginning of help to a lead professional",
        sentence: "Half of the families had a lead professional within so many working days.",
        date: "The day on which help began.",
        numerator: "Working days from the beginning of help to the day on which a lead professional accepted.",
        kind: Kind::Naming,
        source: "practice 3 (set)",
        ..CLOCK
    },
    Figure {
        id: "c4",
        name: "From a lead professional to the first visit",
        sentence: "Half of the families were visited within so many working days after somebody led.",
        date: "The day on which a lead professional accepted.",
        numerator: "Working days to the first visit or direct work that is noted on or after that day.",
        kind: Kind::Visiting,
        source: "practice 3 (set)",
        ..CLOCK
    },
    Figure {
        id: "c5",
        name: "From agreement to a complete assessment",
        sentence: "Half of the assessments were complete within so many working days after the family agreed.",
        date: "The day on which the family first agreed since help began; where no agreement is kept, the day on which the \
            assessment was started.",
        numerator: "Working days from agreement to the first complete version.",
        kind: Kind::Assessing,
        source: "practice 7: 30 working days (set)",
        ..CLOCK
    },
    Figure {
        id: "c6",
        name: "From the beginning of help to an agreed plan",
        sentence: "Half of the families had an agreed plan within so many working days.",
        date: "The day on which help began.",
        numerator: "Working days from the beginning of help to the first plan that the family agreed.",
        exclusions: "Support by one agency, which has no plan; episodes that were opened in error, and those that ended \
            before a plan was agreed.",
        kind: Kind::Planning,
        source: "001 s10",
        ..CLOCK
    },
    Figure {
        id: "r1",
        name: "Reviews held in time",
        sentence: "Of the reviews that were due, this share was held no later than their latest day.",
        unit: Unit::Thing("reviews"),
        date: "The latest day on which the review was due.",
        numerator: "Reviews held on or before that day.",
        denominator: "Reviews whose latest day lies in the period, and not after the day of counting.",
        exclusions: "Reviews that were not held and whose help had ended on or before that day; episodes that were opened \
            in error.",
        kind: Kind::Review,
        rule: Rule::Share { answered: false },
        main: Some(Dim::Team),
        dims: OF_FAMILIES,
        source: "001 s7, 004: 6 to 8 weeks",
        ..BASE
    },
    Figure {
        id: "r2",
        name: "Help that drifts",
        sentence: "So many families had been helped for longer than six months on the last day.",
        date: "The last day of the period.",
        numerator: "Families whose help had begun more than the months before that the pack sets (6), and had not ended.",
        exclusions: NOT_IN_ERROR,
        kind: Kind::Help,
        rule: Rule::Longer { setting: "drift-months" },
        main: Some(Dim::Team),
        dims: OF_FAMILIES,
        source: "practice 7 (set)",
        ..BASE
    },
    Figure {
        id: "r3",
        name: "Families with a lead professional",
        sentence: "Of the families helped on the last day, this share has a lead professional.",
        date: "The last day of the period.",
        numerator: "Families for whom somebody has accepted the lead.",
        denominator: "Families helped at the end of that day.",
        exclusions: NOT_IN_ERROR,
        kind: Kind::Help,
        rule: Rule::Holds { kind: Kind::Led },
        source: "001 s7",
        ..BASE
    },
    Figure {
        id: "r4",
        name: "Children seen",
        sentence: "Of the children of families that were helped, this share was seen in the period.",
        unit: Unit::Child,
        date: "Any day of the period from that on which help began to that on which it ended, both included.",
        numerator: "Children of whom a note says that they were seen on a day of the period while their family was \
            helped; a note that was struck out says nothing.",
        denominator: "Children worked with in the period (figure 4c).",
        exclusions: NOT_IN_ERROR,
        kind: Kind::Child,
        rule: Rule::Among { kind: Kind::Seen },
        source: "practice 8: siblings are not invisible",
        ..BASE
    },
    Figure {
        id: "r5",
        name: "Levels of need that changed",
        sentence: "So many times a child's level of need became another, from which to which.",
        unit: Unit::Thing("changes of level"),
        date: "The day on which the new level was set.",
        numerator: "Changes of a child's level of need.",
        exclusions: "The first level that is set for a child.",
        kind: Kind::Moved,
        main: Some(Dim::What),
        dims: OF_CHILDREN,
        source: "practice 3: a cycle, not a ladder",
        ..BASE
    },
    Figure {
        id: "b6",
        name: "Back within six months",
        sentence: "Of the families whose help ended, this share came back, or was stepped up, within six months.",
        unit: Unit::Episode,
        date: "The day on which help ended; only where six months have passed since.",
        numerator: "Episodes after which a contact, a new episode or a step up came within 183 days.",
        denominator: "Episodes that ended in the period and at least 183 days before the day of counting.",
        exclusions: NOT_IN_ERROR,
        kind: Kind::Ending,
        rule: Rule::Back { within: 6, sustained: false },
        main: Some(Dim::What),
        dims: OF_FAMILIES,
        source: "evidence 4: sustained six months after closure",
        ..BASE
    },
    Figure {
        id: "b12",
        name: "Back within twelve months",
        sentence: "Of the families whose help ended, this share came back, or was stepped up, within twelve months.",
        unit: Unit::Episode,
        date: "The day on which help ended; only where twelve months have passed since.",
        numerator: "Episodes after which a contact, a new episode or a step up came within 365 days.",
        denominator: "Episodes that ended in the period and at least 365 days before the day of counting.",
        exclusions: NOT_IN_ERROR,
        kind: Kind::Ending,
        rule: Rule::Back { within: 12, sustained: false },
        main: Some(Dim::What),
        dims: OF_FAMILIES,
        source: "evidence 4",
        ..BASE
    },
    Figure {
        id: "s6",
        name: "Sustained for six months",
        sentence: "Of the families whose help ended well, this share did not come back within six months.",
        unit: Unit::Episode,
        date: "The day on which help ended; only where six months have passed since.",
        numerator: "Of these, episodes after which nothing came within 183 days.",
        denominator: "Episodes with positive outcomes (figure 10) that ended in the period and at least six months before \
            the day of counting.",
        exclusions: NOT_IN_ERROR,
        kind: Kind::Ending,
        rule: Rule::Back { within: 6, sustained: true },
        main: Some(Dim::What),
        dims: OF_FAMILIES,
        source: "evidence 4: sustained six months after closure",
        ..BASE
    },
    Figure {
        id: "o1",
        name: "Outcomes achieved, by framework",
        sentence: "Of the outcomes whose result was said, this share was achieved.",
        unit: Unit::Thing("outcomes"),
        date: "The day on which the result was said.",
        numerator: "Outcomes that were achieved.",
        denominator: "Outcomes whose result was said: achieved, partly, not, or no longer relevant.",
        exclusions: "Outcomes without a result; episodes that were opened in error.",
        kind: Kind::Outcome,
        rule: Rule::Share { answered: false },
        main: Some(Dim::Outcome),
        dims: &[Dim::What, Dim::Ward, Dim::Area, Dim::Team, Dim::Level],
        source: "000 s3",
        ..BASE
    },
    Figure {
        id: "o10",
        name: "Outcomes achieved, by the national ten",
        sentence: "Of the outcomes whose result was said, this share was achieved, told by the national outcomes.",
        unit: Unit::Thing("outcomes"),
        date: "The day on which the result was said.",
        numerator: "Outcomes that were achieved.",
        denominator: "Outcomes whose result was said, and that the pack maps to one of the national ten.",
        exclusions: "Outcomes without a result; those of the framework that none of the ten means; episodes that were \
            opened in error.",
        kind: Kind::National,
        rule: Rule::Share { answered: false },
        main: Some(Dim::What),
        dims: &[Dim::Ward, Dim::Area, Dim::Team, Dim::Level],
        source: "evidence 4: Supporting Families, October 2022",
        ..BASE
    },
    Figure {
        id: "d1",
        name: "Distance travelled",
        sentence: "Of the scales that the same person was asked twice, this share moved up.",
        unit: Unit::Thing("pairs of answers"),
        date: "The day of the last answer.",
        numerator: "Pairs whose last number is higher than the first.",
        denominator: "Pairs of first and last number, 0 to 10, of the same rater on two different days: in the first and the \
            last authorised version of an assessment within one episode, per child, area and rater, or before and after \
            a group.",
        exclusions: "Scales that were asked once; numbers said at reviews; numbers of different raters, which are never set against each other; \
            episodes that were opened in error.",
        kind: Kind::Travelled,
        rule: Rule::Share { answered: false },
        main: Some(Dim::What),
        dims: &[Dim::Ward, Dim::Team, Dim::Service],
        source: "practice 3: a 0-10 scale per rater, kept apart",
        ..BASE
    },
    Figure {
        id: "v1",
        name: "Referrals to services that began",
        sentence: "Of the referrals to services, this share has led to help.",
        unit: Unit::Thing("referrals"),
        date: "The day of the referral.",
        numerator: "Referrals after which the service began.",
        denominator: "Referrals to services.",
        exclusions: "Services that families were only pointed to.",
        kind: Kind::Referral,
        rule: Rule::Share { answered: false },
        main: Some(Dim::Service),
        dims: &[Dim::Ward, Dim::Area, Dim::What],
        source: "000 s11: who achieved what",
        ..BASE
    },
    Figure {
        id: "v2",
        name: "Places in group programmes",
        sentence: "Of the places that were taken in group programmes, this share was finished.",
        unit: Unit::Thing("places"),
        date: "The day from which the place is held.",
        numerator: "Places in groups that were finished.",
        denominator: "Places that were taken.",
        exclusions: "Places that were offered and declined.",
        kind: Kind::Group,
        rule: Rule::Share { answered: false },
        main: Some(Dim::Service),
        dims: &[Dim::Age, Dim::Ward, Dim::Area, Dim::What],
        source: "001 s8: multi-agency group work",
        ..BASE
    },
    Figure {
        id: "v3",
        name: "Protective factors built in groups",
        sentence: "So many places in groups were taken up, by the protective factor that the group builds.",
        unit: Unit::Thing("places"),
        date: "The day from which the place is held.",
        numerator: "Places in groups; a group that builds two factors is in two rows.",
        kind: Kind::Factor,
        main: Some(Dim::What),
        dims: &[Dim::Ward, Dim::Area],
        source: "000 s8: 21 protective factors",
        ..BASE
    },
    Figure {
        id: "v4",
        name: "Protective factors built by outcomes",
        sentence: "Of the outcomes that were to build a protective factor, this share was achieved.",
        unit: Unit::Thing("outcomes"),
        date: "The day on which the result was said.",
        numerator: "Outcomes that were achieved; one that builds two factors is in two rows.",
        denominator: "Outcomes with a protective factor whose result was said.",
        exclusions: "Outcomes without a result or without a protective factor; episodes that were opened in error.",
        kind: Kind::Built,
        rule: Rule::Share { answered: false },
        main: Some(Dim::What),
        dims: &[Dim::Outcome, Dim::Ward, Dim::Area, Dim::Team, Dim::Level],
        source: "000 s8: 21 protective factors",
        ..BASE
    },
    Figure {
        id: "n1",
        name: "Needs that no service meets",
        sentence: "So many times a need was recorded that no service meets.",
        unit: Unit::Thing("unmet needs"),
        date: "The day on which it was recorded.",
        numerator: "Needs recorded as unmet at the front door.",
        exclusions: "Nothing; it names no family.",
        kind: Kind::Unmet,
        main: Some(Dim::Need),
        dims: &[Dim::Age, Dim::Area],
        source: "000 s10 (4)",
        ..BASE
    },
    Figure {
        id: "n2",
        name: "Needs that practitioners voice",
        sentence: "So many times somebody who works with families said what is missing.",
        unit: Unit::Thing("voiced needs"),
        date: "The day on which it was voiced.",
        numerator: "Needs voiced without a name.",
        kind: Kind::Unmet,
        rule: Rule::Voiced,
        main: Some(Dim::Need),
        dims: &[Dim::Area],
        source: "000 s10 (4) ii",
        ..BASE
    },
    Figure {
        id: "p1",
        name: "Decisions of panels",
        sentence: "So many times a panel decided about a family, and what.",
        unit: Unit::Thing("decisions"),
        date: "The day of the decision.",
        numerator: "Items about a family that a panel decided.",
        exclusions: "Consultations without a name; items that were taken back.",
        kind: Kind::Panel,
        main: Some(Dim::What),
        dims: &[Dim::Service, Dim::Ward, Dim::Area, Dim::Level],
        source: "000 s7",
        ..BASE
    },
    Figure {
        id: "q1",
        name: "Files with something to mend, by check",
        sentence: "So many files had something at the end of the period that a check found and nobody had answered.",
        unit: Unit::Thing("files by check"),
        date: "The last day of the period.",
        numerator: "Files in which a check had found something that was neither mended nor answered at the end of that \
            day; a file with two kinds of findings is in two rows.",
        exclusions: "What is still being written; episodes that were opened in error.",
        kind: Kind::Finding,
        rule: Rule::Stock,
        main: Some(Dim::What),
        dims: &[Dim::Team, Dim::Level, Dim::Ward, Dim::Area],
        source: "practice 3: checks a machine can make; practice 8",
        ..BASE
    },
    Figure {
        id: "q2",
        name: "Findings answered: not so",
        sentence: "So many times somebody said of what a check found that it is not so, and why.",
        unit: Unit::Thing("answers"),
        date: "The day of the answer.",
        numerator: "Answers to findings.",
        exclusions: "Answers that were taken back; episodes that were opened in error.",
        kind: Kind::NotSo,
        main: Some(Dim::What),
        dims: &[Dim::Team, Dim::Level, Dim::Ward, Dim::Area],
        source: "practice 3: checks a machine can make",
        ..BASE
    },
    Figure {
        id: "w1",
        name: "What was decided on contacts",
        sentence: "So many contacts were decided, and what the decision was.",
        unit: Unit::Contact,
        date: "The day of the decision.",
        numerator: "Contacts decided in the period.",
        kind: Kind::Decided,
        main: Some(Dim::What),
        dims: OF_CONTACTS,
        source: "practice 3",
        ..BASE
    },
];
