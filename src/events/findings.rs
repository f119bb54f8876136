//! What subscribers find out about entries that were read together: asked once, however many want to know.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use entity::LeadId;
use tokio::{sync::OnceCell, time::Instant};

/// How long an answer is given again. All who read at their pace ask within it; who reads slowly asks anew, so that it
/// is not shown what it may have lost the sight of meanwhile.
const FRESH: Duration = Duration::from_secs(1);

/// Answers about entries that were read together. They were asked for after the reading, so none is older than the
/// entries.
pub struct Findings {
    leads: Vec<LeadId>,
    fresh: Duration,
    answers: Mutex<HashMap<TypeId, Box<dyn Any + Send>>>,
}

type Answers<Q, A> = HashMap<Q, (Instant, Arc<OnceCell<A>>)>;

impl Findings {
    /// About entries that concern these leads.
    pub fn new(leads: Vec<LeadId>) -> Self {
        Self { leads, fresh: FRESH, answers: Mutex::default() }
    }

    /// The leads that the entries concern, each once: a question may as well be asked about all of them.
    pub fn leads(&self) -> &[LeadId] {
        &self.leads
    }

    /// The answer to a question: found once, however many ask at the same time. The question must name everything that
    /// the answer depends on, the rule under which somebody sees included.
    ///
    /// # Errors
    /// What finding it returns; then the next one tries again.
    pub async fn once<Q, A, E>(&self, question: Q, find: impl AsyncFnOnce() -> Result<A, E>) -> Result<A, E>
    where
        Q: Eq + Hash + Send + 'static,
        A: Clone + Send + Sync + 'static,
    {
        self.answer(question).get_or_try_init(|| find()).await.cloned()
    }

    fn answer<Q, A>(&self, question: Q) -> Arc<OnceCell<A>>
    where
        Q: Eq + Hash + Send + 'static,
        A: Send + Sync + 'static,
    {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let of_type =
            answers.entry(TypeId::of::<Answers<Q, A>>()).or_insert_with(|| Box::new(Answers::<Q, A>::new()));
        let Some(of_type) = of_type.downcast_mut::<Answers<Q, A>>() else { return Arc::default() };
        let (asked_at, answer) = of_type.entry(question).or_insert_with(|| (Instant::now(), Arc::default()));
        if asked_at.elapsed() >= self.fresh {
            (*asked_at, *answer) = (Instant::now(), Arc::default());
        }
        answer.clone()
    }
}

impl fmt::Debug for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Findings").field("leads", &self.leads.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join_all;

    use super::*;

    #[tokio::test]
    async fn many_who_ask_at_once_ask_once_and_who_asks_late_asks_anew() {
        let asked = AtomicUsize::new(0);
        let (mut findings, stale) = (Findings::new(Vec::new()), Duration::ZERO);
        let ask = async |findings: &Findings, question: &'static str| {
            let find = async || {
                let count = asked.fetch_add(1, Ordering::Relaxed);
                tokio::task::yield_now().await;
                if count == 0 { Err("fails once") } else { Ok(count) }
            };
            findings.once(question, find).await
        };
        let all = join_all((0..50).map(|_| ask(&findings, "a"))).await;
        assert_eq!(all.iter().filter(|answer| answer.is_err()).count(), 1);
        assert!(all.iter().flatten().all(|count| *count == 1), "{all:?}");
        assert_eq!((ask(&findings, "a").await, ask(&findings, "b").await), (Ok(1), Ok(2)));
        findings.fresh = stale;
        assert_eq!(ask(&findings, "a").await, Ok(3));
    }
}
