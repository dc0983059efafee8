"""Search as people meet it: what is found, in which order, what is marked, how the index is kept."""

import pytest
from django.db import connection, transaction
from django.db.migrations.state import ProjectState
from django.template import engines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seoul_portal.search import CANDIDATES, bigrams, excerpt, highlight, letters, likeness, marks, search
from seoul_portal.search.marks import parts
from tests.seoul_portal.search_corpus import GROUPS, QUERIES
from tests.seoul_portal.search_note import Note, migrations, table


@pytest.fixture(scope="module", autouse=True)
def _notes(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), table():
        yield


@pytest.fixture
def corpus(db):
    Note.objects.bulk_create(Note(name=name, introduction=introduction) for name, introduction in GROUPS.items())


def names(text, notes=None):
    return [note.name for note in search(Note.objects.all() if notes is None else notes, text)]


def note(name, introduction=""):
    return Note.objects.create(name=name, introduction=introduction)


# --- What is found -----------------------------------------------------------------------------------


def test_labelled_queries_are_answered_with_precision_and_recall(corpus, capsys):
    right = wrong = missed = 0
    remarks = []
    for query, expected in QUERIES.items():
        assert expected <= GROUPS.keys(), query
        found = set(names(query))
        right += len(found & expected)
        wrong += len(found - expected)
        missed += len(expected - found)
        remarks += [f"  {query}: finds {name}, wrongly" for name in sorted(found - expected)]
        remarks += [f"  {query}: misses {name}" for name in sorted(expected - found)]
    precision, recall = right / (right + wrong), right / (right + missed)
    with capsys.disabled():
        head = f"\nsearch: {len(QUERIES)} queries over {len(GROUPS)} texts: "
        print(f"{head}precision {precision:.3f}, recall {recall:.3f}", *remarks, sep="\n")  # noqa: T201
    assert len(QUERIES) >= 40
    assert len(GROUPS) >= 80
    assert precision >= 0.95
    assert recall >= 0.95


@pytest.mark.parametrize("query", ["마을공동체", "마을 공동체", "마을공동체를", "마을공동체에서", "마을-공동체"])
@pytest.mark.parametrize(
    "text", ["마을공동체", "마을공동체를 만듭니다", "마을 공동체", "우리마을 공동체는", "마을·공동체", "마을\n공동체"]
)
def test_spaces_and_particles_do_not_matter(db, query, text):
    note(text)
    assert names(query) == [text]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("사과", "봉사 과정"),
        ("수다방", "성수 다방"),
        ("고양이", "고양시 일산"),
        ("어린이", "어린 시절"),
        ("대학로", "대학 동아리"),
        ("주민회의", "주민회 소식"),
        ("전문가", "전문 지식"),
        ("성수1가", "성수2가"),
        ("성수1가", "성수11가"),
        ("1", "10명"),
        ("차", "자동차"),
        ("책", "정책 산책"),
        ("ergy", "energy"),
    ],
)
def test_a_near_miss_is_not_found(db, query, text):
    note(text)
    assert names(query) == []


def test_a_word_does_not_reach_from_the_name_into_the_introduction(db):
    note("우리 독서", "모임을 찾습니다")
    assert names("독서모임") == []
    assert names("독서 모임") == ["우리 독서"]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ＤＩＹ", "diy 목공"),
        ("cafe", "Café 성수"),
        ("café", "CAFE"),
        ("\u1106\u1161\u110b\u1173\u11af", "마을"),
        ("마을", "\u1106\u1161\u110b\u1173\u11af"),
        ("(주)", "㈜ 한걸음"),
        ("中區", "中區 이야기"),
        ("커뮤니티센터", "커뮤니티 센터"),
    ],
)
def test_writing_does_not_matter(db, query, text):
    note(text)
    assert names(query) == [text]


@pytest.mark.parametrize("query", ["", "   ", "\n\t"])
def test_nothing_typed_leaves_the_list_as_it_is(corpus, query):
    assert len(names(query)) == len(GROUPS)


@pytest.mark.parametrize("query", ["!", "' | '", "\x00", "🌱🌱", "ㅋㅋ", "\\", "%", "<>", "\ud800", "а"])
def test_something_typed_without_a_letter_finds_nothing(corpus, query):
    assert names(query) == []


@pytest.mark.parametrize(
    "query",
    [
        "마" * 100_000,
        "a " * 100_000,
        "마을' | '꽃':*",
        "마을:*",
        "!마을",
        "마을 & (",
        "가을" * 500,
        "\x00마을\x1b",
        "'" * 99,
    ],
)
def test_no_query_does_harm(corpus, query):
    names(query)


@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
def test_whatever_is_typed_postgresql_accepts_it(db, query):
    names(query)


# --- In which order ----------------------------------------------------------------------------------


def test_a_hit_in_the_name_stands_above_hits_in_the_introduction(db):
    note("이웃", "텃밭 텃밭 텃밭 텃밭")
    note("초록손 텃밭", "상추를 기릅니다")
    assert names("텃밭") == ["초록손 텃밭", "이웃"]


def test_a_hit_at_the_beginning_of_a_word_stands_above_one_inside(db):
    note("여성동아리 모임")
    note("성동 돌봄 모임")
    assert names("성동") == ["성동 돌봄 모임", "여성동아리 모임"]


def test_equal_hits_keep_the_order_of_their_keys(db):
    made = [note("꽃길") for _ in range(5)]
    assert [found.pk for found in search(Note.objects.all(), "꽃길")] == [one.pk for one in made]


def test_a_very_common_word_still_shows_every_kind_of_hit_and_names_first(db):
    Note.objects.bulk_create(Note(name="가", introduction="마을") for _ in range(CANDIDATES + 50))
    note("꿈마을")
    found = names("마을")
    assert found[0] == "꿈마을"
    assert len(found) == CANDIDATES


def test_what_the_list_hides_stays_hidden(corpus):
    assert names("마을공동체", Note.objects.exclude(name="성미산 마을공동체").filter(name__contains="마을")) == [
        "우리동네 마을 공동체 모임"
    ]


# --- What is marked ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("마을 공동체를 만듭니다", "마을공동체", "<mark>마을 공동체</mark>를 만듭니다"),
        ("마을공동체를 만듭니다", "마을공동체의", "<mark>마을공동체</mark>를 만듭니다"),
        ("Solar Energy", "ener", "Solar <mark>Energy</mark>"),
        ("Ｃafé 성수1가", "cafe 성수1가", "<mark>Ｃafé</mark> <mark>성수1가</mark>"),
        ("들꽃과 꽃", "꽃", "들꽃과 <mark>꽃</mark>"),
        ("<b>마을</b>&", "마을", "&lt;b&gt;<mark>마을</mark>&lt;/b&gt;&amp;"),
        ("마을", "<script>", "마을"),
        ("봉사 과정", "사과", "봉사 과정"),
        ("", "마을", ""),
    ],
)
def test_hits_are_marked_and_everything_is_escaped(text, query, marked):
    assert highlight(text, query) == marked


@given(st.text(), st.text(max_size=20))
def test_marking_keeps_the_text(text, query):
    assert "".join(part for part, _is_hit in parts(text, query)) == text


def test_what_is_found_is_marked(corpus):
    for query in QUERIES:
        for found in search(Note.objects.all(), query):
            assert "<mark>" in highlight(found.name, query) + highlight(found.introduction, query), (query, found.name)


def test_an_excerpt_shows_the_first_hit_of_a_long_text():
    text = "처음에는 아무 말이나 씁니다. " * 20 + "그리고 마을공동체를 만듭니다. " + "끝없이 이어집니다. " * 20
    shown = excerpt(text, "마을 공동체")
    assert "<mark>마을</mark><mark>공동체</mark>" in shown or "<mark>마을공동체</mark>" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) < 160
    assert excerpt("짧은 글", "마을") == "짧은 글"


def test_templates_mark_without_loading_anything():
    template = engines["django"].from_string("{{ text|highlight:q }} {{ text|excerpt:q }}")
    assert template.render({"text": "꽃 & 밭", "q": "꽃"}) == "<mark>꽃</mark> &amp; 밭 <mark>꽃</mark> &amp; 밭"


# --- How the index is kept ---------------------------------------------------------------------------


def index(pk):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lexeme, unnest(positions), unnest(weights) FROM tests_note, unnest(search) WHERE id = %s", [pk]
        )
        return set(cursor.fetchall())


def expected(text, weight, begin):
    found = letters.units(letters.clean(text))
    return {
        (lexeme, position, weight)
        for position, (_unit, lexemes, _start, _end) in enumerate(found, start=begin)
        for lexeme in lexemes
    }


KOREAN = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3) | st.sampled_from(" 마을공동체 12abXY·\n"))
ANY = st.text(st.characters(exclude_categories=["Cs", "Cn", "Co"], exclude_characters="\x00"), max_size=80)
MIXED = st.text(st.sampled_from("마을 가ㄱㅏ\u1100\u1161\u11a8éＡ１①㈜㎡🌱👨‍👩‍👧ｶﾞガ中İKſß½\u0301\u200d' \\:*@|&!\t"))


@given(KOREAN | ANY | MIXED)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=250)
def test_postgresql_cuts_every_text_as_python_does(db, text):
    made = note("", text)
    assert index(made.pk) == expected(text, "B", begin=2)


@given(KOREAN | MIXED, KOREAN | MIXED)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
def test_names_are_kept_twice_and_apart_from_the_introduction(db, name, introduction):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tests_note (name, introduction, district) VALUES (%s, %s, 0) RETURNING id",
            [name[:100], introduction],
        )
        pk = cursor.fetchone()[0]
    named = expected(name[:100], "A", begin=1)
    length = max((position for _lexeme, position, _weight in named), default=0)
    told = {("@" + lexeme, position, weight) for lexeme, position, weight in named}
    assert index(pk) == named | told | expected(introduction, "B", begin=length + 2)


def test_raw_sql_keeps_the_index(db):
    made = note("텃밭", "상추")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tests_note SET name = '꽃밭' WHERE id = %s", [made.pk])
    assert names("텃밭") == []
    assert names("꽃밭") == ["꽃밭"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tests_note SET search = 'spam'::tsvector, introduction = '토마토'")
    assert names("spam") == []
    assert names("토마토") == ["꽃밭"]


def test_saves_and_bulk_writes_keep_the_index(db):
    made = note("텃밭")
    made.name = "꽃밭"
    made.save()
    assert names("꽃밭") == ["꽃밭"]
    made.save(update_fields=["district"])
    assert names("꽃밭") == ["꽃밭"]
    Note.objects.update(introduction="옥상")
    assert names("옥상") == ["꽃밭"]
    made.introduction = "마당"
    Note.objects.bulk_update([made], ["introduction"])
    assert names("옥상") == []
    assert names("마당") == ["꽃밭"]


def test_a_huge_text_can_be_saved(db):
    letters_only = "".join(chr(0xAC00 + number % 11172) for number in range(30_000))
    made = note("a" * 100, letters_only + "x" * 100_000)
    assert names(letters_only[5_000:5_010]) == [made.name]
    assert len(index(made.pk)) > 9_000


def test_one_migration_is_enough():
    [migration] = migrations(ProjectState())
    assert migrations(migration.mutate_state(ProjectState())) == []


def test_rows_travel_without_their_index(db, django_assert_num_queries):
    note("텃밭")
    with django_assert_num_queries(1):
        assert Note.objects.get().search is None
    assert '"search"' not in str(Note.objects.all().query)


def test_one_query_answers_a_search_and_it_uses_the_index(db, django_assert_num_queries):
    Note.objects.bulk_create(
        Note(name=f"{number}번 모임", introduction="서로 돌봅니다 " * 20) for number in range(3_000)
    )
    note("두루미 탐조회")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tests_note")
    with django_assert_num_queries(1):
        assert names("두루미 탐조") == ["두루미 탐조회"]
    plan = search(Note.objects.all(), "두루미 탐조").explain()
    assert plan.count("Bitmap Index Scan on note_search_gin") == 2
    assert "Seq Scan" not in plan


# --- How alike two texts are -------------------------------------------------------------------------


def test_alike_texts_are_told_from_different_ones():
    one = "골목을 걸으며 고칠 곳을 찾아 지도로 남깁니다"
    assert likeness(one, one) == 1
    assert likeness(one, "골목을 걸으며 고칠 곳을 지도에 남깁니다") > 0.6
    assert likeness(one, "보이차를 마시며 명상합니다") < 0.1
    assert likeness("", "") == 0
    assert bigrams("마을 DIY") == {"마을", "diy"}


def test_plain_letters_stay_where_they_are_when_a_text_is_cleaned():
    """Marks of most texts are placed without asking letter by letter."""
    plain = [chr(code) for code in range(0x20, 0x10000) if marks._PLAIN.fullmatch(chr(code))]
    assert len(plain) > 35_000
    for text in ("".join(plain), "".join(plain[::-1]), "가나 ".join(plain)):
        for begin in range(0, len(text), 9_000):
            piece = text[begin : begin + 9_000]
            assert len(letters.clean(piece)) == len(piece)
