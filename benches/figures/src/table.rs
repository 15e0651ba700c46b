//! Lines of a table on a terminal.

use passerelle_benches::SIZES;

/// A heading, after an empty line.
pub fn heading(text: &str) {
    println!("\n{text}\n{}", "-".repeat(text.len()));
}

/// What the columns are: the numbers of rules.
pub fn sizes(unit: &str) {
    let columns = SIZES.map(|size| format!("{size} rules"));
    line(unit, columns);
}

/// One line: what it is about, then its figures.
pub fn line(name: &str, figures: impl IntoIterator<Item = String>) {
    print!("{name:<42}");
    for figure in figures {
        print!("{figure:>22}");
    }
    println!();
}

/// A duration in the unit that suits it.
pub fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        short if short < 1e3 => format!("{short:.1} ns"),
        short if short < 1e6 => format!("{:.2} µs", short / 1e3),
        short if short < 1e9 => format!("{:.2} ms", short / 1e6),
        long => format!("{:.2} s", long / 1e9),
    }
}
