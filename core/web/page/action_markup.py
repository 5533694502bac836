"""A button that posts, as HTML, for pages that build their rows in Python."""

from markupsafe import Markup

from core.web.lists.list_forms import guard_inputs


def post_button(url: str, label: str, icon: Markup | str = "", *, ask: str = "", css: str = "btn btn-quiet btn-sm") -> Markup:
    """Return a form of one button. `ask` is the question put before it is sent."""
    question = Markup(' data-confirm="{}" data-confirm-kind="bad"').format(ask) if ask else Markup("")
    return Markup('<form class="hs-inline" method="post" action="{}">{}<button class="{}" type="submit"{}>{}{}</button></form>').format(
        url, guard_inputs(), css, question, icon, label
    )
