//! The layer on a schema of a few fields, in process where that will do, else over a real socket.

mod any_messages;
mod closing;
mod connections;
mod graphiql;
mod graphql;
mod limits;
mod overload;
mod pages;
mod persisted;
mod production;
mod recent;
mod socket_client;
mod sockets;
mod streams;
mod support;
