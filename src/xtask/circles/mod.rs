//! Import circles between the files of a crate. A file that imports another which, over some way, imports the first
//! cannot be understood or tested without it.
//!
//! `mod` and `pub use` do not count, because they say where things are and use nothing; an import through a `pub use`
//! counts as one of the file that it names. Code for tests alone does not count either.

mod graph;
mod imports;
mod modules;

use crate::command::Run;
use crate::context::Context;
use crate::tools::cargo::cargo;
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

/// Looks at all targets of the workspace.
pub fn check(context: &Context) -> Result<()> {
    let metadata = cargo(context).args(["metadata", "--no-deps", "--format-version", "1", "--locked"]).read()?;
    let metadata: Value = serde_json::from_str(&metadata).context("`cargo metadata` printed no JSON")?;
    let mut report = String::new();
    for target in packages(&metadata).flat_map(|package| list(&package["targets"])) {
        let root = target["src_path"].as_str().context("a target has no path")?;
        report += &circles(Path::new(root))?;
    }
    ensure!(report.is_empty(), "files import each other in a circle: move what both need below them\n{report}");
    Ok(())
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    list(&metadata["packages"])
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A crate's circles, line by line: each import with the place where it is.
fn circles(root: &Path) -> Result<String> {
    let modules = modules::Modules::read(root)?;
    let imports = imports::all(&modules);
    let here = std::env::current_dir()?;
    let shown = |file: usize| {
        let path = &modules.files[file];
        path.strip_prefix(&here).unwrap_or(path).display().to_string()
    };
    let mut report = String::new();
    for circle in graph::circles(modules.files.len(), &imports) {
        let names = circle.iter().chain(circle.first()).map(|import| shown(import.from));
        writeln!(report, "\n  {}", names.collect::<Vec<_>>().join(" → "))?;
        for import in &circle {
            writeln!(report, "    {}:{} {}", shown(import.from), import.line, import.path)?;
        }
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    /// A crate of these files; its circles, with paths below its folder.
    fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
        let folder = TempDir::new().unwrap();
        for (name, source) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, source).unwrap();
        }
        let report = circles(&folder.path().join("lib.rs")).unwrap();
        let report = report.replace(&format!("{}/", folder.path().display()), "");
        report.lines().filter(|line| !line.is_empty()).map(|line| line.trim().to_owned()).collect()
    }

    #[test]
    fn a_chain_is_no_circle() {
        let files = [
            ("lib.rs", "mod pack; mod catalog; pub use pack::Pack;"),
            ("pack.rs", "use crate::catalog::Catalog; pub struct Pack(Catalog);"),
            ("catalog.rs", "pub struct Catalog;"),
        ];
        assert_eq!(circles_of(&files), [""; 0]);
    }

    #[test]
    fn two_files_that_import_each_other_are_reported_with_their_lines() {
        let files = [
            ("lib.rs", "mod pack;\nmod catalog;"),
            ("pack.rs", "// A pack.\nuse crate::catalog::Catalog;\npub struct Bytes;"),
            ("catalog.rs", "use super::pack::Bytes;\npub struct Catalog;"),
        ];
        let expected =
            ["pack.rs → catalog.rs → pack.rs", "pack.rs:2 crate::catalog::Catalog", "catalog.rs:1 super::pack::Bytes"];
        assert_eq!(circles_of(&files), expected);
    }

    #[test]
    fn a_circle_of_three_is_found() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::b;"),
            ("b.rs", "use crate::c;"),
            ("c.rs", "use crate::a;"),
        ];
        assert_eq!(circles_of(&files)[0], "a.rs → b.rs → c.rs → a.rs");
    }

    #[test]
    fn paths_in_code_count_as_imports() {
        for code in ["fn f() { crate::b::g() }", "fn f(_: super::b::B) {}", "fn f() { vec![crate::b::g()]; }"] {
            let files = [("lib.rs", "mod a; mod b;"), ("a.rs", code), ("b.rs", "use crate::a::f;")];
            assert_eq!(circles_of(&files)[0], "a.rs → b.rs → a.rs", "{code}");
        }
    }

    #[test]
    fn an_import_through_pub_use_is_one_of_the_file_it_names() {
        let files = [
            ("lib.rs", "mod a; mod b; pub use a::A; pub use b::*;"),
            ("a.rs", "use crate::B; pub struct A;"),
            ("b.rs", "use crate::A; pub struct B;"),
        ];
        assert_eq!(circles_of(&files)[0], "a.rs → b.rs → a.rs");
    }

    #[test]
    fn parent_and_child_make_a_circle_unless_the_parent_only_names_it() {
        let child = "use super::Limit;";
        let names = [("lib.rs", "mod check;"), ("check/mod.rs", "mod walk; pub use walk::*; pub struct Limit;")];
        assert_eq!(circles_of(&[names[0], names[1], ("check/walk.rs", child)]), [""; 0]);
        for uses in ["use walk::walk;", "use self::walk::walk;", "fn f() { walk::walk() }"] {
            let parent = format!("mod walk; pub struct Limit; {uses}");
            let files = [names[0], ("check/mod.rs", parent.as_str()), ("check/walk.rs", child)];
            assert_eq!(circles_of(&files)[0], "check/mod.rs → check/walk.rs → check/mod.rs", "{uses}");
        }
    }

    #[test]
    fn tests_do_not_count() {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "pub struct A; #[cfg(test)] mod tests { use super::*; use crate::b::B; }"),
            ("b.rs", "use crate::a::A; pub struct B;"),
        ];
        assert_eq!(circles_of(&files), [""; 0]);
    }

    #[test]
    fn grouped_and_renamed_imports_count() {
        let files = [
            ("lib.rs", "mod a; mod b; mod c;"),
            ("a.rs", "use crate::{b::{self as other, B}, c}; pub struct A;"),
            ("b.rs", "pub struct B;"),
            ("c.rs", "use crate::a::A as First;"),
        ];
        assert_eq!(circles_of(&files)[0], "a.rs → c.rs → a.rs");
    }

    #[test]
    fn inline_modules_belong_to_their_file() {
        let files = [
            ("lib.rs", "mod a; mod b;"),
            ("a.rs", "pub mod inner { pub fn f() { super::super::b::g() } } use inner::f;"),
            ("b.rs", "use crate::a::inner::f; pub fn g() {}"),
        ];
        assert_eq!(circles_of(&files)[0], "a.rs → b.rs → a.rs");
    }

    #[test]
    fn other_crates_are_not_followed() {
        let files =
            [("lib.rs", "mod serde; use serde_json::Value;"), ("serde.rs", "use ::serde::Serialize; use std::fs;")];
        assert_eq!(circles_of(&files), [""; 0]);
    }
}
