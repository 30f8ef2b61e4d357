//! The client's half of HTTP, below the class: what a request looks like and how an answer is read. Must not know the class's slots.
//!
//! | file | owns |
//! |---|---|
//! | `form` | bodies of multipart/form-data |
//! | `request` | the bytes of a request |
//! | `receive` | reading an answer from a socket |
//! | `http2` | a connection of HTTP/2 that several coroutines use |
//! | `values` | forms and cookies as PHP has them and as they are sent |

pub mod form;
pub mod http2;
pub mod receive;
pub mod request;
pub mod values;
