"""Files of this app for the lifecycle walk."""

from accounts.models import CorrectionRequest, FamilyTie
from tests.casework.walk import Walk

SUBJECTS = {
    "familytie": Walk(
        lambda cast: FamilyTie.objects.create(from_user=cast["jiwoo"], to_user=cast["seoyeon"], kind="sibling")
    ),
    "correctionrequest": Walk(
        lambda cast: CorrectionRequest.objects.create(person=cast["jiwoo"], text="이름이 한 글자 틀렸습니다.")
    ),
}
