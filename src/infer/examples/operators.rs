//! Prints the table of operators as JSON, for `tools/conformance`.

fn main() -> Result<(), serde_json::Error> {
    let all: Vec<penchant_infer::OperatorInfo> = penchant_infer::operators().collect();
    println!("{}", serde_json::to_string(&all)?);
    Ok(())
}
