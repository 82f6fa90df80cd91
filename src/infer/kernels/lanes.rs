//! Four single-precision numbers that are computed together: a vector in wasm, and an array elsewhere, where only tests
//! use it.

#[cfg(target_arch = "wasm32")]
use std::arch::wasm32::*;

/// Numbers of a vector.
pub const LANES: usize = 4;

#[cfg(target_arch = "wasm32")]
type Numbers = v128;
#[cfg(not(target_arch = "wasm32"))]
type Numbers = [f32; LANES];

/// Four numbers.
#[derive(Clone, Copy)]
pub struct Lanes(Numbers);

#[cfg(target_arch = "wasm32")]
impl Lanes {
    #[inline(always)]
    pub fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }

    #[inline(always)]
    pub fn load(from: &[f32; LANES]) -> Self {
        Self(bytemuck::pod_read_unaligned(bytemuck::bytes_of(from)))
    }

    #[inline(always)]
    pub fn store(self, to: &mut [f32; LANES]) {
        *to = bytemuck::must_cast(self.0);
    }

    /// `self` + `a` × `b`, rounded once if the build has an instruction for that.
    #[inline(always)]
    pub fn plus_product(self, a: Self, b: Self) -> Self {
        #[cfg(target_feature = "relaxed-simd")]
        return Self(f32x4_relaxed_madd(a.0, b.0, self.0));
        #[cfg(not(target_feature = "relaxed-simd"))]
        Self(f32x4_add(f32x4_mul(a.0, b.0), self.0))
    }

    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self(f32x4_add(self.0, other.0))
    }

    /// Raised to `low`, then lowered to `high`. Other than `f32x4_min` and `f32x4_max`, these are single instructions
    /// on every processor.
    #[inline(always)]
    pub fn clamp(self, low: Self, high: Self) -> Self {
        Self(f32x4_pmin(f32x4_pmax(self.0, low.0), high.0))
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Lanes {
    pub fn splat(value: f32) -> Self {
        Self([value; LANES])
    }

    pub fn load(from: &[f32; LANES]) -> Self {
        Self(*from)
    }

    pub fn store(self, to: &mut [f32; LANES]) {
        *to = self.0;
    }

    pub fn plus_product(self, a: Self, b: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] + a.0[lane] * b.0[lane]))
    }

    pub fn plus(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] + other.0[lane]))
    }

    pub fn clamp(self, low: Self, high: Self) -> Self {
        let Self(values) = self;
        Self(std::array::from_fn(|lane| {
            let value = if values[lane] < low.0[lane] { low.0[lane] } else { values[lane] };
            if high.0[lane] < value { high.0[lane] } else { value }
        }))
    }
}

impl Lanes {
    /// The numbers from `index` on.
    ///
    /// # Safety
    /// `index + LANES` must not exceed the length of `numbers`.
    #[inline(always)]
    #[allow(unsafe_code)]
    pub unsafe fn load_unchecked(numbers: &[f32], index: usize) -> Self {
        debug_assert!(index + LANES <= numbers.len());
        // A check for each number would take the registers that the sums of a tile need.
        Self(unsafe { numbers.as_ptr().add(index).cast::<Numbers>().read_unaligned() })
    }
}
