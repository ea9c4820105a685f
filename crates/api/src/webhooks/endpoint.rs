//! To which endpoints anything is carried: those on hosts the operator lists, over HTTPS.
//!
//! A node stands inside an administration's network, and what it sends comes from there. So a caller
//! may choose only among hosts that the operator has listed, and no answer leads the node elsewhere.
//! A host that is listed by name is trusted wherever its name leads.

use std::net::IpAddr;

use node::Refusal;
use reqwest::Url;

/// The address of an endpoint that may be told; why not, otherwise.
pub(crate) fn allowed(endpoint: &str, hosts: &[String]) -> Result<Url, Refusal> {
    let url = of_operator(endpoint)?;
    if !is_listed(&url, hosts) {
        let (endpoint, reason) = (endpoint.to_owned(), "not-listed".to_owned());
        return Err(Refusal::EndpointNotAllowed { endpoint, reason });
    }
    Ok(url)
}

/// The address of an endpoint that the operator has chosen himself, where it can be one.
pub(crate) fn of_operator(endpoint: &str) -> Result<Url, Refusal> {
    let refused = |reason: &str| Refusal::EndpointNotAllowed {
        endpoint: endpoint.to_owned(),
        reason: reason.to_owned(),
    };
    let url = Url::parse(endpoint).map_err(|_| refused("not-an-address"))?;
    let plain = !url.authority().contains('@') && url.fragment().is_none();
    if !url.has_host() || !plain {
        return Err(refused("not-an-address"));
    }
    // What stays on this machine needs no TLS.
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
        return Err(refused("not-https"));
    }
    Ok(url)
}

/// Whether an address is one of this machine.
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// Whether the operator lists the host: by itself for the usual port, or with its port.
fn is_listed(url: &Url, hosts: &[String]) -> bool {
    let host = url.host_str().unwrap_or_default();
    let with_port = url.port_or_known_default().map(|port| format!("{host}:{port}"));
    hosts.iter().any(|listed| {
        let usual = url.port().is_none() && listed.eq_ignore_ascii_case(host);
        usual || with_port.as_ref().is_some_and(|host| listed.eq_ignore_ascii_case(host))
    })
}

#[cfg(test)]
mod tests;
