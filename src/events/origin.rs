//! Where a write comes from.

use std::net::IpAddr;

use entity::Via;
use serde::{Deserialize, Serialize};

/// Letters of a client's name that are kept: enough for what browsers and libraries call themselves.
const LETTERS: usize = 200;

/// Where a write comes from: noted with every entry of the event log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// By what the actor is known, or what makes Leadline do it.
    pub via: Via,
    /// The session, the key, the command or the job.
    pub credential: Option<String>,
    /// Internet address of the client.
    pub address: Option<IpAddr>,
    /// What the client calls itself, shortened.
    pub user_agent: Option<String>,
    /// Names the request in the logs.
    pub request_id: Option<String>,
}

impl Origin {
    /// Leadline by itself.
    pub fn job(name: &str) -> Self {
        Self::inside(Via::Job, name)
    }

    /// A command on the server.
    pub fn command_line(command: &str) -> Self {
        Self::inside(Via::CommandLine, command)
    }

    fn inside(via: Via, name: &str) -> Self {
        Self { via, credential: Some(name.to_owned()), address: None, user_agent: None, request_id: None }
    }

    /// A request of somebody who has shown nothing yet.
    pub fn request(request_id: &str, address: Option<IpAddr>, user_agent: Option<&str>) -> Self {
        let user_agent =
            user_agent.map(|name| name.chars().filter(|c| !c.is_control()).take(LETTERS).collect());
        let request_id = Some(request_id.to_owned());
        Self { via: Via::Visitor, credential: None, address, user_agent, request_id }
    }

    /// Whoever has the signed link in a mail. From where they come is not kept: it is the personal data of somebody who
    /// may ask to be forgotten, and the log is not changed any more.
    pub fn mail_link(request_id: &str) -> Self {
        Self { via: Via::MailLink, ..Self::request(request_id, None, None) }
    }

    /// The same request by whoever shows this.
    #[must_use]
    #[allow(clippy::needless_pass_by_value, reason = "ids are small, and read better without a sign")]
    pub fn with(self, via: Via, credential: impl ToString) -> Self {
        Self { via, credential: Some(credential.to_string()), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clients_name_is_shortened_and_cannot_break_a_line() {
        let long = "x".repeat(1_000);
        let name = |given: &str| Origin::request("r1", None, Some(given)).user_agent.unwrap();
        assert_eq!(name(&long).len(), LETTERS);
        assert_eq!(name("Mozilla/5.0\n(Ünix)"), "Mozilla/5.0(Ünix)");
    }
}
