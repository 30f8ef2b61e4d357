//! What the `ssl_*` options mean, of a port and of a client: plain values. Files are read by `net::tls`, not here.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use super::raw::Reader;
use super::value::Value;

/// The options of one side of TLS connections.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TlsSettings {
    /// `ssl_cert_file`: PEM, the certificate first, then those between it and its authority.
    pub certificate: Option<PathBuf>,
    /// `ssl_key_file`
    pub key: Option<PathBuf>,
    pub passphrase: Option<Vec<u8>>,
    /// As OpenSSL writes them; None: the default of the original.
    pub ciphers: Option<String>,
    /// `SWOOLE_SSL_TLSv1_2 | …`; 0: all.
    pub protocols: i64,
    pub verify_peer: bool,
    pub allow_self_signed: bool,
    pub verify_depth: Option<u32>,
    /// `ssl_client_cert_file`: whose clients a server asks for their certificate.
    pub client_authorities: Option<PathBuf>,
    pub authority_file: Option<PathBuf>,
    pub authority_folder: Option<PathBuf>,
    pub prefer_server_ciphers: bool,
    pub compress: bool,
    /// Groups of key exchange; None or `auto`: OpenSSL's.
    pub curve: Option<String>,
    pub dh_parameters: Option<PathBuf>,
    /// Certificates by the name that the client asks for; `*.example.com` covers one label.
    pub by_name: Vec<(String, TlsSettings)>,
    /// A client: the name that it asks for and that the certificate must bear.
    pub host_name: Option<String>,
    /// It is where the client connects to; nobody has set it.
    pub host_is_implied: bool,
    /// Protocols offered (client) or chosen from (server), in the order of preference.
    pub alpn: Vec<Vec<u8>>,
}

impl TlsSettings {
    /// Of a client, by name, as `set()` got them. `alpn` is for whoever speaks those protocols to fill in.
    pub fn of_client(value: &dyn Fn(&str) -> Option<Value>) -> TlsSettings {
        let host = value("ssl_host_name").and_then(|value| value.to_text()).filter(|text| !text.is_empty());
        TlsSettings {
            host_name: host.map(|text| String::from_utf8_lossy(&text).into_owned()),
            ..Self::from_values(value)
        }
    }

    /// What both sides have.
    fn from_values(value: &dyn Fn(&str) -> Option<Value>) -> TlsSettings {
        let bytes = |name: &str| value(name).and_then(|value| value.to_text()).filter(|text| !text.is_empty());
        let path = |name: &str| bytes(name).map(|text| PathBuf::from(OsStr::from_bytes(&text)));
        let text = |name: &str| bytes(name).map(|text| String::from_utf8_lossy(&text).into_owned());
        let flag = |name: &str| value(name).is_some_and(|value| value.truthy());
        let number = |name: &str| value(name).map(|value| value.to_int().value);
        TlsSettings {
            certificate: path("ssl_cert_file"),
            key: path("ssl_key_file"),
            passphrase: bytes("ssl_passphrase"),
            ciphers: text("ssl_ciphers"),
            protocols: number("ssl_protocols").unwrap_or(0),
            verify_peer: flag("ssl_verify_peer"),
            allow_self_signed: flag("ssl_allow_self_signed"),
            verify_depth: number("ssl_verify_depth").and_then(|depth| u32::try_from(depth).ok()).filter(|n| *n > 0),
            client_authorities: path("ssl_client_cert_file"),
            authority_file: path("ssl_cafile"),
            authority_folder: path("ssl_capath"),
            prefer_server_ciphers: flag("ssl_prefer_server_ciphers"),
            compress: flag("ssl_compress"),
            curve: text("ssl_ecdh_curve"),
            dh_parameters: path("ssl_dhparam"),
            by_name: Vec::new(),
            host_name: None,
            host_is_implied: false,
            alpn: Vec::new(),
        }
    }

    /// Of a port.
    pub(super) fn of_port(read: &Reader<'_>) -> TlsSettings {
        let mut settings = Self::from_values(&|name| read.value(name).cloned());
        if let Some(Value::Map(names)) = read.value("ssl_sni_certs") {
            settings.by_name = settings.named(names);
        }
        settings
    }

    /// Whatever name the client asks for.
    pub(super) fn speaks(&mut self, protocols: &[Vec<u8>]) {
        self.alpn = protocols.to_vec();
        for (_, own) in &mut self.by_name {
            own.alpn = protocols.to_vec();
        }
    }

    /// `ssl_sni_certs`: what is not said for a name is as for the others.
    fn named(&self, names: &[(Vec<u8>, Value)]) -> Vec<(String, TlsSettings)> {
        let of_name = |(name, options): &(Vec<u8>, Value)| {
            let Value::Map(options) = options else { return None };
            let own = Self::from_values(&|wanted| {
                options.iter().find(|(key, _)| key == wanted.as_bytes()).map(|(_, value)| value.clone())
            });
            let settings = TlsSettings {
                certificate: own.certificate.or(self.certificate.clone()),
                key: own.key.or(self.key.clone()),
                passphrase: own.passphrase.or(self.passphrase.clone()),
                by_name: Vec::new(),
                ..self.clone()
            };
            Some((String::from_utf8_lossy(name).to_ascii_lowercase(), settings))
        };
        names.iter().filter_map(of_name).collect()
    }
}
