//! Many durations, each as it was.

/// Durations in milliseconds, sorted.
pub struct Times(Vec<f64>);

impl Times {
    pub fn of(mut milliseconds: Vec<f64>) -> Self {
        milliseconds.sort_by(f64::total_cmp);
        Self(milliseconds)
    }

    /// There has to be one.
    pub fn percentile(&self, percent: f64) -> f64 {
        let place = ((self.0.len() - 1) as f64 * percent / 100.0).round() as usize;
        self.0[place]
    }
}
