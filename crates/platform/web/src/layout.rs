//! The page around every page.

mod public;

pub use public::{House, Listing};

use crate::{
    Fields, Sheet, assets, parts,
    tongue::{self, Said, Tongue, tell},
};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, html};
use std::sync::Arc;

/// A way to another page, in the navigation.
#[derive(Debug, Clone)]
pub struct Nav {
    /// What it is called.
    pub text: &'static str,
    /// Where it leads.
    pub href: &'static str,
}

/// The person who is signed in, as the page's head says it.
#[derive(Debug, Clone)]
pub struct Signed {
    /// Their name.
    pub name: String,
    /// Their organisation.
    pub organisation: String,
    /// Seconds without a request after which the session ends.
    pub idle: i64,
    /// Whether the search box is theirs to use.
    pub may_search: bool,
}

/// What a page needs to know of the request around it.
#[derive(Debug, Clone, Default)]
pub struct Frame {
    /// Who is signed in.
    pub signed: Option<Signed>,
    /// The navigation of this person.
    pub nav: Vec<Nav>,
    /// The address of this page, to mark its place in the navigation.
    pub here: String,
    /// The same with what was asked in it: where somebody comes back to who chose a language.
    pub address: String,
    /// The token that shows that a form came from this session.
    pub csrf: String,
    /// Whether these are demo data.
    pub demo: bool,
    /// A message about what was just done.
    pub done: Option<&'static str>,
    /// Something that must not be overlooked on any page.
    pub banner: Option<Markup>,
    /// The languages in which this page can be read besides English.
    pub languages: Vec<Arc<Tongue>>,
    /// The council behind the page, for its head and foot.
    pub house: Arc<House>,
    /// What search engines and whoever is sent its address are told of it; nothing where it is not to be found.
    pub listing: Option<Listing>,
}

impl Frame {
    /// A page with one heading of its own.
    pub fn page(&self, title: &str, content: Markup) -> Markup {
        self.page_with(title, None, content)
    }

    /// A page with a link back.
    pub fn page_back(&self, title: &str, back: &str, content: Markup) -> Markup {
        self.page_with(title, Some(back), content)
    }

    /// A page with a form: the title says when something is wrong, the summary stands first.
    pub fn sheet_page(&self, title: &str, back: &str, sheet: &Sheet, content: Markup) -> Markup {
        let title = if sheet.is_valid() { title.to_owned() } else { format!("{} {}", tell("Error:"), tell(title)) };
        self.page_with(&title, Some(back), html! { (sheet.error_summary()) (content) })
    }

    fn page_with(&self, title: &str, back: Option<&str>, content: Markup) -> Markup {
        let tongue = tongue::now();
        let language = tongue.as_ref().map_or("en", |tongue| tongue.code.as_str());
        let direction = tongue.as_ref().map(|tongue| tongue.direction());
        let idle = self.signed.as_ref().map(|signed| signed.idle);
        html! {
            (DOCTYPE)
            html.govuk-template.govuk-template--rebranded lang=(language) dir=[direction] {
                (self.head(title, direction))
                body.govuk-template__body data-idle=[idle] {
                    a.govuk-skip-link href="#main-content" data-module="govuk-skip-link" { (Said("Skip to main content")) }
                    (self.bar())
                    @if !self.nav.is_empty() { (parts::service_navigation(&self.nav, &self.here)) }
                    div.govuk-width-container {
                        @if !self.languages.is_empty() { (self.choice_of_language()) }
                        @if let Some(banner) = &self.banner { (parts::important(banner)) }
                        @if self.demo { (says_that_it_is_a_demo()) }
                        @if self.may_have_to_be_left() { (parts::exit_this_page()) }
                        @if let Some(back) = back { a.govuk-back-link href=(back) { (Said("Back")) } }
                        main.govuk-main-wrapper #main-content tabindex="-1" {
                            @if self.signed.is_some() { (self.warns_before_the_end()) }
                            @if let Some(done) = self.done { (parts::success(done)) }
                            (content)
                        }
                    }
                    @if self.signed.is_none() { (self.foot()) }
                }
            }
        }
    }

    /// The names of languages, each in itself: who cannot read this page finds their own.
    fn choice_of_language(&self) -> Markup {
        html! {
            p.eh-languages {
                a.govuk-link href={ "/languages?to=" (Fields::escape(&self.address)) } {
                    span lang="en" { "English" }
                    @for tongue in &self.languages { " · " span lang=(tongue.code) { (tongue.name) } }
                }
            }
        }
    }

    /// The bar at the top: the service, the search box, who is signed in.
    fn bar(&self) -> Markup {
        html! {
            header.eh-bar {
                div.govuk-width-container.eh-top {
                    a.eh-name href="/" {
                        (Said("Early help"))
                        @if !self.house.council.is_empty() { span.eh-council { bdi { (self.house.council) } } }
                    }
                    @if let Some(signed) = &self.signed {
                        @if signed.may_search { (search(&self.csrf)) }
                        (self.who(signed))
                    } @else if !self.is_no_way_for_workers() {
                        p.eh-who { a href="/sign-in" { (Said("Sign in")) } }
                    }
                }
            }
        }
    }

    fn who(&self, signed: &Signed) -> Markup {
        html! {
            div.eh-who {
                span { (signed.name) ", " (signed.organisation) }
                a href="/my-settings" { "My settings" }
                form action="/sign-out" method="post" {
                    input type="hidden" name="csrf" value=(self.csrf);
                    button.eh-link-button type="submit" { "Sign out" }
                }
            }
        }
    }

    fn head(&self, title: &str, direction: Option<&str>) -> Markup {
        let whole = format!("{} – {}", tell(title), tell("Early help"));
        let mirrored = direction == Some("rtl");
        let sheets = if mirrored { ["govuk-rtl.css", "moj-rtl.css"] } else { ["govuk.css", "moj.css"] };
        html! {
            head {
                meta charset="utf-8";
                title { (whole) }
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="theme-color" content="#0b5c55";
                (self.told_to_search_engines(&whole))
                link rel="icon" href=(assets::href("icon.svg")) type="image/svg+xml";
                @for sheet in sheets { link rel="stylesheet" href=(assets::href(sheet)); }
                script type="module" src=(assets::href("earlyhelp.js")) {}
            }
        }
    }

    /// Shown by the script when the session is about to end.
    fn warns_before_the_end(&self) -> Markup {
        html! {
            div.govuk-inset-text #session-warning hidden tabindex="-1" role="alert" {
                "You will be signed out in 2 minutes because nothing was sent. "
                a.govuk-link href=(self.here) { "Stay signed in" }
            }
        }
    }
}

fn search(csrf: &str) -> Markup {
    html! {
        form.eh-search action="/people" method="post" role="search" {
            input type="hidden" name="csrf" value=(csrf);
            label.govuk-visually-hidden for="top-search" { "Find a person by name, date of birth or reference" }
            input.govuk-input #top-search name="q" type="search" autocomplete="off" placeholder="Find a person";
            button.govuk-button.govuk-button--inverse type="submit" { "Search" }
        }
    }
}

fn says_that_it_is_a_demo() -> Markup {
    html! {
        aside.govuk-phase-banner aria-label="About this copy" {
            p.govuk-phase-banner__content {
                strong.govuk-tag.govuk-phase-banner__content__tag { (Said("Demo")) }
                span.govuk-phase-banner__text { (Said("Every person here is made up.")) }
            }
        }
    }
}

/// A page for nobody in particular: errors, the outside of the service.
pub fn bare_page(title: &str, content: Markup) -> Markup {
    // who is signed in is not known here, so it does not say that nobody is
    Frame { here: "/sign-in".into(), ..Frame::default() }.page(title, content)
}

/// `303 See other`: after a change, the browser gets the page it leads to.
pub fn see_other(to: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}
