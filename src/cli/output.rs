//! Writing to the terminal.

use std::{
    fmt::Display,
    io::{self, Write},
    process::ExitCode,
};

use crate::config::Demand;

/// One line on standard output. Whoever reads it may stop reading (`| head`): that is no fault.
pub fn say(line: impl Display) {
    if let Err(error) = writeln!(io::stdout().lock(), "{line}")
        && error.kind() == io::ErrorKind::BrokenPipe
    {
        std::process::exit(0);
    }
}

/// One line on standard error: for people, when standard output is for a program.
pub fn remark(line: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Says everything that production still demands, one line each.
pub fn refused(demands: &[Demand]) -> ExitCode {
    let settings =
        if demands.len() == 1 { "one setting".to_owned() } else { format!("{} settings", demands.len()) };
    remark(format_args!("error: production demands {settings} more:"));
    for demand in demands {
        remark(format_args!("  {demand}"));
    }
    remark("`leadline doctor` checks them again, and all the rest");
    ExitCode::FAILURE
}

/// Says why a command failed, in one line.
pub fn failed(error: &anyhow::Error) -> ExitCode {
    let mut text = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // Some errors repeat their cause.
        if !text.contains(&cause) {
            text = format!("{text}: {cause}");
        }
    }
    remark(format_args!("error: {}", text.split_whitespace().collect::<Vec<_>>().join(" ")));
    ExitCode::FAILURE
}
