//! A directed graph of imports, and one circle of each group of files that reach each other.

use std::collections::VecDeque;

/// One file names something of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    pub from: usize,
    pub to: usize,
    /// Where it is in the file `from`.
    pub line: usize,
    /// As it is written there.
    pub path: String,
}

/// A shortest circle through the first file of each group.
pub fn circles(files: usize, imports: &[Import]) -> Vec<Vec<Import>> {
    let mut grouped = vec![false; files];
    let mut circles = Vec::new();
    for file in 0..files {
        if grouped[file] {
            continue;
        }
        let Some(circle) = shortest_circle(file, files, imports) else { continue };
        // All that the file reaches, and that reaches it, is of its group.
        let reached = reach(file, files, |import| (import.from, import.to), imports);
        let reaching = reach(file, files, |import| (import.to, import.from), imports);
        for (grouped, both) in grouped.iter_mut().zip(reached.iter().zip(&reaching)) {
            *grouped |= both.0.is_some() && both.1.is_some();
        }
        circles.push(circle);
    }
    circles
}

fn shortest_circle(file: usize, files: usize, imports: &[Import]) -> Option<Vec<Import>> {
    let reached = reach(file, files, |import| (import.from, import.to), imports);
    let mut circle = Vec::new();
    let mut at = file;
    loop {
        let import = &imports[reached[at]?];
        circle.push(import.clone());
        at = import.from;
        if at == file {
            circle.reverse();
            return Some(circle);
        }
    }
}

/// For each file the import by which it is first reached from `start` on shortest ways, if it is.
fn reach(
    start: usize,
    files: usize,
    ends: impl Fn(&Import) -> (usize, usize),
    imports: &[Import],
) -> Vec<Option<usize>> {
    let mut reached = vec![None; files];
    let mut queue = VecDeque::from([start]);
    while let Some(file) = queue.pop_front() {
        for (index, import) in imports.iter().enumerate() {
            let (from, to) = ends(import);
            if from == file && reached[to].is_none() {
                reached[to] = Some(index);
                queue.push_back(to);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(pairs: &[(usize, usize)]) -> Vec<Import> {
        pairs.iter().map(|&(from, to)| Import { from, to, line: 1, path: String::new() }).collect()
    }

    fn circles_of(files: usize, pairs: &[(usize, usize)]) -> Vec<Vec<usize>> {
        let circles = circles(files, &imports(pairs));
        circles.iter().map(|circle| circle.iter().map(|import| import.from).collect()).collect()
    }

    #[test]
    fn a_tree_has_no_circle() {
        assert!(circles_of(4, &[(0, 1), (0, 2), (1, 3), (2, 3)]).is_empty());
    }

    #[test]
    fn each_group_gives_its_shortest_circle() {
        // 0 → 1 → 2 → 0 with a short cut from 1, and 3 ⇄ 4 apart.
        assert_eq!(circles_of(5, &[(0, 1), (1, 2), (2, 0), (1, 0), (3, 4), (4, 3)]), [vec![0, 1], vec![3, 4]]);
    }

    #[test]
    fn a_way_into_a_circle_is_not_part_of_it() {
        assert_eq!(circles_of(3, &[(0, 1), (1, 2), (2, 1)]), [[1, 2]]);
    }
}
