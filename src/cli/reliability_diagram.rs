//! The bins of a reliability curve in, a drawing of it as SVG out: how often a model is right over how sure it
//! is, and below how many pictures that is known from.

use penchant_evaluate::metrics::ReliabilityBin;
use std::fmt::Write;

/// The square of the curve, in pixels, and the strip of bars below it.
const LEFT: f64 = 64.0;
const TOP: f64 = 84.0;
const SIDE: f64 = 384.0;
const STRIP_TOP: f64 = TOP + SIDE + 16.0;
const STRIP_HEIGHT: f64 = 56.0;

/// Colours for light and dark, chosen by who looks; the background is drawn, so that it is legible anywhere.
const STYLE: &str = "\
text { font: 13px system-ui, 'DejaVu Sans', sans-serif; fill: #1c2230 }
.title { font-size: 17px; font-weight: 600 }
.small { font-size: 12px; fill: #565f73 }
.paper { fill: #fff }
.grid { stroke: #dfe3ea }
.ideal { stroke: #7b8498; stroke-dasharray: 5 5 }
.interval { stroke: #2563c9; stroke-opacity: .45; stroke-width: 2 }
.curve { stroke: #2563c9; stroke-width: 2.5; stroke-linejoin: round; fill: none }
.point { fill: #2563c9 }
.bar { fill: #9fbdec }
@media (prefers-color-scheme: dark) {
  text { fill: #e8ebf2 }
  .small { fill: #a6afc1 }
  .paper { fill: #14171f }
  .grid { stroke: #2e3544 }
  .ideal { stroke: #8b95aa }
  .interval, .curve { stroke: #82b1ff }
  .point { fill: #82b1ff }
  .bar { fill: #3d5f96 }
}";

/// Draws a model's bins; those without pictures are left out of the curve.
pub fn svg(model: &str, bins: &[ReliabilityBin], ece: f64) -> String {
    let x = |share: f64| LEFT + share * SIDE;
    let y = |share: f64| TOP + (1.0 - share) * SIDE;
    let images: usize = bins.iter().map(|bin| bin.images).sum();
    let most = bins.iter().map(|bin| bin.images).max().unwrap_or(0).max(1);
    let (right, bottom) = (x(1.0), STRIP_TOP + STRIP_HEIGHT);
    let model = escape(model);
    let mut body = String::new();
    let mut draw = |element: std::fmt::Arguments| {
        // Writing to a string cannot fail.
        let _ = writeln!(body, "{element}");
    };
    draw(format_args!(r#"<text class="title" x="{LEFT}" y="32">Reliability of {model}</text>"#));
    draw(format_args!(
        r#"<text class="small" x="{LEFT}" y="52">Expected calibration error {ece:.4}, {images} pictures, {} bins</text>"#,
        bins.len()
    ));
    draw(format_args!(
        r#"<text class="small" x="{LEFT}" y="69">Dashed: as often right as sure. Whiskers: 95 % intervals</text>"#
    ));
    for share in [0.0, 0.2, 0.4, 0.6, 0.8, 1.0] {
        let (across, down) = (x(share), y(share));
        draw(format_args!(r#"<path class="grid" d="M{across:.1} {TOP}V{bottom}M{LEFT} {down:.1}H{right}"/>"#));
        draw(format_args!(r#"<text x="{across:.1}" y="{:.1}" text-anchor="middle">{share}</text>"#, bottom + 18.0));
        draw(format_args!(r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{share}</text>"#, LEFT - 8.0, down + 4.0));
    }
    draw(format_args!(r#"<text x="{:.1}" y="{:.1}" text-anchor="middle">confidence</text>"#, x(0.5), bottom + 40.0));
    let upright = |middle: f64| format!(r#"transform="translate(20 {middle:.1}) rotate(-90)" text-anchor="middle""#);
    draw(format_args!("<text {}>accuracy</text>", upright(y(0.5))));
    draw(format_args!("<text {}>pictures</text>", upright(STRIP_TOP + STRIP_HEIGHT / 2.0)));
    draw(format_args!(
        r#"<text class="small" x="{:.1}" y="{:.1}" text-anchor="end">{most}</text>"#,
        LEFT - 8.0,
        STRIP_TOP + 9.0
    ));
    draw(format_args!(r#"<path class="ideal" d="M{LEFT} {:.1}L{right} {TOP}"/>"#, y(0.0)));

    let filled = || bins.iter().filter(|bin| bin.images > 0);
    for bin in filled() {
        let height = STRIP_HEIGHT * bin.images as f64 / most as f64;
        draw(format_args!(
            r#"<rect class="bar" x="{:.1}" y="{:.1}" width="{:.1}" height="{height:.1}"/>"#,
            x(bin.low) + 0.5,
            bottom - height,
            x(bin.high) - x(bin.low) - 1.0
        ));
        let (across, low, high) = (x(bin.confidence), y(bin.accuracy.low), y(bin.accuracy.high));
        draw(format_args!(r#"<path class="interval" d="M{across:.1} {low:.1}V{high:.1}"/>"#));
    }
    let points: Vec<_> = filled().map(|bin| format!("{:.1},{:.1}", x(bin.confidence), y(bin.accuracy.mean))).collect();
    draw(format_args!(r#"<polyline class="curve" points="{}"/>"#, points.join(" ")));
    for bin in filled() {
        let (sure, right, images) = (bin.confidence, bin.accuracy.mean, bin.images);
        draw(format_args!(
            r#"<circle class="point" cx="{:.1}" cy="{:.1}" r="4"><title>{images} pictures: confidence {sure:.3}, accuracy {right:.3}</title></circle>"#,
            x(sure),
            y(right)
        ));
    }
    let (width, height) = (right + 32.0, bottom + 56.0);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="Reliability of {model}">
<style>
{STYLE}
</style>
<rect class="paper" width="100%" height="100%"/>
{body}</svg>
"#
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
