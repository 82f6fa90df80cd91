//! Bars that show the progress of long work.

use indicatif::{ProgressBar, ProgressStyle};
use penchant_evaluate::Step;
use std::time::Duration;

/// Shows that work goes on whose end is unknown.
pub fn spinner(doing: String) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(doing);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// Shows how many of `steps` are done.
pub fn step_bar(steps: usize, doing: &'static str) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}").unwrap_or(ProgressStyle::default_bar());
    ProgressBar::new(steps as u64).with_style(style).with_message(doing)
}

/// Moves a bar on by each model that is measured.
pub fn count_measured(bar: &ProgressBar) -> impl Fn(Step) + Sync {
    move |step| bar.inc((step == Step::Measured).into())
}

/// The length of a bar of [`share_bar`].
const SHARE_STEPS: f32 = 1000.0;

/// Shows what share of some work is done.
pub fn share_bar(doing: String) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {percent} %").unwrap_or(ProgressStyle::default_bar());
    ProgressBar::new(SHARE_STEPS as u64).with_style(style).with_message(doing)
}

/// Moves a bar of [`share_bar`] to this share, 0 to 1.
pub fn set_share(bar: &ProgressBar, share: f32) {
    bar.set_position((share * SHARE_STEPS) as u64);
}
