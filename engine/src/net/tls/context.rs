//! What many connections share: certificates, keys and rules, made from [`TlsSettings`]. Reads the files; everything that can be wrong with
//! them shows here and not at the first handshake.

use std::fs;
use std::io;
use std::path::Path;

use openssl::dh::Dh;
use openssl::error::ErrorStack;
use openssl::pkey::PKey;
use openssl::ssl::{
    AlpnError, NameType, SniError, SslContext, SslContextBuilder, SslMethod, SslMode, SslOptions, SslRef, SslVerifyMode,
};
use openssl::x509::{X509, X509StoreContextRef, X509VerifyResult};

use super::error::{TlsError, TlsProblem};
use crate::settings::TlsSettings;

/// Cheap to clone; shared by all connections of a port.
#[derive(Clone)]
pub struct Context {
    pub(super) inner: SslContext,
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Context")
    }
}

impl Context {
    /// For those who accept.
    pub fn server(settings: &TlsSettings) -> Result<Context, TlsError> {
        let mut builder = begin(settings)?;
        let required = |option| TlsError { option, problem: TlsProblem::Required };
        if settings.certificate.is_none() {
            return Err(required("ssl_cert_file"));
        }
        if settings.key.is_none() {
            return Err(required("ssl_key_file"));
        }
        own_certificate(&mut builder, settings)?;
        if settings.prefer_server_ciphers {
            builder.set_options(SslOptions::CIPHER_SERVER_PREFERENCE);
        }
        key_exchange(&mut builder, settings)?;
        authorities(&mut builder, settings)?;
        ask_for_certificate(&mut builder, settings)?;
        // Without it a client that resumes and has to show a certificate is refused.
        builder.set_session_id_context(b"rswoole").map_err(|error| TlsError::internal(&error))?;
        choose_protocol(&mut builder, settings);
        certificates_by_name(&mut builder, settings)?;
        Ok(Context { inner: builder.build() })
    }

    /// For those who connect. The certificate of the server is judged after the handshake, by who asked for that.
    pub fn client(settings: &TlsSettings) -> Result<Context, TlsError> {
        let mut builder = begin(settings)?;
        own_certificate(&mut builder, settings)?;
        if settings.authority_file.is_none() && settings.authority_folder.is_none() {
            builder.set_default_verify_paths().map_err(|error| TlsError::internal(&error))?;
        }
        authorities(&mut builder, settings)?;
        if let Some(curve) = curve(settings) {
            builder.set_groups_list(curve).map_err(|error| TlsError::refused("ssl_ecdh_curve", curve, &error))?;
        }
        builder.set_verify(SslVerifyMode::NONE);
        if !settings.alpn.is_empty() {
            builder.set_alpn_protos(&wire(&settings.alpn)).map_err(|error| TlsError::internal(&error))?;
        }
        Ok(Context { inner: builder.build() })
    }
}

fn begin(settings: &TlsSettings) -> Result<SslContextBuilder, TlsError> {
    let mut builder = SslContextBuilder::new(SslMethod::tls()).map_err(|error| TlsError::internal(&error))?;
    // A retry may come from a buffer that has grown since, and a write may take a part, as with any other socket. Idle connections
    // keep no buffers of 16 KiB.
    builder.set_mode(
        SslMode::ENABLE_PARTIAL_WRITE
            | SslMode::ACCEPT_MOVING_WRITE_BUFFER
            | SslMode::AUTO_RETRY
            | SslMode::RELEASE_BUFFERS,
    );
    // One call reads a header and its record.
    builder.set_read_ahead(true);
    let mut options = SslOptions::NO_SSLV2 | SslOptions::NO_SSLV3 | SslOptions::NO_RENEGOTIATION;
    let asked = settings.protocols & VERSIONS.iter().map(|(bit, _)| bit).sum::<i64>();
    for (_, without) in VERSIONS.iter().filter(|(bit, _)| asked != 0 && asked & bit == 0) {
        options |= *without;
    }
    if !settings.compress {
        options |= SslOptions::NO_COMPRESSION;
    }
    builder.set_options(options);
    let ciphers = settings.ciphers.as_deref().unwrap_or(CIPHERS);
    builder.set_cipher_list(ciphers).map_err(|error| TlsError::refused("ssl_ciphers", ciphers, &error))?;
    if let Some(depth) = settings.verify_depth {
        builder.set_verify_depth(depth);
    }
    Ok(builder)
}

fn own_certificate(builder: &mut SslContextBuilder, settings: &TlsSettings) -> Result<(), TlsError> {
    if let Some(path) = &settings.certificate {
        readable("ssl_cert_file", path)?;
        builder.set_certificate_chain_file(path).map_err(|error| TlsError::of_file("ssl_cert_file", path, &error))?;
    }
    if let Some(path) = &settings.key {
        let pem = readable("ssl_key_file", path)?;
        let refused = |error: ErrorStack| TlsError::of_file("ssl_key_file", path, &error);
        // Without a passphrase OpenSSL would ask for one on the terminal.
        let passphrase = settings.passphrase.as_deref().unwrap_or_default();
        let key = PKey::private_key_from_pem_passphrase(&pem, passphrase).map_err(refused)?;
        builder.set_private_key(&key).map_err(refused)?;
        if settings.certificate.is_some() {
            builder.check_private_key().map_err(refused)?;
        }
    }
    Ok(())
}

fn key_exchange(builder: &mut SslContextBuilder, settings: &TlsSettings) -> Result<(), TlsError> {
    if let Some(curve) = curve(settings) {
        builder.set_groups_list(curve).map_err(|error| TlsError::refused("ssl_ecdh_curve", curve, &error))?;
    }
    if let Some(path) = &settings.dh_parameters {
        let pem = readable("ssl_dhparam", path)?;
        let refused = |error: ErrorStack| TlsError::of_file("ssl_dhparam", path, &error);
        let parameters = Dh::params_from_pem(&pem).map_err(refused)?;
        builder.set_tmp_dh(&parameters).map_err(refused)?;
    }
    Ok(())
}

fn curve(settings: &TlsSettings) -> Option<&str> {
    settings.curve.as_deref().filter(|curve| *curve != "auto")
}

fn authorities(builder: &mut SslContextBuilder, settings: &TlsSettings) -> Result<(), TlsError> {
    if let Some(path) = &settings.authority_file {
        readable("ssl_cafile", path)?;
        builder.set_ca_file(path).map_err(|error| TlsError::of_file("ssl_cafile", path, &error))?;
    }
    if let Some(path) = &settings.authority_folder {
        if !path.is_dir() {
            return Err(TlsError { option: "ssl_capath", problem: TlsProblem::NotFound { path: path.clone() } });
        }
        builder
            .load_verify_locations(None, Some(path))
            .map_err(|error| TlsError::of_file("ssl_capath", path, &error))?;
    }
    Ok(())
}

/// A server: `ssl_client_cert_file` asks for a certificate, `ssl_verify_peer` refuses who has none that is trusted.
fn ask_for_certificate(builder: &mut SslContextBuilder, settings: &TlsSettings) -> Result<(), TlsError> {
    if let Some(path) = &settings.client_authorities {
        let pem = readable("ssl_client_cert_file", path)?;
        let refused = |error: ErrorStack| TlsError::of_file("ssl_client_cert_file", path, &error);
        builder.set_ca_file(path).map_err(refused)?;
        for authority in X509::stack_from_pem(&pem).map_err(refused)? {
            builder.add_client_ca(&authority).map_err(refused)?;
        }
    }
    if settings.verify_peer {
        let self_signed = settings.allow_self_signed;
        let judge =
            move |good: bool, chain: &mut X509StoreContextRef| good || (self_signed && is_self_signed(chain.error()));
        builder.set_verify_callback(SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT, judge);
    } else if settings.client_authorities.is_some() {
        builder.set_verify_callback(SslVerifyMode::PEER, |_, _| true);
    }
    Ok(())
}

/// `X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT`: the certificate itself, not an unknown authority behind it.
pub(super) fn is_self_signed(result: X509VerifyResult) -> bool {
    result.as_raw() == 18
}

fn choose_protocol(builder: &mut SslContextBuilder, settings: &TlsSettings) {
    if settings.alpn.is_empty() {
        return;
    }
    let own = settings.alpn.clone();
    builder.set_alpn_select_callback(move |_, offered| {
        own.iter().find_map(|wanted| find_offered(offered, wanted)).ok_or(AlpnError::NOACK)
    });
}

/// The place of a protocol in what a client offers: each with its length before it.
fn find_offered<'a>(mut offered: &'a [u8], wanted: &[u8]) -> Option<&'a [u8]> {
    while let Some((&length, rest)) = offered.split_first() {
        let (protocol, more) = rest.split_at_checked(usize::from(length))?;
        if protocol == wanted {
            return Some(protocol);
        }
        offered = more;
    }
    None
}

fn certificates_by_name(builder: &mut SslContextBuilder, settings: &TlsSettings) -> Result<(), TlsError> {
    if settings.by_name.is_empty() {
        return Ok(());
    }
    let mut contexts = Vec::new();
    for (name, own) in &settings.by_name {
        contexts.push((name.clone(), Context::server(own)?));
    }
    builder.set_servername_callback(move |ssl: &mut SslRef, _| {
        let found = ssl.servername(NameType::HOST_NAME).map(str::to_ascii_lowercase).and_then(|asked| {
            contexts.iter().find(|(name, _)| covers(name, &asked)).map(|(_, context)| context.clone())
        });
        match found {
            Some(context) => ssl.set_ssl_context(&context.inner).map_err(|_| SniError::ALERT_FATAL),
            None => Err(SniError::NOACK),
        }
    });
    Ok(())
}

/// A star stands for the first label.
fn covers(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(rest) => name.split_once('.').is_some_and(|(_, domain)| domain == rest),
        None => pattern == name,
    }
}

fn readable(option: &'static str, path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|error| TlsError {
        option,
        problem: match error.kind() {
            io::ErrorKind::NotFound => TlsProblem::NotFound { path: path.to_owned() },
            _ => TlsProblem::Unreadable { path: path.to_owned(), reason: error.to_string() },
        },
    })
}

/// Each with its length before it (RFC 7301).
fn wire(protocols: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for protocol in protocols.iter().filter(|protocol| (1..=255).contains(&protocol.len())) {
        bytes.push(protocol.len() as u8);
        bytes.extend_from_slice(protocol);
    }
    bytes
}

/// The default of the original.
const CIPHERS: &str = "EECDH+AESGCM:EDH+AESGCM:AES256+EECDH:AES256+EDH";

/// `SWOOLE_SSL_TLSv1` … and what leaves that version out.
const VERSIONS: [(i64, SslOptions); 4] = [
    (8, SslOptions::NO_TLSV1),
    (16, SslOptions::NO_TLSV1_1),
    (32, SslOptions::NO_TLSV1_2),
    (64, SslOptions::NO_TLSV1_3),
];

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn a_star_stands_for_one_label() {
        for (pattern, name, want) in [
            ("a.test", "a.test", true),
            ("*.a.test", "b.a.test", true),
            ("*.a.test", "a.test", false),
            ("*.a.test", "c.b.a.test", false),
        ] {
            assert_eq!(covers(pattern, name), want, "{pattern} {name}");
        }
    }
}
