//! Which file names what of which other file of its crate.

use super::graph::Import;
use super::modules::{Modules, imports, is_public};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::visit::{self, Visit};
use syn::{ItemUse, Macro, Path, VisRestricted};

/// How many `pub use` an import may go through.
const MAX_HOPS: usize = 16;

/// All imports of one file by another, each pair of files once.
pub fn all(modules: &Modules) -> Vec<Import> {
    let mut found = Vec::new();
    for (at, module) in modules.modules.iter().enumerate() {
        let mut visitor = Visitor { modules, at, found: &mut found };
        module.items.iter().for_each(|item| visitor.visit_item(item));
    }
    found.sort_by_key(|import| (import.from, import.to, import.line));
    let mut pairs = BTreeSet::new();
    found.retain(|import| pairs.insert((import.from, import.to)));
    found
}

struct Visitor<'a> {
    modules: &'a Modules,
    /// The module whose items are visited.
    at: usize,
    found: &'a mut Vec<Import>,
}

impl Visitor<'_> {
    fn note(&mut self, path: &[String], line: usize) {
        let from = self.modules.modules[self.at].file;
        let Some(to) = file_of(self.modules, self.at, path, 0) else { return };
        if from != to {
            self.found.push(Import { from, to, line, path: path.join("::") });
        }
    }

    /// A macro's arguments are no syntax yet: paths are looked for that begin with a word for a module.
    fn note_tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let ident = |at: usize| match tokens.get(at) {
            Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
            _ => None,
        };
        let colons = |at: usize| {
            let colon = |at| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
            colon(at) && colon(at + 1)
        };
        let mut at = 0;
        while at < tokens.len() {
            let line = tokens[at].span().start().line;
            if let TokenTree::Group(group) = &tokens[at]
                && group.delimiter() != Delimiter::None
            {
                self.note_tokens(group.stream());
            }
            let after_colons = at >= 2 && colons(at - 2);
            let mut path = Vec::new();
            while let Some(part) = ident(at) {
                path.push(part);
                if !colons(at + 1) {
                    break;
                }
                at += 3;
            }
            if path.len() > 1 && !after_colons {
                self.note(&path, line);
            }
            at += 1;
        }
    }
}

impl<'ast> Visit<'ast> for Visitor<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if !is_public(item) {
            for (_, path) in imports(item) {
                self.note(&path, item.use_token.span.start().line);
            }
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        if path.leading_colon.is_none() && path.segments.len() > 1 {
            let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.note(&names, path.segments[0].ident.span().start().line);
        }
        visit::visit_path(self, path);
    }

    /// `pub(in crate::infer)` imports nothing.
    fn visit_vis_restricted(&mut self, _: &'ast VisRestricted) {}

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        self.note_tokens(call.tokens.clone());
    }
}

/// The file that defines what a path means in a module, if it is one of this crate.
fn file_of(modules: &Modules, at: usize, path: &[String], hops: usize) -> Option<usize> {
    let (mut at, rest) = start(modules, at, path)?;
    for (place, name) in rest.iter().enumerate() {
        let module = &modules.modules[at];
        if let Some(&child) = module.children.get(name) {
            at = child;
            continue;
        }
        if module.defined.contains(name) || hops == MAX_HOPS {
            break;
        }
        let through = module.imported.get(name).into_iter().map(|path| path.to_vec());
        let globs = module.globs.iter().map(|path| [path.as_slice(), &rest[place..=place]].concat());
        let target = through
            .map(|path| [path.as_slice(), &rest[place + 1..]].concat())
            .find_map(|path| file_of(modules, at, &path, hops + 1));
        return target
            .or_else(|| globs.into_iter().find_map(|path| defining_file(modules, at, &path, hops + 1)))
            .or(Some(module.file));
    }
    Some(modules.modules[at].file)
}

/// Like `file_of`, but only if the file surely defines it: a glob may bring it or not.
fn defining_file(modules: &Modules, at: usize, path: &[String], hops: usize) -> Option<usize> {
    let (name, parents) = path.split_last()?;
    let (mut at, rest) = start(modules, at, parents)?;
    for part in rest {
        at = *modules.modules[at].children.get(part)?;
    }
    let module = &modules.modules[at];
    if let Some(&child) = module.children.get(name) {
        return Some(modules.modules[child].file);
    }
    if module.defined.contains(name) {
        return Some(module.file);
    }
    if hops == MAX_HOPS {
        return None;
    }
    let imported = module.imported.get(name).and_then(|path| file_of(modules, at, path, hops + 1));
    imported.or_else(|| {
        let mut globs = module.globs.iter().map(|path| [path.as_slice(), std::slice::from_ref(name)].concat());
        globs.find_map(|path| defining_file(modules, at, &path, hops + 1))
    })
}

/// The module in which a path begins, and what of the path is left; nothing where it leads to another crate, or to an
/// import, which counts where it is imported.
fn start<'p>(modules: &Modules, at: usize, path: &'p [String]) -> Option<(usize, &'p [String])> {
    let (first, mut rest) = path.split_first()?;
    let mut at = match first.as_str() {
        "crate" => 0,
        "self" => at,
        "super" => modules.modules[at].parent?,
        name => *modules.modules[at].children.get(name)?,
    };
    while let Some((name, after)) = rest.split_first()
        && name == "super"
    {
        at = modules.modules[at].parent?;
        rest = after;
    }
    Some((at, rest))
}
