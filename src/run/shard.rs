//! A part of a batch, for one of several machines: which cases are its own.
//!
//! It exists so that any engine that starts N equal jobs can share a batch out without a server. A case goes to a shard by its id, so
//! that it stays where it was when other cases come or go. Input: `I/N`, or what Slurm and Kubernetes put into the environment.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::digest;

/// One of several parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// From 1.
    number: u32,
    /// How many there are.
    of: u32,
}

/// The variables that say which part a job is.
pub const VARIABLES: [&str; 7] = [
    "SLURM_ARRAY_TASK_ID",
    "SLURM_ARRAY_TASK_MIN",
    "SLURM_ARRAY_TASK_MAX",
    "SLURM_ARRAY_TASK_STEP",
    "SLURM_ARRAY_TASK_COUNT",
    "JOB_COMPLETION_INDEX",
    "INWRITING_SHARDS",
];

/// The most parts; more machines than this would each have next to nothing to do.
const MOST: u32 = 100_000;

impl Shard {
    /// Whether a case with this id is in this part.
    pub fn holds(self, id: &str) -> bool {
        self.of == 1 || digest::number(id.to_ascii_lowercase().as_bytes()) % u64::from(self.of) == u64::from(self.number - 1)
    }

    /// The part that a job of an array is to do, from the variables its engine sets: `SLURM_ARRAY_TASK_ID` with `_MIN`, `_MAX` and
    /// `_STEP`, or `JOB_COMPLETION_INDEX` with `INWRITING_SHARDS`.
    ///
    /// # Errors
    /// A sentence about what is not set, or does not fit.
    pub fn from_environment(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let number = |name: &str| -> Result<Option<u32>, String> {
            let Some(value) = variable(name) else { return Ok(None) };
            value.trim().parse().map(Some).map_err(|_| format!("{name} is not a number"))
        };
        if let Some(task) = number("SLURM_ARRAY_TASK_ID")? {
            let needed = |name: &str| number(name)?.ok_or_else(|| format!("SLURM_ARRAY_TASK_ID is set, but {name} is not"));
            let (first, last) = (needed("SLURM_ARRAY_TASK_MIN")?, needed("SLURM_ARRAY_TASK_MAX")?);
            let step = number("SLURM_ARRAY_TASK_STEP")?.unwrap_or(1).max(1);
            let tasks = last.saturating_sub(first) / step + 1;
            // An array such as 0,3,7 has holes; then some cases would be nobody's.
            if number("SLURM_ARRAY_TASK_COUNT")?.is_some_and(|count| count != tasks) || task < first || (task - first) % step != 0 {
                return Err("the array of this Slurm job has holes; start it as --array=1-N".to_owned());
            }
            return Self::checked(u64::from((task - first) / step) + 1, u64::from(tasks));
        }
        match (number("JOB_COMPLETION_INDEX")?, number("INWRITING_SHARDS")?) {
            (Some(index), Some(of)) => Self::checked(u64::from(index) + 1, u64::from(of)),
            (Some(_), None) => {
                Err("set INWRITING_SHARDS to the number of completions of this Kubernetes job; it is not told to its containers".to_owned())
            }
            (None, _) => Err("--shard auto works inside a Slurm array or a Kubernetes Indexed Job; elsewhere write --shard I/N".to_owned()),
        }
    }

    fn checked(number: u64, of: u64) -> Result<Self, String> {
        let wrong = || format!("write one part of several, such as 3/8; at most {MOST} parts, and the first is 1");
        let (number, of) = (u32::try_from(number).map_err(|_| wrong())?, u32::try_from(of).map_err(|_| wrong())?);
        if (1..=MOST).contains(&of) && (1..=of).contains(&number) { Ok(Self { number, of }) } else { Err(wrong()) }
    }

    /// For names of files: `3-of-8`.
    pub fn in_names(self) -> String {
        format!("{}-of-{}", self.number, self.of)
    }

    /// The part that a report is of, by its name, `report-3-of-8.csv`.
    fn of_report(path: &Path) -> Option<Self> {
        let stem = path.file_stem()?.to_str()?;
        let (rest, of) = stem.rsplit_once("-of-")?;
        let number = rest.rsplit_once('-').map_or(rest, |(_, number)| number);
        Self::checked(number.parse().ok()?, of.parse().ok()?).ok()
    }
}

/// The parts that are missing among reports, as words that can follow "not"; none when a report does not say of which part it is.
///
/// # Errors
/// They are parts of different batches.
pub fn missing(reports: &[PathBuf]) -> Result<Vec<String>, String> {
    let Some(parts) = reports.iter().map(|path| Shard::of_report(path)).collect::<Option<Vec<Shard>>>() else {
        return Ok(Vec::new());
    };
    let of = parts.first().map_or(0, |part| part.of);
    if parts.iter().any(|part| part.of != of) {
        return Err("these reports are parts of different batches: their names do not end in the same number".to_owned());
    }
    let there: BTreeSet<u32> = parts.iter().map(|part| part.number).collect();
    let gone: Vec<u32> = (1..=of).filter(|number| !there.contains(number)).collect();
    let (named, more) = gone.split_at_checked(MOST_NAMED).unwrap_or((&gone, &[]));
    let words = named.iter().map(|number| format!("part {number} of {of}"));
    let more = (!more.is_empty()).then(|| format!("{} more", more.len()));
    Ok(words.chain(more).collect())
}

/// How many missing parts are named.
const MOST_NAMED: usize = 5;

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.split_once('/').and_then(|(number, of)| Some((number.trim().parse().ok()?, of.trim().parse().ok()?)));
        let (number, of) = parts.unwrap_or((0, 0));
        Self::checked(number, of)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::{Shard, missing};
    use std::path::PathBuf;

    #[test]
    fn parts_that_are_missing_are_named() {
        let missing = |names: &[&str]| missing(&names.iter().map(PathBuf::from).collect::<Vec<_>>());
        assert_eq!(missing(&["a/report-1-of-3.csv", "b/report-3-of-3.csv"]).unwrap(), ["part 2 of 3"]);
        assert_eq!(missing(&["2-of-2.json", "report-1-of-2.json"]).unwrap(), [""; 0]);
        assert_eq!(missing(&["report-1-of-3.csv", "mine.csv"]).unwrap(), [""; 0]);
        assert_eq!(missing(&["report-1-of-9.csv"]).unwrap().last().unwrap(), "3 more");
        assert!(missing(&["report-1-of-3.csv", "report-1-of-2.csv"]).is_err());
    }

    #[test]
    fn every_case_is_in_exactly_one_part() {
        for of in [1, 2, 3, 8, 64] {
            let shards: Vec<Shard> = (1..=of).map(|number| format!("{number}/{of}").parse().unwrap()).collect();
            let mut sizes = vec![0; of];
            for case in 0..2_000 {
                let holding: Vec<usize> = (0..of).filter(|number| shards[*number].holds(&format!("case-{case}"))).collect();
                assert_eq!(holding.len(), 1);
                sizes[holding[0]] += 1;
            }
            let fair = 2_000 / of;
            assert!(sizes.iter().all(|size| (fair / 3..=fair * 3).contains(size)), "{sizes:?}");
        }
    }

    #[test]
    fn a_case_stays_in_its_part() {
        // These must never change: a batch that is half done on many machines would begin again.
        let third: Shard = "3/8".parse().unwrap();
        let held: Vec<usize> = (0..60).filter(|case| third.holds(&format!("case-{case}"))).collect();
        assert_eq!(held, HELD);
    }

    const HELD: [usize; 5] = [15, 26, 43, 44, 53];

    #[test]
    fn what_is_no_part_is_refused() {
        for text in ["0/8", "9/8", "1/0", "3", "a/b", "1/100001", "-1/8", ""] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }

    fn from(variables: &[(&str, &str)]) -> Result<String, String> {
        let variable = |name: &str| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Shard::from_environment(&variable).map(|shard| shard.to_string())
    }

    #[test]
    fn slurm_arrays_and_kubernetes_jobs_are_understood() {
        let slurm = |id, first, last, step, count| {
            from(&[
                ("SLURM_ARRAY_TASK_ID", id),
                ("SLURM_ARRAY_TASK_MIN", first),
                ("SLURM_ARRAY_TASK_MAX", last),
                ("SLURM_ARRAY_TASK_STEP", step),
                ("SLURM_ARRAY_TASK_COUNT", count),
            ])
        };
        assert_eq!(slurm("3", "1", "8", "1", "8").unwrap(), "3/8");
        assert_eq!(slurm("0", "0", "7", "1", "8").unwrap(), "1/8");
        assert_eq!(slurm("14", "0", "14", "2", "8").unwrap(), "8/8");
        assert!(slurm("7", "0", "7", "1", "3").unwrap_err().contains("holes"));
        assert_eq!(from(&[("JOB_COMPLETION_INDEX", "0"), ("INWRITING_SHARDS", "8")]).unwrap(), "1/8");
        assert!(from(&[("JOB_COMPLETION_INDEX", "8"), ("INWRITING_SHARDS", "8")]).is_err());
        assert!(from(&[("JOB_COMPLETION_INDEX", "0")]).unwrap_err().contains("INWRITING_SHARDS"));
        assert!(from(&[]).unwrap_err().contains("--shard I/N"));
    }
}
