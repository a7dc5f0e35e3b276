//! What is read when it is first asked for.
//!
//! It exists because a letter at midnight needs a few of the hundreds of entries that the program knows, and reading all of them took longer
//! than writing it. Input: where something stands. Output: the thing, read once. What a person brings is read at once, so that a mistake in
//! it is told; what is built in has no mistakes that the tests would not find.

use std::sync::OnceLock;

/// Something that is read when it is first asked for, from a place `S`.
#[derive(Debug, Clone)]
pub(crate) struct OnDemand<S, T> {
    place: Option<S>,
    /// In a box of its own: most never come.
    value: OnceLock<Option<Box<T>>>,
}

impl<S, T> OnDemand<S, T> {
    /// Not read yet.
    pub(crate) fn at(place: S) -> Self {
        Self { place: Some(place), value: OnceLock::new() }
    }

    /// Read already.
    pub(crate) fn read(value: T) -> Self {
        Self { place: None, value: OnceLock::from(Some(Box::new(value))) }
    }

    /// Where it stands, if it is read on demand.
    pub(crate) fn place(&self) -> Option<&S> {
        self.place.as_ref()
    }

    /// The thing, if it was read when it came.
    pub(crate) fn given(&self) -> Option<&T> {
        if self.place.is_some() { None } else { self.value.get()?.as_deref() }
    }

    /// The thing; none if it cannot be read.
    pub(crate) fn get(&self, read: impl FnOnce(&S) -> Option<T>) -> Option<&T> {
        self.value.get_or_init(|| self.place.as_ref().and_then(read).map(Box::new)).as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::OnDemand;
    use std::cell::Cell;

    #[test]
    fn it_is_read_once_and_only_when_asked_for() {
        let times = Cell::new(0);
        let read = |place: &u32| {
            times.set(times.get() + 1);
            place.checked_sub(1)
        };
        let (two, none, given) = (OnDemand::at(3), OnDemand::at(0), OnDemand::read(7));
        assert_eq!(times.get(), 0);
        assert_eq!(
            [two.get(read), two.get(read), none.get(read), none.get(read), given.get(read)],
            [Some(&2), Some(&2), None, None, Some(&7)]
        );
        assert_eq!((times.get(), two.place(), given.place()), (2, Some(&3), None));
        assert_eq!((two.given(), given.given()), (None, Some(&7)));
    }
}
