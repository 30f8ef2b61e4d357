//! Latencies counted in logarithmic buckets: constant memory, under 1.6 % error, cheap enough for every request.

use std::time::Duration;

const SUB_BITS: u32 = 6;
const SUB: u64 = 1 << SUB_BITS;
const BUCKETS: usize = ((64 - SUB_BITS as usize) + 1) * SUB as usize;

pub struct Histogram {
    counts: Vec<u64>,
    total: u64,
    max: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Histogram { counts: vec![0; BUCKETS], total: 0, max: 0 }
    }
}

impl Histogram {
    pub fn record(&mut self, latency: Duration) {
        let nanos = u64::try_from(latency.as_nanos()).unwrap_or(u64::MAX);
        self.counts[bucket(nanos)] += 1;
        self.total += 1;
        self.max = self.max.max(nanos);
    }

    pub fn merge(&mut self, other: &Histogram) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.total += other.total;
        self.max = self.max.max(other.max);
    }

    pub fn total(&self) -> u64 {
        self.total
    }

    /// The latency in µs that `share` (0.0 to 1.0) of the requests did not exceed; 0 when there were none.
    pub fn quantile_us(&self, share: f64) -> f64 {
        let wanted = (self.total as f64 * share).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (index, count) in self.counts.iter().enumerate() {
            seen += count;
            if *count > 0 && seen >= wanted {
                return upper_edge(index).min(self.max) as f64 / 1000.0;
            }
        }
        0.0
    }

    pub fn max_us(&self) -> f64 {
        self.max as f64 / 1000.0
    }
}

/// Below `SUB` one bucket a nanosecond; above, `SUB` buckets for each power of two.
fn bucket(nanos: u64) -> usize {
    if nanos < SUB {
        return nanos as usize;
    }
    let shift = 63 - nanos.leading_zeros() - SUB_BITS;
    ((u64::from(shift) + 1) * SUB + ((nanos >> shift) - SUB)) as usize
}

fn upper_edge(index: usize) -> u64 {
    let index = index as u64;
    if index < SUB {
        return index;
    }
    let (shift, sub) = (index / SUB - 1, index % SUB + SUB);
    (u128::from(sub + 1) << shift).saturating_sub(1).min(u128::from(u64::MAX)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_in_its_bucket_within_the_promised_error() {
        for nanos in (0..64).map(|bit| 1u64 << bit).flat_map(|n| [n - 1, n, n + n / 3]).chain([u64::MAX]) {
            let edge = upper_edge(bucket(nanos));
            assert!(edge >= nanos, "{nanos} above its bucket's edge {edge}");
            assert!(edge - nanos <= nanos / SUB + 1, "{nanos} reported as {edge}");
        }
    }

    #[test]
    fn quantiles_of_a_known_distribution() {
        let mut histogram = Histogram::default();
        for micros in 1..=1000 {
            histogram.record(Duration::from_micros(micros));
        }
        for (share, expected) in [(0.5, 500.0), (0.9, 900.0), (0.99, 990.0), (1.0, 1000.0)] {
            let got = histogram.quantile_us(share);
            assert!((got - expected).abs() <= expected * 0.016, "p{share} is {got}");
        }
        assert_eq!(histogram.max_us(), 1000.0);
    }

    #[test]
    fn merging_is_like_recording_together() {
        let (mut left, mut right) = (Histogram::default(), Histogram::default());
        left.record(Duration::from_micros(10));
        right.record(Duration::from_micros(1000));
        left.merge(&right);
        assert_eq!((left.total(), left.max_us()), (2, 1000.0));
        assert_eq!(Histogram::default().quantile_us(0.5), 0.0);
    }
}
