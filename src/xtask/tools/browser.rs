//! Chromium and its driver.

use crate::command::{Run, say};
use anyhow::{Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const CHROMIUM: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

pub struct Browser {
    chrome: PathBuf,
    driver: PathBuf,
}

impl Browser {
    /// The environment may name them: CHROME and CHROMEDRIVER. Where apt is, they are installed if need be.
    pub fn find() -> Result<Self> {
        if let Some(browser) = Self::installed() {
            return Ok(browser);
        }
        if find("apt-get").is_none() {
            bail!(
                "Chromium and chromedriver are not installed: install both (on macOS: `brew install --cask chromium \
                 chromedriver`), or set CHROME and CHROMEDRIVER to their paths"
            );
        }
        say("installing Chromium and its driver");
        let apt = |arguments: &[&str]| -> Result<()> {
            let root = Command::new("id").arg("-u").read()? == "0";
            let mut command = Command::new(if root { "env" } else { "sudo" });
            command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments).run()
        };
        apt(&["update", "-qq"])?;
        apt(&["install", "-y", "-qq", "--no-install-recommends", "chromium", "chromium-driver", "fonts-dejavu-core"])?;
        match Self::installed() {
            Some(browser) => Ok(browser),
            None => bail!("no Chromium was found after the installation: set CHROME and CHROMEDRIVER to their paths"),
        }
    }

    fn installed() -> Option<Self> {
        let named = |variable| env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file());
        Some(Self {
            chrome: named("CHROME").or_else(|| CHROMIUM.iter().find_map(|name| find(name)))?,
            driver: named("CHROMEDRIVER").or_else(|| find("chromedriver"))?,
        })
    }

    /// Tells a program where they are.
    pub fn given_to(&self, mut command: Command) -> Command {
        command.env("CHROME", &self.chrome).env("CHROMEDRIVER", &self.driver);
        command
    }
}

/// A program's path, looked up as a shell does.
fn find(program: &str) -> Option<PathBuf> {
    if program.contains('/') {
        return Some(PathBuf::from(program)).filter(|path| path.is_file());
    }
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| Path::is_file(path))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn programs_are_found_in_the_path_or_by_their_own() {
        assert!(find("sh").is_some_and(|path| path.is_absolute()));
        assert!(find("/bin/sh").is_some());
        assert!(find("penchant-is-not-a-program").is_none());
    }
}
