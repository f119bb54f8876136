//! `leadline serve`.

use std::{io, net::SocketAddr, sync::Arc};

use anyhow::{Context as _, anyhow};
use entity::user;
use sea_orm::{EntityTrait, PaginatorTrait};
use tokio::net::TcpListener;
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use super::{open_files, output::say, runtime::Runtime};
use crate::{
    communications::Mailer,
    config::Config,
    graphql,
    http::{self, App, Limits, Rates, graphql::Documents, metrics},
    jobs,
    oidc::Provider,
    shutdown,
};

/// Run the API, and the background jobs in the same process.
///
/// `SQLite` is brought up to date at the start; `PostgreSQL` is not: run `leadline migrate` first. The first signal
/// (Ctrl-C) stops in order, the second at once.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Leave the background jobs to `leadline worker`
    #[arg(long)]
    no_worker: bool,
}

/// Runs the command: until it is stopped.
///
/// # Errors
/// A setting cannot be used, the port is taken, or the database cannot be reached.
pub async fn run(config: Config, args: Args) -> anyhow::Result<()> {
    open_files::raise_limit();
    // The port first: a second server must not touch the database of the first.
    let (listener, address) = listen(&config).await?;
    let runtime = Runtime::open_observed(config, Some(metrics::sql_observer())).await?;
    let scheme = runtime.config.http.scheme();
    say(format_args!("Leadline {} listens on {scheme}://{address}", env!("CARGO_PKG_VERSION")));
    if runtime.config.shows_graphiql() {
        say(format_args!("GraphiQL: {scheme}://{address}/ ({})", graphiql_source(&runtime.config)));
    }
    if user::Entity::find().count(runtime.db.conn()).await? == 0 {
        say(
            "there is no user yet; add the first: leadline user create --role admin --email you@example.com --name \"Your Name\"",
        );
    }
    let stop = shutdown::on_signal()?;
    let worker = !args.no_worker;
    run_until(&runtime, listener, worker, stop).await?;
    runtime.close().await;
    Ok(())
}

/// Where GraphiQL comes from, and how it could come from here.
pub fn graphiql_source(config: &Config) -> String {
    match http::graphiql_folder(config) {
        Some(folder) => format!("from {}", folder.display()),
        None => "from unpkg.com; `npm ci && npm run build` in tools/graphiql makes it independent".to_owned(),
    }
}

/// Takes the configured address.
///
/// # Errors
/// It is taken, or not allowed, or the certificate cannot be used: which setting says so.
pub async fn listen(config: &Config) -> anyhow::Result<(TcpListener, SocketAddr)> {
    let address = config.listen_address()?;
    // A certificate that cannot be used is told before anything is done.
    config.http.tls.as_ref().map(http::Tls::load).transpose()?;
    let listener = TcpListener::bind(address).await.map_err(|error| {
        let what = match error.kind() {
            io::ErrorKind::AddrInUse => "is taken by another program".to_owned(),
            io::ErrorKind::PermissionDenied => "is not allowed to this user".to_owned(),
            io::ErrorKind::AddrNotAvailable => "is no address of this machine".to_owned(),
            _ => format!("cannot be listened on ({error})"),
        };
        let other = SocketAddr::new(address.ip(), address.port().checked_add(1).unwrap_or(8000));
        anyhow!("{address} {what}; choose another: LEADLINE_HTTP__LISTEN={other}, or `listen` in the section [http]")
    })?;
    let address = listener.local_addr().context("the address of the server is not known")?;
    Ok((listener, address))
}

/// Serves, and works, until `stop`. When one of the two ends by a fault, so does the other.
///
/// # Errors
/// The fault.
pub async fn run_until(
    runtime: &Runtime,
    listener: TcpListener,
    with_worker: bool,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let mailer = runtime.mailer().await?;
    let app = app(runtime, &mailer, with_worker).await?;
    let worker = async {
        if with_worker {
            let _ends_the_other = ends(&stop);
            jobs::run_worker(runtime.ctx("worker"), mailer, runtime.queue(), stop.clone()).await?;
        }
        anyhow::Ok(())
    };
    let server = async {
        let _ends_the_other = ends(&stop);
        http::serve(app, listener, stop.clone()).await.context("the server failed")
    };
    let (of_server, of_worker) = tokio::join!(server, worker);
    of_server.and(of_worker)
}

fn ends(stop: &CancellationToken) -> DropGuard {
    stop.clone().drop_guard()
}

async fn app(runtime: &Runtime, mailer: &Arc<Mailer>, expects_worker: bool) -> anyhow::Result<App> {
    let config = &runtime.config.http.documents;
    let checker = Arc::new(graphql::checker());
    let documents = Documents::open(config, runtime.db.clone(), checker, Documents::AGE).await?;
    Ok(App {
        parsed: Default::default(),
        documents,
        config: runtime.config.clone(),
        db: runtime.db.clone(),
        clock: runtime.clock.clone(),
        bus: runtime.bus.clone(),
        graphql: Arc::new(graphql::Api::of(runtime.config.env)),
        sdl: graphql::sdl().into(),
        metrics: metrics::install()?,
        unsubscribe: mailer.signer().clone(),
        oidc: Provider::of(&runtime.config)?,
        expects_worker,
        limits: Limits::of(&runtime.config),
        rates: Rates::new(&runtime.config.http)?,
        shutdown: CancellationToken::new(),
        key_uses: Default::default(),
        recent: Default::default(),
        sign_ins: http::SignIns::default(),
        last_uses: http::LastUses::default(),
        connections: TaskTracker::new(),
    })
}
