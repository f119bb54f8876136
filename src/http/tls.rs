//! TLS, for those who run no proxy that does it.

use std::{
    io,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, server::TlsStream};

use crate::config::TlsConfig;

/// Speaks TLS. Clones share the certificate.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    certificate: Arc<Certificate>,
}

impl Tls {
    /// Reads certificate and key.
    ///
    /// # Errors
    /// Which of the two cannot be read, or that they do not belong together.
    pub fn load(files: &TlsConfig) -> io::Result<Self> {
        let pem = Pem::read(files)?;
        let key = RwLock::new((Arc::new(pem.key()?), pem));
        let certificate = Arc::new(Certificate { files: files.clone(), key });
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_cert_resolver(certificate.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { acceptor: TlsAcceptor::from(Arc::new(config)), certificate })
    }

    /// The server's part of the handshake.
    ///
    /// # Errors
    /// The client wants something else.
    pub async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.acceptor.accept(stream).await
    }

    /// Takes up new files again and again: certificates are renewed while servers run.
    pub async fn keep_fresh(self, pause: Duration) {
        loop {
            tokio::time::sleep(pause).await;
            let certificate = self.certificate.clone();
            match tokio::task::spawn_blocking(move || certificate.read_again()).await {
                Ok(Ok(false)) => {}
                Ok(Ok(true)) => tracing::info!("the new certificate is in use"),
                Ok(Err(error)) => tracing::warn!(%error, "the old certificate stays in use"),
                Err(error) => tracing::error!(%error, "the certificate could not be looked at"),
            }
        }
    }
}

/// What is shown to clients.
#[derive(Debug)]
struct Certificate {
    files: TlsConfig,
    key: RwLock<(Arc<CertifiedKey>, Pem)>,
}

impl Certificate {
    /// Whether there was something new.
    fn read_again(&self) -> io::Result<bool> {
        let pem = Pem::read(&self.files)?;
        if self.key.read().unwrap_or_else(PoisonError::into_inner).1 == pem {
            return Ok(false);
        }
        let key = Arc::new(pem.key()?);
        *self.key.write().unwrap_or_else(PoisonError::into_inner) = (key, pem);
        Ok(true)
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.key.read().unwrap_or_else(PoisonError::into_inner).0.clone())
    }
}

/// The two files, as they are.
#[derive(PartialEq)]
struct Pem {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl std::fmt::Debug for Pem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pem")
    }
}

impl Pem {
    fn read(files: &TlsConfig) -> io::Result<Self> {
        let read = |name: &str, path: &Path| {
            std::fs::read(path).map_err(|error| wrong(name, format!("{}: {error}", path.display())))
        };
        Ok(Self { certificate: read("certificate", &files.certificate)?, key: read("key", &files.key)? })
    }

    fn key(&self) -> io::Result<CertifiedKey> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&self.certificate).collect();
        let chain = chain.map_err(|error| wrong("certificate", error))?;
        if chain.is_empty() {
            return Err(wrong("certificate", "the file has no certificate in PEM form"));
        }
        let key = PrivateKeyDer::from_pem_slice(&self.key).map_err(|error| wrong("key", error))?;
        CertifiedKey::from_der(chain, key, &ring::default_provider())
            .map_err(|error| wrong("key", format!("it cannot be used with the certificate: {error}")))
    }
}

fn wrong(name: &str, why: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("`http.tls.{name}`: {why}"))
}
