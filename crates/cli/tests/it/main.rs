//! The program as its users run it: whole commands, real processes, real folders.

mod commands;
mod demonstration;
mod founding;
mod killing;
