"""How a document for Word looks: its styles, in full, in the place of those that python-docx brings.

Lengths are in twips (1/20 pt, 567 to a cm), sizes of letters in half points. All is in Arial, which every system has or
has something of the same widths for; the letters that it lacks come from where the system has them, those of East
Asia from what Word has for each language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from lecture.export.wording import from_the_right, language_tag

INK, QUIET, ACCENT, RULE, TINT, DOUBT = "1F2430", "5F6675", "185A7A", "D6DBE2", "F0F4F7", "96540A"
BODY, SMALL = 21, 18
GUTTER = 964  # for times, before the text
CARDS = "Flashcards"  # the style of the table
ASIAN = {"ja": "Yu Gothic", "ko": "Malgun Gothic", "yue": "Microsoft JhengHei", "zh": "Microsoft YaHei"}
OURS = ("Fact", "Timed", "Aside", "Note", "Time", "Quiet", "Doubt")  # which Word does not bring itself


@dataclass(frozen=True, slots=True)
class Style:
    """A style as Word lists it. `paragraph` and `letters` are what it adds to the one it is based on, in Word's XML."""

    name: str
    paragraph: str = ""
    letters: str = ""
    based: str = "Normal"
    next: str = ""  # the style of the paragraph behind, where somebody writes on
    kind: Literal["paragraph", "character"] = "paragraph"

    @property
    def xml(self) -> str:
        base = f'<w:basedOn w:val="{_id(self.based)}"/>' if self.kind == "paragraph" and self.name != "Normal" else ""
        following = f'<w:next w:val="{_id(self.next)}"/>' if self.next else ""
        default = ' w:default="1"' if self.name == "Normal" else ' w:customStyle="1"' if self.name in OURS else ""
        return (
            f'<w:style w:type="{self.kind}"{default} w:styleId="{_id(self.name)}"><w:name w:val="{self.name}"/>'
            f"{base}{following}<w:qFormat/>"
            f"{f'<w:pPr>{self.paragraph}</w:pPr>' if self.paragraph else ''}"
            f"{f'<w:rPr>{self.letters}</w:rPr>' if self.letters else ''}</w:style>"
        )


def styles(language: str, width: int) -> Any:
    """The styles of a document in a language, given by Whisper's code, with lines `width` wide."""
    listed = "".join(style.xml for style in _styles(from_the_right(language), width))
    return parse_xml(f"<w:styles {nsdecls('w')}>{_defaults(language)}{listed}{REST}</w:styles>")


def bullets() -> Any:
    """The only list that there is."""
    return parse_xml(
        f'<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="340" w:hanging="340"/></w:pPr><w:rPr><w:color w:val="{ACCENT}"/></w:rPr></w:lvl>'
        f'</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _id(name: str) -> str:
    """As Word calls its own: "Heading1", "TOC1"."""
    return "".join(word if word.isupper() else word.capitalize() for word in name.replace("toc", "TOC").split())


def _defaults(language: str) -> str:
    tag, asian = language_tag(language), ASIAN.get(language, "")
    spoken = f' w:val="{tag}"' if tag else ""
    spoken += f' w:eastAsia="{tag}"' if asian else ""
    spoken += f' w:bidi="{tag}"' if from_the_right(language) else ""
    fonts = 'w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"' + (f' w:eastAsia="{asian}"' if asian else "")
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:color w:val="{INK}"/>{_size(BODY)}'
        f"{f'<w:lang{spoken}/>' if spoken else ''}</w:rPr></w:rPrDefault>"
        f"<w:pPrDefault><w:pPr>{_spacing(0, 120, 288)}</w:pPr></w:pPrDefault></w:docDefaults>"
    )


def _styles(mirrored: bool, width: int) -> Iterator[Style]:
    small, bold, accent = f"{_colour(QUIET)}{_size(SMALL)}", "<w:b/><w:bCs/>", _colour(ACCENT)
    kept = "<w:keepNext/><w:keepLines/>"
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="4" w:color="{RULE}"/></w:pBdr>'
    ends = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    dots = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{width}"/></w:tabs>'
    whole, chapter = f"{bold}{accent}{_size(32)}", f"{bold}{accent}{_size(23)}"
    yield Style("Normal", "<w:bidi/>" if mirrored else "")
    yield Style("Title", f"{kept}{_spacing(0, 60, 252)}", f"{bold}{accent}{_size(50)}", next="Subtitle")
    yield Style("Subtitle", f"{rule}{_spacing(0, 200)}", f"{_colour(QUIET)}{_size(24)}", next="Normal")
    yield Style("Fact", f"{_hanging(2240, after=30)}", _size(SMALL))
    yield Style("TOC Heading", f"{kept}{_spacing(320, 80)}", f"{bold}{accent}{_size(23)}", next="Normal")
    yield Style("toc 1", f"{dots}{_spacing(60, 30)}", next="Normal")
    yield Style("toc 2", f'{dots}{_after(20)}<w:ind w:left="340"/>', _size(SMALL), next="Normal")
    yield Style("heading 1", f'{kept}{rule}{_spacing(440, 160)}<w:outlineLvl w:val="0"/>', whole, next="Normal")
    yield Style("heading 2", f'{kept}{_spacing(240, 100)}<w:outlineLvl w:val="1"/>', chapter, next="Normal")
    yield Style("List Bullet", f'<w:numPr><w:numId w:val="1"/></w:numPr>{_after(80)}')
    yield Style("Quote", _spacing(40, 40), small)
    yield Style("Timed", _hanging(GUTTER, after=120))
    yield Style("Aside", "", small, based="Timed")
    yield Style("Note", "", small)
    yield Style("header", f"{ends}{_after(0)}", small)
    yield Style("footer", f'<w:bidi w:val="0"/>{_after(0)}<w:jc w:val="center"/>', small)
    yield Style("Time", letters=f"{_colour(QUIET)}{_size(17)}", kind="character")
    yield Style("Quiet", letters=small, kind="character")
    yield Style("Strong", letters=bold, kind="character")
    yield Style("Doubt", letters=_colour(DOUBT), kind="character")


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _colour(colour: str) -> str:
    return f'<w:color w:val="{colour}"/>'


def _spacing(before: int, after: int, line: int = 264) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _after(space: int) -> str:
    return f'<w:spacing w:after="{space}"/>'


def _hanging(left: int, after: int) -> str:
    """The first line begins at the edge, and its text with the others behind a tab."""
    tab = f'<w:tabs><w:tab w:val="left" w:pos="{left}"/></w:tabs>'
    return f'{tab}{_after(after)}<w:ind w:left="{left}" w:hanging="{left}"/>'


# What letters and tables without a style have, and the table of the cards.
REST = f"""
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>
</w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblCellMar>
<w:top w:w="0" w:type="dxa"/><w:left w:w="113" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>
<w:right w:w="113" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="{CARDS}"><w:name w:val="{CARDS}"/>
<w:basedOn w:val="TableNormal"/><w:pPr><w:spacing w:before="40" w:after="40" w:line="264" w:lineRule="auto"/></w:pPr>
<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="6" w:space="0" w:color="{RULE}"/>
<w:bottom w:val="single" w:sz="6" w:space="0" w:color="{RULE}"/>
<w:insideH w:val="single" w:sz="6" w:space="0" w:color="{RULE}"/></w:tblBorders><w:tblCellMar>
<w:top w:w="57" w:type="dxa"/><w:left w:w="113" w:type="dxa"/><w:bottom w:w="57" w:type="dxa"/>
<w:right w:w="113" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr>
<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/></w:tcPr></w:tblStylePr></w:style>
"""
