# Every target is a word of ./hansa-setup, which also works where make is missing.
.PHONY: setup demo reset-demo test check lint types bench lock help
.DEFAULT_GOAL := help

setup demo reset-demo test check lint types bench lock:
	@./hansa-setup $@

help:
	@./hansa-setup help
