"""A font whose letters are drawn in cubic curves, as one that draws them in quadratic ones: OpenType as TrueType.

fpdf2 puts the former into a PDF by a numbering of its own, in which few programs find the letters again.
"""

from __future__ import annotations

from io import BytesIO

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

NEAR = 1.0  # how far a curve may be from where it was, in units of the font, 1000 to the size


def as_truetype(opentype: bytes) -> bytes:
    font = TTFont(BytesIO(opentype), recalcTimestamp=False)
    names = font.getGlyphOrder()
    drawn = font.getGlyphSet()
    glyf = newTable("glyf")
    glyf.glyphOrder = names
    glyf.glyphs = {name: _quadratic(drawn, name) for name in names}
    font["loca"], font["glyf"] = newTable("loca"), glyf
    del font["CFF "]
    font["maxp"].tableVersion = 0x00010000
    for nothing in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements"):
        setattr(font["maxp"], nothing, 0)
    font["maxp"].maxZones, font["maxp"].maxSizeOfInstructions, font["maxp"].maxComponentElements = 1, 0, 0
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
    written = BytesIO()
    font.save(written)
    return written.getvalue()


def _quadratic(drawn: object, name: str) -> object:
    pen = TTGlyphPen(None)
    drawn[name].draw(Cu2QuPen(pen, NEAR, reverse_direction=True))  # type: ignore[index]
    return pen.glyph()
