//! A language server for who writes postmortems: unsaved texts are read as a build would read them, and what `pmsite check` says of them
//! stands beside the line.
//!
//! 1. [`wire`]: bytes -> messages
//! 2. [`server`]: messages -> texts laid over their files, one read of all documents ([`known`]), diagnostics ([`problems`])
//! 3. [`cursor`] and [`reference`]: a place in a text -> what is written there, what is named there
//! 4. [`completion`], [`hover`], [`edits`], [`symbols`]: what a client asks for
//!
//! Nothing is written to disk, no cache either: a checkout is looked at before anybody trusts it.

mod card;
mod completion;
mod cursor;
mod edits;
mod hover;
mod known;
mod place;
mod problems;
mod reference;
mod server;
mod symbols;
mod text;
mod wire;
mod workspace;

use crate::pipeline::{Options, Trouble};
use server::{Server, Step};
use std::io::{BufReader, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use wire::Incoming;

/// Messages that may wait.
const WAITING: usize = 64;

/// Options derived anew from settings and arguments, for the folder that the client works in, if it names one.
pub(crate) type Setup = Box<dyn Fn(Option<&Path>) -> Result<Options, Trouble>>;

/// Answers the client on standard input until it says `exit`: 0 if it asked for the end before, else 1; 2 where it does not
/// speak the protocol.
///
/// # Errors
/// A root that cannot be used when the client begins.
pub(crate) fn run(setup: Setup, tell: fn(&str)) -> Result<u8, Trouble> {
    let (sender, receiver) = sync_channel(WAITING);
    let reader = std::thread::Builder::new().name("pmsite-lsp".to_owned()).spawn(move || {
        let mut input = BufReader::new(std::io::stdin().lock());
        loop {
            let incoming = wire::read(&mut input);
            let is_last = matches!(incoming, Incoming::Lost(_) | Incoming::Closed);
            if sender.send(incoming).is_err() || is_last {
                return;
            }
        }
    });
    if let Err(error) = reader {
        return Err(Trouble::Message(format!("cannot listen to the client: {error}")));
    }
    let mut output = std::io::stdout().lock();
    answer(&receiver, Server::new(setup, tell, &mut output))
}

fn answer(incoming: &Receiver<Incoming>, mut server: Server<'_>) -> Result<u8, Trouble> {
    loop {
        let next = match incoming.try_recv() {
            Ok(next) => next,
            // Nothing waits: what was typed meanwhile is read at once.
            Err(TryRecvError::Empty) => {
                if let Step::End(code) = server.catch_up()? {
                    return Ok(code);
                }
                incoming.recv().unwrap_or(Incoming::Closed)
            }
            Err(TryRecvError::Disconnected) => Incoming::Closed,
        };
        if let Step::End(code) = server.take(next)? {
            return Ok(code);
        }
    }
}

/// Where answers go.
type Output<'o> = &'o mut dyn Write;
