//! Which pages of a file are meant: "1-2", "3", "1, 4-6", "5-".
//!
//! Input: what stands in `pages`, and how many pages the file has. Output: page numbers from 1, or nothing when it cannot be meant.

/// The pages that are meant, in the order they are written.
pub fn page_numbers(written: &str, count: usize) -> Option<Vec<usize>> {
    let mut numbers = Vec::new();
    for piece in written.split([',', ';']).map(str::trim).filter(|piece| !piece.is_empty()) {
        let (first, last) = match piece.split_once(['-', '–', '—']) {
            None => {
                let number = piece.parse().ok()?;
                (number, number)
            }
            Some((first, last)) => {
                let last = last.trim();
                (first.trim().parse().ok()?, if last.is_empty() { count } else { last.parse().ok()? })
            }
        };
        if first == 0 || last > count || first > last {
            return None;
        }
        numbers.extend(first..=last);
    }
    (!numbers.is_empty()).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::page_numbers;

    #[test]
    fn pages_are_meant_as_people_write_them() {
        assert_eq!(page_numbers("1-2", 4), Some(vec![1, 2]));
        assert_eq!(page_numbers(" 4, 1–2 ", 4), Some(vec![4, 1, 2]));
        assert_eq!(page_numbers("3-", 4), Some(vec![3, 4]));
        for wrong in ["", "0", "5", "2-1", "1-5", "two", "-", "1-2-3", "99999999999999999999"] {
            assert_eq!(page_numbers(wrong, 4), None, "{wrong}");
        }
    }
}
