//! Figures of the demo: all that was made up is counted once.

use access::App;
use store::Conn;

pub(crate) fn count(conn: &mut Conn, app: &App) -> web::Result<()> {
    Ok(crate::keeping::count_anew_within(conn, &app.pack, app.db.now())?)
}
