//! Host names: looked up once a visit, the whole answer judged, and only what was judged is dialled.
//!
//! reqwest asks its resolver for names only, never for addresses written as such; therefore the guard judges the
//! parsed host first. Then the name is looked up *here*, and the resolver given to reqwest hands out nothing but
//! these judged addresses: there is no second lookup that could answer otherwise.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::guard::Guard;
use crate::{FetchError, Refusal, Trouble};

/// Addresses of one name that are kept; more than this is no answer for a web site.
const ADDRESSES_MAX: usize = 16;

/// Looks host names up. A trait because there are two: the system's name service, and a table for tests.
#[async_trait]
pub trait Names: Send + Sync {
    /// All addresses of `host`. An unknown name may be an error or an empty list.
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// The name service of the system.
#[derive(Debug, Clone, Copy)]
pub struct SystemNames;

#[async_trait]
impl Names for SystemNames {
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((host, 0)).await?.map(|socket| socket.ip()).collect())
    }
}

/// The names of the visits under way, with their judged addresses and how many visits hold them.
#[derive(Default)]
pub(crate) struct Pins(Mutex<HashMap<String, (usize, Vec<IpAddr>)>>);

/// Holds a name for the length of an exchange.
pub(crate) struct Pin {
    pins: Arc<Pins>,
    host: String,
}

impl Drop for Pin {
    fn drop(&mut self) {
        let mut pins = self.pins.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((holders, _)) = pins.get_mut(&self.host) {
            *holders -= 1;
            if *holders == 0 {
                pins.remove(&self.host);
            }
        }
    }
}

impl Resolve for Pins {
    fn resolve(&self, name: Name) -> Resolving {
        let pins = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let judged = pins.get(key(name.as_str())).map(|(_, ips)| ips.clone());
        Box::pin(async move {
            let ips = judged.ok_or_else(|| io::Error::other("a name that no visit has judged"))?;
            // Port 0 stands for the port of the address.
            Ok(Box::new(ips.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
        })
    }
}

/// Looks up and judges the host of `url`, and pins it. Addresses written as such need no lookup: the guard has
/// judged them.
///
/// One private address among the answers refuses them all: the connector would be free to take it.
pub(crate) async fn pin(
    pins: &Arc<Pins>,
    names: &dyn Names,
    guard: &Guard,
    url: &Url,
) -> Result<Option<Pin>, FetchError> {
    let (Some(Host::Domain(host)), Some(port)) = (url.host(), url.port_or_known_default()) else {
        return Ok(None);
    };
    let unknown = || FetchError::Unreachable { host: host.to_owned(), trouble: Trouble::NoSuchHost };
    let mut ips = names.lookup(key(host)).await.map_err(|_| unknown())?;
    for ip in &ips {
        let refused = |why: Refusal| FetchError::Refused { host: host.to_owned(), why, redirected: false };
        guard.judge_ip(*ip, port).map_err(refused)?;
    }
    ips.truncate(ADDRESSES_MAX);
    if ips.is_empty() {
        return Err(unknown());
    }
    let host = key(host).to_owned();
    let mut table = pins.0.lock().unwrap_or_else(PoisonError::into_inner);
    let entry = table.entry(host.clone()).or_default();
    *entry = (entry.0 + 1, ips);
    drop(table);
    Ok(Some(Pin { pins: Arc::clone(pins), host }))
}

/// `example.org.` and `example.org` are one name; the parser has made it lower case.
fn key(host: &str) -> &str {
    host.strip_suffix('.').unwrap_or(host)
}
