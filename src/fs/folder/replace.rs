//! A file of the user's own -> the same file with other content.

use super::{Error, Folder, fail};
use std::io::Write;
use std::path::Path;

impl Folder {
    /// Writes `bytes` in place of the regular file `name`, which keeps its permissions and never stands there half-written.
    ///
    /// # Errors
    /// What the system says; a file that nobody may write to, a link, or no file at all.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let old = self.open_file(name)?.into_file();
        let attempt = || {
            let permissions = old.metadata()?.permissions();
            if permissions.readonly() {
                return Err(std::io::ErrorKind::PermissionDenied.into());
            }
            let (unfinished, mut file) = self.unfinished()?;
            let put = file.write_all(bytes).and_then(|()| file.set_permissions(permissions)).and_then(|()| {
                file.sync_all()?;
                self.handle.rename(&unfinished, &self.handle, Path::new(name))
            });
            put.inspect_err(|_| _ = self.handle.remove_file(&unfinished))
        };
        attempt().map_err(fail("write", &self.join(name)))
    }
}
