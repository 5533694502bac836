"""The sections of the core."""

from core.program_text import of_brand, of_fields, of_plugins, of_program, of_roles, of_settings, of_views
from core.program_text.section import ProgramSection

CORE_SECTIONS: tuple[ProgramSection, ...] = (
    of_program.SECTION,
    of_brand.SECTION,
    of_plugins.SECTION,
    of_settings.SECTION,
    of_roles.SECTION,
    of_fields.SECTION,
    of_views.SECTION,
)
