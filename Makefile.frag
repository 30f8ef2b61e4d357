# cargo builds the module; `make install` copies it. The prerequisites are listed so that `sudo make install`, where
# root may have no Rust, does not call cargo again. RSWOOLE_TARGET_DIR holds cargo's own files.
RSWOOLE_TARGET_DIR = $(if $(CARGO_TARGET_DIR),$(CARGO_TARGET_DIR),$(RSWOOLE_SRCDIR)/target)
RSWOOLE_SOURCES = $(shell find $(RSWOOLE_SRCDIR)/src $(RSWOOLE_SRCDIR)/engine/src -type f) \
	$(RSWOOLE_SRCDIR)/Cargo.toml $(RSWOOLE_SRCDIR)/Cargo.lock $(RSWOOLE_SRCDIR)/engine/Cargo.toml $(RSWOOLE_SRCDIR)/build.rs

$(phplibdir)/rswoole.so: $(RSWOOLE_SOURCES)
	cd $(RSWOOLE_SRCDIR) && $(RSWOOLE_ENV) $(CARGO) build --locked \
		--package rswoole --profile $(RSWOOLE_PROFILE) --target-dir "$(RSWOOLE_TARGET_DIR)"
	mkdir -p $(phplibdir)
	cp "$(RSWOOLE_TARGET_DIR)/$(RSWOOLE_PROFILE_DIR)/librswoole.so" $@.new
	mv $@.new $@

# `make test` and `make install` of PHP's own Makefile ask for libtool's name of the module.
$(phplibdir)/rswoole.la: $(phplibdir)/rswoole.so
	echo "dlname='rswoole.so'" > $@
