//! What the tests are written with.

pub mod site;
pub mod site_test;
pub mod soundness;

pub use site::Site;
pub use site_test::{Run, SiteTest, TODAY};
pub use soundness::assert_sound;
