//! The cache folder: what stages made, kept between runs under keys that name everything it was made from.
//!
//! A [`Store`] is a folder of it, and a stage has one of its own. It keeps there a [`Section`], one typed value that is replaced at
//! once; a [`Pack`], values by key that are replaced together; or [`Values`], to which runs add. All of them are files of one
//! format ([`pack`]), and all keys begin with a [`BuildId`]. What is not as it was written counts as missing and is made again.

mod build_id;
mod pack;
mod values;

pub(crate) use build_id::{BuildId, Key};
pub(crate) use pack::Pack;
pub(crate) use values::Values;

use crate::fs::{Error, Folder, Lock};
use borsh::{BorshDeserialize, BorshSerialize};
use std::marker::PhantomData;

/// A folder of the cache folder, or that itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store(Folder);

/// The file of one value of a stage, and the value's type.
#[derive(Debug)]
pub(crate) struct Section<T>(&'static str, PhantomData<T>);

impl<T> Section<T> {
    /// The section in the file `name`.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self(name, PhantomData)
    }

    /// The file's name.
    pub(crate) const fn name(&self) -> &'static str {
        self.0
    }

    /// A file that was renamed to this one holds another key.
    fn key(&self) -> Key {
        *blake3::hash(self.0.as_bytes()).as_bytes()
    }
}

impl Store {
    /// The cache folder `folder`.
    #[must_use]
    pub(crate) fn new(folder: Folder) -> Self {
        Self(folder)
    }

    /// The folder `name` in it, made where it is missing; `None` where it cannot be had.
    #[must_use]
    pub(crate) fn below(&self, name: &str) -> Option<Self> {
        self.0.own_folder(name).ok().map(Self)
    }

    /// What was written to `section`.
    #[must_use]
    pub(crate) fn read<T: BorshDeserialize>(&self, section: &Section<T>) -> Option<T> {
        borsh::from_slice(&self.pack(section.0)?.get(&section.key())?).ok()
    }

    /// Writes `value` to `section`.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn write<T: BorshSerialize>(&self, section: &Section<T>, value: &T) -> Result<(), Error> {
        // Writing into memory cannot fail; a value that borsh refuses is read by nobody.
        let bytes = borsh::to_vec(value).unwrap_or_default();
        self.write_pack(section.0, std::iter::once((section.key(), bytes)))
    }

    /// The values in the file `name`, if it is whole.
    #[must_use]
    pub(crate) fn pack(&self, name: &str) -> Option<Pack> {
        Pack::open(&self.0, name)
    }

    /// Makes `values` those of the file `name`.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn write_pack(
        &self,
        name: &str,
        values: impl Iterator<Item = (Key, impl AsRef<[u8]>)>,
    ) -> Result<(), Error> {
        pack::write(&self.0, |_| name.to_owned(), values).map(|_| ())
    }

    /// The lock in the file `name`, as [`Folder::try_lock`] takes it.
    #[must_use]
    pub(crate) fn try_lock(&self, name: &str) -> Option<Lock> {
        self.0.try_lock(name)
    }

    /// Removes what runs that were killed and other versions may have left: all files but those that are `known`.
    pub(crate) fn sweep(&self, is_known: impl Fn(&str) -> bool) {
        for name in self.0.list().unwrap_or_default() {
            if !name.to_str().is_some_and(&is_known) {
                // What cannot be removed takes room, and nothing else.
                let _ = self.0.remove(name);
            }
        }
    }
}
