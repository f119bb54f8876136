//! Who may see and do what: on every path, and proved of every field.

mod leaks;
mod matrix;
mod schema;
mod seed;
mod selections;
mod streams;
mod values;
mod worlds;
