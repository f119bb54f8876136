//! A real mail server: it listens on loopback, speaks SMTP, keeps what it takes, and refuses on demand.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What it answers to one recipient.
#[derive(Clone, Debug)]
pub struct Reply {
    /// After the message, such as `451 4.3.0 try again`.
    pub line: &'static str,
    /// How often; then it takes the mail.
    pub times: usize,
}

/// A running server. Clones share what it took.
#[derive(Clone)]
pub struct SmtpServer {
    pub port: u16,
    state: Arc<Mutex<State>>,
    /// How long it thinks before it takes a message: so that a kill finds deliveries under way.
    pause: Duration,
}

#[derive(Default)]
struct State {
    taken: Vec<Taken>,
    replies: HashMap<String, Reply>,
}

/// A mail that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    pub to: String,
    pub source: String,
}

impl SmtpServer {
    pub async fn start() -> Self {
        Self::start_slow(Duration::ZERO).await
    }

    pub async fn start_slow(pause: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        let server = Self { port, state: Arc::default(), pause };
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = accepting.clone();
                tokio::spawn(async move { server.serve(stream).await });
            }
        });
        server
    }

    /// The address to configure.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}?tls=none", self.port)
    }

    /// Answers mail to this address so, some times.
    pub fn answer(&self, to: &str, reply: Reply) {
        self.state.lock().expect("not poisoned").replies.insert(to.to_owned(), reply);
    }

    /// Every mail that was taken.
    pub fn taken(&self) -> Vec<Taken> {
        self.state.lock().expect("not poisoned").taken.clone()
    }

    async fn serve(self, stream: TcpStream) -> std::io::Result<()> {
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut to = String::new();
        writer.write_all(b"220 test ESMTP\r\n").await?;
        while let Some(line) = lines.next_line().await? {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let answer = match verb.as_str() {
                "EHLO" => "250-test\r\n250 8BITMIME".to_owned(),
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    "250 Ok".to_owned()
                }
                "DATA" => {
                    writer.write_all(b"354 Go ahead\r\n").await?;
                    let mut source = String::new();
                    loop {
                        // A sender that was killed in the middle has sent no mail.
                        let Some(line) = lines.next_line().await? else { return Ok(()) };
                        if line == "." {
                            break;
                        }
                        source += line.strip_prefix('.').unwrap_or(&line);
                        source += "\r\n";
                    }
                    tokio::time::sleep(self.pause).await;
                    self.take(&to, source)
                }
                "QUIT" => return writer.write_all(b"221 Bye\r\n").await,
                _ => "250 Ok".to_owned(),
            };
            writer.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
        Ok(())
    }

    fn take(&self, to: &str, source: String) -> String {
        let mut state = self.state.lock().expect("not poisoned");
        if let Some(reply) = state.replies.get_mut(to).filter(|reply| reply.times > 0) {
            reply.times -= 1;
            return reply.line.to_owned();
        }
        state.taken.push(Taken { to: to.to_owned(), source });
        "250 2.0.0 Ok: queued".to_owned()
    }
}

impl Taken {
    /// A header, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let (head, _) = self.source.split_once("\r\n\r\n")?;
        let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        unfolded.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    }
}

#[tokio::test]
async fn a_mail_whose_sender_goes_in_the_middle_is_not_taken() {
    let server = SmtpServer::start().await;
    let mut client = TcpStream::connect(("127.0.0.1", server.port)).await.expect("listening");
    client.write_all(b"EHLO test\r\nRCPT TO:<ann@acme.example>\r\nDATA\r\nSubject: Hel").await.expect("sent");
    client.shutdown().await.expect("gone");
    let answers = BufReader::new(client).lines();
    tokio::pin!(answers);
    while answers.next_line().await.expect("answers").is_some() {}
    assert_eq!(server.taken().len(), 0);
}
