//! Functions of one number in single precision, without branches, so that compilers make vectors of their loops. NaN
//! stays NaN. Constants are those of the Cephes library's expf and tanhf; erf is Abramowitz and Stegun, 7.1.26.

/// eˣ.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    const HIGHEST: f32 = 88.722_84;
    const LOWEST: f32 = -87.0;
    // Adding it leaves the nearest integer in the last bits.
    const ROUND: f32 = 12_582_912.0;
    let clamped = if x > HIGHEST { HIGHEST } else { x };
    let clamped = if clamped < LOWEST { LOWEST } else { clamped };
    let rounded = clamped * std::f32::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = clamped - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let mut p = 1.987_569_1e-4;
    p = p * r + 1.398_199_9e-3;
    p = p * r + 8.333_452e-3;
    p = p * r + 4.166_579_6e-2;
    p = p * r + 0.166_666_66;
    p = p * r + 0.5;
    p = p * r * r + r + 1.0;
    // 2ⁿ in two steps: 2¹²⁸ is not a number of single precision.
    let half = f32::from_bits((rounded.to_bits() << 23).wrapping_add(126 << 23));
    let result = p * half * 2.0;
    let result = if x > HIGHEST { f32::INFINITY } else { result };
    if x < LOWEST { 0.0 } else { result }
}

/// The sum of many numbers: of a few at a time in vectors, and of these in double precision. One after the other in
/// single precision they would lose some four digits in a row of 20,000.
pub(super) fn sum(numbers: &[f32]) -> f32 {
    const LANES: usize = 16;
    let mut total = 0f64;
    for part in numbers.chunks(16 * LANES) {
        let mut sums = [0f32; LANES];
        let (lanes, rest) = part.as_chunks::<LANES>();
        for numbers in lanes {
            sums.iter_mut().zip(numbers).for_each(|(sum, number)| *sum += number);
        }
        sums.iter_mut().zip(rest).for_each(|(sum, number)| *sum += number);
        total += f64::from(sums.iter().sum::<f32>());
    }
    total as f32
}

/// 1 / (1 + e⁻ˣ).
#[inline(always)]
pub(super) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// The hyperbolic tangent.
#[inline(always)]
pub(super) fn tanh(x: f32) -> f32 {
    let z = x * x;
    let mut p = -5.704_988_7e-3;
    p = p * z + 2.063_909e-2;
    p = p * z - 5.373_971_5e-2;
    p = p * z + 1.333_144_2e-1;
    p = p * z - 3.333_328e-1;
    let near = p * z * x + x;
    let far = 1.0 - 2.0 / (exp(2.0 * x.abs()) + 1.0);
    let far = if x < 0.0 { -far } else { far };
    if x.abs() < 0.625 { near } else { far }
}

/// The error function.
#[inline(always)]
pub(super) fn erf(x: f32) -> f32 {
    let a = x.abs();
    let t = 1.0 / (1.0 + 0.327_591_1 * a);
    let mut p = 1.061_405_4;
    p = p * t - 1.453_152;
    p = p * t + 1.421_413_7;
    p = p * t - 0.284_496_74;
    p = p * t + 0.254_829_6;
    let far = 1.0 - p * t * exp(-a * a);
    let far = if x < 0.0 { -far } else { far };
    // Near zero, where that loses digits, the first terms of the series.
    let z = x * x;
    let mut s = 1.0 / 216.0 - z / 1320.0;
    s = s * z - 1.0 / 42.0;
    s = s * z + 0.1;
    s = s * z - 1.0 / 3.0;
    let near = std::f32::consts::FRAC_2_SQRT_PI * (s * z * x + x);
    if a < 0.5 { near } else { far }
}

/// The error function in double precision: its series, or the continued fraction of its complement.
pub(super) fn erf_double(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    let a = x.abs();
    if a < 2.5 {
        let (mut term, mut sum) = (x, x);
        for n in 1..60 {
            let n = f64::from(n);
            term *= -x * x / n;
            sum += term / (2.0 * n + 1.0);
        }
        return sum * std::f64::consts::FRAC_2_SQRT_PI;
    }
    let mut fraction = 0.0;
    for n in (1..60).rev() {
        fraction = f64::from(n) / 2.0 / (a + fraction);
    }
    let complement = (-a * a).exp() / (std::f64::consts::PI.sqrt() * (a + fraction));
    (1.0 - complement).copysign(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_many_numbers_keep_their_digits() {
        let mut numbers = vec![1.234_567e-5f32; 20_000];
        numbers[0] = 0.75;
        let exact: f64 = numbers.iter().map(|&number| f64::from(number)).sum();
        assert!((f64::from(sum(&numbers)) - exact).abs() < 1e-6 * exact);
        assert_eq!((sum(&[]), sum(&[2.0; 3])), (0.0, 6.0));
    }

    #[test]
    fn functions_are_close_to_those_of_double_precision() {
        type Pair = (fn(f32) -> f32, fn(f64) -> f64);
        let pairs: [Pair; 4] =
            [(exp, f64::exp), (sigmoid, |x| 1.0 / (1.0 + (-x).exp())), (tanh, f64::tanh), (erf, erf_double)];
        for (ours, exact) in pairs {
            for step in -20_000..20_000 {
                let x = step as f32 * 0.0043;
                let (found, expected) = (f64::from(ours(x)), exact(f64::from(x)));
                assert!((found - expected).abs() <= 1e-6 * expected.abs().max(0.3), "{x}: {found}, {expected}");
            }
            assert!(ours(f32::NAN).is_nan());
        }
        assert_eq!((exp(f32::INFINITY), exp(200.0), exp(f32::NEG_INFINITY)), (f32::INFINITY, f32::INFINITY, 0.0));
        assert_eq!((sigmoid(f32::INFINITY), sigmoid(f32::NEG_INFINITY)), (1.0, 0.0));
        assert_eq!((tanh(f32::INFINITY), tanh(f32::NEG_INFINITY)), (1.0, -1.0));
        assert!((erf_double(0.5) - 0.520_499_877_813_046_5).abs() < 1e-14);
        assert!((erf_double(3.0) - 0.999_977_909_503_001_4).abs() < 1e-14);
    }
}
