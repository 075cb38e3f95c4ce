//! One request over a connection of its own. A name is looked up once, and the connection goes to the address that was judged: a name
//! service that answers otherwise the second time (DNS rebinding) is not asked a second time. No proxy: it would look names up itself.

use super::address::is_public;
use super::ask::Silence;
use axum::body::Body;
use hyper::header::{ACCEPT, HOST, LOCATION, USER_AGENT};
use hyper::rt::{Read, Write};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

/// For a name, a connection and an answer, each.
const PATIENCE: Duration = Duration::from_secs(10);
/// Addresses of one name that are tried.
const MOST_ADDRESSES: usize = 3;
const AGENT: &str = concat!("pmsite/", env!("CARGO_PKG_VERSION"), " (checks links)");

/// What a host says.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) location: Option<String>,
}

pub(super) struct Connector {
    private: bool,
    tls: TlsConnector,
}

impl Connector {
    /// Trusts whom this machine trusts.
    pub(super) fn new(private: bool) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        Self { private, tls: TlsConnector::from(Arc::new(config)) }
    }

    /// What the host of `url` answers to `method`; of a body nothing is read.
    pub(super) async fn ask(&self, method: Method, url: &Url) -> Result<Answer, Silence> {
        let stream = self.connected(url).await?;
        if url.scheme() != "https" {
            return answered(TokioIo::new(stream), method, url).await;
        }
        let name = ServerName::try_from(url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned());
        let name = name.map_err(|_| Silence::Unknown)?;
        match in_time(self.tls.connect(name, stream)).await? {
            Ok(stream) => answered(TokioIo::new(stream), method, url).await,
            // What TLS itself refuses comes as invalid data.
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(Silence::Certificate),
            Err(_) => Err(Silence::Connection),
        }
    }

    async fn connected(&self, url: &Url) -> Result<TcpStream, Silence> {
        let port = url.port_or_known_default().ok_or(Silence::Unknown)?;
        let found: Vec<SocketAddr> = match url.host().ok_or(Silence::Unknown)? {
            Host::Ipv4(address) => vec![(IpAddr::V4(address), port).into()],
            Host::Ipv6(address) => vec![(IpAddr::V6(address), port).into()],
            Host::Domain(name) => {
                in_time(tokio::net::lookup_host((name, port))).await?.map_err(|_| Silence::Unknown)?.collect()
            }
        };
        if found.is_empty() {
            return Err(Silence::Unknown);
        }
        // One of several that is private is reason enough: no public name has such a one.
        if !self.private && !found.iter().all(|address| is_public(address.ip())) {
            return Err(Silence::Private);
        }
        let mut last = Silence::Connection;
        for address in found.iter().take(MOST_ADDRESSES) {
            match in_time(TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(_)) => last = Silence::Connection,
                Err(silence) => last = silence,
            }
        }
        Err(last)
    }
}

async fn answered<S: Read + Write + Unpin + Send + 'static>(
    io: S,
    method: Method,
    url: &Url,
) -> Result<Answer, Silence> {
    let (mut sender, connection) =
        in_time(hyper::client::conn::http1::handshake(io)).await?.map_err(|_| Silence::Connection)?;
    let driving = tokio::spawn(connection);
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let request = Request::builder().method(method).uri(path);
    let request = request.header(HOST, host).header(USER_AGENT, AGENT).header(ACCEPT, "*/*").body(Body::empty());
    let request = request.map_err(|_| Silence::Connection)?;
    let response = in_time(sender.send_request(request)).await;
    driving.abort();
    let response = response?.map_err(|_| Silence::Connection)?;
    let location = response.headers().get(LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
    Ok(Answer { status: response.status().as_u16(), location })
}

async fn in_time<T>(work: impl Future<Output = T>) -> Result<T, Silence> {
    tokio::time::timeout(PATIENCE, work).await.map_err(|_| Silence::Timeout)
}
