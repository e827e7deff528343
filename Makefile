# Everything starts from a clean Debian 12 with python3 and make: the rest is installed into .venv.
.PHONY: help demo up test check lock benchmarks screenshots clean

help:
	@echo "make demo    um dia de cobrança simulada, com tudo dentro (ARGS=... vai para trato demo)"
	@echo "make up      a plataforma inteira nesta máquina (ARGS=... vai para trato up)"
	@echo "make test    todos os testes"
	@echo "make check   formato, lint, tipos, contrato de imports e regras: menos de um minuto"
	@echo "make benchmarks  mede tudo e escreve docs/benchmarks; leva minutos (ARGS=--full para o que leva mais)"
	@echo "make screenshots  fotografa cada página da mesa em docs/screenshots; precisa do Chromium"
	@echo "make lock    trava de novo as dependências do pyproject.toml"
	@echo "make clean   apaga .venv e caches; nunca os dados"

demo:
	@tools/install runtime
	@.venv/bin/python -P -m trato demo $(ARGS)

up:
	@tools/install runtime
	@.venv/bin/python -P -m trato up $(ARGS)

test: dev
	@tools/run_tests

CHECKS = check-format check-lint check-types check-imports check-rules
.PHONY: $(CHECKS) dev
check: $(CHECKS)
$(CHECKS): dev

dev:
	@tools/install dev
check-format:
	.venv/bin/ruff format --check --quiet src tests tools
check-lint:
	.venv/bin/ruff check --quiet src tests tools
check-types:
	.venv/bin/mypy
check-imports:
	.venv/bin/lint-imports --no-logo
check-rules:
	.venv/bin/python -m pytest tests/rules -n 2

benchmarks: dev
	@.venv/bin/python -P -m trato bench all --pages docs/benchmarks $(ARGS)

screenshots: dev
	@.venv/bin/python -m pytest tests/browser/screenshots.py --quiet

COMPILE = .venv/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header pyproject.toml

lock: dev
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage test-results
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
