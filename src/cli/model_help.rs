//! The models, for `--help`.

use penchant_recommend::families::{Trainer, families};

/// The syntax of models, and the families; with `with_raters` also those that predict ratings.
pub fn models(with_raters: bool) -> String {
    let mut help = String::from(
        "Models: FAMILY, FAMILY(NAME=VALUE,…), or a sum such as `ease + 0.5*als(factors=128)`, whose terms'\n\
         scores are scaled to the standard deviation of the first term's. A weight `A..B/N` goes from A for a\n\
         visitor without likes to B for one with N likes. `blend` is the sum of the demo's pack.\n",
    );
    for family in families().filter(|family| with_raters || matches!(family.train, Trainer::Ranking(_))) {
        let protocol = if matches!(family.train, Trainer::Ratings(_)) { " (--protocol ratings)" } else { "" };
        help += &format!("\n  {:12}{}{protocol}\n", family.name, family.about);
        for parameter in family.parameters {
            let default = parameter.default;
            let is_word = default.parse::<f64>().is_err();
            let words = if is_word { format!(" ({})", parameter.values.join(", ")) } else { String::new() };
            help += &format!("    {:20}{}{words} [default: {default}]\n", parameter.name, parameter.about);
        }
    }
    help
}
