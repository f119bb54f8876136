pub async fn run(_: Option<&std::path::Path>) -> anyhow::Result<std::process::ExitCode> {
    todo!()
}
