//! The SMTP transport against a server that answers as told.

use std::{sync::atomic::Ordering, time::Duration};

use super::{
    super::{message::OutgoingMail, tests::outgoing},
    smtp_test_server::{Behaviour, Server},
    *,
};

const BEHAVIOURS: &[(&str, Behaviour)] = &[
    ("unknown", Behaviour::Recipient("550 5.1.1 User unknown")),
    ("moved", Behaviour::Recipient("551 User not local")),
    ("greylisted", Behaviour::Recipient("450 4.7.1 Greylisted, try again")),
    ("busy", Behaviour::Message("451 4.3.0 Try later")),
    ("spam", Behaviour::Message("554-5.7.1 Looks like spam\r\n554 5.7.1 to us")),
    ("full", Behaviour::Message("552 5.2.2 Mailbox full")),
    ("login", Behaviour::Recipient("530 5.7.0 Authentication required")),
    ("dropped", Behaviour::Drop),
    ("hanging", Behaviour::Hang),
    ("leaving", Behaviour::Leave),
];

async fn server() -> Server {
    Server { behaviours: BEHAVIOURS, ..Server::default() }.start().await
}

fn options() -> TransportOptions {
    TransportOptions {
        timeout: Duration::from_secs(1),
        hello_name: Some("crm.acme.test".to_owned()),
        pool_size: 4,
    }
}

fn transport(server: &Server, user: &str) -> Transport {
    Transport::from_url(&format!("smtp://{user}127.0.0.1:{}", server.port), &options()).unwrap()
}

fn mail_to(name: &str) -> OutgoingMail {
    let mut mail = outgoing();
    mail.to.email = format!("{name}@example.test").parse().unwrap();
    mail
}

#[tokio::test]
async fn every_answer_is_sorted_into_what_to_do() {
    use FailureKind::{Misconfigured, Permanent, Transient};
    let server = server().await;
    let transport = transport(&server, "");
    let cases = [
        ("unknown", Permanent, Some(550), true),
        ("moved", Permanent, Some(551), true),
        ("greylisted", Transient, Some(450), false),
        ("busy", Transient, Some(451), false),
        ("spam", Permanent, Some(554), false),
        ("full", Permanent, Some(552), false),
        ("login", Misconfigured, Some(530), false),
        ("dropped", Transient, None, false),
        ("hanging", Transient, None, false),
        ("jürgen", Permanent, None, false), // needs SMTPUTF8, which this server lacks
    ];
    for (name, kind, code, hard_bounce) in cases {
        let failure = transport.send(&mail_to(name)).await.unwrap_err();
        assert_eq!(
            (failure.kind, failure.code, failure.hard_bounce),
            (kind, code, hard_bounce),
            "{name}: {failure:?}"
        );
        let accepted = transport.send(&mail_to("anna")).await.unwrap();
        assert_eq!(accepted.answer, "250 2.0.0 Ok: queued", "after {name}");
    }
    let refused = transport.send(&mail_to("spam")).await.unwrap_err();
    assert_eq!(refused.answer, "554 5.7.1 Looks like spam to us");
    assert_eq!(refused.to_string(), "permanent failure (SMTP 554)", "nothing personal in a log");
    assert_eq!(server.received().len(), cases.len());
    assert!(server.received()[0].contains("Message-ID: <"));
}

#[tokio::test]
async fn sign_in() {
    let no = server().await;
    let transport_no = transport(&no, "u:wrong@");
    let failure = transport_no.send(&mail_to("anna")).await.unwrap_err();
    assert_eq!((failure.kind, failure.code), (FailureKind::Misconfigured, Some(535)));
    assert!(transport_no.test_connection().await.unwrap_err().contains("Bad credentials"));

    let yes = Server { accepts_sign_in: true, ..Server::default() }.start().await;
    let transport_yes = transport(&yes, "u:right@");
    transport_yes.test_connection().await.unwrap();
    transport_yes.send(&mail_to("anna")).await.unwrap();
    assert_eq!(yes.connections.load(Ordering::SeqCst), 1, "the tested connection is used again");
}

#[tokio::test]
async fn servers_that_cannot_be_used_keep_the_mail() {
    let kind = async |address: String| {
        let transport = Transport::from_url(&address, &options()).unwrap();
        transport.send(&mail_to("anna")).await.unwrap_err().kind
    };
    let plain = server().await;
    let required = format!("smtp://127.0.0.1:{}?tls=required", plain.port);
    assert_eq!(kind(required).await, FailureKind::Misconfigured, "no STARTTLS offered");
    let closed =
        Server { greeting: Some("554 5.7.1 Your address is blocked"), ..Server::default() }.start().await;
    assert_eq!(kind(format!("smtp://127.0.0.1:{}", closed.port)).await, FailureKind::Misconfigured);
    let busy = Server { greeting: Some("421 Too many connections"), ..Server::default() }.start().await;
    assert_eq!(kind(format!("smtp://127.0.0.1:{}", busy.port)).await, FailureKind::Transient);
    assert_eq!(kind(format!("smtps://127.0.0.1:{}", plain.port)).await, FailureKind::Transient, "not TLS");
    assert_eq!(kind("smtp://127.0.0.1:1".to_owned()).await, FailureKind::Transient, "refused");
    assert!(plain.received().is_empty());
}

#[tokio::test]
async fn many_at_once_share_few_connections() {
    let server = server().await;
    let transport = transport(&server, "");
    let mails: Vec<_> = (0..100).map(|n| mail_to(&format!("lead{n}"))).collect();
    let results = futures::future::join_all(mails.iter().map(|mail| transport.send(mail))).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(server.received().len(), 100);
    assert!(server.most_at_once.load(Ordering::SeqCst) <= 4);
    assert!(server.connections.load(Ordering::SeqCst) <= 4);
}

#[tokio::test]
async fn an_attempt_given_up_never_spoils_the_next() {
    let server = server().await;
    let transport = transport(&server, "");
    transport.send(&mail_to("anna")).await.unwrap();
    transport.send(&mail_to("hanging")).await.unwrap_err();
    transport.send(&mail_to("anna")).await.unwrap();
    assert_eq!(server.received().len(), 2);
    assert_eq!(server.connections.load(Ordering::SeqCst), 2, "the one that hung is not used again");
}

#[tokio::test]
async fn a_pooled_connection_that_the_server_closed_is_replaced() {
    let server = server().await;
    let transport = transport(&server, "");
    transport.send(&mail_to("leaving")).await.unwrap();
    transport.send(&mail_to("anna")).await.unwrap();
    assert_eq!(server.received().len(), 2);
    assert_eq!(server.connections.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn sending_can_be_spawned_and_shared() {
    fn shared<T: Send + Sync + 'static>(_: &T) {}
    shared(&super::super::Renderer::new(&super::super::Organisation::sample()).unwrap());
    let server = server().await;
    let transport = transport(&server, "");
    shared(&transport);
    tokio::spawn(async move { transport.send(&mail_to("anna")).await }).await.unwrap().unwrap();
}
