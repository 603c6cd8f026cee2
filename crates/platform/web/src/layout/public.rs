//! What pages for everybody have besides: a foot with a way to a human being, and what search engines are told.

use super::Frame;
use crate::{parts, said, say, tell, tongue};
use maud::{Markup, PreEscaped, html};
use serde_json::Value;

/// The council behind a page, in the words of its practice pack. What the pack leaves empty is left out.
#[derive(Debug, Clone, Default)]
pub struct House {
    /// The public address, without a slash at its end.
    pub url: String,
    /// The council.
    pub council: String,
    /// What the front door is called.
    pub front_door: String,
    /// The telephone number of the front door.
    pub phone: String,
    /// When somebody answers it.
    pub hours: String,
    /// The number for danger.
    pub danger: String,
}

/// What is told of a page that is to be found.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// What one finds on it, in a sentence.
    pub description: String,
    /// The same as schema.org has it.
    pub schema: Option<Value>,
}

/// Pages on which nobody asks for help: those of workers without a session, and those that only say how this site is.
const NOTHING_TO_LEAVE: &[&str] = &["/sign-in", "/invitation", "/accessibility", "/cookies"];

impl Frame {
    /// The same frame around a page that search engines may find. All others ask not to be kept.
    #[must_use]
    pub fn listed(&self, description: &str) -> Self {
        let listing = Listing { description: tell(description), schema: None };
        Self { listing: Some(listing), ..self.clone() }
    }

    /// With the same as schema.org has it.
    #[must_use]
    pub fn with_schema(mut self, schema: Value) -> Self {
        if let Some(listing) = &mut self.listing {
            listing.schema = Some(schema);
        }
        self
    }

    /// Whether this page stands behind another door than that of workers, or is that door itself.
    pub(super) fn is_no_way_for_workers(&self) -> bool {
        self.below("/sign-in") || self.below("/my")
    }

    fn below(&self, base: &str) -> bool {
        self.here.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether somebody may have to leave this page in a hurry: every page that is for families.
    pub(super) fn may_have_to_be_left(&self) -> bool {
        self.signed.is_none() && !NOTHING_TO_LEAVE.iter().any(|base| self.below(base))
    }

    /// What search engines, and pages on which its address is shared, are told.
    pub(super) fn told_to_search_engines(&self, title: &str) -> Markup {
        let Some(listing) = &self.listing else {
            return html! { meta name="robots" content="noindex, nofollow"; };
        };
        let address = format!("{}{}", self.house.url, self.here);
        let site = if self.house.council.is_empty() { "Early help" } else { &self.house.council };
        html! {
            meta name="description" content=(listing.description);
            link rel="canonical" href=(address);
            meta property="og:type" content="website";
            meta property="og:site_name" content=(site);
            meta property="og:locale" content="en_GB";
            meta property="og:title" content=(title);
            meta property="og:description" content=(listing.description);
            meta property="og:url" content=(address);
            @if let Some(schema) = &listing.schema {
                // data, which no browser runs; a < in it could end it
                script type="application/ld+json" { (PreEscaped(schema.to_string().replace('<', "\\u003c"))) }
            }
        }
    }

    /// The foot of a page for everybody: no page is without a way to a human being.
    pub(super) fn foot(&self) -> Markup {
        let (phone, hours) = (&self.house.phone, &self.house.hours);
        html! {
            footer.eh-foot role="contentinfo" {
                div.govuk-width-container {
                    h2.govuk-visually-hidden { (say("Talk to somebody, and about this site")) }
                    p {
                        @if phone.is_empty() {
                            (said("To talk to a person: {ways}.", &[("ways", &ways_to_a_person())]))
                        } @else if hours.is_empty() {
                            (said("To talk to a person, call {phone}.", &[("phone", &parts::telephone(phone))]))
                        } @else {
                            (said("To talk to a person, call {phone}. {hours}.", &[
                                ("phone", &parts::telephone(phone)),
                                ("hours", &tongue::text("front-door-hours", hours)),
                            ]))
                        }
                        @if !self.house.danger.is_empty() {
                            " "
                            (said("If somebody may be hurt now, call {danger}.", &[
                                ("danger", &parts::telephone(&self.house.danger)),
                            ]))
                        }
                    }
                    ul {
                        @for (href, text) in LINKS { li { a href=(href) { (say(text)) } } }
                    }
                }
            }
        }
    }
}

fn ways_to_a_person() -> Markup {
    html! { a href="/contact" { (say("how to reach us")) } }
}

/// Where the foot leads.
const LINKS: &[(&str, &str)] = &[
    ("/ask-for-help", "Ask for help"),
    ("/ask-for-help/answer", "Read your answer"),
    ("/my", "Your place"),
    ("/contact", "Contact us"),
    ("/young-people", "For young people"),
    ("/easy-read", "Easy read"),
    ("/languages", "Languages"),
    ("/privacy", "Who sees what you tell us"),
    ("/accessibility", "Accessibility"),
    ("/cookies", "Cookies"),
    ("/professionals", "If you work with families"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn page(frame: &Frame) -> String {
        frame.page("Help", html! { "words" }).0
    }

    #[test]
    fn a_page_is_not_to_be_found_unless_it_says_so() {
        let house = House { url: "https://help.example.gov.uk".into(), ..House::default() };
        let frame = Frame { here: "/services".into(), house: house.into(), ..Frame::default() };
        assert!(page(&frame).contains("noindex"));

        let found = page(&frame.listed("Help near you.").with_schema(serde_json::json!({"name": "</script>"})));
        assert!(found.contains(r#"<link rel="canonical" href="https://help.example.gov.uk/services">"#), "{found}");
        assert!(!found.contains("noindex") && !found.contains("</script>\"}"), "{found}");
    }

    #[test]
    fn no_page_for_everybody_is_without_a_way_to_a_human_being_and_a_way_out() {
        let bare = page(&Frame { here: "/ask-for-help".into(), ..Frame::default() });
        assert!(bare.contains("href=\"/contact\"") && bare.contains("action=\"/leave\""), "{bare}");
        let house = House { phone: "01632 960001".into(), ..House::default() };
        assert!(page(&Frame { house: house.into(), ..Frame::default() }).contains("tel:01632960001"));
    }
}
