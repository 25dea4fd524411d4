# The commands of this checkout. `make` lists them; each sets up first whatever is not set up yet.

.DEFAULT_GOAL := help
BIN := .venv/bin
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' Makefile | expand -t 24

setup: ## set up .venv and .prefect; does nothing where that is done
	@scripts/bootstrap

smoke: setup ## train on real data over real agents: about a minute
	@$(BIN)/python -m flows.smoke --include-fairness

gates: setup ## every gate that has to run, in the profile of params.yaml, then status and readiness
	@$(BIN)/python -m flows.sweep; status=$$?; $(BIN)/p2p-agent gates list; exit $$status

prefect-up: setup ## start Prefect in the background: server, worker, deployments of prefect.yaml
	@$(BIN)/python -m flows.service.up

prefect-down: setup ## end what prefect-up started
	@$(BIN)/python -m flows.service.down

prefect-run: setup ## run a deployment and watch it: make prefect-run RUN=sweep/nightly
	@$(BIN)/python -m flows.service.deployed $(RUN)

test: ## run all tests; for some of them: make test ARGS="tests/core -k keys"
	@scripts/bootstrap --for-tests
	@$(BIN)/python -m pytest -n 3 --dist loadgroup --no-loadscope-reorder $(ARGS)

soak-smoke: setup ## twenty smoke runs, result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_smoke.py $(ARGS)

soak-rerun: setup ## three gates twice in fresh processes, the same bits; result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_rerun.py $(ARGS)

soak-encoder: setup ## three stages tell which process loads the encoder, and what for; result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_encoder.py $(ARGS)

soak-interrupt: setup ## Ctrl-C at ten random moments, result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_interrupt.py $(ARGS)

soak-demo: setup ## a thousand demo runs, result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_demo.py $(ARGS)

soak-demo-namespaces: setup ## demo runs between network namespaces, also with loss (root); result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_demo_namespaces.py $(ARGS)

soak-swarm: setup ## fifty agents and a thousand tasks on this machine, result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_swarm.py $(ARGS)

soak-api: setup ## thousands of requests to the local API by schemathesis, result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_api.py $(ARGS)

soak-connections: setup ## thousands of connects, peers and streams, result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_connections.py $(ARGS)

soak-fuzz: setup ## a million mutated inputs to parsers, 20,000 to an agent, result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_fuzz.py $(ARGS)

soak-push: setup ## fifty kills in every phase of pushes and intakes, twice 200 bundles of 50 volunteers at once; result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_push.py $(ARGS)

soak-heads: setup ## the assistant's heads trained anew decide as those that come along; result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_heads.py $(ARGS)

soak-decoders: setup ## a million buffers to the decoders of updates, and the memory that each takes; result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_decoders.py $(ARGS)

soak-wire: setup ## six agents and the simulation: every strategy and codec, one killed in mid-round; result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_wire.py tests/system/test_resume.py $(ARGS)

soak-prefect-killed: setup ## the worker killed in mid-run, alone and with its run, result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_prefect_killed.py $(ARGS)

soak-cohort-arrivals: setup ## a file renamed into quarantine leads to a run of the cohort's deployment, result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_cohort_arrivals.py $(ARGS)

soak-cohort-killed: setup ## the cohort's flow killed at twenty random moments and run again, result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_cohort_killed.py $(ARGS)

soak-prefect-postgres: setup ## two workers and a PostgreSQL server (needs postgresql), result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_prefect_postgres.py $(ARGS)

soak-volunteer: setup ## docs/volunteer.md followed from a clone to "passed"; result in docs/soak.md
	@$(BIN)/python -m pytest -m soak tests/soak/test_volunteer.py $(ARGS)

rehearse-cohort: setup ## six volunteers and a maintainer over 14 virtual days (root); reports in .cache/rehearsal
	@$(BIN)/python -m pytest -m soak tests/soak/test_cohort_rehearsal.py $(ARGS)

lint: setup ## check style and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo

typecheck: setup ## check types (pyright, strict)
	@$(BIN)/basedpyright --project pyproject.toml --level error

verify: setup ## check the evidence in reports/
	@$(BIN)/p2p-agent verify reports/

weekly: setup ## write reports/weekly_status.md, its bundle and its provenance
	@$(BIN)/python -m flows.weekly

release: setup ## write reports/SHA256SUMS, or say what stands in the way of a release
	@$(BIN)/p2p-agent release

ui: setup ## open the Prefect UI on every run of this checkout, and the pages of its gates
	@$(BIN)/python -m flows.ui

docs: setup ## write docs/errors.md and the limits in docs/MVP_CRITERIA.md
	@$(BIN)/python scripts/write_error_table.py
	@$(BIN)/python scripts/write_criteria.py

lock: ## write requirements.lock from pyproject.toml; needs uv
	@scripts/lock

clean: ## remove what the set-up made; reports/ and data/ stay
	@rm -rf .venv .prefect .setup docs/examples/js-peer/node_modules .cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help setup smoke gates prefect-up prefect-down prefect-run test soak-smoke soak-rerun soak-encoder soak-interrupt soak-demo soak-demo-namespaces soak-swarm soak-api soak-connections soak-fuzz soak-push soak-heads soak-decoders soak-wire soak-prefect-killed soak-prefect-postgres lint typecheck verify weekly release ui docs lock clean soak-volunteer rehearse-cohort soak-cohort-arrivals soak-cohort-killed
