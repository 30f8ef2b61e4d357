/* Facts of the PHP headers that this build sees: sizes, offsets, constants. No logic. Compared with (or read by) src/zend/sys.rs when the module starts. */
#include "php.h"
#include "zend_fibers.h"
#include "zend_gc.h"
#include "zend_ini.h"
#include "SAPI.h"

typedef struct { const char *name; size_t value; } rswoole_layout_row;

#ifdef _ZEND_TYPE_LITERAL_NAME_BIT
# define CLASS_NAME_BIT _ZEND_TYPE_LITERAL_NAME_BIT
#else
# define CLASS_NAME_BIT _ZEND_TYPE_NAME_BIT
#endif
#ifdef ZTS
# error "rswoole supports the non-thread-safe build of PHP only (php -i | grep Thread): install php-cli without ZTS"
#endif

static const rswoole_layout_row rows[] = {
	{"sizeof zval", sizeof(zval)},
	{"sizeof zend_object", sizeof(zend_object)},
	{"zend_object.properties_table", XtOffsetOf(zend_object, properties_table)},
	{"sizeof zend_function_entry", sizeof(zend_function_entry)},
	{"sizeof zend_internal_arg_info", sizeof(zend_internal_arg_info)},
	{"sizeof zend_module_entry", sizeof(zend_module_entry)},
	{"sizeof zend_ini_entry_def", sizeof(zend_ini_entry_def)},
	{"sizeof zend_fcall_info_cache", sizeof(zend_fcall_info_cache)},
	{"sizeof zend_get_gc_buffer", sizeof(zend_get_gc_buffer)},
	{"frame slots", ZEND_CALL_FRAME_SLOT},
	{"executor_globals.exception", XtOffsetOf(zend_executor_globals, exception)},
	{"executor_globals.current_execute_data", XtOffsetOf(zend_executor_globals, current_execute_data)},
	{"executor_globals.current_module", XtOffsetOf(zend_executor_globals, current_module)},
	{"zend_class_entry.create_object", XtOffsetOf(zend_class_entry, create_object)},
	/* constants that differ between versions: read, not compared */
	{"type: class name", CLASS_NAME_BIT},
	{"type: list", _ZEND_TYPE_LIST_BIT},
	{"type: any set", _ZEND_TYPE_MASK},
	{"type: extra shift", _ZEND_TYPE_EXTRA_FLAGS_SHIFT},
	{"type: variadic", _ZEND_IS_VARIADIC_BIT},
	{"call: extra named params", ZEND_CALL_HAS_EXTRA_NAMED_PARAMS},
	{"gc: known or uncollectable", GC_INFO_MASK | (GC_NOT_COLLECTABLE << GC_FLAGS_SHIFT)},
	{"gc: interned string", IS_STR_INTERNED << GC_FLAGS_SHIFT},
	{"gc: immutable", GC_IMMUTABLE << GC_FLAGS_SHIFT},
	{"sapi_globals.rfc1867_uploaded_files", XtOffsetOf(sapi_globals_struct, rfc1867_uploaded_files)},
	{"debug", ZEND_DEBUG},
};

const rswoole_layout_row *rswoole_layout(size_t *count)
{
	*count = sizeof(rows) / sizeof(rows[0]);
	return rows;
}
