//! `leadline schema`.

use std::path::PathBuf;

use anyhow::Context as _;

use super::output::say;
use crate::graphql;

/// Print the GraphQL schema in the schema definition language; no database is needed.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write it to this file
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// The file cannot be written.
pub fn run(args: Args) -> anyhow::Result<()> {
    let sdl = graphql::sdl();
    if let Some(file) = args.output {
        return std::fs::write(&file, sdl).with_context(|| format!("{} cannot be written", file.display()));
    }
    say(sdl.trim_end());
    Ok(())
}
