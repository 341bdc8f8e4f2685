"""How much of a document is written, kept beside it for lists."""

from postmortems.completeness import completeness
from postmortems.models.postmortem import Postmortem
from postmortems.models.snapshot import Snapshot


def refresh_completion(postmortem: Postmortem) -> None:
    """Keep the share that is complete beside the document, for lists."""
    with_people = Postmortem.objects.with_people().get(pk=postmortem.pk)
    percent = completeness(Snapshot.of(with_people)).percent
    if postmortem.completion != percent:
        postmortem.completion = percent
        postmortem.save(update_fields=["completion"])
