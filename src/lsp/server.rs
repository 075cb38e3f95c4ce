//! Messages of a client -> answers, in the order of the protocol: nothing before `initialize`, nothing but `exit` after `shutdown`.

use super::known::Asked;
use super::place::path_of;
use super::text::Encoding;
use super::wire::{self, Incoming};
use super::workspace::{News, Workspace};
use super::{Output, Setup, completion, edits, hover, reference, symbols};
use crate::pipeline::Trouble;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{self as note, Notification as _};
use lsp_types::request::{self as ask, Request as _};
use lsp_types::{
    ClientCapabilities, CodeActionOptions, CodeActionParams, CompletionOptions, CompletionParams,
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentSymbolParams, GotoDefinitionParams, HoverParams, InitializeParams, InitializeResult, MessageType, OneOf,
    PositionEncodingKind, ServerCapabilities, ServerInfo, ShowMessageParams, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions, Uri,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::PathBuf;

/// What files the client is asked to watch.
const WATCHED: [&str; 2] = ["**/*.{md,markdown,mdx}", "**/{book,pmsite}.toml"];

/// Whether there is more to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    On,
    /// With this exit code.
    End(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    New,
    Running,
    /// The client asked for the end, and has yet to say `exit`.
    Ending,
}

/// Why a request has no answer.
struct Refusal(ErrorCode, String);

/// A server and its client.
pub(super) struct Server<'o> {
    output: Output<'o>,
    tell: fn(&str),
    phase: Phase,
    workspace: Workspace,
    /// The client watches files for its servers.
    can_watch: bool,
    /// The client reads no more.
    is_alone: bool,
}

impl<'o> Server<'o> {
    /// `tell` says a sentence to who looks after the client.
    pub(super) fn new(setup: Setup, tell: fn(&str), output: Output<'o>) -> Self {
        let workspace = Workspace::new(setup);
        Self { output, tell, phase: Phase::New, workspace, can_watch: false, is_alone: false }
    }

    /// Takes the next of what a client sent.
    ///
    /// # Errors
    /// A root that cannot be used.
    pub(super) fn take(&mut self, incoming: Incoming) -> Result<Step, Trouble> {
        let step = match incoming {
            Incoming::Message(message) => match *message {
                Message::Request(request) => self.request(request)?,
                Message::Notification(notification) => self.notification(notification),
                // To what was asked of the client: nothing depends on it.
                Message::Response(_) => Step::On,
            },
            Incoming::Broken { code, why } => {
                (self.tell)(&format!("{why}: it is left out"));
                self.is_alone |= wire::refuse(code, why, self.output).is_err();
                Step::On
            }
            Incoming::Lost(why) => {
                (self.tell)(&format!("the client does not speak the protocol: {why}"));
                Step::End(2)
            }
            Incoming::Closed => {
                (self.tell)("the client went away without saying `exit`");
                Step::End(1)
            }
        };
        Ok(self.or_alone(step))
    }

    /// Reads what changed, and tells the client what is new.
    ///
    /// # Errors
    /// Never; as [`Self::take`] for who calls both.
    pub(super) fn catch_up(&mut self) -> Result<Step, Trouble> {
        if self.phase == Phase::Running {
            self.read();
        }
        Ok(self.or_alone(Step::On))
    }

    fn or_alone(&self, step: Step) -> Step {
        if self.is_alone && step == Step::On {
            (self.tell)("the client reads no answers any more");
            return Step::End(1);
        }
        step
    }

    fn read(&mut self) {
        for news in self.workspace.catch_up() {
            match news {
                News::Problems(problems) => self.notify(note::PublishDiagnostics::METHOD, problems),
                News::Trouble(message) => {
                    (self.tell)(&message);
                    self.notify(note::ShowMessage::METHOD, ShowMessageParams { typ: MessageType::ERROR, message });
                }
            }
        }
    }

    fn send(&mut self, message: &Message) {
        self.is_alone |= message.write(&mut self.output).is_err();
    }

    fn notify(&mut self, method: &str, params: impl Serialize) {
        let params = serde_json::to_value(params).unwrap_or_default();
        self.send(&Message::Notification(Notification { method: method.to_owned(), params }));
    }

    fn respond(&mut self, id: RequestId, answer: Result<Value, Refusal>) {
        self.send(&Message::Response(match answer {
            Ok(value) => Response { id, response_result: Ok(value) },
            Err(Refusal(code, why)) => {
                (self.tell)(&why);
                Response::new_err(id, code as i32, why)
            }
        }));
    }

    fn request(&mut self, request: Request) -> Result<Step, Trouble> {
        let Request { id, method, params } = request;
        let answer = match (self.phase, method.as_str()) {
            (Phase::New, ask::Initialize::METHOD) => return self.initialize(id, params),
            (Phase::New, _) => {
                Err(Refusal(ErrorCode::ServerNotInitialized, format!("`{method}` comes before `initialize`")))
            }
            (Phase::Ending, _) => Err(Refusal(ErrorCode::InvalidRequest, format!("`{method}` comes after `shutdown`"))),
            (Phase::Running, ask::Initialize::METHOD) => {
                Err(Refusal(ErrorCode::InvalidRequest, "`initialize` comes a second time".to_owned()))
            }
            (Phase::Running, ask::Shutdown::METHOD) => {
                self.phase = Phase::Ending;
                Ok(Value::Null)
            }
            (Phase::Running, _) => {
                self.read();
                self.answer(&method, params)
            }
        };
        self.respond(id, answer);
        Ok(Step::On)
    }

    fn answer(&self, method: &str, params: Value) -> Result<Value, Refusal> {
        match method {
            ask::Completion::METHOD => self.on(
                method,
                params,
                |params: &CompletionParams| &params.text_document_position.text_document.uri,
                |asked, params| completion::complete(asked, params.text_document_position.position),
            ),
            ask::HoverRequest::METHOD => self.on(
                method,
                params,
                |params: &HoverParams| &params.text_document_position_params.text_document.uri,
                |asked, params| hover::hover(asked, params.text_document_position_params.position),
            ),
            ask::GotoDefinition::METHOD => self.on(
                method,
                params,
                |params: &GotoDefinitionParams| &params.text_document_position_params.text_document.uri,
                |asked, params| reference::definition(asked, params.text_document_position_params.position),
            ),
            ask::CodeActionRequest::METHOD => self.on(
                method,
                params,
                |params: &CodeActionParams| &params.text_document.uri,
                |asked, params| edits::actions(asked, &params.text_document.uri, params.range, &params.context),
            ),
            ask::DocumentSymbolRequest::METHOD => self.on(
                method,
                params,
                |params: &DocumentSymbolParams| &params.text_document.uri,
                |asked, _| symbols::symbols(asked),
            ),
            _ => Err(Refusal(ErrorCode::MethodNotFound, format!("there is no `{method}` here"))),
        }
    }

    /// The answer to a question about a document; null for one that is none of ours.
    fn on<P: DeserializeOwned, R: Serialize>(
        &self,
        method: &str,
        params: Value,
        uri: fn(&P) -> &Uri,
        answer: impl Fn(Asked<'_>, &P) -> R,
    ) -> Result<Value, Refusal> {
        let params: P = serde_json::from_value(params).map_err(|_| malformed(method))?;
        let answer = self.workspace.asked(uri(&params)).map(|asked| answer(asked, &params));
        Ok(serde_json::to_value(answer).unwrap_or_default())
    }

    fn initialize(&mut self, id: RequestId, params: Value) -> Result<Step, Trouble> {
        let Ok(params) = serde_json::from_value::<InitializeParams>(params) else {
            self.respond(id, Err(malformed(ask::Initialize::METHOD)));
            return Ok(Step::On);
        };
        let capabilities = &params.capabilities;
        self.workspace.encoding = encoding(capabilities);
        let files = capabilities.workspace.as_ref().and_then(|workspace| workspace.did_change_watched_files);
        self.can_watch = files.and_then(|files| files.dynamic_registration).unwrap_or_default();
        if let Err(trouble) = self.workspace.begin(folder(&params)) {
            // Who ends says why on standard error.
            let why = trouble.to_string();
            self.send(&Message::Response(Response::new_err(id, ErrorCode::RequestFailed as i32, why)));
            return Err(trouble);
        }
        self.phase = Phase::Running;
        let server_info =
            ServerInfo { name: env!("CARGO_PKG_NAME").to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        let result = InitializeResult { capabilities: able(self.workspace.encoding), server_info: Some(server_info) };
        self.respond(id, Ok(serde_json::to_value(result).unwrap_or_default()));
        Ok(Step::On)
    }

    fn notification(&mut self, notification: Notification) -> Step {
        let Notification { method, params } = notification;
        if method == note::Exit::METHOD {
            return Step::End(u8::from(self.phase != Phase::Ending));
        }
        if self.phase != Phase::Running {
            return Step::On;
        }
        if self.noted(&method, params).is_none() {
            (self.tell)(&malformed(&method).1);
        }
        Step::On
    }

    /// `None` where the parameters are not those of the protocol.
    fn noted(&mut self, method: &str, params: Value) -> Option<()> {
        match method {
            note::Initialized::METHOD if self.can_watch => self.watch(),
            note::DidOpenTextDocument::METHOD => {
                let params: DidOpenTextDocumentParams = serde_json::from_value(params).ok()?;
                let uri = params.text_document.uri.clone();
                if !self.workspace.open(params.text_document) {
                    (self.tell)(&format!("{} lies in no content folder: nothing is told of it", uri.as_str()));
                }
            }
            note::DidChangeTextDocument::METHOD => {
                let params: DidChangeTextDocumentParams = serde_json::from_value(params).ok()?;
                let uri = &params.text_document.uri;
                if !self.workspace.change(uri, params.text_document.version, params.content_changes) {
                    (self.tell)(&format!("{} is changed and was never opened", uri.as_str()));
                }
            }
            note::DidSaveTextDocument::METHOD => {
                let params: DidSaveTextDocumentParams = serde_json::from_value(params).ok()?;
                self.workspace.saved(Some(&params.text_document.uri));
            }
            note::DidCloseTextDocument::METHOD => {
                let params: DidCloseTextDocumentParams = serde_json::from_value(params).ok()?;
                if let Some(none) = self.workspace.close(&params.text_document.uri) {
                    self.notify(note::PublishDiagnostics::METHOD, none);
                }
            }
            note::DidChangeWatchedFiles::METHOD => self.workspace.saved(None),
            // The protocol lets a server pass over what it does not know.
            _ => {}
        }
        Some(())
    }

    /// Asks the client to tell of files that others write.
    fn watch(&mut self) {
        let watchers: Vec<Value> = WATCHED.iter().map(|glob| json!({ "globPattern": glob })).collect();
        let method = note::DidChangeWatchedFiles::METHOD;
        let registration = json!({ "id": method, "method": method, "registerOptions": { "watchers": watchers } });
        let params = json!({ "registrations": [registration] });
        let (id, method) = (RequestId::from(method.to_owned()), ask::RegisterCapability::METHOD.to_owned());
        self.send(&Message::Request(Request { id, method, params }));
    }
}

/// What a client gets for parameters of another kind; of their text nothing.
fn malformed(method: &str) -> Refusal {
    Refusal(ErrorCode::InvalidParams, format!("the parameters of `{method}` are not those of the protocol"))
}

/// UTF-8 where the client knows it: then nothing has to be counted.
fn encoding(capabilities: &ClientCapabilities) -> Encoding {
    let offered = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_ref());
    match offered.is_some_and(|offered| offered.contains(&PositionEncodingKind::UTF8)) {
        true => Encoding::Utf8,
        false => Encoding::Utf16,
    }
}

/// The folder that the client works in, the first of several.
#[expect(deprecated, reason = "older clients know no other way to name it")]
fn folder(params: &InitializeParams) -> Option<PathBuf> {
    let first = params.workspace_folders.as_ref().and_then(|folders| folders.first()).map(|folder| &folder.uri);
    let named = first.or(params.root_uri.as_ref()).and_then(path_of);
    named.or_else(|| params.root_path.as_ref().map(PathBuf::from))
}

/// What this server is able to do.
fn able(encoding: Encoding) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(TextDocumentSyncSaveOptions::Supported(true)),
        ..TextDocumentSyncOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(match encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }),
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(completion::TRIGGERS.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(true.into()),
        definition_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(
            CodeActionOptions { code_action_kinds: Some(edits::kinds()), ..CodeActionOptions::default() }.into(),
        ),
        document_symbol_provider: Some(OneOf::Left(true)),
        ..ServerCapabilities::default()
    }
}
