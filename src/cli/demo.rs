#[derive(Debug, clap::Args)]
pub struct Args {}
pub async fn run(_: Args, _: Option<&std::path::Path>) -> anyhow::Result<std::process::ExitCode> {
    todo!()
}
