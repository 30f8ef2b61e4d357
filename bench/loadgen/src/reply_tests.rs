//! Replies by table, whole and cut at every byte.

use super::*;

const HELLO: &[u8] = b"HTTP/1.1 200 OK\r\nServer: x\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello";
const CHUNKS: &[u8] =
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\na;x=y\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\n";

fn http(body: Option<usize>) -> Speech {
    Speech::http("/", &[], None, body)
}

/// What is found when the bytes come in two parts, the same wherever they are cut.
fn found(speech: &Speech, bytes: &[u8]) -> Result<usize, Wrong> {
    let whole = Reader::new(speech).take(speech, bytes);
    for cut in 0..bytes.len() {
        let mut reader = Reader::new(speech);
        let parts =
            reader.take(speech, &bytes[..cut]).and_then(|first| Ok(first + reader.take(speech, &bytes[cut..])?));
        assert_eq!(parts, whole, "cut at {cut}");
    }
    whole
}

#[test]
fn an_answer_ends_where_its_length_or_its_last_chunk_says() {
    for (answer, length) in [(HELLO, 5), (CHUNKS, 15)] {
        assert_eq!(found(&http(Some(length)), &answer.repeat(3)), Ok(3));
        assert_eq!(found(&http(None), &answer[..answer.len() - 1]), Ok(0));
    }
    assert_eq!(found(&http(Some(0)), b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), Ok(1));
}

#[test]
fn an_answer_of_another_length_or_status_is_wrong() {
    assert_eq!(found(&http(Some(4)), HELLO), Err("length"));
    assert_eq!(found(&http(Some(14)), CHUNKS), Err("length"));
    assert_eq!(found(&http(None), b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"), Err("status"));
    assert_eq!(found(&http(None), b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"), Err("malformed"));
    assert_eq!(found(&http(None), b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), Err("malformed"));
}

#[test]
fn messages_of_every_length_form_are_found() {
    for bytes in [0, 125, 126, 65536] {
        let speech = Speech::websocket(bytes, false);
        let mut reply = vec![0x81];
        match bytes {
            ..126 => reply.push(bytes as u8),
            126..65536 => reply.extend([126, (bytes >> 8) as u8, bytes as u8]),
            _ => reply.extend([[127, 0].as_slice(), &[0, 0, 0, 0, 1, 0, 0]].concat()),
        }
        let head = reply.len();
        reply.resize(head + bytes, b'x');
        assert_eq!(Reader::new(&speech).take(&speech, &reply.repeat(2)), Ok(2), "{bytes}");
        let mut reader = Reader::new(&speech);
        let each: Result<usize, Wrong> = reply.iter().map(|byte| reader.take(&speech, &[*byte])).sum();
        assert_eq!(each, Ok(1), "{bytes}, byte by byte");
    }
}

#[test]
fn a_close_a_masked_frame_and_a_message_of_another_length_are_wrong() {
    let speech = Speech::websocket(3, false);
    assert_eq!(found(&speech, &[0x88, 2, 3, 0xe8]), Err("malformed"));
    assert_eq!(found(&speech, &[0x81, 0x83, 0, 0, 0, 0, 1, 2, 3]), Err("malformed"));
    assert_eq!(found(&speech, &[0x81, 2, b'a', b'b']), Err("length"));
}

#[test]
fn an_echo_is_as_long_as_its_request_and_compared_on_request() {
    assert_eq!(found(&Speech::echo(10, true), b"abcdefghijabcdefghijabc"), Ok(2));
    assert_eq!(found(&Speech::echo(10, true), b"abcdefghijabcd!"), Err("corrupt"));
    assert_eq!(found(&Speech::echo(10, false), b"0123456789"), Ok(1));
}
