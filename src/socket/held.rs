//! The socket of an object, from its opening to its closing.

use std::cell::RefCell;
use std::rc::Rc;

use super::CoSocket;

#[derive(Default)]
pub struct Held(RefCell<Option<Rc<CoSocket>>>);

impl Held {
    /// None: the object has none, or not any more.
    pub fn get(&self) -> Option<Rc<CoSocket>> {
        self.0.borrow().clone()
    }

    pub fn is_open(&self) -> bool {
        self.0.borrow().is_some()
    }

    pub fn put(&self, socket: Rc<CoSocket>) {
        let former = self.0.replace(Some(socket));
        drop(former);
    }

    pub fn take(&self) -> Option<Rc<CoSocket>> {
        self.0.take()
    }
}
