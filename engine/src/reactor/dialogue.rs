//! The connection task's part for protocols of questions and answers: questions are delivered one at a time, the next when the answer to the
//! former is complete. Must not know any protocol.

use std::task::Context;

use bytes::BytesMut;

use super::Delivery;
use super::connection::{CloseKind, Phase};
use super::task::ConnectionTask;
use crate::events::{After, Event};
use crate::ids::StreamId;
use crate::protocol::http1::{RequestView, refusal};
use crate::protocol::{Dialogue, Question, QuestionKind, Takeover, Violation};
use crate::shm::sessions::flag;
use crate::sys::clock::unix_micros;

/// What a connection has read of its peer's questions.
pub(super) struct Conversation {
    protocol: Box<dyn Dialogue>,
    input: BytesMut,
    /// The most that `input` held since it was empty.
    peak: usize,
    /// Refused by the sink: nothing more is read before it is taken.
    refused: Option<Question>,
}

impl Conversation {
    pub(super) fn new(protocol: Box<dyn Dialogue>) -> Conversation {
        Conversation { protocol, input: BytesMut::new(), peak: 0, refused: None }
    }

    /// Between two questions a connection keeps no more than small ones need: most do nothing most of the time.
    fn rest(&mut self) {
        if self.peak > KEPT && self.input.is_empty() {
            self.input = BytesMut::new();
            self.peak = 0;
        }
    }

    pub(super) fn forget_refused(&mut self) {
        self.refused = None;
    }
}

impl ConnectionTask {
    /// Enough waits for the answer to a former question: what the peer sends further waits in the kernel.
    pub(super) fn has_heard_enough(&self) -> bool {
        self.conversation.as_ref().is_some_and(|talk| self.connection.awaits.get() && talk.input.len() >= MAX_HELD)
    }

    pub(super) fn hear(&mut self, data: &[u8], micros: u64) {
        if let Some(talk) = &mut self.conversation {
            talk.input.extend_from_slice(data);
            talk.peak = talk.peak.max(talk.input.len());
        }
        self.connection.pace.heard(data.len(), micros);
        self.converse(micros);
        if let Some(talk) = &mut self.conversation {
            talk.rest();
        }
    }

    /// An answer is complete, and something waited for that.
    pub(super) fn go_on(&mut self) {
        let connection = &self.connection;
        if !connection.awaits.get() && connection.phase.get() != Phase::ServerClosed && connection.held.take() {
            self.converse(unix_micros());
        }
    }

    /// True when no question waits for the sink any more.
    pub(super) fn ask_refused(&mut self, cx: &mut Context<'_>) -> bool {
        while let Some(question) = self.conversation.as_mut().and_then(|talk| talk.refused.take()) {
            let micros = unix_micros();
            if self.ask(micros, &question) != Delivery::Full {
                if let Some(talk) = &mut self.conversation {
                    talk.protocol.delivered();
                }
                self.converse(micros);
                continue;
            }
            if let Some(talk) = &mut self.conversation {
                talk.refused = Some(question);
            }
            if self.reactor.sink.poll_room(self.reactor.source(&self.connection, micros), cx).is_pending() {
                return false;
            }
        }
        true
    }

    fn converse(&mut self, micros: u64) {
        self.take_questions(micros);
        let Some(talk) = &self.conversation else { return };
        self.connection.pace.note(talk.protocol.is_amid(&talk.input), micros);
    }

    fn take_questions(&mut self, micros: u64) {
        while self.connection.phase.get() != Phase::ServerClosed {
            let connection = &self.connection;
            let Some(talk) = &mut self.conversation else { return };
            // A peer that asks and does not read the answers must wait, too.
            if connection.awaits.get() || connection.answer_pending() && connection.queued() > MAX_UNREAD {
                connection.held.set(connection.held.get() || !talk.input.is_empty());
                return;
            }
            if let Some(after) = connection.answer.take() {
                self.go_on_after(after);
                continue;
            }
            if talk.input.is_empty() {
                return;
            }
            let decoded = talk.protocol.decode(&mut talk.input);
            let over = talk.protocol.is_over();
            // The last reply ends the conversation, so it comes after what the application says to the last question.
            let reply = if over { None } else { talk.protocol.take_reply() };
            let replied = reply.is_some();
            if let Some(reply) = reply {
                // A peer that is gone needs no reply.
                let _ = self.reactor.send(connection.id, &reply);
            }
            if let Some(successor) = talk.protocol.successor() {
                talk.protocol = successor;
            }
            if let Some(Takeover::Http2 { first }) = talk.protocol.takeover() {
                let ahead = std::mem::take(&mut talk.input).freeze();
                return self.turn_to_http2(ahead, first);
            }
            match decoded {
                Ok(None) if over => return self.end_conversation(),
                // A protocol that answered by itself may have more to say.
                Ok(None) if replied => {}
                Ok(None) => return,
                Ok(Some(question)) if self.serve_file(&question, micros) => {}
                Ok(Some(question)) if self.is_one_too_many(&question) => {
                    let violation = Violation::Refused { reply: refusal(503), why: "max_concurrency is reached" };
                    return self.break_off(&violation, micros);
                }
                Ok(Some(question)) => {
                    let connection = &self.connection;
                    let Some(talk) = &self.conversation else { return };
                    if talk.protocol.awaits_answer() {
                        connection.awaits.set(true);
                        connection.held.set(talk.protocol.is_last());
                    }
                    if self.ask(micros, &question) == Delivery::Full {
                        if let Some(talk) = &mut self.conversation {
                            talk.refused = Some(question);
                        }
                        return;
                    }
                    if let Some(talk) = &mut self.conversation {
                        talk.protocol.delivered();
                    }
                    if over {
                        return self.end_conversation();
                    }
                }
                Err(violation) => return self.break_off(&violation, micros),
            }
        }
    }

    /// The peer said its last word.
    fn end_conversation(&mut self) {
        let id = self.connection.id;
        let reply = self.conversation.as_mut().and_then(|talk| talk.protocol.take_reply());
        let said_already = self.reactor.flags(id) & flag::CLOSE_SENT != 0;
        if let Some(reply) = reply.filter(|_| !said_already) {
            // A peer that is gone needs no reply.
            let _ = self.reactor.send(id, &reply);
        }
        self.reactor.expel(&self.connection, CloseKind::Flush);
    }

    /// True when the application is at as many requests as it may be.
    fn is_one_too_many(&self, question: &Question) -> bool {
        matches!(question.kind, QuestionKind::Request(_)) && !self.reactor.request_begins(&self.connection)
    }

    /// True when a file was the answer, which is complete then.
    fn serve_file(&self, question: &Question, micros: u64) -> bool {
        let connection = &self.connection;
        let (Some(files), QuestionKind::Request(index)) =
            (&self.reactor.port(connection.port).static_files, &question.kind)
        else {
            return false;
        };
        let Some(answer) = files.answer(RequestView::new(index, &question.payload), micros / 1_000_000) else {
            return false;
        };
        // A peer that is gone needs no answer.
        let _ = self.reactor.send(connection.id, &answer.head);
        if let Some(file) = answer.file {
            let _ = self.reactor.send_file(connection.id, file);
        }
        connection.answer.set(Some(After::Next));
        true
    }

    fn ask(&self, micros: u64, question: &Question) -> Delivery {
        let event = match &question.kind {
            QuestionKind::Data => Event::Receive(&question.payload),
            QuestionKind::Request(index) => Event::Request { stream: StreamId::NONE, index, raw: &question.payload },
            QuestionKind::Message { opcode, flags } => {
                Event::Message { opcode: *opcode, flags: *flags, data: &question.payload }
            }
        };
        let delivery = self.deliver_at(micros, event);
        if let Delivery::Taken(receipt) = delivery {
            self.connection.receipt.set(Some(receipt));
        }
        delivery
    }

    fn go_on_after(&mut self, after: After) {
        let Some(talk) = &mut self.conversation else { return };
        let after = talk.protocol.answered(after);
        if let Some(successor) = talk.protocol.successor() {
            talk.protocol = successor;
        }
        if after == After::Close {
            self.reactor.conclude(&self.connection);
        }
    }

    fn break_off(&mut self, violation: &Violation, micros: u64) {
        if let Violation::Refused { reply, .. } = violation {
            let _ = self.reactor.send(self.connection.id, reply);
        }
        if let Some(talk) = &mut self.conversation {
            talk.input = BytesMut::new();
        }
        self.violated(violation, micros);
    }
}

/// What an idle connection may keep of its input's memory.
const KEPT: usize = 512;
/// What is read ahead of an answer.
const MAX_HELD: usize = 64 << 10;
/// What may wait for the peer to read before its next question is looked at.
const MAX_UNREAD: usize = 1 << 20;
