//! Chromium and its driver; Firefox, and WebKit's driver.

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

const FIREFOX: &[&str] = &["firefox-esr", "firefox"];

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
        apt_install(&["chromium", "chromium-driver", "fonts-dejavu-core"])?;
        match Self::installed() {
            Some(browser) => Ok(browser),
            None => bail!("no Chromium was found after the installation: set CHROME and CHROMEDRIVER to their paths"),
        }
    }

    fn installed() -> Option<Self> {
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

/// The engines beside Chromium's, and a display for the one that cannot do without.
pub struct OtherEngines {
    firefox: PathBuf,
    webkit_driver: PathBuf,
}

impl OtherEngines {
    /// The environment may name them: FIREFOX and WEBKIT_DRIVER. Where apt is, they are installed if need be; elsewhere
    /// there may be none, because WebKit's driver is Linux's.
    pub fn find() -> Result<Option<Self>> {
        if let Some(engines) = Self::installed() {
            return Ok(Some(engines));
        }
        if find("apt-get").is_none() {
            return Ok(None);
        }
        say("installing Firefox, WebKit's driver and a display for it");
        apt_install(&["firefox-esr", "webkit2gtk-driver", "xvfb"])?;
        match Self::installed() {
            Some(engines) => Ok(Some(engines)),
            None => bail!(
                "no Firefox, WebKitWebDriver or Xvfb was found after the installation: set FIREFOX and WEBKIT_DRIVER to \
                 the paths of the first two"
            ),
        }
    }

    fn installed() -> Option<Self> {
        find("Xvfb")?;
        Some(Self {
            firefox: named("FIREFOX").or_else(|| FIREFOX.iter().find_map(|name| find(name)))?,
            webkit_driver: named("WEBKIT_DRIVER").or_else(|| find("WebKitWebDriver"))?,
        })
    }

    /// Tells a program where they are.
    pub fn given_to(&self, mut command: Command) -> Command {
        command.env("FIREFOX", &self.firefox).env("WEBKIT_DRIVER", &self.webkit_driver);
        command
    }
}

fn apt_install(packages: &[&str]) -> Result<()> {
    let root = Command::new("id").arg("-u").read()? == "0";
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(if root { "env" } else { "sudo" });
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]).args(arguments).run()
    };
    apt(&["update", "-qq"])?;
    apt(&[&["install", "-y", "-qq", "--no-install-recommends"], packages].concat())
}

/// The file that a variable of the environment names.
fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
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
