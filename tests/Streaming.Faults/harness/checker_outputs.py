"""The scored topic and the alerts, held against what must be there."""

from checker_expect import SCORED
from checker_files import DOUBLE

SCORED_TOPIC = "satisfaction-scored"
ALERT_TOPICS = {"RED": "satisfaction-alerts-red", "YELLOW": "satisfaction-alerts-yellow"}
ALERT_ACTIONS = {("RED", False): "call at once, before the review", ("RED", True): "repair at once, after the review",
                 ("YELLOW", False): "call before the review", ("YELLOW", True): "repair after the review"}


class KeyOrder:
    """Within a key, outputs stand in one partition and in the order of their inputs."""

    def __init__(self, report, topic):
        self.report = report
        self.topic = topic
        self.last = {}

    def take(self, record, input_offset):
        if record.key is None:
            return
        partition, offset = self.last.get(record.key, (record.partition, -1))
        if partition != record.partition:
            self.report.add("out of order", lambda: f"{record}: the key is in partition {partition} too")
        elif input_offset < offset:
            self.report.add("out of order", lambda: f"{record} of input offset {input_offset} follows input offset {offset} of the same key")
        self.last[record.key] = record.partition, max(offset, input_offset)


class ScoredCheck:
    """Every order that must be scored is scored once, as it stands in the log."""

    def __init__(self, report, inputs):
        self.report = report
        self.inputs = inputs
        self.found = {}
        self.ids = set()
        self.order = KeyOrder(report, SCORED_TOPIC)

    def take(self, record, scored):
        """Gives the input of a score that is the first of an expected one; None for all others."""
        place = scored["input_partition"], scored["input_offset"]
        self.order.take(record, place[1])
        entry = self.inputs.get(place)
        if scored["input_topic"] != "order-delivered" or entry is None or entry.fate != SCORED:
            why = "there is no such input" if entry is None else f"the input must be {entry.fate}"
            self.report.add("scored unexpectedly", lambda: f"{record} of {scored['input_topic']}/{place[0]}@{place[1]}: {why}")
            return None
        if place in self.found or scored["event_id"] in self.ids:
            self.report.add("duplicated", lambda: f"{record} event {scored['event_id']} decision {scored['decision_number']} of {entry}, which was scored before")
            return None
        self.found[place] = scored
        self.ids.add(scored["event_id"])
        self.compare(record, scored, entry)
        return entry

    def compare(self, record, scored, entry):
        pairs = (("key", record.key, entry.key), ("order_event_id", scored["order_event_id"], entry.event_id)) + tuple(
            (name, scored[name], getattr(entry, name)) for name in ("order_id", "version", "recorded_at", "delivered_at"))
        for name, found, expected in pairs:
            if found != expected:
                self.report.add("wrong fields", lambda: f"{record} of {entry}: {name} is {found}, not {expected}")

    def finish(self):
        for place, entry in self.inputs.items():
            if entry.fate == SCORED and place not in self.found:
                self.report.add("lost", str(entry))


class AlertCheck:
    """Each score that is not green has one alert of its tier, and there are no others."""

    def __init__(self, report, scored, inputs):
        self.report = report
        self.scored = scored
        self.inputs = inputs
        self.found = set()
        self.ids = set()
        self.orders = {tier: KeyOrder(report, topic) for tier, topic in ALERT_TOPICS.items()}

    def take(self, tier, record, alert):
        place = alert["input_partition"], alert["input_offset"]
        self.orders[tier].take(record, place[1])
        scored = self.scored.get(place)
        if scored is None or scored["tier"] != tier:
            why = "there is no such score" if scored is None else f"the score is {scored['tier']}"
            self.report.add("alert unexpected", lambda: f"{record} of order-delivered/{place[0]}@{place[1]}: {why}")
            return
        if place in self.found or alert["event_id"] in self.ids:
            self.report.add("alert twice", lambda: f"{record} event {alert['event_id']} of {self.inputs[place]}")
            return
        self.found.add(place)
        self.ids.add(alert["event_id"])
        self.compare(record, alert, scored, self.inputs[place])

    def compare(self, record, alert, scored, entry):
        same = ("tier", "order_id", "order_event_id", "version", "recorded_at", "delivered_at", "decision_number", "model_sha256",
                "policy_version", "answered_before_delivery")
        pairs = [(name, alert[name], scored[name]) for name in same]
        pairs += [("action", alert["action"], ALERT_ACTIONS[scored["tier"], scored["answered_before_delivery"]])]
        pairs += [("key", record.key, entry.key), ("customer_id", alert["customer_id"], entry.customer_id), ("probability", bits(alert), bits(scored))]
        for name, found, expected in pairs:
            if found != expected:
                self.report.add("alert wrong", lambda: f"{record} of {entry}: {name} is {found}, not {expected}")

    def finish(self):
        for place, scored in self.scored.items():
            if scored["tier"] in ALERT_TOPICS and place not in self.found:
                self.report.add("alert missing", lambda: f"{scored['tier']} of {self.inputs[place]}")


def bits(event):
    return DOUBLE.pack(event["probability"])
