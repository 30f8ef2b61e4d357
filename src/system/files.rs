//! Whole files, read and written on the pool. It must not cache anything.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use rswoole_engine::sys::filesystem;

/// How a file is opened, in PHP's terms.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    pub append: bool,
    pub locked: bool,
}

pub fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::from_bytes(bytes))
}

pub async fn read(path: PathBuf, locked: bool) -> io::Result<Vec<u8>> {
    super::in_pool(move || {
        let mut file = File::open(path)?;
        if locked {
            filesystem::lock(&file, false)?;
        }
        let mut content = Vec::new();
        file.read_to_end(&mut content)?;
        Ok(content)
    })
    .await?
}

pub async fn write(path: PathBuf, content: Vec<u8>, mode: Mode) -> io::Result<usize> {
    super::in_pool(move || {
        let mut options = File::options();
        options.create(true).append(mode.append).write(!mode.append);
        // Whoever holds the lock still reads the old content.
        options.truncate(!mode.append && !mode.locked);
        let mut file = options.open(path)?;
        if mode.locked {
            filesystem::lock(&file, true)?;
            if !mode.append {
                file.set_len(0)?;
            }
        }
        file.write_all(&content)?;
        Ok(content.len())
    })
    .await?
}
