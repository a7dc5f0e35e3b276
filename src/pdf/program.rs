//! A font's program without what no reader of a PDF needs.
//!
//! It exists because the maker's names and licence take a tenth of each program that was cut to a few letters. They stand with the face in
//! `letter-templates/_house/fonts`. Input: a font file (ISO/IEC 14496-22). Output: the same without its table of names.

/// A record of the table directory has so many bytes, and what stands before the first one.
const RECORD: usize = 16;
const HEAD: usize = 12;

/// A table: its name, its place in the file, its length.
type Table = ([u8; 4], usize, usize);

/// The font without its names. What cannot be understood comes back as it is.
pub(crate) fn without_names(program: Vec<u8>) -> Vec<u8> {
    rebuilt(&program).unwrap_or(program)
}

fn rebuilt(program: &[u8]) -> Option<Vec<u8>> {
    let tables: Vec<Table> = tables(program)?.into_iter().filter(|(name, ..)| name != b"name").collect();
    let count = u16::try_from(tables.len()).ok().filter(|count| *count > 0)?;
    let mut out = program.get(..4)?.to_vec();
    // The largest power of two that is not greater, as the directory says it three times.
    let power = count.ilog2();
    let range = 16_u16.checked_mul(1 << power)?;
    for number in [count, range, u16::try_from(power).ok()?, count.checked_mul(16)?.checked_sub(range)?] {
        out.extend(number.to_be_bytes());
    }
    let mut place = HEAD + RECORD * tables.len();
    for (name, start, length) in &tables {
        let data = program.get(*start..start.checked_add(*length)?)?;
        out.extend(name);
        for number in [sum(data), u32::try_from(place).ok()?, u32::try_from(*length).ok()?] {
            out.extend(number.to_be_bytes());
        }
        place += length.next_multiple_of(4);
    }
    let mut head = None;
    for (name, start, length) in &tables {
        if name == b"head" {
            head = Some(out.len());
        }
        out.extend(program.get(*start..start.checked_add(*length)?)?);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    // The sum of the whole file stands in its head, reckoned as if it stood there as 0.
    let adjustment = head? + 8..head? + 12;
    out.get_mut(adjustment.clone())?.fill(0);
    let whole = 0xb1b0_afba_u32.wrapping_sub(sum(&out)).to_be_bytes();
    out.get_mut(adjustment)?.copy_from_slice(&whole);
    Some(out)
}

fn tables(program: &[u8]) -> Option<Vec<Table>> {
    let count = u16::from_be_bytes(*program.get(4..)?.first_chunk::<2>()?);
    (0..usize::from(count))
        .map(|index| {
            let record = program.get(HEAD + RECORD * index..)?.first_chunk::<RECORD>()?;
            let number = |at: usize| record.get(at..)?.first_chunk::<4>().map(|bytes| u32::from_be_bytes(*bytes) as usize);
            Some((*record.first_chunk::<4>()?, number(8)?, number(12)?))
        })
        .collect()
}

/// The sum of a table's words, the last one filled with zeros.
fn sum(data: &[u8]) -> u32 {
    let (words, rest) = data.as_chunks::<4>();
    let mut last = [0; 4];
    last.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
    words.iter().chain([&last]).fold(0, |sum, word| sum.wrapping_add(u32::from_be_bytes(*word)))
}

#[cfg(test)]
mod tests {
    use super::{sum, tables, without_names};
    use crate::fonts::Fonts;

    #[test]
    fn all_tables_but_the_names_are_there_as_they_were() {
        for (_, face) in Fonts::built_in().iter() {
            let before = face.data();
            let after = without_names(before.to_vec());
            assert_eq!(sum(&after), 0xb1b0_afba, "the sum of a font file");
            let (old, new) = (tables(before).unwrap(), tables(&after).unwrap());
            assert_eq!(new.len() + 1, old.len());
            for (name, start, length) in new {
                let (_, old_start, old_length) = old.iter().find(|(old, ..)| *old == name).unwrap();
                let (mut was, mut is) = (before[*old_start..old_start + old_length].to_vec(), after[start..start + length].to_vec());
                if name == *b"head" {
                    was[8..12].fill(0);
                    is[8..12].fill(0);
                }
                assert!(was == is, "{}", String::from_utf8_lossy(&name));
            }
        }
        assert_eq!(without_names(b"no font".to_vec()), b"no font");
    }
}
