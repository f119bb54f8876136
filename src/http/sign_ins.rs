//! Watches over the sign-ins behind sockets and streams: one look from time to time for all of them, however many
//! there are.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures::{FutureExt, future::BoxFuture};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{App, identity::SignedIn};
use crate::auth::{Actor, sessions};

/// The sign-ins that are watched. Clones are the same.
#[derive(Clone, Default)]
pub struct SignIns(Arc<Mutex<Watch>>);

#[derive(Default)]
struct Watch {
    by_token: HashMap<String, Watched>,
    /// Whether somebody looks from time to time.
    is_running: bool,
}

struct Watched {
    actor: Actor,
    ended: CancellationToken,
    streams: usize,
}

/// Counts a stream as long as it lives.
struct Stream {
    sign_ins: SignIns,
    token: String,
    ended: CancellationToken,
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut watch = self.sign_ins.lock();
        if let Some(watched) = watch.by_token.get_mut(&self.token) {
            watched.streams -= 1;
            if watched.streams == 0 {
                watch.by_token.remove(&self.token);
            }
        }
    }
}

/// Is done when the sign-in ends: at its time, or soon after it was revoked, its user deactivated, or their role changed.
/// What began without a sign-in never loses it.
pub fn ended(app: &App, signed_in: Option<&SignedIn>) -> BoxFuture<'static, ()> {
    let Some(signed_in) = signed_in else { return std::future::pending().boxed() };
    let (clock, expires_at) = (app.clock.clone(), signed_in.expires_at);
    let stream = app.sign_ins.watch(app, signed_in);
    let ended = async move {
        while let Ok(left) = (expires_at - clock.now()).to_std() {
            let _ = timeout(left.max(Duration::from_millis(1)), stream.ended.cancelled()).await;
            if stream.ended.is_cancelled() {
                return;
            }
        }
    };
    ended.boxed()
}

impl SignIns {
    fn watch(&self, app: &App, signed_in: &SignedIn) -> Stream {
        let SignedIn { actor, token, .. } = signed_in.clone();
        let mut watch = self.lock();
        let watched = watch.by_token.entry(token.clone()).or_insert_with(|| Watched {
            actor,
            ended: CancellationToken::new(),
            streams: 0,
        });
        watched.streams += 1;
        let ended = watched.ended.clone();
        if !watch.is_running {
            watch.is_running = true;
            tokio::spawn(self.clone().look_again_and_again(app.clone()));
        }
        drop(watch);
        Stream { sign_ins: self.clone(), token, ended }
    }

    /// Until nobody streams.
    async fn look_again_and_again(self, app: App) {
        loop {
            tokio::time::sleep(app.limits.recheck_interval).await;
            let tokens: Vec<String> = {
                let mut watch = self.lock();
                watch.is_running = !watch.by_token.is_empty();
                if !watch.is_running {
                    return;
                }
                watch.by_token.keys().cloned().collect()
            };
            match sessions::actors_of(&app.db, &app.clock, &tokens).await {
                Ok(actors) => self.end_others(&tokens, &actors),
                // A database that is away for a moment is no reason to send everybody off.
                Err(error) => tracing::warn!(%error, "sign-ins could not be checked"),
            }
        }
    }

    fn end_others(&self, tokens: &[String], actors: &HashMap<String, Actor>) {
        let watch = self.lock();
        for token in tokens {
            if let Some(watched) = watch.by_token.get(token)
                && !actors.get(token).is_some_and(|actor| actor.has_role_of(&watched.actor))
            {
                watched.ended.cancel();
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Watch> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
