//! `/my/good-days`: a photograph or a drawing of a good day, kept for its person alone. Files are known by what stands in
//! them; they are given back as downloads, from an address where nothing runs (T25).

use super::{changed, page as whole, shown};
use crate::{
    Own,
    records::{self, PictureId},
    rules,
};
use access::{Permits, Visit, own_place};
use axum::{
    body::to_bytes,
    extract::{Path, Request},
    http::header,
    response::{IntoResponse, Response},
};
use std::sync::Arc;
use web::{Error, Fields, Markup, Result, Sheet, dates, html, parts, say};

fn show(inside: &mut impl Permits, own: &Own, sheet: &Sheet) -> Result<Markup> {
    let all = records::pictures(inside.conn(), own)?;
    let key = store::ids::next().to_string();
    let content = html! {
        (sheet.error_summary())
        p.govuk-body { (say("Keep a photograph or a drawing of a good day here. Nobody else sees it. Where it was taken is \
            taken out of it.")) }
        form method="post" action="/my/good-days" enctype="multipart/form-data" novalidate {
            input type="hidden" name="csrf" value=(inside.context().frame.csrf);
            input type="hidden" name="key" value=(key);
            div.govuk-form-group.govuk-form-group--error[sheet.errors.of("picture").is_some()] {
                label.govuk-label for="picture" { (say("A photograph or drawing")) }
                div #picture-hint .govuk-hint { (say("JPEG or PNG, at most 8 MB. Choose it again if the page comes back.")) }
                @if let Some(told) = sheet.errors.of("picture") { p #picture-error .govuk-error-message { (told) } }
                input.govuk-file-upload #picture name="picture" type="file" accept="image/jpeg,image/png" aria-describedby="picture-hint";
            }
            (sheet.text("caption", "What it is"))
            (parts::button("Keep it"))
        }
        @for one in &all {
            div.eh-entry {
                p.govuk-body { img src={ "/my/good-days/" (one.id) } alt=(one.caption) width="280" loading="lazy"; }
                p.govuk-body { (one.caption) @if !one.caption.is_empty() { ", " } (dates::day(one.at.date())) " "
                    a.govuk-link href={ "/my/good-days/" (one.id) } { (say("Download")) span.govuk-visually-hidden { ": " (one.caption) } } }
                (sheet.form_to(&format!("/my/good-days/{}/forget", one.id), html! {
                    button.govuk-button.govuk-button--secondary data-module="govuk-button" { (say("Throw it away"))
                        span.govuk-visually-hidden { ": " (one.caption) } }
                }))
            }
        }
    };
    Ok(whole(inside.context(), "Good days", content))
}

pub(in crate::pages) async fn page(visit: Visit) -> Result<Response> {
    shown(visit, |v, own| {
        let sheet = v.context().sheet(Fields::default());
        show(v, own, &sheet)
    })
    .await
}

/// What a form with a file holds: its fields, and the file.
fn read(kind: &str, body: &[u8]) -> Option<(Fields, Vec<u8>)> {
    let boundary = kind.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?.trim_matches('"');
    let mark = format!("--{boundary}");
    let (mut fields, mut file) = (Fields::default(), Vec::new());
    let mut rest = body;
    let find = |whole: &[u8], part: &[u8]| whole.windows(part.len()).position(|at| at == part);
    rest = &rest[find(rest, mark.as_bytes())? + mark.len()..];
    while let Some(after) = rest.strip_prefix(b"\r\n") {
        let head_end = find(after, b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&after[..head_end]);
        let data = &after[head_end + 4..];
        let end = find(data, format!("\r\n{mark}").as_bytes())?;
        let name = head.split("name=\"").nth(1).and_then(|text| text.split('"').next()).unwrap_or_default();
        if name == "picture" {
            file = data[..end].to_vec();
        } else {
            fields.add(name, String::from_utf8_lossy(&data[..end]).replace('\0', ""));
        }
        rest = &data[end + 2 + mark.len()..];
    }
    Some((fields, file))
}

pub(in crate::pages) async fn submit(visit: Visit, request: Request) -> Result<Response> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.to_owned();
    let told = "This address takes a form with a picture of at most 8 MB. Go back to the page and send it from there.";
    let unreadable = || Error::Unreadable(told.into());
    let most = rules::MOST_BYTES + 64 * 1024;
    let body = to_bytes(request.into_body(), most).await.map_err(|_| unreadable())?;
    let (mut fields, file) = read(&kind, &body).ok_or_else(unreadable)?;
    // the same picture sent again is the same form; another one is another
    fields.add("picture-hash", store::seal::hex(&file.iter().take(64).copied().collect::<Vec<u8>>()));
    let file = Arc::new(file);
    changed(visit, fields, move |change, own, sheet| {
        let (permit, pack) = (change.permit(own_place::KeepPicture, own.subject())?, change.pack.clone());
        let caption = sheet.optional("caption", 200);
        let done = match sheet.is_valid() {
            true => sheet.heed(records::keep_picture(change.tx, &permit, (&file, &caption), &pack))?,
            false => None,
        };
        if done.is_none() {
            return Sheet::again(show(change, own, sheet)?);
        }
        Ok("/my/good-days?done=saved".into())
    })
    .await
}

pub(in crate::pages) async fn forget(visit: Visit, Path(id): Path<PictureId>, fields: Fields) -> Result<Response> {
    changed(visit, fields, move |change, own, _| {
        let permit = change.permit(own_place::KeepPicture, own.subject())?;
        records::forget_picture(change.tx, &permit, id)?;
        Ok("/my/good-days?done=saved".into())
    })
    .await
}

/// The picture itself, as a download: no browser shows it as a page, and nothing in it runs.
pub(in crate::pages) async fn file(visit: Visit, Path(id): Path<PictureId>) -> Result<Response> {
    visit
        .as_themself()
        .public_view(move |v| {
            let own = Own::open(v)?.ok_or(Error::NotFound)?;
            let (format, bytes) = records::picture(v.conn(), &own, id)?;
            let end = if format == rules::Format::Png { "png" } else { "jpg" };
            let headers = [
                (header::CONTENT_TYPE, format.code().to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename=\"good-day.{end}\"")),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            ];
            Ok((headers, bytes).into_response())
        })
        .await
}
