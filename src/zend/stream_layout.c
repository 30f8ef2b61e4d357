/* Where the fields of PHP's socket streams and of the questions put to them lie in this PHP. No logic but the search for a bit field, which has no offset. */
#include "php.h"
#include "php_network.h"
#include "ext/standard/proc_open.h"

#define FIELD(name, type, field) const size_t rswoole_offset_##name = XtOffsetOf(type, field)

FIELD(stream_abstract, php_stream, abstract);
FIELD(stream_ctx, php_stream, ctx);
FIELD(stream_readbuf, php_stream, readbuf);
FIELD(stream_readbuflen, php_stream, readbuflen);
FIELD(stream_readpos, php_stream, readpos);
FIELD(stream_writepos, php_stream, writepos);
FIELD(resource_ptr, zend_resource, ptr);

FIELD(socket_fd, php_netstream_data_t, socket);
FIELD(socket_is_blocked, php_netstream_data_t, is_blocked);
FIELD(socket_timeout, php_netstream_data_t, timeout);
FIELD(socket_timeout_event, php_netstream_data_t, timeout_event);

FIELD(xport_op, php_stream_xport_param, op);
FIELD(xport_name, php_stream_xport_param, inputs.name);
FIELD(xport_namelen, php_stream_xport_param, inputs.namelen);
FIELD(xport_timeout, php_stream_xport_param, inputs.timeout);
FIELD(xport_buf, php_stream_xport_param, inputs.buf);
FIELD(xport_buflen, php_stream_xport_param, inputs.buflen);
FIELD(xport_flags, php_stream_xport_param, inputs.flags);
FIELD(xport_error_text, php_stream_xport_param, outputs.error_text);
FIELD(xport_returncode, php_stream_xport_param, outputs.returncode);
FIELD(xport_error_code, php_stream_xport_param, outputs.error_code);

FIELD(crypto_op, php_stream_xport_crypto_param, op);
FIELD(crypto_activate, php_stream_xport_crypto_param, inputs.activate);
FIELD(crypto_returncode, php_stream_xport_crypto_param, outputs.returncode);

FIELD(process_child, php_process_handle, child);
FIELD(process_npipes, php_process_handle, npipes);
FIELD(process_pipes, php_process_handle, pipes);

const size_t rswoole_size_stream_ops = sizeof(php_stream_ops);

/* The place of the one bit that is set in a struct of zeros: byte * 8 + bit. */
static size_t bit_of(const void *memory, size_t size)
{
	const unsigned char *bytes = memory;
	for (size_t at = 0; at < size; at++) {
		for (size_t bit = 0; bit < 8; bit++) {
			if (bytes[at] & (1u << bit)) {
				return at * 8 + bit;
			}
		}
	}
	return (size_t) -1;
}

size_t rswoole_bit_stream_eof(void)
{
	php_stream stream;
	memset(&stream, 0, sizeof(stream));
	stream.eof = 1;
	return bit_of(&stream, sizeof(stream));
}

/* (size_t) -1: this PHP has no such field. */
size_t rswoole_bit_stream_has_buffered_data(void)
{
#if PHP_VERSION_ID >= 80300
	php_stream stream;
	memset(&stream, 0, sizeof(stream));
	stream.has_buffered_data = 1;
	return bit_of(&stream, sizeof(stream));
#else
	return (size_t) -1;
#endif
}

size_t rswoole_bit_xport_want_errortext(void)
{
	php_stream_xport_param param;
	memset(&param, 0, sizeof(param));
	param.want_errortext = 1;
	return bit_of(&param, sizeof(param));
}

_Static_assert(XtOffsetOf(php_stream, ops) == 0 && XtOffsetOf(php_stream_ops, write) == 0, "read as such by stream.rs");
_Static_assert(XtOffsetOf(php_stream_ops, set_option) == 8 * sizeof(void *), "as stream.rs declares it");
_Static_assert(XtOffsetOf(php_stream_ops, close) == 2 * sizeof(void *) && XtOffsetOf(php_stream_ops, label) == 4 * sizeof(void *), "as stream.rs declares it");
_Static_assert(STREAM_XPORT_OP_BIND == 0 && STREAM_XPORT_OP_CONNECT == 1 && STREAM_XPORT_OP_ACCEPT == 3 && STREAM_XPORT_OP_CONNECT_ASYNC == 4, "as stream.rs names them");
_Static_assert(STREAM_XPORT_OP_RECV == 7 && STREAM_XPORT_OP_SEND == 8 && STREAM_XPORT_CRYPTO_OP_ENABLE == 1, "as stream.rs names them");
_Static_assert(PHP_STREAM_OPTION_BLOCKING == 1 && PHP_STREAM_OPTION_XPORT_API == 7 && PHP_STREAM_OPTION_CRYPTO_API == 8 && PHP_STREAM_OPTION_CHECK_LIVENESS == 12, "as stream.rs names them");
_Static_assert(STREAM_CRYPTO_METHOD_TLS_ANY_CLIENT == 121 && STREAM_CRYPTO_METHOD_TLSv1_0_CLIENT == 9 && STREAM_CRYPTO_METHOD_TLSv1_3_CLIENT == 65, "as transport.rs names them");
