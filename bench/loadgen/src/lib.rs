//! Measuring rswoole: a load generator and a runner that compares two builds of the extension on one PHP script.
//! Knows a server only by its address and its process tree; must not depend on the engine, so that it measures any build alike.

#![forbid(unsafe_code)]

pub mod abuse;
pub mod args;
pub mod bare;
pub mod closed_loop;
pub mod connect;
pub mod datagrams;
pub mod h2load;
pub mod histogram;
pub mod http;
pub mod idle;
pub mod machine;
pub mod matrix;
pub mod median;
pub mod messages;
pub mod operation;
pub mod process_tree;
pub mod reply;
pub mod report;
pub mod runner;
pub mod server;
pub mod speech;
pub mod stream;
pub mod table;
