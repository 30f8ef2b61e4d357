//! The client's half of HTTP, below the class: what a request looks like and how an answer is read. Must not know the class's slots.
//!
//! | file | owns |
//! |---|---|
//! | `form` | bodies of multipart/form-data |
//! | `request` | the bytes of a request |
//! | `receive` | reading an answer from a socket |

pub mod form;
pub mod receive;
pub mod request;
