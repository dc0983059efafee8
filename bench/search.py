"""How long a search among 100,000 groups takes: rare words, words in half of all texts, and many words at once.

Run with ``python -m bench.search [rows]``; the database needs room for about 300 MB, which is given back.
"""

import csv
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator

ROWS = 100_000
TIMES = 40
PAGE = 20
QUERIES = [
    "마을",
    "이웃",  # often in texts, seldom in names
    "꽃",
    "마을공동체",
    "마을 주민",
    "텃밭 {village} 이웃",
    "청년들이 만드는 마을신문을",
    "{village}",
    "ener",
    "수제화",
    "두루미",
    "이웃마을주민모임",  # common pairs, but no such word
    "블록체인",
]


def listed(text: str) -> list[str]:
    """The parts of a text between strokes."""
    return text.split("/")


THEMES = listed(
    "마을공동체/돌봄/텃밭/독서/책방/마을신문/에너지/골목/육아/청년/어르신/고양이/음악/바느질/공구/자전거/영화/"
    "기록/안전/산책/요리/연극/목공/환경/놀이터"
)
KINDS = listed("모임/지킴이/사랑방/연구회/동아리/이웃/마을/품앗이/교실/탐사대/학교/친구들/공방/밥상/사람들")
STARTS = listed(
    "매주 화요일 저녁에/한 달에 두 번/주말마다/퇴근한 뒤에/방학 동안/봄부터 가을까지/아이들과/청년들이/"
    "어르신을 모시고/세 사람이 시작해/작은도서관에서/마을회관에서/골목에서"
)
DEEDS = listed(
    "마을공동체를 만들고/텃밭을 가꾸고/책을 읽고/마을신문을 펴내고/아이를 함께 돌보고/골목을 청소하고/꽃을 심고/"
    "밥을 나누고/고장 난 물건을 고치고/옛이야기를 기록하고/에너지를 아끼고/악기를 배우고/안부를 묻고/영화를 보고"
)
ENDS = listed(
    "이웃과 친해집니다./마을 주민과 나눕니다./동네를 바꾸어 갑니다./서로 힘이 됩니다./누구나 올 수 있어요./"
    "주민이 주인인 마을을 꿈꿉니다./해마다 작은 축제를 엽니다./이웃의 이야기를 듣습니다./함께할 사람을 찾습니다."
)
RARE = {1_000: "수제화 장인의 이야기를 듣습니다.", 20_000: "두루미를 기다립니다.", 500: "Energy for everyone."}


def texts(rows: int, villages: list[str]) -> Iterator[tuple[str, str, int]]:
    """Names, introductions of one to six sentences, and a district: always the same ones."""
    chance = random.Random(3)
    for number in range(rows):
        village = chance.randrange(len(villages))
        name = f"{villages[village]} {chance.choice(THEMES)} {chance.choice(KINDS)}"
        sentences = [
            " ".join(chance.choice(part) for part in (STARTS, DEEDS, ENDS)) for _ in range(chance.randint(1, 6))
        ]
        sentences += [rare for every, rare in RARE.items() if number % every == every // 2]
        yield name, " ".join(sentences), village % 25


def timed(call: Callable[..., object], times: int = TIMES) -> list[float]:
    """Milliseconds of each of ``times`` calls, sorted, after one that warms up."""
    call()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return sorted(1000 * second for second in seconds)


def fill(rows: int, villages: list[str]) -> float:
    """Fill the empty table, with its index built last; the seconds it took."""
    from django.db import connection

    from tests.seoul_portal.search_note import Note

    [index] = Note._meta.indexes
    columns = "COPY tests_note (name, introduction, district) FROM STDIN"
    start = time.perf_counter()
    with connection.schema_editor() as editor:
        editor.remove_index(Note, index)
    with connection.cursor() as cursor, cursor.copy(columns) as copy:
        for row in texts(rows, villages):
            copy.write_row(row)
    with connection.schema_editor() as editor:
        editor.add_index(Note, index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE tests_note")
    return time.perf_counter() - start


def run(rows: int = ROWS) -> None:
    """Print a section of Markdown: how long each kind of query takes, over all groups and within one district."""
    from django.conf import settings

    from seoul_portal.search import search
    from seoul_portal.search.query import parse
    from tests.seoul_portal.search_note import Note, table

    with (settings.BASE_DIR / "villages/data/villages.csv").open(encoding="utf-8") as file:
        villages = [village["name_ko"] for village in csv.DictReader(file)]
    with table():
        seconds = fill(rows, villages)
        notes = Note._default_manager  # the stubs know no other one of a model outside every app
        one = notes.filter(pk=notes.order_by("pk")[rows // 2].pk)
        saving = statistics.median(timed(lambda: one.update(search=None)))
        print(f"## Search among {rows:,} groups\n")
        print(
            f"Indexed in {seconds:.0f} s; saving one group, with its index, takes {saving:.1f} ms. Pages of {PAGE}.\n"
        )
        print("| query | in texts | hits | median ms | p95 ms | in one district: hits | median ms | p95 ms |")
        print("|---|---|---:|---:|---:|---:|---:|---:|")
        for text in [query.format(village=villages[100]) for query in QUERIES]:
            words = parse(text)
            assert words is not None
            share = notes.filter(search__matches=words.tsquery()).count() / rows
            cells = [text, f"{share:.2%}"]
            for groups in (notes.all(), notes.filter(district=7)):
                times = timed(lambda groups=groups, text=text: list(search(groups, text)[:PAGE]))
                median, p95 = statistics.median(times), times[int(0.95 * len(times))]
                cells += [str(search(groups, text).count()), f"{median:.1f}", f"{p95:.1f}"]
            print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    import django

    django.setup()
    run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
