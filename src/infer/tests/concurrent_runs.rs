//! A session serves many threads: each run gets the plan for its own inputs.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::*;
use penchant_base::limits::{MAX_PARAMETER_NUMBERS, MAX_PLANS};
use penchant_infer::{ElementType, Session, SessionOptions, Tensor};
use std::collections::BTreeMap;
use std::sync::Barrier;
use std::thread;

const THREADS: usize = 8;
const RUNS: usize = 4_000;

/// `x` from `table[index]` on. The table and the index are parameters: their values are part of the plan.
fn tail_session() -> Session {
    let nodes = vec![
        node("Gather", &["table", "index"], &["start"], vec![]),
        node("Slice", &["x", "start", "end"], &["y"], vec![]),
    ];
    let mut graph = graph(&[-1], nodes, vec![i64s("end", &[i64::MAX])]);
    graph.input.push(value("table", I64, &[MAX_PARAMETER_NUMBERS as i64]));
    graph.input.push(value("index", I64, &[1]));
    Session::load(file(graph), &SessionOptions::default()).unwrap()
}

fn integers(numbers: impl Iterator<Item = usize>) -> Tensor {
    let bytes: Vec<u8> = numbers.flat_map(|number| (number as i64).to_le_bytes()).collect();
    Tensor::new(ElementType::I64, &[bytes.len() / 8], bytes).unwrap()
}

#[test]
fn concurrent_runs_get_the_plan_for_their_own_inputs() {
    let session = tail_session();
    // Most runs use plans that are kept, and change their order; some replace one of them. Comparing the large table
    // takes time, in which other threads wait for the plans.
    let table = integers(0..MAX_PARAMETER_NUMBERS);
    let lengths_and_starts: Vec<(usize, usize)> = (0..MAX_PLANS + 4).map(|index| (16 + index % 2, index)).collect();
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (session, table, lengths_and_starts) = (&session, &table, &lengths_and_starts);
            scope.spawn(move || {
                for run in 0..RUNS {
                    let count = if run % 50 == 0 { MAX_PLANS + 4 } else { MAX_PLANS - 2 };
                    let (length, start) = lengths_and_starts[(run * 5 + thread * 3) % count];
                    let x: Vec<f32> = (0..length).map(|number| number as f32).collect();
                    let inputs = BTreeMap::from([
                        ("x".into(), Tensor::of_f32(&[length], &x).unwrap()),
                        ("table".into(), table.clone()),
                        ("index".into(), integers(start..start + 1)),
                    ]);
                    let outputs = session.run(inputs).unwrap();
                    assert_eq!(outputs[0].1.to_f32().unwrap(), x[start..], "{length} numbers from {start} on");
                }
            });
        }
    });
}

/// Threads may find out at the same time that a plan needs the same numbers.
#[test]
fn the_first_runs_of_a_session_may_be_concurrent() {
    for _ in 0..200 {
        let mut graph =
            graph(&[-1], vec![node("Slice", &["x", "index", "end"], &["y"], vec![])], vec![i64s("end", &[3])]);
        graph.input.push(value("index", I64, &[1]));
        let session = Session::load(file(graph), &SessionOptions::default()).unwrap();
        let start = Barrier::new(THREADS);
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    let x = Tensor::of_f32(&[3], &[0.0, 1.0, 2.0]).unwrap();
                    let inputs = BTreeMap::from([("x".into(), x), ("index".into(), integers(1..2))]);
                    start.wait();
                    assert_eq!(session.run(inputs).unwrap()[0].1.to_f32().unwrap(), [1.0, 2.0]);
                });
            }
        });
    }
}
