//! Whole files, on a real database.

use csv::StringRecord;
use entity::{Consent, LeadStatus, lead};
use proptest::prelude::*;
use sea_orm::{EntityTrait, QueryOrder};

use super::*;
use crate::{
    communications::fixture::{World, worlds},
    context::Mode,
};

#[derive(Default)]
struct Heard {
    refused: Vec<String>,
    notes: Vec<String>,
}

impl Listener for Heard {
    fn mapped(&mut self, _: &Mapping, _: u8) -> std::io::Result<()> {
        Ok(())
    }
    fn refused(&mut self, row: &RefusedRow, _: &StringRecord) -> std::io::Result<()> {
        self.refused.push(format!("{}: {row}", row.line));
        Ok(())
    }
    fn note(&mut self, note: &Note) {
        self.notes.push(format!("{}: {}", note.line, note.message));
    }
    fn progress(&mut self, _: &Summary) {}
}

async fn import(world: &World, file: &[u8], mode: Mode) -> (Result<Summary, ImportError>, Heard) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.csv");
    std::fs::write(&path, file).unwrap();
    let mut heard = Heard::default();
    let options = Options { mode, assignee: None, source_key: None, currency: None, overrides: Vec::new() };
    let source = Source::open(&path).unwrap();
    (run(&world.ctx, source, &options, &mut heard).await, heard)
}

async fn leads(world: &World) -> Vec<lead::Model> {
    lead::Entity::find().order_by_asc(lead::Column::Number).all(world.ctx.db.conn()).await.unwrap()
}

#[tokio::test]
async fn good_rows_come_in_and_bad_ones_say_why() {
    let file = "Vorname;Nachname;E-Mail;Land;Status;Verkäufer;Lost reason;Email Opt Out;Erwarteter Umsatz\r\n\
        Jürgen;\"Weiß; \"\"der Lange\"\"\nzweite Zeile\";j@x.example;Österreich;Contacted;user1@example.com;;1;€ 1.250,50\r\n\
        \r\n\
        Anna;Huber;anna@;AT;;;;;\r\n\
        Ben;Lo;ben@x.example;Narnia;Unqualified;;Too expensive;0;\r\n\
        C;D;c@x.example;;Won;Nobody;;;\r\n\
        a;b;c;d;e;f;g;h;i;j\r\n";
    for world in worlds().await {
        let agent = world.user(1).await;
        let file = file.replace("user1@example.com", &agent.email);
        let (summary, heard) = import(&world, file.as_bytes(), Mode::Commit).await;
        let summary = summary.unwrap();
        assert_eq!((summary.rows, summary.created, summary.refused, summary.moved), (5, 3, 2, 2));
        assert!(heard.refused[0].starts_with("8: the row has 10 cells"), "{:?}", heard.refused);
        assert!(
            heard.refused[1].starts_with("5: E-Mail: `anna@` is no e-mail address"),
            "{:?}",
            heard.refused
        );
        assert_eq!(heard.notes.len(), 3, "{:?}", heard.notes);
        let leads = leads(&world).await;
        let first = &leads[0];
        assert_eq!(first.last_name.as_deref(), Some("Weiß; \"der Lange\" zweite Zeile"));
        assert_eq!((first.status, first.assignee_id), (LeadStatus::Contacted, Some(agent.id)));
        assert_eq!((first.country.as_deref(), first.email_consent), (Some("AT"), Consent::Withdrawn));
        assert_eq!(
            (first.target_amount_minor, first.target_currency.as_deref()),
            (Some(125_050), Some("EUR"))
        );
        assert_eq!(leads[1].status, LeadStatus::Disqualified);
        assert_eq!(leads[2].status, LeadStatus::New, "nobody is won without having qualified");
    }
}

#[tokio::test]
async fn a_dry_run_says_the_same_and_keeps_nothing() {
    let file =
        "Name,Email,Status,Lost reason\nA B,a@x.example,Unqualified,Price\nC D,c@x.example,Contacted,\n";
    for world in worlds().await {
        let (rehearsed, first) = import(&world, file.as_bytes(), Mode::Rehearse).await;
        assert!(leads(&world).await.is_empty());
        let (done, second) = import(&world, file.as_bytes(), Mode::Commit).await;
        let (rehearsed, done) = (rehearsed.unwrap(), done.unwrap());
        assert_eq!((rehearsed.created, rehearsed.moved), (done.created, done.moved));
        assert_eq!(first.notes, second.notes);
    }
}

#[tokio::test]
async fn what_is_no_list_of_leads_is_refused() {
    let world = worlds().await.swap_remove(0);
    for (file, expected) in [("", "empty"), ("a,b\n1,2\n", "no column says how to reach")] {
        let (result, _) = import(&world, file.as_bytes(), Mode::Commit).await;
        assert!(result.unwrap_err().to_string().contains(expected));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]
    #[test]
    fn no_file_makes_it_panic(cells in "[\"a-zäö,;\t\r\n@.0-9]{0,300}", bytes in prop::collection::vec(any::<u8>(), 0..50)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let world = worlds().await.swap_remove(0);
            let mut file = format!("Email,Name,Amount,Country,Status\n{cells}").into_bytes();
            let _ = import(&world, &file, Mode::Commit).await;
            file.extend(bytes);
            let _ = import(&world, &file, Mode::Commit).await;
        });
    }
}
