//! Photos and screenshots: upright, small enough, and without the place where they were taken.
//!
//! It exists because a phone writes its position, its owner and the hour into every picture, and stores it lying on its side.
//! Input: the bytes of a JPEG or PNG. Output: a [`Photo`] for the page, or a [`PhotoRefusal`] that says what to do.

mod stripped;

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use crate::pdf::{Photo, PhotoData};

use stripped::parts;
pub(crate) use stripped::{without_boxes, without_metadata};

/// Pixels to the inch on paper that are worth keeping.
const RESOLUTION: f64 = 200.0;

/// So much more is kept as it is: making a picture a little smaller only blurs it.
const TOLERANCE: f64 = 1.1;

/// Pictures of more pixels are refused: one of so many takes about 200 MB while it is read.
const MOST_PIXELS: u64 = 64_000_000;

/// How good a JPEG is that we write, of 100.
const QUALITY: u8 = 85;

/// Rows longer than this are compared with a JPEG of the same picture, in bytes.
const LONG_ROWS: usize = 800_000;

/// Why a picture cannot be an exhibit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoRefusal {
    /// Another kind of picture or file.
    #[error("it is {0}, whatever its name says")]
    Other(&'static str),
    /// It cannot be read.
    #[error("it is damaged and cannot be read")]
    Broken,
    /// Too many pixels.
    #[error("it has more than 64 million pixels")]
    TooLarge,
}

impl PhotoRefusal {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Other(_) => "Open it and save it as JPEG or PNG, or print it to a PDF.",
            Self::Broken => "Open it and look whether it shows whole. Then save it again as JPEG or PNG, or take it again.",
            Self::TooLarge => "Open it and save it smaller; 3000 pixels across are plenty.",
        }
    }
}

/// What the first bytes of a file say it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A PDF.
    Pdf,
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
    /// Something else, in words.
    Other(&'static str),
}

/// Looks at the first bytes of a file; its name may be wrong.
pub fn kind(bytes: &[u8]) -> Kind {
    let begins = |start: &[u8]| bytes.starts_with(start);
    let brand = bytes.get(4..12).unwrap_or_default();
    if begins(b"\xff\xd8\xff") {
        Kind::Jpeg
    } else if begins(b"\x89PNG\r\n\x1a\n") {
        Kind::Png
    } else if bytes.get(..bytes.len().min(1024)).unwrap_or_default().windows(5).any(|window| window == b"%PDF-") {
        Kind::Pdf
    } else if brand.starts_with(b"ftyp") && [b"heic", b"heix", b"mif1", b"msf1", b"hevc"].iter().any(|name| brand.ends_with(*name)) {
        Kind::Other("a HEIC photo of a phone")
    } else if brand.starts_with(b"ftyp") {
        Kind::Other("a film or a picture of a newer kind")
    } else if begins(b"PK\x03\x04") {
        Kind::Other("a Word, Pages or other office document, or a packed folder")
    } else if begins(b"\xd0\xcf\x11\xe0") {
        Kind::Other("an older Word document or a saved mail")
    } else if begins(b"GIF8")
        || begins(b"BM")
        || begins(b"II*\0")
        || begins(b"MM\0*")
        || (begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"))
    {
        Kind::Other("a picture of another kind")
    } else if bytes.is_empty() {
        Kind::Other("an empty file")
    } else {
        Kind::Other("another kind of file")
    }
}

/// Reads a picture for a page with so much room, in points: across and up for a picture that stands, and for one that lies.
///
/// # Errors
/// Why it cannot be an exhibit.
pub fn read(bytes: &[u8], standing: (f64, f64), lying: (f64, f64)) -> Result<Photo, PhotoRefusal> {
    let (format, jpeg) = match kind(bytes) {
        Kind::Jpeg => (image::ImageFormat::Jpeg, true),
        Kind::Png => (image::ImageFormat::Png, false),
        Kind::Pdf => return Err(PhotoRefusal::Other("a PDF")),
        Kind::Other(what) => return Err(PhotoRefusal::Other(what)),
    };
    // A decoder would fill the rest with grey.
    if jpeg && parts(bytes).is_none_or(|parts| parts.cut) {
        return Err(PhotoRefusal::Broken);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(512 * 1024 * 1024);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PhotoRefusal::Broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PhotoRefusal::TooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms).to_exif();
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| PhotoRefusal::Broken)?;
    let smaller = smaller(width, height, orientation, standing, lying);
    if jpeg
        && smaller.is_none()
        && let Some(photo) = as_it_is(bytes, orientation)
    {
        return Ok(photo);
    }
    let (width, height) = smaller.unwrap_or((width, height));
    let picture = flat(&picture);
    let picture = if smaller.is_some() { picture.resize_exact(width, height, image::imageops::FilterType::CatmullRom) } else { picture };
    let channels = if picture.color().has_color() { 3 } else { 1 };
    let data = if jpeg { PhotoData::Jpeg(as_jpeg(&picture)?) } else { as_rows(&picture)? };
    Ok(Photo { width, height, orientation, channels, inverted: false, data })
}

/// The size that is enough on paper, when the picture has clearly more.
fn smaller(width: u32, height: u32, orientation: u8, standing: (f64, f64), lying: (f64, f64)) -> Option<(u32, u32)> {
    let (across, up) = if orientation >= 5 { (height, width) } else { (width, height) };
    let room = if across > up { lying } else { standing };
    let points = (room.0 / f64::from(across)).min(room.1 / f64::from(up));
    let resolution = 72.0 / points;
    if resolution <= RESOLUTION * TOLERANCE {
        return None;
    }
    let scaled = |side: u32| ((f64::from(side) * RESOLUTION / resolution).round() as u32).max(1);
    Some((scaled(width), scaled(height)))
}

/// Eight bits a colour, on white where it was see-through.
fn flat(picture: &DynamicImage) -> DynamicImage {
    let colour = picture.color();
    if !colour.has_alpha() {
        return if colour.has_color() { picture.to_rgb8().into() } else { picture.to_luma8().into() };
    }
    let over = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        u8::try_from((value * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
    };
    if colour.has_color() {
        let source = picture.to_rgba8();
        let flat = image::RgbImage::from_fn(source.width(), source.height(), |x, y| {
            let image::Rgba([red, green, blue, alpha]) = *source.get_pixel(x, y);
            image::Rgb([over(red, alpha), over(green, alpha), over(blue, alpha)])
        });
        flat.into()
    } else {
        let source = picture.to_luma_alpha8();
        let flat = image::GrayImage::from_fn(source.width(), source.height(), |x, y| {
            let image::LumaA([grey, alpha]) = *source.get_pixel(x, y);
            image::Luma([over(grey, alpha)])
        });
        flat.into()
    }
}

fn as_jpeg(picture: &DynamicImage) -> Result<Vec<u8>, PhotoRefusal> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY)).map_err(|_| PhotoRefusal::Broken)?;
    Ok(bytes)
}

/// The rows of a PNG; a JPEG instead when the picture is a photo and the rows are long.
fn as_rows(picture: &DynamicImage) -> Result<PhotoData, PhotoRefusal> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    picture.write_with_encoder(encoder).map_err(|_| PhotoRefusal::Broken)?;
    let rows = png_data(&bytes).ok_or(PhotoRefusal::Broken)?;
    if rows.len() > LONG_ROWS {
        let jpeg = as_jpeg(picture)?;
        if jpeg.len() * 3 < rows.len() {
            return Ok(PhotoData::Jpeg(jpeg));
        }
    }
    Ok(PhotoData::Rows(rows))
}

/// The picture data of a PNG file that we wrote.
fn png_data(png: &[u8]) -> Option<Vec<u8>> {
    let mut data = Vec::with_capacity(png.len());
    let mut rest = png.get(8..)?;
    while let Some((head, tail)) = rest.split_at_checked(8) {
        let length = usize::try_from(u32::from_be_bytes(head.get(..4)?.try_into().ok()?)).ok()?;
        if head.get(4..) == Some(b"IDAT") {
            data.extend(tail.get(..length)?);
        }
        rest = tail.get(length.checked_add(4)?..)?;
    }
    (!data.is_empty()).then_some(data)
}

/// A JPEG file, kept bit by bit but for what it says about itself.
fn as_it_is(bytes: &[u8], orientation: u8) -> Option<Photo> {
    let parts = parts(bytes)?;
    let frame = parts.frame?;
    // Other ways of coding are known to few readers.
    let usual = matches!(frame.marker, 0xc0..=0xc2) && frame.precision == 8 && matches!(frame.channels, 1 | 3 | 4);
    if !usual || parts.clean.ends_with(b"\xff\xd8") {
        return None;
    }
    Some(Photo {
        width: frame.width,
        height: frame.height,
        orientation,
        channels: frame.channels,
        inverted: parts.adobe,
        data: PhotoData::Jpeg(parts.clean),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STANDING: (f64, f64) = (540.0, 726.0);
    const LYING: (f64, f64) = (720.0, 546.0);

    fn jpeg(width: u32, height: u32, extra: &[u8]) -> Vec<u8> {
        let picture: DynamicImage =
            image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 40])).into();
        let plain = as_jpeg(&picture).unwrap();
        let mut bytes = b"\xff\xd8".to_vec();
        bytes.extend(extra);
        bytes.extend(&plain[2..]);
        bytes
    }

    /// An Exif block with an orientation and words that a phone would write.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut body = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        body.extend([orientation, 0, 0, 0, 0, 0, 0]);
        body.extend(b"GPS 38.44 N 122.71 W Phone of Elena");
        let mut segment = vec![0xff, 0xe1];
        segment.extend(u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        segment.extend(body);
        segment
    }

    #[test]
    fn a_small_photo_keeps_its_bits_and_loses_its_place() {
        let mut bytes = jpeg(40, 30, &exif(6));
        bytes.extend(b"trailing secrets");
        let photo = read(&bytes, STANDING, LYING).unwrap();
        assert_eq!((photo.orientation, photo.shown()), (6, (30, 40)));
        let PhotoData::Jpeg(clean) = &photo.data else { panic!("a JPEG") };
        assert!(!clean.windows(3).any(|window| window == b"GPS"));
        assert!(!clean.windows(8).any(|window| window == b"trailing"));
        let before = image::load_from_memory(&bytes).unwrap();
        assert_eq!(image::load_from_memory(clean).unwrap().into_rgb8(), before.into_rgb8());
    }

    #[test]
    fn a_large_photo_is_made_as_large_as_paper_can_show() {
        let photo = read(&jpeg(4000, 3000, &exif(6)), STANDING, LYING).unwrap();
        // It stands: 540 points across for its 3000 shown pixels.
        assert_eq!(photo.shown(), (1500, 2000));
        let photo = read(&jpeg(4000, 3000, &[]), STANDING, LYING).unwrap();
        assert!(photo.width <= 2000 && photo.height <= 1517, "{photo:?}");
    }

    #[test]
    fn what_is_see_through_is_white() {
        let picture: DynamicImage = image::RgbaImage::from_pixel(3, 3, image::Rgba([0, 0, 0, 0])).into();
        let mut bytes = Vec::new();
        picture.write_with_encoder(PngEncoder::new(&mut bytes)).unwrap();
        let photo = read(&bytes, STANDING, LYING).unwrap();
        let PhotoData::Rows(rows) = &photo.data else { panic!("rows") };
        let mut raw = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(rows.as_slice()), &mut raw).unwrap();
        assert_eq!(raw.len(), 3 * (3 * 3 + 1));
        assert_eq!(&raw[1..4], [255, 255, 255]);
    }

    #[test]
    fn other_files_are_named() {
        assert_eq!(kind(b"\0\0\0\x18ftypheic\0\0"), Kind::Other("a HEIC photo of a phone"));
        assert_eq!(kind(b"PK\x03\x04"), Kind::Other("a Word, Pages or other office document, or a packed folder"));
        assert_eq!(kind(b"junk\n%PDF-1.4"), Kind::Pdf);
        assert!(matches!(read(b"\xff\xd8\xff\xe0", STANDING, LYING), Err(PhotoRefusal::Broken)));
    }

    #[test]
    fn a_jpeg_whose_tables_do_not_fit_their_counts_shows_nothing() {
        let whole = jpeg(20, 20, &[]);
        assert!(without_metadata(&whole).is_some());
        // As a program does that takes the picture for text.
        let changed: Vec<u8> = whole.iter().flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] }).collect();
        assert!(without_metadata(&changed).is_none());
        for marker in [0xdb, 0xc4] {
            let at = whole.windows(2).position(|pair| pair == [0xff, marker]).unwrap();
            let mut longer = whole.clone();
            longer.insert(at + 4, 0);
            longer[at + 3] += 1;
            assert!(without_metadata(&longer).is_none(), "{marker:x}");
        }
    }

    #[test]
    fn no_cut_or_changed_jpeg_stops_the_program() {
        let whole = jpeg(20, 20, &exif(1));
        for length in 0..whole.len() {
            let _ = without_metadata(&whole[..length]);
            let _ = read(&whole[..length], STANDING, LYING);
        }
    }
}
