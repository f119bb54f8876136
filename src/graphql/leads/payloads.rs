//! What mutations of leads give.

#![allow(dead_code, reason = "within a macro, the derive leaves getters that nobody calls")]

use async_graphql::SimpleObject;

use super::Lead;
use crate::{
    error,
    graphql::{
        communications::Communication,
        errors::{Result, UserError, outcome},
    },
    leads::Written,
};

macro_rules! payload {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: Vec<Communication>)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, SimpleObject)]
        pub struct $name {
            /// The lead after the change; absent when it was refused.
            pub lead: Option<Lead>,
            $($(#[$field_doc])* pub $field: Vec<Communication>,)?
            /// Why it was refused; empty when it was not.
            pub user_errors: Vec<UserError>,
            /// The `clientMutationId` of the input.
            pub client_mutation_id: Option<String>,
        }

        impl $name {
            /// From the result of the command.
            ///
            /// # Errors
            /// What the caller cannot do anything about.
            pub fn new(result: error::Result<Written>, client_mutation_id: Option<String>) -> Result<Self> {
                let done = outcome(result)?;
                let (lead, _communications) = match done.value {
                    Some(written) => (Some(written.lead.into()), written.communications),
                    None => (None, Vec::new()),
                };
                $(let $field = _communications.into_iter().map(Communication::from).collect();)?
                Ok(Self { lead, $($field,)? user_errors: done.user_errors, client_mutation_id })
            }
        }
    };
}

payload!(
    /// The result of adding a lead.
    CreateLeadPayload {
        /// The messages that it calls for.
        communications: Vec<Communication>
    }
);
payload!(
    /// The result of changing a lead's fields.
    UpdateLeadPayload {
        /// The messages that it calls for.
        communications: Vec<Communication>
    }
);
payload!(
    /// The result of moving a lead to another status.
    ChangeLeadStatusPayload {
        /// The messages that it calls for.
        communications: Vec<Communication>
    }
);
payload!(
    /// The result of giving a lead to somebody.
    AssignLeadPayload {
        /// The messages that it calls for.
        communications: Vec<Communication>
    }
);
payload!(
    /// The result of taking a lead.
    AcceptLeadPayload {
        /// The messages that it calls for.
        communications: Vec<Communication>
    }
);
payload!(
    /// The result of giving a lead back.
    ReleaseLeadPayload {
        /// The messages that it calls for.
        communications: Vec<Communication>
    }
);
payload!(
    /// The result of putting a lead aside.
    SnoozeLeadPayload {}
);
payload!(
    /// The result of deleting a lead.
    DeleteLeadPayload {}
);
payload!(
    /// The result of bringing a deleted lead back.
    RestoreLeadPayload {}
);
