//! The command `leadline`: see [`leadline::cli`].

/// The system's allocator gives little back of what many threads have used in turn: under requests of all sizes the
/// server would hold four times as much.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    leadline::cli::main()
}
