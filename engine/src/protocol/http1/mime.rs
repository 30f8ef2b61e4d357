//! What a file is, by its name: the table of MIME types. Must not look into files.

/// By the extension of a name; what is unknown is bytes.
pub fn mime(name: &[u8]) -> &'static str {
    let extension = name.rsplit(|&byte| byte == b'.').next().filter(|found| found.len() < name.len());
    let Some(extension) = extension.and_then(|found| std::str::from_utf8(found).ok()) else { return BYTES };
    let extension = extension.to_ascii_lowercase();
    TYPES.iter().find(|(known, _)| *known == extension).map_or(BYTES, |(_, kind)| kind)
}

const BYTES: &str = "application/octet-stream";

#[rustfmt::skip]
const TYPES: &[(&str, &str)] = &[
    ("html", "text/html"), ("htm", "text/html"), ("css", "text/css"), ("js", "text/javascript"), ("mjs", "text/javascript"),
    ("json", "application/json"), ("map", "application/json"), ("txt", "text/plain"), ("log", "text/plain"), ("md", "text/markdown"),
    ("csv", "text/csv"), ("xml", "text/xml"), ("svg", "image/svg+xml"), ("png", "image/png"), ("jpg", "image/jpeg"), ("jpeg", "image/jpeg"),
    ("gif", "image/gif"), ("webp", "image/webp"), ("avif", "image/avif"), ("ico", "image/x-icon"), ("bmp", "image/bmp"),
    ("tif", "image/tiff"), ("tiff", "image/tiff"), ("mp3", "audio/mpeg"), ("ogg", "audio/ogg"), ("wav", "audio/wav"), ("m4a", "audio/mp4"),
    ("mp4", "video/mp4"), ("webm", "video/webm"), ("mov", "video/quicktime"), ("avi", "video/x-msvideo"), ("mpeg", "video/mpeg"),
    ("woff", "font/woff"), ("woff2", "font/woff2"), ("ttf", "font/ttf"), ("otf", "font/otf"), ("eot", "application/vnd.ms-fontobject"),
    ("pdf", "application/pdf"), ("zip", "application/zip"), ("gz", "application/gzip"), ("tar", "application/x-tar"), ("7z", "application/x-7z-compressed"),
    ("rar", "application/vnd.rar"), ("bz2", "application/x-bzip2"), ("wasm", "application/wasm"), ("xhtml", "application/xhtml+xml"),
    ("rtf", "application/rtf"), ("doc", "application/msword"), ("xls", "application/vnd.ms-excel"), ("ppt", "application/vnd.ms-powerpoint"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("php", "text/x-php"), ("ics", "text/calendar"), ("webmanifest", "application/manifest+json"),
];
