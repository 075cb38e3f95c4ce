//! An address of the web -> what its host says of it, politely: one request a host at a time, with a pause, a head before a body, and
//! no more of one that asks for less.

use super::connect::{Answer, Connector};
use borsh::{BorshDeserialize, BorshSerialize};
use hyper::Method;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use url::Url;

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 5;
/// Between two requests to one host.
const PAUSE: Duration = Duration::from_millis(250);

/// What an address turned out to be.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) enum Verdict {
    Fine,
    /// Each step said that it has moved for good; this is where the last one answers.
    Moved(String),
    /// Its host says that there is nothing.
    Gone(u16),
    /// Its host answers, and does not show it to everybody.
    Refused(u16),
    Silent(Silence),
}

impl Verdict {
    /// Whether a report says it.
    pub(super) fn is_told(&self) -> bool {
        matches!(self, Self::Moved(_) | Self::Gone(_))
    }
}

/// Why nothing is known of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub(super) enum Silence {
    /// Asking would send a password or a secret.
    Secret,
    Private,
    Unknown,
    Connection,
    Certificate,
    Timeout,
    Busy,
    Fault,
    Redirects,
}

impl Silence {
    /// For people.
    pub(super) fn why(self) -> &'static str {
        match self {
            Self::Secret => "not asked, since the address holds a password or a secret",
            Self::Private => "not asked, since the host is in a private network (--private-addresses asks them too)",
            Self::Unknown => "no such host, or no name service",
            Self::Connection => "no connection",
            Self::Certificate => "a certificate that cannot be trusted",
            Self::Timeout => "no answer in time",
            Self::Busy => "the host asks for fewer requests",
            Self::Fault => "the host has a fault",
            Self::Redirects => "redirects without end, or to what is no web address",
        }
    }
}

/// The web as this machine may ask it.
pub(super) struct Web {
    connector: Connector,
    /// By host and port: whether it has asked for fewer requests. Whoever holds the lock may ask.
    hosts: Mutex<FxHashMap<String, Arc<tokio::sync::Mutex<bool>>>>,
    /// Places for requests that are under way.
    room: Semaphore,
}

/// What became of an address.
pub(super) struct Asked {
    pub(super) verdict: Verdict,
    /// Whether any request went out: of a host in a private network the name alone is looked up.
    pub(super) was_sent: bool,
}

impl Web {
    /// `private`: hosts in private networks too; so many requests `at_once`.
    pub(super) fn new(private: bool, at_once: usize) -> Self {
        Self { connector: Connector::new(private), hosts: Mutex::default(), room: Semaphore::new(at_once) }
    }

    pub(super) async fn ask(&self, url: &str) -> Asked {
        let mut hops = 0;
        let verdict = self.verdict(url, &mut hops).await;
        Asked { was_sent: hops > 0 || verdict != Verdict::Silent(Silence::Private), verdict }
    }

    /// Counts into `hops` the redirects that were followed.
    async fn verdict(&self, url: &str, hops: &mut usize) -> Verdict {
        let Ok(first) = Url::parse(url) else { return Verdict::Silent(Silence::Redirects) };
        let (mut at, mut for_good) = (first.clone(), true);
        for _ in 0..=MOST_REDIRECTS {
            let Answer { status, location } = match self.answer(&at).await {
                Ok(answer) => answer,
                Err(silence) => return Verdict::Silent(silence),
            };
            match status {
                301..=303 | 307 | 308 => {
                    let next = location.and_then(|to| at.join(&to).ok());
                    let Some(mut next) = next.filter(|next| matches!(next.scheme(), "http" | "https")) else {
                        return Verdict::Silent(Silence::Redirects);
                    };
                    // Neither means anything to the next host, and who it names it to is nobody's business.
                    let is_clean = next.set_username("").and_then(|()| next.set_password(None)).is_ok();
                    next.set_fragment(None);
                    for_good &= is_clean && matches!(status, 301 | 308);
                    at = next;
                    *hops += 1;
                }
                200..=299 if at == first || !for_good => return Verdict::Fine,
                200..=299 => return Verdict::Moved(at.into()),
                404 | 410 => return Verdict::Gone(status),
                429 => return Verdict::Silent(Silence::Busy),
                500.. => return Verdict::Silent(Silence::Fault),
                _ => return Verdict::Refused(status),
            }
        }
        Verdict::Silent(Silence::Redirects)
    }

    /// One answer to a head request, or to a full one where the host likes no head.
    async fn answer(&self, url: &Url) -> Result<Answer, Silence> {
        let host =
            format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
        let own = {
            // Only whole values are ever put in.
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(hosts.entry(host).or_default())
        };
        // First the host, then a place: many links of one host take no place from others. Closed by nobody.
        let mut is_busy = own.lock().await;
        let _place = self.room.acquire().await;
        if *is_busy {
            return Err(Silence::Busy);
        }
        let mut answer = self.connector.ask(Method::HEAD, url).await;
        tokio::time::sleep(PAUSE).await;
        let wants_whole = |answer: &Answer| answer.status >= 400 && answer.status != 429;
        if answer.as_ref().is_ok_and(wants_whole) {
            answer = self.connector.ask(Method::GET, url).await;
            tokio::time::sleep(PAUSE).await;
        }
        *is_busy = answer.as_ref().is_ok_and(|answer| answer.status == 429);
        answer
    }
}
