//! What production demands on top of values that can be used: all that is missing is told at once.

use std::fmt;

use super::{Config, Environment, secret_strength, variable};

/// What is started: each needs other settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    /// Answers requests, and may deliver mail as well.
    Server,
    /// Delivers mail only.
    Worker,
}

/// A setting that production needs and does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The setting.
    pub key: &'static str,
    /// What to do, and why.
    pub text: String,
}

impl fmt::Display for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({}) {}", self.key, variable(self.key), self.text)
    }
}

impl Config {
    /// What production still demands before this process may start; nothing in development.
    pub fn unmet_demands(&self, process: Process) -> Vec<Demand> {
        if self.env != Environment::Production {
            return Vec::new();
        }
        let mut demands: Vec<Demand> = [self.secret_demand(), self.mail_demand(), self.public_url_demand()]
            .into_iter()
            .flatten()
            .collect();
        if process == Process::Server {
            demands.extend(self.tls_demand());
        }
        demands
    }

    fn secret_demand(&self) -> Option<Demand> {
        const HOW: &str =
            "set it to the output of `openssl rand -hex 32`, and keep it: links in mails are signed with it";
        let text = match &self.auth.secret {
            None => format!("is missing: {HOW}"),
            Some(secret) => format!("{}: {HOW}", secret_strength::weakness(secret)?),
        };
        Some(Demand { key: "auth.secret", text })
    }

    fn mail_demand(&self) -> Option<Demand> {
        let url = self.mail.url.trim();
        let is =
            |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        let text = if is("memory:") {
            "keeps mail in memory, where nobody gets it: name your mail server, such as \
             `smtp://user:password@mail.example:587`"
        } else if is("file:") && !self.mail.folder_instead_of_sending {
            "is a folder, from which nobody gets mail: name your mail server, such as \
             `smtp://user:password@mail.example:587`; or, if that is what you want, say so with \
             `mail.folder_instead_of_sending = true` (LEADLINE_MAIL__FOLDER_INSTEAD_OF_SENDING)"
        } else {
            return None;
        };
        Some(Demand { key: "mail.url", text: text.to_owned() })
    }

    fn public_url_demand(&self) -> Option<Demand> {
        let text = match &self.http.public_url {
            None => "is missing: links in mails begin with it",
            Some(url) if !url.to_ascii_lowercase().starts_with("https://") => {
                "is not https: passwords and tokens would travel in the clear"
            }
            Some(_) => return None,
        };
        let text = format!(
            "{text}; set it to how the world reaches this server, such as `https://leads.acme.example`"
        );
        Some(Demand { key: "http.public_url", text })
    }

    fn tls_demand(&self) -> Option<Demand> {
        if self.http.tls.is_some() || self.http.behind_tls_proxy {
            return None;
        }
        let text = "and `http.tls.key` (LEADLINE_HTTP__TLS__KEY) are missing: name the PEM files of your certificate and \
                    its key; or, if a proxy in front of this server speaks TLS, say so with \
                    `http.behind_tls_proxy = true` (LEADLINE_HTTP__BEHIND_TLS_PROXY)";
        Some(Demand { key: "http.tls.certificate", text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::TlsConfig;

    const SECRET: &str = "9f2c41d07ab86e53b1f0c2d4e6a8975310fedcab64209875d3b1a9c7e5f02846";

    fn ready() -> Config {
        let mut config = Config { env: Environment::Production, ..Config::default() };
        config.auth.secret = Some(SECRET.into());
        config.mail.url = "smtp://user:password@mail.example:587".into();
        config.http.public_url = Some("https://leads.acme.example".into());
        config.http.behind_tls_proxy = true;
        config
    }

    fn missing(change: impl FnOnce(&mut Config)) -> Vec<&'static str> {
        let mut config = ready();
        change(&mut config);
        config.unmet_demands(Process::Server).into_iter().map(|demand| demand.key).collect()
    }

    #[test]
    fn development_demands_nothing_and_production_all_at_once() {
        assert_eq!(Config::default().unmet_demands(Process::Server), []);
        let bare = Config { env: Environment::Production, ..Config::default() };
        let keys =
            |process| bare.unmet_demands(process).into_iter().map(|demand| demand.key).collect::<Vec<_>>();
        assert_eq!(
            keys(Process::Server),
            ["auth.secret", "mail.url", "http.public_url", "http.tls.certificate"]
        );
        // A worker listens to nobody.
        assert_eq!(keys(Process::Worker), ["auth.secret", "mail.url", "http.public_url"]);
        assert_eq!(missing(|_| {}), [""; 0]);
    }

    #[test]
    fn the_secret_is_a_real_one() {
        for weak in [None, Some("a".repeat(64)), Some("change-me-".repeat(5))] {
            assert_eq!(missing(|config| config.auth.secret = weak), ["auth.secret"]);
        }
    }

    #[test]
    fn mail_leaves_the_house_unless_a_folder_is_meant() {
        for url in ["file:./outbox", "file:/var/spool/leadline", "FILE:x", "memory:"] {
            assert_eq!(missing(|config| config.mail.url = url.into()), ["mail.url"], "{url}");
        }
        let meant = |url: &str| {
            missing(|config| {
                config.mail.url = url.into();
                config.mail.folder_instead_of_sending = true;
            })
        };
        assert_eq!(meant("file:/var/spool/leadline"), [""; 0]);
        assert_eq!(meant("memory:"), ["mail.url"]);
    }

    #[test]
    fn the_way_to_the_server_is_encrypted() {
        for url in [None, Some("http://leads.acme.example".to_owned())] {
            assert_eq!(missing(|config| config.http.public_url = url), ["http.public_url"]);
        }
        let no_proxy = |config: &mut Config| config.http.behind_tls_proxy = false;
        assert_eq!(missing(no_proxy), ["http.tls.certificate"]);
        let certificate = |config: &mut Config| {
            no_proxy(config);
            config.http.tls = Some(TlsConfig { certificate: "fullchain.pem".into(), key: "key.pem".into() });
        };
        assert_eq!(missing(certificate), [""; 0]);
    }

    #[test]
    fn a_demand_names_key_and_variable_and_keeps_the_secret() {
        let mut config = ready();
        config.auth.secret = Some("hunter2hunter2hunter2hunter2hunter2".into());
        let told = config.unmet_demands(Process::Server)[0].to_string();
        assert!(told.starts_with("`auth.secret` (LEADLINE_AUTH__SECRET) "), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}
