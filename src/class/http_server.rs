//! `Swoole\Http\Server`: a server whose ports speak HTTP.

use super::server;
use crate::zend::Class;

pub static CLASS: Class = Class::new(r"Swoole\Http\Server").extends(&server::CLASS);
