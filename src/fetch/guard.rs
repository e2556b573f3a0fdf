//! Which addresses are never asked: judged on the parsed host at each hop, and on what a name resolves to.
//!
//! The standard library's own notion (`IpAddr::is_global`) is not stable, so the blocks stand here, from the IANA
//! registries of special-purpose addresses (<https://www.iana.org/assignments/iana-ipv4-special-registry>,
//! <https://www.iana.org/assignments/iana-ipv6-special-registry>) and of multicast and reserved space.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

use crate::Refusal;

/// IPv4 blocks that are not the public web: first address and prefix length.
const V4_CLOSED: [(Ipv4Addr, u32); 18] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // shared (carrier NAT)
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link local, cloud metadata
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // IETF protocols
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 31, 196, 0), 24), // AS112
    (Ipv4Addr::new(192, 52, 193, 0), 24), // AMT
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(192, 175, 48, 0), 24), // AS112
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, broadcast
];

/// The only IPv6 space given out to the public internet (2000::/3); mapped, NAT64, local and multicast are outside.
const V6_OPEN: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Blocks of it that are not the public web.
const V6_CLOSED: [(Ipv6Addr, u32); 5] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // IETF protocols, Teredo
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48), // AS112
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// Endings of names that mean something inside a network only.
const LOCAL_ENDINGS: [&str; 9] =
    ["localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "home.arpa"];

/// Whether an address is of the public internet.
#[must_use]
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            !V4_CLOSED.iter().any(|(net, bits)| same(u32::from(ip), u32::from(*net), 32 - bits))
        }
        IpAddr::V6(ip) => {
            let within = |(net, bits): &(Ipv6Addr, u32)| {
                u128::from(ip) >> (128 - bits) == u128::from(*net) >> (128 - bits)
            };
            within(&V6_OPEN) && !V6_CLOSED.iter().any(within)
        }
    }
}

fn same(a: u32, b: u32, shift: u32) -> bool {
    a >> shift == b >> shift
}

/// The rules for one program: the ports of the web, and the loopback sockets that are let through for tests.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    pub(crate) ports: Vec<u16>,
    pub(crate) allow: Vec<SocketAddr>,
}

impl Guard {
    /// Judges a parsed address. A name that passes has still to be looked up, and the answer judged.
    pub(crate) fn judge(&self, url: &Url) -> Result<(), Refusal> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Userinfo);
        }
        let port = url.port_or_known_default().ok_or(Refusal::Scheme)?;
        match url.host() {
            Some(Host::Ipv4(ip)) if self.exempt(IpAddr::V4(ip), port) => return Ok(()),
            Some(Host::Ipv6(ip)) if self.exempt(IpAddr::V6(ip), port) => return Ok(()),
            Some(Host::Ipv4(ip)) => self.judge_ip(IpAddr::V4(ip), port)?,
            Some(Host::Ipv6(ip)) => self.judge_ip(IpAddr::V6(ip), port)?,
            Some(Host::Domain(name)) => judge_name(name)?,
            None => return Err(Refusal::LocalName),
        }
        // A name with an odd port may still be one of the exempt sockets; that shows when it is looked up.
        let open = self.ports.contains(&port) || self.allow.iter().any(|socket| socket.port() == port);
        if open { Ok(()) } else { Err(Refusal::Port(port)) }
    }

    /// Judges an address that a name resolved to.
    pub(crate) fn judge_ip(&self, ip: IpAddr, port: u16) -> Result<(), Refusal> {
        if self.exempt(ip, port) {
            return Ok(());
        }
        if !is_public(ip) {
            return Err(Refusal::NotPublic);
        }
        if self.ports.contains(&port) { Ok(()) } else { Err(Refusal::Port(port)) }
    }

    fn exempt(&self, ip: IpAddr, port: u16) -> bool {
        self.allow.contains(&SocketAddr::new(ip, port))
    }
}

fn judge_name(name: &str) -> Result<(), Refusal> {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let ends_with = |ending: &str| {
        name.strip_suffix(ending).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    let single = !name.contains('.');
    let gap = name.split('.').any(str::is_empty);
    if single || gap || LOCAL_ENDINGS.into_iter().any(ends_with) { Err(Refusal::LocalName) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blocks_end_where_they_end() {
        let cases = [
            ("9.255.255.255", true),
            ("10.0.0.0", false),
            ("10.255.255.255", false),
            ("11.0.0.0", true),
            ("100.63.255.255", true),
            ("100.64.0.0", false),
            ("100.127.255.255", false),
            ("100.128.0.0", true),
            ("126.255.255.255", true),
            ("128.0.0.0", true),
            ("169.253.255.255", true),
            ("169.255.0.0", true),
            ("172.15.255.255", true),
            ("172.31.255.255", false),
            ("172.32.0.0", true),
            ("198.17.255.255", true),
            ("198.19.255.255", false),
            ("198.20.0.0", true),
            ("223.255.255.255", true),
            ("224.0.0.0", false),
            ("239.255.255.255", false),
            ("255.255.255.255", false),
            ("1fff:ffff::1", false),
            ("2001:1ff:ffff::", false),
            ("2001:200::", true),
            ("2001:db7:ffff::", true),
            ("2001:db9::", true),
            ("2003::", true),
            ("3fff:fff:ffff::", false),
            ("3fff:1000::", true),
            ("2606:4700::1111", true),
            ("4000::", false),
            ("::ffff:1.1.1.1", false),
        ];
        for (ip, public) in cases {
            assert_eq!(is_public(ip.parse().expect(ip)), public, "{ip}");
        }
    }

    #[test]
    fn an_exempt_socket_is_exempt_by_itself_alone() {
        let guard = Guard { ports: vec![80, 443], allow: vec!["127.0.0.1:9009".parse().expect("socket")] };
        let judge = |url: &str| guard.judge(&Url::parse(url).expect(url));
        assert_eq!(judge("http://127.0.0.1:9009/"), Ok(()));
        assert_eq!(judge("http://127.0.0.1:9010/"), Err(Refusal::NotPublic));
        assert_eq!(judge("http://127.0.0.2:9009/"), Err(Refusal::NotPublic));
        assert_eq!(judge("http://[::1]:9009/"), Err(Refusal::NotPublic));
        assert_eq!(judge("http://1.1.1.1:9009/"), Err(Refusal::Port(9009)));
        // The name passes here and is judged by what it resolves to.
        assert_eq!(judge("http://example.org:9009/"), Ok(()));
        assert_eq!(guard.judge_ip(IpAddr::from([1, 1, 1, 1]), 9009), Err(Refusal::Port(9009)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_spelling_of_loopback_passes(rest in 0_u32..1 << 24, form in 0_usize..6) {
            let n = (127 << 24) | rest;
            let [a, b, c, d] = n.to_be_bytes();
            let host = [
                format!("{a}.{b}.{c}.{d}"), format!("{n}"), format!("{n:#x}"), format!("0{n:o}"),
                format!("{a:#x}.{b:#o}.{}", u16::from_be_bytes([c, d])).replace("0o", "0"),
                format!("[::ffff:{a}.{b}.{c}.{d}]"),
            ][form].clone();
            let guard = Guard { ports: vec![80], allow: Vec::new() };
            let url = Url::parse(&format!("http://{host}/")).expect("an address");
            prop_assert_eq!(guard.judge(&url), Err(Refusal::NotPublic));
        }
    }
}
