//! Choosing a colleague: those near the family first, the others by a word of their name, job or organisation. A
//! council has more people than a list can show.

use access::{
    AccountId, Permits, TeamId,
    accounts::{self, Colleague},
};
use linkage::text::fold;
use web::{Fields, Markup, Result, Sheet, html};

/// The most that are shown at once.
const MOST: usize = 60;

/// Who is shown, and the box to find others with, where there are more.
pub struct Colleagues {
    /// Who is shown.
    pub shown: Vec<Colleague>,
    /// To be put above the form, never inside it.
    pub finder: Markup,
}

/// Who can be chosen. `keep` are shown in any case: what was chosen before an error, or stands already.
pub fn near(inside: &mut impl Permits, team: Option<TeamId>, keep: &[AccountId]) -> Result<Colleagues> {
    let all = accounts::list_colleagues(inside.conn())?;
    if all.len() <= MOST {
        return Ok(Colleagues { shown: all, finder: html! {} });
    }

    let near: Vec<AccountId> = match team {
        Some(team) => accounts::members(inside.conn(), team)?.into_iter().map(|(id, ..)| id).collect(),
        None => vec![],
    };
    let find = inside.context().find.clone();
    let words = fold(&find);
    let fits = |colleague: &Colleague| {
        let Colleague { name, job_title, organisation, email, .. } = colleague;
        let text = fold(&format!("{name} {job_title} {organisation} {email}"));
        words.split(' ').all(|word| text.contains(word))
    };
    let wanted = |colleague: &Colleague| match words.is_empty() {
        true => near.contains(&colleague.id) || !colleague.own,
        false => fits(colleague),
    };
    let (mut shown, rest): (Vec<Colleague>, Vec<Colleague>) = all.into_iter().partition(wanted);
    shown.truncate(MOST);
    shown.extend(rest.into_iter().filter(|colleague| keep.contains(&colleague.id)));
    Ok(Colleagues { shown, finder: finder(&inside.context().path, find) })
}

fn finder(path: &str, find: String) -> Markup {
    let sheet = Sheet::from(Fields::default().with("find", find));
    let hint = "Only those near the family are listed. Give a name, job or organisation to list others.";
    html! {
        form action=(path) method="get" {
            (sheet.text("find", "Find a colleague").hint(hint).width(20).search())
            button.govuk-button.govuk-button--secondary type="submit" { "Find" }
        }
    }
}
