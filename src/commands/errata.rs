//! `kaikaku errata`: the 正誤表 of a published report.

use super::{Call, Failure, Outcome, paper};
use crate::cli::ErrataArguments;

/// Runs the command.
pub(super) fn run(call: &Call<'_>, chosen: &ErrataArguments) -> Result<Outcome, Failure> {
    let engine = call.engine()?;
    let plan_file = engine.plan()?;
    let errata = engine.errata(&chosen.published, call.console)?;
    let name = format!("正誤表_{}", errata.year);
    let findings = plan_file.findings.iter().cloned().chain(errata.findings).collect();
    let mut outcome = paper::write(call, &errata.document, Some(&plan_file.plan), &name, findings)?;
    let without = errata.without_reason;
    outcome.summary.insert(0, format!("違い　　　{}か所（うち理由のないもの {without}か所）", errata.places));
    if without > 0 {
        let advice = "　　　　　office.toml の [[correction]] に reason を書くと、理由の欄に載せます。";
        outcome.summary.insert(1, advice.to_owned());
    }
    Ok(outcome)
}
