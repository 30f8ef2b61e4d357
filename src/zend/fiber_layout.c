/* Where the fields that fiber_state.rs exchanges lie in this PHP's globals. No logic. */
#include "php.h"
#include "php_output.h"
#include "ext/standard/basic_functions.h"
#include "zend_fibers.h"

typedef struct { zend_fcall_info fci; zend_fcall_info_cache cache; } compare_state;

const size_t rswoole_offset_serialize = XtOffsetOf(php_basic_globals, serialize_lock);
const size_t rswoole_size_serialize = XtOffsetOf(php_basic_globals, unserialize) + sizeof(((php_basic_globals *) 0)->unserialize) - XtOffsetOf(php_basic_globals, serialize_lock);
const size_t rswoole_offset_compare = XtOffsetOf(php_basic_globals, user_compare_fci);
const size_t rswoole_size_compare = sizeof(compare_state);
const size_t rswoole_size_output_head = XtOffsetOf(zend_output_globals, output_start_filename);
const size_t rswoole_size_fiber_context = sizeof(zend_fiber_context);
const size_t rswoole_size_fiber_transfer = sizeof(zend_fiber_transfer);

_Static_assert(XtOffsetOf(php_basic_globals, user_compare_fci_cache) == XtOffsetOf(php_basic_globals, user_compare_fci) + sizeof(zend_fcall_info), "the comparison's cache follows it");
