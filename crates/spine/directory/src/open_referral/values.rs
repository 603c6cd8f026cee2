//! Single values of a document of which nothing can be relied on.

use serde_json::Value;

/// A text, without marks of HTML, no longer than it may be.
pub(super) fn text(value: &Value, name: &str, most: usize) -> String {
    let raw = match &value[name] {
        Value::String(text) => text.clone(),
        Value::Number(n) => n.to_string(),
        _ => return String::new(),
    };

    let mut plain = String::with_capacity(raw.len());
    let mut inside = false;
    for c in raw.replace("<br>", "\n").replace("<br/>", "\n").replace("<br />", "\n").replace("</p>", "\n").chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            '\0' => {}
            c if !inside => plain.push(c),
            _ => {}
        }
    }
    // a lone "<" is no mark
    if inside {
        plain = raw.replace('\0', "");
    }

    let plain = plain
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    plain.trim().chars().take(most).collect()
}

pub(super) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

pub(super) fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str().and_then(|t| t.trim().parse().ok()))
}

pub(super) fn age(value: &Value) -> Option<u8> {
    let n = number(value)?;
    // as whole years; what covers every age says nothing
    (0.0..120.0).contains(&n).then_some(n as u8)
}

pub(super) fn date(value: &Value, name: &str) -> Option<chrono::NaiveDate> {
    value[name].as_str()?.get(..10)?.parse().ok()
}
