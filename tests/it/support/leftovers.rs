//! Databases on the PostgreSQL server go with their tests; what a process that was killed left behind, and the template
//! of each process, goes with a later one.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, FromQueryResult, Statement};
use uuid::Uuid;

/// No process with tests runs for so long.
const OLD: Duration = Duration::from_hours(6);

/// Removes a database, from a destructor.
pub fn remove(server: String, name: String) {
    let remove = async move {
        let admin = Database::connect(server).await.expect("the PostgreSQL server answers");
        drop_database(&admin, &name).await;
        admin.close().await.expect("closed");
    };
    // The test's own runtime cannot be waited on from there.
    let alone = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime")
            .block_on(remove);
    };
    let _ = std::thread::spawn(alone).join();
}

/// Removes what nobody uses any more.
pub async fn remove_old(admin: &DatabaseConnection) {
    #[derive(FromQueryResult)]
    struct Named {
        datname: String,
    }
    let all = "select datname from pg_database where datname like 'leadline\\_test\\_%' \
               or datname like 'leadline\\_template\\_%'";
    let all = Statement::from_string(admin.get_database_backend(), all);
    let now = time_of(Uuid::now_v7()).expect("it has a time");
    for Named { datname } in Named::find_by_statement(all).all(admin).await.expect("the databases") {
        let made = datname.rsplit('_').next().and_then(|id| time_of(Uuid::parse_str(id).ok()?));
        if made.is_some_and(|made| made + OLD < now) {
            drop_database(admin, &datname).await;
        }
    }
}

/// When an id was made, since 1970: ids of version 7 tell.
fn time_of(id: Uuid) -> Option<Duration> {
    let (seconds, _) = id.get_timestamp()?.to_unix();
    Some(Duration::from_secs(seconds))
}

async fn drop_database(admin: &DatabaseConnection, name: &str) {
    // Another process may be about it.
    if let Err(error) =
        admin.execute_unprepared(&format!("drop database if exists {name} with (force)")).await
    {
        eprintln!("the database {name} is left: {error}");
    }
}
