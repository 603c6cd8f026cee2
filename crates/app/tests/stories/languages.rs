//! Stories of public pages in other languages: chosen, kept for as long as the browser is open, and honest about what
//! nobody has translated.

use std::path::Path;
use testkit::{Person, World, story};

/// The pack of Medway with one more language, which has these words.
fn with_language(dir: &Path, code: &str, text: &str) {
    for pack in ["standard", "medway"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs").join(pack);
        let to = dir.join(pack);
        std::fs::create_dir_all(to.join("languages")).expect("a directory");
        for file in std::fs::read_dir(from).expect("a pack").filter_map(|file| Some(file.ok()?.path())) {
            if file.is_file() {
                std::fs::copy(&file, to.join(file.file_name().expect("a name"))).expect("copied");
            }
        }
    }
    std::fs::write(dir.join(format!("standard/languages/{code}.toml")), text).expect("written");
}

const WORDLESS: &str = "name = \"Xish\"\nenglish = \"Xish\"\nright-to-left = true\nby = \"machine\"\n";

/// Addresses of public pages for families without anything to fill in; what programs and boards read is English.
fn public_pages() -> Vec<String> {
    app::capabilities::ALL
        .iter()
        .flat_map(|capability| (capability.pages)())
        .filter(|page| page.method == "GET" && page.needs.first == access::Need::Public)
        .map(|page| page.address)
        .filter(|address| !address.contains(['{', '.']))
        .filter(|address| {
            !["/open-referral", "/strategy", "/sign-in", "/services/data", "/left"]
                .iter()
                .any(|start| address.starts_with(start))
        })
        .collect()
}

story!(the_languages_that_we_ship_say_every_passage_of_the_pages_for_families, |w| {
    let w = w.with_services();
    for tongue in &w.app.tongues {
        let reader = in_language(&w, &tongue.code).await;
        let mut left = std::collections::BTreeSet::new();
        for address in public_pages() {
            let page = reader.get(&address).await;
            if page.status == 200 {
                left.extend(page.texts("[lang=en][dir=ltr]").into_iter().map(|text| format!("{address}: {text}")));
            }
        }
        if let Ok(dir) = std::env::var("PASSAGES") {
            let missed: Vec<String> = tongue.missed.lock().expect("passages").iter().cloned().collect();
            let file = format!("{dir}.{}", tongue.code);
            std::fs::write(file, serde_json::to_string_pretty(&missed).expect("JSON")).expect("written");
        }
        assert!(left.is_empty(), "{}:\n{}", tongue.code, left.into_iter().collect::<Vec<_>>().join("\n"));
    }
});

async fn in_language(w: &World, code: &str) -> Person {
    let reader = w.stranger();
    reader.get(&format!("/languages/{code}?to=/services")).await.must_be(303);
    reader
}

story!(whoever_chooses_a_language_reads_the_next_page_in_it_and_is_where_they_were, |w| {
    let dir = tempfile::tempdir().expect("a directory");
    let words = format!("{WORDLESS}[words]\n\"Find services\" = \"Trouver\"\n");
    with_language(dir.path(), "xx", &words);
    let w = w.under(&dir.path().join("medway"));
    let reader = w.stranger();
    let english = reader.get("/services?q=food").await;
    assert!(english.body.contains("lang=\"en\"") && english.says("Xish") && english.says("Find services"));
    let list = reader.get(&english.link("/languages").expect("a way to them")).await;
    list.must_say("Nobody who speaks it has checked it yet.");
    let to = list.link("/languages/xx").expect("a way to it");
    let chosen = reader.get(&to).await;
    chosen.must_be(303);
    assert_eq!(chosen.location, "/services?q=food");
    let page = reader.follow(&chosen).await;
    assert!(page.body.contains("<html class=\"govuk-template govuk-template--rebranded\" lang=\"xx\" dir=\"rtl\">"));
    page.must_say("Trouver");
    assert!(page.body.contains("govuk-rtl."), "the mirror image");
    let back = reader.get("/languages/en?to=/services").await;
    assert!(reader.follow(&back).await.body.contains("lang=\"en\""));
    let set = back.headers.get("set-cookie").expect("a cookie").to_str().expect("text").to_owned();
    assert!(set.contains("Max-Age=0"), "{set}");
});

story!(a_language_that_is_not_there_is_no_page_and_no_way_out_of_this_site, |w| {
    let reader = w.stranger();
    reader.get("/languages/zz").await.must_be(404);
    let sent = reader.get("/languages/en?to=https://elsewhere.example").await;
    assert_eq!(sent.location, "/");
    assert_eq!(reader.get("/languages/en?to=//elsewhere.example").await.location, "/");
    reader.set_cookie("language=zz");
    assert!(reader.get("/services").await.body.contains("lang=\"en\""));
});

story!(pages_of_workers_stay_english, |w| {
    let dir = tempfile::tempdir().expect("a directory");
    with_language(dir.path(), "xx", WORDLESS);
    let w = w.under(&dir.path().join("medway"));
    let worker = w.person("lead").await;
    worker.get("/languages/xx").await.must_be(303);
    let page = worker.get("/my-work").await;
    page.must_be(200);
    assert!(page.body.contains("lang=\"en\"") && !page.body.contains("lang=\"xx\""));
});

story!(every_word_of_a_public_page_can_be_said_in_another_language, |w| {
    let dir = tempfile::tempdir().expect("a directory");
    with_language(dir.path(), "xx", WORDLESS);
    let w = w.under(&dir.path().join("medway")).with_services();
    let reader = in_language(&w, "xx").await;
    let mut left = Vec::new();
    for address in public_pages() {
        let page = reader.get(&address).await;
        if page.status == 200 {
            let unmarked = page.in_no_language_but("xx").into_iter().filter(|text| text != "Xish");
            left.extend(unmarked.map(|text| format!("{address}: {text}")));
        }
    }
    if let Ok(file) = std::env::var("PASSAGES") {
        let tongue = w.app.tongue("xx").expect("the language");
        let missed: Vec<String> = tongue.missed.lock().expect("passages").iter().cloned().collect();
        std::fs::write(file, serde_json::to_string_pretty(&missed).expect("JSON")).expect("written");
    }
    assert!(left.is_empty(), "{} are glued into the page:\n{}", left.len(), left.join("\n"));
});
