//! Results that are kept because they come again: pure, shared by all threads, and bounded.
//!
//! It exists so that a batch of a hundred thousand letters does the same work once and never grows. Input: a key and how to make what
//! belongs to it. Output: the same as if it were made each time. Once half of the room is taken, it is kept from its second time on, so that
//! what comes once, for one child alone, does not push out the rest. When it is full it begins anew: simpler than choosing what to keep,
//! and what comes often is soon there again.

use std::hash::{BuildHasher, Hash};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

/// A bounded memory of results.
#[derive(Debug)]
pub(crate) struct Kept<K, V> {
    most: usize,
    state: Mutex<State<K, V>>,
}

#[derive(Debug)]
struct State<K, V> {
    results: FxHashMap<K, Arc<V>>,
    size: usize,
    /// Digests of keys that came once.
    seen: FxHashSet<u64>,
}

/// How many keys are remembered as seen once.
const SEEN: usize = 4_000;

impl<K: Hash + Eq, V> Kept<K, V> {
    /// Keeps results of at most so many bytes together.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, state: Mutex::new(State { results: FxHashMap::default(), size: 0, seen: FxHashSet::default() }) }
    }

    /// The result for a key: kept, or made now. Two threads may make the same one at once; it is the same.
    pub(crate) fn get<E>(&self, key: K, make: impl FnOnce() -> Result<V, E>, size: impl FnOnce(&V) -> usize) -> Result<Arc<V>, E> {
        if let Some(result) = self.state.lock().unwrap_or_else(PoisonError::into_inner).results.get(&key) {
            return Ok(Arc::clone(result));
        }
        let result = Arc::new(make()?);
        let size = size(&result);
        let digest = FxBuildHasher.hash_one(&key);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let half_full = state.size.saturating_add(size) > self.most / 2;
        if half_full && !state.seen.contains(&digest) {
            if state.seen.len() >= SEEN {
                state.seen.clear();
            }
            state.seen.insert(digest);
            return Ok(result);
        }
        if state.size.saturating_add(size) > self.most {
            state.results.clear();
            state.size = 0;
        }
        if state.results.insert(key, Arc::clone(&result)).is_none() {
            state.size = state.size.saturating_add(size);
        }
        Ok(result)
    }
}

#[cfg(test)]
mod tests {
    use super::Kept;
    use std::cell::Cell;

    #[test]
    fn what_comes_again_is_kept_and_never_grows_beyond_its_bound() {
        let kept: Kept<u32, u32> = Kept::new(10);
        let made = Cell::new(0);
        let get = |key| {
            let make = || {
                made.set(made.get() + 1);
                Ok::<_, ()>(key * 2)
            };
            let result = *kept.get(key, make, |_| 4).unwrap();
            assert!(kept.state.lock().unwrap().size <= 10);
            (result, made.get())
        };
        // There is room for one at once, for two that come again, never for three.
        assert_eq!([get(1), get(1)], [(2, 1), (2, 1)]);
        assert_eq!([get(2), get(2), get(2), get(1)], [(4, 2), (4, 3), (4, 3), (2, 3)]);
        assert_eq!([get(3), get(1)], [(6, 4), (2, 4)]);
        assert_eq!([get(3), get(3), get(1)], [(6, 5), (6, 5), (2, 6)]);
    }
}
