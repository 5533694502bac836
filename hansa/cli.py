"""For commands of plugins (hook `register_commands`): the configured portal, one of its programs, a unit in it."""

from core.cli.running import in_program, program_named, running

__all__ = ["in_program", "program_named", "running"]
