//! A file that waits to be sent: on the disk and without a name, so that it is gone with the program, and a long return
//! needs no memory. Nothing is sent before it is whole and the access log knows how many rows it has (T14).

use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    pin::Pin,
    task::{Context, Poll},
};

/// So many bytes are sent at a time.
const PIECE: usize = 64 * 1024;

/// A file that is being written.
pub struct Spool {
    file: io::BufWriter<File>,
    digest: Sha256,
    length: u64,
}

impl Spool {
    /// An empty one.
    ///
    /// # Errors
    /// The system's: there is no room for it.
    pub fn new() -> io::Result<Self> {
        let file = io::BufWriter::with_capacity(PIECE, tempfile::tempfile()?);
        Ok(Self { file, digest: Sha256::new(), length: 0 })
    }

    /// The file from its beginning, as the body of an answer, and its SHA-256 in hexadecimal.
    ///
    /// # Errors
    /// The system's.
    pub fn finish(self) -> io::Result<(Body, String)> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        let hash = store::seal::hex(&self.digest.finalize());
        Ok((Body::new(Sending { file, left: self.length }), hash))
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.digest.update(&bytes[..written]);
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// SHA-256 of a file, hexadecimal.
///
/// # Errors
/// The system's.
pub fn hash(file: &mut File) -> io::Result<String> {
    let (mut digest, mut piece) = (Sha256::new(), vec![0; PIECE]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(store::seal::hex(&digest.finalize())),
            read => digest.update(&piece[..read]),
        }
    }
}

/// A file on its way. Each piece comes from the memory of the system, in which it was a moment ago.
struct Sending {
    file: File,
    left: u64,
}

impl http_body::Body for Sending {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let mut piece = vec![0; PIECE.min(usize::try_from(self.left).unwrap_or(PIECE))];
        Poll::Ready(Some(self.file.read_exact(&mut piece).map(|()| {
            self.left -= piece.len() as u64;
            Frame::data(piece.into())
        })))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
