//! Programs that the build runs, and how it speaks of them.

use anyhow::{Context, Result, bail};
use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal};
use std::process::{Command, ExitStatus, Stdio};

/// Prints what the build does next, to stderr: stdout is for results.
pub fn say(message: impl Display) {
    if io::stderr().is_terminal() {
        eprintln!("\x1b[1m▸ {message}\x1b[0m");
    } else {
        eprintln!("▸ {message}");
    }
}

pub trait Run {
    /// Runs a step of the build, whose output goes to stderr.
    fn run(&mut self) -> Result<()>;
    /// Runs a program whose output is a result.
    fn show(&mut self) -> Result<()>;
    /// The program's output without the last line's end.
    fn read(&mut self) -> Result<String>;
}

impl Run for Command {
    fn run(&mut self) -> Result<()> {
        self.stdout(io::stderr()).show()
    }

    fn show(&mut self) -> Result<()> {
        let status = self.status();
        check(self, status)
    }

    fn read(&mut self) -> Result<String> {
        let output = self.stdout(Stdio::piped()).spawn().and_then(|child| child.wait_with_output());
        let (status, text) = match output {
            Ok(output) => (Ok(output.status), output.stdout),
            Err(error) => (Err(error), Vec::new()),
        };
        check(self, status)?;
        Ok(String::from_utf8(text).with_context(|| format!("{} printed no UTF-8", line(self)))?.trim_end().to_owned())
    }
}

fn check(command: &Command, status: io::Result<ExitStatus>) -> Result<()> {
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => bail!("`{}` failed: {status}", line(command)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let program = command.get_program().to_string_lossy();
            bail!("{program} is not installed: {}", advice(&program))
        }
        Err(error) => Err(error).with_context(|| format!("`{}` did not start", line(command))),
    }
}

/// How to install a program.
fn advice(program: &str) -> &'static str {
    match program {
        "cargo" | "rustc" | "rustup" => "install Rust from https://rustup.rs",
        "node" | "npm" | "npx" => "install Node 20.19 or newer from https://nodejs.org",
        "python3" => "install Python 3.11",
        _ => "install it and run again",
    }
}

/// The command as one would type it.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let quoted = words.map(|word| {
        let word = word.to_string_lossy();
        if word.is_empty() || word.contains([' ', '\'', '"', '*', '$']) { format!("{word:?}") } else { word.into() }
    });
    quoted.collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command() {
        let error = Command::new("sh").args(["-c", "exit 3"]).run().unwrap_err().to_string();
        assert!(error.starts_with("`sh -c \"exit 3\"` failed") && error.contains('3'), "{error}");
    }

    #[test]
    fn a_missing_program_comes_with_advice() {
        let error = Command::new("penchant-is-not-a-program").run().unwrap_err().to_string();
        assert_eq!(error, "penchant-is-not-a-program is not installed: install it and run again");
    }

    #[test]
    fn output_loses_the_last_line_end() {
        assert_eq!(Command::new("sh").args(["-c", "echo 1.2"]).read().unwrap(), "1.2");
    }
}
