//! The context of a port. It can be loaded again while connections use the old one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::context::Context;
use super::error::TlsError;
use crate::settings::TlsSettings;

/// Cheap to clone: the same context. What is reloaded here is used by every clone in this process.
#[derive(Clone, Debug)]
pub struct TlsServer {
    settings: Arc<TlsSettings>,
    current: Arc<RwLock<Context>>,
    /// The reload of the server after which it was loaded.
    generation: Arc<AtomicU64>,
}

impl TlsServer {
    pub fn new(settings: &TlsSettings) -> Result<TlsServer, TlsError> {
        let context = Context::server(settings)?;
        let current = Arc::new(RwLock::new(context));
        Ok(TlsServer { settings: Arc::new(settings.clone()), current, generation: Arc::default() })
    }

    /// Reloads when the server was reloaded since, and says in the log what came of it.
    pub fn follow(&self, generation: u64, port: &str) {
        match self.renew(generation) {
            Ok(false) => {}
            Ok(true) => tracing::info!("the certificate of port {port} was loaded again"),
            Err(error) => {
                tracing::error!("the certificate of port {port} can not be loaded again, the old one stays: {error}");
            }
        }
    }

    /// One of those that ask reloads. Ok(true): it was done.
    fn renew(&self, generation: u64) -> Result<bool, TlsError> {
        if self.generation.load(Ordering::Relaxed) == generation
            || self.generation.swap(generation, Ordering::AcqRel) == generation
        {
            return Ok(false);
        }
        self.reload().map(|()| true)
    }

    /// Reads the files again. After an error everything stays as it was.
    fn reload(&self) -> Result<(), TlsError> {
        let fresh = Context::server(&self.settings)?;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    pub(super) fn context(&self) -> Context {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
