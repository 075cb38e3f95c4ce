//! An editor: starts `pmsite lsp` and speaks its protocol.

use super::SiteTest;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long an answer may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server and what it said so far.
pub struct Editor {
    child: Child,
    stdin: Option<ChildStdin>,
    incoming: Receiver<Value>,
    root: String,
    id: i32,
    version: i32,
    /// What it last told of each document, by address.
    told: BTreeMap<String, Vec<Value>>,
    /// Its other notifications and requests.
    pub others: Vec<Value>,
}

/// How it ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub stderr: String,
}

/// One message off the stream.
fn message(input: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line).unwrap() == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some((name, value)) => {
                assert_eq!(name, "Content-Length", "standard output has the protocol alone");
                length = value.parse().unwrap();
            }
            None => {
                assert_eq!(line, "\r\n", "standard output has the protocol alone");
                break;
            }
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).unwrap();
    Some(serde_json::from_slice(&body).unwrap())
}

impl Editor {
    /// Starts the server in the root folder of `test`; nothing is said yet.
    pub fn start(test: &SiteTest, args: &[&str]) -> Self {
        let mut all = vec!["lsp", "--today", super::TODAY];
        all.extend(args);
        let mut command = test.command(&all);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (sender, incoming) = channel();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            while let Some(message) = message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        let stdin = child.stdin.take();
        let root = test.root().to_str().unwrap().to_owned();
        Self { child, stdin, incoming, root, id: 0, version: 0, told: BTreeMap::new(), others: Vec::new() }
    }

    /// Starts it and works in the folder of `test`.
    pub fn open_folder(test: &SiteTest, args: &[&str], encodings: &[&str]) -> Self {
        let mut editor = Self::start(test, args);
        let answer = editor.initialize(&json!({ "general": { "positionEncodings": encodings } }));
        assert!(answer["result"]["capabilities"].is_object(), "{answer}");
        editor.notify("initialized", &json!({}));
        editor
    }

    /// Says what it can do, and names its folder.
    pub fn initialize(&mut self, capabilities: &Value) -> Value {
        let root = self.uri("");
        self.request(
            "initialize",
            &json!({ "processId": null, "rootUri": root.trim_end_matches('/'), "capabilities": capabilities }),
        )
    }

    /// The address of a file below the root folder.
    pub fn uri(&self, path: &str) -> String {
        format!("file://{}/{path}", self.root).replace(' ', "%20")
    }

    /// Sends bytes as they are.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        // A server that has ended takes no more: how it ended is what a test then looks at.
        let _ = self.stdin.as_mut().unwrap().write_all(bytes);
    }

    /// Sends a message.
    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Asks, and waits for the answer.
    pub fn request(&mut self, method: &str, params: &Value) -> Value {
        self.id += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.id, "method": method, "params": params }));
        let id = json!(self.id);
        self.until(|message| message["id"] == id && message.get("method").is_none())
    }

    /// Waits for a message.
    pub fn until(&mut self, is_wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message =
                self.incoming.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no answer: {:?}", self.end()));
            if message["method"] == "textDocument/publishDiagnostics" {
                let uri = message["params"]["uri"].as_str().unwrap().to_owned();
                self.told.insert(uri, message["params"]["diagnostics"].as_array().unwrap().clone());
            } else if is_wanted(&message) {
                return message;
            } else {
                self.others.push(message);
            }
        }
    }

    /// Opens a document with the text that it has in the editor.
    pub fn open(&mut self, path: &str, text: &str) {
        self.version += 1;
        let document =
            json!({ "uri": self.uri(path), "languageId": "markdown", "version": self.version, "text": text });
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }));
    }

    /// Types `text` over what stands between two places.
    pub fn type_over(&mut self, path: &str, from: (u32, u32), to: (u32, u32), text: &str) {
        self.version += 1;
        let range = json!({ "start": place(from), "end": place(to) });
        let document = json!({ "uri": self.uri(path), "version": self.version });
        let changes = json!([{ "range": range, "text": text }]);
        self.notify("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The editor has written the document to its file.
    pub fn saved(&mut self, path: &str) {
        let document = json!({ "uri": self.uri(path) });
        self.notify("textDocument/didSave", &json!({ "textDocument": document }));
    }

    /// What stands beside the lines of a document now.
    pub fn problems(&mut self, path: &str) -> Vec<Value> {
        // An answer comes behind all that was to be told before.
        self.request("textDocument/documentSymbol", &json!({ "textDocument": { "uri": self.uri(path) } }));
        self.told.get(&self.uri(path)).cloned().unwrap_or_default()
    }

    /// Its headings, as the server outlines them.
    pub fn outline(&mut self, path: &str) -> Vec<Value> {
        let params = json!({ "textDocument": { "uri": self.uri(path) } });
        self.request("textDocument/documentSymbol", &params)["result"].as_array().cloned().unwrap_or_default()
    }

    /// Codes of those.
    pub fn codes(&mut self, path: &str) -> Vec<String> {
        self.problems(path).iter().map(|problem| problem["code"].as_str().unwrap().to_owned()).collect()
    }

    /// The result of a question about a place in a document.
    pub fn ask(&mut self, method: &str, path: &str, at: (u32, u32)) -> Value {
        let params = json!({ "textDocument": { "uri": self.uri(path) }, "position": place(at) });
        let answer = self.request(&format!("textDocument/{method}"), &params);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].clone()
    }

    /// Labels of what may be written at a place.
    pub fn completions(&mut self, path: &str, at: (u32, u32)) -> Vec<String> {
        let list = self.ask("completion", path, at);
        list["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    }

    /// What can be done on a line, by title.
    pub fn actions(&mut self, path: &str, line: u32) -> BTreeMap<String, Value> {
        let range = json!({ "start": place((line, 0)), "end": place((line, 0)) });
        let context = json!({ "diagnostics": [], "triggerKind": 1 });
        let params = json!({ "textDocument": { "uri": self.uri(path) }, "range": range, "context": context });
        let answer = self.request("textDocument/codeAction", &params);
        let actions = answer["result"].as_array().unwrap_or_else(|| panic!("{answer}")).iter();
        actions.map(|action| (action["title"].as_str().unwrap().to_owned(), action.clone())).collect()
    }

    /// Applies the edit of an action to a text, which has plain letters alone; types it in the editor too.
    pub fn apply(&mut self, path: &str, text: &str, action: &Value) -> String {
        let edits = action["edit"]["changes"][&self.uri(path)].as_array().unwrap();
        assert_eq!(edits.len(), 1, "{action}");
        let (edit, range) = (&edits[0], &edits[0]["range"]);
        let at = |end: &str| {
            let number = |name: &str| u32::try_from(range[end][name].as_u64().unwrap()).unwrap();
            (number("line"), number("character"))
        };
        let offset = |(line, character): (u32, u32)| {
            let lines: usize = text.split_inclusive('\n').take(line as usize).map(str::len).sum();
            lines + character as usize
        };
        let (from, to, new) = (at("start"), at("end"), edit["newText"].as_str().unwrap());
        self.type_over(path, from, to, new);
        format!("{}{new}{}", &text[..offset(from)], &text[offset(to)..])
    }

    /// Asks for the end and says `exit`.
    pub fn stop(mut self) -> Ended {
        self.request("shutdown", &Value::Null);
        self.notify("exit", &Value::Null);
        self.end()
    }

    /// Closes the editor's end and waits.
    pub fn end(&mut self) -> Ended {
        drop(self.stdin.take());
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        let mut stderr = String::new();
        if let Some(mut said) = self.child.stderr.take() {
            said.read_to_string(&mut stderr).unwrap();
        }
        assert!(!stderr.contains("panicked at"), "a panic:\n{stderr}");
        Ended { code, stderr }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A place of the protocol: line and character, both from 0.
pub fn place((line, character): (u32, u32)) -> Value {
    json!({ "line": line, "character": character })
}
