//! Stages of a long task, and how long each of them took.

use crate::command::say;
use anyhow::{Context, Result};
use std::time::{Duration, Instant};

#[derive(Default)]
pub struct Stages {
    finished: Vec<(String, Duration)>,
}

impl Stages {
    pub fn run(&mut self, name: impl Into<String>, stage: impl FnOnce() -> Result<()>) -> Result<()> {
        let name = name.into();
        say(format!("stage: {name}"));
        let began = Instant::now();
        let result = stage();
        self.finished.push((name.clone(), began.elapsed()));
        result.with_context(|| format!("the stage {name:?} failed"))
    }

    /// A line for each stage, and one for their sum.
    pub fn report(&self) -> String {
        let total = self.finished.iter().map(|(_, time)| *time).sum();
        let lines = self.finished.iter().map(|(name, time)| (name.as_str(), *time)).chain([("all stages", total)]);
        let width = lines.clone().map(|(name, _)| name.len()).max().unwrap_or(0);
        lines.map(|(name, time)| format!("{name:width$}  {}\n", minutes(time))).collect()
    }
}

fn minutes(time: Duration) -> String {
    let seconds = time.as_secs_f64().round() as u64;
    format!("{:3}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_stage_is_named_and_reported() {
        let mut stages = Stages::default();
        stages.run("lint", || Ok(())).unwrap();
        let error = stages.run("browser", || anyhow::bail!("no Chromium")).unwrap_err();
        assert_eq!(format!("{error:#}"), "the stage \"browser\" failed: no Chromium");
        let report = stages.report();
        let names: Vec<&str> = report.lines().map(|line| line.split("  ").next().unwrap_or_default().trim()).collect();
        assert_eq!(names, ["lint", "browser", "all stages"]);
    }

    #[test]
    fn times_are_minutes_and_seconds() {
        assert_eq!(minutes(Duration::from_millis(754_600)), " 12:35");
        assert_eq!(minutes(Duration::from_millis(59_700)), "  1:00");
    }
}
