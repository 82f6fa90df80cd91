//! Virtual environments in the cache, each with the packages that requirement files pin.

use crate::command::{Run, say};
use crate::context::Context;
use crate::step::hex;
use anyhow::{Context as _, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// For training, its tests, and the checks.
pub const TRAINING: &[&str] = &["tools/training/requirements.txt", "tools/training/requirements-test.txt"];
/// For the engine's operators beside onnxruntime.
pub const ENGINE: &[&str] = &["tools/differential/requirements.txt"];
pub const PEERS: &[&str] = &["tools/bench/peers/requirements.txt"];
pub const PLOTS: &[&str] = &["tools/bench/requirements.txt"];

pub struct Python {
    pub program: PathBuf,
    /// Changes with Python's version and the packages'.
    pub version: String,
    cache: PathBuf,
}

impl Python {
    /// The environment of some requirement files, installed if need be.
    pub fn with(context: &Context, requirements: &[&str]) -> Result<Self> {
        let mut hash = Sha256::new();
        hash.update(Command::new("python3").arg("--version").read()? + "\n");
        for path in requirements {
            hash.update(fs::read(path).with_context(|| format!("cannot read {path}"))?);
        }
        let version = hex(&hash.finalize())[..12].to_owned();
        let folder = context.cache.join(format!("python-{version}"));
        let python = Self { program: folder.join("bin/python"), version, cache: context.cache.clone() };
        if !folder.join("ready").exists() {
            say(format!("installing the Python packages of {}", requirements.join(" and ")));
            Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder).run()?;
            let files = requirements.iter().flat_map(|path| ["-r", path]);
            python.module("pip").args(["install", "--quiet", "--disable-pip-version-check"]).args(files).run()?;
            fs::write(folder.join("ready"), "")?;
        }
        Ok(python)
    }

    pub fn script(&self, path: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(path).env("PENCHANT_CACHE", &self.cache);
        command
    }

    pub fn module(&self, name: &str) -> Command {
        let mut command = self.script("-m");
        command.arg(name);
        command
    }

    /// A command of tools/training, which writes into a folder.
    pub fn training(&self, command: &str, folder: &str) -> Command {
        let mut python = self.module(&format!("penchant_training.{command}"));
        python.arg(folder).env("PYTHONPATH", "tools/training");
        python
    }
}
