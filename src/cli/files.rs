//! Files in and out, with errors that name them.

use penchant_base::{Error, ErrorKind, Result};
use std::fs::{self, File};
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

/// Adds a file's name to an error about its contents.
pub fn about(path: &Path) -> impl Fn(Error) -> Error + Copy + '_ {
    |error| error.about(path.display())
}

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| io_error(path, &error))
}

/// The text of a file.
pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| io_error(path, &error))
}

/// A file to be read from start to end, and perhaps from the start again: what comes from a pipe is copied to a temporary
/// file.
pub fn open(path: &Path) -> Result<File> {
    let opened = || {
        let mut file = File::open(path)?;
        if file.metadata()?.is_file() {
            return Ok(file);
        }
        let mut copy = tempfile::tempfile()?;
        io::copy(&mut file, &mut copy)?;
        copy.rewind()?;
        Ok(copy)
    };
    opened().map_err(|error| io_error(path, &error))
}

/// A file, or the part files of a folder that Spark wrote, open and with their names.
pub fn open_parts(path: &Path) -> Result<Vec<(PathBuf, File)>> {
    let open_named = |path: PathBuf| open(&path).map(|file| (path, file));
    if !path.is_dir() {
        return Ok(vec![open_named(path.to_owned())?]);
    }
    // As in Spark, `_SUCCESS` and `.part-….crc` do not hold rows.
    let is_hidden = |part: &Path| part.file_name().is_none_or(|name| name.to_string_lossy().starts_with(['_', '.']));
    let mut parts = list(path)?;
    parts.retain(|part| !is_hidden(part) && part.is_file());
    if parts.is_empty() {
        let message = format!("{}: the folder has no files: give the one with the part files", path.display());
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    parts.into_iter().map(open_named).collect()
}

/// The files below a folder that Spark or Hive wrote, open and with their names. Those of partitions, such as
/// `year=2020/`, are in folders of their own.
pub fn open_table_parts(folder: &Path) -> Result<Vec<(PathBuf, File)>> {
    let is_hidden = |path: &Path| path.file_name().is_none_or(|name| name.to_string_lossy().starts_with(['_', '.']));
    let mut parts = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in list(&folder)?.into_iter().filter(|path| !is_hidden(path)) {
            if path.is_dir() { &mut folders } else { &mut parts }.push(path);
        }
    }
    if parts.is_empty() {
        let message = format!("{}: the folder has no files: give the one with the part files", folder.display());
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    parts.sort();
    parts.into_iter().map(|path| open(&path).map(|file| (path, file))).collect()
}

/// The paths in a folder, sorted.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let paths = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut paths: Vec<PathBuf> = paths.map_err(|error| io_error(folder, &error))?;
    paths.sort();
    Ok(paths)
}

/// Writes a file entirely or not at all: an interrupted run leaves the former one as it was.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let unfinished = path.with_added_extension("part");
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or(Ok(()), fs::create_dir_all).map_err(|error| io_error(path, &error))?;
    fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path)).map_err(|error| io_error(path, &error))
}

fn io_error(path: &Path, error: &io::Error) -> Error {
    let fault = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    };
    Error::new(ErrorKind::Io, format!("{}: {fault}", path.display()))
}
