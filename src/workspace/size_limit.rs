//! The limit that a system may set on the size of files (`ulimit -f`).

/// Lets a write beyond the limit fail as any other write may: by itself a system ends the program there, without a word.
#[cfg(unix)]
pub fn let_writes_beyond_it_fail() {
    // A signal that is handled, in whatever way, ends nothing: the write returns an error (setrlimit(2)). Where no handler can be
    // had, all is as it was.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
}

/// There is no such limit.
#[cfg(not(unix))]
pub fn let_writes_beyond_it_fail() {}
