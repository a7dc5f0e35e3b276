//! How far a batch is: a bar on a terminal, otherwise a line every ten seconds.
//!
//! It exists because an hour without a word looks like a crash. Input: how many cases there are, and each that is done. Output: standard
//! error; standard output holds results alone.

use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often a line is written where no bar can be drawn.
const LINE_EVERY: Duration = Duration::from_secs(10);

/// A batch on its way.
pub(super) struct Progress {
    bar: ProgressBar,
    drawn: bool,
}

impl Progress {
    /// Progress over so many cases; `drawn` where standard error is a terminal.
    pub(super) fn over(cases: usize, drawn: bool) -> Self {
        let length = u64::try_from(cases).unwrap_or(u64::MAX);
        let bar =
            ProgressBar::with_draw_target(Some(length), if drawn { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() });
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} cases, {per_sec:.0}, {eta} left") {
            bar.set_style(style);
        }
        Self { bar, drawn }
    }

    /// One case more is done.
    pub(super) fn step(&self) {
        self.bar.inc(1);
    }

    /// Says something without leaving half a bar behind.
    pub(super) fn aside<T>(&self, say: impl FnOnce() -> T) -> T {
        self.bar.suspend(say)
    }

    /// Works, and meanwhile says how far it is; `line` prints a line.
    pub(super) fn during<T>(&self, line: &(dyn Fn(&str) + Sync), work: impl FnOnce() -> T) -> T {
        let (over, woken) = (Mutex::new(false), Condvar::new());
        let done = thread::scope(|scope| {
            if !self.drawn {
                scope.spawn(|| self.lines(&over, &woken, line));
            }
            let done = work();
            *over.lock().unwrap_or_else(PoisonError::into_inner) = true;
            woken.notify_all();
            done
        });
        self.bar.finish_and_clear();
        done
    }

    fn lines(&self, over: &Mutex<bool>, woken: &Condvar, line: &dyn Fn(&str)) {
        let mut ended = over.lock().unwrap_or_else(PoisonError::into_inner);
        while !*ended {
            let waited = woken.wait_timeout(ended, LINE_EVERY).unwrap_or_else(PoisonError::into_inner);
            ended = waited.0;
            if waited.1.timed_out() {
                line(&self.sentence());
            }
        }
    }

    /// How far it is, in words.
    fn sentence(&self) -> String {
        let (done, all) = (self.bar.position(), self.bar.length().unwrap_or(0));
        let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
        let rate = done as f64 / seconds;
        let left = if rate > 0.0 { Duration::try_from_secs_f64(all.saturating_sub(done) as f64 / rate).ok() } else { None };
        let left = left.map(|left| format!(", about {} left", HumanDuration(left))).unwrap_or_default();
        format!("{} of {} cases, {rate:.0} a second{left}", HumanCount(done), HumanCount(all))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_far_it_is() {
        let progress = Progress::over(2_000, false);
        (0..1_500).for_each(|_| progress.step());
        let sentence = progress.sentence();
        assert!(sentence.starts_with("1,500 of 2,000 cases, "), "{sentence}");
        assert!(sentence.ends_with(" left"), "{sentence}");
    }
}
