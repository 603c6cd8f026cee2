//! What waits for a panel too long is late: it climbs from whoever chairs to their managers and the head (T33). Putting
//! it off does not move the day.

use crate::records;
use access::capability::Late;
use chrono::NaiveDate;
use pack::Pack;
use std::collections::BTreeMap;
use store::{AnyId, Conn, Result};

/// Items that should have been decided by now. Of a panel outside the task of whoever hears it tells so by itself.
pub(crate) fn late_items(conn: &mut Conn, _: &Pack, today: NaiveDate) -> Result<Vec<Late>> {
    let panels: BTreeMap<_, _> = records::list(conn)?.into_iter().map(|panel| (panel.id, panel)).collect();
    let items = records::late_items(conn, today)?;
    let late = items.into_iter().filter_map(|item| {
        let panel = panels.get(&item.panel_id).filter(|panel| !panel.outside)?;
        Some(Late {
            subject: AnyId(item.id.0),
            kind: "panel-item".into(),
            due_on: item.due_on,
            owners: panel.chairs(),
            team: None,
            group: "Panels",
            family: item.family_id,
        })
    });
    Ok(late.collect())
}
