//! Communications.
