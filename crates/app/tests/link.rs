//! `earlyhelp link` on files it has never seen: whatever columns they have, and whatever is wrong with them.

use std::{path::Path, process::Command};

fn link(dir: &Path, args: &[&str]) -> (bool, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_earlyhelp"))
        .arg("link")
        .args(args)
        .current_dir(dir)
        .output()
        .expect("it runs");
    let text = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(!text.contains("panicked"), "{args:?}: {text}");
    (done.status.success(), text)
}

fn write(dir: &Path, name: &str, text: impl AsRef<[u8]>) {
    std::fs::write(dir.join(name), text).expect("written");
}

/// People with a birthday and a telephone, some of them twice with a slip.
fn people(columns: &str, row: impl Fn(u32, bool) -> String) -> String {
    let mut text = format!("{columns}\n");
    for n in 0..300 {
        text += &row(n, false);
        if n % 5 == 0 {
            text += &row(n, true);
        }
    }
    text
}

const GIVEN: [&str; 12] =
    ["Ada", "Noah", "Grace", "Samuel", "Priya", "Leon", "Amina", "Jonas", "Beth", "Tomasz", "Ruth", "Idris"];
const FAMILY: [&str; 9] = ["Okoro", "Whitlock", "Novak", "Adeyemi", "Barker", "Shah", "Calder", "Qureshi", "Lang"];

/// Someone's name and birthday, by no pattern.
fn someone(n: u32) -> (&'static str, String, u32, u32, u32) {
    let mut state = u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut draw = |below: u32| {
        state = (state ^ (state >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        u32::try_from((state >> 33) % u64::from(below)).expect("small")
    };
    let family = format!("{}{}", FAMILY[draw(9) as usize], ["", "son", "field", "by"][draw(4) as usize]);
    (GIVEN[draw(12) as usize], family, 1950 + draw(70), draw(12) + 1, draw(28) + 1)
}

#[test]
fn names_and_birthdays_are_enough_and_so_are_a_name_and_a_telephone_number() {
    let dir = tempfile::tempdir().expect("a directory");
    let births = people("key,first,last,dob", |n, again| {
        let (g, f, y, m, d) = someone(n);
        let f = if again { format!("{f}e") } else { f };
        format!("{}{n},{g},{f},{y}-{m:02}-{d:02}\n", if again { "b" } else { "a" })
    });
    write(dir.path(), "births.csv", births);
    write(
        dir.path(),
        "births.toml",
        "id = \"key\"\ngiven_name = \"first\"\nfamily_name = \"last\"\ndate_of_birth = \"dob\"\n",
    );
    let (ok, told) = link(
        dir.path(),
        &["dedupe", "--file", "births.csv", "--map", "births.toml", "--out", "out.csv", "--clusters", "groups.csv"],
    );
    assert!(ok, "{told}");
    let out = std::fs::read_to_string(dir.path().join("out.csv")).expect("pairs");
    assert!(out.starts_with("left_id,right_id,probability,weight,explanation\n"));
    let right = out.lines().skip(1).filter(|l| {
        let ids: Vec<&str> = l.split(',').take(2).map(|id| &id[1..]).collect();
        ids[0] == ids[1]
    });
    let right = right.count();
    assert!(right >= 55 && out.lines().count() < right + 8, "{right} of {}", out.lines().count());
    assert!(out.contains("last name: spelled a little otherwise +"));
    let groups = std::fs::read_to_string(dir.path().join("groups.csv")).expect("groups");
    assert_eq!(groups.lines().count(), 361);

    let phones = people("name,surname,tel", |n, again| {
        let (g, f, ..) = someone(n);
        format!("{},{f},07700 {:06}\n", if again { g[..1].to_owned() } else { g.to_owned() }, n * 3_331 % 1_000_000)
    });
    write(dir.path(), "phones.csv", phones);
    write(dir.path(), "phones.toml", "[fields]\ngiven_name = \"name\"\nfamily_name = [\"surname\"]\nphone = \"tel\"\n");
    let (ok, told) = link(
        dir.path(),
        &["score", "--left", "phones.csv", "--right", "phones.csv", "--map", "phones.toml", "--out", "both.csv"],
    );
    assert!(ok, "{told}");
    assert!(std::fs::read_to_string(dir.path().join("both.csv")).expect("pairs").lines().count() >= 360);
}

#[test]
fn a_wrong_map_a_missing_column_and_a_missing_file_are_told() {
    let dir = tempfile::tempdir().expect("a directory");
    write(dir.path(), "a.csv", "x,y\n1,2\n");
    for (map, told) in [
        ("given_name = \"z\"", "there is no column \"z\" (for given_name). Its columns are: x, y"),
        ("sex = \"x\"", "\"sex\" is not a field"),
        ("given_name = 3", "must be a column's name"),
        ("", "no columns are named"),
        ("= =", "map.toml"),
    ] {
        write(dir.path(), "map.toml", map);
        let (ok, said) = link(dir.path(), &["dedupe", "--file", "a.csv", "--map", "map.toml", "--out", "out.csv"]);
        assert!(!ok && said.contains(told), "{map}: {said}");
    }
    write(dir.path(), "map.toml", "given_name = \"x\"");
    let (ok, said) = link(dir.path(), &["dedupe", "--file", "none.csv", "--map", "map.toml", "--out", "out.csv"]);
    assert!(!ok && said.contains("none.csv"), "{said}");
}

#[test]
fn no_file_makes_it_fall_over() {
    let dir = tempfile::tempdir().expect("a directory");
    write(
        dir.path(),
        "map.toml",
        "id = \"id\"\ngiven_name = \"a\"\ndate_of_birth = \"b\"\npostcode = \"c\"\nnhs_number = \"d\"\n",
    );
    let mut state = 1_u64;
    for _ in 0..60 {
        let mut text = b"id,a,b,c,d\n".to_vec();
        for _ in 0..400 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            // quotes, commas, line ends, zero bytes, broken UTF-8 among letters
            let byte = (state >> 56) as u8;
            text.push(if byte < 90 { b"\",\n\r;0a\xff\0"[usize::from(byte % 10).min(8)] } else { byte });
        }
        write(dir.path(), "a.csv", &text);
        link(dir.path(), &["dedupe", "--file", "a.csv", "--map", "map.toml", "--out", "out.csv", "--least", "0"]);
    }
    for text in [
        "",
        "id,a,b,c,d\n",
        "id,a,b,c,d\n1,Ada\n",
        "\u{feff}id,a,b,c,d\n1,Ada,2016,ME4 4TR,0000000000\n1,Ada,2016,ME4 4TR,0000000000\n",
    ] {
        write(dir.path(), "a.csv", text);
        link(dir.path(), &["dedupe", "--file", "a.csv", "--map", "map.toml", "--out", "out.csv", "--least", "0"]);
    }
}
