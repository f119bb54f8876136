//! Mails written into a folder, one `.eml` file each: what development and demonstrations use.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};
use tokio::fs;

use super::{
    super::message::OutgoingMail,
    failure::{Accepted, SendFailure, SendResult},
};

/// Writes into one folder, which is created when needed.
#[derive(Debug, Clone)]
pub struct FileTransport {
    folder: PathBuf,
}

impl FileTransport {
    /// A transport into `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Where the files are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) async fn send(&self, mail: &OutgoingMail) -> SendResult {
        let bytes = mail.to_lettre()?.formatted();
        let name = file_name(&mail.message_id);
        // A full disk or missing rights can be mended, and the mail is still good: never permanent.
        self.write(&name, &bytes).await.map_err(|error| SendFailure::transient(error.to_string()))?;
        Ok(Accepted { answer: format!("250 written to {name}") })
    }

    /// A reader never sees half a mail: written under another name first, which `list` ignores.
    async fn write(&self, name: &str, bytes: &[u8]) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder).await?;
        let unfinished = self.folder.join(format!("{name}.part"));
        fs::write(&unfinished, bytes).await?;
        fs::rename(&unfinished, self.folder.join(name)).await
    }

    pub(super) async fn test_connection(&self) -> Result<(), String> {
        let probe = ".leadline-test";
        let tried = async {
            self.write(probe, b"").await?;
            fs::remove_file(self.folder.join(probe)).await
        };
        tried.await.map_err(|error| format!("cannot write to {}: {error}", self.folder.display()))
    }
}

/// The name of a mail's file. It comes from the Message-ID, so that a mail sent again replaces itself.
fn file_name(message_id: &str) -> String {
    const LONGEST: usize = 150;
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '@' | '.');
    let kept: String = message_id.chars().filter(|c| harmless(*c)).take(LONGEST).collect();
    let mut name = kept.trim_start_matches('.').to_owned();
    if name != message_id {
        // Something was left out: keep different ids apart all the same.
        for byte in &Sha256::digest(message_id)[..8] {
            let _ = write!(name, "{byte:02x}");
        }
    }
    name + ".eml"
}

#[cfg(test)]
mod tests {
    use super::super::{super::tests::outgoing, *};
    use super::*;

    #[tokio::test]
    async fn writes_one_file_a_mail_and_replaces_it() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("deep/outbox");
        let transport = Transport::File(FileTransport::new(&folder));
        transport.test_connection().await.unwrap();
        transport.send(&outgoing()).await.unwrap();
        let again = OutgoingMail { subject: "Second attempt".to_owned(), ..outgoing() };
        transport.send(&again).await.unwrap();
        let files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|f| f.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        assert!(std::fs::read_to_string(&files[0]).unwrap().contains("Subject: Second attempt"));
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_made_is_transient() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let transport = Transport::File(FileTransport::new(file.path().join("outbox")));
        assert_eq!(transport.send(&outgoing()).await.unwrap_err().kind, FailureKind::Transient);
        assert!(transport.test_connection().await.unwrap_err().starts_with("cannot write to"));
    }

    #[test]
    fn names_are_harmless_and_distinct() {
        assert_eq!(file_name("a-1@acme.test"), "a-1@acme.test.eml");
        for (id, other) in [("../../etc/passwd@x", "....etcpasswd@x"), ("a/b@x", "ab@x"), (".a@x", "a@x")] {
            let name = file_name(id);
            assert!(!name.contains('/') && !name.starts_with('.'), "{name}");
            assert_ne!(name, file_name(other));
        }
        assert!(file_name(&"x".repeat(1000)).len() < 200);
    }
}
