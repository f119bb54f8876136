//! The command `leadline`: see [`leadline::cli`].

fn main() -> std::process::ExitCode {
    leadline::cli::main()
}
