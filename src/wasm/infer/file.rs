//! A model file in JavaScript's memory, read in pieces: a copy of the whole file would double the memory.

use bytes::Buf;
use js_sys::{Function, Reflect, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// How much is copied at once.
const PIECE_BYTES: usize = 1 << 16;

/// The bytes of an array that owns its buffer. The buffer is released when the last reader is dropped, without waiting
/// for JavaScript's garbage collection.
#[derive(Clone)]
pub(crate) struct ModelFile {
    held: Rc<Held>,
    length: usize,
    /// The bytes from here on have not been copied.
    next: usize,
    piece: Vec<u8>,
    /// How much of the piece has been read.
    read: usize,
}

struct Held(Uint8Array);

impl Drop for Held {
    fn drop(&mut self) {
        let buffer = self.0.buffer();
        let transfer = Reflect::get(&buffer, &"transfer".into());
        if let Some(transfer) = transfer.ok().as_ref().and_then(|transfer| transfer.dyn_ref::<Function>()) {
            // The new, empty buffer is not used.
            let _ = transfer.call1(&buffer, &JsValue::from(0));
        }
    }
}

impl ModelFile {
    pub fn new(array: Uint8Array) -> Self {
        let length = array.length() as usize;
        let mut file = Self { held: Rc::new(Held(array)), length, next: 0, piece: Vec::new(), read: 0 };
        file.advance(0);
        file
    }
}

impl Buf for ModelFile {
    fn remaining(&self) -> usize {
        self.chunk().len() + self.length - self.next
    }

    fn chunk(&self) -> &[u8] {
        &self.piece[self.read..]
    }

    fn advance(&mut self, count: usize) {
        let here = self.chunk().len();
        if count < here {
            self.read += count;
            return;
        }
        self.next = self.length.min(self.next + count - here);
        let end = self.length.min(self.next + PIECE_BYTES);
        self.piece = self.held.0.subarray(self.next as u32, end as u32).to_vec();
        (self.next, self.read) = (end, 0);
    }
}
