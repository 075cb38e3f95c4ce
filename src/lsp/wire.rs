//! Bytes of a client -> messages of JSON-RPC, within bounds; what is none is told without a word of it.

use lsp_server::Message;
use serde_json::error::Category;
use std::io::{self, BufRead, Read, Write};

/// Longest header, and longest message, in bytes: a document may have 8 MB, and escapes may make six of one.
const LONGEST_HEADER: u64 = 8 << 10;
const LONGEST_MESSAGE: u64 = 64 << 20;

/// What a client sent.
#[derive(Debug)]
pub(super) enum Incoming {
    Message(Box<Message>),
    /// It has an end, and behind it the next message begins: why it is none, and the code for that.
    Broken {
        code: i32,
        why: &'static str,
    },
    /// Nobody knows where the next message begins.
    Lost(String),
    /// There are no more.
    Closed,
}

/// The next of a client's messages.
pub(super) fn read(input: &mut impl BufRead) -> Incoming {
    match next(input) {
        Ok(incoming) => incoming,
        Err(error) => Incoming::Lost(error.to_string()),
    }
}

fn next(input: &mut impl BufRead) -> io::Result<Incoming> {
    let length = match length(input)? {
        Ok(Some(length)) => length,
        Ok(None) => return Ok(Incoming::Closed),
        Err(why) => return Ok(Incoming::Lost(why.to_owned())),
    };
    let mut body = Vec::new();
    input.take(length).read_to_end(&mut body)?;
    if u64::try_from(body.len()).unwrap_or(u64::MAX) < length {
        return Ok(Incoming::Lost("the message ends before its Content-Length".to_owned()));
    }
    Ok(match serde_json::from_slice::<Message>(&body) {
        Ok(message) => Incoming::Message(Box::new(message)),
        Err(error) if error.classify() == Category::Data => {
            let code = lsp_server::ErrorCode::InvalidRequest as i32;
            Incoming::Broken { code, why: "a message is JSON, and neither a request nor a response nor a notification" }
        }
        Err(_) => {
            let code = lsp_server::ErrorCode::ParseError as i32;
            Incoming::Broken { code, why: "a message is no JSON" }
        }
    })
}

/// `Content-Length` of the header; `None` at the end of everything.
fn length(input: &mut impl BufRead) -> io::Result<Result<Option<u64>, &'static str>> {
    let mut header = input.take(LONGEST_HEADER);
    let mut length = None;
    let mut is_first = true;
    loop {
        let mut line = Vec::new();
        header.read_until(b'\n', &mut line)?;
        if line.is_empty() && is_first {
            return Ok(Ok(None));
        }
        is_first = false;
        let Some(field) = line.strip_suffix(b"\r\n") else { return Ok(Err("a header line has no end")) };
        if field.is_empty() {
            break;
        }
        let field = String::from_utf8_lossy(field);
        let Some((name, value)) = field.split_once(':') else { return Ok(Err("a header line has no colon")) };
        if name.trim().eq_ignore_ascii_case("Content-Length") {
            length = value.trim().parse::<u64>().ok();
        }
    }
    Ok(match length {
        Some(length) if length > LONGEST_MESSAGE => Err("a message has more than 64 MB"),
        Some(length) => Ok(Some(length)),
        None => Err("a header has no Content-Length"),
    })
}

/// Answers a message that has no id, since it is none.
///
/// # Errors
/// What the stream says.
pub(super) fn refuse(code: i32, why: &str, output: &mut dyn Write) -> io::Result<()> {
    let answer = serde_json::json!({ "jsonrpc": "2.0", "id": null, "error": { "code": code, "message": why } });
    let body = serde_json::to_string(&answer)?;
    write!(output, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(bytes: &[u8]) -> String {
        match read(&mut io::BufReader::new(bytes)) {
            Incoming::Message(message) => format!("{message:?}"),
            Incoming::Broken { code, why } => format!("{code} {why}"),
            Incoming::Lost(why) => why,
            Incoming::Closed => "closed".to_owned(),
        }
    }

    fn framed(body: &str) -> Vec<u8> {
        format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }

    #[test]
    fn what_is_no_message_is_told_by_what_it_lacks() {
        let cases: [(Vec<u8>, &str); 9] = [
            (
                framed("{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}"),
                "Notification(Notification { method: \"exit\", params: Null })",
            ),
            (Vec::new(), "closed"),
            (framed("{\"zq"), "-32700 a message is no JSON"),
            (framed("[1]"), "-32600 a message is JSON, and neither a request nor a response nor a notification"),
            (b"{\"zq\":1}\n".to_vec(), "a header line has no end"),
            (b"zq\r\n\r\n".to_vec(), "a header line has no colon"),
            (b"A: 1\r\n\r\n{}".to_vec(), "a header has no Content-Length"),
            (b"Content-Length: 99999999999999\r\n\r\n{}".to_vec(), "a message has more than 64 MB"),
            (b"Content-Length: 9\r\n\r\n{}".to_vec(), "the message ends before its Content-Length"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(told(&bytes), expected, "{}", String::from_utf8_lossy(&bytes));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            told(&bytes);
        }
    }
}
