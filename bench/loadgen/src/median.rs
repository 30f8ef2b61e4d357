//! Medians, the only average used here: one disturbed round does not move them.

/// None when there is nothing to take the median of.
pub fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn one_outlier_does_not_move_it() {
        assert_eq!(median([3.0, 1.0, 1000.0]), Some(3.0));
        assert_eq!(median([1.0, 2.0, 3.0, 4.0]), Some(2.5));
        assert_eq!(median([f64::NAN, 2.0]), Some(2.0));
        assert_eq!(median([]), None);
    }
}
