//! From page to page of a long list.

use super::classes;
use crate::tongue::{Said, Told};
use maud::{Markup, html};

/// The way on and back.
#[derive(Clone, Copy)]
enum Way {
    Previous,
    Next,
}

/// A link to the page after this one.
pub fn next_page(href: &str) -> Markup {
    html! {
        nav.govuk-pagination.govuk-pagination--block aria-label=(Told("Pagination")) {
            div.govuk-pagination__next {
                a.govuk-link.govuk-pagination__link href=(href) rel="next" {
                    (arrow(Way::Next))
                    span.govuk-pagination__link-title.govuk-pagination__link-title--decorated {
                        (Said("Next")) span.govuk-visually-hidden { " " (Said("page")) }
                    }
                }
            }
        }
    }
}

/// Links to every page of a list, counted from 1: this one, its neighbours, the first and the last. Nothing where there
/// is but one.
pub fn pagination(page: i64, pages: i64, href: impl Fn(i64) -> String) -> Markup {
    if pages <= 1 {
        return html! {};
    }
    html! {
        nav.govuk-pagination aria-label=(Told("Pagination")) {
            @if page > 1 {
                div.govuk-pagination__prev {
                    a.govuk-link.govuk-pagination__link href=(href(page - 1)) rel="prev" {
                        (arrow(Way::Previous))
                        span.govuk-pagination__link-title { (Said("Previous")) span.govuk-visually-hidden { " " (Said("page")) } }
                    }
                }
            }
            ul.govuk-pagination__list {
                @for n in named(page, pages) { (item(n, page, &href)) }
            }
            @if page < pages {
                div.govuk-pagination__next {
                    a.govuk-link.govuk-pagination__link href=(href(page + 1)) rel="next" {
                        span.govuk-pagination__link-title { (Said("Next")) span.govuk-visually-hidden { " " (Said("page")) } }
                        (arrow(Way::Next))
                    }
                }
            }
        }
    }
}

/// The pages that are named, with a gap where some are left out.
fn named(page: i64, pages: i64) -> Vec<Option<i64>> {
    let near = |n: &i64| *n == 1 || *n == pages || (page - n).abs() <= 1;
    let mut all = Vec::new();
    for n in (1..=pages).filter(near) {
        match all.last() {
            Some(Some(last)) if last + 2 == n => all.push(Some(n - 1)),
            Some(Some(last)) if last + 1 < n => all.push(None),
            _ => {}
        }
        all.push(Some(n));
    }
    all
}

fn item(n: Option<i64>, page: i64, href: impl Fn(i64) -> String) -> Markup {
    let Some(n) = n else {
        return html! { li.govuk-pagination__item.govuk-pagination__item--ellipsis { "⋯" } };
    };
    let current = n == page;
    let class = if current { "govuk-pagination__item--current" } else { "" };
    html! {
        li class=(classes("govuk-pagination__item", class)) {
            a.govuk-link.govuk-pagination__link href=(href(n)) aria-label={ (Told("Page")) " " (n) }
                aria-current=[current.then_some("page")] { (n) }
        }
    }
}

fn arrow(way: Way) -> Markup {
    let (class, path) = match way {
        Way::Next => (
            "govuk-pagination__icon--next",
            "m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 \
             6.7441-6.4062-6.7246-6.7266z",
        ),
        Way::Previous => (
            "govuk-pagination__icon--prev",
            "m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293\
             -1.414-1.414z",
        ),
    };
    html! {
        svg class=(classes("govuk-pagination__icon", class)) xmlns="http://www.w3.org/2000/svg"
            height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13" {
            path d=(path) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn a_gap_stands_only_for_two_pages_or_more() {
        let told = |page, pages| -> String {
            named(page, pages).iter().map(|n| n.map_or("… ".into(), |n| format!("{n} "))).collect()
        };
        assert_eq!(told(1, 2), "1 2 ");
        assert_eq!(told(3, 5), "1 2 3 4 5 ");
        assert_eq!(told(4, 8), "1 2 3 4 5 … 8 ");
        assert_eq!(told(10, 40), "1 … 9 10 11 … 40 ");
        assert_eq!(told(40, 40), "1 … 39 40 ");
    }
}
