//! Pictures that somebody keeps: which are taken, and what of them is kept. Nothing but what draws the picture stays: where
//! and with what it was taken, who is in it by name, and thumbnails of what was cut off are left out (T25).

use super::refuse;
use web::{Refusal, Refusals};

/// The most bytes of a picture.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;

/// The most pixels of a picture: those of a good telephone.
pub const MOST_PIXELS: u64 = 50_000_000;

/// The longest side.
const MOST_SIDE: u32 = 12_000;

store::coded! {
    /// What a picture is.
    pub enum Format {
        /// A photograph.
        Jpeg = "image/jpeg",
        /// A drawing, or what a screen showed.
        Png = "image/png",
    }
}

/// Why a picture is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotKeepPicture {
    /// None was sent.
    None,
    /// It has too many bytes, or too many pixels.
    TooLarge,
    /// It is neither a JPEG nor a PNG, or is damaged.
    NotAPicture,
    /// There are as many as one person can keep.
    Full,
}

impl From<CannotKeepPicture> for Refusal {
    fn from(rule: CannotKeepPicture) -> Self {
        match rule {
            CannotKeepPicture::None => Self::new("picture-none", "Choose a picture").at("picture"),
            CannotKeepPicture::TooLarge => {
                Self::new("picture-too-large", "This picture is too large. Send one of at most 8 MB").at("picture")
            }
            CannotKeepPicture::NotAPicture => Self::new(
                "picture-not-one",
                "This cannot be read as a picture. Send a photograph (JPEG) or a drawing (PNG)",
            )
            .at("picture"),
            CannotKeepPicture::Full => {
                Self::new("picture-full", "You keep as many pictures as there is room for. Throw one away first")
                    .at("picture")
            }
        }
    }
}

/// A picture as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    /// What it is.
    pub format: Format,
    /// Nothing but what draws it.
    pub bytes: Vec<u8>,
    /// How wide.
    pub width: u32,
    /// How high.
    pub height: u32,
}

/// What of a file is kept, if it is a picture; by what stands in it, and never by what it is called.
///
/// # Errors
/// A [`CannotKeepPicture`].
pub fn clean(file: &[u8]) -> Result<Clean, CannotKeepPicture> {
    if file.is_empty() {
        return Err(CannotKeepPicture::None);
    }
    if file.len() > MOST_BYTES {
        return Err(CannotKeepPicture::TooLarge);
    }
    let found = if file.starts_with(b"\x89PNG\r\n\x1a\n") { png(file) } else { jpeg(file) };
    let found = found.ok_or(CannotKeepPicture::NotAPicture)?;
    let sides = [found.width, found.height];
    if sides.contains(&0) {
        return Err(CannotKeepPicture::NotAPicture);
    }
    let pixels = u64::from(found.width) * u64::from(found.height);
    if pixels > MOST_PIXELS || sides.iter().any(|side| *side > MOST_SIDE) {
        return Err(CannotKeepPicture::TooLarge);
    }
    Ok(found)
}

/// Whether one more is kept.
///
/// # Errors
/// [`CannotKeepPicture::Full`].
pub fn room(there: i64, most: u32) -> Result<(), Refusals> {
    refuse([(there >= i64::from(most), CannotKeepPicture::Full)])
}

fn number(bytes: &[u8]) -> Option<u32> {
    Some(bytes.iter().fold(0_u32, |sum, byte| (sum << 8) | u32::from(*byte))).filter(|_| bytes.len() <= 4)
}

/// The chunks that draw a PNG, and no other: no text, no time, no place, nothing after its end.
fn png(file: &[u8]) -> Option<Clean> {
    let mut kept = file.get(..8)?.to_vec();
    let (mut at, mut size, mut drawn) = (8, None, false);
    loop {
        let length = usize::try_from(number(file.get(at..at + 4)?)?).ok()?;
        let kind = file.get(at + 4..at + 8)?;
        let end = at.checked_add(12)?.checked_add(length)?;
        let chunk = file.get(at..end)?;
        match kind {
            b"IHDR" if length == 13 && size.is_none() => size = Some((number(&chunk[8..12])?, number(&chunk[12..16])?)),
            b"IHDR" => return None,
            b"IDAT" => drawn = true,
            _ => {}
        }
        size?;
        if matches!(kind, b"IHDR" | b"PLTE" | b"tRNS" | b"IDAT" | b"IEND") {
            kept.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            let (width, height) = size.filter(|_| drawn)?;
            return Some(Clean { format: Format::Png, bytes: kept, width, height });
        }
        at = end;
    }
}

/// The segments that draw a JPEG, and no other: none of an application but the one that names its colours, no comment,
/// nothing after its end.
fn jpeg(file: &[u8]) -> Option<Clean> {
    if !file.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return None;
    }
    let mut kept = vec![0xFF, 0xD8];
    let (mut at, mut size, mut drawn) = (2, None, false);
    loop {
        if *file.get(at)? != 0xFF {
            return None;
        }
        let marker = *file.get(at + 1)?;
        match marker {
            // filled up
            0xFF => {
                at += 1;
                continue;
            }
            0xD9 => {
                kept.extend([0xFF, 0xD9]);
                let (width, height) = size.filter(|_| drawn)?;
                return Some(Clean { format: Format::Jpeg, bytes: kept, width, height });
            }
            _ => {}
        }
        let length = usize::try_from(number(file.get(at + 2..at + 4)?)?).ok()?;
        let end = at.checked_add(2)?.checked_add(length.max(2))?;
        let segment = file.get(at..end)?;
        let frame = matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC);
        if frame {
            size = Some((number(segment.get(7..9)?)?, number(segment.get(5..7)?)?));
        }
        let draws = frame || matches!(marker, 0xC4 | 0xCC | 0xDA | 0xDB | 0xDD) || is_of_colours(marker, segment);
        if draws {
            kept.extend_from_slice(segment);
        }
        at = end;
        if marker == 0xDA {
            drawn = size.is_some();
            let after = end_of_scan(file, at)?;
            kept.extend_from_slice(file.get(at..after)?);
            at = after;
        }
    }
}

/// Adobe's segment of at most twelve bytes says how colours are kept; without it some pictures turn green.
fn is_of_colours(marker: u8, segment: &[u8]) -> bool {
    marker == 0xEE && segment.len() <= 16 && segment.get(4..9) == Some(b"Adobe")
}

/// Where the next marker stands after what was drawn.
fn end_of_scan(file: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let next = file.get(at..)?.iter().position(|byte| *byte == 0xFF)?;
        at += next;
        match *file.get(at + 1)? {
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).expect("short").to_be_bytes();
        [&[0xFF, marker][..], &length, body].concat()
    }

    fn photograph(width: u16, height: u16) -> Vec<u8> {
        let [high, low] = height.to_be_bytes();
        let [wide, narrow] = width.to_be_bytes();
        [
            vec![0xFF, 0xD8],
            segment(0xE1, b"Exif\0\0GPS 51.38,0.52"),
            segment(0xE2, b"MPF thumbnail"),
            segment(0xFE, b"taken by Ada"),
            segment(0xDB, &[0; 65]),
            segment(0xC0, &[8, high, low, wide, narrow, 1, 1, 0x11, 0]),
            segment(0xC4, &[0; 20]),
            segment(0xDA, &[1, 1, 0, 0, 63, 0]),
            vec![0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56, 0xFF, 0xD9],
            b"GPS after the end".to_vec(),
        ]
        .concat()
    }

    fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).expect("short").to_be_bytes();
        [&length[..], kind, body, &[0; 4]].concat()
    }

    fn drawing(width: u32, height: u32) -> Vec<u8> {
        let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(b"IHDR", &header),
            chunk(b"tEXt", b"GPS 51.38,0.52"),
            chunk(b"eXIf", b"GPS"),
            chunk(b"IDAT", &[1, 2, 3]),
            chunk(b"IEND", &[]),
            b"GPS".to_vec(),
        ]
        .concat()
    }

    #[test]
    fn of_a_picture_nothing_is_kept_but_what_draws_it() {
        for file in [photograph(640, 480), drawing(640, 480)] {
            let kept = clean(&file).expect("a picture");
            assert_eq!((kept.width, kept.height), (640, 480));
            for word in [&b"GPS"[..], b"Exif", b"Ada", b"thumbnail"] {
                assert!(!kept.bytes.windows(word.len()).any(|part| part == word), "{word:?}");
            }
            assert_eq!(clean(&kept.bytes).expect("still one"), kept);
        }
        assert!(clean(&photograph(640, 480)).expect("one").bytes.ends_with(&[0x56, 0xFF, 0xD9]));
    }

    #[test]
    fn what_is_no_picture_or_too_large_is_not_kept_and_nothing_breaks_on_it() {
        assert_eq!(clean(b""), Err(CannotKeepPicture::None));
        assert_eq!(clean(b"<svg onload=alert(1)>"), Err(CannotKeepPicture::NotAPicture));
        assert_eq!(clean(b"GIF89a"), Err(CannotKeepPicture::NotAPicture));
        assert_eq!(clean(&drawing(0, 5)), Err(CannotKeepPicture::NotAPicture));
        assert_eq!(clean(&drawing(60_000, 2)), Err(CannotKeepPicture::TooLarge));
        assert_eq!(clean(&photograph(10_000, 10_000)), Err(CannotKeepPicture::TooLarge));
        assert_eq!(clean(&vec![0xFF; MOST_BYTES + 1]), Err(CannotKeepPicture::TooLarge));
        // cut off anywhere, and with any byte turned over
        for file in [photograph(64, 48), drawing(64, 48)] {
            for end in 1..file.len() {
                let _ = clean(&file[..end]);
                let mut other = file.clone();
                other[end] ^= 0xFF;
                let _ = clean(&other);
            }
        }
        assert!(room(19, 20).is_ok());
        assert!(room(20, 20).is_err());
    }
}
