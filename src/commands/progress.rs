//! How far a batch is: a bar on a terminal, otherwise a line every ten seconds.
//!
//! It exists because an hour without a word looks like a crash. Input: how many cases there are, and each that is done. Output: standard
//! error; standard output holds results alone.

use std::fmt::Write;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use indicatif::{HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

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
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {words}") {
            let words = |state: &ProgressState, to: &mut dyn Write| {
                let _ = to.write_str(&words(state.pos(), state.len().unwrap_or(0), state.per_sec(), state.eta()));
            };
            bar.set_style(style.with_key("words", words));
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

    fn sentence(&self) -> String {
        words(self.bar.position(), self.bar.length().unwrap_or(0), self.bar.per_sec(), self.bar.eta())
    }
}

/// How far it is: cases done of all, cases a second of late, and how long the others will take at that rate.
fn words(done: u64, all: u64, rate: f64, left: Duration) -> String {
    let mut words = format!("{} of {} cases", HumanCount(done), HumanCount(all));
    let speed = if rate >= 1.0 { format!("{rate:.0} a second") } else { slow(rate) };
    if !speed.is_empty() {
        let _ = write!(words, ", {speed}, about {} left", HumanDuration(left));
    }
    words
}

/// The speed of less than a case a second; nothing when none is done yet.
fn slow(rate: f64) -> String {
    Duration::try_from_secs_f64(1.0 / rate).map(|each| format!("{} a case", HumanDuration(each))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_how_far_it_is() {
        assert_eq!(words(0, 2_000, 0.0, Duration::ZERO), "0 of 2,000 cases");
        let half_a_minute = Duration::from_secs(30);
        assert_eq!(words(1_500, 2_000, 16.6, half_a_minute), "1,500 of 2,000 cases, 17 a second, about 30 seconds left");
        assert_eq!(words(1, 2, 0.04, half_a_minute), "1 of 2 cases, 25 seconds a case, about 30 seconds left");
    }

    #[test]
    fn a_line_speaks_of_the_cases_that_are_done() {
        let progress = Progress::over(2_000, false);
        for _ in 0..1_500 {
            progress.step();
        }
        thread::sleep(Duration::from_millis(20));
        progress.step();
        let sentence = progress.sentence();
        assert!(sentence.starts_with("1,501 of 2,000 cases, "), "{sentence}");
        assert!(sentence.ends_with(" left"), "{sentence}");
    }
}
