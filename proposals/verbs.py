"""What the history says of facts that are no step of a lifecycle."""

from django.utils.translation import gettext_lazy as _

from casework import verbs


def register_verbs() -> None:
    """Called once, when the app is ready."""
    verbs.register(
        {
            "objection.lodged": _("Objection lodged"),
            "proposal.objected": _("The group objected"),
            "proposal.handed_over": _("Handed over"),
            "triagepoint.done": _("Point done"),
            "triagepoint.undone": _("Point open again"),
            "threadmessage.written": _("Message written"),
            "internalnote.written": _("Internal note written"),
            "advice.requested": _("Advice asked for"),
            "advice.walked_in": _("Came without an appointment"),
            "call.drafted": _("Call begun"),
            "call.changed": _("Changed"),
            "proposal.confirmed": _("Text confirmed"),
            "attachment.added": _("File added"),
            "attachment.removed": _("File taken away"),
            "programme.added": _("Row added"),
            "programme.changed": _("Changed"),
            "stage.added": _("Row added"),
            "stage.changed": _("Changed"),
            "proposal.begun": _("Begun"),
            "proposal.lead_changed": _("New lead proposer"),
            "comment.written": _("Comment written"),
            "comment.done": _("Comment dealt with"),
            "posting.hours_offered": _("Hours of advice offered"),
            "slot.withdrawn": _("Hour taken back"),
            "slot.handed_over": _("Hour handed over"),
            "panel.set_up": _("Panel set up"),
            "panel.changed": _("Changed"),
            "panel.distributed": _("Proposals distributed"),
            "proposal.given_to_reviewer": _("Given to a reviewer"),
            "seat.invited": _("Invited to the panel"),
            "moderation.held": _("Talk among reviewers noted"),
            "districtevaluation.written": _("Evaluation by the district written"),
            "districtevaluation.changed": _("Evaluation by the district changed"),
        }
    )
