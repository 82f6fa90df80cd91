//! A step runs commands whose results are files. It leaves a stamp in build/stamps/ that covers the commands with
//! their arguments and environment, the versions of their tools, and the contents of their input files. It is skipped
//! while the stamp is the same and its outputs are there.

use crate::command::Run;
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

const STAMPS: &str = "build/stamps";

pub struct Step {
    name: String,
    commands: Vec<Command>,
    versions: Vec<String>,
    inputs: Vec<PathBuf>,
    outputs: Vec<PathBuf>,
    printed: Option<PathBuf>,
}

impl Step {
    pub fn new(name: impl Into<String>, command: Command) -> Self {
        Self {
            name: name.into(),
            commands: vec![command],
            versions: Vec::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            printed: None,
        }
    }

    /// A further command, which runs after the one before it.
    pub fn then(mut self, command: Command) -> Self {
        self.commands.push(command);
        self
    }

    /// The version of a tool that is not among the inputs.
    pub fn tool(mut self, version: impl Into<String>) -> Self {
        self.versions.push(version.into());
        self
    }

    /// Files, or folders with all that is in them.
    pub fn inputs<P: Into<PathBuf>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        self.inputs.extend(paths.into_iter().map(Into::into));
        self
    }

    /// Files or folders that must be there afterwards.
    pub fn outputs<P: Into<PathBuf>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        self.outputs.extend(paths.into_iter().map(Into::into));
        self
    }

    /// A file for what the commands print.
    pub fn printed_to(mut self, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        self.outputs.push(path.clone());
        self.printed = Some(path);
        self
    }

    /// Runs the commands unless their results are up to date.
    pub fn run(self) -> Result<()> {
        self.run_with(Path::new(STAMPS))
    }

    fn run_with(mut self, stamps: &Path) -> Result<()> {
        let stamp = stamps.join(&self.name);
        let digest = self.digest().with_context(|| format!("the step {:?}", self.name))?;
        if fs::read_to_string(&stamp).is_ok_and(|last| last == digest) && self.outputs.iter().all(|path| path.exists())
        {
            return Ok(());
        }
        if stamp.exists() {
            fs::remove_file(&stamp)?;
        }
        for output in self.outputs.iter().filter_map(|path| path.parent()) {
            fs::create_dir_all(output)?;
        }
        match &self.printed {
            None => self.commands.iter_mut().try_for_each(Run::run)?,
            Some(path) => fs::write(path, self.commands.iter_mut().map(Run::read).collect::<Result<String>>()?)?,
        }
        for output in &self.outputs {
            anyhow::ensure!(output.exists(), "the step {:?} did not make {}", self.name, output.display());
        }
        fs::create_dir_all(stamps)?;
        fs::write(&stamp, digest).with_context(|| format!("cannot write {}", stamp.display()))
    }

    fn digest(&self) -> Result<String> {
        let mut hash = Sha256::new();
        // Each part has its length in front of it, so that no two lists look the same.
        let mut add = |kind: u8, bytes: &[u8]| {
            hash.update([kind]);
            hash.update((bytes.len() as u64).to_le_bytes());
            hash.update(bytes);
        };
        for command in &self.commands {
            add(b'p', command.get_program().as_encoded_bytes());
            command.get_args().for_each(|argument| add(b'a', argument.as_encoded_bytes()));
            for (name, value) in command.get_envs() {
                add(b'n', name.as_encoded_bytes());
                add(b'v', value.unwrap_or_default().as_encoded_bytes());
            }
        }
        self.versions.iter().for_each(|version| add(b't', version.as_bytes()));
        for file in files(&self.inputs)? {
            add(b'f', file.as_os_str().as_encoded_bytes());
            add(b'c', &digest_of_file(&file)?);
        }
        Ok(hex(&hash.finalize()))
    }
}

/// All files of a list of files and folders, in order.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path()));
            let mut entries: Vec<PathBuf> = entries.collect::<io::Result<_>>()?;
            // Python leaves its compiled files beside the sources.
            entries.retain(|path| path.file_name().is_none_or(|name| name != "__pycache__"));
            entries.sort();
            found.extend(files(&entries)?);
        } else {
            found.push(path.clone());
        }
    }
    Ok(found)
}

fn digest_of_file(path: &Path) -> Result<Vec<u8>> {
    let mut hash = Sha256::new();
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    io::copy(&mut io::BufReader::with_capacity(1 << 20, file), &mut HashWriter(&mut hash))?;
    Ok(hash.finalize().to_vec())
}

struct HashWriter<'a>(&'a mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    /// A folder with an input, and a step that copies it and counts its runs.
    struct Copying(TempDir);

    impl Copying {
        fn new() -> Self {
            let folder = TempDir::new().unwrap();
            fs::write(folder.path().join("input"), "ratings").unwrap();
            Self(folder)
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn command(&self, argument: &str) -> Command {
            let mut command = Command::new("sh");
            command.current_dir(self.0.path());
            command.args(["-c", "echo >>runs; cp input output", "sh", argument]);
            command
        }

        fn step(&self, argument: &str) -> Step {
            let (input, output) = (self.path("input"), self.path("output"));
            Step::new("copying", self.command(argument)).inputs([input]).outputs([output])
        }

        fn run(&self, step: Step) -> Result<()> {
            step.run_with(&self.path("stamps"))
        }

        fn runs(&self) -> usize {
            fs::read_to_string(self.path("runs")).map_or(0, |text| text.lines().count())
        }
    }

    #[test]
    fn an_unchanged_step_runs_once() {
        let copying = Copying::new();
        for _ in 0..3 {
            copying.run(copying.step("--folds 5").tool("penchant 0.1")).unwrap();
        }
        assert_eq!(copying.runs(), 1);
    }

    #[test]
    fn a_changed_argument_runs_the_step_again() {
        let copying = Copying::new();
        copying.run(copying.step("--folds 5")).unwrap();
        copying.run(copying.step("--folds 6")).unwrap();
        assert_eq!(copying.runs(), 2);
    }

    #[test]
    fn a_changed_variable_runs_the_step_again() {
        let copying = Copying::new();
        for seed in ["1", "2"] {
            let mut command = copying.command("");
            command.env("SEED", seed);
            copying.run(Step::new("copying", command)).unwrap();
        }
        assert_eq!(copying.runs(), 2);
    }

    #[test]
    fn another_version_of_a_tool_runs_the_step_again() {
        let copying = Copying::new();
        copying.run(copying.step("").tool("wasm-bindgen 0.2.129")).unwrap();
        copying.run(copying.step("").tool("wasm-bindgen 0.2.130")).unwrap();
        assert_eq!(copying.runs(), 2);
    }

    #[test]
    fn a_further_command_runs_the_step_again() {
        let copying = Copying::new();
        copying.run(copying.step("")).unwrap();
        copying.run(copying.step("").then(copying.command("again"))).unwrap();
        assert_eq!(copying.runs(), 3);
    }

    #[test]
    fn changed_contents_and_names_of_inputs_run_the_step_again() {
        let copying = Copying::new();
        let folder = copying.path("folder");
        fs::create_dir(&folder).unwrap();
        let run = || copying.run(copying.step("").inputs([folder.clone()])).unwrap();
        run();
        fs::write(copying.path("input"), "other ratings").unwrap();
        run();
        assert_eq!(copying.runs(), 2);
        fs::write(folder.join("one"), "same").unwrap();
        run();
        fs::rename(folder.join("one"), folder.join("two")).unwrap();
        run();
        assert_eq!(copying.runs(), 4);
    }

    #[test]
    fn a_missing_output_runs_the_step_again() {
        let copying = Copying::new();
        copying.run(copying.step("")).unwrap();
        fs::remove_file(copying.path("output")).unwrap();
        copying.run(copying.step("")).unwrap();
        assert_eq!(copying.runs(), 2);
    }

    #[test]
    fn a_failed_step_leaves_no_stamp() {
        let copying = Copying::new();
        copying.run(copying.step("")).unwrap();
        let mut failing = Command::new("sh");
        failing.args(["-c", "exit 1"]);
        assert!(copying.run(copying.step("").then(failing)).is_err());
        copying.run(copying.step("")).unwrap();
        assert_eq!(copying.runs(), 3);
    }

    #[test]
    fn what_a_step_prints_is_an_output() {
        let copying = Copying::new();
        let mut echo = Command::new("echo");
        echo.arg("a history");
        copying.run(Step::new("printing", echo).printed_to(copying.path("history"))).unwrap();
        assert_eq!(fs::read_to_string(copying.path("history")).unwrap(), "a history");
    }

    #[test]
    fn a_step_without_its_output_fails() {
        let copying = Copying::new();
        let error = copying.run(copying.step("").outputs([copying.path("pack")])).unwrap_err();
        assert!(error.to_string().contains("did not make"), "{error}");
    }

    #[test]
    fn a_missing_input_is_named() {
        let copying = Copying::new();
        let error = copying.run(copying.step("").inputs([copying.path("absent")])).unwrap_err();
        assert!(format!("{error:#}").contains("absent"), "{error:#}");
    }
}
