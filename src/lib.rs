//! The PHP extension: module entry. Everything else is in the modules below.
#![deny(unsafe_code)]

use ext_php_rs::prelude::*;

#[php_module]
pub fn get_module(module: ModuleBuilder) -> ModuleBuilder {
    module
}
