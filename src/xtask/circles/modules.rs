//! The modules of a crate, read from its root file on, as the compiler finds them.

use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::{Expr, ExprLit, Item, ItemMod, ItemUse, Lit, Meta, UseTree, Visibility};

/// A crate's modules; the first is its root.
pub struct Modules {
    pub files: Vec<PathBuf>,
    pub modules: Vec<Module>,
}

pub struct Module {
    pub file: usize,
    pub parent: Option<usize>,
    pub children: BTreeMap<String, usize>,
    /// What `use` brings into the module, by the name that it has there.
    pub imported: BTreeMap<String, Vec<String>>,
    /// Paths whose whole contents `use` brings.
    pub globs: Vec<Vec<String>>,
    /// The names of what the module itself defines.
    pub defined: BTreeSet<String>,
    /// Without its modules, which are entries of their own.
    pub items: Vec<Item>,
}

impl Modules {
    pub fn read(root: &Path) -> Result<Self> {
        let mut modules = Self { files: Vec::new(), modules: Vec::new() };
        let folder = root.parent().context("a source file is in no folder")?;
        modules.read_file(root, None, folder)?;
        Ok(modules)
    }

    /// `folder` is where the files of the module's children are.
    fn read_file(&mut self, path: &Path, parent: Option<usize>, folder: &Path) -> Result<usize> {
        let source = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let file = syn::parse_file(&source).with_context(|| format!("cannot parse {}", path.display()))?;
        self.files.push(path.to_owned());
        self.add(self.files.len() - 1, parent, file.items, folder)
    }

    fn add(&mut self, file: usize, parent: Option<usize>, items: Vec<Item>, folder: &Path) -> Result<usize> {
        let at = self.modules.len();
        self.modules.push(Module {
            file,
            parent,
            children: BTreeMap::new(),
            imported: BTreeMap::new(),
            globs: Vec::new(),
            defined: BTreeSet::new(),
            items: Vec::new(),
        });
        for item in items {
            match item {
                item if is_for_tests(&item) => {}
                Item::Mod(module) => {
                    let name = module.ident.to_string();
                    let child = self.read_module(at, module, folder)?;
                    self.modules[at].children.insert(name, child);
                }
                item => {
                    let module = &mut self.modules[at];
                    if let Item::Use(item) = &item {
                        for (name, path) in imports(item) {
                            match name {
                                Some(name) => drop(module.imported.insert(name, path)),
                                None => module.globs.push(path),
                            }
                        }
                    }
                    module.defined.extend(name(&item));
                    module.items.push(item);
                }
            }
        }
        Ok(at)
    }

    fn read_module(&mut self, parent: usize, module: ItemMod, folder: &Path) -> Result<usize> {
        let name = module.ident.to_string();
        let below = folder.join(&name);
        if let Some((_, items)) = module.content {
            return self.add(self.modules[parent].file, Some(parent), items, &below);
        }
        if let Some(path) = path_attribute(&module) {
            let beside = self.files[self.modules[parent].file].with_file_name(path);
            let folder = beside.parent().context("a source file is in no folder")?.to_owned();
            return self.read_file(&beside, Some(parent), &folder);
        }
        let choices = [below.with_extension("rs"), below.join("mod.rs")];
        let Some(path) = choices.iter().find(|path| path.exists()) else {
            bail!("the module {name} has no file: expected {} or {}", choices[0].display(), choices[1].display());
        };
        self.read_file(path, Some(parent), &below)
    }
}

/// What a `use` brings: the name that it gets, or none for a glob, and its path.
pub fn imports(item: &ItemUse) -> Vec<(Option<String>, Vec<String>)> {
    let mut found = Vec::new();
    // An import of another crate by its full name leads out of this one.
    let start = if item.leading_colon.is_some() { vec![String::new()] } else { Vec::new() };
    collect(&item.tree, start, &mut found);
    found
}

fn collect(tree: &UseTree, mut path: Vec<String>, found: &mut Vec<(Option<String>, Vec<String>)>) {
    match tree {
        UseTree::Path(part) => {
            path.push(part.ident.to_string());
            collect(&part.tree, path, found);
        }
        UseTree::Name(last) if last.ident == "self" => found.push((path.last().cloned(), path)),
        UseTree::Name(last) => {
            path.push(last.ident.to_string());
            found.push((path.last().cloned(), path));
        }
        UseTree::Rename(last) => {
            if last.ident != "self" {
                path.push(last.ident.to_string());
            }
            found.push((Some(last.rename.to_string()), path));
        }
        UseTree::Glob(_) => found.push((None, path)),
        UseTree::Group(group) => group.items.iter().for_each(|tree| collect(tree, path.clone(), found)),
    }
}

/// Whether others see what a `use` brings.
pub fn is_public(item: &ItemUse) -> bool {
    !matches!(item.vis, Visibility::Inherited)
}

/// Whether an item has the attribute `#[cfg(test)]`.
fn is_for_tests(item: &Item) -> bool {
    let attributes = match item {
        Item::Const(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => return false,
    };
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

fn path_attribute(module: &ItemMod) -> Option<String> {
    module.attrs.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("path") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(path), .. }) => Some(path.value()),
            _ => None,
        },
        _ => None,
    })
}

fn name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}
