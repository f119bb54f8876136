//! A mail server for tests that speaks just enough SMTP and misbehaves on demand.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream, tcp::OwnedWriteHalf},
};

/// What the server does when the recipient is named; decided by the local part of the address.
#[derive(Debug, Clone, Copy)]
pub(super) enum Behaviour {
    /// A reply to `RCPT TO`.
    Recipient(&'static str),
    /// A reply after the message.
    Message(&'static str),
    /// Close the connection without a word.
    Drop,
    /// Say nothing, for ever.
    Hang,
    /// Take the message, then close the connection.
    Leave,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Server {
    pub(super) port: u16,
    pub(super) greeting: Option<&'static str>,
    pub(super) accepts_sign_in: bool,
    pub(super) behaviours: &'static [(&'static str, Behaviour)],
    pub(super) messages: Arc<Mutex<Vec<String>>>,
    pub(super) connections: Arc<AtomicUsize>,
    pub(super) most_at_once: Arc<AtomicUsize>,
    pub(super) open: Arc<AtomicUsize>,
}

impl Server {
    pub(super) async fn start(mut self) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.port = listener.local_addr().unwrap().port();
        let server = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move {
                    server.connections.fetch_add(1, Ordering::SeqCst);
                    let open = server.open.fetch_add(1, Ordering::SeqCst) + 1;
                    server.most_at_once.fetch_max(open, Ordering::SeqCst);
                    let _ = server.serve(stream).await;
                    server.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        self
    }

    pub(super) fn received(&self) -> Vec<String> {
        self.messages.lock().unwrap().clone()
    }

    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        say(&mut writer, self.greeting.unwrap_or("220 test ESMTP")).await?;
        let mut leaves = false;
        let mut after_message = "250 2.0.0 Ok: queued";
        while let Some(line) = lines.next_line().await? {
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            match verb.as_str() {
                "EHLO" => say(&mut writer, "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN").await?,
                "AUTH" if self.accepts_sign_in => say(&mut writer, "235 2.7.0 Welcome").await?,
                "AUTH" => say(&mut writer, "535 5.7.8 Bad credentials").await?,
                "RCPT" => {
                    match self.behaviours.iter().find(|(name, _)| line.contains(&format!("<{name}@"))) {
                        Some((_, Behaviour::Drop)) => return Ok(()),
                        Some((_, Behaviour::Hang)) => std::future::pending().await,
                        Some((_, Behaviour::Recipient(reply))) => say(&mut writer, reply).await?,
                        Some((_, Behaviour::Message(reply))) => {
                            after_message = reply;
                            say(&mut writer, "250 Ok").await?;
                        }
                        leave => {
                            leaves = leave.is_some();
                            say(&mut writer, "250 Ok").await?;
                        }
                    }
                }
                "DATA" => {
                    say(&mut writer, "354 Go ahead").await?;
                    let mut message = String::new();
                    loop {
                        // A sender that goes in the middle has sent no mail.
                        let Some(line) = lines.next_line().await? else { return Ok(()) };
                        if line == "." {
                            break;
                        }
                        message += &line;
                        message += "\n";
                    }
                    if after_message.starts_with('2') {
                        self.messages.lock().unwrap().push(message);
                    }
                    say(&mut writer, after_message).await?;
                    if leaves {
                        return Ok(());
                    }
                }
                "QUIT" => return say(&mut writer, "221 Bye").await,
                _ => say(&mut writer, "250 Ok").await?,
            }
        }
        Ok(())
    }
}

async fn say(writer: &mut OwnedWriteHalf, reply: &str) -> std::io::Result<()> {
    writer.write_all(format!("{reply}\r\n").as_bytes()).await
}
