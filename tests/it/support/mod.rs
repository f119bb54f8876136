//! What the stories stand on: an application with a manual clock, databases of their own, a mail server, processes.

mod app;
mod database;
mod event_stream;
mod leftovers;
pub mod oidc;
mod process;
mod server;
mod smtp;

pub use app::{App, Browser, CLIENT, PROGRAM, Seen, Someone, Tokens, VERIFIER, code, wait_until};
pub use database::TestDatabase;
pub use event_stream::EventSource;
pub use process::{Leadline, stop, worker_has_started};
pub use smtp::{Reply, SmtpServer};

/// Makes one test for each database of a story: `story!(name, |app| { … })`.
#[macro_export]
macro_rules! story {
    ($(#[$meta:meta])* async fn $name:ident($app:ident) $body:block) => {
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn tell($app: $crate::support::App) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                tell($crate::support::App::start($crate::support::TestDatabase::sqlite().await).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                if let Some(database) = $crate::support::TestDatabase::postgres().await {
                    tell($crate::support::App::start(database).await).await;
                }
            }
        }
    };
}
