//! Streams that break off, and go on.

use serde_json::{Value, json};

use crate::{story, support::EventSource};

const STATUSES: &str = "subscription($after: String) {
    leadEvents(after: $after, filter: { kinds: [LEAD_STATUS_CHANGED] }) { cursor data } }";

story! {
    async fn a_client_that_comes_again_with_its_last_id_goes_on_after_it(app) {
        let server = app.listen().await;
        let lead = app.create_qualified_lead("a@acme.example").await;
        let start = app.admin("{ events(last: 1) { pageInfo { endCursor } } }", Value::Null).await;
        let start = start["events"]["pageInfo"]["endCursor"].clone();
        // `after` is in every request: the last id, which is newer, goes before it.
        let mut client = EventSource::new(&server, STATUSES, &json!({ "after": start }));
        app.change_status(&lead, json!({ "status": "CONTACTED" })).await;
        app.change_status(&lead, json!({ "status": "WARM" })).await;
        let mut seen = vec![client.next().await.expect("an event")];
        let address = server.stop().await;

        // The second one was on its way, or was not: nobody can tell. Life goes on meanwhile.
        app.change_status(&lead, json!({ "status": "NURTURING" })).await;
        let server = app.listen_again(&address).await;
        for _ in 0..2 {
            seen.push(client.next().await.expect("an event"));
        }
        app.change_status(&lead, json!({ "status": "COLD" })).await;
        seen.push(client.next().await.expect("an event"));
        let address = server.stop().await;
        let _server = app.listen_again(&address).await;
        app.change_status(&lead, json!({ "status": "WARM" })).await;
        seen.push(client.next().await.expect("an event"));

        assert_eq!(client.connections, 3);
        let statuses: Vec<_> = seen.iter().map(|answer| answer["data"]["leadEvents"]["data"]["to"].clone()).collect();
        assert_eq!(statuses, ["CONTACTED", "WARM", "NURTURING", "COLD", "WARM"]);
        for answer in &seen {
            assert_eq!(answer["extensions"]["cursor"], answer["data"]["leadEvents"]["cursor"]);
        }
    }
}

story! {
    async fn every_stream_with_a_past_has_ids_and_others_have_none(app) {
        let lead = app.create_qualified_lead("a@acme.example").await;
        let start = app.admin("{ events(last: 1) { pageInfo { endCursor } } }", Value::Null).await;
        let start = start["events"]["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned();
        app.change_status(&lead, json!({ "status": "CONTACTED" })).await;

        let mail = "subscription { communicationChanged { template state } }";
        let event = app.event_stream(mail, Some(&start)).await.next().await.expect("an event");
        let answer = event.answer();
        assert_eq!(answer["data"]["communicationChanged"]["template"], "status_contacted");
        assert_eq!(answer["extensions"]["cursor"].as_str(), event.id.as_deref());
        assert!(event.id.is_some());

        let shown = format!("subscription {{ leadChanged(id: \"{lead}\") {{ status }} }}");
        let mut stream = app.event_stream(&shown, Some("of another stream")).await;
        for status in ["CONTACTED", "WARM"] {
            let event = stream.next().await.expect("an event");
            assert_eq!((event.answer()["data"]["leadChanged"]["status"].as_str(), &event.id), (Some(status), &None));
            app.change_status(&lead, json!({ "status": "WARM" })).await;
        }
    }
}

story! {
    async fn a_place_that_is_none_is_refused_clearly(app) {
        let lead = app.create_qualified_lead("a@acme.example").await;
        app.change_status(&lead, json!({ "status": "CONTACTED" })).await;
        let events = "subscription { leadEvents { kind } }";
        // The second is a cursor, but of a log that has come further: `9999999999:9999999999`.
        for (id, words) in [
            ("nonsense", "`Last-Event-ID`"),
            ("OTk5OTk5OTk5OTo5OTk5OTk5OTk5", "not from this database"),
        ] {
            let mut stream = app.event_stream(events, Some(id)).await;
            let answer = stream.next().await.expect("an event").answer();
            let error = &answer["errors"][0];
            assert_eq!(error["extensions"]["code"], "INVALID", "{answer}");
            assert!(error["message"].as_str().is_some_and(|message| message.contains(words)), "{answer}");
            assert_eq!(stream.next().await.expect("the end").name, "complete");
            assert!(stream.next().await.is_none());
        }
    }
}

story! {
    async fn a_slow_reader_is_told_that_it_lagged_and_misses_nothing_when_it_comes_again(app) {
        let lead = app.create_qualified_lead("a@acme.example").await;
        let start = app.admin("{ events(last: 1) { pageInfo { endCursor } } }", Value::Null).await;
        let start = start["events"]["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned();
        app.change_status(&lead, json!({ "status": "CONTACTED" })).await;
        let query = "subscription { leadEvents(filter: { kinds: [LEAD_UPDATED, LEAD_STATUS_CHANGED] }) { kind } }";
        let mut slow = app.event_stream(query, Some(&start)).await;
        let first = slow.next().await.expect("an event");
        assert_eq!(first.answer()["data"]["leadEvents"]["kind"], "LEAD_STATUS_CHANGED");
        // Another reads on and on, and shows that the first could have, too.
        let mut fast = app.event_stream(query, Some(&start)).await;
        fast.next().await.expect("an event");
        // One more while both listen: from here on they read what comes, and no more from the log.
        app.append_events(&lead, 1).await;
        let mut last = slow.next().await.expect("an event").id.expect("an id");
        fast.next().await.expect("an event");
        for _ in 0..6 {
            app.append_events(&lead, 1_000).await;
            for _ in 0..1_000 {
                assert!(fast.next().await.expect("an event").answer().get("errors").is_none());
            }
        }
        let mut seen = 0;
        // Lagging is noticed when it reads again, so it reads, and comes again each time it is told to.
        let mut told = 0;
        while seen < 6_000 {
            let event = slow.next().await.expect("an event or the end");
            if event.name == "complete" {
                slow = app.event_stream(query, Some(&last)).await;
                continue;
            }
            let answer = event.answer();
            if answer.get("errors").is_some() {
                assert_eq!(answer["errors"][0]["extensions"]["code"], "LAGGED", "{answer}");
                assert_eq!(answer["errors"][0]["extensions"]["resumeAfter"], last.as_str());
                assert_eq!(event.id.as_deref(), Some(&*last));
                told += 1;
                continue;
            }
            assert_ne!(event.id.as_deref(), Some(&*last), "none twice");
            (last, seen) = (event.id.expect("an id"), seen + 1);
        }
        assert!(told > 0);
    }
}
