//! A finished file, locked with a password.
//!
//! It exists for letters that travel by e-mail. Input: a file by [`super::write`] with `archival: false`. Output: the
//! same file, encrypted with AES-256. The key and salts are random: the one output that is not the same when made again.

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes256CryptFilter, CryptFilter};
use lopdf::{Document, EncryptionState, EncryptionVersion, Permissions};

use crate::pdf::PdfError;

/// Encrypts a file; `password` opens it and owns it. Nobody who can open it is kept from printing or copying.
///
/// # Errors
/// Fails if the password is empty or cannot be prepared as the format asks, or if the system has no random numbers.
pub fn encrypt(bytes: &[u8], password: &str) -> Result<Vec<u8>, PdfError> {
    if password.is_empty() {
        return Err(PdfError::Password("it is empty".to_owned()));
    }
    let mut key = [0_u8; 32];
    getrandom::fill(&mut key).map_err(|error| PdfError::Random(error.to_string()))?;
    let mut document = Document::load_mem(bytes)?;
    let filter: Arc<dyn CryptFilter> = Arc::new(Aes256CryptFilter);
    let version = EncryptionVersion::V5 {
        encrypt_metadata: true,
        crypt_filters: BTreeMap::from([(b"StdCF".to_vec(), filter)]),
        file_encryption_key: &key,
        stream_filter: b"StdCF".to_vec(),
        string_filter: b"StdCF".to_vec(),
        owner_password: password,
        user_password: password,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).map_err(|error| PdfError::Password(error.to_string()))?;
    document.encrypt(&state)?;
    let mut encrypted = Vec::with_capacity(bytes.len() + bytes.len() / 4);
    document.save_to(&mut encrypted)?;
    Ok(encrypted)
}
