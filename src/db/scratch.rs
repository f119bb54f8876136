//! Databases of tests on the `PostgreSQL` server go with their tests.

use sea_orm::{ConnectionTrait, Database};

use crate::config::DatabaseConfig;

/// Removes a database from the server that the tests run on, also when the test failed; a file goes with its folder.
pub fn remove(config: &DatabaseConfig) {
    let (false, Ok(server)) = (config.is_sqlite(), std::env::var("LEADLINE_TEST_POSTGRES_URL")) else {
        return;
    };
    let url = url::Url::parse(&config.url).unwrap();
    let statement = format!("drop database {} with (force)", url.path().trim_start_matches('/'));
    let remove = async move {
        let admin = Database::connect(server).await.unwrap();
        admin.execute_unprepared(&statement).await.unwrap();
        admin.close().await.unwrap();
    };
    // A test's own runtime cannot be waited on from here.
    let alone =
        || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(remove);
    let _ = std::thread::spawn(alone).join();
}
