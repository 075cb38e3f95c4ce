//! A tantivy tokenizer for text that is analysed already: one term a line.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// See [`super::document::Lines`].
#[derive(Clone, Debug, Default)]
pub(super) struct LineTokenizer {
    token: Token,
}

/// The terms of one field.
#[derive(Debug)]
pub(super) struct LineStream<'a> {
    rest: &'a str,
    next: usize,
    token: &'a mut Token,
}

impl Tokenizer for LineTokenizer {
    type TokenStream<'a> = LineStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> LineStream<'a> {
        self.token.reset();
        LineStream { rest: text, next: 0, token: &mut self.token }
    }
}

impl TokenStream for LineStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some((line, rest)) = self.rest.split_once('\n') {
            self.rest = rest;
            let compound = line.strip_prefix('\t');
            self.token.position = self.next;
            self.next += usize::from(compound.is_none());
            let term = compound.unwrap_or(line);
            if !term.is_empty() {
                self.token.text.clear();
                self.token.text.push_str(term);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
