//! Databases that earlier runs of the tests left on the PostgreSQL server. They do not go with their tests: removing one
//! is a long transaction, and until it ends no other database of the server lists its newest events.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DatabaseConnection, FromQueryResult, Statement};
use uuid::Uuid;

/// A run is over by then.
const OLD: Duration = Duration::from_hours(1);

/// Removes the old ones, of the library's tests as well.
pub async fn remove(admin: &DatabaseConnection) {
    #[derive(FromQueryResult)]
    struct Named {
        datname: String,
    }
    let named = "select datname from pg_database where datname like 'leadline\\_%\\_%'";
    let named = Statement::from_string(admin.get_database_backend(), named);
    let now = time_of(Uuid::now_v7()).expect("it has a time");
    for Named { datname } in Named::find_by_statement(named).all(admin).await.expect("the databases") {
        let made = datname.rsplit('_').next().and_then(|id| time_of(Uuid::parse_str(id).ok()?));
        if made.is_some_and(|made| made + OLD < now) {
            // Fails when it is in use, or when another process is about it.
            let drop = format!("drop database if exists {datname}");
            if let Err(error) = admin.execute_unprepared(&drop).await {
                eprintln!("the database {datname} is left: {error}");
            }
        }
    }
}

/// When an id was made, since 1970: ids of version 7 tell.
fn time_of(id: Uuid) -> Option<Duration> {
    let (seconds, _) = id.get_timestamp()?.to_unix();
    Some(Duration::from_secs(seconds))
}
