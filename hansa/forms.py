"""Forms from schemas, for pages of plugins that are no entity's: the same fields, widgets and messages as everywhere."""

from core.web.forms.drawn_forms import drawn, form_here
from core.web.forms.forms import SchemaForm, error_summary, errors_to_form

__all__ = ["SchemaForm", "drawn", "error_summary", "errors_to_form", "form_here"]
