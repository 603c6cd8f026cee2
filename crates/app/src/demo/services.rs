//! Made-up services in a directory that looks like a town's: some forty kinds, each in several places.
use access::App;
use chrono::Days;
use directory::{
    ServiceId,
    body::{Body, Contact, Cost, Day, Mode, Opening, Place, Time},
    postcodes::{self, Postcode},
    records::{self, Origin, Provider},
};
use fastrand::Rng;
use store::Tx;

/// Towns with the outward half of their postcodes and about where they lie (degrees, by eye, for the demo alone).
const TOWNS: [(&str, &str, f64, f64); 8] = [
    ("Chatham", "ME4", 51.380, 0.527),
    ("Luton", "ME5", 51.355, 0.535),
    ("Gillingham", "ME7", 51.388, 0.550),
    ("Rainham", "ME8", 51.364, 0.609),
    ("Rochester", "ME1", 51.384, 0.500),
    ("Strood", "ME2", 51.396, 0.483),
    ("Hoo", "ME3", 51.420, 0.562),
    ("Twydall", "ME7", 51.375, 0.585),
];
/// A kind of service.
struct Kind {
    name: &'static str,
    provider: &'static str,
    group: &'static str,
    needs: &'static [&'static str],
    who: &'static [&'static str],
    ages: (u8, u8),
    summary: &'static str,
    criteria: &'static str,
    how: &'static str,
    pence: i64,
    modes: &'static [Mode],
    referral: bool,
}
const fn kind(
    name: &'static str,
    provider: &'static str,
    group: &'static str,
    needs: &'static [&'static str],
    who: &'static [&'static str],
    ages: (u8, u8),
    texts: (&'static str, &'static str, &'static str),
    pence: i64,
    modes: &'static [Mode],
    referral: bool,
) -> Kind {
    Kind {
        name,
        provider,
        group,
        needs,
        who,
        ages,
        summary: texts.0,
        criteria: texts.1,
        how: texts.2,
        pence,
        modes,
        referral,
    }
}
use Mode::{Home, InPerson, Online};
const P: &[Mode] = &[InPerson];
const PO: &[Mode] = &[InPerson, Online];
const PH: &[Mode] = &[InPerson, Home];
const ALL_AGES: (u8, u8) = (0, 0);
const COME: &str = "Just come along.";
const RING: &str = "Ring or write, and somebody will call you back within two working days.";
const ASKED: &str = "A school, health visitor, GP or family worker asks for you.";
const KINDS: &[Kind] = &[
    kind(
        "Stay and play",
        "Children and Family Hubs",
        "council",
        &["attachment", "isolation", "school-readiness"],
        &["parents", "children"],
        (0, 4),
        (
            "Toys, songs and a hot drink, with staff to talk to about sleep, food and behaviour.",
            "Anyone with a child under five.",
            COME,
        ),
        0,
        P,
        false,
    ),
    kind(
        "Baby massage",
        "Children and Family Hubs",
        "council",
        &["attachment", "parent-mental-health"],
        &["parents"],
        (0, 0),
        (
            "Five weeks of gentle massage for babies, and company for those who look after them.",
            "Babies from six weeks until they crawl.",
            RING,
        ),
        0,
        P,
        false,
    ),
    kind(
        "Baby bank",
        "Harbour Families",
        "community",
        &["money-and-debt"],
        &["expectant", "parents"],
        (0, 4),
        (
            "Nappies, clothes, cots and prams, clean and checked, at no cost.",
            "Families who go short this month.",
            ASKED,
        ),
        0,
        P,
        true,
    ),
    kind(
        "Food bank",
        "Harbour Families",
        "community",
        &["money-and-debt"],
        &["parents"],
        ALL_AGES,
        (
            "A parcel of food for three days, and somebody to talk to about what comes next.",
            "Anyone who cannot buy food this week.",
            "Come with a voucher, or ask us for one by telephone.",
        ),
        0,
        PH,
        false,
    ),
    kind(
        "Debt and money advice",
        "Money Matters Advice",
        "community",
        &["money-and-debt", "housing"],
        &["parents"],
        ALL_AGES,
        ("Free, private help with debt, benefits and bills. We speak to those you owe.", "Anyone.", RING),
        0,
        PO,
        false,
    ),
    kind(
        "Housing advice",
        "Council Housing Options",
        "council",
        &["housing", "homelessness"],
        &["parents", "young-people"],
        ALL_AGES,
        ("Advice when you may lose your home, or have none.", "Anyone who lives here.", RING),
        0,
        PO,
        false,
    ),
    kind(
        "Youth centre",
        "Youth Service",
        "council",
        &["isolation", "offending", "exploitation"],
        &["young-people"],
        (11, 18),
        ("Music, sport, cooking and workers who listen.", "Young people at secondary school or college.", COME),
        50,
        P,
        false,
    ),
    kind(
        "Young carers' group",
        "Harbour Families",
        "community",
        &["young-carer", "isolation"],
        &["young-carers"],
        (8, 17),
        (
            "An evening off with others who look after somebody at home.",
            "Children who help to care for a relative.",
            RING,
        ),
        0,
        P,
        false,
    ),
    kind(
        "Counselling for young people",
        "Open Door Counselling",
        "health",
        &["emotional-health", "bereavement", "bullying"],
        &["young-people"],
        (11, 19),
        (
            "Up to ten talks with a trained counsellor, alone and in confidence.",
            "Low mood, worry, loss, or trouble at home or school.",
            "Write or ring yourself, or a school asks for you.",
        ),
        0,
        PO,
        false,
    ),
    kind(
        "Emotional wellbeing team",
        "Community Health",
        "health",
        &["emotional-health"],
        &["children", "young-people"],
        (5, 18),
        (
            "Short help with worry, sleep and low mood, at school or in a clinic.",
            "Children whose mood gets in the way of their day.",
            ASKED,
        ),
        0,
        PO,
        true,
    ),
    kind(
        "Speech and language drop-in",
        "Community Health",
        "health",
        &["speech-and-language", "school-readiness"],
        &["parents", "children"],
        (1, 5),
        (
            "A therapist plays with your child and tells you what to try at home.",
            "You are worried about how your child talks or understands.",
            COME,
        ),
        0,
        P,
        false,
    ),
    kind(
        "Health visitor clinic",
        "Community Health",
        "health",
        &["physical-health", "parent-mental-health"],
        &["parents"],
        (0, 4),
        ("Weighing, feeding, sleep and how you are yourself.", "Families with a child under five.", COME),
        0,
        P,
        false,
    ),
    kind(
        "Infant feeding support",
        "Community Health",
        "health",
        &["physical-health", "attachment"],
        &["expectant", "parents"],
        (0, 2),
        (
            "Help with breastfeeding and bottles from trained workers and other parents.",
            "Any family with a baby.",
            COME,
        ),
        0,
        PH,
        false,
    ),
    kind(
        "Parenting programme: the early years",
        "Children and Family Hubs",
        "council",
        &["parenting", "behaviour-at-home"],
        &["parents"],
        (2, 5),
        ("Ten mornings about tantrums, routines and play, with a crèche.", "Parents of a child of two to five.", RING),
        0,
        P,
        false,
    ),
    kind(
        "Parenting programme: primary school",
        "Children and Family Hubs",
        "council",
        &["parenting", "behaviour-at-home"],
        &["parents"],
        (5, 11),
        ("Ten evenings about behaviour, praise and calm at home.", "Parents of a child at primary school.", RING),
        0,
        PO,
        false,
    ),
    kind(
        "Parenting programme: teenagers",
        "Youth Service",
        "council",
        &["parenting", "parent-conflict", "family-breakdown"],
        &["parents"],
        (11, 17),
        ("Eight evenings about rows, phones, risk and talking again.", "Parents of a teenager.", RING),
        0,
        PO,
        false,
    ),
    kind(
        "Fathers' Saturday",
        "Harbour Families",
        "community",
        &["attachment", "isolation"],
        &["fathers"],
        (0, 8),
        (
            "Breakfast, games and other fathers, once a month.",
            "Fathers, step-fathers and grandfathers with their children.",
            COME,
        ),
        0,
        P,
        false,
    ),
    kind(
        "Grandparents and kinship carers' group",
        "Harbour Families",
        "community",
        &["isolation", "parenting"],
        &["grandparents"],
        ALL_AGES,
        ("Coffee and advice for those who bring up a relative's child.", "Anyone who does.", COME),
        0,
        P,
        false,
    ),
    kind(
        "School attendance support",
        "Inclusion and Attendance",
        "education",
        &["school-attendance", "school-exclusion"],
        &["parents", "children"],
        (5, 16),
        (
            "A worker sorts out with you and the school what keeps your child away.",
            "Attendance has fallen, or mornings are a fight.",
            ASKED,
        ),
        0,
        PH,
        true,
    ),
    kind(
        "Breakfast club",
        "Elm Street Primary",
        "education",
        &["school-attendance", "money-and-debt"],
        &["children"],
        (4, 11),
        ("Breakfast and games before the bell.", "Children of any school nearby.", COME),
        100,
        P,
        false,
    ),
    kind(
        "Holiday activities and food",
        "Youth Service",
        "council",
        &["money-and-debt", "isolation"],
        &["children"],
        (5, 16),
        (
            "Four days of sport, crafts and lunch a week in the holidays.",
            "Free with free school meals; others pay a little.",
            "Book on the council's site from three weeks before.",
        ),
        500,
        P,
        false,
    ),
    kind(
        "SEND information and advice",
        "SEND Advice",
        "education",
        &["send", "school-exclusion"],
        &["disabled", "parents"],
        (0, 25),
        (
            "Independent advice on support at school, plans and appeals.",
            "Families of a child with special needs, with or without a plan.",
            RING,
        ),
        0,
        PO,
        false,
    ),
    kind(
        "Autism and ADHD family support",
        "Bright Path",
        "community",
        &["send", "behaviour-at-home"],
        &["disabled", "parents"],
        (3, 18),
        ("Workshops and a helpline for families before, during and after diagnosis.", "No diagnosis is needed.", RING),
        0,
        PO,
        false,
    ),
    kind(
        "Short breaks club",
        "Disabled Children's Service",
        "council",
        &["send", "isolation"],
        &["disabled"],
        (5, 17),
        (
            "Saturday fun for disabled children, and a rest for those at home.",
            "Children with a disability who need some help to join in.",
            ASKED,
        ),
        300,
        P,
        true,
    ),
    kind(
        "Domestic abuse support",
        "Haven Support",
        "partnership",
        &["domestic-abuse"],
        &["parents"],
        ALL_AGES,
        (
            "Someone on your side: safety, court, housing and getting well again.",
            "Anyone who is or was hurt or frightened by a partner or relative.",
            "Ring when it is safe. You need not give a name.",
        ),
        0,
        PO,
        false,
    ),
    kind(
        "Recovering together",
        "Haven Support",
        "partnership",
        &["domestic-abuse", "emotional-health"],
        &["parents", "children"],
        (4, 17),
        ("A twelve-week group for mothers and children side by side after abuse.", "Families who are safe now.", ASKED),
        0,
        P,
        true,
    ),
    kind(
        "Drug and alcohol support for parents",
        "Turning Tide",
        "health",
        &["parent-substance-use"],
        &["parents"],
        ALL_AGES,
        ("A key worker, groups and treatment, without judging.", "Adults who want to cut down or stop.", RING),
        0,
        PO,
        false,
    ),
    kind(
        "Young people's substance service",
        "Turning Tide",
        "health",
        &["child-substance-use"],
        &["young-people"],
        (11, 24),
        (
            "Straight talk and help with vapes, cannabis, alcohol and more.",
            "Young people, or those worried about one.",
            RING,
        ),
        0,
        PO,
        false,
    ),
    kind(
        "Mediation for parents who part",
        "Common Ground",
        "community",
        &["parent-conflict", "family-breakdown"],
        &["parents"],
        ALL_AGES,
        (
            "A calm room and a trained third person, to agree about the children.",
            "Parents who are apart or about to part.",
            RING,
        ),
        2_000,
        PO,
        false,
    ),
    kind(
        "Talking therapies for adults",
        "Community Health",
        "health",
        &["parent-mental-health"],
        &["parents"],
        ALL_AGES,
        (
            "Treatment for worry, low mood and trauma, also around a birth.",
            "Anyone registered with a GP here.",
            "Ask online or by telephone yourself.",
        ),
        0,
        PO,
        false,
    ),
    kind(
        "Job coaching",
        "Into Work",
        "community",
        &["parent-work", "work-and-training"],
        &["parents", "young-people"],
        (16, 0),
        ("One to one: applications, interviews, childcare sums.", "Anyone out of work or on low hours.", RING),
        0,
        PO,
        false,
    ),
    kind(
        "Apprenticeship advice",
        "Into Work",
        "education",
        &["work-and-training"],
        &["young-people"],
        (15, 24),
        (
            "Find an apprenticeship, or a course that leads to one.",
            "Young people who have left school or soon will.",
            COME,
        ),
        0,
        PO,
        false,
    ),
    kind(
        "English for speakers of other languages",
        "Adult Learning",
        "education",
        &["isolation", "parent-work"],
        &["new-arrivals", "parents"],
        (16, 0),
        (
            "Classes at five levels, with a crèche in the mornings.",
            "Adults whose first language is not English.",
            "Come to an assessment on any Tuesday.",
        ),
        0,
        PO,
        false,
    ),
    kind(
        "Healthy families programme",
        "Public Health",
        "health",
        &["weight", "physical-health"],
        &["parents", "children"],
        (4, 12),
        (
            "Cooking, games and small steps, ten weeks for the whole family.",
            "Families who want to eat and move better.",
            RING,
        ),
        0,
        P,
        false,
    ),
    kind(
        "Sexual health clinic for under 25s",
        "Community Health",
        "health",
        &["sexual-health"],
        &["young-people"],
        (13, 24),
        ("Contraception, tests and somebody to talk to. Nobody is told.", "Young people.", COME),
        0,
        P,
        false,
    ),
    kind(
        "Victim support for young people",
        "County Police",
        "police",
        &["offending", "exploitation", "bullying"],
        &["young-people"],
        (8, 18),
        (
            "Help after a crime, whether or not it was reported.",
            "Young people who were hurt, robbed or threatened.",
            RING,
        ),
        0,
        PO,
        false,
    ),
    kind(
        "Community officers' surgery",
        "County Police",
        "police",
        &["offending"],
        &["parents", "young-people"],
        ALL_AGES,
        ("Talk to the officers of your streets about what goes on in them.", "Anyone.", COME),
        0,
        P,
        false,
    ),
    kind(
        "Mentoring to stay out of trouble",
        "Violence Reduction Partnership",
        "partnership",
        &["exploitation", "offending", "missing"],
        &["young-people"],
        (10, 17),
        (
            "A mentor once a week for six months, on the young person's terms.",
            "Young people drawn into violence or running for others.",
            ASKED,
        ),
        0,
        P,
        true,
    ),
    kind(
        "Bereavement support for children",
        "Open Door Counselling",
        "community",
        &["bereavement", "emotional-health"],
        &["children", "young-people"],
        (4, 18),
        ("Days for families and talks alone, after somebody has died.", "Any child who has lost somebody.", RING),
        0,
        PH,
        false,
    ),
    kind(
        "Home visiting volunteers",
        "Harbour Families",
        "community",
        &["isolation", "parenting", "parent-mental-health"],
        &["parents"],
        (0, 5),
        (
            "A trained parent comes for two hours a week, to help and to listen.",
            "Families with a child under five who could do with a hand.",
            ASKED,
        ),
        0,
        &[Home],
        true,
    ),
    kind(
        "Forces families drop-in",
        "Garrison Welfare",
        "community",
        &["armed-forces", "isolation"],
        &["forces"],
        ALL_AGES,
        (
            "Company and advice for families of those who serve or served.",
            "Serving, reserve and veteran families.",
            COME,
        ),
        0,
        P,
        false,
    ),
    kind(
        "Traveller families' outreach",
        "Children and Family Hubs",
        "council",
        &["traveller", "school-attendance"],
        &["parents"],
        ALL_AGES,
        ("A worker who comes to the site: school places, health, forms.", "Gypsy, Roma and Traveller families.", RING),
        0,
        &[Home],
        false,
    ),
];

/// Makes them.
pub(super) fn make(
    tx: &mut Tx<'_>,
    app: &App,
    rng: &mut Rng,
    ours: &[(&str, store::OrganisationId)],
) -> store::Result<()> {
    let today = tx.now.date();
    let outward = TOWNS.iter().map(|(_, code, lat, lon)| district(code, *lat, *lon)).collect::<Vec<_>>();
    let mut known: Vec<Postcode> = Vec::new();
    for p in outward {
        if known.iter().all(|k| k.code != p.code) {
            known.push(p);
        }
    }
    let mut providers: Vec<Provider> = Vec::new();
    let mut nth = 0_u64;
    for kind in KINDS {
        let of = match providers.iter().find(|p| p.name == kind.provider) {
            Some(there) => there.clone(),
            None => {
                let organisation = ours.iter().find(|o| o.0 == kind.provider).map(|o| o.1);
                let new = Provider {
                    description: format!("{} helps families in the towns on the river.", kind.provider),
                    ..Provider::named(kind.provider, organisation)
                };
                records::add_provider(tx, &new)?;
                providers.push(new.clone());
                new
            }
        };
        for (n, (town, outward, lat, lon)) in TOWNS.iter().enumerate() {
            nth += 1;
            let place = Place {
                id: store::ids::next(),
                name: format!(
                    "{town} {}",
                    ["Community Centre", "Family Hub", "Library", "Church Hall"][(n + kind.name.len()) % 4]
                ),
                line_1: format!(
                    "{} {}",
                    rng.u8(1..90),
                    ["High Street", "Mill Road", "Canal Walk", "Orchard Avenue"][n % 4]
                ),
                town: (*town).into(),
                postcode: format!("{outward} {}{}{}", rng.u8(1..9), letter(rng), letter(rng)),
                lat: Some(round(lat + (rng.f64() - 0.5) * 0.02)),
                lon: Some(round(lon + (rng.f64() - 0.5) * 0.03)),
                access: ["step-free", "toilet", "parking", "changing", "hearing-loop"]
                    .iter()
                    .filter(|_| rng.bool())
                    .map(|a| (*a).to_owned())
                    .collect(),
                note: String::new(),
            };
            known.push(Postcode {
                code: postcodes::fold(&place.postcode),
                lat: place.lat.unwrap_or(*lat),
                lon: place.lon.unwrap_or(*lon),
                ..district("", 0.0, 0.0)
            });
            let body = body(kind, town, place, n, rng);
            let age = [3, 40, 90, 150, 175, 200, 250, 320][usize::try_from(nth).unwrap_or(0) * 7 % 8];
            let origin = Origin { assured_on: today.checked_sub_days(Days::new(age)), ..Origin::default() };
            let id = ServiceId::new();
            records::add(tx, &app.pack, id, &of, body, &origin, "Demo")?;
            if rng.u8(0..3) == 0 {
                records::set_capacity(tx, id, Some(i64::from(rng.u8(0..14))), Some(i64::from(rng.u8(0..12))))?;
            }
        }
    }
    refuge(tx, app)?;
    known.sort_by(|a, b| a.code.cmp(&b.code));
    known.dedup_by(|a, b| a.code == b.code);
    postcodes::put(tx.conn(), &known)
}
fn district(code: &str, lat: f64, lon: f64) -> Postcode {
    Postcode {
        code: code.into(),
        lat,
        lon,
        authority: String::new(),
        small_area: String::new(),
        ward: String::new(),
        ward_name: String::new(),
    }
}
/// Five decimals, some metres, as open files have it.
fn round(degrees: f64) -> f64 {
    (degrees * 100_000.0).round() / 100_000.0
}
fn letter(rng: &mut Rng) -> char {
    char::from(b"ABDEFGHJLNPQRSTUWXYZ"[rng.usize(0..20)])
}
fn body(kind: &Kind, town: &str, place: Place, n: usize, rng: &mut Rng) -> Body {
    let days = [Day::ALL[rng.usize(0..5)], Day::ALL[rng.usize(0..6)]];
    let opens = [540, 570, 600, 780, 960, 1_050][rng.usize(0..6)];
    let mut days = days.to_vec();
    days.sort();
    days.dedup();
    let slug: String =
        kind.name.chars().filter(char::is_ascii_alphanumeric).take(12).collect::<String>().to_lowercase();
    let at_a_place = kind.modes.contains(&InPerson);
    Body {
        name: format!("{}, {town}", kind.name),
        summary: kind.summary.into(),
        group: kind.group.into(),
        needs: kind.needs.iter().map(|n| (*n).to_owned()).collect(),
        who: kind.who.iter().map(|w| (*w).to_owned()).collect(),
        minimum_age: (kind.ages.0 > 0).then_some(kind.ages.0),
        maximum_age: (kind.ages.1 > 0).then_some(kind.ages.1),
        criteria: kind.criteria.into(),
        how: kind.how.into(),
        referral_only: kind.referral,
        free: kind.pence == 0,
        costs: if kind.pence == 0 {
            vec![]
        } else {
            vec![Cost { option: "Each time".into(), pence: Some(kind.pence), note: String::new() }]
        },
        modes: kind.modes.to_vec(),
        languages: if n % 3 == 0 {
            vec!["English".into(), ["Polish", "Romanian", "Punjabi", "Ukrainian"][rng.usize(0..4)].into()]
        } else {
            vec!["English".into()]
        },
        openings: vec![Opening {
            days,
            opens: Some(Time(opens)),
            closes: Some(Time(opens + 120)),
            every: directory::body::Every::Week,
            from_on: None,
            until_on: None,
            note: if n % 2 == 0 { "Term time only".into() } else { String::new() },
        }],
        places: if at_a_place { vec![place] } else { vec![] },
        contacts: vec![Contact {
            name: String::new(),
            phone: format!("01634 {:06}", rng.u32(900_000..999_999)),
            email: format!("{slug}@example.org"),
        }],
        url: format!("https://example.org/{slug}"),
        areas: vec![town.into()],
        ..Body::default()
    }
}
/// A place that may not be known (T16).
fn refuge(tx: &mut Tx<'_>, app: &App) -> store::Result<()> {
    let of = Provider { description: "A place of safety.".into(), ..Provider::named("Safe House", None) };
    records::add_provider(tx, &of)?;
    let body = Body {
        name: "Refuge".into(),
        summary: "A safe home for women and children who flee from abuse.".into(),
        group: "partnership".into(),
        needs: vec!["domestic-abuse".into(), "homelessness".into()],
        who: vec!["parents".into()],
        criteria: "Women, with or without children, who are not safe at home.".into(),
        how: "Ring at any hour.".into(),
        free: true,
        modes: vec![InPerson],
        languages: vec!["English".into()],
        contacts: vec![Contact { name: "Helpline".into(), phone: "0808 157 0000".into(), email: String::new() }],
        confidential: true,
        ..Body::default()
    };
    let origin = Origin { assured_on: Some(tx.now.date()), ..Origin::default() };
    records::add(tx, &app.pack, ServiceId::new(), &of, body, &origin, "Demo")
}
