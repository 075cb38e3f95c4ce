//! What a link that leads nowhere is told to miss, and what helps: true for who reads the site.

use crate::model::Visibility;

/// Where nothing was found, and what to do. In a public build the same for what is hidden and for what is not there.
pub(super) const fn told(audience: Visibility) -> (&'static str, &'static str) {
    match audience {
        Visibility::Internal => ("in the content folder", "correct the path, or use a full URL for something outside"),
        Visibility::Public => {
            ("that is public", "correct the path, say `visibility: public` in what it names, or take the link out")
        }
    }
}
