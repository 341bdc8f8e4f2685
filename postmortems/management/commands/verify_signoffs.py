"""Says whether the signatures hold; exits with 1 and names what does not."""

import email
import email.policy
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from postmortems.models import Postmortem
from postmortems.verification import Finding, read_receipt, verify, verify_receipt


class Command(BaseCommand):
    help = "Verifies every signature, and the signed documents against the texts that were signed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("incident_id", nargs="*", help="only these post-mortems")
        parser.add_argument(
            "--receipt",
            action="append",
            default=[],
            type=Path,
            metavar="FILE.eml",
            help="a mail that a signer kept; it anchors the end of the chain outside",
        )

    def handle(self, *, incident_id: list[str], receipt: list[Path], **_: Any) -> None:
        found = Postmortem.objects.order_by("incident_id")
        if incident_id:
            found = found.filter(incident_id__in=incident_id)
            if missing := set(incident_id) - {each.incident_id for each in found}:
                raise CommandError(f"There is no post-mortem {', '.join(sorted(missing))}.")
        findings = [
            (each.incident_id, finding)
            for each in found.iterator(chunk_size=200)
            for finding in verify(each)
        ]
        findings += [(path.name, finding) for path in receipt for finding in _receipt(path)]
        for name, finding in findings:
            word = "FAILED" if finding.is_failure else "moved"
            self.stdout.write(f"{word}  {name}: {finding.sentence}")
        failures = sum(finding.is_failure for _, finding in findings)
        if failures:
            raise CommandError(f"{failures} finding{'s' if failures > 1 else ''}: see above.")
        self.stdout.write("Every signature holds.")


def _receipt(path: Path) -> list[Finding]:
    try:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    except OSError as reason:
        raise CommandError(str(reason)) from reason
    body = message.get_body(preferencelist=("plain", "html"))
    receipt = read_receipt(body.get_content()) if body else None
    if receipt is None:
        raise CommandError(f"{path.name} holds no receipt.")
    return verify_receipt(receipt)
