//! The list, on both databases.

use std::sync::Arc;

use chrono::{TimeZone, Utc};
use sea_orm::{ConnectionTrait, Database};

use super::{DocumentId, NewDocument, Sha256Hash, add, index, list, remove, text, version};
use crate::{
    auth::Actor,
    clock::{Clock, ManualClock},
    config::{Config, DatabaseConfig},
    context::Ctx,
    db::Db,
    events::{Bus, Origin},
};

async fn on(url: String) -> Ctx {
    let config = Config { database: DatabaseConfig { url, max_connections: 2 }, ..Config::default() };
    Db::migrate(&config.database).await.unwrap();
    Ctx {
        db: Db::connect(&config.database, None).await.unwrap(),
        clock: Clock::from(ManualClock::new(Utc.with_ymd_and_hms(2026, 3, 1, 10, 0, 0).unwrap())),
        bus: Bus::default(),
        config: Arc::new(config),
        actor: Actor::System,
        origin: Origin::command_line("test"),
        idempotency_key: None,
    }
}

fn document(id: &str, text: &str) -> NewDocument {
    NewDocument { id: DocumentId::parse(id).unwrap(), name: "A".into(), text: text.into() }
}

fn by_hash(text: &str) -> NewDocument {
    NewDocument { id: DocumentId::Hash(Sha256Hash::of(text)), name: "B".into(), text: text.into() }
}

#[tokio::test]
async fn documents_come_and_go() {
    let folder = tempfile::tempdir().unwrap();
    keep_the_list(on(format!("sqlite://{}", folder.path().join("test.db").display())).await).await;
    if let Ok(server) = std::env::var("LEADLINE_TEST_POSTGRES_URL") {
        let name = format!("leadline_documents_{}", uuid::Uuid::now_v7().simple());
        let admin = Database::connect(&server).await.unwrap();
        admin.execute_unprepared(&format!("create database {name}")).await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        keep_the_list(on(format!("{base}/{name}")).await).await;
        admin.execute_unprepared(&format!("drop database {name} with (force)")).await.unwrap();
    }
}

async fn keep_the_list(ctx: Ctx) {
    let db = ctx.db.conn();
    assert_eq!(version(db).await.unwrap(), None);
    let umlaut = "{ a(b: \"ü\") }";
    let added =
        add(&ctx, vec![document("relay-1", umlaut), by_hash(umlaut), by_hash("{ c }")]).await.unwrap();
    assert_eq!((added.added, added.known), (3, 0));
    let first = version(db).await.unwrap().unwrap();

    // The same again changes nothing, and nobody needs to look.
    let again = add(&ctx, vec![by_hash("{ c }"), by_hash("{ c }")]).await.unwrap();
    assert_eq!((again.added, again.known), (0, 2));
    assert_eq!(version(db).await.unwrap().unwrap(), first);

    // An id is for ever that of its text; of those that come with it, none is added.
    let refused = add(&ctx, vec![by_hash("{ d }"), document("relay-1", "{ other }")]).await.unwrap_err();
    assert!(refused.to_string().contains("`relay-1` is the id of another text"), "{refused}");
    let twice = add(&ctx, vec![document("x", "{ a }"), document("x", "{ b }")]).await;
    assert!(twice.is_err());
    assert_eq!(index(db).await.unwrap().len(), 3);

    let entries = list(db).await.unwrap();
    let brief: Vec<_> = entries.iter().map(|entry| (&*entry.name, entry.length)).collect();
    assert_eq!(brief, [("A", 13), ("B", brief[1].1), ("B", brief[2].1)]);
    assert_eq!(entries[0].added_at, ctx.clock.now());
    assert_eq!(text(db, Sha256Hash::of(umlaut)).await.unwrap().as_deref(), Some(umlaut));
    assert_eq!(text(db, Sha256Hash::of("{ d }")).await.unwrap(), None);

    // By the hash of a text goes every id that it has.
    assert_eq!(remove(&ctx, &DocumentId::Hash(Sha256Hash::of(umlaut))).await.unwrap(), 2);
    assert_eq!(remove(&ctx, &DocumentId::Custom("relay-1".into())).await.unwrap(), 0);
    assert_eq!(index(db).await.unwrap().len(), 1);
    assert_ne!(version(db).await.unwrap().unwrap(), first);
    let many = (0..1_200).map(|number| by_hash(&format!("{{ a{number} }}"))).collect();
    assert_eq!(add(&ctx, many).await.unwrap().added, 1_200);
    ctx.db.close().await.unwrap();
}
