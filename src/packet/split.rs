//! A packet in several files, for mail systems that take no large ones.
//!
//! It exists so that each part opens by itself and no page is cut or lost. Input: about how many bytes each page takes, and where
//! exhibits begin. Output: how many pages each file gets.

/// What every file has besides its pages: fonts, outline, tags, in bytes.
const OVERHEAD: usize = 120_000;

/// A page that cannot be sent in any file of that size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// Its place in the packet, from zero.
    pub page: usize,
    /// About its size in bytes.
    pub bytes: usize,
}

/// Cuts pages into files of at most `limit` bytes each. A cut before an exhibit is preferred when the file is then more than half full.
///
/// # Errors
/// A page alone is larger than the limit.
pub fn plan(weights: &[usize], begins: &[usize], limit: usize) -> Result<Vec<usize>, TooLarge> {
    let room = limit.saturating_sub(OVERHEAD);
    if let Some((page, bytes)) = weights.iter().copied().enumerate().find(|(_, bytes)| *bytes > room) {
        return Err(TooLarge { page, bytes });
    }
    let mut files = Vec::new();
    let mut start = 0;
    while start < weights.len() {
        let mut used = 0;
        let fitting = weights.iter().skip(start).take_while(|weight| {
            used += **weight;
            used <= room
        });
        let end = start + fitting.count();
        let before = |at: usize| weights.iter().take(at).skip(start).sum::<usize>();
        let cut = begins.iter().copied().filter(|at| *at > start && *at < end && before(*at) * 2 > room).max();
        let end = if end >= weights.len() { end } else { cut.unwrap_or(end) };
        files.push(end - start);
        start = end;
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{OVERHEAD, TooLarge, plan};

    #[test]
    fn files_are_filled_and_cut_before_exhibits_where_that_costs_little() {
        let limit = OVERHEAD + 100;
        assert_eq!(plan(&[10; 5], &[], limit), Ok(vec![5]));
        assert_eq!(plan(&[30; 7], &[], limit), Ok(vec![3, 3, 1]));
        assert_eq!(plan(&[30; 7], &[2, 4], limit), Ok(vec![2, 2, 3]));
        assert_eq!(plan(&[30; 7], &[1], limit), Ok(vec![3, 3, 1]));
        assert_eq!(plan(&[10, 101], &[], limit), Err(TooLarge { page: 1, bytes: 101 }));
        assert_eq!(plan(&[], &[], limit), Ok(vec![]));
    }
}
