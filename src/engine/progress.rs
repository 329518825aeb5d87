//! How far a task has got, for progress bars.

/// Is shown what is being done, step by step of a stage.
pub trait Progress: Sync {
    /// A stage begins: its name and how many steps it has.
    fn stage(&self, name: &str, steps: u64);
    /// A step of the stage is done.
    fn step(&self);
    /// So many steps of so many are done; the number may become known only while the stage runs.
    fn at(&self, done: u64, steps: u64);
}

/// Nobody waits.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn stage(&self, _name: &str, _steps: u64) {}
    fn step(&self) {}
    fn at(&self, _done: u64, _steps: u64) {}
}
