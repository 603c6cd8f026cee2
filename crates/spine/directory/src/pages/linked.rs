//! What a service says, for search engines: schema.org, as linked data.

use crate::{
    body::{Body, Opening, Place},
    open_referral::write,
    records::Provider,
};
use serde_json::{Value, json};
use web::{Markup, html};

/// The data, where a page can carry it. A service whose place may not be known has none here.
pub(super) fn data(body: &Body, provider: &Provider, address: &str) -> Markup {
    // no text of an entry can end the element
    let text = of(body, provider, address).to_string().replace('<', "\\u003c");
    html! { script type="application/ld+json" { (maud::PreEscaped(text)) } }
}

fn of(body: &Body, provider: &Provider, address: &str) -> Value {
    let phone = body.contacts.iter().map(|contact| contact.phone.as_str()).find(|phone| !phone.is_empty());
    let kind = if body.group == "council" { "GovernmentService" } else { "Service" };
    write::prune(json!({
        "@context": "https://schema.org",
        "@type": kind,
        "name": body.name,
        "description": body.summary,
        "url": address,
        "provider": {"@type": "Organization", "name": provider.name, "url": provider.url},
        "areaServed": body.areas,
        "audience": {"@type": "PeopleAudience", "suggestedMinAge": body.minimum_age, "suggestedMaxAge": body.maximum_age},
        "availableChannel": {
            "@type": "ServiceChannel",
            "servicePhone": phone.map(|phone| json!({"@type": "ContactPoint", "telephone": phone})),
            "serviceUrl": body.url,
            "serviceLocation": body.places.iter().map(|place| at(place, &body.openings)).collect::<Vec<_>>(),
        },
        "offers": body.free.then(|| json!({"@type": "Offer", "price": "0", "priceCurrency": "GBP"})),
    }))
}

fn at(place: &Place, openings: &[Opening]) -> Value {
    let hours = openings.iter().filter(|opening| opening.opens.is_some()).map(|opening| {
        json!({
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": opening.days.iter().map(|day| day.label()).collect::<Vec<_>>(),
            "opens": opening.opens,
            "closes": opening.closes,
        })
    });
    json!({
        "@type": "Place",
        "name": place.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": place.line_1,
            "addressLocality": place.town,
            "postalCode": place.postcode,
            "addressCountry": "GB",
        },
        "geo": place.lat.zip(place.lon).map(|(lat, lon)| {
            json!({"@type": "GeoCoordinates", "latitude": lat, "longitude": lon})
        }),
        "openingHoursSpecification": hours.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_of_an_entry_ends_the_element_and_a_hidden_place_is_not_told() {
        let body = Body {
            name: "</script><b>".into(),
            confidential: true,
            places: vec![Place { line_1: "1 Quay Lane".into(), ..Place::default() }],
            ..Body::default()
        };
        let shown = data(&body.without_place_if_confidential(), &Provider::named("A", None), "https://a.example");
        assert!(!shown.0.contains("</script><b>") && !shown.0.contains("Quay"), "{}", shown.0);
    }
}
