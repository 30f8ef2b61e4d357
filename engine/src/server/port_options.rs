//! What the options of a port mean to the parts that serve it, be they reactors or the coroutines of an application. Must not know which.

use std::sync::Arc;

use crate::net::{Keepalive, ListenOptions, SocketOptions};
use crate::protocol::{http1, http2, websocket};
use crate::reactor::{StaticFiles, UploadFolder};
use crate::settings::{HttpSettings, PortSettings};

/// Of the socket that listens. Whether others may share its port is no option of a port.
pub fn listening(settings: &PortSettings) -> ListenOptions {
    let backlog = settings.backlog.max(1) as u32;
    ListenOptions {
        backlog,
        reuse_port: false,
        defer_accept: settings.tcp_defer_accept,
        fastopen: settings.tcp_fastopen.then_some(backlog),
        receive_buffer: settings.kernel_socket_recv_buffer_size,
        send_buffer: settings.kernel_socket_send_buffer_size,
    }
}

/// Of every connection.
pub fn connected(settings: &PortSettings) -> SocketOptions {
    SocketOptions {
        nodelay: settings.open_tcp_nodelay,
        keepalive: settings.keepalive.as_ref().map(|keepalive| Keepalive {
            idle: Some(keepalive.idle),
            interval: Some(keepalive.interval),
            count: Some(keepalive.count),
        }),
        user_timeout: settings.tcp_user_timeout,
    }
}

/// `folder`: where large bodies lie.
pub fn http1(settings: &PortSettings, folder: UploadFolder) -> http1::Limits {
    let http = &settings.http;
    http1::Limits {
        body: settings.framing.max_length,
        strict: http1::Strictness { host: http.require_host },
        websocket: http.websocket.as_ref().map(|websocket| websocket::Rules {
            message: settings.framing.max_length,
            ping: websocket.ping_frame,
            pong: websocket.pong_frame,
            close: websocket.close_frame,
        }),
        http2: http.http2.is_some(),
        storing: Some(storing(http, folder)),
        ..http1::Limits::default()
    }
}

fn storing(http: &HttpSettings, folder: UploadFolder) -> http1::Storing {
    http1::Storing {
        depot: Arc::new(folder),
        forms: http.parse_files,
        largest_file: http.upload_max_filesize.map(|limit| limit as u64),
    }
}

/// None: HTTP/2 is not spoken. `folder`: where large bodies lie.
pub fn http2(settings: &PortSettings, folder: UploadFolder) -> Option<http2::Limits> {
    let told = settings.http.http2?;
    Some(http2::Limits {
        streams: told.max_concurrent_streams,
        window: told.init_window_size,
        frame: told.max_frame_size,
        header_list: told.max_header_list_size,
        header_table: told.header_table_size,
        body: settings.framing.max_length,
        require_host: settings.http.require_host,
        storing: Some(storing(&settings.http, folder)),
    })
}

/// None: the application answers every request.
pub fn static_files(settings: &HttpSettings) -> Option<StaticFiles> {
    let files = settings.static_files.as_ref().filter(|_| settings.enabled)?;
    Some(StaticFiles {
        root: files.document_root.clone(),
        locations: files.locations.clone(),
        index_files: files.index_files.clone(),
        autoindex: files.autoindex,
        rewrites: files.rewrites.clone(),
    })
}
