//! What commissioning tells people of.

use access::Role;
use work::news::Kind;

/// A period is over for which a service of theirs owes a return.
pub const DUE: Kind = Kind::new("return-due", "A return of our services is due", "A return of your service is due")
    .for_roles(&[Role::Provider])
    .usually_daily();

/// A return did not come in time: told to those who run the service and to commissioners.
pub const LATE: Kind = Kind::new("return-late", "A service's return is late", "A service's return is late")
    .for_roles(&[Role::Provider, Role::Commissioner])
    .never_silent();

/// A return was put right after it was given.
pub const CORRECTED: Kind = Kind::new("return-corrected", "A return is put right", "A service's return was put right")
    .for_roles(&[Role::Commissioner])
    .usually_daily();

/// All of them.
pub const ALL: &[Kind] = &[DUE, LATE, CORRECTED];
