//! The memory that training may take: said before it starts, and limited.

use clap::Args;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::Csr;
use penchant_recommend::training::{ModelSpec, memory_need};

/// How much memory training may take.
#[derive(Args)]
pub struct MemoryArguments {
    /// The gigabytes that the training of a model may take [default: what the machine has available]
    #[arg(long, value_name = "GB", value_parser = parse_gigabytes)]
    max_memory: Option<f64>,
}

fn parse_gigabytes(text: &str) -> Result<f64> {
    let gigabytes = text.trim_end_matches("GB").trim().parse().ok().filter(|number: &f64| *number > 0.0);
    gigabytes.ok_or_else(|| Error::new(ErrorKind::Argument, format!("{text:?} is not a number of gigabytes above 0")))
}

impl MemoryArguments {
    /// Says what the training of a model on these likes or ratings takes, where that is much.
    ///
    /// Errors: `argument` if it is more than may be taken.
    pub fn check(&self, spec: &ModelSpec, matrix: &Csr) -> Result<()> {
        // What needs no word.
        const MUCH_BYTES: u64 = 100_000_000;
        let Some(need) = memory_need(spec, matrix) else { return Ok(()) };
        let max_bytes = self.max_memory.map(|gigabytes| (gigabytes * 1e9) as u64).or_else(available_bytes);
        if need.bytes > MUCH_BYTES {
            let (family, side) = (need.family, need.side);
            eprintln!(
                "training {family} takes {:.1} GB of memory for a matrix of {side} rows (--max-memory)",
                need.gigabytes()
            );
        }
        max_bytes.map_or(Ok(()), |max_bytes| need.check(max_bytes))
    }
}

/// The memory that the machine has available, where it says so.
fn available_bytes() -> Option<u64> {
    let about = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = about.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
