#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing)]
use plumb_sample::{Day, Sample, files, truth};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let day = match args.get(4).map(String::as_str) {
        Some("45") => Day::FortyFive,
        Some("90") => Day::Ninety,
        _ => Day::Zero,
    };
    let sample = Sample { seed: args[2].parse().unwrap(), aligned: args[3] == "aligned", day };
    let now = std::time::Instant::now();
    let all = files(&sample);
    eprintln!("{:?}", now.elapsed());
    for (path, bytes) in all {
        let path = std::path::Path::new(&args[1]).join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    if args.get(5).is_some() {
        for p in truth(&sample) {
            println!("{p:?}");
        }
    }
}
