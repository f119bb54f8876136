//! Places for connections: so many in all, and so many for each address.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Address, Limits, Rates};

/// The places of a server. Clones share them.
#[derive(Clone)]
pub struct Places {
    all: Arc<Semaphore>,
    per_address: Option<usize>,
    taken: Arc<Mutex<HashMap<Address, usize>>>,
    rates: Rates,
}

/// A place in the whole, before it is known for whom.
pub struct Free(OwnedSemaphorePermit);

/// Somebody's place; free again when it is dropped.
pub struct Place {
    _of_all: OwnedSemaphorePermit,
    _of_address: Option<OfAddress>,
}

struct OfAddress {
    address: Address,
    taken: Arc<Mutex<HashMap<Address, usize>>>,
}

impl Places {
    /// As many as there may be. Proxies that are trusted come for many, and are not counted.
    pub fn new(limits: &Limits, rates: Rates) -> Self {
        let all = Arc::new(Semaphore::new(limits.connections));
        Self { all, per_address: limits.connections_per_address, taken: Arc::default(), rates }
    }

    /// A place, as soon as there is one.
    pub async fn free(&self) -> Free {
        match self.all.clone().acquire_owned().await {
            Ok(permit) => Free(permit),
            // Nobody closes the semaphore.
            Err(_) => std::future::pending().await,
        }
    }

    /// The place for a connection from this address; none when it has as many as it may have.
    pub fn take(&self, free: Free, peer: IpAddr) -> Option<Place> {
        let Some(most) = self.per_address.filter(|_| !self.rates.is_proxy(peer)) else {
            return Some(Place { _of_all: free.0, _of_address: None });
        };
        let address = Address::from(peer);
        let mut taken = lock(&self.taken);
        let count = taken.entry(address).or_default();
        if *count >= most {
            return None;
        }
        *count += 1;
        let of_address = OfAddress { address, taken: self.taken.clone() };
        Some(Place { _of_all: free.0, _of_address: Some(of_address) })
    }
}

impl Drop for OfAddress {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        if let Some(count) = taken.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

fn lock(taken: &Mutex<HashMap<Address, usize>>) -> MutexGuard<'_, HashMap<Address, usize>> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::HttpConfig;

    fn places() -> Places {
        let config = HttpConfig { trusted_proxies: vec!["10.0.0.1".into()], ..HttpConfig::default() };
        let limits = Limits { connections: 6, connections_per_address: Some(2), ..Limits::default() };
        Places::new(&limits, Rates::new(&config).unwrap())
    }

    async fn come(places: &Places, from: &str) -> Option<Place> {
        places.take(places.free().await, from.parse().unwrap())
    }

    #[tokio::test]
    async fn an_address_gets_so_many_and_no_more() {
        let places = places();
        let first = come(&places, "192.0.2.1").await.expect("a place");
        let _second = come(&places, "192.0.2.1").await.expect("a place");
        assert!(come(&places, "192.0.2.1").await.is_none());
        let _other = come(&places, "192.0.2.2").await.expect("another address");
        drop(first);
        let _again = come(&places, "192.0.2.1").await.expect("a place is free again");
        assert_eq!(places.all.available_permits(), 3, "the one that was refused is free");
    }

    #[tokio::test]
    async fn a_network_of_ipv6_counts_as_one() {
        let places = places();
        let _two = (come(&places, "2001:db8::1").await.unwrap(), come(&places, "2001:db8::2").await.unwrap());
        assert!(come(&places, "2001:db8::3").await.is_none());
        assert!(come(&places, "2001:db8:0:1::3").await.is_some());
    }

    #[tokio::test]
    async fn a_trusted_proxy_comes_for_many() {
        let places = places();
        let mut all = Vec::new();
        for _ in 0..6 {
            all.push(come(&places, "10.0.0.1").await.expect("a place"));
        }
        drop(all);
        assert!(lock(&places.taken).is_empty());
    }
}
