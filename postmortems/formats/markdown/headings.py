"""What other templates call the parts of ours."""

import re

SYNONYMS = {
    "summary": (
        "summary", "issue summary", "executive summary", "summary of impact", "incident summary",
        "background", "overview", "description", "abstract", "tldr", "what happened in short",
    ),
    "timeline": (
        "timeline", "incident timeline", "timeline of events", "chain of events", "key events",
        "context", "sequence of events", "events", "chronology",
    ),
    "impact": (
        "impact", "customer impact", "end user impact", "infrastructure impact", "user impact",
        "productivity impact", "affected users", "fallout", "business impact", "scope", "severity",
    ),
    "root-cause": (
        "root cause", "root causes", "root cause analysis", "root cause and mitigation",
        "what happened", "what caused the incident", "contributing conditions analysis", "details",
        "cause", "causes", "analysis", "fault", "faults", "technical details", "why did it happen",
        "how did it happen", "what went on", "underlying cause", "rca",
    ),
    "factors": (
        "contributing factors", "contributing factor", "trigger", "triggers", "process breakdown",
        "process breakdowns", "contributing causes", "conditions",
    ),
    "detection": (
        "detection", "identified", "incident detected by", "how was it detected", "discovery",
        "how did we find out", "alerting",
    ),
    "response": (
        "resolution", "resolution and recovery", "mitigation & resolution", "response",
        "outage description", "recovery", "mitigation", "mitigations", "fix", "the fix",
        "mitigation and resolution", "incident response", "what we did",
    ),
    "short": (
        "immediate actions", "short-term improvements", "remediation", "review actions",
        "corrective and preventative measures", "next steps", "recommendations", "short-term",
        "short-term actions", "short term", "corrective actions", "preventative measures",
        "short term actions", "short-term fixes", "immediate fixes", "corrective measures",
    ),
    "long": (
        "long-term improvements", "long-term fixes", "moving forward", "long-term actions",
        "long term", "long-term", "long term actions", "future work",
    ),
    "actions": (
        "action items", "action items & followups", "actions", "process improvements", "action",
        "documentation improvements", "technical improvements", "follow-ups", "followups",
        "action items and follow-ups", "follow up", "follow-up", "follow-up actions", "todo",
        "follow up actions", "improvements", "preventive actions", "action items & follow-ups",
        "what are we doing about it", "what will we do about it",
    ),
    "did-well": (
        "what went well", "what worked", "what we did well", "things that went well",
        "went well", "what worked well",
    ),
    "to-improve": (
        "what went wrong", "what went poorly", "what went badly", "what could have gone better",
        "what we need to improve", "what could be improved", "went wrong", "what didnt go well",
        "what did not go well", "things that went poorly", "what didnt work",
    ),
    "lucky": ("where we got lucky", "where did we get lucky", "we got lucky"),
    "lessons": (
        "lessons learned", "lessons learnt", "lessons", "key takeaways", "insights", "learnings",
        "takeaways", "what we learned", "what did we learn", "what have we learned",
    ),
    "people": (
        "attendees", "atendees", "authors", "author", "created by", "names of people involved",
        "thanks", "participants", "postmortem attendees",
    ),
    "stats": (
        "stats", "incident timing", "time to detection", "time to recovery", "time to repair",
        "time to resolve", "statistics", "metrics", "time to detect",
    ),
    "documents": (
        "supporting information", "supporting documents", "related documents", "references",
        "links", "related", "appendix",
    ),
}  # fmt: skip
MEANINGS = {name: meaning for meaning, names in SYNONYMS.items() for name in names}
BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
NUMBERING = re.compile(r"^(?:[0-9]+(?:\.[0-9]+)*[.)]?|[ivx]+\.)\s+")
NOT_WORDS = re.compile(r"[^\w\s&/-]+")


def plain(heading: str) -> str:
    """The words of a heading in lower case, without marks, brackets and numbers before it."""
    text = BRACKETS.sub(" ", LINK.sub(r"\1", heading) if not heading.endswith(")") else heading)
    text = NOT_WORDS.sub("", text.replace("_", " ")).casefold()
    return NUMBERING.sub("", " ".join(text.split())).strip(" -/&")


def meaning_of(heading: str) -> str:
    """The key of SYNONYMS the heading stands for, or ""."""
    words = plain(heading)
    if words in MEANINGS:
        return MEANINGS[words]
    for name in ("timeline", "root cause", "short-term", "long-term", "action items", "lessons"):
        if words.startswith(f"{name} ") or words.endswith(f" {name}"):
            return MEANINGS[name]
    return ""
