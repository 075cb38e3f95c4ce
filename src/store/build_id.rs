//! What a stage is told besides its documents -> one hash, which every key of what the stage keeps is made from.

use borsh::{BorshDeserialize, BorshSerialize};

/// Hash of everything that a value, a page or a file is made from.
pub(crate) type Key = [u8; 32];

/// Hash of the program's sources (`build.rs`): another program may read, cut, score or print otherwise.
pub(super) const PROGRAM: &str = env!("PMSITE_SOURCES");

/// A stage of one program under settings. Equal ids make equal results of equal documents, and no key outlives its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct BuildId(Key);

impl BuildId {
    /// Of `stage`, with all that it reads of the settings. They are serialised field by field, so that what it does not read
    /// changes nothing.
    #[must_use]
    pub(crate) fn of(stage: &str, settings: &impl BorshSerialize) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(PROGRAM.as_bytes());
        // Writing into a hash cannot fail, and no settings hold what borsh refuses.
        let written = borsh::to_writer(&mut hasher, stage).and_then(|()| borsh::to_writer(&mut hasher, settings));
        debug_assert!(written.is_ok(), "settings of {stage} cannot be hashed");
        Self(*hasher.finalize().as_bytes())
    }

    /// Begins the key of something that the stage makes.
    #[must_use]
    pub(crate) fn hasher(&self) -> blake3::Hasher {
        blake3::Hasher::new_keyed(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_and_each_field_of_its_settings_make_another_id() {
        let ids = [
            BuildId::of("pages", &("ab", "c", true)),
            BuildId::of("pages", &("a", "bc", true)),
            BuildId::of("pages", &("ab", "c", false)),
            BuildId::of("index", &("ab", "c", true)),
        ];
        for (at, id) in ids.iter().enumerate() {
            assert!(ids[..at].iter().all(|other| other != id), "{at}");
        }
        assert_eq!(ids[0], BuildId::of("pages", &("ab", "c", true)));
    }
}
