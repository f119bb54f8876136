//! Leadline's schema: the same tables on `SQLite` and `PostgreSQL`.
//!
//! Migrations are written as SQL, because partial and expression indexes are part of the design; the six
//! types whose names differ are written in braces ([`dialect`]). Each migration is one transaction.

pub use sea_orm_migration::prelude::{MigrationTrait, MigratorTrait};

mod dialect;
mod m0001_people;
mod m0002_lists;
mod m0003_leads;
mod m0004_events;
mod m0005_mail;
mod m0006_schedule;
mod m0007_documents;
mod m0008_organisation;
mod m0009_sign_in;
mod m0010_access;
mod m0011_assignment;
mod m0012_audit;
mod m0013_waiting;
mod m0014_places;
mod m0015_asked_from;

/// Runs the migrations, in order.
pub struct Migrator;

#[sea_orm_migration::async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_people::Migration),
            Box::new(m0002_lists::Migration),
            Box::new(m0003_leads::Migration),
            Box::new(m0004_events::Migration),
            Box::new(m0005_mail::Migration),
            Box::new(m0006_schedule::Migration),
            Box::new(m0007_documents::Migration),
            Box::new(m0008_organisation::Migration),
            Box::new(m0009_sign_in::Migration),
            Box::new(m0010_access::Migration),
            Box::new(m0011_assignment::Migration),
            Box::new(m0012_audit::Migration),
            Box::new(m0013_waiting::Migration),
            Box::new(m0014_places::Migration),
            Box::new(m0015_asked_from::Migration),
        ]
    }
}
