//! How much a picture looks like another one: SSIM (Wang and others, 2004) of luma, the mean over windows of 8 × 8 pixels, every 4.

use image::GrayImage;

const WINDOW: u32 = 8;
const STEP: usize = 4;

/// The constants of the paper for samples of 8 bits.
const C1: f64 = (0.01 * 255.0) * (0.01 * 255.0);
const C2: f64 = (0.03 * 255.0) * (0.03 * 255.0);

/// 1 for the same picture. Both have to be of one size, and as large as a window.
pub fn ssim(a: &GrayImage, b: &GrayImage) -> f64 {
    assert_eq!(a.dimensions(), b.dimensions());
    let (width, height) = a.dimensions();
    let (mut sum, mut windows) = (0.0, 0.0);
    for top in (0..=height - WINDOW).step_by(STEP) {
        for left in (0..=width - WINDOW).step_by(STEP) {
            sum += of_window(a, b, left, top);
            windows += 1.0;
        }
    }
    sum / windows
}

fn of_window(a: &GrayImage, b: &GrayImage, left: u32, top: u32) -> f64 {
    let width = a.width() as usize;
    let (mut sum_a, mut sum_b, mut squares_a, mut squares_b, mut products) = (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
    for y in top..top + WINDOW {
        let start = y as usize * width + left as usize;
        let row = start..start + WINDOW as usize;
        for (&a, &b) in a.as_raw()[row.clone()].iter().zip(&b.as_raw()[row]) {
            let (a, b) = (u32::from(a), u32::from(b));
            sum_a += a;
            sum_b += b;
            squares_a += a * a;
            squares_b += b * b;
            products += a * b;
        }
    }
    let count = f64::from(WINDOW * WINDOW);
    let mean = |sum: u32| f64::from(sum) / count;
    let (mean_a, mean_b) = (mean(sum_a), mean(sum_b));
    let (variance_a, variance_b) = (mean(squares_a) - mean_a * mean_a, mean(squares_b) - mean_b * mean_b);
    let covariance = mean(products) - mean_a * mean_b;
    (2.0 * mean_a * mean_b + C1) * (2.0 * covariance + C2)
        / ((mean_a * mean_a + mean_b * mean_b + C1) * (variance_a + variance_b + C2))
}
