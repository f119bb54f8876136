//! Databases of tests on the `PostgreSQL` server go with their tests. The stories in `tests` use this file as well.

use sea_orm::{ConnectionTrait, Database};

/// Removes a test's own database from the server that the tests run on, also when the test failed; a file goes with its
/// folder.
pub fn remove(url: &str) {
    let url = url::Url::parse(url).expect("the URL of a database");
    let (false, Ok(server)) = (url.scheme() == "sqlite", std::env::var("LEADLINE_TEST_POSTGRES_URL")) else {
        return;
    };
    let statement = format!("drop database if exists {} with (force)", url.path().trim_start_matches('/'));
    let remove = async move {
        let admin = Database::connect(server).await.expect("the PostgreSQL server answers");
        admin.execute_unprepared(&statement).await.expect("removed");
        admin.close().await.expect("closed");
    };
    // A test's own runtime cannot be waited on from here.
    let alone = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime")
            .block_on(remove);
    };
    let _ = std::thread::spawn(alone).join();
}
