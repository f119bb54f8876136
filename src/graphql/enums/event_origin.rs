//! What an event is about, and how its actor was known.

use async_graphql::Enum;

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::SubjectKind")]
pub enum SubjectKind {
    /// A lead: `lead` gives it.
    Lead,
    /// A user: `node` gives them.
    User,
    /// A session of a user: revoke it if it is not theirs.
    Session,
    /// A key of an integration: revoke it if it is not needed.
    ApiKey,
    /// A group, its members and collaborations: they decide who sees which leads.
    Group,
    /// A unit, its members and collaborations: they decide who may accept which leads.
    Unit,
    /// A kind of lead: its defaults, what it demands, and who may use it.
    LeadType,
    /// A source of leads: nothing to do.
    LeadSource,
    /// A reason why leads are lost: nothing to do.
    LostReason,
    /// A rule that assigns new leads: look whether they go where they should.
    AssignmentRule,
    /// A rule that says what is sent, and when: look whether the right mail goes out.
    Trigger,
    /// A text that replaces a shipped template: look how the mail reads.
    Template,
    /// A rule that says when leads are stale: a dry run of the sweep shows what it means.
    StalePolicy,
    /// A GraphQL document that clients may ask for by id: its id is its hash, or a name.
    Document,
}

/// By what the actor of an event was known, or what made Leadline do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "entity::Via")]
pub enum Via {
    /// Somebody who was signed in. `credential` is their session: revoke it if it was not them.
    Session,
    /// An integration. `credential` is its key: revoke it if it does what it should not.
    ApiKey,
    /// Somebody who was not signed in: they can do no more than try to sign in.
    Visitor,
    /// Whoever has the signed link in a mail: the person that it was sent to, or to whom they passed it on.
    MailLink,
    /// Whoever may run commands on the server. `credential` is the command: the server's own log says who ran it.
    CommandLine,
    /// Leadline by itself. `credential` is the name of the job: nothing to do.
    Job,
}
