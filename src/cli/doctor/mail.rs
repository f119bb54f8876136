//! Could a mail be sent now?

use super::Finding;
use crate::{
    cli::{mail::transport, runtime::without_password},
    config::Config,
};

/// Connects and signs in, or writes into the folder.
pub async fn check(config: &Config) -> Finding {
    let transport = match transport(config) {
        Ok(transport) => transport,
        Err(error) => return Finding::fail("mail", error.to_string()),
    };
    let shown = without_password(&config.mail.url);
    match transport.test_connection().await {
        Ok(()) => {
            Finding::ok("mail", format!("{shown} works; try it whole: `leadline mail test --to you@…`"))
        }
        Err(error) => Finding::fail("mail", format!("{shown}: {error}; check `mail.url`")),
    }
}
