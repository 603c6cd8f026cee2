use crate::wards;
use charts::{Caption, Series, bars, line, sentence};
use disclosure::{Cell, Policy, rate};

const CAPTION: Caption<'static> = Caption { id: "wards", title: "Families by ward", unit: "families" };

#[test]
fn a_chart_has_a_name_and_a_description_with_the_ids_it_was_given() {
    let series = Series::column(&wards(&[3, 40, 20, 60]), 0);
    for chart in [bars(&CAPTION, &series).0, line(&CAPTION, &[series]).0] {
        assert!(chart.contains(r#"role="img" aria-labelledby="wards-title wards-description""#), "{chart}");
        assert!(chart.contains(r#"<title id="wards-title">Families by ward</title>"#));
        assert!(chart.contains(r#"<desc id="wards-description">Most: Dale, 60 families."#));
    }
}

#[test]
fn a_chart_needs_no_style_no_script_and_no_colour() {
    let series = Series::column(&wards(&[3, 40, 20, 60]), 0);
    for chart in [bars(&CAPTION, &series).0, line(&CAPTION, &[series]).0] {
        for word in ["style", "<script", "onload", "#0", "rgb(", "href"] {
            assert!(!chart.contains(word), "{word} in {chart}");
        }
    }
}

#[test]
fn a_bar_is_as_long_as_its_share_of_a_round_number() {
    let chart = bars(&CAPTION, &Series::column(&wards(&[40, 20, 80]), 0)).0;

    assert!(chart.contains("Ashby: 40") && chart.contains(r#"width="50%""#), "{chart}");
    assert!(chart.contains(r#"width="25%""#) && chart.contains(r#"width="100%""#));
}

#[test]
fn what_is_withheld_is_hatched_and_nothing_tells_how_long_it_would_be() {
    let withheld = bars(&CAPTION, &Series::column(&wards(&[1, 40, 20, 60]), 0)).0;
    let other = bars(&CAPTION, &Series::column(&wards(&[4, 40, 17, 60]), 0)).0;

    assert!(withheld.contains("Ashby: withheld") && withheld.contains("url(#wards-hatch)"));
    assert_eq!(withheld, other, "the charts of two tables that publish the same are the same");
}

#[test]
fn a_line_stops_before_what_is_withheld_and_goes_on_after_it() {
    let points = [12, 14, 0, 18, 19].map(|count| if count == 0 { Cell::Withheld } else { Cell::Shown(count) });
    let series = Series::new("Families", (1..).map(|month| format!("Month {month}")).zip(points));
    let chart = line(&CAPTION, &[series]).0;

    assert_eq!(chart.matches("<circle").count(), 4);
    assert_eq!(chart.matches("stroke-dasharray=\"none\"").count(), 2, "12 to 14, and 18 to 19");
    assert!(chart.contains("url(#wards-hatch)") && chart.contains("1 is withheld."));
}

#[test]
fn a_line_of_rates_says_so() {
    let policy = Policy::of(5);
    let points = [(20, 80), (40, 80), (5, 9)].map(|(part, of)| rate(Cell::Shown(part), Cell::Shown(of), &policy));
    let series = Series::new("Sustained", ["2023", "2024", "2025"].map(String::from).into_iter().zip(points));
    let caption = Caption { unit: "%", ..CAPTION };

    assert_eq!(sentence(&caption, &series), "Most: 2024, 50.0%. Fewest shown: 2023, 25.0%. 1 is too few for a rate.");
    assert!(line(&caption, &[series]).0.contains("60%</text>"));
}

#[test]
fn nothing_to_draw_is_drawn_as_nothing() {
    let nothing = Series::new("Families", Vec::<(String, Cell)>::new());

    assert!(bars(&CAPTION, &nothing).0.contains("Nothing can be shown."));
    assert!(line(&CAPTION, &[nothing]).0.contains("Nothing can be shown."));
    assert!(line(&CAPTION, &[]).0.contains("</svg>"));
}

#[test]
fn several_lines_are_told_apart_without_colour() {
    let of =
        |label: &str| Series::new(label, [("Apr".to_owned(), Cell::Shown(9)), ("May".to_owned(), Cell::Shown(12))]);
    let chart = line(&CAPTION, &[of("This year"), of("Year before")]).0;

    assert!(chart.contains("Year before") && chart.contains(r#"stroke-dasharray="8 4""#), "{chart}");
    assert!(chart.contains("This year: Most: May, 12 families."));
}
