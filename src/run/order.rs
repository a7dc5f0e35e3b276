//! Keeps a run over many threads in order: which case has an id first, and in which order results come out.
//!
//! It exists so that a run says and writes the same whatever the number of threads, without waiting for the slowest case. Input: the
//! number of each case in the order of the command line. Output: the same decisions and results as one thread would give.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::digest;

/// Who has which id. Cases ask in their order; a later one waits until all earlier ones have asked.
#[derive(Default)]
pub(crate) struct Ids {
    state: Mutex<Asked>,
    moved: Condvar,
}

#[derive(Default)]
struct Asked {
    next: usize,
    taken: Numbers,
}

/// Numbers that have come before, in sorted blocks of which only the last one grows. A hash table of so many would take twice the room, and
/// three times while it makes itself larger: with a hundred thousand cases that is a tenth of all memory in use.
#[derive(Default)]
struct Numbers {
    blocks: Vec<Vec<u64>>,
}

/// How many numbers a block has: 32 KiB.
const BLOCK: usize = 4096;

impl Numbers {
    /// Takes a number in; false when it came before.
    fn insert(&mut self, number: u64) -> bool {
        if self.blocks.last().is_none_or(|block| block.len() >= BLOCK) {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        let Some((last, full)) = self.blocks.split_last_mut() else { return false };
        match last.binary_search(&number) {
            Err(place) if full.iter().all(|block| block.binary_search(&number).is_err()) => {
                last.insert(place, number);
                true
            }
            _ => false,
        }
    }
}

/// A case's one turn to ask. Dropped without asking, it lets the next case have its turn.
pub(crate) struct Turn<'a> {
    ids: &'a Ids,
    number: usize,
    over: bool,
}

impl Ids {
    /// The turn of a case. Every number must have one.
    pub(crate) fn turn(&self, number: usize) -> Turn<'_> {
        Turn { ids: self, number, over: false }
    }
}

impl<'a> Turn<'a> {
    /// Takes an id for this case; false when an earlier case has it. Two that differ only in capitals are one folder on many disks.
    pub(crate) fn take(&mut self, id: &str) -> bool {
        let id = digest::number(id.to_ascii_lowercase().as_bytes());
        self.over = true;
        let mut state = self.waited();
        let first = state.taken.insert(id);
        self.end(state);
        first
    }

    fn waited(&self) -> MutexGuard<'a, Asked> {
        let state = locked(&self.ids.state);
        self.ids.moved.wait_while(state, |state| state.next < self.number).unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, mut state: MutexGuard<'_, Asked>) {
        state.next = self.number.saturating_add(1);
        self.ids.moved.notify_all();
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.over {
            self.end(self.waited());
        }
    }
}

/// How many results may wait for an earlier one. It bounds what is kept in memory.
const MOST_WAITING: usize = 256;

/// Hands results on in order.
pub(crate) struct Outbox<'a, T> {
    state: Mutex<Waiting<'a, T>>,
    moved: Condvar,
}

struct Waiting<'a, T> {
    next: usize,
    early: BTreeMap<usize, T>,
    hand_on: &'a mut (dyn FnMut(T) + Send),
}

impl<'a, T> Outbox<'a, T> {
    /// Results go to `hand_on`, one after the other.
    pub(crate) fn new(hand_on: &'a mut (dyn FnMut(T) + Send)) -> Self {
        Self { state: Mutex::new(Waiting { next: 0, early: BTreeMap::new(), hand_on }), moved: Condvar::new() }
    }

    /// Puts in the result of a case. Waits while too many results are early.
    pub(crate) fn put(&self, number: usize, result: T) {
        let state = locked(&self.state);
        let far = |state: &mut Waiting<'_, T>| number >= state.next.saturating_add(MOST_WAITING);
        let mut state = self.moved.wait_while(state, far).unwrap_or_else(PoisonError::into_inner);
        state.early.insert(number, result);
        let before = state.next;
        while let Some(result) = {
            let next = state.next;
            state.early.remove(&next)
        } {
            (state.hand_on)(result);
            state.next = state.next.saturating_add(1);
        }
        if state.next != before {
            self.moved.notify_all();
        }
    }
}

/// A panic elsewhere does not make what is behind the lock wrong: it is changed only in whole steps.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Ids, Numbers, Outbox};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::Duration;

    #[test]
    fn the_first_case_in_order_keeps_an_id_whoever_is_quicker() {
        for _ in 0..50 {
            let ids = Ids::default();
            let winners: Vec<(usize, bool)> = thread::scope(|scope| {
                let ids = &ids;
                let asking = (0..8_usize).rev().map(|number| {
                    scope.spawn(move || {
                        thread::sleep(Duration::from_micros(50 * (8 - number as u64)));
                        // Every third case cannot be read and asks for nothing.
                        let mut turn = ids.turn(number);
                        (number, number % 3 != 0 && turn.take(if number % 2 == 0 { "Same" } else { "same" }))
                    })
                });
                asking.collect::<Vec<_>>().into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            let won: Vec<usize> = winners.into_iter().filter(|(_, won)| *won).map(|(number, _)| number).collect();
            assert_eq!(won, [1]);
        }
    }

    #[test]
    fn a_number_is_new_once_whichever_block_holds_it() {
        let mut numbers = Numbers::default();
        // An odd factor gives each number once, in no order.
        let spread = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let most = 3 * BLOCK as u64 + 7;
        assert!((0..most).all(|number| numbers.insert(spread(number))));
        assert_eq!(numbers.blocks.len(), 4);
        assert!((0..most).all(|number| !numbers.insert(spread(number))));
        assert!(numbers.insert(spread(most)));
    }

    #[test]
    fn results_come_out_in_order_and_only_some_wait() {
        let next = AtomicUsize::new(0);
        let mut seen = Vec::new();
        let mut hand_on = |number: usize| seen.push(number);
        let outbox = Outbox::new(&mut hand_on);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= 2_000 {
                            return;
                        }
                        if number == 7 {
                            thread::sleep(Duration::from_millis(20));
                        }
                        outbox.put(number, number);
                        assert!(super::locked(&outbox.state).early.len() <= super::MOST_WAITING);
                    }
                });
            }
        });
        assert_eq!(seen, (0..2_000).collect::<Vec<_>>());
    }
}
