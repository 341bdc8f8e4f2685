from html.parser import HTMLParser

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from postmortems.formats import prose
from postmortems.formats.prose import MOST_CHARACTERS, render, render_inline
from tests.cases import cases

ALLOWED = {
    *("a", "blockquote", "br", "code", "em", "h4", "h5", "h6", "li", "ol", "p", "pre", "s"),
    *("strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
INLINE = {"a", "br", "code", "em", "s", "strong"}
REL = "noopener noreferrer nofollow"


class Page(HTMLParser):
    """What a browser would find in the answer."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words = ""
        self.others: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)


def assert_harmless(html: str, *, tags: set[str]) -> None:
    page = Page(html)
    assert set(page.tags) <= tags
    assert not page.others
    for tag, name, value in page.attributes:
        match (tag, name):
            case ("a", "href"):
                assert value.lower().startswith(("http://", "https://", "mailto:"))
            case ("a", "rel"):
                assert value == REL
            case ("ol", "start"):
                assert value.isdigit()
            case _:
                pytest.fail(f"{tag} has {name}={value!r}")


PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.test/x.js></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<body onload=alert(1)>",
    "<style>@import 'https://evil.test'</style>",
    "<link rel=stylesheet href=https://evil.test>",
    "<meta http-equiv=refresh content='0;url=https://evil.test'>",
    "<base href=https://evil.test>",
    "<form action=https://evil.test><input name=password></form>",
    "<a href=javascript:alert(1)>x</a>",
    "<div style='position:fixed;inset:0' class=modal id=csrf hx-get=/x data-x=1>x</div>",
    "<!-- comment --><!DOCTYPE html><?php echo 1 ?><![CDATA[x]]>",
    "<br onclick=alert(1)>",
    "<br/onmouseover=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](//evil.test)",
    "[x](/accounts/logout/)",
    '[x](https://ok.test "onmouseover=alert(1)")',
    "[x](https://ok.test/\"onmouseover='alert(1)')",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "<https://ok.test/\"onclick='alert(1)'>",
    "![x](javascript:alert(1))",
    "![x](https://evil.test/pixel.png)",
    '![" onerror="alert(1)](https://ok.test/x.png)',
    "![<script>alert(1)</script>](x)",
    "[![x](https://a.test)](javascript:alert(1))",
    '```"><script>alert(1)</script>\nx\n```',
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "| <script>alert(1)</script> | <img src=x onerror=alert(1)> |\n|---|---|\n| <br onload=x> | y |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "*<a onclick=alert(1)>*<b>x</b>",
    "# <script>alert(1)</script>",
    "> <noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "\0<script\0>alert(1)</script>",
    "\ud800<script>alert(1)</script>",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_attack_is_only_words(payload: str) -> None:
    assert_harmless(render(payload), tags=ALLOWED)
    assert_harmless(render_inline(payload), tags=INLINE)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_attack_too_long_to_lay_out_is_only_words(payload: str) -> None:
    padded = payload + " " * MOST_CHARACTERS

    assert_harmless(render(padded), tags={"p", "br"})
    assert_harmless(render_inline(padded), tags={"br"})


MARKS = st.lists(
    st.sampled_from(
        [
            *"<>&\"'`*_~[]()!#|-:\\/= \n\t\0",
            *("a", "é😀", "\ud83d", "1. ", "- ", "> ", "    ", "```", "](", "[x]: ", "|-|-|\n"),
            *("<br>", "<br/>", "</p>", "<!--", "<script>", "<img src=x onerror=y>", "style=x"),
            *("javascript:", "https://a.test", "&lt;", "&#60;", "&colon;", '(https://a.test "x")'),
        ]
    ),
    max_size=40,
).map("".join)


@cases(3_000)
@given(MARKS | st.text(max_size=200))
def test_whatever_is_written_only_known_tags_come_out(source: str) -> None:
    assert_harmless(render(source), tags=ALLOWED)
    assert_harmless(render_inline(source), tags=INLINE)


@cases(1_000)
@given(MARKS)
def test_cleaning_what_is_clean_changes_nothing(source: str) -> None:
    html = str(render(source))

    again = nh3.clean(
        html,
        tags=ALLOWED,
        attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel=REL,
    )

    assert again == html


@cases(1_000)
@given(st.text("abc éß😀", min_size=1, max_size=40))
def test_no_word_of_an_answer_is_lost(source: str) -> None:
    assert Page(render(source)).words.split() == source.split()


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("", ""),
        ("plain", "<p>plain</p>\n"),
        ("*a* **b** ~~c~~ `d`", "<p><em>a</em> <strong>b</strong> <s>c</s> <code>d</code></p>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("one\r\ntwo\r\n\r\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"),
        ("a<br>b<br/>c<BR />d", "<p>a<br>\nb<br>\nc<br>\nd</p>\n"),
        ("`a<br>b`", "<p><code>a&lt;br&gt;b</code></p>\n"),
        ("a < b & c > d", "<p>a &lt; b &amp; c &gt; d</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("3. c", '<ol start="3">\n<li>c</li>\n</ol>\n'),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>\n"),
        ("```sql\nselect 1\n```", "<pre><code>select 1\n</code></pre>\n"),
        ("# a", "<h4>a</h4>\n"),
        ("## a", "<h5>a</h5>\n"),
        ("### a", "<h6>a</h6>\n"),
        ("###### a", "<h6>a</h6>\n"),
        ("***", "<p>***</p>\n"),
        ("[x](/relative)", f'<p><a rel="{REL}">x</a></p>\n'),
        ("[x](https://a.test)", f'<p><a href="https://a.test" rel="{REL}">x</a></p>\n'),
        ("<a@b.test>", f'<p><a href="mailto:a@b.test" rel="{REL}">a@b.test</a></p>\n'),
        (
            "![p95](https://a.test/x.png)",
            f'<p><a href="https://a.test/x.png" rel="{REL}">p95</a></p>\n',
        ),
    ],
)
def test_an_answer_is_laid_out(source: str, html: str) -> None:
    assert render(source) == html


def test_a_table_breaks_lines_in_its_cells() -> None:
    html = render("| a | b |\n|---|--:|\n| one<br>two | 3 |")

    assert "<th>a</th>" in html
    assert "<td>one<br>\ntwo</td>" in html
    assert "style" not in html


def test_a_cell_has_no_blocks() -> None:
    assert render_inline("# *a*\n- `b`") == "# <em>a</em><br>\n- <code>b</code>"


def test_a_template_does_not_escape_it_again() -> None:
    assert hasattr(render("*a*"), "__html__")
    assert hasattr(render_inline("a" * 30_000), "__html__")


# Answers that would take seconds to lay out


def test_an_answer_at_the_cap_is_laid_out() -> None:
    assert "<strong>b</strong>" in render("**b** " + "a" * (MOST_CHARACTERS - 6))


@pytest.mark.parametrize(
    "source",
    ["**b**\r\n<i>" + "a" * MOST_CHARACTERS, "[" * 5_000 + "**b**\n<i>"],
    ids=["long", "brackets"],
)
def test_an_answer_beyond_the_cap_is_shown_as_written(source: str) -> None:
    html = render(source)

    assert html.startswith("<p>")
    assert "**b**" in html
    assert "<br>\n" in html
    assert "&lt;i&gt;" in html
    assert Page(html).words.replace("\n", "") == source.replace("\r\n", "").replace("\n", "")


def table(*, columns: int, rows: int) -> str:
    return "|a" * columns + "|\n" + "|-" * columns + "|\n" + "|b\n" * rows


def test_a_table_of_fifty_columns_is_a_table() -> None:
    assert render(table(columns=50, rows=3)).count("<th>") == 50


@pytest.mark.parametrize(
    ("columns", "rows"), [(51, 1), (50, 5_000)], ids=["too wide", "short rows of a wide table"]
)
def test_a_table_too_large_to_lay_out_is_shown_as_written(columns: int, rows: int) -> None:
    html = render("**why**\n\n" + table(columns=columns, rows=rows))

    assert "<table>" not in html
    assert "<strong>why</strong>" in html


def test_an_answer_is_laid_out_once() -> None:
    prose._render_blocks.cache_clear()

    render("the same *words*")
    render("the same *words*")

    assert prose._render_blocks.cache_info().hits == 1
