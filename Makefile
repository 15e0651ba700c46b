# The only task runner. `make` alone lists what there is.

CARGO ?= cargo
.DEFAULT_GOAL := help
.PHONY: help run test faults check bench fuzz docs packages debian

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build the release binary and start it on 127.0.0.1:8080 with the fictional network
	$(CARGO) build --release --locked --package passerelle-api
	PASSERELLE_DEMO=$${PASSERELLE_DEMO:-true} exec ./target/release/passerelle serve

test: packages ## run every test: unit, property, end-to-end on SQLite and PostgreSQL
	$(CARGO) build --workspace --all-targets --locked
	$(CARGO) test --workspace --locked --no-fail-fast
	$(CARGO) test --package passerelle-store --features tls --locked --lib tests::tls

# `make test` kills 50 times on each database.
FAULT_KILLS ?= 500

faults: packages ## kill processes under load FAULT_KILLS times on each database, and break everything else once
	$(CARGO) build --workspace --all-targets --locked
	PASSERELLE_FAULT_KILLS=$(FAULT_KILLS) $(CARGO) test --workspace --locked --test faults -- --nocapture

check: ## formatting, lints, and the licences and bans of deny.toml where cargo-deny is installed
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	@if command -v cargo-deny >/dev/null; then $(CARGO) deny check licenses bans sources; \
	else echo "cargo-deny is not installed: licences and bans were not checked"; fi

bench: ## measure the routing rules against other engines, then the release binary
	$(CARGO) build --release --locked --manifest-path benches/Cargo.toml --workspace
	./benches/target/release/passerelle-figures
	$(CARGO) build --release --locked --package passerelle-api
	PASSERELLE_BIN=$(CURDIR)/target/release/passerelle $(CARGO) run --locked --package passerelle-tests --example figures

# The flags are those of cargo-fuzz without a sanitizer, which the stable compiler has too. A find stays in
# fuzz/artifacts, and what led to it in fuzz/corpus.
FUZZ_SECONDS ?= 300
FUZZ_HOST := $(shell rustc -vV | sed -n 's/^host: //p')
FUZZ_FLAGS := --cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
	-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
	-Cllvm-args=-sanitizer-coverage-trace-compares

fuzz: packages ## feed the loader and the decision with bytes by chance, for FUZZ_SECONDS each
	RUSTFLAGS="$(FUZZ_FLAGS)" $(CARGO) build --release --locked --target $(FUZZ_HOST) \
		--manifest-path fuzz/Cargo.toml --target-dir fuzz/target
	@mkdir -p fuzz/corpus/loader fuzz/corpus/decide fuzz/artifacts fuzz/target/seeds
	@jq -r '[.. | objects | (.properties // {} | keys[]), (.const? // empty | strings)] | unique[] | tojson' \
		routing-rules/rulesets/rule-set.schema.json > fuzz/target/rules.dict
	cp routing-rules/rulesets/default.toml routing-rules/src/tests/full.toml fuzz/target/seeds
	cd fuzz && target/$(FUZZ_HOST)/release/loader corpus/loader target/seeds seeds/loader -dict=target/rules.dict \
		-artifact_prefix=artifacts/loader- -max_total_time=$(FUZZ_SECONDS) -timeout=60
	cd fuzz && target/$(FUZZ_HOST)/release/decide corpus/decide -max_len=4096 -len_control=0 \
		-artifact_prefix=artifacts/decide- -max_total_time=$(FUZZ_SECONDS) -timeout=60

docs: ## build the documentation of the code
	$(CARGO) doc --workspace --no-deps --locked

# The linters, generators and fuzzers that judge the contract. Those from npm run by a Node.js that comes with them.
TOOLS := tests/tools
packages: $(TOOLS)/node_modules/.package-lock.json $(TOOLS)/venv/.requirements

$(TOOLS)/node_modules/.package-lock.json: $(TOOLS)/package.json $(TOOLS)/package-lock.json | debian
	npm ci --prefix $(TOOLS) --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

$(TOOLS)/venv/.requirements: $(TOOLS)/requirements.txt | debian
	python3 -m venv --clear $(TOOLS)/venv
	$(TOOLS)/venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@cp $< $@

# What the end-to-end tests need beside Rust, as a probe and the Debian package that satisfies it.
debian:
	@missing=; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v chromedriver >/dev/null || missing="$$missing chromium-driver"; \
	ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 || missing="$$missing faketime"; \
	pkg-config --exists openssl 2>/dev/null || missing="$$missing pkg-config libssl-dev"; \
	command -v nginx >/dev/null || test -x /usr/sbin/nginx || missing="$$missing nginx"; \
	command -v curl >/dev/null || missing="$$missing curl"; \
	command -v jq >/dev/null || missing="$$missing jq"; \
	command -v node >/dev/null || missing="$$missing nodejs"; \
	command -v npm >/dev/null || missing="$$missing npm"; \
	python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$$missing python3 python3-venv"; \
	test -n "$$missing" || exit 0; \
	if ! command -v apt-get >/dev/null; then \
		echo "the tests need these Debian packages, and there is no apt-get to install them:$$missing" >&2; exit 1; fi; \
	root=; \
	if [ "$$(id -u)" != 0 ]; then \
		command -v sudo >/dev/null || { echo "run as root, or with sudo: apt-get install$$missing" >&2; exit 1; }; \
		root=sudo; fi; \
	echo "installing$$missing"; \
	$$root apt-get update -q && \
	$$root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $$missing
