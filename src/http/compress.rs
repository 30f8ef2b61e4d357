//! Compressed bodies: which coding a client gets and when it pays. Must not know headers beyond what it is given.

use rswoole_engine::settings::CompressionSettings;

/// The body in a coding that the client accepts; `None`: as it is.
pub fn body(
    body: &[u8],
    accepted: Option<&[u8]>,
    kind: &[u8],
    settings: &CompressionSettings,
) -> Option<(&'static str, Vec<u8>)> {
    if body.len() < settings.min_length.max(1) || !is_compressible(kind, settings) {
        return None;
    }
    let coding = choose(accepted?)?;
    let packed = coding.pack(body, settings.level)?;
    Some((coding.name(), packed))
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Coding {
    Brotli,
    Gzip,
    Deflate,
    Zstd,
}

/// In the order of preference, which is the original's.
const CODINGS: [Coding; 4] = [Coding::Brotli, Coding::Gzip, Coding::Deflate, Coding::Zstd];

impl Coding {
    fn name(self) -> &'static str {
        match self {
            Coding::Brotli => "br",
            Coding::Zstd => "zstd",
            Coding::Gzip => "gzip",
            Coding::Deflate => "deflate",
        }
    }

    fn pack(self, body: &[u8], level: u32) -> Option<Vec<u8>> {
        use flate2::Compression;
        use std::io::Write;
        let out = Vec::with_capacity(body.len() / 2 + 64);
        let quality = level.clamp(1, 9);
        let level = Compression::new(quality);
        match self {
            Coding::Brotli => {
                let mut packer = brotli::CompressorWriter::new(out, 4096, quality, BROTLI_WINDOW);
                packer.write_all(body).ok()?;
                Some(packer.into_inner())
            }
            Coding::Zstd => zstd::bulk::compress(body, quality as i32).ok(),
            Coding::Gzip => {
                let mut packer = flate2::write::GzEncoder::new(out, level);
                packer.write_all(body).ok()?;
                packer.finish().ok()
            }
            // The zlib form is what RFC 9110, section 8.4.1.2, calls deflate.
            Coding::Deflate => {
                let mut packer = flate2::write::ZlibEncoder::new(out, level);
                packer.write_all(body).ok()?;
                packer.finish().ok()
            }
        }
    }
}

/// The best of what the client accepts (RFC 9110, section 12.5.3): a weight of 0 forbids.
fn choose(accepted: &[u8]) -> Option<Coding> {
    let text = std::str::from_utf8(accepted).ok()?;
    let accepts = |wanted: &str| {
        text.split(',').any(|item| {
            let mut fields = item.split(';').map(str::trim);
            let named = fields.next().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
            let weight = fields.find_map(|field| field.strip_prefix("q=").or_else(|| field.strip_prefix("Q=")));
            named && weight.is_none_or(|weight| weight.parse::<f32>().is_ok_and(|weight| weight > 0.0))
        })
    };
    CODINGS.into_iter().find(|coding| accepts(coding.name()))
}

/// As large as the format allows to be common: 4 MiB.
const BROTLI_WINDOW: u32 = 22;

fn is_compressible(kind: &[u8], settings: &CompressionSettings) -> bool {
    let kind = kind.split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii();
    if !settings.types.is_empty() {
        return settings.types.iter().any(|known| known.eq_ignore_ascii_case(kind));
    }
    let kind = kind.to_ascii_lowercase();
    let packed = [
        &b"image/"[..],
        b"video/",
        b"audio/",
        b"font/woff",
        b"application/zip",
        b"application/gzip",
        b"application/zstd",
    ];
    kind == b"image/svg+xml" || !packed.iter().any(|start| kind.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_chooses_what_it_gets() {
        for (accepted, coding) in [
            ("gzip, deflate, br", Some(Coding::Brotli)),
            ("gzip, br;q=0", Some(Coding::Gzip)),
            ("ZSTD", Some(Coding::Zstd)),
            ("deflate", Some(Coding::Deflate)),
            ("gzip;q=0, deflate;q=0.5", Some(Coding::Deflate)),
            ("identity", None),
            ("", None),
        ] {
            assert_eq!(choose(accepted.as_bytes()), coding, "{accepted}");
        }
    }
}
