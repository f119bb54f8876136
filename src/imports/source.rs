//! A file as a stream of UTF-8, whatever it was written in.

use std::{
    fmt,
    fs::File,
    io::{self, BufReader, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes read at a time.
const CHUNK: usize = 64 * 1024;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-16, little end first, as "Unicode text" of Excel.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// What Western versions of Excel write as "CSV".
    Windows1252,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

impl Encoding {
    /// Finds out how a text is written. Reads it to the end, unless its beginning says so.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn detect(mut text: impl Read) -> io::Result<Self> {
        let mut buffer = vec![0; CHUNK];
        let mut kept = 0;
        let mut at_beginning = true;
        loop {
            // A short read may cut a byte-order mark: each chunk is filled.
            let end = kept + fill(&mut text, &mut buffer[kept..])?;
            if end == kept {
                return Ok(if kept == 0 { Self::Utf8 } else { Self::Windows1252 });
            }
            if at_beginning && let Some(encoding) = by_beginning(&buffer[..end]) {
                return Ok(encoding);
            }
            at_beginning = false;
            let Some(from) = incomplete_end(&buffer[..end]) else { return Ok(Self::Windows1252) };
            buffer.copy_within(from..end, 0);
            kept = end - from;
        }
    }

    fn decoder(self) -> Decoder {
        match self {
            Self::Utf8 => UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Windows1252 => WINDOWS_1252,
        }
        .new_decoder_with_bom_removal()
    }
}

fn fill(text: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match text.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

/// By its byte-order mark; without one, by the zero bytes that UTF-16 has in the Latin alphabet.
fn by_beginning(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => return Some(Encoding::Utf8),
        [0xFF, 0xFE, ..] => return Some(Encoding::Utf16Le),
        [0xFE, 0xFF, ..] => return Some(Encoding::Utf16Be),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(1_000)];
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = head.len() / 4;
    if odd > many && even == 0 {
        Some(Encoding::Utf16Le)
    } else if even > many && odd == 0 {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// Where UTF-8 ends in the middle of a character; `None` when it is no UTF-8.
fn incomplete_end(bytes: &[u8]) -> Option<usize> {
    match std::str::from_utf8(bytes) {
        Ok(_) => Some(bytes.len()),
        Err(error) if error.error_len().is_none() => Some(error.valid_up_to()),
        Err(_) => None,
    }
}

/// A file to be imported.
#[derive(Debug)]
pub struct Source {
    /// How it is written.
    pub encoding: Encoding,
    /// Its length in bytes.
    pub length: u64,
    read: Arc<AtomicU64>,
    file: File,
}

impl Source {
    /// Opens a file and finds out how it is written.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder, not a file"));
        }
        let encoding = Encoding::detect(BufReader::new(file))?;
        Ok(Self { encoding, length: metadata.len(), read: Arc::default(), file: File::open(path)? })
    }

    /// Counts the bytes that were read, for a progress bar.
    pub fn progress(&self) -> Arc<AtomicU64> {
        self.read.clone()
    }

    /// The text in UTF-8, without a byte-order mark.
    pub fn into_text(self) -> impl Read {
        Utf8::new(Counting { file: self.file, read: self.read }, self.encoding)
    }
}

struct Counting {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Turns a text of any encoding into UTF-8 while it is read.
pub(super) struct Utf8<R> {
    bytes: R,
    decoder: Decoder,
    input: Vec<u8>,
    output: String,
    given: usize,
    at_end: bool,
}

impl<R: Read> Utf8<R> {
    pub(super) fn new(bytes: R, encoding: Encoding) -> Self {
        let output = String::with_capacity(CHUNK * 4);
        Self { bytes, decoder: encoding.decoder(), input: vec![0; CHUNK], output, given: 0, at_end: false }
    }

    /// Decodes one chunk more. The output is never shorter than what a chunk may become.
    fn decode(&mut self) -> io::Result<()> {
        let read = self.bytes.read(&mut self.input)?;
        self.at_end = read == 0;
        self.output.clear();
        self.given = 0;
        let needed = self.decoder.max_utf8_buffer_length(read).unwrap_or(CHUNK * 4);
        self.output.reserve(needed);
        let (result, _, _) =
            self.decoder.decode_to_string(&self.input[..read], &mut self.output, self.at_end);
        match result {
            CoderResult::InputEmpty => Ok(()),
            CoderResult::OutputFull => Err(io::Error::other("a chunk of text became longer than it can")),
        }
    }
}

impl<R: Read> Read for Utf8<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.output.len() {
            if self.at_end {
                return Ok(0);
            }
            self.decode()?;
        }
        let rest = &self.output.as_bytes()[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "Vorname;Straße\nJürgen;Größenweg 5 – „Hof“ €\n";

    fn read(bytes: &[u8]) -> (Encoding, String) {
        let encoding = Encoding::detect(bytes).expect("readable");
        let mut text = String::new();
        Utf8::new(bytes, encoding).read_to_string(&mut text).expect("UTF-8");
        (encoding, text)
    }

    fn utf_16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    #[test]
    fn umlauts_survive_every_encoding() {
        let marked = format!("\u{feff}{TEXT}");
        let windows = WINDOWS_1252.encode(TEXT).0.into_owned();
        for (bytes, encoding) in [
            (TEXT.as_bytes().to_vec(), Encoding::Utf8),
            (marked.as_bytes().to_vec(), Encoding::Utf8),
            (utf_16(&marked, u16::to_le_bytes), Encoding::Utf16Le),
            (utf_16(&marked, u16::to_be_bytes), Encoding::Utf16Be),
            (utf_16(TEXT, u16::to_le_bytes), Encoding::Utf16Le),
            (windows, Encoding::Windows1252),
        ] {
            assert_eq!(read(&bytes), (encoding, TEXT.to_owned()));
        }
    }

    #[test]
    fn a_character_cut_by_the_chunk_is_still_utf_8() {
        for shift in 0..4 {
            let text = format!("{}{}", "x".repeat(CHUNK - shift), "ü€😀".repeat(CHUNK / 4));
            let (encoding, back) = read(text.as_bytes());
            assert_eq!(encoding, Encoding::Utf8);
            assert!(back == text, "shifted by {shift}");
        }
    }

    #[test]
    fn one_late_umlaut_of_windows_is_found() {
        let mut bytes = "x".repeat(3 * CHUNK).into_bytes();
        bytes.push(0xFC);
        assert_eq!(read(&bytes).0, Encoding::Windows1252);
        assert!(read(&bytes).1.ends_with('ü'));
    }

    proptest! {
        #[test]
        fn any_bytes_become_text(bytes: Vec<u8>) {
            read(&bytes);
        }

        #[test]
        fn utf_8_stays_as_it_is(text in "[a-zäöüß€😀;,\"\n]{0,200}") {
            prop_assert_eq!(read(text.as_bytes()), (Encoding::Utf8, text));
        }
    }
}
