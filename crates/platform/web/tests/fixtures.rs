//! Each component against the fixtures that govuk-frontend publishes, for the options that pages use.
//! The HTML is compared as a tree: white space folded, classes as a set, attributes by name.

use ego_tree::NodeRef;
use maud::{Markup, Render, html};
use scraper::{Html, Node};
use web::{Nav, Sheet, parts::*};

fn fixture(component: &str, name: &str) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../node_modules/govuk-frontend/dist/govuk/components");
    let text = std::fs::read_to_string(format!("{root}/{component}/fixtures.json")).expect("npm ci was run");
    let all: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let found = all["fixtures"].as_array().expect("a list").iter().find(|f| f["name"] == name);
    found.unwrap_or_else(|| panic!("{component} has no fixture {name:?}"))["html"].as_str().expect("html").into()
}

fn walk(node: NodeRef<'_, Node>, out: &mut String) {
    match node.value() {
        Node::Text(text) => {
            let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if !folded.is_empty() {
                out.push_str(&format!("{folded}\n"));
            }
        }
        Node::Element(e) => {
            let mut attrs: Vec<String> = e
                .attrs()
                .map(|(name, value)| {
                    let mut words: Vec<&str> = value.split_whitespace().collect();
                    if name == "class" {
                        words.sort_unstable();
                    }
                    format!("{name}={}", words.join(" "))
                })
                .collect();
            attrs.sort();
            out.push_str(&format!("<{} {}>\n", e.name(), attrs.join(" ")));
            node.children().for_each(|c| walk(c, out));
            out.push_str("</>\n");
        }
        _ => node.children().for_each(|c| walk(c, out)),
    }
}

fn tree(html: &str) -> String {
    let mut out = String::new();
    walk(Html::parse_fragment(html).tree.root(), &mut out);
    out
}

fn same(ours: Markup, component: &str, name: &str) {
    assert_eq!(tree(&ours.into_string()), tree(&fixture(component, name)), "{component}: {name}");
}

fn wrong(field: &str, message: &str) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.errors.add(field, message);
    sheet
}

#[test]
fn error_summary_is_as_published() {
    let mut sheet = wrong("example-error-1", "The date your passport was issued must be in the past");
    sheet.errors.add("example-error-2", "Enter a postcode, like AA1 1AA");
    same(sheet.error_summary(), "error-summary", "default");
}

#[test]
fn a_line_of_text_is_as_published() {
    // the fixtures give input an id of its own; ours is always its name
    let published = |name: &str, id: &str, other: &str| {
        fixture("input", name).replace(&format!("name=\"{other}\""), &format!("name=\"{id}\""))
    };

    let name = "input-with-error-message";
    let sheet = wrong(name, "Enter a National Insurance number in the correct format");
    let ours = sheet.text(name, "National Insurance number").render().into_string();
    assert_eq!(tree(&ours), tree(&published("with error message", name, "test-name-3")));

    let (name, sheet) = ("input-with-hint-text", Sheet::default());
    let hint = "It\u{2019}s on your National Insurance card, benefit letter, payslip or P60. \
                For example, \u{2018}QQ 12 34 56 C\u{2019}.";
    let ours = sheet.text(name, "National insurance number").hint(hint).render().into_string();
    assert_eq!(tree(&ours), tree(&published("with hint text", name, "test-name-2")));
}

#[test]
fn textarea_is_as_published() {
    let sheet = Sheet::default();
    let hint = "Don't include personal or financial information, eg your National Insurance number or credit card \
                details.";
    let ours = sheet.textarea("more-detail", "Can you provide more detail?").hint(hint);
    same(ours.render(), "textarea", "with hint");
}

#[test]
fn password_input_is_as_published() {
    same(Sheet::default().password("password", "Password").render(), "password-input", "default");
}

#[test]
fn radios_are_as_published() {
    let mut sheet = wrong("example", "Please select an option");
    sheet.fields.set("example", "no");
    let ours = sheet.radios("example", "Have you changed your name?");
    let ours = ours.items([Choice::new("yes", "Yes"), Choice::new("no", "No")]);
    same(ours.render(), "radios", "with fieldset and error message");
}

#[test]
fn checkboxes_are_as_published() {
    let sheet = wrong("waste", "Please select an option");
    let item = |value: &'static str, text: &'static str| {
        Choice::new(value, text).hint("Nullam id dolor id nibh ultricies vehicula ut id elit.")
    };
    let ours = sheet.checkboxes("waste", "Which types of waste do you transport regularly?").items([
        item("animal", "Waste from animal carcasses"),
        item("mines", "Waste from mines or quarries"),
        item("farm", "Farm or agricultural waste"),
    ]);
    same(ours.render(), "checkboxes", "with error message");
}

#[test]
fn panel_is_as_published() {
    same(
        panel("Application complete", html! { "Your reference number" br; strong { "HDJ2123F" } }),
        "panel",
        "default",
    );
}

#[test]
fn success_banner_is_as_published() {
    same(success("Email sent to example@email.com"), "notification-banner", "with type as success");
}

#[test]
fn warning_is_as_published() {
    same(warning("You can be fined up to £5,000 if you don\u{2019}t register."), "warning-text", "default");
}

#[test]
fn tag_is_as_published() {
    same(tag("Grey", Colour::Grey), "tag", "grey");
    same(tag("Green", Colour::Green), "tag", "green");
}

#[test]
fn task_list_is_as_published() {
    let incomplete = || tag("Incomplete", Colour::Blue);
    let task = |title, status| Task { title, href: Some("#".into()), status };
    let tasks = vec![
        task("Company Directors", html! { "Completed" }),
        task("Registered company details", incomplete()),
        task("Business plan", incomplete()),
    ];
    same(task_list("task-list", tasks), "task-list", "default");
}

#[test]
fn service_navigation_is_as_published() {
    let items = [
        ("Navigation item 1", "#/1"),
        ("Navigation item 2", "#/2"),
        ("Navigation item 3", "#/3"),
        ("Navigation item 4", "#/4"),
    ]
    .map(|(text, href)| Nav { text, href });
    same(service_navigation(&items, "/"), "service-navigation", "default");
}

#[test]
fn next_page_is_as_published() {
    same(next_page("/next"), "pagination", "with next only");
}

#[test]
fn pagination_is_as_published() {
    let published = fixture("pagination", "default").replace("/previous", "/page/1").replace("/next", "/page/3");
    let ours = pagination(2, 3, |n| format!("/page/{n}")).into_string();
    assert_eq!(tree(&ours), tree(&published));
}

#[test]
fn date_input_is_as_published() {
    let sheet = Sheet::default();
    let ours = sheet.date("dob", "What is your date of birth?").hint("For example, 31 3 1980");
    // the fixture names its parts day, month, year; ours carry the name of the question
    let mut published = fixture("date-input", "default");
    for part in ["day", "month", "year"] {
        published = published.replace(&format!("name=\"{part}\""), &format!("name=\"dob-{part}\""));
    }
    assert_eq!(tree(&ours.render().into_string()), tree(&published));
}

#[test]
fn inset_text_is_as_published() {
    let ours = inset(html! {
        "It can take up to 8 weeks to register a lasting power of attorney if there are no mistakes "
        "in the application."
    });
    same(ours, "inset-text", "default");
}

#[test]
fn details_are_as_published() {
    let text = "We need to know your nationality so we can work out which elections you\u{2019}re entitled to vote in. \
        If you can\u{2019}t provide your nationality, you\u{2019}ll have to send copies of identity documents \
        through the post.";
    same(details("Help with nationality", html! { (text) }), "details", "default");
}

#[test]
fn select_is_as_published() {
    let sheet = wrong("select-2", "Error message goes here");
    let items = ["1", "2", "3"].map(|n| Choice::new(n, format!("GOV.UK frontend option {n}")));
    let ours = sheet.select("select-2", "Label text goes here").hint("Hint text goes here").items(items);
    same(ours.render(), "select", "with hint text and error message");
}

#[test]
fn summary_list_is_as_published() {
    let contact = html! {
        p.govuk-body { "email@email.com" }
        p.govuk-body {
            "Address line 1" br;
            "Address line 2" br;
            "Address line 3" br;
            "Address line 4" br;
            "Address line 5"
        }
    };
    let row = |key, value, change| Row { key, value, change };
    let rows = vec![
        row("Name", html! { "Firstname Lastname" }, None),
        row("Date of birth", html! { "13/08/1980" }, None),
        row("Contact information", contact, None),
    ];
    same(summary_list(rows), "summary-list", "default");
}

/// Ours says in each cell what its column is, for narrow screens, and stacks there; all else is as published.
#[test]
fn table_is_as_published_but_for_what_stacks_it() {
    let rows = vec![
        vec![html! { "January" }, html! { "£85" }, html! { "£95" }],
        vec![html! { "February" }, html! { "£75" }, html! { "£55" }],
        vec![html! { "March" }, html! { "£165" }, html! { "£125" }],
    ];
    let head = ["Month you apply", "Rate for bicycles", "Rate for vehicles"];
    let mut ours = table("Caption 1: Months and rates", &head, rows).into_string().replace(" eh-table-stack", "");
    for h in head {
        ours = ours.replace(&format!(" data-label=\"{h}\""), "");
    }
    let published = fixture("table", "with head and caption")
        .replace("govuk-table__cell--numeric", "")
        .replace("govuk-table__header--numeric", "");
    // its first cells are headers of their rows; ours are cells
    let published =
        published.replace("<th scope=\"row\" class=\"govuk-table__header\">", "<td class=\"govuk-table__cell\">");
    assert_eq!(tree(&ours), tree(&published));
}
