"""The consent texts in force when the portal opens. Later versions are added in the administration, as new rows."""

from django.db import migrations

TEXTS = [
    {
        "purpose": "account",
        "version": 1,
        "required": True,
        "title_ko": "계정 개인정보 수집·이용 동의",
        "title_en": "Collection and use of personal data for your account",
        "purpose_text_ko": "계정을 만들고 본인임을 확인하며, 주민모임·제안·보조금에 관한 안내를 보내기 위해 이용합니다.",
        "purpose_text_en": (
            "To make your account, to know that it is you, and to send you messages about your groups, proposals and grants."
        ),
        "items_ko": "이름, 이메일 주소, 비밀번호(암호화하여 저장), 사용 언어, 접속 기록(일시, IP 주소, 브라우저 종류)",
        "items_en": (
            "Name, e-mail address, password (stored encrypted), language, and records of your visits "
            "(time, IP address, kind of browser)"
        ),
        "retention_ko": (
            "계정을 닫을 때까지 보유하고, 닫으면 바로 파기합니다. 다만 법령에 따라 보존하는 기록(보조금 서류 5년, "
            "개인정보 열람 기록 2년)은 그 기간이 끝나면 파기합니다."
        ),
        "retention_en": (
            "Until you close the account; then it is destroyed at once. Records that the law requires (grant files: five "
            "years; records of who read personal data: two years) are destroyed when their period ends."
        ),
        "refusal_ko": "동의하지 않을 수 있습니다. 이 동의는 계정에 꼭 필요하므로, 동의하지 않으면 계정을 만들 수 없습니다. 공개된 내용은 계정 없이도 볼 수 있습니다.",
        "refusal_en": (
            "You may refuse. An account cannot exist without this, so if you refuse there is no account; everything that "
            "is public can be read without one."
        ),
    },
    {
        "purpose": "telephone",
        "version": 1,
        "required": False,
        "title_ko": "전화번호 수집·이용 동의",
        "title_en": "Collection and use of your telephone number",
        "purpose_text_ko": "상담 약속이나 보완 요청처럼 급한 일이 있을 때 전화하거나 문자 메시지로 알려 드리기 위해 이용합니다.",
        "purpose_text_en": (
            "To call you, or to send a text message, when something is urgent: an appointment for advice, or a correction "
            "that your proposal needs."
        ),
        "items_ko": "전화번호",
        "items_en": "Telephone number",
        "retention_ko": "동의를 철회하거나 계정을 닫을 때까지 보유하고, 그때 바로 파기합니다.",
        "retention_en": "Until you take this consent back or close the account; then it is destroyed at once.",
        "refusal_ko": "동의하지 않을 수 있습니다. 동의하지 않아도 불이익은 없으며, 이메일과 알림함으로 안내해 드립니다.",
        "refusal_en": "You may refuse. Nothing is lost by it: you hear from us by e-mail and in your inbox.",
    },
    {
        "purpose": "news",
        "version": 1,
        "required": False,
        "title_ko": "소식 받기 동의",
        "title_en": "News of the programme",
        "purpose_text_ko": "새로운 공모, 사업설명회, 성과공유회 소식을 이메일로 보내 드리기 위해 이용합니다.",
        "purpose_text_en": "To send you news of calls for proposals, briefing sessions and results-sharing events by e-mail.",
        "items_ko": "이름, 이메일 주소, 활동하는 마을",
        "items_en": "Name, e-mail address, and the villages to which you belong",
        "retention_ko": "동의를 철회하거나 계정을 닫을 때까지 이용합니다.",
        "retention_en": "Until you take this consent back or close the account.",
        "refusal_ko": "동의하지 않을 수 있습니다. 동의하지 않아도 불이익은 없으며, 공모와 행사 소식은 누리집에서 언제든지 볼 수 있습니다.",
        "refusal_en": "You may refuse. Nothing is lost by it: all calls and events are announced on this site as well.",
    },
]


def publish(apps, _schema_editor):
    text = apps.get_model("accounts", "ConsentText")
    for values in TEXTS:
        text.objects.get_or_create(purpose=values["purpose"], version=values["version"], defaults=values)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
