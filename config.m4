dnl rswoole is written in Rust: configure finds PHP and cargo, Makefile.frag lets cargo do the rest.

PHP_ARG_ENABLE([rswoole],
  [whether to build rswoole],
  [AS_HELP_STRING([--enable-rswoole], [Build the rswoole extension (default)])],
  [yes])

PHP_ARG_ENABLE([rswoole-debug],
  [whether to build rswoole without optimisation, with assertions],
  [AS_HELP_STRING([--enable-rswoole-debug], [Build rswoole with cargo's dev profile: assertions on, slower])],
  [no], [no])

if test "$PHP_RSWOOLE" != "no"; then
  AC_PATH_PROG([CARGO], [cargo], [], [$PATH$PATH_SEPARATOR$HOME/.cargo/bin$PATH_SEPARATOR/usr/local/cargo/bin])
  if test -z "$CARGO"; then
    AC_MSG_ERROR([cargo is not in PATH: rswoole is written in Rust. Install Rust 1.85 or newer from https://rustup.rs and run configure again])
  fi

  AC_MSG_CHECKING([for Rust 1.85 or newer])
  rswoole_rust_version=`cd "$abs_srcdir" && "$CARGO" --version 2>/dev/null | $SED -e 's/^cargo //' -e 's/ .*//'`
  rswoole_rust_minor=`echo "$rswoole_rust_version" | $SED -n -e 's/^1\.\(@<:@0-9@:>@*\)\..*/\1/p'`
  AC_MSG_RESULT([${rswoole_rust_version:-unknown}])
  if test -z "$rswoole_rust_minor" || test "$rswoole_rust_minor" -lt 85; then
    AC_MSG_ERROR([$CARGO is version ${rswoole_rust_version:-unknown}, rswoole needs 1.85 or newer: run "rustup update stable"])
  fi

  AC_MSG_CHECKING([that PHP is 8.1 or newer, not thread-safe (NTS)])
  rswoole_php=`"$PHP_EXECUTABLE" -n -r 'echo PHP_VERSION, PHP_ZTS ? " ZTS" : " NTS";'`
  AC_MSG_RESULT([$rswoole_php])
  case "$rswoole_php" in
    *ZTS*) AC_MSG_ERROR([$PHP_EXECUTABLE is thread-safe (ZTS); rswoole runs PHP in processes and needs an NTS build]) ;;
    [5.*|7.*|8.0.*]) AC_MSG_ERROR([$PHP_EXECUTABLE is $rswoole_php; rswoole needs PHP 8.1 or newer]) ;;
  esac

  RSWOOLE_SRCDIR="$abs_srcdir"
  dnl The build scripts find the php and php-config of PATH by themselves. Naming them would make cargo build everything
  dnl again when it was run without, so they are named only when they are others.
  AC_PATH_PROG([RSWOOLE_PHP_CONFIG], [$PHP_CONFIG], [$PHP_CONFIG])
  RSWOOLE_ENV=""
  if test "`command -v php`" != "$PHP_EXECUTABLE" && test "`readlink -f "$(command -v php)"`" != "`readlink -f "$PHP_EXECUTABLE"`"; then
    RSWOOLE_ENV="PHP=$PHP_EXECUTABLE"
  fi
  if test "`command -v php-config`" != "$RSWOOLE_PHP_CONFIG"; then
    RSWOOLE_ENV="PHP=$PHP_EXECUTABLE PHP_CONFIG=$RSWOOLE_PHP_CONFIG"
  fi
  if test "$PHP_RSWOOLE_DEBUG" = "yes"; then
    RSWOOLE_PROFILE="dev"
    RSWOOLE_PROFILE_DIR="debug"
  else
    RSWOOLE_PROFILE="release"
    RSWOOLE_PROFILE_DIR="release"
  fi
  PHP_SUBST([CARGO])
  PHP_SUBST([RSWOOLE_SRCDIR])
  PHP_SUBST([RSWOOLE_ENV])
  PHP_SUBST([RSWOOLE_PROFILE])
  PHP_SUBST([RSWOOLE_PROFILE_DIR])

  PHP_MODULES="$PHP_MODULES \$(phplibdir)/rswoole.la"
  PHP_SUBST([PHP_MODULES])
  PHP_ADD_BUILD_DIR([modules])
  PHP_ADD_MAKEFILE_FRAGMENT([$abs_srcdir/Makefile.frag], [$abs_srcdir], [$abs_builddir])
fi
