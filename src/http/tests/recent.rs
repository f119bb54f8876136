//! Who signed in is known for a moment, and not for longer than it is true.

use chrono::TimeDelta;
use entity::{Role, session, user};
use sea_orm::{EntityTrait, sea_query::Expr};

use super::support::Server;
use crate::{auth::Actor, db::Db, http::identity};

/// The role in which a request with the token acts; none when it is refused.
async fn role(server: &Server) -> Option<Role> {
    match identity::of_token(&server.app, &server.token).await {
        Ok(signed_in) => match signed_in.actor {
            Actor::User(person) => Some(person.role),
            Actor::System => unreachable!("nobody signs in as the system"),
        },
        Err(refusal) => {
            assert_eq!(refusal.status, 401);
            None
        }
    }
}

async fn set_role(db: &Db, role: Role) {
    let tx = db.begin().await.unwrap();
    user::Entity::update_many().col_expr(user::Column::Role, Expr::value(role)).exec(&*tx).await.unwrap();
    tx.commit_without_entry().await.unwrap();
}

async fn revoke(server: &Server, db: &Db) {
    let tx = db.begin().await.unwrap();
    let revoked =
        session::Entity::update_many().col_expr(session::Column::EndedAt, Expr::value(server.clock.now()));
    revoked.exec(&*tx).await.unwrap();
    tx.commit_without_entry().await.unwrap();
}

#[tokio::test]
async fn what_this_process_changes_holds_for_the_next_request() {
    for server in Server::on_each_database().await {
        let db = &server.app.db;
        for changed in [Role::Manager, Role::Admin, Role::Agent] {
            set_role(db, changed).await;
            assert_eq!(role(&server).await, Some(changed));
            assert_eq!(role(&server).await, Some(changed), "and again");
        }
        revoke(&server, db).await;
        assert_eq!(role(&server).await, None);
    }
}

#[tokio::test]
async fn what_another_process_changes_holds_within_a_second() {
    for server in Server::on_each_database().await {
        let other = Db::connect(&server.app.config.database, None).await.unwrap();
        set_role(&server.app.db, Role::Agent).await;
        assert_eq!(role(&server).await, Some(Role::Agent));
        set_role(&other, Role::Admin).await;
        server.clock.advance(TimeDelta::seconds(1));
        assert_eq!(role(&server).await, Some(Role::Admin));
        revoke(&server, &other).await;
        server.clock.advance(TimeDelta::seconds(1));
        assert_eq!(role(&server).await, None);
    }
}

#[tokio::test]
async fn who_is_known_still_expires() {
    for server in Server::on_each_database().await {
        server.clock.advance(TimeDelta::minutes(60) - TimeDelta::milliseconds(1));
        assert!(role(&server).await.is_some());
        server.clock.advance(TimeDelta::milliseconds(1));
        assert_eq!(role(&server).await, None);
    }
}

#[tokio::test]
async fn who_asks_again_and_again_is_looked_up_once() {
    for server in Server::on_each_database().await {
        role(&server).await;
        let other = Db::connect(&server.app.config.database, None).await.unwrap();
        // Unseen by this process until the second is over: so it did not ask.
        revoke(&server, &other).await;
        assert!(role(&server).await.is_some());
    }
}
