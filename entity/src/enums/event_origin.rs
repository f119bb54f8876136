//! What an event is about, and how its actor was known.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

use crate::text_enum::text_enum;

text_enum!(
    /// What an entry of the event log is about.
    SubjectKind {
        /// A lead.
        Lead = "LEAD",
        /// A user.
        User = "USER",
        /// A session of a user.
        Session = "SESSION",
        /// A key of an integration.
        ApiKey = "API_KEY",
        /// A group, its members and collaborations.
        Group = "GROUP",
        /// A unit, its members and collaborations.
        Unit = "UNIT",
        /// A kind of lead.
        LeadType = "LEAD_TYPE",
        /// A source of leads.
        LeadSource = "LEAD_SOURCE",
        /// A reason why leads are lost.
        LostReason = "LOST_REASON",
        /// A rule that assigns new leads.
        AssignmentRule = "ASSIGNMENT_RULE",
        /// A rule that says what is sent, and when.
        Trigger = "TRIGGER",
        /// A text that replaces a shipped template.
        Template = "TEMPLATE",
        /// A rule that says when leads are stale.
        StalePolicy = "STALE_POLICY",
        /// A GraphQL document that clients may ask for by id.
        Document = "DOCUMENT",
    }
);

text_enum!(
    /// By what the actor of an entry was known, or what made Leadline do it.
    Via {
        /// Somebody who was signed in: the credential is their session.
        Session = "SESSION",
        /// An integration: the credential is its key.
        ApiKey = "API_KEY",
        /// Somebody who was not signed in, and may try to.
        Visitor = "VISITOR",
        /// Whoever has the signed link in a mail.
        MailLink = "MAIL_LINK",
        /// Whoever may run commands on the server: the credential is the command.
        CommandLine = "COMMAND_LINE",
        /// Leadline by itself: the credential is the name of the job.
        Job = "JOB",
    }
);
