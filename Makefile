# Everything is in .ci/; these are its names. Each installs what it misses first.

SHELL := /bin/bash
.PHONY: help run build weight test lint fmt sqlx openapi bench scale drill setup clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build and start the site on http://127.0.0.1:3000
	@exec target/release/tessera serve

build: ## target/release/tessera and its site files
	@.ci/build

weight: build ## the size of what pages load; fails above its budgets
	@node .ci/weight.mjs target/site

test: ## all tests (some of them: .ci/test rust browser)
	@.ci/test

lint: ## formatting, and clippy for the server and all bundles
	@.ci/test fmt server site

fmt: ## format the code
	@cargo fmt

sqlx: ## renew .sqlx after a query or a migration changed
	@.ci/setup run
	@.ci/queries

openapi: ## renew docs/openapi.json after the API changed
	@.ci/setup run
	@. .ci/env && RUSTFLAGS="$$ERASE_RUSTFLAGS" cargo run --quiet --no-default-features --features ssr -- openapi >target/openapi.json
	@mv target/openapi.json docs/openapi.json

# All of benches/ but faults, which is `make drill`.
benches := accept bytes chat intake likeness moving pages scale

bench: ## the benchmarks of benches/, and the pages in Lighthouse
	@.ci/setup bench
	@.ci/build
	@. .ci/env && RUSTFLAGS="$$ERASE_RUSTFLAGS" cargo bench --no-default-features --features ssr $(addprefix --bench ,$(benches))
	@.ci/lighthouse

scale: ## of these, the pages of a large site alone; writes docs/plans.md
	@.ci/setup run
	@. .ci/env && SCALE_PLANS="$$PWD/docs/plans.md" RUSTFLAGS="$$ERASE_RUSTFLAGS" \
		cargo bench --no-default-features --features ssr --bench scale

drill: ## kill, fill and take away all that the site needs while clients use it (30 minutes)
	@.ci/setup bench
	@.ci/build
	@. .ci/env && RUSTFLAGS="$$ERASE_RUSTFLAGS" cargo bench --no-default-features --features ssr --bench faults

setup: ## install everything that the other targets need
	@.ci/setup test

clean: ## remove what was built (not the data)
	@rm -rf target end2end/node_modules end2end/test-results
