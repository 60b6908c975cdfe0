//! Serving: a port, threads, and what to say about who can reach it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use plumb_engine::Workspace;

use crate::{Settings, Site, WebError, routes};

/// The port where nobody says another: `PLUM` on the keys of a telephone.
pub const PORT: u16 = 7586;

/// What is served, and where.
#[derive(Clone, Debug)]
pub struct Served {
    /// The address of the first page, such as `http://127.0.0.1:7586`.
    pub address: String,
    /// The address that signs the operator in, once and within a quarter of an hour.
    pub entry: String,
    /// Whether only this machine can reach it.
    pub only_here: bool,
}

/// Serves a workspace until the program is ended. `started` hears where. A port of 0 takes any that is free.
///
/// # Errors
/// [`WebError::Address`]; the ledger's own.
pub fn serve(
    workspace: Workspace,
    host: Option<IpAddr>,
    port: u16,
    mut settings: Settings,
    started: impl FnOnce(&Served),
) -> Result<(), WebError> {
    let system = |why: std::io::Error| WebError::System(why.to_string());
    let wanted = SocketAddr::new(host.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)), port);
    let taken = |source| WebError::Address { address: wanted.to_string(), source };
    let listener = std::net::TcpListener::bind(wanted).map_err(taken)?;
    listener.set_nonblocking(true).map_err(system)?;
    let bound = listener.local_addr().map_err(system)?;
    settings.port = bound.port();
    settings.only_here = bound.ip().is_loopback();
    if !settings.only_here {
        // Whoever reaches the machine could take any of them.
        settings.roles.clear();
    }
    let only_here = settings.only_here;
    let site: Arc<Site> = Site::open(workspace, settings)?;
    let address = match bound.ip().is_unspecified() {
        true => format!("http://127.0.0.1:{}", bound.port()),
        false => format!("http://{bound}"),
    };
    let entry = format!("{address}{}", site.entry(None)?);
    started(&Served { address, entry, only_here });
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_io().build().map_err(system)?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener).map_err(system)?;
        axum::serve(listener, routes(site)).await.map_err(system)
    })
}
