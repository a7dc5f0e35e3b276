//! Deflate, for streams.
//!
//! It exists because what compresses takes more working memory than a letter, which is kept from file to file. Input: data. Output: zlib data.

use std::sync::{Mutex, PoisonError};

use libdeflater::{CompressionLvl, Compressor};

use crate::pdf::objects::ends_badly;

/// How hard is tried to make data short. With 4 a letter is 400 bytes shorter, and takes half again as long to compress.
const LEVEL: i32 = 1;

/// Compresses data.
pub(crate) struct Packer {
    compressor: Compressor,
    /// What was packed last, with room for more: it is as long as the longest needed.
    room: Vec<u8>,
}

impl Default for Packer {
    fn default() -> Self {
        Self { compressor: Compressor::new(CompressionLvl::new(LEVEL).unwrap_or_default()), room: Vec::new() }
    }
}

impl Packer {
    /// Compresses data. A space is added to the data where the compressed bytes would end in a line end; the stream's meaning must allow
    /// that. Returns the packed bytes and the length of the data with the space.
    pub(crate) fn packed(&mut self, mut data: Vec<u8>) -> std::io::Result<(Vec<u8>, usize)> {
        let mut packed = self.deflated(&data)?;
        while ends_badly(&packed) {
            data.push(b' ');
            packed = self.deflated(&data)?;
        }
        Ok((packed, data.len()))
    }

    /// Compresses data as they are.
    pub(crate) fn deflated(&mut self, data: &[u8]) -> std::io::Result<Vec<u8>> {
        let most = self.compressor.zlib_compress_bound(data.len());
        if self.room.len() < most {
            self.room.resize(most, 0);
        }
        // It asks for more room only when there is less than the bound that it gave itself.
        let length = self.compressor.zlib_compress(data, &mut self.room).map_err(|error| std::io::Error::other(error.to_string()))?;
        let packed = self.room.get(..length).unwrap_or_default().to_vec();
        if self.room.len() > LARGEST_ROOM {
            self.room = Vec::new();
        }
        Ok(packed)
    }
}

/// More working memory is given back.
const LARGEST_ROOM: usize = 256 * 1024;

/// Packers that are not in use. There are never more than threads.
#[derive(Default)]
pub(crate) struct Packers(Mutex<Vec<Packer>>);

impl Packers {
    /// Lends a packer.
    pub(crate) fn with<T>(&self, use_it: impl FnOnce(&mut Packer) -> T) -> T {
        let mut packer = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let result = use_it(&mut packer);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(packer);
        result
    }
}

impl std::fmt::Debug for Packers {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Packers")
    }
}

#[cfg(test)]
mod tests {
    use super::Packer;
    use crate::pdf::objects::ends_badly;

    #[test]
    fn no_packed_stream_ends_in_a_line_end() {
        let mut packer = Packer::default();
        for length in 0..2_000 {
            let (packed, _) = packer.packed(vec![b'x'; length]).expect("packed");
            assert!(!ends_badly(&packed), "{length}");
        }
    }
}
