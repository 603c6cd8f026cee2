//! Choosing a colleague: those near the family first, the others by a word of their name, job or organisation. A council has
//! more people than a list can show.

use access::{
    AccountId, Inside, TeamId,
    accounts::{self, Colleague},
};
use web::{Form, Markup, Result, html, parts};

/// The most that are shown at once.
const MOST: usize = 60;

/// Who is shown, and the box to find others with, where there are more.
pub struct Choice {
    /// Who is shown.
    pub shown: Vec<Colleague>,
    /// To be put above the form, never inside it.
    pub finder: Markup,
}

/// Who can be chosen. `keep` are shown in any case: what was chosen before an error, or stands already.
pub fn choice(inside: &mut impl Inside, team: Option<TeamId>, keep: &[AccountId]) -> Result<Choice> {
    let all = accounts::list_colleagues(inside.conn())?;
    if all.len() <= MOST {
        return Ok(Choice { shown: all, finder: html! {} });
    }
    let near: Vec<AccountId> = match team {
        Some(team) => accounts::members(inside.conn(), team)?.into_iter().map(|(id, ..)| id).collect(),
        None => vec![],
    };
    let find = inside.context().find.clone();
    let words = people::rules::fold(&find);
    let fits = |c: &Colleague| {
        let text = people::rules::fold(&format!("{} {} {} {}", c.name, c.job_title, c.organisation, c.email));
        words.split(' ').all(|w| text.contains(w))
    };
    let wanted = |c: &Colleague| if words.is_empty() { near.contains(&c.id) || !c.own } else { fits(c) };
    let (mut shown, rest): (Vec<Colleague>, Vec<Colleague>) = all.into_iter().partition(wanted);
    shown.truncate(MOST);
    shown.extend(rest.into_iter().filter(|c| keep.contains(&c.id)));
    let form = Form::from(web::Fields::default().with("find", find));
    let path = &inside.context().path;
    let finder = html! {
        form action=(path) method="get" {
            (parts::input(&form, parts::Input { name: "find", label: "Find a colleague", hint: "Only those near the family are listed. Give a name, job or organisation to list others.", class: "govuk-input--width-20", kind: "search", ..Default::default() }))
            button.govuk-button.govuk-button--secondary type="submit" { "Find" }
        }
    };
    Ok(Choice { shown, finder })
}
