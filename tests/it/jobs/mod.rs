//! Real worker processes: killed, and many at once.

mod kill;
mod ticks;
