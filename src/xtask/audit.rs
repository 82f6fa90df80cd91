//! Licences, sources, known vulnerabilities and signatures of what others wrote. For crates, deny.toml has the rules and
//! the exceptions; for npm packages the exceptions are here.

use crate::command::{Run, say};
use crate::context::Context;
use crate::tools::cargo::cargo_deny;
use crate::tools::node;
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::process::{Command, Stdio};

/// npm packages whose registry signature is missing or wrong and which are accepted, each with the reason.
const UNSIGNED: &[(&str, &str)] = &[];

/// npm's codes for a network that does not lead there.
const NETWORK_ERRORS: [&str; 5] = ["EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "ETIMEDOUT"];

pub fn crates(context: &Context) -> Result<()> {
    let deny = cargo_deny(context)?;
    let deny = |arguments: &[&str]| {
        let mut command = Command::new(&deny.path);
        command.args(["--locked", "--workspace"]).args(arguments);
        command
    };
    deny(&["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]).run()?;
    // The database of advisories is a repository of its own, which not every network reaches.
    if deny(&["fetch", "db"]).stderr(Stdio::null()).read().is_err() {
        say("skipped: known vulnerabilities of crates, because `cargo deny fetch db` did not get its database");
        return Ok(());
    }
    deny(&["check", "--hide-inclusion-graph", "--disable-fetch", "advisories"]).run()
}

pub fn npm_packages() -> Result<()> {
    node::modules()?;
    let mut audit = Command::new("npm");
    // It fails where a signature is wrong, and where the keys of the registry cannot be fetched.
    audit.args(["audit", "signatures", "--json", "--fetch-retries=0", "--fetch-timeout=10000"]).stderr(Stdio::null());
    let output = audit.output().context("npm did not start")?;
    let report: Value = serde_json::from_slice(&output.stdout).context("`npm audit signatures` printed no JSON")?;
    if let Some(code) = report["error"]["code"].as_str() {
        ensure!(NETWORK_ERRORS.contains(&code), "`npm audit signatures` failed: {}", report["error"]["summary"]);
        say(format!("skipped: signatures of npm packages, because npm cannot fetch the keys ({code})"));
        return Ok(());
    }
    let unsigned = unsigned(&report);
    ensure!(unsigned.is_empty(), "npm packages without a valid signature: {}", unsigned.join(", "));
    Ok(())
}

fn unsigned(report: &Value) -> Vec<String> {
    let listed = ["invalid", "missing"].into_iter().filter_map(|kind| report[kind].as_array()).flatten();
    let named = listed.filter_map(|package| Some((package["name"].as_str()?, package["version"].as_str()?)));
    let accepted = |name: &str| UNSIGNED.iter().any(|(accepted, _)| *accepted == name);
    named.filter(|(name, _)| !accepted(name)).map(|(name, version)| format!("{name} {version}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn packages_without_a_valid_signature_are_named() {
        let package = |name: &str| json!({ "name": name, "version": "1.0.0", "location": "node_modules/x" });
        let report = json!({ "invalid": [package("one")], "missing": [package("two")] });
        assert_eq!(unsigned(&report), ["one 1.0.0", "two 1.0.0"]);
        assert_eq!(unsigned(&json!({ "invalid": [], "missing": [] })), [""; 0]);
    }
}
