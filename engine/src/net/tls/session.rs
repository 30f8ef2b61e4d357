//! The TLS state of one connection, over anything that reads and writes without blocking.

use std::io::{self, Read, Write};
use std::net::IpAddr;

use openssl::nid::Nid;
use openssl::ssl::{Error, ErrorCode, Ssl, SslStream};
use openssl::x509::{X509, X509VerifyResult};

use super::context::{Context, is_self_signed};
use super::error::{TlsError, reason_of};
use crate::net::Way;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Client,
    Server,
}

/// Why an operation did not give its result.
#[derive(Debug)]
pub enum Fault {
    /// To be repeated when the carrier is ready that way.
    Want(Way),
    /// The connection below failed.
    Io(io::Error),
    /// The peer speaks something else, broke the protocol or was refused: what OpenSSL says of it.
    Protocol(String),
}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> io::Error {
        match fault {
            Fault::Want(_) => io::ErrorKind::WouldBlock.into(),
            Fault::Io(error) => error,
            Fault::Protocol(text) => io::Error::new(io::ErrorKind::InvalidData, text),
        }
    }
}

pub(super) struct Session<C> {
    stream: SslStream<C>,
    /// After a fatal error nothing more may be asked of OpenSSL, not even a goodbye.
    failed: bool,
    established: bool,
}

impl<C: Read + Write> Session<C> {
    /// `host`: the name that a client asks for.
    pub fn new(context: &Context, side: Side, host: Option<&str>, carrier: C) -> Result<Session<C>, TlsError> {
        let internal = |error| TlsError::internal(&error);
        let mut ssl = Ssl::new(&context.inner).map_err(internal)?;
        match side {
            Side::Client => ssl.set_connect_state(),
            Side::Server => ssl.set_accept_state(),
        }
        // RFC 6066: no addresses.
        if let Some(name) = host.filter(|name| side == Side::Client && name.parse::<IpAddr>().is_err()) {
            ssl.set_hostname(name).map_err(|error| TlsError::refused("ssl_host_name", name, &error))?;
        }
        let stream = SslStream::new(ssl, carrier).map_err(internal)?;
        Ok(Session { stream, failed: false, established: false })
    }

    pub fn carrier(&self) -> &C {
        self.stream.get_ref()
    }

    pub fn carrier_mut(&mut self) -> &mut C {
        self.stream.get_mut()
    }

    pub fn is_established(&self) -> bool {
        self.established
    }

    pub fn handshake(&mut self) -> Result<(), Fault> {
        match self.stream.do_handshake() {
            Ok(()) => {
                self.established = true;
                Ok(())
            }
            Err(error) => {
                self.fault(error)?;
                // The peer left in the middle.
                Err(Fault::Io(io::ErrorKind::UnexpectedEof.into()))
            }
        }
    }

    /// 0: the peer has ended.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        self.stream.ssl_read(buffer).or_else(|error| self.fault(error).map(|()| 0))
    }

    /// As `read`, without taking it.
    pub fn peek(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        self.stream.ssl_peek(buffer).or_else(|error| self.fault(error).map(|()| 0))
    }

    /// As much as the carrier takes. What waits in OpenSSL after `Want` must be given again, with or without more behind it.
    pub fn write(&mut self, data: &[u8]) -> Result<usize, Fault> {
        let mut sent = 0;
        while sent < data.len() {
            match self.stream.ssl_write(&data[sent..]) {
                Ok(more) => sent += more,
                Err(error) => {
                    return match self.fault(error) {
                        Err(Fault::Want(_)) if sent > 0 => Ok(sent),
                        Err(fault) => Err(fault),
                        Ok(()) => Err(Fault::Io(io::ErrorKind::BrokenPipe.into())),
                    };
                }
            }
        }
        Ok(sent)
    }

    /// Says goodbye, as far as the carrier takes it now; the peer's own is not awaited.
    pub fn close_notify(&mut self) {
        if self.established && !self.failed {
            // A peer that is gone already needs no goodbye.
            let _ = self.stream.shutdown();
        }
    }

    /// The certificate that the peer showed, as PEM.
    pub fn peer_certificate(&self) -> Option<Vec<u8>> {
        self.stream.ssl().peer_certificate()?.to_pem().ok()
    }

    /// Whether the peer's certificate is trusted, and is that of `host`.
    pub fn verify(&self, allow_self_signed: bool, host: Option<&str>) -> Result<(), String> {
        let Some(certificate) = self.stream.ssl().peer_certificate() else {
            return Err("the peer has no certificate".to_owned());
        };
        let result = self.stream.ssl().verify_result();
        if result != X509VerifyResult::OK && !(allow_self_signed && is_self_signed(result)) {
            return Err(result.error_string().to_owned());
        }
        match host {
            Some(host) if !bears(&certificate, host) => Err(format!("the certificate is not one of {host}")),
            _ => Ok(()),
        }
    }

    /// The peer has signed its certificate itself, and nobody else vouches for it.
    pub fn is_self_signed(&self) -> bool {
        is_self_signed(self.stream.ssl().verify_result())
    }

    /// The protocol agreed on (ALPN).
    pub fn protocol(&self) -> Option<&[u8]> {
        self.stream.ssl().selected_alpn_protocol()
    }

    /// What an error means; Ok: the end of the stream.
    fn fault(&mut self, error: Error) -> Result<(), Fault> {
        match error.code() {
            ErrorCode::WANT_READ => Err(Fault::Want(Way::Read)),
            ErrorCode::WANT_WRITE => Err(Fault::Want(Way::Write)),
            ErrorCode::ZERO_RETURN => Ok(()),
            _ => {
                self.failed = true;
                match (error.ssl_error().map(reason_of), error.into_io_error()) {
                    // A peer that ends without a goodbye: most do.
                    (Some(reason), _) if reason == "unexpected eof while reading" => Ok(()),
                    (Some(reason), _) => Err(Fault::Protocol(self.because(reason))),
                    (None, Ok(error)) => Err(Fault::Io(error)),
                    (None, Err(_)) => Ok(()),
                }
            }
        }
    }

    fn because(&self, reason: String) -> String {
        let verified = self.stream.ssl().verify_result();
        if reason == "certificate verify failed" && verified != X509VerifyResult::OK {
            return format!("{reason}: {}", verified.error_string());
        }
        reason
    }
}

/// RFC 6125: the alternative names count; the common name only where there are none.
fn bears(certificate: &X509, host: &str) -> bool {
    let address = host.parse::<IpAddr>().ok();
    if let Some(names) = certificate.subject_alt_names() {
        return names.iter().any(|name| match (&address, name.dnsname(), name.ipaddress()) {
            (Some(IpAddr::V4(ip)), _, Some(bytes)) => bytes == ip.octets(),
            (Some(IpAddr::V6(ip)), _, Some(bytes)) => bytes == ip.octets(),
            (None, Some(pattern), _) => matches(pattern, host),
            _ => false,
        });
    }
    let mut common = certificate.subject_name().entries_by_nid(Nid::COMMONNAME);
    common.any(|entry| std::str::from_utf8(entry.data().as_slice()).is_ok_and(|pattern| matches(pattern, host)))
}

fn matches(pattern: &str, host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    match pattern.strip_prefix("*.") {
        // A star never stands for a whole public suffix.
        Some(rest) => {
            rest.contains('.') && host.split_once('.').is_some_and(|(_, domain)| domain.eq_ignore_ascii_case(rest))
        }
        None => pattern.eq_ignore_ascii_case(host),
    }
}
