//! What somebody was answered, and how they read it.

use axum::http::StatusCode;
use scraper::{CaseSensitivity, ElementRef, Html, Selector};

/// An answer.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its status.
    pub status: StatusCode,
    /// Where it leads, if it does.
    pub location: String,
    /// All of its headers.
    pub headers: axum::http::HeaderMap,
    /// Its text.
    pub body: String,
}

fn unmarked(element: ElementRef<'_>, language: &str, found: &mut Vec<String>) {
    let of = element.value();
    let apart = matches!(of.name(), "bdi" | "code" | "script" | "style" | "textarea" | "option" | "svg");
    let names_of_languages = of.has_class("eh-languages", CaseSensitivity::CaseSensitive);
    if apart || names_of_languages || of.attr("lang").is_some_and(|lang| lang != language) {
        return;
    }
    for child in element.children() {
        match (child.value().as_text(), ElementRef::wrap(child)) {
            (Some(text), _) if text.contains(char::is_alphabetic) => found.push(text.trim().to_owned()),
            (_, Some(inner)) => unmarked(inner, language, found),
            _ => {}
        }
    }
}

impl Page {
    /// Whether it says this.
    pub fn says(&self, text: &str) -> bool {
        // what a person reads, without the marks between
        let read: String = Html::parse_document(&self.body).root_element().text().collect::<Vec<_>>().join(" ");
        let fold = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ");
        fold(&read).contains(&fold(text))
    }

    /// Fails unless it says this.
    pub fn must_say(&self, text: &str) -> &Self {
        assert!(self.says(text), "{} does not say {text:?}:\n{}", self.status, self.text());
        self
    }

    /// Fails if it says this.
    pub fn must_not_say(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "it says {text:?}");
        self
    }

    /// Fails unless it has this status.
    pub fn must_be(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "location {:?}: {}", self.location, self.text());
        self
    }

    /// What a person reads of the main part.
    pub fn text(&self) -> String {
        let page = Html::parse_document(&self.body);
        let main = Selector::parse("main").expect("a selector");
        let text: Vec<&str> = page.select(&main).flat_map(|m| m.text()).collect();
        let folded = text.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        if folded.is_empty() { self.body.chars().take(2_000).collect() } else { folded }
    }

    /// Texts of a page in this language that are neither marked as another's nor set apart as somebody's name or number.
    pub fn in_no_language_but(&self, language: &str) -> Vec<String> {
        let html = Html::parse_document(&self.body);
        let body = Selector::parse("body").expect("a selector");
        let mut found = Vec::new();
        html.select(&body).for_each(|body| unmarked(body, language, &mut found));
        found
    }

    /// As JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    /// The hidden fields of the form with this action, with the boxes that are ticked and texts that are filled.
    pub fn form(&self, action: &str) -> Option<Vec<(String, String)>> {
        let page = Html::parse_document(&self.body);
        let forms = Selector::parse("form").expect("a selector");
        let form = page
            .select(&forms)
            .find(|f| f.value().attr("action") == Some(action) && f.value().attr("method") == Some("post"))?;
        let inputs = Selector::parse("input, textarea, select").expect("a selector");
        let chosen = Selector::parse("option[selected]").expect("a selector");
        let mut fields = Vec::new();
        for input in form.select(&inputs) {
            let Some(name) = input.value().attr("name") else { continue };
            let kind = input.value().attr("type").unwrap_or_default();
            let value = match input.value().name() {
                "textarea" => Some(input.text().collect()),
                "select" => input.select(&chosen).next().and_then(|o| o.value().attr("value")).map(ToOwned::to_owned),
                _ if matches!(kind, "radio" | "checkbox") => {
                    input.value().attr("checked").and(input.value().attr("value")).map(ToOwned::to_owned)
                }
                _ => Some(input.value().attr("value").unwrap_or_default().to_owned()),
            };
            fields.extend(value.map(|v| (name.to_owned(), v)));
        }
        Some(fields)
    }

    /// The names of all fields that begin so, in the order of the page, each once.
    pub fn names(&self, start: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let fields = Selector::parse("input, textarea, select, button[name]").expect("a selector");
        let mut names: Vec<String> = Vec::new();
        for name in page.select(&fields).filter_map(|field| field.value().attr("name")) {
            if name.starts_with(start) && names.iter().all(|there| there != name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// The values that stand in fields of this name, in the order of the page: hidden ones, and those one can choose.
    pub fn values(&self, name: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let fields = Selector::parse("input").expect("a selector");
        let named = page.select(&fields).filter(|field| field.value().attr("name") == Some(name));
        named.filter_map(|field| field.value().attr("value")).map(ToOwned::to_owned).collect()
    }

    /// What a person reads of each element that this selects.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let selector = Selector::parse(selector).expect("a selector");
        let text = |element: scraper::ElementRef<'_>| element.text().collect::<Vec<_>>().join(" ");
        page.select(&selector).map(|element| text(element).split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    /// The page that it leads to, without what is said there of what was done.
    pub fn led_to(&self) -> String {
        self.location.split('?').next().unwrap_or_default().to_owned()
    }

    /// The first link whose address starts so.
    pub fn link(&self, start: &str) -> Option<String> {
        let page = Html::parse_document(&self.body);
        let links = Selector::parse("a[href]").expect("a selector");
        page.select(&links).filter_map(|a| a.value().attr("href")).find(|h| h.starts_with(start)).map(ToOwned::to_owned)
    }

    /// The addresses of all links that start so, each once, in the order of the page.
    pub fn links(&self, start: &str) -> Vec<String> {
        let page = Html::parse_document(&self.body);
        let all = Selector::parse("a[href]").expect("a selector");
        let mut links: Vec<String> = Vec::new();
        for href in page.select(&all).filter_map(|a| a.value().attr("href")).filter(|href| href.starts_with(start)) {
            if links.iter().all(|there| there != href) {
                links.push(href.to_owned());
            }
        }
        links
    }

    /// The value of the option, radio or checkbox that is called so.
    pub fn value_of(&self, label: &str) -> Option<String> {
        let page = Html::parse_document(&self.body);
        let options = Selector::parse("option").expect("a selector");
        if let Some(o) = page.select(&options).find(|o| o.text().collect::<String>().contains(label)) {
            return o.value().attr("value").map(ToOwned::to_owned);
        }
        let labels = Selector::parse("label").expect("a selector");
        let found = page.select(&labels).find(|l| l.text().collect::<String>().contains(label))?;
        let id = found.value().attr("for")?;
        let all = Selector::parse("input").expect("a selector");
        page.select(&all)
            .find(|i| i.value().attr("id") == Some(id))
            .and_then(|i| i.value().attr("value"))
            .map(ToOwned::to_owned)
    }
}
