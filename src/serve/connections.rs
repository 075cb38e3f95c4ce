//! A listener -> connections that are answered: each is given little time and room to say what it wants, and there is an end to
//! how many there are.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::collections::VecDeque;
use std::io::ErrorKind;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

/// How long the head of a request may take, counted from the connection or from the answer before it.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of a request's head.
const MOST_HEAD: usize = 32 << 10;
/// Connections at one time, event streams among them; a file may be open for each. A browser has six.
const MOST: usize = 256;
/// How long to wait where the system has no room for one more.
const PAUSE: Duration = Duration::from_millis(200);

/// Answers what comes to `listener` with `router`, for ever. One connection too many takes the place of the oldest: whoever opens
/// thousands keeps nobody else out, and an event stream that is ended is opened again by its page.
pub(super) async fn answer(listener: TcpListener, router: Router) {
    let mut open: VecDeque<AbortHandle> = VecDeque::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                if open.len() >= MOST {
                    open.retain(|connection| !connection.is_finished());
                }
                if open.len() >= MOST
                    && let Some(oldest) = open.pop_front()
                {
                    oldest.abort();
                }
                open.push_back(tokio::spawn(connection(stream, router.clone())).abort_handle());
            }
            // It was gone before it was taken.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset) => {}
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

async fn connection(stream: TcpStream, router: Router) {
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEAD_PATIENCE).max_buf_size(MOST_HEAD);
    // Nobody is left to be told of an error.
    let _ = server.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router)).await;
}
