"""A PDF of text and tables, written byte by byte: no date, no random id, no compression, so that the same page is the same file.

Latin text uses Helvetica, Chinese the font every reader has for the Adobe-GB1 collection: nothing is embedded.
"""

from collections.abc import Iterator, Sequence

from plugins.rebates.stating.table import Table

WIDE, HIGH, EDGE = 842, 595, 36
"""A4 landscape, in points."""
SIZE, STEP, GAP = 8, 11, 3
MOST = 20
"""So many lines of a row are kept on one page."""
NEVER_FIRST = "，。、；：！？）】》”％"
"""Chinese marks that do not begin a line."""
WIDTHS = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584,
    584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278,
    278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,
    500, 334, 260, 334, 584,
)  # fmt: skip
"""Of the letters of Helvetica from the space on, in thousandths of its size."""
OTHERS = {"·": 278, "—": 1000, "×": 584, "“": 333, "”": 333, "‘": 222, "’": 222, "…": 1000, "•": 350}
DIGIT = 556
FONTS = (
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
    b" /FontDescriptor 7 0 R /DW 1000 >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120"
    b" /CapHeight 880 /StemV 93 >>",
)
FIRST = 8
"""The number of the first page's object; catalogue, pages, and five objects of fonts and resources come before."""


class Page:
    """Text from top to bottom, on as many pages as it takes."""

    def __init__(self, title: str, lines: Sequence[str]):
        self.pages: list[list[bytes]] = []
        self._new()
        self._text(EDGE, title, 14)
        self.y -= 20
        for line in lines:
            self.note(line)

    def _new(self) -> None:
        self.pages.append([])
        self.y = HIGH - EDGE - 14

    def heading(self, text: str) -> None:
        """A line above a table."""
        self._room()
        self.y -= STEP
        self._text(EDGE, text, 10)
        self.y -= STEP

    def note(self, text: str) -> None:
        """A text, on as many lines as it takes."""
        for part in wrapped(text, WIDE - 2 * EDGE):
            self._room()
            self._text(EDGE, part, SIZE)
            self.y -= STEP

    def table(self, shown: Table) -> None:
        """A table; the second column takes what the others leave, and texts too long for their cell go on below."""
        widths = _widths(shown)
        self.y -= STEP
        for row in (shown.titles, *shown.rows):
            self._row(row, widths, shown.numbers)

    def _row(self, row: Sequence[str], widths: Sequence[float], numbers: Sequence[bool]) -> None:
        cells = [wrapped(cell, width - 6) for cell, width in zip(row, widths, strict=True)]
        lines = max(map(len, cells))
        self._room(lines)
        for line in range(lines):
            self._room()
            at = float(EDGE)
            for cell, width, number in zip(cells, widths, numbers, strict=True):
                text = cell[line] if line < len(cell) else ""
                self._text(at + (width - 6 - measure(text) if number else 0), text, SIZE)
                at += width
            self.y -= STEP
        self.y -= GAP

    def _room(self, lines: int = 1) -> None:
        """Begin a page where so many lines have no room on this one; what is longer than a page begins where it stands."""
        if self.y < EDGE + STEP * lines and (lines == 1 or lines < MOST):
            self._new()

    def _text(self, x: float, text: str, size: int) -> None:
        for font, run in _runs(text):
            said = _latin_text(run) if font == "F1" else b"<" + run.encode("utf-16-be").hex().upper().encode() + b">"
            self.pages[-1].append(f"BT /{font} {size} Tf {x:.2f} {self.y} Td ".encode() + said + b" Tj ET\n")
            x += measure(run, size)

    def file(self) -> bytes:
        """Return the file."""
        kids = b" ".join(b"%d 0 R" % (FIRST + 2 * at) for at in range(len(self.pages)))
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(self.pages)),
            b"<< /Font << /F1 4 0 R /F2 5 0 R >> >>",
            *FONTS,
        ]
        for at, parts in enumerate(self.pages):
            stream = b"".join(parts)
            size = b"[0 0 %d %d]" % (WIDE, HIGH)
            objects.append(b"<< /Type /Page /Parent 2 0 R /MediaBox %s /Resources 3 0 R /Contents %d 0 R >>" % (size, FIRST + 1 + 2 * at))
            objects.append(b"<< /Length %d >>\nstream\n%sendstream" % (len(stream), stream))
        return _packed(objects)


def _latin_text(run: str) -> bytes:
    escaped = run.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return b"(" + escaped.encode("cp1252", "replace") + b")"


def _packed(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % at for at in places)
    return bytes(out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield font and text, so that each font gets what it has. What neither has becomes a question mark."""
    run, font = "", "F1"
    for letter in text:
        wanted = "F1" if _latin(letter) else "F2"
        if wanted != font and run:
            yield font, run
            run = ""
        font = wanted
        run += letter if ord(letter) < 0x10000 else "?"
    if run:
        yield font, run


def _latin(letter: str) -> bool:
    try:
        return bool(letter.encode("cp1252")) and letter >= " "
    except UnicodeEncodeError:
        return ord(letter) >= 0x10000


def measure(text: str, size: int = SIZE) -> float:
    """Return how wide a text is, in points; of accented letters about."""
    return sum(_wide(letter) for letter in text) * size / 1000


def _wide(letter: str) -> int:
    if " " <= letter <= "~":
        return WIDTHS[ord(letter) - 32]
    return OTHERS.get(letter, DIGIT) if _latin(letter) else 1000


def wrapped(text: str, width: float) -> list[str]:
    """Return a text in lines that fit: broken at spaces and between Chinese characters, and within a word only where it is too long."""
    lines, line = [], ""
    for part in _parts(text):
        if measure((line + part).rstrip()) > width and line.strip():
            lines.append(line.rstrip())
            line, part = "", part.lstrip()
        while measure(part.rstrip()) > width and len(part) > 1:
            fits = max(1, next(at for at in range(len(part), 0, -1) if at == 1 or measure(part[:at]) <= width))
            lines.append(part[:fits])
            part = part[fits:]
        line += part
    return [*lines, line.rstrip()]


def _parts(text: str) -> Iterator[str]:
    """Yield what may stand at the end of a line: words with the spaces behind them, and Chinese characters one by one."""
    found = ""
    for letter in text:
        if found and (not _latin(letter) or not _latin(found[-1]) or (found[-1] == " " and letter != " ")) and letter not in NEVER_FIRST:
            yield found
            found = ""
        found += letter
    yield found


def _widths(shown: Table) -> list[float]:
    """Return how wide the columns are: what their texts take, at most a fifth; what is left goes to the second."""
    rows = [shown.titles, *shown.rows]
    most = (WIDE - 2 * EDGE) / 5
    found = [min(most, 8 + max(measure(row[at]) for row in rows)) for at in range(len(shown.titles))]
    found[1] += max(0.0, WIDE - 2 * EDGE - sum(found))
    scale = min(1.0, (WIDE - 2 * EDGE) / sum(found))
    return [width * scale for width in found]
