//! A database of its own for every test, and word of which databases the tests run on.

use std::{io::Write, sync::Once};

use leadline::{config::DatabaseConfig, db::Db, jobs};
use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::leftovers;

/// Where PostgreSQL is.
const POSTGRES_URL: &str = "LEADLINE_TEST_POSTGRES_URL";

/// A migrated database: a file goes with the test, one on a server with a later run (see [`leftovers`]).
pub struct TestDatabase {
    pub config: DatabaseConfig,
    _folder: Option<TempDir>,
}

impl TestDatabase {
    /// A file in a temporary folder.
    pub async fn sqlite() -> Self {
        say_which();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        let config = DatabaseConfig { url, max_connections: 5 };
        migrate(&config).await;
        Self { config, _folder: Some(folder) }
    }

    /// A database on the server that the environment names; none when it names none.
    pub async fn postgres() -> Option<Self> {
        say_which();
        let server = match std::env::var(POSTGRES_URL) {
            Ok(server) => server,
            Err(missing) => {
                let may_skip = std::env::var("LEADLINE_TEST_SKIP_NOTHING").is_err();
                assert!(may_skip, "{POSTGRES_URL}: {missing}, and nothing may be skipped");
                return None;
            }
        };
        let template = template(&server).await;
        let name = unique_name("test");
        let admin = Database::connect(&server).await.expect("the PostgreSQL server answers");
        admin
            .execute_unprepared(&format!("create database {name} template {template}"))
            .await
            .expect("created");
        admin.close().await.expect("closed");
        Some(Self {
            config: DatabaseConfig { url: on_database(&server, &name), max_connections: 5 },
            _folder: None,
        })
    }
}

/// A migrated database to copy, made once in each process.
async fn template(server: &str) -> &'static str {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(|| async {
            let name = unique_name("template");
            let admin = Database::connect(server).await.expect("the PostgreSQL server answers");
            leftovers::remove(&admin).await;
            admin.execute_unprepared(&format!("create database {name}")).await.expect("created");
            admin.close().await.expect("closed");
            migrate(&DatabaseConfig { url: on_database(server, &name), max_connections: 2 }).await;
            name
        })
        .await
}

async fn migrate(config: &DatabaseConfig) {
    Db::migrate(config).await.expect("migrated");
    let db = Db::connect(config, None).await.expect("connected");
    jobs::migrate(&db).await.expect("the queue's tables are made");
    db.close().await.expect("closed");
}

/// With it, [`leftovers`] can tell when it was made.
fn unique_name(kind: &str) -> String {
    format!("leadline_{kind}_{}", Uuid::now_v7().simple())
}

fn on_database(server: &str, name: &str) -> String {
    let (base, _) = server.rsplit_once('/').expect("a URL that ends with a database");
    format!("{base}/{name}")
}

/// Past the capture of the test runner, so that it is seen.
fn say_which() {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        let which = match std::env::var(POSTGRES_URL) {
            Ok(_) => "tests run on SQLite and PostgreSQL, nothing is skipped".to_owned(),
            Err(_) => {
                format!("tests run on SQLite; skipped: those on PostgreSQL (set {POSTGRES_URL} to run them)")
            }
        };
        let _ = writeln!(std::io::stderr(), "\n{which}");
    });
}
