//! From the address in the configuration to a transport.

use std::net::IpAddr;

use url::Url;

use super::{
    FileTransport, Memory, SmtpTransport, Transport, TransportOptions,
    smtp::{Credentials, Security, SmtpSettings},
};

/// Why an address is no transport. Says what was expected, and never repeats the password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportUrlError {
    /// Not one of the four schemes, or no address at all.
    #[error(
        "the mail transport must be smtp://[user:password@]host[:port], smtps://[user:password@]host[:port], \
         file:./folder or memory:, not {0:?}"
    )]
    Scheme(String),
    /// `file:` alone.
    #[error("file: must name a folder, as in file:./outbox or file:/var/spool/leadline")]
    NoFolder,
    /// The address cannot be read.
    #[error(
        "the mail transport is not a valid address ({0}); characters like @ : / in a password are written %40 %3A %2F"
    )]
    Syntax(String),
    /// No server named.
    #[error("the mail transport names no host, as in smtp://mail.example.org:587")]
    NoHost,
    /// A user without a password or the other way round.
    #[error("the mail transport must give both user and password, or neither")]
    HalfCredentials,
    /// User or password is not UTF-8 when decoded.
    #[error("user and password of the mail transport must be UTF-8, percent-encoded")]
    Encoding,
    /// `?tls=` with another value.
    #[error("tls must be none, starttls (if offered) or required, not {0:?}")]
    Tls(String),
    /// A parameter nobody knows.
    #[error("the mail transport knows the parameter tls only, not {0:?}")]
    Parameter(String),
    /// A path, or `tls` with `smtps`.
    #[error("{0}")]
    Contradiction(&'static str),
}

pub(super) fn parse(address: &str, options: &TransportOptions) -> Result<Transport, TransportUrlError> {
    let address = address.trim();
    let (scheme, rest) = address.split_once(':').ok_or_else(|| TransportUrlError::Scheme(masked(address)))?;
    match scheme.to_ascii_lowercase().as_str() {
        "memory" => Ok(Transport::Memory(Memory::default())),
        // Not parsed as an URL: that would turn ./outbox into /outbox.
        "file" => {
            let folder = rest.strip_prefix("//").unwrap_or(rest);
            if folder.is_empty() {
                return Err(TransportUrlError::NoFolder);
            }
            Ok(Transport::File(FileTransport::new(folder)))
        }
        "smtp" => Ok(Transport::Smtp(SmtpTransport::new(smtp(address, false)?, options))),
        "smtps" => Ok(Transport::Smtp(SmtpTransport::new(smtp(address, true)?, options))),
        _ => Err(TransportUrlError::Scheme(masked(address))),
    }
}

/// The scheme only: the rest may hold a password.
fn masked(address: &str) -> String {
    match address.split_once(':') {
        Some((scheme, _)) => format!("{scheme}:…"),
        None if address.contains('@') => "…".to_owned(),
        None => address.to_owned(),
    }
}

fn smtp(address: &str, implicit_tls: bool) -> Result<SmtpSettings, TransportUrlError> {
    let url = Url::parse(address).map_err(|error| TransportUrlError::Syntax(error.to_string()))?;
    let host = match url.host_str() {
        None | Some("") => return Err(TransportUrlError::NoHost),
        Some(host) => host.trim_matches(['[', ']']).to_owned(),
    };
    if !matches!(url.path(), "" | "/") {
        return Err(TransportUrlError::Contradiction("the address of a mail server has no path"));
    }
    let credentials = match (decoded(url.username())?, url.password().map(decoded).transpose()?) {
        (user, None) if user.is_empty() => None,
        (user, Some(password)) if !user.is_empty() => Some(Credentials { user, password }),
        _ => return Err(TransportUrlError::HalfCredentials),
    };
    let this_machine =
        host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    let security = match (implicit_tls, tls_parameter(&url)?) {
        (true, None) => Security::Implicit,
        (true, Some(_)) => {
            return Err(TransportUrlError::Contradiction(
                "smtps:// always uses TLS: leave out the parameter tls",
            ));
        }
        (false, Some(given)) => given,
        (false, None) if credentials.is_some() && !this_machine => Security::Required,
        (false, None) => Security::IfOffered,
    };
    let port = url.port().unwrap_or(match (implicit_tls, &credentials) {
        (true, _) => 465,
        (false, Some(_)) => 587,
        (false, None) => 25,
    });
    Ok(SmtpSettings { host, port, security, credentials })
}

fn decoded(value: &str) -> Result<String, TransportUrlError> {
    percent_encoding_decode(value).ok_or(TransportUrlError::Encoding)
}

/// Percent-decoding without the `+` of forms; `None` if the result is not UTF-8.
fn percent_encoding_decode(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn tls_parameter(url: &Url) -> Result<Option<Security>, TransportUrlError> {
    let mut found = None;
    for (name, value) in url.query_pairs() {
        if name != "tls" {
            return Err(TransportUrlError::Parameter(name.into_owned()));
        }
        found = Some(match value.as_ref() {
            "none" => Security::None,
            "starttls" => Security::IfOffered,
            "required" => Security::Required,
            _ => return Err(TransportUrlError::Tls(value.into_owned())),
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(address: &str) -> SmtpSettings {
        smtp(address, address.starts_with("smtps")).unwrap()
    }

    fn refusal(address: &str) -> TransportUrlError {
        parse(address, &TransportOptions::default()).unwrap_err()
    }

    #[test]
    fn ports_and_security_have_sensible_defaults() {
        let cases = [
            ("smtp://mail.example.org", 25, Security::IfOffered),
            ("smtp://u:p@mail.example.org", 587, Security::Required),
            ("smtp://u:p@mail.example.org:2525", 2525, Security::Required),
            ("smtp://u:p@localhost", 587, Security::IfOffered),
            ("smtp://u:p@127.0.0.1:2525", 2525, Security::IfOffered),
            ("smtp://u:p@[::1]:2525", 2525, Security::IfOffered),
            ("smtps://u:p@mail.example.org", 465, Security::Implicit),
            ("smtp://u:p@mail.example.org?tls=none", 587, Security::None),
            ("smtp://u:p@mail.example.org/?tls=starttls", 587, Security::IfOffered),
            ("smtp://localhost?tls=required", 25, Security::Required),
        ];
        for (address, port, security) in cases {
            let found = settings(address);
            assert_eq!((found.port, found.security), (port, security), "{address}");
        }
        assert_eq!(settings("smtp://[::1]:25").host, "::1");
    }

    #[test]
    fn credentials_are_percent_decoded() {
        let found = settings("smtp://me%40acme.test:p%2Fw%3A+%25@mail.example.org").credentials.unwrap();
        assert_eq!((found.user.as_str(), found.password.as_str()), ("me@acme.test", "p/w:+%"));
    }

    #[test]
    fn files_and_memory() {
        let folder = |address: &str| {
            parse(address, &TransportOptions::default()).unwrap().folder().unwrap().display().to_string()
        };
        assert_eq!(folder("file:./outbox"), "./outbox");
        assert_eq!(folder("file:/var/spool/mail"), "/var/spool/mail");
        assert_eq!(folder("file:///var/spool/mail"), "/var/spool/mail");
        assert!(matches!(parse("memory:", &TransportOptions::default()), Ok(Transport::Memory(_))));
    }

    #[test]
    fn refusals_say_what_was_expected_and_keep_the_password() {
        assert_eq!(refusal("file:"), TransportUrlError::NoFolder);
        assert_eq!(refusal("smtp://"), TransportUrlError::NoHost);
        assert_eq!(refusal("smtp://u@host"), TransportUrlError::HalfCredentials);
        assert_eq!(refusal("smtp://u:%ff@host"), TransportUrlError::Encoding);
        assert_eq!(refusal("smtp://h?tls=yes"), TransportUrlError::Tls("yes".into()));
        assert_eq!(refusal("smtp://h?pool=3"), TransportUrlError::Parameter("pool".into()));
        assert!(matches!(refusal("smtps://h?tls=none"), TransportUrlError::Contradiction(_)));
        assert!(matches!(refusal("smtp://h/x"), TransportUrlError::Contradiction(_)));
        assert!(matches!(refusal("smtp://u:p@h:99999"), TransportUrlError::Syntax(_)));
        for address in
            ["mailgun", "http://u:secret@host", "smpt:u:secret@host", "u:secret@host", "secret@host"]
        {
            let message = refusal(address).to_string();
            assert!(message.contains("smtp://") && !message.contains("secret"), "{message}");
        }
    }
}
