//! The layer on a schema of a few fields, in process where that will do, else over a real socket.

mod connections;
mod graphql;
mod limits;
mod pages;
mod persisted;
mod sockets;
mod streams;
mod support;
