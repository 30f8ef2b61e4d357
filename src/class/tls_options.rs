//! The `ssl_*` options of clients and sockets: a PHP array in, settings out.

use rswoole_engine::settings::TlsSettings;

use crate::settings::convert;
use crate::zend::{self, Array, Outcome};

/// As the original, a certificate or key that is not there ends the script: a connection without it could only be refused.
pub fn of(options: &Array) -> Outcome<TlsSettings> {
    let settings = TlsSettings::of_client(&|name| options.get(name).map(|value| convert(&value)));
    for (what, path) in [("cert", &settings.certificate), ("key", &settings.key)] {
        if let Some(path) = path.as_ref().filter(|path| !path.exists()) {
            return Err(zend::fatal(&format!("ssl {what} file[{}] not found", path.display())));
        }
    }
    Ok(settings)
}
