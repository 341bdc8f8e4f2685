"""Renders the Markdown of long answers as HTML that is safe to show."""

import re
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

# Beyond these, the answer or its tables are shown as written: laying them out would cost seconds.
MOST_CHARACTERS = 20_000
MOST_BRACKETS = 2_000
MOST_COLUMNS = 50
MOST_CELLS = 10_000

INLINE_TAGS = {"a", "br", "code", "em", "s", "strong"}
BLOCK_TAGS = {"blockquote", "h4", "h5", "h6", "li", "ol", "p", "pre", "ul"}
TABLE_TAGS = {"table", "tbody", "td", "th", "thead", "tr"}
# "*" because nh3 allows every tag a title and a language of its own accord.
ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "ol": {"start"}, "*": set()}
SCHEMES = {"http", "https", "mailto"}

# The page has three levels of headings above an answer.
LEVELS_ABOVE = 3
LAST_LEVEL = 6
LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def render(source: str) -> SafeString:
    """The HTML of a long answer; single newlines break lines, headings begin at h4."""
    if _is_too_much(source):
        return SafeString(f"<p>{_as_written(source)}</p>")
    return _render_blocks(source)


def render_inline(source: str) -> SafeString:
    """The HTML of a cell: emphasis, code, links and line breaks, no blocks."""
    return _as_written(source) if _is_too_much(source) else _render_line(source)


@lru_cache(maxsize=512)
def _render_blocks(source: str) -> SafeString:
    parser = MARKDOWN if _has_modest_tables(source) else MARKDOWN_WITHOUT_TABLES
    html = parser.render(_encodable(source))
    return _clean(html, tags=INLINE_TAGS | BLOCK_TAGS | TABLE_TAGS)


@lru_cache(maxsize=2_048)
def _render_line(source: str) -> SafeString:
    return _clean(MARKDOWN.renderInline(_encodable(source)), tags=INLINE_TAGS)


def _is_too_much(source: str) -> bool:
    return len(source) > MOST_CHARACTERS or source.count("[") > MOST_BRACKETS


def _has_modest_tables(source: str) -> bool:
    """Each row is as wide as the head of its table, however short it is written."""
    lines = source.splitlines()
    columns = max((line.count("|") - 1 for line in lines), default=0)
    return columns <= MOST_COLUMNS and columns * len(lines) <= MOST_CELLS


def _as_written(source: str) -> SafeString:
    text = str(escape(_encodable(source).replace("\r\n", "\n").replace("\0", "")))
    return SafeString(text.replace("\n", "<br>\n"))


def _encodable(source: str) -> str:
    """Without halves of characters, which no encoder takes."""
    return source.encode(errors="replace").decode()


def _clean(html: str, *, tags: set[str]) -> SafeString:
    """The second lock: whatever the Markdown parser lets through, only these tags get out."""
    return SafeString(
        nh3.clean(
            html,
            tags=tags,
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            url_relative="deny",
            link_rel="noopener noreferrer nofollow",
        )
    )


def _read_line_break(state: StateInline, silent: bool) -> bool:  # noqa: FBT001  markdown-it's call
    """`<br>` is how a table cell breaks its line."""
    match = LINE_BREAK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos = match.end()
    return True


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + LEVELS_ABOVE, LAST_LEVEL)}"


def _link_image(
    renderer: RendererHTML, tokens: list[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    """A picture elsewhere is never fetched by the reader's browser: it becomes a link to it."""
    image = tokens[at]
    address = str(image.attrGet("src") or "")
    words = renderer.renderInlineAsText(image.children, options, env) or address
    return f'<a href="{escape(address)}">{escape(words)}</a>'


def _markdown(*extras: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.enable(["strikethrough", *extras])
    parser.disable(["hr", "html_block", "html_inline"])
    parser.inline.ruler.before("autolink", "line_break", _read_line_break)
    parser.core.ruler.push("lower_headings", _lower_headings)
    parser.add_render_rule("image", _link_image)
    return parser


MARKDOWN = _markdown("table")
MARKDOWN_WITHOUT_TABLES = _markdown()
