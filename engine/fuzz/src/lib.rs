//! What the targets share: input cut into the pieces that a socket might have brought it in. Must not know what is tested.

/// Lengths of pieces, less one; all zero: byte by byte. Of a fixed size, so that a seed is a few bytes and then what is tested.
pub type Cuts = [u8; 4];

/// `data` in pieces whose lengths `cuts` says, over and over; no cuts: in one piece.
pub fn pieces<'a>(data: &'a [u8], cuts: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = data;
    let mut cuts = cuts.iter().cycle();
    while !rest.is_empty() {
        let length = cuts.next().map_or(rest.len(), |&cut| usize::from(cut) + 1).min(rest.len());
        let (piece, more) = rest.split_at(length);
        pieces.push(piece);
        rest = more;
    }
    pieces
}
