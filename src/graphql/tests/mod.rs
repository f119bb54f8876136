//! The schema, run without HTTP.
