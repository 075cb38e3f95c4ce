//! What `export`, `api/v1` and `--format json` print of one document. Its JSON Schema is generated from this type.
