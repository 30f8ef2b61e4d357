//! What a request is before it is frames. Must not send.

use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderName, HeaderValue, Method, Request, Uri};

/// A request without its body.
#[derive(Debug, Default, Clone)]
pub struct Head<'a> {
    pub method: &'a [u8],
    pub secure: bool,
    pub authority: &'a [u8],
    pub path: &'a [u8],
    /// In their order. Those of a connection of HTTP/1 (RFC 9113, section 8.2.2) are left out.
    pub fields: Vec<(Vec<u8>, Vec<u8>)>,
}

/// Why a request can not be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw(pub String);

impl Head<'_> {
    pub(super) fn build(&self) -> Result<Request<()>, Flaw> {
        let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let flaw = |what: &str, bytes: &[u8], why: &str| Flaw(format!("the {what} \"{}\" {why}", shown(bytes)));
        let method = Method::from_bytes(self.method).map_err(|_| {
            flaw("method", self.method, "is no method: it is made of letters, digits and !#$%&'*+-.^_`|~")
        })?;
        let authority = Authority::try_from(self.authority)
            .map_err(|_| flaw("host", self.authority, "is no host name with a port (RFC 3986, section 3.2)"))?;
        let path = encoded(self.path);
        let path = PathAndQuery::try_from(&path[..])
            .map_err(|_| flaw("path", self.path, "can not be sent: encode it by rawurlencode()"))?;
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(if self.secure { Scheme::HTTPS } else { Scheme::HTTP });
        parts.authority = Some(authority);
        parts.path_and_query = Some(path);
        let uri = Uri::from_parts(parts).map_err(|error| Flaw(error.to_string()))?;
        let mut request = Request::new(());
        *request.method_mut() = method;
        *request.uri_mut() = uri;
        for (name, value) in self.fields.iter().filter(|(name, value)| !is_of_connection(name, value)) {
            let name = HeaderName::from_bytes(name)
                .map_err(|_| flaw("header", name, "is no name: it is made of letters, digits and !#$%&'*+-.^_`|~"))?;
            let value = HeaderValue::from_bytes(value)
                .map_err(|_| flaw("header", name.as_str().as_bytes(), "has a value with control characters"))?;
            request.headers_mut().append(name, value);
        }
        Ok(request)
    }
}

/// What may not stand in a path as it is (RFC 3986, section 3.3), but for control characters, which are refused.
fn encoded(path: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(path.len());
    for &byte in path {
        match byte {
            b' ' | b'<' | b'>' | b'^' | b'`' | b'\\' => text.extend_from_slice(format!("%{byte:02X}").as_bytes()),
            byte => text.push(byte),
        }
    }
    text
}

fn is_of_connection(name: &[u8], value: &[u8]) -> bool {
    const NAMES: [&str; 5] = ["connection", "keep-alive", "proxy-connection", "upgrade", "transfer-encoding"];
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
        || name.eq_ignore_ascii_case(b"te") && !value.eq_ignore_ascii_case(b"trailers")
}
