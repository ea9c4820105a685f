//! The program as people run it: whole commands, real processes, real folders.

mod commands;
mod demonstration;
mod founding;
mod killing;
