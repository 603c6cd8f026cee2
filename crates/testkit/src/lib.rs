//! Worlds for tests: a migrated database of either engine with the cast of the demo and no family, and people signed
//! in to it who read pages and send forms as a browser would.
//!
//! It never runs in production, and it never looks at how a page is written: fields are found by their names, words as
//! a person reads them.

mod page;
mod person;
mod world;

pub use page::Page;
pub use person::Person;
pub use world::{NOW, World};

/// `story!(a_sentence, |w| { … })`: the same story on SQLite and on PostgreSQL. Where `TEST_POSTGRES_URL` is not set
/// (`./test quick`), the second says so and passes.
#[macro_export]
macro_rules! story {
    ($name:ident, |$w:ident| $body:block) => {
        mod $name {
            #[allow(unused_imports, reason = "a story need not use everything of its file")]
            use super::*;
            async fn tell($w: $crate::World) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                tell($crate::World::sqlite()).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(world) = $crate::World::postgres() {
                    tell(world).await;
                }
            }
        }
    };
}
