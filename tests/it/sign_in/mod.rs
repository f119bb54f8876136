//! Signing in, and everything around it.

mod attacks;
mod attempts;
mod passwords;
mod sessions;
mod two_factor;
