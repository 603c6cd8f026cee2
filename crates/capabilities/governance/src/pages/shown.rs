//! What several pages of a board share: who can be chosen, what was frozen, the parts of the room.

use crate::records::{BoardId, boards::Board, papers::Frozen, seats};
use access::{AccountId, Context, Permits, Role, accounts, board as acts};
use linkage::text::fold;
use std::collections::BTreeMap;
use store::{Uuid, log::Kind};
use web::{Fields, Markup, Result, Sheet, dates, html, parts, parts::Choice};

/// The most people that are listed at once.
const MOST: usize = 50;

/// Who can be chosen to sit on a board, or to owe it something.
pub(super) struct People {
    shown: Vec<(AccountId, String)>,
    /// To be put above the form, never inside it.
    pub finder: Markup,
}

impl People {
    /// Those of the board and those who answer for early help first; anybody else is found by a word.
    pub fn load(inside: &mut impl Permits, of: Option<BoardId>, sheet: &Sheet, fields: &[&str]) -> Result<Self> {
        let today = inside.context().today;
        let keep: Vec<AccountId> = fields.iter().filter_map(|field| sheet.fields.get(field).parse().ok()).collect();
        let seated: Vec<AccountId> = match of {
            Some(of) => seats::on(inside.conn(), of, today)?.into_iter().filter_map(|seat| seat.account_id).collect(),
            None => vec![],
        };
        let words = fold(&inside.context().find);
        let mut all = accounts::list(inside.conn())?;
        all.retain(|(account, _)| account.disabled_at.is_none() || keep.contains(&account.id));
        let answers = [Role::Head, Role::Commissioner, Role::Board, Role::Auditor, Role::Manager];
        let wanted = |account: &accounts::Account, of: &str| match words.is_empty() {
            true => seated.contains(&account.id) || account.roles().iter().any(|role| answers.contains(role)),
            false => {
                let text = fold(&format!("{} {} {of}", account.name, account.job_title));
                words.split(' ').all(|word| text.contains(word))
            }
        };
        let mut shown = Vec::new();
        let mut more = false;
        for (account, organisation) in all {
            let chosen = keep.contains(&account.id);
            if !chosen && (!wanted(&account, &organisation) || shown.len() >= MOST) {
                more = true;
                continue;
            }
            shown.push((account.id, format!("{}, {}, {organisation}", account.name, account.job_title)));
        }
        let finder = if more || !words.is_empty() {
            finder(inside.context())
        } else {
            html! {}
        };
        Ok(Self { shown, finder })
    }

    pub fn choices(&self) -> impl Iterator<Item = Choice<'_>> {
        self.shown.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()))
    }
}

fn finder(context: &Context) -> Markup {
    let sheet = Sheet::from(Fields::default().with("find", context.find.as_str()));
    let hint = "Listed are those of the board and those who answer for early help. A name, a job or an organisation \
        lists others.";
    parts::details(
        "Find somebody else",
        html! {
            form method="get" action=(context.path) {
                (sheet.text("find", "Find somebody").hint(hint).width(20).search())
                (parts::button_named("Find", "govuk-button--secondary", "", ""))
            }
        },
    )
}

/// The words of a vocabulary of the pack, to choose one.
pub(super) fn words<'a>(context: &'a Context, vocabulary: &'a str) -> impl Iterator<Item = Choice<'a>> {
    context.pack.choices(vocabulary, context.today).map(|term| Choice::new(&term.code, &term.label))
}

/// Names of accounts.
pub(super) fn names(
    inside: &mut impl Permits,
    ids: impl Iterator<Item = AccountId>,
) -> Result<BTreeMap<AccountId, String>> {
    let ids: Vec<AccountId> = ids.collect();
    Ok(accounts::names(inside.conn(), &ids)?)
}

/// What was frozen, as a table.
pub(super) fn frozen(frozen: &Frozen) -> Markup {
    let rows = frozen.lines.iter().map(|line| {
        vec![html! { (line.figure) }, html! { (line.name) }, html! { strong { (line.value) } " " (line.beside) }]
    });
    html! {
        @if let Some(on) = frozen.on {
            p.govuk-body { (frozen.label) ". As it stood on " (dates::day(on)) "." }
        }
        @if !frozen.lines.is_empty() {
            @if frozen.lines.iter().all(|line| line.figure.is_empty()) {
                dl.govuk-summary-list {
                    @for line in &frozen.lines {
                        div.govuk-summary-list__row {
                            dt.govuk-summary-list__key { (line.name) }
                            dd.govuk-summary-list__value { span.eh-pre { (line.value) } " " (line.beside) }
                        }
                    }
                }
            } @else { (parts::table("", &["No", "What", "Then"], rows.collect())) }
        }
    }
}

/// The parts of the board's room.
pub(super) fn rooms(of: &Board, here: &str) -> Markup {
    let at =
        |part: &str| if part.is_empty() { format!("/boards/{}", of.id) } else { format!("/boards/{}/{part}", of.id) };
    let items = [
        ("Board", at("")),
        ("Plan", at("plan")),
        ("Actions", at("actions")),
        ("Risks", at("risks")),
        ("Linked plans", at("linked-plans")),
        ("Strategy", at("strategies")),
        ("Scrutiny", at("scrutiny")),
        ("Self-assessment", at("self-assessments")),
    ];
    let here = if here.is_empty() { at("") } else { at(here) };
    parts::sub_navigation(&of.name, &items, &here)
}

/// Whether whoever looks keeps this board.
pub(super) fn keeps(inside: &mut impl Permits, of: BoardId) -> Result<bool> {
    inside.may(acts::Keep, of)
}

/// What stands now, for whoever comes second: nothing where nobody was before them.
pub(super) fn overtaken(
    inside: &mut impl Permits,
    sheet: &mut Sheet,
    version: i64,
    (subject, kinds): (Uuid, &[Kind]),
    rows: &[(&str, &str)],
) -> Result<Option<Markup>> {
    if !sheet.is_behind("version", version) {
        return Ok(None);
    }
    let changed = access::last_change(inside.conn(), subject, kinds)?;
    Ok(Some(web::theirs(changed.as_ref(), rows)))
}

/// What the command gave, where the form is right so far.
pub(super) fn heed<T>(sheet: &mut Sheet, done: impl FnOnce() -> Result<T>) -> Result<Option<T>> {
    if sheet.is_valid() { sheet.heed(done()) } else { Ok(None) }
}

/// Words that were typed in lines.
pub(super) fn text(text: &str) -> Markup {
    html! { @if !text.is_empty() { p.govuk-body.eh-pre { (text) } } }
}
