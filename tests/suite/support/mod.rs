//! What the tests are written with.

pub mod collection;
pub mod dice;
pub mod editor;
pub mod pasting;
pub mod server;
pub mod shared;
pub mod site;
pub mod site_test;
pub mod soundness;
pub mod told;
pub mod trees;
pub mod words;

pub use editor::Editor;
pub use server::Server;
pub use site::Site;
pub use site_test::{SiteTest, TODAY};
pub use soundness::assert_sound;
