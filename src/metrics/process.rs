//! The process's own size, as Linux tells it. Elsewhere all figures are zero.

/// Clock ticks a second in `/proc/self/stat`: `USER_HZ`, which is 100 on every architecture that Linux shows to
/// programs (proc(5)).
const TICKS_PER_S: f64 = 100.0;

/// What the process takes.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Figures {
    pub(crate) resident_bytes: u64,
    pub(crate) open_files: u64,
    pub(crate) cpu_seconds: f64,
}

/// The figures as they are now.
pub(crate) fn figures() -> Figures {
    let read = |name: &str| std::fs::read_to_string(format!("/proc/self/{name}")).unwrap_or_default();
    Figures {
        resident_bytes: resident_bytes(&read("status")),
        open_files: std::fs::read_dir("/proc/self/fd").map_or(0, |entries| entries.count() as u64),
        cpu_seconds: cpu_seconds(&read("stat")),
    }
}

/// The line `VmRSS: 1234 kB`, in which kB means 1024 bytes.
fn resident_bytes(status: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().unwrap_or(0);
    kib.saturating_mul(1024)
}

/// Fields 14 and 15: user and system time. The name in field 2 may hold spaces and brackets, so counting begins
/// behind its last bracket.
fn cpu_seconds(stat: &str) -> f64 {
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 =
        after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    ticks as f64 / TICKS_PER_S
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_proc_are_read_as_proc_5_describes_them() {
        assert_eq!(resident_bytes("Name:\tsayso\nVmRSS:\t    2048 kB\nThreads:\t3\n"), 2_097_152);
        assert_eq!(resident_bytes("nothing of the kind"), 0);
        let stat = "12 (odd) name)) S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0";
        assert_eq!(cpu_seconds(stat), 3.0);
        assert_eq!(cpu_seconds(""), 0.0);
    }
}
