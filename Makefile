# Two commands for everybody: `make run` starts the portal, `make test` checks everything that CI checks.
# Any Python from 3.11 on will do; the rest is fetched. Settings: PORT=8000 HOST=127.0.0.1 PYTHON=python3.12
# `make bench` writes docs/performance.md; ARGS=--servers compares web servers. `make load` kills parts while
# people work and writes docs/reliability.md; ARGS="--minutes 3" is a short one. ARGS="-k posting" goes to pytest.
.PHONY: run test bench load pictures install clean
.NOTPARALLEL:

# 3.12 and 3.11 first: for these the embedded Redis needs no compiler.
PYTHON ?= $(shell for p in python3.12 python3.11 python3 python3.13 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3)
BOOTSTRAP = $(PYTHON) seoul_portal/local/bootstrap.py

run test bench load pictures install:
	@$(BOOTSTRAP) $@ $(ARGS)

clean:
	rm -rf .venv var node_modules
