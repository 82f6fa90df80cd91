//! What shell scripts must not use, because macOS has bash 3.2 and BSD's tools.

use crate::command::Run;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::process::Command;

/// Programs that macOS lacks.
const PROGRAMS: &[(&str, &str)] = &[
    ("md5sum", "use cksum"),
    ("nproc", "use getconf _NPROCESSORS_ONLN"),
    ("sha256sum", "let xtask hash"),
    ("tac", "use tail -r where it is, or awk"),
    ("timeout", "let the program end itself"),
];

/// Options that only GNU's tools have; a letter stands for itself in a cluster such as `-au`.
const OPTIONS: &[(&str, &[&str])] = &[
    ("cp", &["u", "t", "--update", "--target-directory", "--parents", "--preserve", "--reflink"]),
    ("date", &["d", "I", "--date", "--iso-8601"]),
    ("du", &["b", "--bytes", "--apparent-size"]),
    ("find", &["-printf", "-regextype", "-readable", "-executable"]),
    ("grep", &["P", "--perl-regexp"]),
    ("head", &["--bytes", "--lines"]),
    ("ln", &["r", "--relative"]),
    ("mktemp", &["p", "--tmpdir", "--suffix"]),
    ("mv", &["u", "t", "--update"]),
    ("readlink", &["e", "m", "f", "--canonicalize"]),
    ("sed", &["i", "r", "s", "z", "--in-place", "--regexp-extended"]),
    ("sort", &["V", "--version-sort"]),
    ("stat", &["c", "--format", "--printf"]),
    ("tar", &["--transform", "--sort", "--owner", "--group", "--mtime"]),
    ("xargs", &["r", "d", "a", "--no-run-if-empty", "--delimiter", "--arg-file"]),
];

/// Syntax that bash 3.2 does not have.
const SYNTAX: &[&str] = &[
    "$EPOCHSECONDS",
    "&>>",
    ",}",
    ";&",
    "@A}",
    "@E}",
    "@P}",
    "@Q}",
    "[ -v ",
    "^}",
    "coproc",
    "declare -A",
    "declare -n",
    "local -A",
    "local -n",
    "mapfile",
    "printf '%(",
    "readarray",
    "|&",
];

/// Checks all shell scripts of the repository, by shellcheck too.
pub fn check(mut shellcheck: Command) -> Result<()> {
    let scripts = scripts()?;
    shellcheck.args(&scripts).run()?;
    let mut report = String::new();
    for script in &scripts {
        let text = fs::read_to_string(script).with_context(|| format!("cannot read {script}"))?;
        for (line, fault) in faults(&text) {
            report += &format!("\n  {script}:{line}: {fault}");
        }
    }
    ensure!(report.is_empty(), "these scripts would not run on macOS:{report}");
    Ok(())
}

/// Files of the repository that begin with a shell's name.
fn scripts() -> Result<Vec<String>> {
    let files = Command::new("git").args(["ls-files", "--cached", "--others", "--exclude-standard"]).read()?;
    let is_shell = |path: &&str| {
        let first = fs::read(path).unwrap_or_default();
        let first = first.split(|&byte| byte == b'\n').next().unwrap_or_default();
        first.starts_with(b"#!") && (first.ends_with(b"sh") || first.ends_with(b"bash"))
    };
    Ok(files.lines().filter(is_shell).map(str::to_owned).collect())
}

/// Lines, counted from 1, and what is wrong with them.
fn faults(script: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut heredoc: Option<String> = None;
    for (index, line) in script.lines().enumerate() {
        if let Some(end) = &heredoc {
            if line.trim() == end {
                heredoc = None;
            }
            continue;
        }
        heredoc = heredoc_end(line);
        let line = without_comment(line);
        let mut fault = |text: String| found.push((index + 1, text));
        for syntax in SYNTAX.iter().filter(|syntax| line.contains(**syntax)) {
            fault(format!("bash 3.2 does not know `{syntax}`"));
        }
        for words in commands(line) {
            let Some((program, rest)) = words.split_first() else { continue };
            if let Some((_, advice)) = PROGRAMS.iter().find(|(name, _)| name == program) {
                fault(format!("macOS has no `{program}`: {advice}"));
            }
            let options = OPTIONS.iter().filter(|(name, _)| name == program).flat_map(|(_, options)| *options);
            for option in options.filter(|option| rest.iter().any(|word| uses(word, option))) {
                let dash = if option.len() == 1 { "-" } else { "" };
                fault(format!("`{program} {dash}{option}` works with GNU's tools only"));
            }
        }
    }
    found
}

/// Whether a word is an option, or a cluster with its letter.
fn uses(word: &str, option: &str) -> bool {
    if option.len() > 1 {
        return word == option || word.starts_with(&format!("{option}="));
    }
    let cluster = word.strip_prefix('-').filter(|letters| !letters.starts_with('-'));
    cluster.is_some_and(|letters| {
        letters.chars().take_while(char::is_ascii_alphabetic).any(|letter| option.contains(letter))
    })
}

/// The word that ends the text that a line begins with `<<`.
fn heredoc_end(line: &str) -> Option<String> {
    let (_, after) = line.split_once("<<")?;
    let word = after.trim_start_matches(['-', '<']).split_whitespace().next()?;
    (!after.starts_with('<')).then(|| word.trim_matches(['\'', '"', '\\']).to_owned())
}

fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with('#') {
        return "";
    }
    line.split_once(" #").map_or(line, |(code, _)| code)
}

/// The words of each simple command: what is between pipes, lists, and substitutions.
fn commands(line: &str) -> impl Iterator<Item = Vec<&str>> {
    line.split(['|', ';', '&', '(', ')', '`', '{', '}']).map(|command| {
        let words = command.split_whitespace().map(|word| word.trim_matches(['"', '\'']));
        let skipped = [
            "if", "while", "until", "then", "do", "else", "elif", "!", "exec", "command", "env", "sudo", "nice", "time",
        ];
        words.skip_while(|word| skipped.contains(word) || is_assignment(word)).collect()
    })
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_gnu_are_found_wherever_a_command_begins() {
        let faulty = [
            "cp -au one two",
            "digest=$(sha256sum \"$1\")",
            "root=$(readlink -f .)",
            "if ! sed -i s/a/b/ file; then",
            "ls | xargs -r rm",
            "stat -c %s file",
            "date -d yesterday",
            "x=1 sort -V list",
            "grep -oP 'a' file",
            "find . -printf '%f'",
            "mktemp --suffix=.pack",
        ];
        for line in faulty {
            assert_eq!(faults(line).len(), 1, "{line}: {:?}", faults(line));
        }
    }

    #[test]
    fn syntax_of_newer_shells_is_found() {
        for line in [
            "declare -A sizes",
            "mapfile -t lines <file",
            "die \"no task ${1@Q}\"",
            "echo ${name,,}",
            "make |& tee log",
            "[[ -v CI ]]",
        ] {
            assert_eq!(faults(line).len(), 1, "{line}: {:?}", faults(line));
        }
    }

    #[test]
    fn what_macos_has_passes() {
        let fine = [
            "cp -R one two",
            "sed -n 's/a/b/p' file",
            "date -u +%s",
            "# cp -u is GNU's",
            "say cp -u",
            "xargs -n 1 echo",
            "mktemp -d",
            "command -v cargo >/dev/null",
            "echo \"${1-}\" # readlink -f",
        ];
        for line in fine {
            assert_eq!(faults(line), [], "{line}");
        }
        assert_eq!(faults("cat <<'TEXT'\nsha256sum file\nTEXT\nnproc").len(), 1);
    }
}
