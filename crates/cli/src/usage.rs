//! Help, and what is wrong with how something was asked, in the language spoken.

use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{Command, Error};

use crate::speech::{say, tell};

/// The command line with its headings in the language spoken.
pub(crate) fn spoken(command: Command) -> Command {
    let template =
        format!("{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}", say("cli-usage"));
    let subcommands: Vec<String> =
        command.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let command = command
        .help_template(template)
        .subcommand_help_heading(say("cli-commands"))
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "cli-arguments" } else { "cli-options" };
            arg.help_heading(say(heading))
        });
    subcommands.iter().fold(command, |command, name| command.mut_subcommand(name, spoken))
}

/// Help and version are answers; everything else is about wrong usage.
pub(crate) fn ended(error: &Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        print!("{error}");
        return ExitCode::SUCCESS;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        eprint!("{error}");
        return ExitCode::from(2);
    }
    let named = [
        ContextKind::InvalidArg,
        ContextKind::InvalidSubcommand,
        ContextKind::InvalidValue,
        ContextKind::ValidSubcommand,
    ];
    let what: Vec<String> = named
        .into_iter()
        .filter_map(|kind| error.get(kind))
        .map(|value| value.to_string().replace('\n', " "))
        .collect();
    let key = match error.kind() {
        ErrorKind::MissingRequiredArgument | ErrorKind::MissingSubcommand => "cli-missing",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "cli-value-wrong",
        ErrorKind::ArgumentConflict => "cli-conflict",
        _ => "cli-not-understood",
    };
    eprintln!("{}", tell(key, &[("what", &what.join(": "))]));
    eprintln!("{}", say("cli-see-help"));
    ExitCode::from(2)
}
