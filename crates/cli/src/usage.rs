//! Help, and what is wrong with how something was asked, in the language spoken.

use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, Command, Error};

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
        .mut_args(explained);
    subcommands.iter().fold(command, |command, name| command.mut_subcommand(name, spoken))
}

/// An argument under its heading, with what it may be and what it is where nothing is said; the
/// library would say the latter two in English.
fn explained(arg: Arg) -> Arg {
    let heading = if arg.is_positional() { "cli-arguments" } else { "cli-options" };
    let arg = arg.help_heading(say(heading));
    if !arg.get_action().takes_values() {
        return arg;
    }
    let named = |key: &str, values: Vec<String>| {
        (!values.is_empty()).then(|| tell(key, &[("values", &values.join(", "))]))
    };
    let possible = arg.get_possible_values();
    let possible = possible.iter().map(|value| value.get_name().to_owned()).collect();
    let usual = arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned());
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let possible = named("cli-possible-values", possible);
    let usual = named("cli-usual-value", usual.collect());
    let help: Vec<_> = [Some(help), possible, usual].into_iter().flatten().collect();
    arg.help(help.join(" ")).hide_default_value(true).hide_possible_values(true)
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
    if let Some(why) = our_own_words(error) {
        eprintln!("{why}");
    }
    eprintln!("{}", say("cli-see-help"));
    ExitCode::from(2)
}

/// Why a value is not taken, where we said so ourselves; what the library says is in one language.
fn our_own_words(error: &Error) -> Option<String> {
    let source = std::error::Error::source(error)?;
    (error.kind() == ErrorKind::ValueValidation)
        .then(|| source.downcast_ref::<Unfit>().map(|unfit| unfit.0.clone()))
        .flatten()
}

/// Why a value does not fit, in the language asked for.
#[derive(Debug)]
pub(crate) struct Unfit(pub(crate) String);

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}
