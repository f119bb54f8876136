#[derive(Debug, clap::Args)]
pub struct Args {}
pub async fn run(_: crate::config::Config, _: Args) -> anyhow::Result<()> {
    todo!()
}
