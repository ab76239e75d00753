"""Lectures in many scripts, long enough for several pages: words of a language in ever new order."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from lecture.values import Card, Chapter, Lecture, Point, Segment, Summary, Term
from tests.lecture.export.tides import TIDES

WORDS = {
    "en": "tide moon water rises slowly twice every day near side of the earth because gravity pulls ocean waves",
    "el": "παλίρροια σελήνη νερό ανεβαίνει αργά κάθε ημέρα κοντινή πλευρά γης επειδή έλκει ώκεανός κύμα ήλιος",
    "ru": "прилив луна вода поднимается медленно дважды каждый день ближняя сторона земли потому что притяжение съёмка",
    "ar": "المد القمر الماء يرتفع ببطء كل يوم الجانب القريب من الأرض لأن الجاذبية تجذب المحيط موجة شمس",
    "fa": "جزر ماه آب بالا می‌رود هر روز سوی نزدیک زمین چون گرانش می‌کشد اقیانوس موج خورشید پژوهش",
    "he": "גאות ירח מים עולים לאט פעמיים ביום הצד הקרוב של הארץ בגלל כבידה מושכת אוקיינוס גלים שמש",
    "hi": "ज्वार चंद्रमा पानी धीरे उठता हर दिन निकट भाग पृथ्वी क्योंकि गुरुत्वाकर्षण खींचता क्रमिक विज्ञान सूर्य र्कि",
    "vi": "thủy triều mặt trăng nước dâng chậm mỗi ngày phía gần trái đất vì trọng lực kéo đại dương sóng",
}
CJK = {
    "zh": "潮汐 月球 海水 缓慢 上升 每天 两次 靠近 地球 一侧 因为 引力 吸引 海洋 波浪 太阳",
    "ja": "潮汐 月が 水を ゆっくり 引いて 毎日 二回 近い 地球の 側で 引力に よって 海は 波と 太陽の",
    "ko": "조석 달이 물을 천천히 끌어 매일 두번 가까운 지구의 쪽에서 인력에 의해 바다는 파도와 태양의",
}


def sentences(language: str, count: int) -> list[str]:
    """No two are the same."""
    random = Random(language)
    words = {**WORDS, **CJK}[language].split()
    space = "" if language in ("zh", "ja") else " "
    told = [f"{space.join(random.sample(words, random.randint(6, 14)))}." for _n in range(2 * count)]
    return [*dict.fromkeys(told)][:count]


def lecture_in(language: str, count: int = 120) -> Lecture:
    """Everything in it is in this language. A sentence takes 6 seconds."""
    told = sentences(language, count)
    segments = tuple(Segment(6.0 * at, 6.0 * at + 5.5, text) for at, text in enumerate(told))
    end = 6.0 * count
    first, second, third = told[0].split(" ")[0].strip("."), told[1].strip("."), told[2].strip(".")
    chapters = (Chapter(0.0, end / 2, second, (Term(first, (0.0,)),)), Chapter(end / 2, end, third))
    points = tuple(Point(text=one.text, start=one.start, end=one.end) for one in segments[::7])
    cards = tuple(
        Card(
            question=f"{one.text.strip('.')}?",
            answer=told[at - 1],
            evidence=one.text,
            start=one.start,
            end=one.end,
            kind="cloze" if at % 3 else "question",
            score=0.5,
        )
        for at, one in enumerate(segments)
        if at % 5 == 0
    )
    return replace(
        TIDES,
        title=f"{first[:6]}–{first[:6]}",
        transcript=replace(TIDES.transcript, segments=segments, language=language, duration=end, heard=end, remark=""),
        chapters=chapters,
        terms=(Term(first, tuple(one.start for one in segments[::9])),),
        summary=Summary(" ".join(told[3:5]), points, 0.0, end),
        cards=replace(TIDES.cards, cards=cards, remark=""),
    )
