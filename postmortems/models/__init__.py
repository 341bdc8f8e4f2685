"""The post-mortem, its rows, and the log of what changed."""

from postmortems.models.action import Action
from postmortems.models.activity import Activity
from postmortems.models.attachment import Attachment
from postmortems.models.change import Change, FieldHead, LateEdit
from postmortems.models.check import Check
from postmortems.models.detection import Detection
from postmortems.models.distribution import Distribution
from postmortems.models.follow_up import FollowUp
from postmortems.models.impact import Impact
from postmortems.models.incident_id import FormerIncidentId, IncidentCounter
from postmortems.models.inspection import Inspection
from postmortems.models.lesson import Lesson
from postmortems.models.metric import Metric
from postmortems.models.postmortem import Postmortem
from postmortems.models.readers import readers_of
from postmortems.models.related_document import RelatedDocument
from postmortems.models.response import Response
from postmortems.models.root_cause import ContributingFactor, RootCause, Why
from postmortems.models.row import Row
from postmortems.models.share import Share
from postmortems.models.sign_off import SignOff
from postmortems.models.signature import Signature
from postmortems.models.signed_text import SignedText
from postmortems.models.snapshot import Snapshot
from postmortems.models.timeline import TimelineEvent

__all__ = [
    "Action",
    "Activity",
    "Attachment",
    "Change",
    "Check",
    "ContributingFactor",
    "Detection",
    "Distribution",
    "FieldHead",
    "FollowUp",
    "FormerIncidentId",
    "Impact",
    "IncidentCounter",
    "Inspection",
    "LateEdit",
    "Lesson",
    "Metric",
    "Postmortem",
    "RelatedDocument",
    "Response",
    "RootCause",
    "Row",
    "Share",
    "SignOff",
    "Signature",
    "SignedText",
    "Snapshot",
    "TimelineEvent",
    "Why",
    "readers_of",
]
