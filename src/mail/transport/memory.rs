//! Mails kept in a list, for tests, with failures on demand.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    super::message::OutgoingMail,
    failure::{Accepted, SendFailure, SendResult},
};

/// A shared list of sent mails. Clones see the same list.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    sent: Vec<OutgoingMail>,
    failures: VecDeque<SendFailure>,
}

impl Memory {
    /// All mails accepted so far, oldest first.
    pub fn sent(&self) -> Vec<OutgoingMail> {
        self.state().sent.clone()
    }

    /// All mails accepted since the last call.
    pub fn take(&self) -> Vec<OutgoingMail> {
        std::mem::take(&mut self.state().sent)
    }

    /// Lets the next send fail like this. Several calls queue up.
    pub fn fail_next(&self, failure: SendFailure) {
        self.state().failures.push_back(failure);
    }

    pub(super) fn send(&self, mail: &OutgoingMail) -> SendResult {
        // Built for nothing but its errors, so that a test sees what a real transport would refuse.
        mail.to_lettre()?;
        let mut state = self.state();
        if let Some(failure) = state.failures.pop_front() {
            return Err(failure);
        }
        state.sent.push(mail.clone());
        Ok(Accepted { answer: "250 kept in memory".to_owned() })
    }

    /// A panic in one test must not hide what another one sent.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{super::tests::outgoing, *};

    #[tokio::test]
    async fn keeps_mails_and_fails_on_demand() {
        let (transport, memory) = Transport::memory();
        memory.fail_next(SendFailure::transient("not now"));
        assert_eq!(transport.send(&outgoing()).await, Err(SendFailure::transient("not now")));
        assert!(memory.sent().is_empty());
        transport.send(&outgoing()).await.unwrap();
        assert_eq!(memory.take().len(), 1);
        assert!(memory.sent().is_empty());
        let bad = OutgoingMail { subject: "a\nb".to_owned(), ..outgoing() };
        assert_eq!(transport.send(&bad).await.unwrap_err().kind, FailureKind::Permanent);
        transport.test_connection().await.unwrap();
    }
}
