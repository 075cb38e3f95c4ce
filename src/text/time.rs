//! Times and durations as people write them.
