//! The layer on a schema of a few fields, in process where that will do, else over a real socket.

mod graphql;
mod pages;
mod persisted;
mod sockets;
mod streams;
mod support;
