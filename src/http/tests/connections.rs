//! Connections: slow clients, many clients, HTTP/2, TLS.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{body::Body, http::header};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use super::support::{Server, get, text};
use crate::{config::TlsConfig, http::Tls};

const SHORT: Duration = Duration::from_millis(300);
const LONG: Duration = Duration::from_secs(30);
const ALIVE: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";

async fn say(address: SocketAddr, words: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(words.as_bytes()).await.unwrap();
    stream
}

/// What comes until the server closes the connection.
async fn rest(mut stream: TcpStream) -> String {
    let mut rest = Vec::new();
    // A reset is an end as well.
    let _ = timeout(LONG, stream.read_to_end(&mut rest)).await.expect("the server closes the connection");
    String::from_utf8_lossy(&rest).into_owned()
}

/// One whole answer to [`ALIVE`].
async fn alive(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut answer = String::new();
    while !answer.ends_with("ok") {
        let mut byte = [0];
        timeout(LONG, stream.read_exact(&mut byte)).await.expect("an answer").unwrap();
        answer.push(char::from(byte[0]));
    }
    answer
}

#[tokio::test]
async fn who_does_not_come_to_the_point_is_sent_off() {
    let mut server = Server::new().await;
    server.app.limits.head_time = SHORT;
    let (address, ..) = server.listen().await;
    for words in ["", "P", "GET /healthz HTTP/1.1\r\nhost:", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let answer = rest(say(address, words).await).await;
        assert!(!answer.contains("200"), "{words:?} {answer}");
    }
    // A second header has its time too.
    let mut stream = say(address, ALIVE).await;
    alive(&mut stream).await;
    stream.write_all(b"GET /").await.unwrap();
    assert_eq!(rest(stream).await, "");
}

#[tokio::test]
async fn a_body_has_its_time() {
    let mut server = Server::new().await;
    server.app.limits.body_time = SHORT;
    let (address, ..) = server.listen().await;
    let head =
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    let answer = rest(say(address, head).await).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("REQUEST_TIMEOUT"), "{answer}");
}

#[tokio::test]
async fn a_connection_is_kept_for_a_while() {
    let mut server = Server::new().await;
    server.app.limits.idle_time = SHORT;
    let (address, ..) = server.listen().await;
    let mut stream = say(address, ALIVE).await;
    alive(&mut stream).await;
    stream.write_all(ALIVE.as_bytes()).await.unwrap();
    assert!(alive(&mut stream).await.contains("content-length: 2"));
    assert_eq!(rest(stream).await, "");
}

#[tokio::test]
async fn more_than_fit_wait() {
    let mut server = Server::new().await;
    server.app.limits.connections = 1;
    let (address, ..) = server.listen().await;
    let mut first = say(address, ALIVE).await;
    alive(&mut first).await;
    let mut second = say(address, ALIVE).await;
    timeout(SHORT, second.read_u8()).await.expect_err("no place is free");
    drop(first);
    alive(&mut second).await;
}

#[tokio::test]
async fn one_address_does_not_take_all_places() {
    let mut server = Server::new().await;
    server.app.limits.connections_per_address = Some(2);
    let (address, ..) = server.listen().await;
    let mut first = say(address, ALIVE).await;
    alive(&mut first).await;
    let mut second = say(address, ALIVE).await;
    alive(&mut second).await;
    assert_eq!(rest(say(address, ALIVE).await).await, "", "one too many");
    drop(first);
    let again = async {
        loop {
            let mut stream = say(address, ALIVE).await;
            if stream.read_u8().await.is_ok() {
                break;
            }
        }
    };
    timeout(LONG, again).await.expect("a place is free again");
    assert!(server.app.metrics.render().contains("leadline_rate_limited_total{limit=\"connections\"}"));
}

#[tokio::test]
async fn a_server_that_stops_closes_what_is_idle() {
    let server = Server::new().await;
    let (address, stop, task) = server.listen().await;
    let mut idle = say(address, ALIVE).await;
    alive(&mut idle).await;
    let silent = say(address, "").await;
    stop.cancel();
    assert_eq!(rest(idle).await, "");
    assert_eq!(rest(silent).await, "");
    timeout(LONG, task).await.expect("an end").unwrap().unwrap();
}

async fn over_http2<S>(stream: S) -> hyper::client::conn::http2::SendRequest<Body>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let handshake = hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
    let (sender, connection) = handshake.await.unwrap();
    tokio::spawn(connection);
    sender
}

#[tokio::test]
async fn http2_is_spoken_without_being_asked() {
    let server = Server::new().await;
    let (address, stop, task) = server.listen().await;
    let sender = over_http2(TcpStream::connect(address).await.unwrap()).await;
    let many = (0..20).map(|_| {
        let mut sender = sender.clone();
        async move {
            let request = get(&format!("http://{address}/healthz"));
            let response = sender.send_request(request).await.unwrap();
            assert_eq!(response.version(), hyper::Version::HTTP_2);
            text(response.map(Body::new)).await
        }
    });
    assert!(futures::future::join_all(many).await.iter().all(|text| text == "ok"));
    stop.cancel();
    timeout(LONG, task).await.expect("an end").unwrap().unwrap();
}

struct Certificate {
    folder: TempDir,
    der: rustls::pki_types::CertificateDer<'static>,
}

impl Certificate {
    fn new() -> Self {
        let mut certificate = Self { folder: tempfile::tempdir().unwrap(), der: Vec::new().into() };
        certificate.renew();
        certificate
    }

    fn renew(&mut self) {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        std::fs::write(self.files().certificate, made.cert.pem()).unwrap();
        std::fs::write(self.files().key, made.signing_key.serialize_pem()).unwrap();
        self.der = made.cert.der().clone();
    }

    fn files(&self) -> TlsConfig {
        let path = self.folder.path();
        TlsConfig { certificate: path.join("cert.pem"), key: path.join("key.pem") }
    }

    async fn connect(&self, address: SocketAddr, protocol: &[u8]) -> std::io::Result<TlsStream<TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.der.clone()).unwrap();
        let ring = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(ring)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.to_vec()];
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    }
}

#[tokio::test]
async fn tls_with_http1_and_http2() {
    let certificate = Certificate::new();
    let mut server = Server::with(|config| config.http.tls = Some(certificate.files())).await;
    server.app.limits.head_time = LONG;
    let (address, ..) = server.listen().await;

    let mut stream = certificate.connect(address, b"http/1.1").await.unwrap();
    stream.write_all(ALIVE.as_bytes()).await.unwrap();
    alive(&mut stream).await;

    let mut sender = over_http2(certificate.connect(address, b"h2").await.unwrap()).await;
    let response = sender.send_request(get("https://localhost/healthz")).await.unwrap();
    assert_eq!(response.headers()[header::STRICT_TRANSPORT_SECURITY], "max-age=31536000");
    assert_eq!(text(response.map(Body::new)).await, "ok");

    // Who speaks no TLS does not disturb those who do.
    let plain = say(address, ALIVE).await;
    assert!(!rest(plain).await.contains("200"));
}

#[tokio::test]
async fn a_new_certificate_is_taken_up() {
    let mut certificate = Certificate::new();
    let tls = Tls::load(&certificate.files()).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let accepting = tls.clone();
    tokio::spawn(async move {
        loop {
            let _ = accepting.accept(listener.accept().await.unwrap().0).await;
        }
    });
    tokio::spawn(tls.keep_fresh(Duration::from_millis(20)));
    certificate.connect(address, b"h2").await.unwrap();
    // Nonsense is not taken up.
    std::fs::write(certificate.files().certificate, "nonsense").unwrap();
    certificate.connect(address, b"h2").await.unwrap();
    certificate.renew();
    let renewed = async { while certificate.connect(address, b"h2").await.is_err() {} };
    timeout(LONG, renewed).await.expect("the new certificate is shown");
}

#[test]
fn certificates_that_cannot_be_used_are_told() {
    let (one, other) = (Certificate::new(), Certificate::new());
    let load = |files: TlsConfig| Tls::load(&files).map(|_| ()).unwrap_err().to_string();
    let files = TlsConfig { key: other.files().key, ..one.files() };
    assert!(load(files).starts_with("`http.tls.key`: it cannot be used with the certificate"));
    let files = TlsConfig { certificate: one.files().key, ..one.files() };
    assert!(load(files).starts_with("`http.tls.certificate`: the file has no certificate"));
    let files = TlsConfig { key: "missing.pem".into(), ..one.files() };
    assert!(load(files).starts_with("`http.tls.key`: missing.pem: "));
}
