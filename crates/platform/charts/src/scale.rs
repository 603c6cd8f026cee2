//! Scales: round numbers at the top, and classes of equal size.

/// The smallest of 1, 2, 4, 5, 10, 20, 40 … that is not below the value; even from 2 on, so that half of it is whole.
pub(crate) fn top(value: f64) -> f64 {
    let mut unit = 1.0;
    loop {
        for step in [1.0, 2.0, 4.0, 6.0, 8.0] {
            if value <= step * unit {
                return f64::max(step * unit, 2.0);
            }
        }
        unit *= 10.0;
        if unit > 1e15 {
            return value;
        }
    }
}

/// Lower and upper end of up to so many classes that hold about as many values each; equal values share a class.
/// Zero is a class of its own, and not among them.
pub(crate) fn classes(values: &[f64], most: usize) -> Vec<(f64, f64)> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| *value > 0.0).collect();
    sorted.sort_by(f64::total_cmp);

    let mut classes: Vec<(f64, f64)> = Vec::new();
    let mut start = 0;
    for class in 1..=most {
        let mut end = (sorted.len() * class).div_ceil(most);
        while end > 0 && end < sorted.len() && sorted[end].total_cmp(&sorted[end - 1]).is_eq() {
            end += 1;
        }
        if end > start {
            classes.push((sorted[start], sorted[end - 1]));
            start = end;
        }
    }
    classes
}

/// In percent of the width, with one decimal place.
pub(crate) fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{}%", text.trim_end_matches(".0"))
}

/// In pixels, with one decimal place at most.
pub(crate) fn pixels(value: f64) -> String {
    let text = format!("{value:.1}");
    text.trim_end_matches(".0").to_owned()
}
