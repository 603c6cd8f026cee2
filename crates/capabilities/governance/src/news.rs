//! What a board tells its members of.

use access::Role;
use work::news::Kind;

/// Those who mostly sit on boards: they choose how they are told. Others are told as is usual.
const MEMBERS: &[Role] =
    &[Role::Board, Role::Commissioner, Role::Head, Role::Manager, Role::Auditor, Role::Practitioner];

/// A meeting was planned, moved, or is not held.
pub const MEETING: Kind =
    Kind::new("board-meeting", "A meeting of my board", "A meeting of your board").for_roles(MEMBERS).usually_daily();

/// Agenda and papers are out.
pub const PAPERS: Kind = Kind::new("board-papers", "Papers of my board", "Agenda and papers of your board are out")
    .for_roles(MEMBERS)
    .never_silent();

/// Minutes can be read.
pub const MINUTES: Kind = Kind::new("board-minutes", "Minutes of my board", "Minutes of your board can be read")
    .for_roles(MEMBERS)
    .usually_daily();

/// Minutes were given back to whoever wrote them.
pub const BACK: Kind =
    Kind::new("board-minutes-back", "My minutes are given back", "Minutes that you wrote were given back")
        .for_roles(MEMBERS);

/// A strategy was published.
pub const STRATEGY: Kind = Kind::new("strategy-published", "A strategy of my board", "Your board published a strategy")
    .for_roles(MEMBERS)
    .usually_daily();

/// All of them.
pub const ALL: &[Kind] = &[MEETING, PAPERS, MINUTES, BACK, STRATEGY];
