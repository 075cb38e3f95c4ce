//! `pmsite serve`: the site on the author's own machine, drafts too.

use super::setup::{Fitting, colour, options_again, print_report};
use super::{Environment, FINE, Failure, cache};
use crate::cli::{CommonArgs, MessageFormat, ServeArgs};
use crate::pipeline::discover::Discovered;
use crate::pipeline::{Options, Places, Trouble};
use crate::serve::{Settings, Watching};
use crate::store::Store;

/// Serves until somebody ends it; always keeps going.
pub(super) fn serve(args: &ServeArgs, environment: &Environment) -> Result<u8, Failure> {
    let watching = args.watch.then_some(if args.poll { Watching::Polls } else { Watching::Events });
    let (store, notes) = cache::open(&args.common.root);
    print_report(&notes, &Discovered::default(), &Places::default(), MessageFormat::Human, &args.common)?;
    let fitting = Fitting::new();
    let first = match drafted(&args.common, environment, &store, &fitting) {
        Ok(options) => Ok(options),
        // Who watches is about to mend it; the page says what.
        Err(Failure::Config(errors)) if watching.is_some() => Err(Trouble::Config(errors)),
        Err(failure) => return Err(failure),
    };
    let settings = Settings {
        root: args.common.root.clone(),
        address: args.bind,
        port: args.port,
        open: args.open,
        watching,
        quiet: args.common.quiet,
        verbose: args.common.verbose,
        colour: colour(&args.common),
    };
    let (common, environment) = (args.common.clone(), environment.clone());
    let again = move || drafted(&common, &environment, &store, &fitting).map_err(Failure::into_trouble);
    crate::serve::serve(&settings, first, Box::new(again))?;
    Ok(FINE)
}

fn drafted(
    common: &CommonArgs,
    environment: &Environment,
    store: &Option<Store>,
    fitting: &Fitting,
) -> Result<Options, Failure> {
    let mut options = options_again(common, None, environment, fitting)?;
    options.store.clone_from(store);
    options.config.build.drafts = true;
    options.keep_going = true;
    Ok(options)
}
