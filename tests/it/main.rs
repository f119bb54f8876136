//! Stories in the domain's words, through the public API, on every database that is at hand.

mod staircase;
