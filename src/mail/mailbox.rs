//! Reading the folder of a file transport back, for the development page that shows sent mails.
//!
//! These calls read files and block: use them within `spawn_blocking`.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use chrono::{DateTime, Utc};
use mailparse::{MailHeaderMap, ParsedMail};
use serde::Serialize;

/// No more than this many are listed.
const MOST: usize = 200;
/// Larger files are not ours.
const LARGEST: u64 = 5 * 1024 * 1024;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StoredMail {
    /// Name of the file, for [`read`].
    pub file: String,
    /// The `Date` header.
    pub date: Option<DateTime<Utc>>,
    /// The `From` header.
    pub from: String,
    /// The `To` header.
    pub to: String,
    /// The subject.
    pub subject: String,
}

/// One mail, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailView {
    /// All headers of the message, decoded, in their order.
    pub headers: Vec<(String, String)>,
    /// The plain text.
    pub text: Option<String>,
    /// The HTML. Written by templates, but from data of strangers: show it in a sandboxed frame.
    pub html: Option<String>,
}

/// The newest mails, newest first; none if the folder does not exist yet.
pub fn list(folder: &Path) -> io::Result<Vec<StoredMail>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files: Vec<(SystemTime, String)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let written = entry.metadata().ok()?.modified().ok()?;
            Some((written, entry.file_name().into_string().ok()?))
        })
        .filter(|(_, name)| is_mail(name))
        .collect();
    files.sort_by(|a, b| b.cmp(a));
    files.truncate(MOST);
    let mut mails: Vec<StoredMail> =
        files.into_iter().filter_map(|(_, file)| summary(folder, file)).collect();
    // Stable: what has the same date stays in the order of writing.
    mails.sort_by_key(|mail| std::cmp::Reverse(mail.date));
    Ok(mails)
}

/// One mail by the name of its file, if there is such a mail in this very folder.
pub fn read(folder: &Path, file: &str) -> Option<MailView> {
    let bytes = contents(folder, file)?;
    let mail = mailparse::parse_mail(&bytes).ok()?;
    Some(MailView {
        headers: mail.headers.iter().map(|header| (header.get_key(), header.get_value())).collect(),
        text: body(&mail, "text/plain"),
        html: body(&mail, "text/html"),
    })
}

fn summary(folder: &Path, file: String) -> Option<StoredMail> {
    let bytes = contents(folder, &file)?;
    let (headers, _) = mailparse::parse_headers(&bytes).ok()?;
    let header = |name: &str| headers.get_first_value(name).unwrap_or_default();
    let date =
        mailparse::dateparse(&header("Date")).ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    Some(StoredMail { date, from: header("From"), to: header("To"), subject: header("Subject"), file })
}

fn body(mail: &ParsedMail<'_>, kind: &str) -> Option<String> {
    let part = mail.parts().find(|part| part.ctype.mimetype == kind)?;
    Some(part.get_body().ok()?.replace("\r\n", "\n"))
}

/// A plain name that ends in `.eml`: no way out of the folder, no hidden file.
fn is_mail(name: &str) -> bool {
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '@' | '.');
    name.strip_suffix(".eml").is_some_and(|stem| !stem.is_empty())
        && !name.starts_with('.')
        && name.chars().all(harmless)
}

fn contents(folder: &Path, file: &str) -> Option<Vec<u8>> {
    let path: PathBuf = is_mail(file).then(|| folder.join(file))?;
    // A symbolic link is not followed.
    let kind = fs::symlink_metadata(&path).ok()?;
    (kind.is_file() && kind.len() <= LARGEST).then(|| fs::read(path).ok())?
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::{
        super::{message::OutgoingMail, tests::outgoing, transport::*},
        *,
    };

    async fn folder_with_two() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let transport = Transport::File(FileTransport::new(dir.path()));
        let newer = OutgoingMail {
            message_id: "newer@acme.test".to_owned(),
            date: outgoing().date + TimeDelta::hours(1),
            subject: "Größe: 東京".to_owned(),
            ..outgoing()
        };
        transport.send(&newer).await.unwrap();
        transport.send(&outgoing()).await.unwrap();
        dir
    }

    #[tokio::test]
    async fn lists_newest_first_and_reads_one() {
        let dir = folder_with_two().await;
        std::fs::write(dir.path().join("half.eml.part"), "x").unwrap();
        let mails = list(dir.path()).unwrap();
        assert_eq!(mails.len(), 2);
        assert_eq!(mails[0].subject, "Größe: 東京");
        assert!(mails[0].date > mails[1].date);
        let mail = read(dir.path(), &mails[1].file).unwrap();
        assert_eq!(mail.text.unwrap().trim_end(), outgoing().text.trim_end());
        assert!(mail.html.unwrap().contains("<p>"));
        assert!(
            mail.headers.iter().any(|(name, value)| name == "Auto-Submitted" && value == "auto-generated")
        );
        assert_eq!(list(&dir.path().join("nowhere")).unwrap(), []);
    }

    #[tokio::test]
    async fn never_leaves_the_folder() {
        let dir = folder_with_two().await;
        let inner = dir.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        std::os::unix::fs::symlink(dir.path().join("newer@acme.test.eml"), inner.join("link.eml")).unwrap();
        let absolute = dir.path().join("newer@acme.test.eml").display().to_string();
        for file in
            ["../newer@acme.test.eml", "..\\newer@acme.test.eml", &absolute, "link.eml", ".eml", "", "."]
        {
            assert_eq!(read(&inner, file), None, "{file}");
        }
    }
}
