//! What this package's own binary, tests, benchmarks and fuzz targets use of the inside, by the paths that it has there. No promise:
//! it changes with any version. What a test can say of the program or of the library face needs no row here.

/// For the binary and the manual's tables of commands.
pub mod cli {
    pub use crate::cli::{Cli, arranged};
}

/// For the binary.
pub mod commands {
    pub use crate::commands::{Environment, run};
}

/// For collections of a test, and the manual's tables of keys and words.
pub mod config {
    pub use crate::config::{Config, FIELD_NAMES, LexiconEntry, SECTION_NAMES};
}

/// For the manual's tables of codes, and for secrets drawn at random, which are too many for a process each.
pub mod diagnostics {
    pub use crate::diagnostics::{Level, Report};

    pub mod codes {
        pub use crate::diagnostics::codes::{codes, explained};
    }

    pub mod rules {
        pub use crate::diagnostics::rules::RULES;
    }

    pub mod secrets {
        pub use crate::diagnostics::secrets::{Mask, find, mask};
    }
}

/// What the stages hand to one another.
pub mod model {
    pub use crate::model::{Catalog, Document, Fingerprint, Output, Postmortem, Segment, SourceFile, Zone};

    pub mod page {
        pub use crate::model::page::OutputBytes;
    }
}

/// The stages one by one, for benchmarks, and collections that thousands of queries are asked of.
pub mod pipeline {
    /// For the labelled pairs of actions, each of them asked of the rule.
    pub mod actions {
        pub mod same {
            pub use crate::pipeline::actions::same::{is_same, telling};
        }
    }

    pub use crate::pipeline::{Options, Session, Silent};

    pub mod discover {
        pub use crate::pipeline::discover::{ContentRoot, Discovered, Memory, content_roots, discover};
    }

    pub mod index {
        pub use crate::pipeline::index::{export, synonym_groups, update};
    }

    pub mod link {
        pub use crate::pipeline::link::{Elsewhere, link, relations};
    }

    pub mod parse {
        pub use crate::pipeline::parse::{Memory, parse, parse_all};
    }

    pub mod plan {
        pub use crate::pipeline::plan::{address, plan};
    }

    pub mod render {
        pub use crate::pipeline::render::render;
    }
}

/// For the answers and tokens that the browser's search must give too, with exact scores.
pub mod search {
    pub mod analyzer {
        pub use crate::search::analyzer::{Analyzer, fold_table};
    }

    pub mod facets {
        pub use crate::search::facets::{Facets, counts};
    }

    pub mod index {
        pub use crate::search::index::{Error, Index};
    }

    pub mod query {
        pub use crate::search::query::Mode;
    }

    pub mod rank {
        pub use crate::search::rank::{Answer, Synonyms, search};
    }
}

/// For fuzz targets, the manual's tables of fields and words, and examples of Markdown, which are too many for a site each.
pub mod text {
    pub mod codes {
        pub use crate::text::codes::Codes;
    }

    pub mod fields {
        pub use crate::text::fields::read;
    }

    pub mod foreign {
        pub use crate::text::foreign::rewrite;
    }

    pub mod front_matter {
        pub use crate::text::front_matter::split;
    }

    pub mod html {
        pub use crate::text::html::{Allowance, DRAWING_THREAD, Drawings, Known, render};
    }

    pub mod lexicon {
        pub use crate::text::lexicon::{FRONT_LABELS, LABELS, check};
    }

    pub mod markdown {
        pub use crate::text::markdown::{Markdown, read};
    }

    pub mod registry {
        pub use crate::text::registry::Field;
    }

    pub mod vocabulary {
        pub use crate::text::vocabulary::Vocabulary;
    }
}

/// For the browser's files, as readers get them.
pub mod theme {
    pub use crate::theme::Theme;
}
