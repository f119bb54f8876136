//! Streams live for hours: what they tell is what their people may see by then, and nothing else.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use entity::Role;
use futures::{StreamExt, stream::BoxStream};
use serde_json::{Value, json};

use super::{
    leaks::{Asked, argument_sets, deepest},
    schema::Schema,
    seed::{self, Stranger},
    values::IDS,
    worlds::World,
};
use crate::{
    story,
    support::{App, Someone, wait_until},
};

/// For what would come at once, if it came.
const MOMENT: Duration = Duration::from_millis(300);
const EVENTS: &str = "subscription($after: String) { leadEvents(after: $after) { kind leadId lead { id } } }";

/// What a stream has told so far.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<Value>>>);

impl Told {
    fn by(mut answers: BoxStream<'static, Value>) -> Self {
        let told = Self::default();
        let here = told.clone();
        tokio::spawn(async move {
            while let Some(answer) = answers.next().await {
                here.0.lock().expect("whole").push(answer);
            }
            here.0.lock().expect("whole").push(json!("the end"));
        });
        told
    }

    fn so_far(&self) -> Vec<Value> {
        self.0.lock().expect("whole").clone()
    }

    async fn contains(&self, text: &str) {
        wait_until(text, || async { json!(self.so_far()).to_string().contains(text) }).await;
    }
}

/// Waits until all have told what they have to tell. They tell of things as they are when they tell: those that are
/// compared with each other must have told before anything changes again.
async fn settle(streams: &[(Asked, Vec<Told>)]) {
    let told = || streams.iter().flat_map(|(_, told)| told).map(|told| told.so_far().len()).sum::<usize>();
    let (mut before, mut still) = (told(), 0);
    while still < 3 {
        tokio::time::sleep(MOMENT).await;
        let now = told();
        still = if now == before { still + 1 } else { 0 };
        before = now;
    }
}

/// Everything that can happen to a lead.
async fn live(app: &App, world: &World) {
    let lead = world.get("«lead»");
    app.update_lead(lead, json!({ "jobTitle": format!("{} II", world.get("«marker»")) })).await;
    app.change_status(lead, json!({ "status": "WARM", "note": world.get("«marker»") })).await;
    let other = app.group("East", &[], &[]).await;
    app.update_lead(lead, json!({ "groupId": other.to_string() })).await;
    app.run_jobs().await;
    app.delete_lead(lead).await;
    app.restore_lead(lead).await;
    app.change_status(lead, json!({ "status": "COLD" })).await;
    app.run_jobs().await;
}

story! {
    async fn no_stream_tells_anything_of_a_lead_that_one_may_not_see(app) {
        let schema = Schema::load().await;
        let (hidden, _) = seed::hidden_lead(&app).await;
        let Stranger { who, world, .. } = seed::stranger(&app, &hidden, "Sven", Role::Manager).await;
        // What is to be sent about their own lead is sent.
        app.run_jobs().await;
        let worlds = [world.clone(), world.ghost('a')];
        let mut streams = Vec::new();
        for field in &schema.of("Subscription").fields {
            for set in argument_sets(&schema, field, IDS[0], usize::MAX) {
                for selection in schema.selections(&field.of, 2) {
                    let asked = Asked::written("subscription", field, &set, &selection);
                    let mut told = Vec::new();
                    for world in &worlds {
                        let variables = world.fill(&asked.variables);
                        let answers = app.stream(&who, &asked.document, variables).await;
                        told.push(Told::by(answers));
                    }
                    streams.push((asked, told));
                }
            }
        }
        let control = Told::by(app.stream(&who, "subscription { leadEvents { kind lead { company } } }", json!({})).await);
        settle(&streams).await;
        // A stream does not say when it begins to listen: one's own lead is changed until it is heard of.
        for turn in 0..100 {
            app.update_lead(world.get("«own lead»"), json!({ "company": format!("Listening {turn}") })).await;
            settle(&streams).await;
            if json!(control.so_far()).to_string().contains("Listening") {
                break;
            }
        }
        live(&app, &world).await;
        settle(&streams).await;
        app.update_lead(world.get("«own lead»"), json!({ "company": "That is all" })).await;
        control.contains("That is all").await;
        settle(&streams).await;
        let mut answers = 0;
        for (asked, told) in &streams {
            let [of_hidden, of_ghost] = [0, 1].map(|index| Value::Array(told[index].so_far()));
            let question = worlds[0].fill(&asked.variables).to_string();
            assert_eq!(world.told(&of_hidden, &question), Vec::<String>::new(), "{}\n{question}\n{of_hidden}", asked.document);
            let (hidden, ghost) = (worlds[0].symbols(&of_hidden), worlds[1].symbols(&of_ghost));
            assert!(hidden == ghost, "{}\n{question}\nat {}", asked.document, deepest(&ghost, &hidden));
            answers += told[0].so_far().len();
        }
        assert!(streams.len() > 20 && answers > streams.len(), "{} streams told {answers} times", streams.len());
    }
}

/// Hears of somebody's events from the end of the log on.
async fn hear(app: &App, who: &Someone) -> Told {
    let end = app.admin("{ events(last: 1) { pageInfo { endCursor } } }", Value::Null).await;
    let after = end["events"]["pageInfo"]["endCursor"].clone();
    Told::by(app.stream(who, EVENTS, json!({ "after": after })).await)
}

fn leads(told: &Told) -> Vec<(Value, Value)> {
    let so_far = told.so_far();
    so_far
        .iter()
        .map(|answer| &answer["data"]["leadEvents"])
        .map(|event| (event["kind"].clone(), event["leadId"].clone()))
        .collect()
}

story! {
    async fn a_stream_goes_by_what_its_subscriber_reaches_when_something_happens(app) {
        let anna = app.hire("Anna", Role::Agent).await;
        let north = app.group("North", &[&anna], &[]).await;
        let south = app.group("South", &[], &[]).await;
        let lead = app.create_lead(json!({ "email": "a@prospect.example", "groupId": north.to_string() })).await;
        let other = app.create_lead(json!({ "email": "b@prospect.example", "groupId": south.to_string() })).await;
        let own = app.create_lead(json!({ "email": "c@prospect.example", "assigneeId": anna.id.to_string() })).await;
        let told = hear(&app, &anna).await;
        let change = async |ids: &[&str], company: &str| {
            for id in ids {
                app.update_lead(id, json!({ "company": company })).await;
            }
        };
        change(&[&lead, &other, &own], "One").await;
        wait_until("her leads are heard of", || async { leads(&told).len() == 2 }).await;

        app.leave(&anna, north).await;
        change(&[&lead, &other, &own], "Two").await;
        wait_until("her own is heard of", || async { leads(&told).len() == 3 }).await;

        app.join(&anna, south).await;
        change(&[&lead, &other, &own], "Three").await;
        wait_until("both are heard of", || async { leads(&told).len() == 5 }).await;

        app.collaborate(south, north, false).await;
        change(&[&lead], "Four").await;
        wait_until("the partner's is heard of", || async { leads(&told).len() == 6 }).await;

        let updated = |id: &str| (json!("LEAD_UPDATED"), json!(id));
        assert_eq!(leads(&told), [&lead, &own, &own, &other, &own, &lead].map(|id| updated(id)));
        assert!(told.so_far().iter().all(|answer| answer["data"]["leadEvents"]["lead"]["id"].is_string()));
    }
}

story! {
    async fn that_a_lead_was_deleted_is_heard_by_those_who_saw_it(app) {
        let (anna, bert) = (app.hire("Anna", Role::Agent).await, app.hire("Bert", Role::Agent).await);
        let north = app.group("North", &[&anna], &[]).await;
        let lead = app.create_lead(json!({ "email": "a@prospect.example", "groupId": north.to_string() })).await;
        let own = app.create_lead(json!({ "email": "b@prospect.example", "assigneeId": bert.id.to_string() })).await;
        let (annas, berts) = (hear(&app, &anna).await, hear(&app, &bert).await);
        app.delete_lead(&lead).await;
        wait_until("Anna hears of it", || async { !leads(&annas).is_empty() }).await;
        app.update_lead(&own, json!({ "company": "Acme" })).await;
        wait_until("Bert hears of his own", || async { !leads(&berts).is_empty() }).await;
        assert_eq!(leads(&annas), [(json!("LEAD_DELETED"), json!(lead))]);
        assert_eq!(leads(&berts), [(json!("LEAD_UPDATED"), json!(own))]);
        assert!(annas.so_far()[0]["data"]["leadEvents"]["lead"].is_null());
    }
}

story! {
    async fn a_screen_ends_when_its_lead_is_out_of_sight_and_a_stream_when_its_subscriber_has_another_role(app) {
        let (anna, dora) = (app.hire("Anna", Role::Agent).await, app.hire("Dora", Role::Admin).await);
        let (north, south) = (app.group("North", &[&anna], &[]).await, app.group("South", &[], &[]).await);
        let lead = app.create_lead(json!({ "email": "a@prospect.example", "groupId": north.to_string() })).await;
        let query = "subscription($id: ID!) { leadChanged(id: $id) { company } }";
        let screen = Told::by(app.stream(&anna, query, json!({ "id": lead })).await);
        wait_until("it is shown", || async { !screen.so_far().is_empty() }).await;
        let doras = hear(&app, &dora).await;
        app.update_lead(&lead, json!({ "groupId": south.to_string(), "company": "Out of sight" })).await;
        screen.contains("the end").await;
        assert_eq!(screen.so_far()[1..], [json!("the end")]);
        wait_until("Dora hears of it", || async { !leads(&doras).is_empty() }).await;

        app.promote(&dora, Role::Agent).await;
        app.update_lead(&lead, json!({ "company": "Not for Dora" })).await;
        doras.contains("the end").await;
        let told = doras.so_far();
        assert_eq!(told[1]["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{told:?}");
        assert!(!json!(told).to_string().contains("Not for Dora"));
    }
}
