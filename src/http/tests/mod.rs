//! The layer on a schema of a few fields, in process where that will do, else over a real socket.

mod any_messages;
mod closing;
mod graphql;
mod pages;
mod persisted;
mod socket_client;
mod sockets;
mod streams;
mod support;
